// A default for the option `__proto__` is no value either: who copies the values would give the copy another prototype. And the
// arguments of `--eval=<script>` begin where those of `--eval <script>` do.
'use strict';
const { parseArgs } = require('util');
const { execFileSync } = require('child_process');
console.log(parseArgs({ args: [], options: { ['__proto__']: { type: 'string', default: 'value' } } }));
console.log(parseArgs({ args: ['--__proto__=a'], options: { ['__proto__']: { type: 'string', multiple: true, default: ['value'] } } }));
const script = 'console.log(require("util").parseArgs({ strict: false }).values)';
for (const args of [[`--eval=${script}`], ['--eval', script], ['-e', script]]) {
  console.log(execFileSync(process.execPath, [...args, '--', '--first', '--second'], { encoding: 'utf8' }));
}
