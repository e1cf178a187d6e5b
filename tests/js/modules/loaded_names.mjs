// The names that a CommonJS module exports are those that its text tells, whether it has been loaded and changed before or not.
import { createRequire } from 'node:module';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const directory = mkdtempSync(join(tmpdir(), 'loaded-names-'));
const require = createRequire(join(directory, 'x.js'));
const write = (name, text) => {
  writeFileSync(join(directory, name), text);
  return join(directory, name);
};
const show = async (file) => console.log(Object.keys(await import(file)).join());

try {
  const dependency = write('dependency.cjs', 'exports.a = 1;');
  require(dependency).later = 1;
  await show(write('forwards.cjs', 'module.exports = require("./dependency.cjs"); module.exports.here = 1;'));
  await show(write('again.cjs', 'module.exports = require("./dependency.cjs");'));
  await show(dependency);

  const computed = write('computed.cjs', 'for (const name of ["x", "y"]) exports[name] = 1;');
  require(computed);
  await show(computed);
  console.log((await import(computed)).default);
} finally {
  rmSync(directory, { recursive: true });
}
