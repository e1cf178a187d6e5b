// Builds the test addons into addons_test/build: c/*.c with cc, cpp/*.cc with c++ and node-addon-api, rust/ with cargo.
// A source that is older than its addon is not compiled again.
'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { inParallel, run } = require('../tests/lib/spawn');
const { pinnedNode } = require('../tests/lib/oracle');

const OUTPUT = path.join(__dirname, 'build');
const TARGET = path.resolve(process.env.CARGO_TARGET_DIR ?? path.join(__dirname, '../target'));

// The headers of the pinned Node, which are those of npm's node-api-headers with libuv's beside them.
const HEADERS = path.join(path.dirname(path.dirname(pinnedNode())), 'include/node');
const SHARED = ['-shared', '-fPIC', '-pthread', '-O1', '-Wall', '-Wextra', '-Wno-unused-parameter', `-I${HEADERS}`];
const LANGUAGES = [
  { folder: 'c', extension: '.c', headers: ['common.h', 'uv_scenario.h', 'fuzz_model.h', 'fuzz_async.h', 'fuzz_values.h'], compiler: process.env.CC ?? 'cc', flags: ['-std=gnu11', ...SHARED] },
  {
    folder: 'cpp',
    extension: '.cc',
    headers: [],
    compiler: process.env.CXX ?? 'c++',
    flags: ['-std=gnu++20', `-I${path.join(__dirname, 'node_modules/node-addon-api')}`, ...SHARED],
  },
];

const changed = (file) => fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

async function compile({ folder, extension, headers, compiler, flags }) {
  const from = path.join(__dirname, folder);
  const to = path.join(OUTPUT, folder);
  fs.mkdirSync(to, { recursive: true });
  const newestHeader = Math.max(0, ...headers.map((name) => changed(path.join(from, name))));
  const sources = fs.readdirSync(from).filter((name) => name.endsWith(extension));
  await inParallel(sources, os.availableParallelism(), async (name) => {
    const [source, addon] = [path.join(from, name), path.join(to, `${path.basename(name, extension)}.node`)];
    if (changed(addon) > Math.max(changed(source), newestHeader)) return;
    console.log(`compiling ${folder}/${name}`);
    const { status, stderr } = await run(compiler, [...flags, '-o', addon, source]);
    if (status !== 0 || stderr !== '') throw new Error(`${folder}/${name}:\n${stderr}`);
  });
}

function buildRust() {
  const manifest = path.join(__dirname, 'rust/Cargo.toml');
  const env = { ...process.env, CARGO_TARGET_DIR: TARGET };
  execFileSync('cargo', ['build', '--release', '--quiet', '--locked', '--manifest-path', manifest], { env, stdio: 'inherit' });
  const library = process.platform === 'darwin' ? 'libaddons_test.dylib' : 'libaddons_test.so';
  fs.mkdirSync(path.join(OUTPUT, 'rust'), { recursive: true });
  fs.copyFileSync(path.join(TARGET, 'release', library), path.join(OUTPUT, 'rust/addon.node'));
}

async function main() {
  for (const language of LANGUAGES) await compile(language);
  buildRust();
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
