'use strict';
// pipe(), pipeline(), finished(), compose().
const { Readable, Writable, Transform, PassThrough, pipeline, finished, compose, addAbortSignal, destroy } = require('node:stream');
const promises = require('node:stream/promises');
const { EventEmitter } = require('node:events');
const log = (...args) => console.log(...args);
const report = (label) => (error, value) => log(label, error ? `${error.name} ${error.code} ${error.message}` : error, value);
const watch = (name, s) => {
  for (const type of ['drain', 'finish', 'end', 'close', 'pipe', 'unpipe']) s.on(type, () => log(name, type));
  s.on('error', (error) => log(name, 'error', error.code, error.message));
  return s;
};
const sink = (name, opts) => new Writable({ objectMode: true, write(c, e, f) { log(name, Buffer.isBuffer(c) ? String(c) : c); setImmediate(f); }, ...opts });
const upper = () => new Transform({ transform(c, e, f) { f(null, String(c).toUpperCase()); } });

const tests = [
  function pipe(done) {
    const w = watch('w', sink('sink', { highWaterMark: 1 }));
    const r = watch('r', Readable.from(['a', 'b', 'c']));
    log(r.pipe(w) === w);
    w.on('close', done);
  },
  function pipeTwo(done) {
    const r = new PassThrough();
    const a = watch('a', sink('a', { highWaterMark: 1 }));
    const b = watch('b', sink('b'));
    r.pipe(a);
    r.pipe(b, { end: false });
    r.write('1');
    r.write('2');
    setImmediate(() => {
      r.unpipe(b);
      r.end('3');
      a.on('close', done);
    });
  },
  function unpipeAll(done) {
    const r = new PassThrough();
    const a = watch('a', sink('a'));
    r.pipe(a);
    log(r._readableState.pipes.length, r.readableFlowing);
    r.unpipe();
    log(r._readableState.pipes.length, r.readableFlowing);
    done();
  },
  function pipeError(done) {
    const r = new PassThrough();
    const w = watch('w', new Writable({ write(c, e, f) { f(new Error('sink failed')); } }));
    r.pipe(w);
    r.write('x');
    w.on('close', () => { log(r.readableFlowing, r.destroyed); done(); });
  },
  function pipeInvalidChunk(done) {
    const w = watch('w', new Writable({ write(c, e, f) { f(); } }));
    Readable.from([{}]).pipe(w);
    w.on('close', done);
  },
  function legacy(done) {
    const { Stream } = require('node:stream');
    const s = new Stream();
    s.readable = true;
    const w = watch('w', sink('w'));
    s.pipe(w);
    s.emit('data', 'old');
    s.emit('end');
    w.on('close', () => {
      const t = new Stream();
      t.pipe(new Writable());
      try { t.emit('error', new Error('unhandled')); } catch (e) { log(e.message); }
      done();
    });
  },
  function pipelineOk(done) {
    const p = pipeline(Readable.from(['a', 'b']), upper(), sink('sink'), (...args) => { report('done')(...args); done(); });
    log(p instanceof Writable);
  },
  function pipelineError(done) {
    const r = watch('r', Readable.from(['a']));
    const t = watch('t', new Transform({ transform(c, e, f) { f(new Error('middle')); } }));
    const w = watch('w', sink('sink'));
    pipeline(r, t, w, (...args) => { report('done')(...args); setImmediate(done); });
  },
  function pipelineDestroyed(done) {
    const r = new Readable({ read() {} });
    r.destroy();
    pipeline(r, sink('sink'), (...args) => {
      report('destroyed')(...args);
      const w = sink('w');
      pipeline(new Readable({ read() {} }), w, (...more) => { report('closed')(...more); done(); });
      w.destroy();
    });
  },
  function pipelineFunctions(done) {
    pipeline(
      async function* () { yield 'x'; yield 'y'; },
      async function* (source) { for await (const c of source) yield c + c; },
      async (source) => { const all = []; for await (const c of source) all.push(c); return all.join(); },
      (...args) => { report('functions')(...args); done(); });
  },
  function pipelineThrowing(done) {
    pipeline(
      async function* () { yield 'x'; throw new Error('generator'); },
      sink('sink'),
      (...args) => {
        report('generator')(...args);
        pipeline(Readable.from(['a']), async function* (source) { throw new TypeError('middle'); }, sink('s'), (...more) => {
          report('middle')(...more);
          pipeline(Readable.from(['a']), async () => { throw new Error('last'); }, (...last) => { report('last')(...last); done(); });
        });
      });
  },
  async function pipelinePromise(done) {
    log(await promises.pipeline(Readable.from(['a']), upper(), sink('sink')));
    log(await promises.pipeline(['i', 't'], async (s) => { let all = ''; for await (const c of s) all += c; return all; }));
    const ac = new AbortController();
    const p = promises.pipeline(new Readable({ read() {} }), sink('sink'), { signal: ac.signal });
    ac.abort('enough');
    await p.catch((e) => log(e.name, e.code, e.cause));
    await promises.pipeline(Readable.from(['x']), sink('sink'), { signal: AbortSignal.abort() }).catch((e) => log(e.name));
    const open = watch('open', sink('open'));
    await promises.pipeline(Readable.from(['not', 'ended']), open, { end: false });
    log(open.writableEnded);
    try { await promises.pipeline(Readable.from([])); } catch (e) { log(e.code, e.message); }
    try { await promises.pipeline(() => 5, sink('x')); } catch (e) { log(e.code, e.message); }
    try { await promises.pipeline(Readable.from(['a']), () => 5, sink('x')); } catch (e) { log(e.code, e.message); }
    try { await promises.pipeline(Readable.from(['a']), () => 5); } catch (e) { log(e.code, e.message); }
    done();
  },
  function pipelineArgs(done) {
    for (const args of [[], [Readable.from([])], [Readable.from([]), 5], [() => {}], [[], () => {}], [5, sink('x'), () => {}]]) {
      try { pipeline(...args); log('ok'); } catch (e) { log(e.code, e.message); }
    }
    done();
  },
  function finishedVariants(done) {
    const r = Readable.from(['a']);
    finished(r, report('readable'));
    r.resume();
    const w = sink('w');
    finished(w, report('writable'));
    w.end();
    const d = new PassThrough();
    finished(d, { writable: false }, report('duplex readable'));
    finished(d, { readable: false }, report('duplex writable'));
    finished(d, report('duplex'));
    d.end('x');
    d.resume();
    const premature = new Readable({ read() {} });
    finished(premature, report('premature'));
    premature.destroy();
    const failed = new Writable({ write(c, e, f) { f(new Error('failed')); } });
    finished(failed, report('failed'));
    failed.write('x');
    const never = new Readable({ read() {} });
    finished(never, report('cleaned'))();
    never.destroy();
    const ac = new AbortController();
    finished(new Readable({ read() {} }), { signal: ac.signal }, report('aborted'));
    ac.abort();
    setTimeout(() => {
      finished(r, report('already readable'));
      finished(w, report('already writable'));
      finished(premature, report('already premature'));
      finished(failed, report('already failed'));
      for (const args of [[{}], [r], [r, 5, () => {}], [r, { signal: 5 }, () => {}], [null, () => {}]]) {
        try { finished(...args); log('ok'); } catch (e) { log(e.code, e.message); }
      }
      promises.finished(r).then(() => log('promise'));
      promises.finished(failed, { cleanup: true }).catch((e) => log('promise', e.message));
      setTimeout(done, 5);
    }, 5);
  },
  function finishedLegacy(done) {
    const e = new EventEmitter();
    e.pipe = () => {};
    finished(e, (...args) => { report('legacy')(...args); done(); });
    e.emit('end');
    e.emit('close');
  },
  async function composing(done) {
    const c = compose(upper(), async function* (source) { for await (const x of source) yield `${x}!`; });
    c.on('close', () => log('composed close'));
    c.write('a');
    c.end('b');
    for await (const x of c) log('composed', String(x));
    log(await Readable.from(['q']).compose(upper()).toArray().then((a) => a.map(String)));
    const bad = compose(upper(), async function* () { throw new Error('inner'); });
    bad.on('error', (e) => log('compose error', e.message));
    bad.end('x');
    await new Promise((resolve) => bad.on('close', resolve));
    for (const args of [[], [5], [sink('x'), upper()], [upper(), Readable.from([])]]) {
      try { compose(...args); log('ok'); } catch (e) { log(e.code, e.message.split('\n')[0].slice(0, 60)); }
    }
    done();
  },
  function abortSignal(done) {
    const ac = new AbortController();
    const r = addAbortSignal(ac.signal, new Readable({ read() {} }));
    r.on('error', (e) => log(e.name, e.cause));
    r.on('close', done);
    ac.abort('reason');
  },
  function destroyFunction(done) {
    const r = watch('r', new Readable({ read() {} }));
    destroy(r);
    r.on('close', () => { const w = watch('w', sink('x')); destroy(w, new Error('given')); w.on('close', done); });
  },
];

(function next() {
  const test = tests.shift();
  if (!test) return;
  log('#', test.name);
  test(() => setImmediate(next));
})();
