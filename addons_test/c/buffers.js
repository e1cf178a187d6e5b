// flags: --expose-gc
// Bytes are shared, not copied, where the API says so; lent memory is given back once, on this thread, and not too early.
'use strict';

const addon = require('../build/c/buffers.node');
const { show, attempt, collectUntil } = require('../_show');

for (const length of [0, 1, 8, 100]) {
  const made = addon.arraybuffer(length);
  console.log(made instanceof ArrayBuffer, made.byteLength, addon.arraybuffer_sum(made), made.resizable);
}
for (const value of [new Uint8Array(3), new SharedArrayBuffer(3), {}, null, 5]) console.log(addon.arraybuffer_sum(value), addon.detach(value), addon.is_detached(value));

const doomed = addon.arraybuffer(4);
const view = new Uint8Array(doomed);
console.log(addon.is_detached(doomed), addon.detach(doomed), addon.is_detached(doomed), doomed.byteLength, view.length, addon.detach(doomed), addon.arraybuffer_sum(doomed));
console.log(addon.detach(new WebAssembly.Memory({ initial: 1 }).buffer));

const bytes = addon.arraybuffer(32);
const types = ['Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array', 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array', 'Float16Array'];
types.forEach((name, type) => {
  const made = addon.typedarray(type, 2, bytes, 8);
  console.log(name, made.constructor.name, made.length, made.byteOffset, made.buffer === bytes, show(made), addon.typedarray_info(made));
  console.log(attempt(() => addon.typedarray(type, 2, bytes, 1)), attempt(() => addon.typedarray(type, 99, bytes, 0)), attempt(() => addon.typedarray(type, 0, bytes, 32).length));
  console.log(addon.typedarray_info(new globalThis[name](3)));
});
console.log(attempt(() => addon.typedarray(99, 1, bytes, 0)), attempt(() => addon.typedarray(1, 1, {}, 0)), addon.typedarray_info(new DataView(bytes)), addon.typedarray_info([]), addon.typedarray_info(Buffer.from('abc')).slice(0, 13));
console.log(attempt(() => addon.typedarray(1, 2, new SharedArrayBuffer(8), 0).length));

const dataview = addon.dataview(4, bytes, 8);
console.log(dataview instanceof DataView, dataview.byteLength, dataview.byteOffset, dataview.getUint8(1), addon.dataview_info(dataview), addon.dataview_info(new Uint8Array(1)));
console.log(attempt(() => addon.dataview(30, bytes, 8)), attempt(() => addon.dataview(1, {}, 0)), addon.dataview_info(new DataView(bytes, 3)));

for (const length of [0, 5, 10000]) {
  const made = addon.buffer(length);
  console.log(Buffer.isBuffer(made), made.length, made.every((byte) => byte === 7), Object.getPrototypeOf(made) === Buffer.prototype, addon.buffer_info(made));
}
console.log(addon.buffer_copy('copied').toString(), addon.buffer_copy('').length, addon.buffer_copy('\u4f60').length);
// Copies of every size are as long as their source, equal to it, and transferable.
for (const length of [8191, 8192, 8193, 1 << 20]) {
  const text = '0123456789'.repeat(length / 10 + 1).slice(0, length);
  const copy = addon.buffer_copy(text);
  console.log(copy.length, copy.equals(Buffer.from(`!${text.slice(1)}`)), copy.byteOffset, copy.buffer.byteLength,
              structuredClone(copy.buffer, { transfer: [copy.buffer] }).byteLength, copy.length);
}
for (const value of [Buffer.from('abc'), new Uint8Array([5]), new Float64Array(2), new DataView(bytes, 4), bytes, 'text', null]) console.log(addon.buffer_info(value));
const from = addon.buffer_from(bytes, 4, 3);
console.log(Buffer.isBuffer(from), from.buffer === bytes, from.byteOffset, show([...from]), attempt(() => addon.buffer_from(bytes, 30, 9)), attempt(() => addon.buffer_from({}, 0, 1)));

const sharedBytes = addon.shared(6);
console.log(sharedBytes instanceof SharedArrayBuffer, sharedBytes.byteLength, show(new Uint8Array(sharedBytes)), addon.is_shared(sharedBytes), addon.is_shared(bytes), addon.is_shared({}));

async function external() {
  let lent = addon.external_buffer(5);
  console.log(Buffer.isBuffer(lent), lent.toString(), addon.buffer_info(lent));
  addon.poke();
  console.log(lent.toString(), attempt(() => structuredClone(lent.buffer, { transfer: [lent.buffer] })), lent.length, addon.releases());
  lent = addon.external_arraybuffer(6);
  console.log(lent.byteLength, addon.arraybuffer_sum(lent), attempt(() => structuredClone(lent, { transfer: [lent] })), addon.releases());
  // The memory is let go of there, and given back later.
  await collectUntil(() => addon.releases() === 1);
  console.log(addon.detach(lent), lent.byteLength, addon.is_detached(lent), addon.releases());
  lent = null;
  console.log('released', await collectUntil(() => addon.releases() === 2), addon.releases());

  (() => console.log(addon.external_buffer(0).length, addon.external_arraybuffer(0).byteLength))();
  console.log('empty released', await collectUntil(() => addon.releases() === 4), addon.releases());

  // Without memory the ArrayBuffer is born detached.
  const nothing = addon.external_nothing();
  const emptyBuffer = addon.external_buffer_of_nothing();
  for (const buffer of [nothing, emptyBuffer.buffer]) console.log(buffer.detached, addon.is_detached(buffer), buffer.byteLength);
  console.log(emptyBuffer.length, emptyBuffer.toString(), addon.buffer_info(emptyBuffer), attempt(() => emptyBuffer.fill(0)));
  console.log('nothing released', await collectUntil(() => addon.releases() === 6), addon.releases());

  // What cannot be made.
  console.log(addon.external_while_pending(), addon.releases());
  console.log(attempt(() => addon.external_buffer(2 ** 53)), addon.releases());
  console.log(attempt(() => addon.external_arraybuffer(2 ** 53)), addon.releases());
  await new Promise(setImmediate);
  const before = addon.releases();
  console.log(before);

  (() => {
    const shared = addon.external_shared(4);
    console.log(shared.byteLength, addon.is_shared(shared), Buffer.from(shared).toString());
  })();
  console.log('shared released', await collectUntil(() => addon.releases() === before + 1), addon.releases() - before);

  // What JavaScript makes of Buffer is nothing to addons.
  for (const name of ['from', 'alloc', 'allocUnsafe', 'allocUnsafeSlow']) Buffer[name] = () => { throw new Error(name); };
  for (const make of [() => addon.buffer(3), () => addon.buffer_copy('abc'), () => addon.buffer_from(new ArrayBuffer(8), 1, 3), () => addon.external_buffer(3)]) {
    console.log(attempt(() => Buffer.isBuffer(make())));
  }
}
external();
