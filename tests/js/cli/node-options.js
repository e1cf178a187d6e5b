// NODE_OPTIONS: how it is split into words, what it may hold, and that the command line goes before it.
'use strict';

const { execFile } = require('node:child_process');

function run(options, args = []) {
  const code = 'JSON.stringify([process.execArgv.length, process.title.includes(" ") || process.title.length < 4 ? process.title : "", ' +
    'Error.stackTraceLimit, typeof gc])';
  return new Promise((resolve) => {
    execFile(process.execPath, [...args, '-p', code], { env: { ...process.env, NODE_OPTIONS: options } }, (error, stdout, stderr) => {
      resolve([JSON.stringify(options), error ? error.code : 0, stdout.trim(), stderr.replaceAll(process.execPath, 'PROGRAM').trim()]);
    });
  });
}

const cases = [
  '--title="a b"', '"--title=a b"', '--title=a\\ b', '--title="a\\" b"', '--title="a\\\\ b"', '--title=a"b"c', '   --title=x   ',
  '"', '--title="a\\', '--title', '--no-title', 'foo', '-', '--', '-e 1', '--eval=1', '-p 1', '-c', '--check', '-i', '--interactive',
  '-v', '--version', '--help', '--v8-options', '--env-file=x', '--test', '--run=x', '--expose-internals', '--prof-process',
  '--foo', '--stack-size=100', '--expose-gc', '--expose_gc', '--stack-trace-limit=3', '--max-old-space-size=100', '-C x', '-r fs',
  '--require fs --conditions=y', '--unhandled-rejections=foo',
];

(async () => {
  for (let at = 0; at < cases.length; at += 4) {
    for (const result of await Promise.all(cases.slice(at, at + 4).map((options) => run(options)))) console.log(...result);
  }
  console.log(...await run('--stack-trace-limit=3 --title=env', ['--stack-trace-limit=4', '--title=cmd']));
  const flags = process.allowedNodeEnvironmentFlags;
  console.log(flags instanceof Set, Object.isFrozen(flags), flags.add('--x') === flags, flags.delete('--require'));
  for (const flag of ['--require', '-r', 'r', 'require', '--no-warnings', 'no-warnings', '--no_warnings', '--max-old-space-size',
    '--max_old_space_size=3', '--expose-gc', '--stack-trace-limit', '--eval', '-e', '--env-file', '--foo', '--conditions', '-C',
    '--unhandled-rejections', '--import', '--loader-not', '--check', 5]) {
    console.log(flag, flags.has(flag));
  }
})();
