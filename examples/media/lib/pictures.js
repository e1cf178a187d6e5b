// The originals: pictures computed pixel by pixel, encoded as PNG, and one read back to prove that nothing was lost.
'use strict';

const assert = require('node:assert');
const path = require('node:path');
const sharp = require('sharp');

const WIDTH = 640;
const HEIGHT = 400;
const CHANNELS = 3;

/** Each picture gives the red, green and blue of a point; x and y run from 0 to 1. */
const MOTIFS = {
  dawn: (x, y) => [255 * (1 - y * y), 120 + 90 * x * (1 - y), 80 + 160 * y],
  ripples: (x, y) => {
    const wave = Math.sin(60 * Math.hypot(x - 0.5, y - 0.5));
    return [90 + 60 * wave, 130 + 80 * wave, 200 + 50 * wave];
  },
  weave: (x, y) => {
    const thread = (Math.floor(x * 32) + Math.floor(y * 20)) % 2;
    return thread ? [200 * x, 60, 140] : [30, 160 * y, 90];
  },
  julia: (x, y) => {
    let [re, im, steps] = [3 * x - 1.5, 2 * y - 1, 0];
    while (re * re + im * im < 4 && steps < 48) {
      [re, im] = [re * re - im * im - 0.7, 2 * re * im + 0.27];
      steps += 1;
    }
    return [steps * 5, steps * 3, 255 - steps * 5];
  },
};

function paint(motif) {
  const pixels = Buffer.alloc(WIDTH * HEIGHT * CHANNELS);
  let offset = 0;
  for (let row = 0; row < HEIGHT; row++) {
    for (let column = 0; column < WIDTH; column++) {
      for (const level of motif(column / WIDTH, row / HEIGHT)) {
        pixels[offset++] = Math.max(0, Math.min(255, Math.round(level)));
      }
    }
  }
  return pixels;
}

async function drawPictures(folder) {
  const raw = { width: WIDTH, height: HEIGHT, channels: CHANNELS };
  const pictures = await Promise.all(Object.entries(MOTIFS).map(async ([name, motif]) => {
    const pixels = paint(motif);
    const file = path.join(folder, `${name}.png`);
    const info = await sharp(pixels, { raw }).png({ compressionLevel: 6 }).toFile(file);
    assert.deepStrictEqual([info.format, info.width, info.height], ['png', WIDTH, HEIGHT]);
    return { name, file, pixels, bytes: info.size };
  }));

  const { file, pixels } = pictures[0];
  const decoded = await sharp(file).raw().toBuffer();
  assert.ok(decoded.equals(pixels), 'PNG is lossless: the decoded pixels are the drawn ones');

  const bytes = pictures.reduce((sum, picture) => sum + picture.bytes, 0);
  return { value: pictures, summary: `${pictures.length} pictures of ${WIDTH}x${HEIGHT}, ${kib(bytes)} as PNG` };
}

const kib = (bytes) => `${(bytes / 1024).toFixed(0)} KiB`;

module.exports = { drawPictures, kib, WIDTH, HEIGHT };
