// The demo: a small media library built on five native addons. It draws pictures, derives versions of them, keeps
// an account and a catalogue, compiles the page that shows them, checks every result and prints what it did.
//
//   app.js [FOLDER]     where to write; without it a temporary folder, removed at the end
'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const { drawPictures } = require('./lib/pictures');
const { deriveVersions } = require('./lib/versions');
const { openAccount } = require('./lib/account');
const { packOriginals } = require('./lib/packing');
const { keepCatalogue } = require('./lib/catalogue');
const { buildPage } = require('./lib/page');
const { Report } = require('./lib/report');

async function main() {
  const kept = process.argv[2];
  const folder = kept ? path.resolve(kept) : fs.mkdtempSync(path.join(os.tmpdir(), 'media-'));
  fs.mkdirSync(folder, { recursive: true });

  const report = new Report();
  try {
    const pictures = await report.step('sharp', 'draw and encode originals', () => drawPictures(folder));
    const versions = await report.step('sharp', 'resize, composite, encode', () => deriveVersions(pictures, folder));
    await report.step('@node-rs/argon2', 'hash and verify a password', () => openAccount());
    const packed = await report.step('snappy', 'compress pixels and restore', () => packOriginals(pictures));
    const entries = await report.step('classic-level', 'write, iterate, reopen', () =>
      keepCatalogue(path.join(folder, 'catalogue'), versions, packed));
    await report.step('@swc/core', 'compile the page and run it', () => buildPage(entries, folder));
  } finally {
    if (!kept) fs.rmSync(folder, { recursive: true, force: true });
  }
  report.print(kept && folder);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
