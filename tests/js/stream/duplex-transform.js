'use strict';
// Duplex, Transform, PassThrough, duplexPair, Duplex.from.
const { Duplex, Transform, PassThrough, duplexPair, Readable, Writable } = require('node:stream');
const log = (...args) => console.log(...args);
const watch = (name, s) => {
  for (const type of ['drain', 'prefinish', 'finish', 'end', 'close']) s.on(type, () => log(name, type));
  s.on('error', (error) => log(name, 'error', error.code, error.message));
  return s;
};
const collect = (name, s) => s.on('data', (d) => log(name, 'data', Buffer.isBuffer(d) ? String(d) : d));

const tests = [
  function halves(done) {
    const d = watch('d', new Duplex({ read() { this.push('r'); this.push(null); }, write(c, e, f) { log('_write', String(c)); f(); } }));
    collect('d', d);
    d.end('w');
    d.on('close', done);
  },
  function noHalfOpen(done) {
    const d = watch('d', new Duplex({ allowHalfOpen: false, read() { this.push(null); }, write(c, e, f) { f(); } }));
    d.resume();
    d.on('close', done);
  },
  function onlyOne(done) {
    const r = watch('r', new Duplex({ writable: false, read() { this.push(null); } }));
    log(r.writable, r.readable, r.writableEnded, r.writableFinished);
    r.resume();
    const w = watch('w', new Duplex({ readable: false, write(c, e, f) { f(); } }));
    log(w.writable, w.readable, w.readableEnded);
    w.end('x');
    w.on('close', done);
  },
  function options(done) {
    const d = new Duplex({ readableHighWaterMark: 10, writableHighWaterMark: 20, readableObjectMode: true });
    log(d.readableHighWaterMark, d.writableHighWaterMark, d.readableObjectMode, d.writableObjectMode, d.allowHalfOpen);
    const e = new Duplex({ highWaterMark: 5, objectMode: true });
    log(e.readableHighWaterMark, e.writableHighWaterMark, e.readableObjectMode, e.writableObjectMode);
    const t = new Transform({ readableHighWaterMark: 0 });
    log(t.readableHighWaterMark, t.writableHighWaterMark);
    done();
  },
  function transform(done) {
    const t = watch('t', new Transform({
      transform(c, e, f) { log('_transform', String(c)); f(null, String(c).toUpperCase()); },
      flush(f) { log('_flush'); f(null, '!'); },
    }));
    collect('t', t);
    t.write('a', () => log('cb a'));
    t.end('b', () => log('cb end'));
    t.on('close', done);
  },
  function backpressure(done) {
    const t = watch('t', new Transform({ highWaterMark: 2, transform(c, e, f) { log('_transform', String(c)); this.push(c); this.push(c); f(); } }));
    log(t.write('ab'), t.write('cd'), t.write('ef'));
    setImmediate(() => { log(t.readableLength, t.writableLength); collect('t', t); t.end(); });
    t.on('close', done);
  },
  function transformError(done) {
    const t = watch('t', new Transform({ transform(c, e, f) { f(new Error('no')); } }));
    t.write('x', (e) => log('cb', e.message));
    t.on('close', () => {
      const u = watch('u', new Transform({ transform(c, e, f) { f(); }, flush(f) { f(new Error('flush')); } }));
      u.end('x', (e) => log('cb', e && e.message));
      u.on('close', done);
    });
  },
  function endInTransform(done) {
    const t = watch('t', new Transform({ transform(c, e, f) { this.push(c); this.push(null); f(); } }));
    collect('t', t);
    t.write('a', (e) => log('cb a', e));
    t.write('b', (e) => log('cb b', e));
    t.on('end', () => setImmediate(done));
  },
  function customFinal(done) {
    class T extends Transform {
      _transform(c, e, f) { f(null, c); }
      _final(f) { log('_final'); f(); }
      _flush(f) { log('_flush'); f(); }
    }
    const t = watch('t', new T());
    collect('t', t);
    t.end('x');
    t.on('close', done);
  },
  function passThrough(done) {
    const p = watch('p', new PassThrough({ objectMode: true }));
    collect('p', p);
    p.write({ a: 1 });
    p.end([2]);
    p.on('close', done);
  },
  function pair(done) {
    const [a, b] = duplexPair();
    watch('a', a);
    watch('b', b);
    collect('b', b);
    a.write('to b', () => log('taken'));
    a.end();
    b.on('end', () => { b.end('to a'); });
    collect('a', a);
    a.on('close', () => setImmediate(done));
  },
  function pairDestroy(done) {
    const [a, b] = duplexPair();
    watch('a', a);
    watch('b', b);
    b.on('close', () => setImmediate(done));
    a.destroy(new Error('broken'));
  },
  async function from(done) {
    const read = async (name, s) => { for await (const c of s) log(name, c); };
    await read('iterable', Duplex.from(['a', 'b']));
    await read('async iterable', Duplex.from((async function* () { yield 1; yield 2; })()));
    await read('promise', Duplex.from(Promise.resolve('p')));
    await read('blob', Duplex.from(new Blob(['blob'])).map((c) => new TextDecoder().decode(c)));
    const upper = Duplex.from(async function* (source) { for await (const c of source) yield String(c).toUpperCase(); });
    upper.end('x');
    await read('function', upper);
    const sink = Duplex.from(async function(source) { for await (const c of source) log('sink', String(c)); });
    sink.on('finish', () => log('sink finish'));
    sink.write('1');
    sink.end('2');
    await new Promise((resolve) => sink.on('close', resolve));
    const both = Duplex.from({ readable: Readable.from(['r']), writable: new Writable({ objectMode: true, write(c, e, f) { log('both', c); f(); } }) });
    both.end('w');
    await read('pair', both);
    for (const bad of [5, undefined, () => 5, Symbol('x')]) {
      try { Duplex.from(bad); } catch (e) { log(e.code, e.message); }
    }
    const failed = Duplex.from(Promise.reject(new Error('rejected')));
    failed.on('error', (e) => { log(e.message); done(); });
  },
  function fromWritable(done) {
    const d = watch('d', Duplex.from(new Writable({ write(c, e, f) { log('inner', String(c)); f(); } })));
    log(d.readable, d.writable);
    d.end('x');
    d.on('close', done);
  },
  function fromDestroy(done) {
    const inner = watch('inner', new PassThrough());
    const d = watch('d', Duplex.from({ readable: inner, writable: inner }));
    d.destroy();
    d.on('close', () => setImmediate(done));
  },
];

(function next() {
  const test = tests.shift();
  if (!test) return;
  log('#', test.name);
  test(() => setImmediate(next));
})();
