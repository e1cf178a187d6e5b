// --run: a script of the nearest package.json, in its directory, with the binaries of all packages around it and the arguments behind --.
'use strict';
const { spawnSync } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');

const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'run-')));
process.on('exit', () => fs.rmSync(root, { recursive: true }));
const packages = {
  full: JSON.stringify({
    scripts: {
      greet: 'echo greeted', args: "printf '[%s]'", fail: 'exit 7', signal: 'kill -TERM $$', number: 5, nothing: null, empty: '', '': 'echo unnamed',
      variables: 'echo $NODE_RUN_SCRIPT_NAME $NODE_RUN_PACKAGE_JSON_PATH $PWD; echo $PATH', quotes: "echo \"q\" 'e' \\\\", tool: 'tool',
    },
  }),
  empty: '{}', wrong: '{"scripts":5}', broken: '{"scripts":',
};
for (const [name, text] of Object.entries(packages)) {
  fs.mkdirSync(path.join(root, name, 'sub'), { recursive: true });
  fs.writeFileSync(path.join(root, name, 'package.json'), text);
}
for (const place of ['full', 'full/sub']) fs.mkdirSync(path.join(root, place, 'node_modules/.bin'), { recursive: true });
fs.writeFileSync(path.join(root, 'full/node_modules/.bin/tool'), '#!/bin/sh\necho the tool\n', { mode: 0o755 });

function run(directory, ...args) {
  const env = { ...process.env, PATH: '/usr/bin:/bin' };
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd: path.join(root, directory), encoding: 'utf8', env });
  const shown = (text) => text.replaceAll(root, '').replaceAll(process.execPath, 'EXEC');
  console.log(directory, args.join(' '), '=>', status);
  process.stdout.write(shown(stdout) + shown(stderr));
}

run('full', '--run', 'greet');
run('full/sub', '--run=greet', 'ignored');
run('full', '--run', 'args', 'ignored', '--', 'x y', "it's", '$HOME', '"d"', '', 'a=b', '\\n', '-v', '*', '~');
run('full/sub', '--run', 'variables');
run('full', '--run', 'tool');
for (const name of ['fail', 'signal', 'number', 'nothing', 'missing', 'quotes', 'empty']) run('full', '--run', name);
run('full', '--run');
for (const directory of ['empty', 'wrong', 'broken']) run(directory, '--run', 'greet');
run('full', '--no-warnings', '--run', 'greet', '-e', '1');
run('full', '--run', 'greet', '--run', 'fail');
run('full', '--security-revert=CVE-2000-0001', '--run', 'greet');
