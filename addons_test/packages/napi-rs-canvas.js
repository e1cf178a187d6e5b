'use strict';
const assert = require('node:assert');
const { createCanvas, loadImage, Path2D } = require('@napi-rs/canvas');
async function main() {
  const c = createCanvas(64, 48), ctx = c.getContext('2d');
  ctx.fillStyle = 'rgb(10,20,30)'; ctx.fillRect(0, 0, 64, 48);
  ctx.fillStyle = '#ff0000'; ctx.fill(new Path2D('M0 0 H10 V10 H0 Z'));
  let px = ctx.getImageData(5, 5, 1, 1).data;
  assert.deepEqual([...px], [255, 0, 0, 255]);
  assert.deepEqual([...ctx.getImageData(40, 40, 1, 1).data], [10, 20, 30, 255]);
  const png = await c.encode('png');
  assert.equal(png.subarray(1, 4).toString(), 'PNG');
  assert.equal(Buffer.compare(c.toBuffer('image/png').subarray(0, 8), png.subarray(0, 8)), 0);
  const img = await loadImage(png);
  assert.equal(img.width, 64); assert.equal(img.height, 48);
  const c2 = createCanvas(32, 24), x2 = c2.getContext('2d');
  x2.drawImage(img, 0, 0, 32, 24);
  assert.deepEqual([...x2.getImageData(20, 20, 1, 1).data], [10, 20, 30, 255]);
  const id = x2.createImageData(2, 2); id.data.fill(128); x2.putImageData(id, 0, 0);
  assert.ok(c2.data().length === 32 * 24 * 4);
  assert.match(c2.toDataURL('image/jpeg'), /^data:image\/jpeg;base64,/);
}
main().then(() => console.log('ok'));
