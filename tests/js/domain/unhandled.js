// node:domain: errors that no domain takes end as they would without domains.
'use strict';

const { spawnSync } = require('node:child_process');

for (const code of [
  `const d = domain.create(); d.run(() => { throw new Error('x'); });`,
  `const d = domain.create(); d.run(() => setTimeout(() => { throw new Error('x'); }, 1));`,
  `const d = domain.create(); d.run(() => Promise.reject(new Error('x')));`,
  `const d = domain.create(); d.on('error', () => { throw new Error('in listener'); }); setTimeout(() => d.run(() => { throw new Error('x'); }), 1);`,
  `process.on('uncaughtException', (error) => console.log('uncaught', error.message, error.domainThrown));
   const d = domain.create(); d.run(() => setTimeout(() => { throw new Error('x'); }, 1));
   setTimeout(() => d.run(() => new (require('events'))().emit('error', new Error('emitted'))), 20);
   setTimeout(() => d.run(() => Promise.reject(new Error('rejected'))), 40);`,
  `process.on('uncaughtException', (error) => console.log('uncaught', error.message));
   const d = domain.create(); d.on('error', (error) => console.log('domain', error.message));
   setTimeout(() => { throw new Error('outside'); }, 1); d.run(() => setTimeout(() => { throw new Error('inside'); }, 20));`,
]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', `const domain = require('domain'); ${code}`], { encoding: 'utf8' });
  console.log(status, stdout, stderr.split('\n').filter((line) => /^Error/.test(line)));
}
