'use strict';
// Writable: buffering, callbacks, order of events, errors, properties.
const { Writable } = require('node:stream');
const log = (...args) => console.log(...args);
const watch = (name, s) => {
  for (const type of ['drain', 'prefinish', 'finish', 'close']) s.on(type, () => log(name, type));
  s.on('error', (error) => log(name, 'error', error.code, error.message));
  return s;
};
const props = (w) => log(w.writable, w.writableEnded, w.writableFinished, w.writableLength, w.writableNeedDrain,
  w.writableCorked, w.writableHighWaterMark, w.writableObjectMode, w.writableAborted, w.destroyed, w.closed, w.errored?.message);
const cb = (name) => (error) => log('cb', name, error && (error.code || error.message));

const tests = [
  function sync(done) {
    const w = watch('w', new Writable({ highWaterMark: 3, write(c, e, f) { log('_write', String(c), e); f(); } }));
    log(w.write('a', cb('a')), w.write('bcd', 'latin1', cb('bcd')), w.write(''), w.write(new Uint8Array([65])), w.write(new DataView(new ArrayBuffer(1))));
    props(w);
    w.end('end', cb('end'));
    props(w);
    w.on('close', () => { props(w); done(); });
  },
  function async(done) {
    const w = watch('w', new Writable({ highWaterMark: 3, write(c, e, f) { log('_write', String(c)); setImmediate(f); } }));
    log(w.write('a', cb('a')), w.write('b'), w.write('c', cb('c')), w.writableLength, w.writableBuffer.length);
    w.on('drain', () => { log(w.writableLength); w.end(cb('end')); });
    w.on('close', done);
  },
  function writev(done) {
    const w = watch('w', new Writable({
      writev(chunks, f) { log('_writev', chunks.map((c) => [String(c.chunk), c.encoding]), chunks.allBuffers); setImmediate(f); },
    }));
    w.cork();
    w.cork();
    w.write('a', cb('a'));
    w.write('b', cb('b'));
    w.uncork();
    log(w.writableCorked);
    w.uncork();
    w.write('c');
    w.write(Buffer.from('d'));
    w.cork();
    w.write('e');
    w.end(cb('end'));
    w.on('close', done);
  },
  function strings(done) {
    const w = watch('w', new Writable({ decodeStrings: false, defaultEncoding: 'latin1', write(c, e, f) { log(typeof c, c, e); f(); } }));
    w.write('x');
    w.setDefaultEncoding('HEX');
    w.write('ff');
    w.write('y', 'ucs2');
    w.end();
    w.on('close', done);
  },
  function objectMode(done) {
    const w = watch('w', new Writable({ objectMode: true, write(c, e, f) { log(c, e); f(); } }));
    w.write({ a: 1 });
    w.write('s');
    w.write(undefined);
    try { w.write(null); } catch (e) { log(e.code); }
    w.end(0);
    w.on('close', done);
  },
  function misuse(done) {
    const w = watch('w', new Writable({ write(c, e, f) { f(); } }));
    for (const args of [[null], [5], [{}], ['a', 'nope']]) {
      try { log(w.write(...args)); } catch (e) { log(e.code, e.message); }
    }
    w.end();
    w.write('after', cb('after'));
    w.end(cb('end again'));
    w.on('close', () => {
      w.end(cb('after close'));
      w.end('x', cb('with chunk'));
      w.write('x', cb('write after close'));
      setImmediate(done);
    });
  },
  function failing(done) {
    const w = watch('w', new Writable({ write(c, e, f) { setImmediate(f, new Error(`bad ${c}`)); } }));
    w.write('1', cb('1'));
    w.write('2', cb('2'));
    w.end('3', cb('end'));
    w.on('close', () => { props(w); done(); });
  },
  function failingSync(done) {
    const w = watch('w', new Writable({ write(c, e, f) { f(new Error(`bad ${c}`)); } }));
    log(w.write('1', cb('1')));
    log(w.write('2', cb('2')));
    w.end(cb('end'));
    w.on('close', () => { props(w); done(); });
  },
  function noAutoDestroy(done) {
    const w = watch('w', new Writable({ autoDestroy: false, write(c, e, f) { f(c.toString() === 'bad' ? new Error('bad') : null); } }));
    w.write('bad', cb('bad'));
    setImmediate(() => { props(w); w.write('again', cb('again')); w.end(cb('end')); setImmediate(() => { props(w); done(); }); });
  },
  function twice(done) {
    const w = watch('w', new Writable({ write(c, e, f) { f(); f(); } }));
    w.write('x', cb('x'));
    w.on('close', done);
  },
  function final(done) {
    const w = watch('w', new Writable({ write(c, e, f) { setImmediate(f); }, final(f) { log('_final'); setImmediate(f); } }));
    w.write('x', cb('x'));
    w.end(cb('end'));
    props(w);
    w.on('close', () => {
      const e = watch('e', new Writable({ write(c, n, f) { f(); }, final(f) { f(new Error('final failed')); } }));
      e.end(cb('end'));
      e.on('close', () => {
        const t = watch('t', new Writable({ write(c, n, f) { f(); }, final() { throw new Error('final threw'); } }));
        t.end('x', cb('end'));
        t.on('close', done);
      });
    });
  },
  function destroying(done) {
    const w = watch('w', new Writable({ write(c, e, f) { log('_write', String(c)); }, destroy(err, f) { log('_destroy', err); setImmediate(f, err); } }));
    w.write('1', cb('1'));
    w.write('2', cb('2'));
    w.end(cb('end'));
    w.destroy(null, cb('destroy'));
    w.write('3', cb('3'));
    props(w);
    w.on('close', () => { props(w); done(); });
  },
  function construct(done) {
    const w = watch('w', new Writable({
      construct(f) { log('construct'); setImmediate(f); },
      write(c, e, f) { log('_write', String(c)); f(); },
    }));
    w.write('a', cb('a'));
    w.end('b', cb('end'));
    w.on('close', () => {
      const e = watch('e', new Writable({ construct(f) { throw new Error('threw'); }, write() {} }));
      e.write('x', cb('x'));
      e.end(cb('end'));
      e.on('close', done);
    });
  },
  function pipeFrom(done) {
    const w = watch('w', new Writable({ write(c, e, f) { f(); } }));
    w.pipe(process.stdout);
    w.on('close', done);
  },
  function undestroy(done) {
    const w = watch('w', new Writable({ write(c, e, f) { f(); } }));
    w.destroy();
    w.once('close', () => { w._undestroy(); props(w); w.end('x', cb('end')); w.once('close', done); });
  },
  function instances(done) {
    const { Duplex, Readable, Stream } = require('node:stream');
    log(new Duplex() instanceof Writable, new Readable() instanceof Writable, Writable() instanceof Stream, {} instanceof Writable, null instanceof Writable);
    done();
  },
  function drainOrder(done) {
    const w = watch('w', new Writable({ highWaterMark: 1, write(c, e, f) { process.nextTick(f); } }));
    w.write('a', cb('a'));
    w.write('b', cb('b'));
    process.nextTick(() => log('tick'));
    Promise.resolve().then(() => log('micro'));
    w.once('drain', () => { w.destroy(new Error('x')); });
    w.on('close', done);
  },
  function dispose(done) {
    const w = watch('w', new Writable({ write(c, e, f) { f(); } }));
    w[Symbol.asyncDispose]().then(() => { log('disposed', w.destroyed); done(); });
  },
];

(function next() {
  const test = tests.shift();
  if (!test) return;
  log('#', test.name);
  test(() => setImmediate(next));
})();
