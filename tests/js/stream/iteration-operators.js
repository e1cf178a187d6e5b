'use strict';
// Async iteration, Readable.from(), operators, consumers.
const { Readable, PassThrough } = require('node:stream');
const consumers = require('node:stream/consumers');
const log = (...args) => console.log(...args);
const attempt = async (label, fn) => {
  try { log(label, await fn()); } catch (e) { log(label, e.name, e.code, e.message); }
};
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

(async () => {
  const r = Readable.from([1, 2, 3]);
  for await (const x of r) { log(x); if (x === 2) break; }
  log(r.destroyed);
  const keep = Readable.from([1, 2, 3]);
  for await (const x of keep.iterator({ destroyOnReturn: false })) { log(x); break; }
  log(keep.destroyed, await keep.toArray());
  const failing = new Readable({ read() { this.destroy(new Error('broken')); } });
  await attempt('failing', async () => { for await (const x of failing) log(x); });
  await attempt('destroyed', async () => { const d = new Readable({ read() {} }); d.destroy(); for await (const x of d) log(x); });
  await attempt('thrown inside', async () => { for await (const x of Readable.from(['a'])) throw new Error(`inside ${x}`); });
  const p = new PassThrough();
  p.write('one');
  setTimeout(() => { p.write('two'); p.end(); }, 1);
  for await (const x of p) log(String(x));
  await attempt('iterator option', async () => keep.iterator(5));

  log(await Readable.from('text').toArray(), await Readable.from(Buffer.from('b')).toArray());
  log(await Readable.from([Promise.resolve('p'), 'q']).toArray());
  log(await Readable.from((function* () { yield 1; yield Promise.resolve(2); yield 3; })()).toArray());
  await attempt('null', () => Readable.from([1, null]).toArray());
  await attempt('from', async () => Readable.from(5));
  await attempt('from', async () => Readable.from(null));
  await attempt('rejected', () => Readable.from([Promise.reject(new Error('rej'))]).toArray());
  const gen = (async function* () { try { yield 1; yield 2; } finally { log('generator closed'); } })();
  for await (const x of Readable.from(gen)) { log(x); break; }
  const thrower = (function* () { try { yield 1; yield 2; } catch (e) { log('thrown into', e.message); } })();
  const t = Readable.from(thrower);
  t.on('error', (e) => log('error', e.message));
  t.once('data', () => t.destroy(new Error('stop')));
  await new Promise((resolve) => t.on('close', resolve));

  const n = () => Readable.from([1, 2, 3, 4, 5]);
  log(await n().map((x) => x * 2).toArray());
  log(await n().map(async (x) => { await sleep(6 - x); return x; }, { concurrency: 3 }).toArray());
  log(await n().filter((x) => x % 2).toArray());
  log(await n().filter(async (x) => x > 3).toArray());
  log(await n().flatMap((x) => [x, x]).take(4).toArray());
  log(await n().flatMap(async function* (x) { yield x; yield -x; }).toArray());
  log(await n().drop(3).toArray(), await n().take(2).toArray(), await n().take(0).toArray(), await n().drop(99).toArray());
  await n().forEach((x) => log('each', x));
  log(await n().some((x) => x > 4), await n().some((x) => x > 5), await n().every((x) => x > 0), await n().every(async (x) => x > 1));
  log(await n().find((x) => x > 2), await n().find((x) => x > 9));
  log(await n().reduce((a, b) => a + b), await n().reduce((a, b) => a + b, 100), await n().reduce(async (a, b) => a * b));
  await attempt('reduce empty', () => Readable.from([]).reduce((a, b) => a + b));
  log(await Readable.from([]).reduce((a, b) => a + b, 'initial'));
  await attempt('throws', () => n().map(() => { throw new Error('mapper'); }).toArray());
  await attempt('rejects', () => n().map(async (x) => { if (x === 3) throw new Error('async mapper'); return x; }).toArray());
  await attempt('forEach throws', () => n().forEach(async () => { throw new Error('each'); }));
  const ac = new AbortController();
  const aborted = n().map(async (x, { signal }) => { if (x === 2) ac.abort(); await sleep(1); return signal.aborted; }, { signal: ac.signal });
  await attempt('aborted', () => aborted.toArray());
  await attempt('aborted', () => n().toArray({ signal: AbortSignal.abort('x') }));
  await attempt('aborted', () => n().reduce((a) => a, 0, { signal: AbortSignal.abort('x') }));
  await attempt('aborted', () => n().drop(1, { signal: AbortSignal.abort('x') }).toArray());
  for (const [name, ...args] of [['map', 1], ['map'], ['filter', {}], ['flatMap', null], ['map', (x) => x, 5], ['map', (x) => x, { concurrency: 0 }],
    ['map', (x) => x, { concurrency: '2' }], ['map', (x) => x, { highWaterMark: -1 }], ['map', (x) => x, { signal: 5 }],
    ['take', -1], ['take', 'x'], ['drop', -1], ['drop', NaN], ['take', 1, 5], ['some', 1], ['every', 1], ['find', 1], ['forEach', 1], ['reduce', 1], ['toArray', 1], ['reduce', (a) => a, 0, { signal: 1 }]]) {
    await attempt(name, async () => { const s = n()[name](...args); return s instanceof Readable ? 'stream' : s; });
  }
  log(Readable.prototype.map.length, Readable.prototype.reduce.length, Readable.prototype.map.name, Object.keys(Readable.prototype).includes('map'));

  const bytes = () => Readable.from([Buffer.from('{"a":'), Buffer.from('"\u20ac"}')]);
  log(await consumers.text(bytes()), await consumers.json(bytes()), (await consumers.buffer(bytes())).length,
    (await consumers.arrayBuffer(bytes())).byteLength, (await consumers.blob(bytes())).size, (await consumers.bytes(bytes())) instanceof Uint8Array);
  const split = Readable.from([Buffer.from([0xe2, 0x82]), Buffer.from([0xac]), 'str', Buffer.from([0xe2])]);
  log(JSON.stringify(await consumers.text(split)));
  await attempt('json', () => consumers.json(Readable.from(['{'])).catch((e) => { throw new TypeError(e.name); }));
  await attempt('consumer', () => consumers.text(new Readable({ read() { this.destroy(new Error('cut')); } })));
})();
