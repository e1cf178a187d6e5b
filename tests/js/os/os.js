'use strict';
// os: what does not change between two runs on one machine, the constants, and the errors.
const os = require('node:os');
const { inspect } = require('node:util');
const show = (label, fn) => {
  try {
    console.log(label, inspect(fn(), { depth: 5 }));
  } catch (error) {
    console.log(label, error.name, error.code, error.message, error.info, error.errno, error.syscall);
  }
};
for (const name of ['arch', 'availableParallelism', 'endianness', 'homedir', 'hostname', 'machine', 'networkInterfaces', 'platform', 'release', 'tmpdir', 'totalmem', 'type', 'userInfo', 'version', 'getPriority']) show(name, () => os[name]());
show('constants', () => os.constants);
show('EOL', () => [os.EOL, os.devNull]);
show('cpus', () => os.cpus().map(({ model, speed, times }) => [model, speed, Object.keys(times)]));
show('loadavg', () => os.loadavg().map((n) => typeof n));
show('memory', () => [os.freemem() > 0, os.freemem() <= os.totalmem(), os.uptime() > 0]);
show('coercion', () => [`${os.hostname}` === os.hostname(), `${os.arch}`, +os.totalmem === os.totalmem(), typeof `${os.uptime}`]);
show('userInfo', () => [os.userInfo({ encoding: 'buffer' }), os.userInfo({ encoding: 'hex' }), os.userInfo(null), os.userInfo(5)]);
for (const args of [['a'], [2 ** 40], [1.5], [999999999]]) show(`getPriority ${args}`, () => os.getPriority(...args));
for (const args of [['a'], [0, 50], [0, -21], [0, 'x'], [999999999, 1], [], [1.5]]) show(`setPriority ${args}`, () => os.setPriority(...args));
show('setPriority', () => { os.setPriority(os.getPriority() + 1); return os.getPriority(); });
process.env.TMPDIR = '/x/';
show('tmpdir', () => os.tmpdir());
process.env.TMPDIR = '/';
show('tmpdir', () => os.tmpdir());
process.env.TMPDIR = '';
process.env.TMP = '/tmp2';
show('tmpdir', () => os.tmpdir());
process.env.HOME = '/somewhere';
show('homedir', () => os.homedir());
show('keys', () => Object.keys(os).sort());
