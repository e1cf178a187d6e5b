// The Rust half of the test suite: format, lints, unit tests. Each of cargo's tests becomes a line of ours.
'use strict';

const { run } = require('./spawn');

const CHECKS = [
  ['cargo fmt', ['fmt', '--all', '--check']],
  ['cargo clippy', ['clippy', '--workspace', '--all-targets', '--quiet', '--', '--deny', 'warnings']],
];

async function runRust({ root, record }) {
  for (const [name, args] of CHECKS) {
    const { status, stdout, stderr, milliseconds } = await run('cargo', args, { cwd: root });
    record(name, status === 0 ? undefined : stdout + stderr, milliseconds);
  }

  let crate = '';
  const failed = new Set();
  const result = await run('cargo', ['test', '--workspace', '--no-fail-fast'], {
    cwd: root,
    onLine(line) {
      crate = /^ +(?:Running .*\/([\w-]+)-[0-9a-f]+\)|Doc-tests (.+))$/.exec(line)?.slice(1).find(Boolean) ?? crate;
      const test = /^test (.+) \.\.\. (ok|FAILED|ignored.*)$/.exec(line);
      if (!test || test[2].startsWith('ignored')) return;
      if (test[2] === 'ok') record(`${crate}: ${test[1]}`);
      else failed.add(`${crate}: ${test[1]}`);
    },
  });
  for (const name of failed) record(name, 'see below');
  if (result.status !== 0) record('cargo test', result.stderr + result.stdout, result.milliseconds);
}

module.exports = { runRust };
