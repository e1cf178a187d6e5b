'use strict';
const assert = require('node:assert');
const sharp = require('sharp');
async function main() {
  const raw = Buffer.alloc(60 * 40 * 3);
  for (let i = 0; i < 60 * 40; i++) raw.set([250, 120, 10], i * 3);
  const png = await sharp(raw, { raw: { width: 60, height: 40, channels: 3 } }).png().toBuffer();
  const meta = await sharp(png).metadata();
  assert.deepEqual([meta.format, meta.width, meta.height, meta.channels], ['png', 60, 40, 3]);
  const { data, info } = await sharp(png).resize(30, 20).raw().toBuffer({ resolveWithObject: true });
  assert.deepEqual([info.width, info.height], [30, 20]);
  assert.deepEqual([...data.subarray(0, 3)], [250, 120, 10]);
  const webp = await sharp(png).composite([{ input: Buffer.from('<svg width="10" height="10"><rect width="10" height="10" fill="blue"/></svg>'), top: 0, left: 0 }]).webp({ lossless: true }).toBuffer();
  const px = await sharp(webp).extract({ left: 2, top: 2, width: 1, height: 1 }).removeAlpha().raw().toBuffer();
  assert.deepEqual([...px], [0, 0, 255]);
  const stats = await sharp(png).stats();
  assert.equal(stats.channels[0].mean, 250);
  const jpgs = await Promise.all([10, 20, 30].map((w) => sharp(png).resize(w).jpeg().toBuffer()));
  assert.ok(jpgs.every((b) => b[0] === 0xff && b[1] === 0xd8));
  // streams, as the README shows
  const chunks = []; const { Readable } = require('node:stream'); const { pipeline } = require('node:stream/promises');
  await pipeline(Readable.from([png]), sharp().rotate(90).png(), async function (it) { for await (const c of it) chunks.push(c); });
  const rot = await sharp(Buffer.concat(chunks)).metadata();
  assert.deepEqual([rot.width, rot.height], [40, 60]);
  await assert.rejects(sharp(Buffer.from('not an image')).toBuffer(), /unsupported image format/);
}
main().then(() => console.log('ok'));
