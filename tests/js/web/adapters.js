'use strict';
// toWeb() and fromWeb() of Readable, Writable and Duplex.
const { Readable, Writable, Duplex, PassThrough, pipeline, finished, isReadable, isErrored, isDisturbed, compose, addAbortSignal } = require('node:stream');
const promises = require('node:stream/promises');
const log = (...args) => console.log(...args);
const attempt = async (label, fn) => {
  try { log(label, await fn()); } catch (e) { log(label, e.name, e.code, e.message, e.cause?.message); }
};
const text = (c) => (typeof c === 'string' ? c : Buffer.from(c).toString());

(async () => {
  const collected = [];
  for await (const c of Readable.toWeb(Readable.from([Buffer.from('a'), Buffer.from('b')], { objectMode: false }))) collected.push(c.constructor.name, text(c));
  log(collected);
  for await (const c of Readable.toWeb(Readable.from([1, 'x', {}]))) log(c);
  const source = new Readable({ read() {} });
  const web = Readable.toWeb(source);
  source.destroy(new Error('source failed'));
  await attempt('toWeb error', () => web.getReader().read());
  const early = new Readable({ read() {} });
  const earlyWeb = Readable.toWeb(early);
  early.destroy();
  await attempt('toWeb premature', () => earlyWeb.getReader().read());
  const cancelled = new Readable({ read() { this.push('x'); } });
  cancelled.on('error', (e) => log('cancelled', e.message));
  await Readable.toWeb(cancelled).cancel(new Error('not wanted'));
  log(cancelled.destroyed);
  const gone = new Readable({ read() {} });
  gone.destroy();
  await attempt('destroyed', () => Readable.toWeb(gone).getReader().read());
  const over = Readable.from([]);
  await over.toArray();
  await attempt('ended', () => Readable.toWeb(over).getReader().read());
  const broken = new Readable({ read() {} });
  broken.on('error', () => {});
  broken.destroy(new Error('broken'));
  await new Promise((resolve) => broken.on('close', resolve));
  await attempt('broken', () => Readable.toWeb(broken).getReader().read());
  const finishedWritable = new Writable({ write(c, e, f) { f(); } });
  finishedWritable.end();
  await attempt('finished writable', () => Writable.toWeb(finishedWritable).getWriter().closed);
  const brokenWritable = new Writable({ write(c, e, f) { f(); } });
  brokenWritable.on('error', () => {});
  brokenWritable.destroy(new Error('broken writable'));
  await attempt('broken writable', () => Writable.toWeb(brokenWritable).getWriter().closed);
  const destroyedWritable = new Writable({ write(c, e, f) { f(); } });
  destroyedWritable.destroy();
  await attempt('destroyed writable', () => Writable.toWeb(destroyedWritable).getWriter().closed);
  const destroyedDuplex = new PassThrough();
  destroyedDuplex.destroy();
  await attempt('destroyed duplex', () => Duplex.toWeb(destroyedDuplex).readable.getReader().read());
  await attempt('destroyed duplex', () => Duplex.toWeb(destroyedDuplex).writable.getWriter().closed);
  const bytes = Readable.toWeb(Readable.from([Buffer.from('abcdef')], { objectMode: false }), { type: 'bytes' }).getReader({ mode: 'byob' });
  log(text((await bytes.read(new Uint8Array(4))).value), text((await bytes.read(new Uint8Array(4))).value), (await bytes.read(new Uint8Array(4))).done);

  const written = [];
  const w = Writable.toWeb(new Writable({ highWaterMark: 1, write(c, e, f) { written.push(String(c)); setImmediate(f); } }));
  const writer = w.getWriter();
  log(writer.desiredSize);
  writer.write('one');
  await writer.write('two');
  await writer.close();
  log(written);
  const bad = Writable.toWeb(new Writable({ write(c, e, f) { f(new Error('sink failed')); } })).getWriter();
  bad.closed.catch((e) => log('closed', e.message));
  await attempt('write', () => bad.write('x').then(() => bad.close()));
  const aborted = new Writable({ write() {} });
  aborted.on('error', (e) => log('aborted', e.message));
  await Writable.toWeb(aborted).abort(new Error('abort reason'));

  const r = Readable.fromWeb(new ReadableStream({ start(c) { c.enqueue('a'); c.enqueue(Buffer.from('b')); c.close(); } }), { encoding: 'utf8' });
  r.on('data', (d) => log('data', d));
  await promises.finished(r);
  log(await Readable.fromWeb(ReadableStream.from([1, 2]), { objectMode: true }).toArray());
  await attempt('fromWeb error', () => Readable.fromWeb(new ReadableStream({ pull() { throw new Error('pull failed'); } })).toArray());
  const stop = Readable.fromWeb(new ReadableStream({ cancel(reason) { log('cancel', reason?.message); } }));
  stop.on('error', (e) => log('stop', e.message));
  stop.destroy(new Error('stop'));
  await new Promise((resolve) => stop.on('close', resolve));

  const sink = [];
  const nodeWritable = Writable.fromWeb(new WritableStream({ write(c) { sink.push(c.constructor.name, text(c)); }, close() { sink.push('close'); } }));
  nodeWritable.write('s');
  nodeWritable.write(Buffer.from('t'));
  nodeWritable.end('u');
  await promises.finished(nodeWritable);
  log(sink);
  const objects = Writable.fromWeb(new WritableStream({ write(c) { log('object', c); } }), { objectMode: true });
  objects.end({ a: 1 });
  await promises.finished(objects);
  const failing = Writable.fromWeb(new WritableStream({ write() { throw new Error('write failed'); } }));
  failing.on('error', (e) => log('failing', e.message));
  failing.write('x', (e) => log('cb', e.message));
  await new Promise((resolve) => failing.on('close', resolve));

  const { readable, writable } = Duplex.toWeb(new PassThrough());
  const dw = writable.getWriter();
  dw.write('through');
  dw.close();
  for await (const c of readable) log('duplex', text(c));
  const d = Duplex.fromWeb(new TransformStream({ transform(c, controller) { controller.enqueue(text(c).toUpperCase()); } }), { encoding: 'utf8' });
  d.end('shout');
  log(await d.toArray());

  log(await promises.pipeline(ReadableStream.from(['p', 'q']), new TransformStream({ transform(c, k) { k.enqueue(c + c); } }), async (s) => { let all = ''; for await (const c of s) all += c; return all; }));
  await promises.pipeline(Readable.from(['n']), new WritableStream({ write(c) { log('web sink', c); } }));
  await promises.pipeline(ReadableStream.from(['m']), new Writable({ objectMode: true, write(c, e, f) { log('node sink', c); f(); } }));
  await attempt('pipeline error', () => promises.pipeline(new ReadableStream({ pull(c) { c.error(new Error('web source')); } }), new PassThrough()));
  const c = compose(new TransformStream({ transform(x, k) { k.enqueue(text(x) + '!'); } }), new PassThrough({ objectMode: true }));
  c.end('composed');
  log((await c.toArray()).map(text));
  const rs = new ReadableStream();
  log(isReadable(rs), isErrored(rs), isDisturbed(rs));
  const ac = new AbortController();
  addAbortSignal(ac.signal, rs);
  finished(rs, (e) => log('finished', e?.name));
  ac.abort();
  await attempt('aborted stream', () => rs.getReader().read());
  log(isReadable(rs), isErrored(rs));
  log(await Readable.from(['z']).compose(new TransformStream()).toArray());
  // Streams without a state, as those of http and of userland are.
  const plain = Object.assign(new (require('events'))(), { writable: true, write(x) { log('plain', x); return true; }, end() { log('plain end'); } });
  await Writable.toWeb(plain).getWriter().write('to plain');
  log(Writable.toWeb(new (require('http').OutgoingMessage)()) instanceof WritableStream);
  for (const [label, fn] of [['toWeb', () => Readable.toWeb({})], ['toWeb', () => Writable.toWeb(5)], ['toWeb', () => Duplex.toWeb({})],
    ['fromWeb', () => Readable.fromWeb({})], ['fromWeb', () => Writable.fromWeb({})], ['fromWeb', () => Duplex.fromWeb({})],
    ['options', () => Readable.fromWeb(new ReadableStream(), 5)], ['options', () => Readable.fromWeb(new ReadableStream(), { encoding: 'x' })]]) {
    await attempt(label, async () => fn());
  }
})();
