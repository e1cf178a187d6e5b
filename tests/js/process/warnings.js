'use strict';

// How warnings are printed, and the options that change it.

const { spawnSync } = require('child_process');

const program = `
  process.emitWarning('first');
  process.emitWarning('second', 'CustomWarning', 'C001');
  process.emitWarning('third', { type: 'T', code: 'X1', detail: 'some detail' });
  process.emitWarning('old', 'DeprecationWarning', 'DEP0');
  process.emitWarning(new Error('an error'));
  process.emitWarning('made here', function maker() {});
  // A deprecation that nobody is to see: its code is not looked at.
  try { process.emitWarning('old', 'DeprecationWarning', 5); } catch (error) { console.log(error.message); }
  setTimeout(() => process.emitWarning('later'), 5);
  process.on('warning', (warning) => console.log(warning.name, warning.message, warning.code, warning.detail, Object.keys(warning)));
`;

function run(flags, env) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [...flags, '-e', program], {
    encoding: 'utf8', env: { ...process.env, ...env }, argv0: 'program',
  });
  // Where the stack goes to inside is nobody's business.
  const text = stderr.replace(/\(node:\d+\)/g, '(node:PID)').split('\n').filter((line) => !/^ +at /.test(line));
  console.log(flags, env ?? '', status, stdout.split('\n'), text);
}

run([]);
run(['--no-warnings']);
run([], { NODE_NO_WARNINGS: '1' });
run(['--no-deprecation']);
run(['--trace-warnings']);
run(['--disable-warning=C001']);
