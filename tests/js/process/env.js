'use strict';

// process.env is live, holds strings only, and behaves as an object whose properties are the variables.

const { execFileSync } = require('child_process');

function attempt(text) {
  try {
    console.log(text, '=>', (0, eval)(text));
  } catch (error) {
    console.log(text, '!!', error.name, error.code, error.message);
  }
}

for (const text of `
process.env.A1 = undefined
process.env.A1
process.env.A1 = 5
process.env.A1
process.env.A1 = null
process.env.A1
process.env.B1 = Symbol('b')
process.env[Symbol.iterator]
process.env[Symbol('x')] = 1
Object.defineProperty(process.env, 'x', { value: '1' })
Object.defineProperty(process.env, 'x', { get() {} })
Object.defineProperty(process.env, 'x', {})
Object.defineProperty(process.env, 'x', { value: '1', writable: true, enumerable: true, configurable: true }).x
Object.getOwnPropertyDescriptor(process.env, 'x')
'x' in process.env
delete process.env.x
'x' in process.env
delete process.env.never_there
process.env.never_there
process.env.toString === Object.prototype.toString
process.env.hasOwnProperty('PATH')
process.env[1] = 2
process.env['1']
Object.keys(process.env).includes('1')
process.env['a=b'] = 'c'
process.env['a=b']
process.env[''] = 'x'
process.env['']
process.env.constructor.name
Object.prototype.toString.call(process.env)
Object.getPrototypeOf(process.env) === Object.prototype
Object.freeze(process.env)
Object.preventExtensions(process.env)
({ ...process.env }).PATH === process.env.PATH
JSON.parse(JSON.stringify(process.env)).A1
`.trim().split('\n')) attempt(text);

// A child sees what was assigned; a time zone takes effect.
process.env.SEEN_BY_CHILD = 'yes \u00e9';
console.log(execFileSync('sh', ['-c', 'echo $SEEN_BY_CHILD'], { encoding: 'utf8' }));
process.env.TZ = 'America/New_York';
console.log(new Date(0).getHours());
process.env.TZ = 'Asia/Tokyo';
console.log(new Date(0).getHours());
