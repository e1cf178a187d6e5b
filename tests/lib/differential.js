// One differential test: a script that runs on Node and on anode and must give the same output and exit status.
//
// Comments at the top of a script say what is special about it:
//   // flags: --expose-gc        options for both runtimes
//   // exits: 7                  the exit status on Node, when it is not 0
//   // timeout: 60               seconds
//   // crashes-on-purpose: WHY   nothing for valgrind (../sanitize.js)
//   // differs-from-node: WHY    anode means to differ: `<script>.anode` beside it holds what anode prints, Node is not run
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { run } = require('./spawn');

const DEFAULT_TIMEOUT = 30;
const DIRECTIVE = /^\/\/ (flags|exits|timeout|crashes-on-purpose|differs-from-node): *(.+)$/;

function directivesOf(file) {
  const found = {};
  for (const line of fs.readFileSync(file, 'utf8').split('\n')) {
    if (!line.startsWith('//') && line.trim() !== '' && !line.startsWith('#!')) break;
    const match = DIRECTIVE.exec(line);
    if (match) found[match[1]] = match[2].trim();
  }
  return found;
}

/** @returns {Promise<string | undefined>} what went wrong */
async function runDifferential(file, { node, anode }) {
  const directives = directivesOf(file);
  const options = {
    cwd: path.dirname(file),
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, NODE_OPTIONS: undefined, NODE_NO_WARNINGS: undefined },
    timeout: Number(directives.timeout ?? DEFAULT_TIMEOUT) * 1000,
  };
  const args = [...(directives.flags?.split(/\s+/) ?? []), file];
  const status = directives.exits === undefined ? 0 : Number(directives.exits) || directives.exits;

  const expected = directives['differs-from-node']
    ? { status, stdout: fs.readFileSync(`${file}.anode`, 'utf8') }
    : await run(node, args, options);
  if (expected.status !== status) {
    return `on Node it ends with ${expected.status}, not ${status}\n${tail(expected)}`;
  }

  const actual = await run(anode, args, options);
  if (actual.status === expected.status && actual.stdout === expected.stdout) return undefined;
  const ending = actual.status === expected.status ? '' : `ends with ${actual.status}, not ${expected.status}\n`;
  return `${ending}${difference(expected.stdout, actual.stdout)}${stderrOf(actual)}`;
}

/** The first lines that differ, with one line of context. */
function difference(expected, actual) {
  if (expected === actual) return '';
  const [wanted, got] = [expected.split('\n'), actual.split('\n')];
  const first = wanted.findIndex((line, index) => line !== got[index]);
  const at = first === -1 ? wanted.length : first;
  const show = (sign, lines) => lines.slice(at, at + 5).map((line) => `${sign} ${line}\n`).join('');
  return `output differs at line ${at + 1} (- expected, + anode)\n${at > 0 ? `  ${wanted[at - 1]}\n` : ''}${show('-', wanted)}${show('+', got)}`;
}

const lastLines = (text, count) => text.trimEnd().split('\n').slice(-count).join('\n');
const stderrOf = ({ stderr }) => (stderr.trim() ? `stderr:\n${lastLines(stderr, 15)}\n` : '');
const tail = (result) => `${stderrOf(result)}${result.stdout.trim() ? `stdout:\n${lastLines(result.stdout, 5)}\n` : ''}`;

/** The test scripts below a folder; `fixtures` folders, `node_modules` and files that start with `_` are not tests. */
function testsBelow(folder) {
  if (!fs.existsSync(folder)) return [];
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) return ['fixtures', 'node_modules', 'build'].includes(entry.name) ? [] : testsBelow(full);
    return /\.(js|mjs|cjs|ts)$/.test(entry.name) && !/^(_|install\.js$)/.test(entry.name) ? [full] : [];
  }).sort();
}

module.exports = { directivesOf, runDifferential, testsBelow };
