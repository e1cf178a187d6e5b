// Values live as long as their scope; promises settle once; scripts run in the global scope.
'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const file = path.join(__dirname, '../build/c/scopes.node');
const addon = require(file);
const { show, attempt } = require('../_show');

console.log(addon.many(100000), show(addon.escape()), addon.nested().last, Object.keys(addon.nested()).length);
console.log(addon.after_close(100), addon.after_close(1500));
console.log(attempt(() => addon.around_exception(() => { throw new Error('through a scope'); })), addon.around_exception(() => 5));

async function promises() {
  for (const value of [5, undefined, { then: (done) => done('assimilated') }, Promise.resolve('from another')]) {
    const made = addon.promise();
    console.log(made instanceof Promise, addon.resolve(value), show(await made));
  }
  const refused = addon.promise();
  console.log(addon.reject(new RangeError('refused')), show(await refused.catch((error) => error)));
  const order = [];
  const made = addon.promise();
  made.then(() => order.push('reaction'));
  addon.resolve();
  order.push('after resolve');
  await made;
  console.log(show(order));
}

promises().then(() => {
  globalThis.seen = 5;
  console.log(addon.run_script('1 + 1'), addon.run_script('seen + typeof require'), show(addon.run_script('({ a: [1] })')), addon.run_script('this') === globalThis);
  console.log(attempt(() => addon.run_script('throw new RangeError("in a script")')), attempt(() => addon.run_script('not ( a script')), addon.run_script({}), addon.run_script('var leaked = 1;'), globalThis.leaked);

  const about = addon.about();
  console.log(about.version === Number(process.versions.napi), about.major === Number(process.versions.node.split('.')[0]), about.release);
  console.log(about.file === pathToFileURL(file).href);

  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'addon '));
  const odd = path.join(folder, 'caf\u00e9 #1?%.node');
  fs.copyFileSync(file, odd);
  const copy = require(odd);
  console.log(copy.about().file === pathToFileURL(odd).href, copy !== addon, copy.many(3));
  fs.rmSync(folder, { recursive: true });
});
