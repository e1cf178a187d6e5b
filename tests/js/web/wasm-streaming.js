// WebAssembly.compileStreaming() and instantiateStreaming(): what response they take, and how each failure reads.
'use strict';

// (module (func (export "add") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add))
const bytes = Buffer.from(
  '0061736d010000000107016002' + '7f7f017f030201000707010361646400000a09010700200020016a0b', 'hex');

async function t(what, make) {
  try {
    console.log(what, await make());
  } catch (error) {
    console.log(what, '!', error.name, error.code, error.message, Object.keys(error), error.stack.split('\n')[0]);
  }
}

function res(body = bytes, type = 'application/wasm', init = {}) {
  return new Response(body, { headers: type === null ? {} : { 'content-type': type }, ...init });
}

(async () => {
  const broken = new ReadableStream({
    pull(controller) {
      controller.enqueue(bytes.subarray(0, 9));
      controller.error(new RangeError('broken'));
    },
  });
  console.log(Object.getOwnPropertyDescriptor(WebAssembly, 'compileStreaming'), WebAssembly.instantiateStreaming.length);
  await t('ok', async () => (await WebAssembly.instantiateStreaming(res())).instance.exports.add(2, 3));
  await t('ok promise', async () => (await WebAssembly.instantiateStreaming(Promise.resolve(res()))).instance.exports.add(2, 3));
  await t('compile', () => WebAssembly.compileStreaming(res()));
  await t('mime param', () => WebAssembly.compileStreaming(res(bytes, 'application/wasm; charset=utf-8')));
  await t('mime case', () => WebAssembly.compileStreaming(res(bytes, 'Application/WASM')));
  await t('mime bad', () => WebAssembly.compileStreaming(res(bytes, 'text/plain')));
  await t('mime none', () => WebAssembly.compileStreaming(res(bytes, null)));
  await t('status', () => WebAssembly.compileStreaming(res(bytes, 'application/wasm', { status: 404 })));
  await t('not response', () => WebAssembly.compileStreaming({}));
  await t('undefined', () => WebAssembly.compileStreaming());
  await t('string', () => WebAssembly.compileStreaming('x'));
  await t('reject', () => WebAssembly.compileStreaming(Promise.reject(new Error('why'))));
  await t('nobody', () => WebAssembly.compileStreaming(new Response(null, { headers: { 'content-type': 'application/wasm' } })));
  await t('empty', () => WebAssembly.compileStreaming(res(new Uint8Array())));
  await t('garbage', () => WebAssembly.compileStreaming(res(new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]))));
  await t('truncated', () => WebAssembly.compileStreaming(res(bytes.subarray(0, 30))));
  await t('used', async () => { const r = res(); await r.arrayBuffer(); return WebAssembly.compileStreaming(r); });
  await t('used after', async () => { const r = res(); await WebAssembly.compileStreaming(r); return r.bodyUsed; });
  await t('chunks', async () => WebAssembly.compileStreaming(res(ReadableStream.from(Array.from(bytes, (byte) => Uint8Array.of(byte))))));
  await t('stream error', async () => WebAssembly.compileStreaming(res(broken)));
  await t('string chunk', async () => WebAssembly.compileStreaming(res(ReadableStream.from(['abc']))));
  await t('imports missing', () => WebAssembly.instantiateStreaming(res(), 5));
  await t('data url', async () => WebAssembly.compileStreaming(fetch('data:application/wasm;base64,' + Buffer.from(bytes).toString('base64'))));
})();
