'use strict';
// Blob and File: construction, slicing, reading, object URLs, clones.
const { Blob, File, resolveObjectURL } = require('node:buffer');
const { inspect } = require('node:util');
const log = (...args) => console.log(...args);
const attempt = async (label, fn) => {
  try { log(label, await fn()); } catch (e) { log(label, e.name, e.code, e.message); }
};
(async () => {
  for (const args of [[5], [{}], ['abc'], [null], [undefined], [[], 5], [[], null], [[], { type: 5 }], [[], { type: 'A/B' }], [[], { type: '\u0100' }],
    [[], { endings: 'x' }], [['a\nb\r\nc\r'], { endings: 'native' }], [new Set(['q', 'r'])], [[1, null, {}, '\ud800', [1, 2]]], [[Symbol('x')]]]) {
    await attempt('Blob', async () => { const b = new Blob(...args); return [b, await b.text()]; });
  }
  const bytes = Buffer.from('world');
  const b = new Blob(['hello ', bytes, new Uint16Array([0x4142]), new DataView(new ArrayBuffer(1)), new ArrayBuffer(2), new Blob(['!'])], { type: 'Text/Plain' });
  bytes.fill(0);
  log(b, b.size, b.type, await b.text(), await b.arrayBuffer(), await b.bytes(), String(b), Object.keys(Blob.prototype));
  for (const range of [[], [1], [1, 4], [-4], [-4, -1], [4, 2], [0, 100], [100], [1.7, 3.9], [1.5, 2.5], ['2'], [0, 5, 'X/y'], [0, 5, '\u0100'], [NaN, 3], [undefined, 3]]) {
    const s = b.slice(...range);
    log(range, JSON.stringify(await s.text()), s.type, s.size);
  }
  for await (const chunk of b.stream()) log(chunk.constructor.name, chunk.length);
  const reader = new Blob([new Uint8Array(100)]).stream().getReader({ mode: 'byob' });
  log((await reader.read(new Uint8Array(10))).value.length);
  for await (const text of new Blob(['te', 'xt']).textStream()) log(text);
  log(b.stream());
  await attempt('brand', () => Blob.prototype.text.call({}));
  await attempt('brand', () => Blob.prototype.size);
  await attempt('brand', () => Blob.prototype.slice.call({}));
  await attempt('brand', () => Blob.prototype.stream.call({}));
  await attempt('brand', () => File.prototype.name);
  await attempt('File', () => new File());
  await attempt('File', () => new File([]));
  await attempt('File', () => new File([], 'n', 5));
  await attempt('File', () => new File(5, 'n'));
  await attempt('File', () => new File([], 'n', { lastModified: 5 }));
  await attempt('File', () => new File([], 'n', { lastModified: NaN }).lastModified);
  await attempt('File', () => new File([], 'n', { lastModified: new Date(3) }).lastModified);
  const f = new File(['x'], 'a/b\ud800', { type: 't', lastModified: '7' });
  log(f, f.name, f.lastModified, f instanceof Blob, String(f), Math.abs(new File([], 'n').lastModified - Date.now()) < 1000);
  log(f.slice(0, 1) instanceof File, inspect(b, { depth: -1 }), inspect({ a: { b } }, { depth: 1 }));
  const url = URL.createObjectURL(b);
  log(url.length, url.slice(0, 14), await resolveObjectURL(url).text());
  URL.revokeObjectURL(url);
  log(resolveObjectURL(url), resolveObjectURL('x'));
  await attempt('url', () => URL.createObjectURL({}));
  const clone = structuredClone({ blob: new Blob(['c'], { type: 't/u' }) }).blob;
  log(clone, await clone.text(), clone instanceof Blob);
})();
