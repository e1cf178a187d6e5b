'use strict';
// The Streams standard: readable, writable and transform streams, byte streams, tee, pipeTo, strategies.
const { inspect } = require('node:util');
const log = (...args) => console.log(...args);
const attempt = async (label, fn) => {
  try { log(label, await fn()); } catch (e) { log(label, e?.name, e?.code, e?.message ?? e); }
};
const tick = () => new Promise((resolve) => setImmediate(resolve));
const recorder = (name, extra) => new WritableStream({
  start() { log(name, 'start'); }, write(c) { log(name, 'write', c); }, close() { log(name, 'close'); }, abort(r) { log(name, 'abort', r?.message ?? r); }, ...extra });

(async () => {
  // Construction.
  for (const args of [[5], [{ type: 'x' }], [{ type: 'bytes' }, { size() {} }], [{}, { highWaterMark: -1 }], [{}, { highWaterMark: 'a' }], [{}, { size: 5 }], [{ pull: 5 }], [{ cancel: 5 }], [{ type: 'bytes', autoAllocateChunkSize: 0 }], [null]]) {
    await attempt('ReadableStream', () => new ReadableStream(...args));
  }
  for (const args of [[5], [{ type: 'x' }], [{ write: 5 }], [{}, { highWaterMark: NaN }]]) await attempt('WritableStream', () => new WritableStream(...args));
  for (const args of [[5], [{ readableType: 'x' }], [{ writableType: 'x' }], [{ transform: 5 }], [{ flush: 5 }]]) await attempt('TransformStream', () => new TransformStream(...args));
  for (const Class of [ReadableStreamDefaultReader, ReadableStreamBYOBReader, WritableStreamDefaultWriter]) await attempt(Class.name, () => new Class({}));
  for (const Class of [ReadableStreamDefaultController, ReadableByteStreamController, ReadableStreamBYOBRequest, WritableStreamDefaultController, TransformStreamDefaultController]) await attempt(Class.name, () => new Class());
  for (const Class of [ByteLengthQueuingStrategy, CountQueuingStrategy]) {
    await attempt(Class.name, () => new Class());
    await attempt(Class.name, () => new Class({}));
    const s = new Class({ highWaterMark: '5' });
    log(s, s.highWaterMark, s.size({ byteLength: 7 }), s.size.name, s.size.length, s.size === new Class({ highWaterMark: 1 }).size);
  }
  await attempt('brand', () => ReadableStream.prototype.locked);
  await attempt('brand', () => ReadableStream.prototype.cancel.call({}));
  await attempt('brand', () => WritableStream.prototype.getWriter.call({}));
  await attempt('brand', () => TransformStream.prototype.readable);
  log(inspect(new ReadableStream()), inspect(new ReadableStream({ type: 'bytes' }).getReader({ mode: 'byob' })), inspect(new WritableStream().getWriter()), inspect(new TransformStream()), inspect(new ReadableStream().getReader(), { depth: 0 }));

  // Reading.
  let pulls = 0;
  const rs = new ReadableStream({ pull(c) { c.enqueue(++pulls); log('pull', c.desiredSize); if (pulls === 3) c.close(); }, cancel(r) { log('cancel', r); } }, { highWaterMark: 2 });
  await tick();
  const reader = rs.getReader();
  log(rs.locked, pulls);
  await attempt('locked', () => rs.getReader());
  await attempt('locked', () => rs.cancel());
  await attempt('locked', () => rs.tee());
  log(await reader.read(), await Promise.all([reader.read(), reader.read()]), await reader.closed);
  reader.releaseLock();
  await attempt('released', () => reader.read());
  await attempt('released', () => reader.closed);
  log(rs.locked);
  const cancelled = new ReadableStream({ start(c) { c.enqueue(1); }, cancel(r) { log('cancel', r); return 'ignored'; } });
  log(await cancelled.cancel('reason'), await cancelled.getReader().read());
  const errored = new ReadableStream({ start(c) { c.enqueue(1); c.error(new Error('boom')); } });
  await attempt('errored', () => errored.getReader().read());
  await attempt('errored cancel', () => errored.cancel().catch((e) => { throw new RangeError(e.message); }));
  const pending = new ReadableStream();
  const pendingReader = pending.getReader();
  const read = pendingReader.read();
  pendingReader.releaseLock();
  await attempt('pending', () => read);
  let controller;
  const late = new ReadableStream({ start(c) { controller = c; } });
  controller.close();
  await attempt('enqueue closed', () => controller.enqueue(1));
  await attempt('close closed', () => controller.close());
  controller.error(new Error('ignored'));
  log(await late.getReader().read(), controller.desiredSize);
  await attempt('start throws', () => new ReadableStream({ start() { throw new Error('start'); } }));
  await attempt('start rejects', () => new ReadableStream({ async start() { throw new Error('start'); } }).getReader().read());
  await attempt('size throws', () => new ReadableStream({ start(c) { c.enqueue(1); } }, { size() { throw new Error('size'); } }));
  await attempt('size invalid', () => new ReadableStream({ start(c) { c.enqueue(1); } }, { size: () => -1 }));

  // Iteration and from().
  for await (const c of ReadableStream.from(['a', Promise.resolve('b')])) log(c);
  for await (const c of ReadableStream.from((async function* () { try { yield 1; yield 2; } finally { log('finally'); } })())) { log(c); break; }
  const kept = ReadableStream.from([1, 2, 3]);
  for await (const c of kept.values({ preventCancel: true })) { log(c); break; }
  log(await kept.getReader().read());
  await attempt('from', () => ReadableStream.from(5));
  await attempt('from', () => ReadableStream.from({}));
  const it = ReadableStream.from([1]).values();
  log(await Promise.all([it.next(), it.next(), it.next()]), await it.return('r'), Object.keys(Object.getPrototypeOf(it)));

  // tee
  const [a, b] = new ReadableStream({ start(c) { c.enqueue({ o: 1 }); c.close(); }, cancel(r) { log('tee cancel', r); } }).tee();
  const [ra, rb] = [await a.getReader().read(), await b.getReader().read()];
  log(ra, ra.value === rb.value);
  const [c1, c2] = new ReadableStream({ cancel(r) { log('tee cancel', r); } }).tee();
  await Promise.all([c1.cancel('x'), c2.cancel('y')]);
  const [e1, e2] = new ReadableStream({ pull() { throw new Error('teed'); } }).tee();
  await attempt('tee error', () => e1.getReader().read());
  await attempt('tee error', () => e2.getReader().closed);

  // Writing.
  const ws = recorder('w', { write(c, k) { log('w write', c, k.signal.aborted); return tick(); } });
  const writer = ws.getWriter();
  log(writer.desiredSize);
  const w1 = writer.write(1);
  log(writer.desiredSize);
  const w2 = writer.write(2);
  let ready = false;
  writer.ready.then(() => { ready = true; });
  await w1;
  log('ready', ready);
  await w2;
  await tick();
  log('ready', ready, writer.desiredSize);
  await attempt('locked', () => ws.close());
  await attempt('locked', () => ws.abort());
  log(await writer.close(), await writer.closed, writer.desiredSize);
  await attempt('closed', () => writer.write(3));
  await attempt('closed', () => writer.close());
  writer.releaseLock();
  await attempt('released', () => writer.write(3));
  await attempt('released', () => writer.desiredSize);
  await attempt('released', () => writer.closed);
  const failing = new WritableStream({ write() { throw new Error('write'); } }).getWriter();
  failing.closed.catch((e) => log('closed', e.message));
  await attempt('write', () => failing.write(1));
  await attempt('ready', () => failing.ready);
  const aborting = recorder('ab', { write: () => new Promise(() => {}), start(k) { k.signal.addEventListener('abort', () => log('signal', k.signal.reason)); } });
  const abortWriter = aborting.getWriter();
  abortWriter.write(1).catch((e) => log('write rejected', e));
  abortWriter.closed.catch((e) => log('closed', e));
  abortWriter.abort('why');
  await attempt('ready', () => abortWriter.ready);
  const simple = recorder('s');
  log(await simple.abort('reason'));
  await attempt('errored', () => simple.getWriter().closed);
  await attempt('controller error', () => { const w = new WritableStream({ start(k) { k.error(new Error('from controller')); } }); return w.getWriter().closed; });

  // pipeTo and pipeThrough
  await ReadableStream.from([1, 2]).pipeTo(recorder('p'));
  await ReadableStream.from([1]).pipeTo(recorder('q'), { preventClose: true });
  await attempt('source error', () => new ReadableStream({ start(c) { c.error(new Error('src')); } }).pipeTo(recorder('r')));
  await attempt('source error', () => new ReadableStream({ start(c) { c.error(new Error('src')); } }).pipeTo(recorder('r2'), { preventAbort: true }));
  await attempt('dest error', () => new ReadableStream({ pull(c) { c.enqueue(1); }, cancel(r) { log('cancelled', r.message); } }).pipeTo(new WritableStream({ write() { throw new Error('dst'); } })));
  const ac = new AbortController();
  const piping = new ReadableStream({ cancel(r) { log('cancelled', r); } }).pipeTo(recorder('t'), { signal: ac.signal });
  ac.abort('stop');
  await attempt('signal', () => piping);
  await attempt('signal', () => new ReadableStream().pipeTo(new WritableStream(), { signal: AbortSignal.abort('before') }));
  await attempt('signal', () => new ReadableStream().pipeTo(new WritableStream(), { signal: 5 }));
  await attempt('dest', () => new ReadableStream().pipeTo({}));
  await attempt('through', () => new ReadableStream().pipeThrough({}));
  const closedDest = new WritableStream();
  await closedDest.close();
  await attempt('closed dest', () => ReadableStream.from([1]).pipeTo(closedDest));
  const upper = new TransformStream({ start(k) { k.enqueue('start'); }, transform(x, k) { k.enqueue(x.toUpperCase()); }, flush(k) { k.enqueue('flush'); } });
  for await (const x of ReadableStream.from(['a', 'b']).pipeThrough(upper)) log(x);
  for await (const x of ReadableStream.from(['same']).pipeThrough(new TransformStream())) log(x);
  await attempt('transform error', async () => { for await (const x of ReadableStream.from(['a']).pipeThrough(new TransformStream({ transform() { throw new Error('tr'); } }))) log(x); });
  const terminating = new TransformStream({ transform(x, k) { k.enqueue(x); k.terminate(); } });
  const tw = terminating.writable.getWriter();
  tw.closed.catch((e) => log('terminated', e.code, e.message));
  tw.write('t').catch(() => {});
  for await (const x of terminating.readable) log(x);
  await tick();
  const cancelling = new TransformStream({ cancel(r) { log('transformer cancel', r); } });
  await cancelling.readable.cancel('nope');
  await attempt('writable after cancel', () => cancelling.writable.getWriter().closed);
  const abortingT = new TransformStream({ cancel(r) { log('transformer cancel', r); } });
  await abortingT.writable.abort('gone');
  await attempt('readable after abort', () => abortingT.readable.getReader().read());
  const bp = new TransformStream({}, { highWaterMark: 2 }, { highWaterMark: 1 });
  const bw = bp.writable.getWriter();
  log(bw.desiredSize);
  bw.write(1); bw.write(2); bw.write(3);
  log(bw.desiredSize);
  const br = bp.readable.getReader();
  log(await br.read(), await br.read(), await br.read());

  // Byte streams.
  const bytes = new ReadableStream({ type: 'bytes', start(c) { c.enqueue(new Uint8Array([1, 2, 3, 4, 5])); c.enqueue(new Uint8Array([6])); c.close(); } });
  const byob = bytes.getReader({ mode: 'byob' });
  log(await byob.read(new Uint8Array(2)), await byob.read(new Uint16Array(1)), await byob.read(new DataView(new ArrayBuffer(4))), await byob.read(new Uint8Array(1)));
  let n = 0;
  const pulled = new ReadableStream({ type: 'bytes', autoAllocateChunkSize: 4, pull(c) { const v = c.byobRequest.view; log('view', v.byteLength); v[0] = ++n; c.byobRequest.respond(1); if (n === 3) c.close(); } });
  const pr = pulled.getReader();
  log(await pr.read(), await pr.read());
  pr.releaseLock();
  const pb = pulled.getReader({ mode: 'byob' });
  log(await pb.read(new Uint8Array(8)));
  const min = new ReadableStream({ type: 'bytes', pull(c) { c.enqueue(new Uint8Array([7])); } }).getReader({ mode: 'byob' });
  log(await min.read(new Uint8Array(4), { min: 3 }));
  for (const args of [[], [5], [new Uint8Array(0)], [new Uint8Array(1), { min: 2 }], [new Uint8Array(1), { min: 0 }], [new Uint8Array(1), { min: 'a' }], [new Uint8Array(1), { min: 1.5 }]]) await attempt('byob', () => min.read(...args));
  await attempt('byob of default', () => new ReadableStream().getReader({ mode: 'byob' }));
  await attempt('mode', () => new ReadableStream().getReader({ mode: 'x' }));
  const [t1, t2] = new ReadableStream({ type: 'bytes', start(c) { c.enqueue(new Uint8Array([1, 2])); c.close(); } }).tee();
  log(await t1.getReader({ mode: 'byob' }).read(new Uint8Array(1)), await t2.getReader().read());
  let bc;
  new ReadableStream({ type: 'bytes', start(c) { bc = c; } });
  for (const v of [5, new Uint8Array(0), undefined]) await attempt('enqueue', () => bc.enqueue(v));
  const detached = new Uint8Array(2);
  bc.enqueue(detached);
  log(detached.byteLength, bc.desiredSize, bc.byobRequest);

  // Text.
  const text = async (stream) => { const out = []; for await (const c of stream) out.push(c); return out; };
  log(await text(ReadableStream.from(['a\ud83d', '\ude00\ud83d']).pipeThrough(new TextEncoderStream())));
  log(await text(ReadableStream.from([new Uint8Array([0xef, 0xbb, 0xbf, 0xe2]), new Uint8Array([0x82, 0xac, 0xe2])]).pipeThrough(new TextDecoderStream())));
  await attempt('fatal', () => text(ReadableStream.from([new Uint8Array([0xff])]).pipeThrough(new TextDecoderStream('utf-8', { fatal: true }))));
  const d = new TextDecoderStream('latin1', { ignoreBOM: true });
  log(d.encoding, d.fatal, d.ignoreBOM, new TextEncoderStream().encoding);
  await attempt('label', () => new TextDecoderStream('nope'));
})();
