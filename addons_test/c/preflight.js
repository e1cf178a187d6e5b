// differs-from-node: Node names the first thing that is missing, or loads the addon and ends when it is called; anode says all of it
// An addon that cannot work here is refused with an error that names its package, all that it needs and what to do: functions that
// the host has not, V8's C++ API, another platform, processor or C library, a newer glibc, libraries that are not there.
'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'preflight-')));
const built = (name) => fs.readFileSync(path.join(__dirname, '../build', `${name}.node`));

/** Loads the image as an addon of a package. */
function load(name, image) {
  const file = path.join(folder, 'node_modules', name, 'build/Release/addon.node');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, image);
  try {
    console.log(name, 'loaded', require(file));
  } catch (error) {
    console.log(error.name, error.code, error.message.replace(folder, '').replace(/this is glibc [\d.]+/, 'this is glibc VERSION'));
  }
}

/** An image whose bytes are changed at one place. */
function changed(image, from, to) {
  const at = image.indexOf(from);
  if (at === -1) throw new Error(`there is no ${from}`);
  return Buffer.concat([image.subarray(0, at), Buffer.from(to), image.subarray(at + to.length)]);
}

load('of-cpp', built('cpp/v8_api'));
load('of-cpp-by-constructor', built('c/registration_cpp'));
load('@scope/of-both', built('c/preflight_mixed'));
load('of-the-future', built('c/preflight_unknown'));

const works = built('c/values');
const architecture = Buffer.from(works);
architecture.writeUInt16LE(process.arch === 'x64' ? 183 : 62, 18);
load('of-another-processor', architecture);
load('of-windows', Buffer.from('MZ, and so on'));
load('of-macos', Buffer.from([0xcf, 0xfa, 0xed, 0xfe, 0, 0, 0, 0]));
load('of-musl', changed(works, 'libc.so.6', 'libc.so\0\0'));
load('of-a-newer-glibc', changed(works, 'GLIBC_2.', 'GLIBC_9.'));

const source = path.join(folder, 'other.c');
fs.writeFileSync(source, '');
const compile = (...args) => execFileSync('cc', ['-shared', '-fPIC', '-nostdlib', '-Wl,--no-as-needed', '-o', ...args], { cwd: folder });
compile('libgone.so.1', source, '-Wl,-soname,libgone.so.1');
compile('needs.so', source, 'libgone.so.1');
load('without-its-library', fs.readFileSync(path.join(folder, 'needs.so')));
load('that-works', works);
fs.rmSync(folder, { recursive: true });
