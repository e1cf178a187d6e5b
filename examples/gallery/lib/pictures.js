// The pictures of all accounts: originals and thumbnails in one folder, what is known of them in memory.
'use strict';

const { randomUUID } = require('node:crypto');
const fs = require('node:fs/promises');
const { mkdirSync } = require('node:fs');
const path = require('node:path');
const sharp = require('sharp');
const { Problem } = require('./problem');

const THUMBNAIL = { width: 160, height: 160, fit: 'inside', withoutEnlargement: true };
const FORMATS = new Set(['jpeg', 'png', 'webp']);

class Pictures {
  #folder;
  #byId = new Map();

  constructor(folder) {
    this.#folder = path.resolve(folder);
    mkdirSync(this.#folder, { recursive: true });
  }

  async add(account, bytes) {
    if (bytes === undefined) throw new Problem(400, 'the form has no file named picture');
    const { format, width, height } = await sharp(bytes).metadata().catch(() => ({}));
    if (!FORMATS.has(format)) throw new Problem(415, 'a picture is a JPEG, PNG or WebP file');

    const id = randomUUID();
    const picture = { id, format, width, height, bytes: bytes.length };
    const file = path.join(this.#folder, `${id}.${format}`);
    const thumbnail = path.join(this.#folder, `${id}.thumbnail.webp`);
    await Promise.all([fs.writeFile(file, bytes), sharp(bytes).resize(THUMBNAIL).webp().toFile(thumbnail)]);
    this.#byId.set(id, { account, picture, file, thumbnail });
    return picture;
  }

  of(account) {
    return [...this.#byId.values()].filter((entry) => entry.account === account).map((entry) => entry.picture);
  }

  /** Somebody else's picture is as unknown as one that does not exist. */
  get(account, id) {
    const entry = this.#byId.get(id);
    if (entry?.account !== account) throw new Problem(404, 'no such picture');
    return { file: entry.file, thumbnail: entry.thumbnail, format: entry.picture.format };
  }

  async remove(account, id) {
    const { file, thumbnail } = this.get(account, id);
    this.#byId.delete(id);
    await Promise.all([fs.rm(file), fs.rm(thumbnail)]);
  }
}

module.exports = { Pictures };
