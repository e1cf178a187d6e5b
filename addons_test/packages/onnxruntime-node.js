'use strict';
const assert = require('node:assert');
const ort = require('onnxruntime-node');
// a hand-written ONNX model: y = Add(a, b) over float tensors of shape [2]
const vi = (n) => { const o = []; do { let b = n & 127; n >>>= 7; o.push(n ? b | 128 : b); } while (n); return Buffer.from(o); };
const len = (f, b) => { b = Buffer.isBuffer(b) ? b : Buffer.from(b); return Buffer.concat([vi((f << 3) | 2), vi(b.length), b]); };
const int = (f, n) => Buffer.concat([vi(f << 3), vi(n)]);
const info = (n) => Buffer.concat([len(1, n), len(2, len(1, Buffer.concat([int(1, 1), len(2, len(1, int(1, 2)))])))]);
const node = Buffer.concat([len(1, 'a'), len(1, 'b'), len(2, 'y'), len(4, 'Add')]);
const graph = Buffer.concat([len(1, node), len(2, 'g'), len(11, info('a')), len(11, info('b')), len(12, info('y'))]);
const model = Buffer.concat([int(1, 8), len(7, graph), len(8, int(2, 13))]);
async function main() {
  const s = await ort.InferenceSession.create(model);
  assert.deepEqual(s.inputNames, ['a', 'b']);
  const r = await s.run({ a: new ort.Tensor('float32', [1, 2], [2]), b: new ort.Tensor('float32', [10, 20], [2]) });
  assert.deepEqual([...r.y.data], [11, 22]);
  await s.release();
}
main().then(() => console.log('ok'));
