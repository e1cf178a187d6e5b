'use strict';
// Readable: modes, order of events, encodings, errors, properties.
const { Readable } = require('node:stream');
const log = (...args) => console.log(...args);
const watch = (name, s) => {
  for (const type of ['readable', 'end', 'close', 'pause', 'resume']) s.on(type, () => log(name, type));
  s.on('error', (error) => log(name, 'error', error.code, error.message));
  return s;
};
const props = (r) => log(r.readable, r.readableFlowing, r.readableLength, r.readableEnded, r.readableDidRead,
  r.readableAborted, r.readableHighWaterMark, r.readableObjectMode, r.readableEncoding, r.destroyed, r.closed, r.errored);

const tests = [
  function flowing(done) {
    const r = new Readable({ read() {} });
    for (const type of ['end', 'close', 'pause', 'resume']) r.on(type, () => log(type));
    r.push('a');
    r.on('data', (chunk) => { log('data', String(chunk)); if (String(chunk) === 'b') { r.pause(); setImmediate(() => r.resume()); } });
    r.push('b');
    r.push('c');
    r.push(null);
    props(r);
    r.on('close', () => { props(r); done(); });
  },
  function readableEvent(done) {
    const r = watch('r', new Readable({ highWaterMark: 4, read() {} }));
    r.on('readable', () => { let c; while ((c = r.read(2)) !== null) log('read', String(c), r.readableLength); log('null', r.readableLength); });
    r.push('abc');
    setImmediate(() => { r.push('defg'); setImmediate(() => { r.push('h'); r.push(null); }); });
    r.on('close', done);
  },
  function readAfterEnd(done) {
    const r = watch('r', Readable.from(['x']));
    r.on('data', (d) => log('data', d));
    r.on('end', () => { log(r.read()); r.push('late'); });
    r.on('close', done);
  },
  function unshift(done) {
    const r = new Readable({ read() {} });
    r.push('b');
    r.unshift('a');
    r.push('c');
    r.unshift(Buffer.from('0'));
    r.push(null);
    log(String(r.read(1)), String(r.read(2)), String(r.read()));
    r.on('end', () => { r.on('error', (e) => { log(e.code); done(); }); r.unshift('x'); });
    r.resume();
  },
  function encoding(done) {
    const r = new Readable({ read() {} });
    r.push(Buffer.from([0xe2, 0x82]));
    r.setEncoding('utf8');
    r.on('data', (d) => log('data', JSON.stringify(d)));
    r.push(Buffer.from([0xac, 0x41]));
    r.push('41', 'hex');
    r.push(Buffer.from([0xe2]));
    r.push(null);
    r.on('end', () => { log(r.readableEncoding); done(); });
  },
  function invalid(done) {
    const r = watch('r', new Readable({ read() {} }));
    log(r.push({}));
    r.on('close', done);
  },
  function throwInRead(done) {
    const r = watch('r', new Readable({ read() { throw new Error('in read'); } }));
    r.resume();
    r.on('close', () => { props(r); done(); });
  },
  function destroyVariants(done) {
    const a = watch('a', new Readable({ read() {} }));
    a.destroy();
    const b = watch('b', new Readable({ read() {}, destroy(err, cb) { log('_destroy', err && err.message); setImmediate(cb, new Error('from destroy')); } }));
    b.destroy(new Error('given'), (err) => log('callback', err.message));
    log(b.destroyed, b.closed, b.destroy() === b);
    const c = watch('c', new Readable({ read() {}, emitClose: false }));
    c.destroy(new Error('no close'));
    const d = watch('d', new Readable({ read() {}, autoDestroy: false }));
    d.push(null);
    d.resume();
    d.on('end', () => log(d.destroyed));
    setTimeout(done, 5);
  },
  function construct(done) {
    const r = watch('r', new Readable({
      construct(cb) { log('construct'); setImmediate(cb); },
      read() { log('_read'); this.push('x'); this.push(null); },
      destroy(err, cb) { log('_destroy'); cb(err); },
    }));
    r.on('data', (d) => log('data', String(d)));
    r.on('close', () => {
      const e = watch('e', new Readable({ construct(cb) { cb(new Error('construct failed')); }, read() {} }));
      e.on('close', () => {
        const f = watch('f', new Readable({ construct(cb) { setImmediate(cb); }, read() {} }));
        f.destroy(new Error('early'));
        f.on('close', done);
      });
    });
  },
  function objectMode(done) {
    const r = new Readable({ objectMode: true, highWaterMark: 2, read() {} });
    log(r.push({ a: 1 }), r.push(''), r.push(undefined), r.push(0), r.readableLength);
    r.push(null);
    r.on('data', (d) => log('data', d));
    r.on('end', done);
  },
  function highWaterMark(done) {
    let n = 0;
    const r = new Readable({ highWaterMark: 3, read(size) { log('_read', size); if (n++ < 4) this.push('ab'); else this.push(null); } });
    log(String(r.read(1)), r.readableLength);
    log(r.read(10), r.readableHighWaterMark);
    setImmediate(() => { log(String(r.read(5)), String(r.read())); r.resume(); r.on('end', done); });
  },
  function listeners(done) {
    const r = new Readable({ read() {} });
    const onData = (d) => log('data', String(d));
    const onReadable = () => log('readable', r.read());
    r.on('data', onData);
    r.on('readable', onReadable);
    log(r.readableFlowing, r.isPaused());
    r.removeListener('readable', onReadable);
    setImmediate(() => {
      log(r.readableFlowing);
      r.push('1');
      r.off('data', onData);
      r.pause();
      r.on('data', onData);
      log(r.readableFlowing, r.isPaused());
      r.removeAllListeners();
      r.push('2');
      setImmediate(() => { log(r.readableLength, r.readableFlowing, r.eventNames()); done(); });
    });
  },
  function signal(done) {
    const ac = new AbortController();
    const r = watch('r', new Readable({ read() {}, signal: ac.signal }));
    r.on('error', (e) => log(e.name, e.cause));
    r.on('close', done);
    ac.abort('stop');
  },
  function pushAfterDestroy(done) {
    const r = watch('r', new Readable({ read() {} }));
    r.destroy();
    log(r.push('x'), r.read());
    setImmediate(done);
  },
  function wrap(done) {
    const { EventEmitter } = require('node:events');
    const old = new EventEmitter();
    old.pause = () => log('old pause');
    old.resume = () => log('old resume');
    old.custom = () => 'custom';
    const r = new Readable({ highWaterMark: 2 }).wrap(old);
    log(r.custom());
    r.on('data', (d) => log('data', String(d)));
    r.on('close', done);
    old.emit('data', Buffer.from('abc'));
    old.emit('data', Buffer.from('d'));
    old.emit('end');
  },
  function dispose(done) {
    const r = watch('r', new Readable({ read() {} }));
    r[Symbol.asyncDispose]().then(() => { log('disposed', r.destroyed); done(); });
  },
];

(function next() {
  const test = tests.shift();
  if (!test) return;
  log('#', test.name);
  test(() => setImmediate(next));
})();
