// What a gallery derives from an original: a preview with a caption laid over it in several formats, a square
// thumbnail, and one contact sheet of all the thumbnails.
'use strict';

const assert = require('node:assert');
const path = require('node:path');
const sharp = require('sharp');
const { kib } = require('./pictures');

const PREVIEW = { width: 320, height: 200 };
const THUMBNAIL = 96;

const FORMATS = {
  jpeg: { options: { quality: 82 }, magic: [0xff, 0xd8, 0xff] },
  webp: { options: { quality: 80 }, magic: [...Buffer.from('RIFF')] },
  tiff: { options: { compression: 'lzw' }, magic: [...Buffer.from('II')] },
};

const CAPTION_COLOUR = [16, 24, 32];

function captionBar(width) {
  const [r, g, b] = CAPTION_COLOUR;
  return Buffer.from(`<svg width="${width}" height="24"><rect width="${width}" height="24" fill="rgb(${r},${g},${b})"/></svg>`);
}

async function derive(picture, folder) {
  const preview = await sharp(picture.file)
    .resize(PREVIEW)
    .composite([{ input: captionBar(PREVIEW.width), gravity: 'south' }])
    .png()
    .toBuffer();
  const corner = await sharp(preview).extract({ left: 4, top: PREVIEW.height - 12, width: 1, height: 1 }).removeAlpha().raw().toBuffer();
  assert.deepStrictEqual([...corner], CAPTION_COLOUR, 'the caption lies over the picture');

  const files = await Promise.all(Object.entries(FORMATS).map(async ([format, { options, magic }]) => {
    const encoded = await sharp(preview).toFormat(format, options).toBuffer();
    assert.deepStrictEqual([...encoded.subarray(0, magic.length)], magic, `${format} starts with its signature`);
    const file = path.join(folder, `${picture.name}-preview.${format}`);
    await sharp(encoded).toFile(file);
    const { width, height } = await sharp(file).metadata();
    assert.deepStrictEqual({ width, height }, PREVIEW);
    return { format, file, bytes: encoded.length };
  }));

  const thumbnail = await sharp(picture.file).resize(THUMBNAIL, THUMBNAIL, { fit: 'cover' }).toBuffer();
  return { name: picture.name, files, thumbnail };
}

async function contactSheet(versions, folder) {
  const file = path.join(folder, 'contact-sheet.webp');
  const info = await sharp({ create: { width: THUMBNAIL * versions.length, height: THUMBNAIL, channels: 3, background: '#202020' } })
    .composite(versions.map(({ thumbnail }, index) => ({ input: thumbnail, left: index * THUMBNAIL, top: 0 })))
    .webp({ lossless: true })
    .toFile(file);
  assert.deepStrictEqual([info.width, info.height], [THUMBNAIL * versions.length, THUMBNAIL]);

  const { channels } = await sharp(file).stats();
  assert.ok(channels.every((channel) => channel.stdev > 10), 'the sheet shows pictures, not its background');
}

async function deriveVersions(pictures, folder) {
  const versions = await Promise.all(pictures.map((picture) => derive(picture, folder)));
  await contactSheet(versions, folder);
  await assert.rejects(sharp(Buffer.from('not a picture')).toBuffer(), /unsupported image format/);

  const files = versions.flatMap((version) => version.files);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return { value: versions, summary: `${files.length} files in ${Object.keys(FORMATS).length} formats, ${kib(bytes)}, 1 contact sheet` };
}

module.exports = { deriveVersions };
