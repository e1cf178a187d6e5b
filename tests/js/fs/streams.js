'use strict';
// ReadStream and WriteStream: ranges, events and their order, errors, descriptors and handles that are passed in.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { Readable, Writable, pipeline } = require('node:stream');
const { once } = require('node:events');

const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'fs-streams-')));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
process.chdir(folder);
const log = console.log;
fs.writeFileSync('x', '0123456789');
const big = Buffer.alloc(300_000, 'abcdefghij');
fs.writeFileSync('big', big);

async function text(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('latin1');
}

async function events(label, stream, names, act) {
  const seen = [];
  for (const name of names) stream.on(name, (value) => seen.push(value instanceof Error ? `${name}:${value.code}` : name));
  const closed = new Promise((resolve) => stream.once('close', resolve));
  await act?.(stream);
  await closed;
  log(label, seen.join(' '), stream.destroyed, stream.closed, stream.fd);
}

(async () => {
  for (const options of [undefined, { start: 3 }, { end: 3 }, { start: 2, end: 5 }, { start: 5, end: 5 }, { start: 20 },
                         { highWaterMark: 1 }, { highWaterMark: 3, start: 1, end: 8 }, { encoding: 'hex' }, 'utf8',
                         { start: 0, end: 0 }, { end: Infinity }]) {
    log(options, await text(fs.createReadStream('x', options)));
  }
  const stream = fs.createReadStream('big', { highWaterMark: 100_000 });
  const sizes = [];
  stream.on('data', (chunk) => sizes.push(chunk.length));
  await once(stream, 'close');
  log(sizes, stream.bytesRead, stream.path, stream.flags, stream.mode, stream.start, stream.end, stream.pos, stream.pending);
  log(await text(fs.createReadStream('big')) === big.toString());
  const all = ['open', 'ready', 'data', 'end', 'error', 'finish', 'close'];
  await events('read', fs.createReadStream('x'), all);
  await events('missing', fs.createReadStream('nope'), all);
  await events('directory', fs.createReadStream('.'), all);
  await events('no autoClose', fs.createReadStream('x', { autoClose: false }), all, async (s) => {
    await once(s, 'end');
    log(s.destroyed, typeof s.fd);
    s.close();
  });
  await events('destroyed early', fs.createReadStream('x'), all, (s) => s.destroy());
  await events('destroyed with an error', fs.createReadStream('x'), all, (s) => s.destroy(Object.assign(new Error('mine'), { code: 'MINE' })));
  await events('destroyed while reading', fs.createReadStream('big'), all, async (s) => {
    await once(s, 'data');
    s.destroy();
  });
  await events('write', fs.createWriteStream('w'), all, (s) => {
    s.write('abc');
    s.end('def');
  });
  log(fs.readFileSync('w', 'utf8'));
  await events('write nothing', fs.createWriteStream('w0'), all, (s) => s.end());
  log(fs.readFileSync('w0').length);
  await events('write missing', fs.createWriteStream('nope/w'), all, (s) => s.end('x'));
  await events('write exclusive', fs.createWriteStream('w', { flags: 'wx' }), all);
  await events('write start', fs.createWriteStream('w', { flags: 'r+', start: 2 }), all, (s) => {
    s.cork();
    s.write('X');
    s.write(Buffer.from('Y'));
    s.uncork();
    s.end('5a', 'hex');
  });
  log(fs.readFileSync('w', 'utf8'));
  await events('append', fs.createWriteStream('w', { flags: 'a', mode: 0o600, flush: true }), all, (s) => s.end('!'));
  log(fs.readFileSync('w', 'utf8'));
  await events('default encoding', fs.createWriteStream('w', 'latin1'), all, (s) => s.end('\u00e9'));
  log(fs.readFileSync('w'));
  await events('close()', fs.createWriteStream('w'), all, (s) => {
    s.write('some');
    s.close((error) => log('closed', error));
  });
  await events('close() of a reader', fs.createReadStream('x'), all, (s) => s.close((error) => log('closed', error?.code)));
  await events('destroySoon', fs.createWriteStream('w'), all, (s) => {
    s.write('late');
    s.destroySoon();
  });
  log(fs.readFileSync('w', 'utf8'));

  const writer = fs.createWriteStream('counted', { highWaterMark: 5 });
  log(writer.write('123456'), writer.bytesWritten, writer.pending, writer.path, writer.flags);
  await once(writer, 'drain');
  log(writer.bytesWritten, writer.pending);
  writer.end();
  await once(writer, 'close');

  await new Promise((resolve) => pipeline(fs.createReadStream('big'), fs.createWriteStream('copy'), (error) => {
    log('pipeline', error, fs.readFileSync('copy').equals(big));
    resolve();
  }));
  await new Promise((resolve) => pipeline(fs.createReadStream('nope'), fs.createWriteStream('copy2'), (error) => {
    log('pipeline', error.code);
    resolve();
  }));

  // Descriptors that are passed in.
  const fd = fs.openSync('x', 'r');
  log(await text(fs.createReadStream(null, { fd, autoClose: false, start: 4 })), await text(fs.createReadStream('', { fd })));
  try {
    fs.fstatSync(fd);
  } catch (error) {
    log(error.code);
  }

  // Handles: they close with the stream, and the stream with them.
  const handle = await fs.promises.open('x');
  log(await text(handle.createReadStream({ start: 1, end: 4 })), handle.fd);
  const other = await fs.promises.open('x');
  log(await text(other.createReadStream({ autoClose: false })), other.fd > 0);
  await other.close();
  const third = await fs.promises.open('h', 'w');
  await events('handle', third.createWriteStream(), all, (s) => {
    s.write('one');
    s.end('two');
  });
  log(third.fd, fs.readFileSync('h', 'utf8'));
  const fourth = await fs.promises.open('big');
  await events('handle closed', fourth.createReadStream(), all, async (s) => {
    await once(s, 'data');
    await fourth.close();
  });

  // The functions of another fs.
  const calls = [];
  const spy = Object.fromEntries(['open', 'read', 'write', 'writev', 'close', 'fsync'].map((name) => [name, (...args) => {
    calls.push(name);
    return fs[name](...args);
  }]));
  await text(fs.createReadStream('x', { fs: spy }));
  const spied = fs.createWriteStream('spied', { fs: spy, flush: true });
  spied.end('x');
  await once(spied, 'close');
  log(calls.join(' '));

  log(fs.ReadStream('x').on('error', () => {}) instanceof Readable, fs.WriteStream('y').end() instanceof Writable);
  log(Object.getPrototypeOf(fs.ReadStream) === Readable, Object.getPrototypeOf(fs.WriteStream.prototype) === Writable.prototype);

  // Aborting.
  const controller = new AbortController();
  const aborted = fs.createReadStream('big', { signal: controller.signal });
  aborted.once('data', () => controller.abort());
  await once(aborted, 'close').catch((error) => log(error.name, error.code));
  log(aborted.destroyed);

  const web = (await fs.promises.open('x')).readableWebStream({ autoClose: true });
  log(await text(web));
})();
