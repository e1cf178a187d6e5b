'use strict';
// Utf8Stream: what reaches the file and when, events, flushing, reopening, dropping.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { once } = require('node:events');

const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'fs-utf8-stream-')));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
process.chdir(folder);
const log = console.log;
const { Utf8Stream } = fs;
const text = (name) => JSON.stringify(fs.readFileSync(name, 'utf8'));

function attempt(label, fn) {
  try {
    log(label, fn());
  } catch (error) {
    log(label, error.name, error.code, error.message);
  }
}

attempt('nothing', () => new Utf8Stream());
attempt('options', () => new Utf8Stream(5));
for (const wrong of [{ minLength: 20000 }, { contentMode: 'x' }, { sync: 5 }, { periodicFlush: -1 }, { maxWrite: 'x' },
                     { retryEAGAIN: 'x' }, { fs: 5 }, { mkdir: 'x' }, { append: 'x' }, { fsync: 'x' }, { maxLength: 'x' }]) {
  attempt(JSON.stringify(wrong), () => new Utf8Stream({ fd: 1, ...wrong }));
}

function make(label, options) {
  const stream = new Utf8Stream(options);
  stream.seen = [];
  for (const event of ['ready', 'write', 'drain', 'drop', 'finish', 'close', 'error']) {
    stream.on(event, (value) => stream.seen.push(`${event}:${value instanceof Error ? value.code : value}`));
  }
  stream.on('close', () => log(label, stream.seen.join(' ')));
  return stream;
}

(async () => {
  let stream = make('asynchronous', { dest: 'a' });
  log(stream.write('hello '), stream.write('w\u00f6rld\n'), stream.writing, stream.minLength, stream.maxLength, stream.sync,
      stream.fsync, stream.append, stream.periodicFlush, stream.contentMode, stream.mkdir, stream.mode);
  stream.end();
  await once(stream, 'close');
  log(text('a'));
  attempt('write', () => stream.write('x'));
  attempt('end', () => stream.end());
  attempt('flushSync', () => stream.flushSync());
  attempt('reopen', () => stream.reopen());
  attempt('destroy', () => stream.destroy());
  stream.flush((error) => log('flush', error.code));

  stream = make('synchronous', { dest: 'b', sync: true });
  stream.write('one ');
  stream.write('two');
  log(text('b'));
  stream.end();
  await once(stream, 'close');

  stream = make('gathering', { dest: 'c', minLength: 10 });
  await once(stream, 'ready');
  stream.write('short');
  log(text('c'));
  await new Promise((resolve) => stream.flush((error) => {
    log('flushed', error, text('c'));
    resolve();
  }));
  stream.write('0123456789012');
  await once(stream, 'drain');
  log(text('c'));
  stream.write('tail');
  stream.flushSync();
  log(text('c'));
  stream.write('lost');
  stream.destroy();
  await once(stream, 'close');
  log(text('c'));

  stream = make('making directories', { dest: 'd/e/f', mkdir: true, append: false });
  stream.write('x');
  await once(stream, 'drain');
  stream.reopen('g');
  stream.write('y');
  await once(stream, 'drain');
  stream.end();
  await once(stream, 'close');
  log(text('d/e/f'), text('g'));

  stream = make('missing', { dest: 'no/file' });
  const [error] = await once(stream, 'error').catch((error) => [error]);
  log(error.code);
  attempt('missing, synchronous', () => new Utf8Stream({ dest: 'no/file', sync: true }));

  stream = make('buffers', { dest: 'h', contentMode: 'buffer' });
  log(stream.write(Buffer.from('buffer')));
  attempt('string', () => stream.write('string'));
  stream.end();
  await once(stream, 'close');
  log(text('h'));

  stream = make('dropping', { dest: 'i', maxLength: 5 });
  stream.write('123');
  stream.write('456');
  stream.write('7');
  await once(stream, 'drain');
  stream.end();
  await once(stream, 'close');
  log(text('i'));

  stream = make('much', { fd: fs.openSync('j', 'w') });
  log(stream.write('\u6f22'.repeat(40000)));
  await once(stream, 'drain');
  stream[Symbol.dispose]();
  await once(stream, 'close');
  log(fs.statSync('j').size);
})();
