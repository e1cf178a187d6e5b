// To -e and -p `crypto` is the module, whatever the code calls its own variables, and errors are where they are in the code. A `var` of
// that name is one of a function; around code whose value is printed there is only a block, which does not bear one.
'use strict';
const { spawnSync } = require('child_process');

const length = 'console.log(crypto.randomBytes(4).length)';
const codes = [
  length, `var crypto = require("crypto"); ${length}`, `var fs = require("fs"), crypto = require("crypto"); ${length}`,
  `const crypto = require("crypto"); ${length}`, 'function crypto() {} console.log(typeof crypto, typeof globalThis.crypto.subtle)',
  'class crypto {} console.log(typeof crypto)', 'console.log(this === globalThis, typeof globalThis.crypto.createHash)',
  '"use strict"; undeclared = crypto; console.log(typeof undeclared)',
];

for (const code of codes) {
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', code], { encoding: 'utf8' });
  console.log(code, stdout, /^\w+Error.*/m.exec(stderr)?.[0]);
}
for (const code of ['crypto.createHash("md5").update("a").digest("hex")', 'const crypto = 5; crypto', 'var crypto = 5; crypto']) {
  const { stdout, stderr } = spawnSync(process.execPath, ['-p', code], { encoding: 'utf8' });
  console.log(code, stdout, /^\w+Error.*/m.exec(stderr)?.[0]);
}
// A comment at the end of a line is one.
const { stdout } = spawnSync(process.execPath, ['-e', `\n${length} // crypto\n`], { encoding: 'utf8' });
console.log(stdout);
const { stderr } = spawnSync(process.execPath, ['-e', '\n\n  throw new Error("of crypto")'], { encoding: 'utf8' });
console.log(/\[eval\]:3/.test(stderr), /^ *throw new Error\("of crypto"\)/m.test(stderr));
