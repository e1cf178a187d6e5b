// Installs the locked packages once, into ANODE_CACHE, and builds those whose authors publish no binary for this
// platform. The test scripts beside this file reach them through a symbolic link named node_modules.
'use strict';

const { execFileSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { pinnedNode } = require('../../tests/lib/oracle');

const MANIFESTS = ['package.json', 'package-lock.json'];
const CACHE = path.resolve(process.env.ANODE_CACHE ?? path.join(__dirname, '../../.cache'), 'packages');

/** Packages that are built here; `to` is where the package looks for what its build leaves elsewhere as `from`. */
const BUILT_FROM_SOURCE = [
  { name: 'bigint-buffer' },
  { name: 'c-kzg' },
  { name: '@discordjs/opus', args: ['--napi_build_version=8', '--module_name=opus', '--module_path=./prebuild/local'] },
  { name: 'node-pty' },
  { name: 'sqlite3' },
  {
    name: 'tree-sitter',
    env: { CXXFLAGS: '-std=gnu++20' }, // it asks for C++17, which is too old for the headers of Node 26
    from: 'build/Release/tree_sitter_runtime_binding.node',
    to: `prebuilds/${process.platform}-${process.arch}/tree-sitter.node`,
  },
];

const recipe = createHash('sha256');
for (const file of [...MANIFESTS.map((name) => path.join(__dirname, name)), __filename]) recipe.update(fs.readFileSync(file));
const stamp = path.join(CACHE, '.installed');
const wanted = recipe.digest('hex');

function install() {
  fs.rmSync(CACHE, { recursive: true, force: true });
  fs.mkdirSync(CACHE, { recursive: true });
  for (const name of MANIFESTS) fs.copyFileSync(path.join(__dirname, name), path.join(CACHE, name));
  // Peer dependencies of such packages are frameworks that the tests do without. Not `npm ci`: see the Makefile.
  const flags = ['--no-save', '--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', ['install', ...flags], { cwd: CACHE, stdio: 'inherit' });
}

function build({ name, args = [], env = {}, from, to }) {
  console.log(`building ${name}`);
  const cwd = path.join(CACHE, 'node_modules', name);
  const nodeDirectory = path.dirname(path.dirname(pinnedNode()));
  const nodeGyp = require.resolve('node-gyp/bin/node-gyp.js');
  const jobs = `--jobs=${os.availableParallelism()}`;
  try {
    execFileSync(process.execPath, [nodeGyp, 'rebuild', jobs, `--nodedir=${nodeDirectory}`, ...args], {
      cwd, stdio: 'pipe', env: { ...process.env, ...env },
    });
  } catch (error) {
    throw new Error(`${name} does not build:\n${error.stderr}`);
  }
  if (to) {
    fs.mkdirSync(path.dirname(path.join(cwd, to)), { recursive: true });
    fs.copyFileSync(path.join(cwd, from), path.join(cwd, to));
  }
}

if (!fs.existsSync(stamp) || fs.readFileSync(stamp, 'utf8') !== wanted) {
  console.log('installing the packages (about 1.3 GB) and building some of them');
  install();
  BUILT_FROM_SOURCE.forEach(build);
  fs.writeFileSync(stamp, wanted);
}
const link = path.join(__dirname, 'node_modules');
fs.rmSync(link, { recursive: true, force: true });
fs.symlinkSync(path.join(CACHE, 'node_modules'), link);
