// Callbacks of addons that belong to no operation run in the domain that stands on their receiver, and what they throw goes to it.
'use strict';

const domain = require('node:domain');
const addon = require('../build/c/async_hooks.node');

const outer = domain.create();
const inner = domain.create();
const nameOf = (given) => (given === outer ? 'outer' : given === inner ? 'inner' : String(given));
const here = () => `${nameOf(process.domain)} ${nameOf(domain.active)} ${domain._stack.length}`;
const inDomain = (given, callback) => Object.assign(callback, { domain: given });

outer.on('error', (error) => console.log('outer has', error.message, error.domain === outer, here()));
process.on('warning', ({ name, code, message }) => console.log(name, code, message));

console.log(addon.make_callback(inDomain(outer, here)), '|', here());
console.log(addon.make_callback(here), '|', addon.make_callback(inDomain(null, here)));
console.log(addon.make_callback(inDomain(outer, () => `${here()} | ${addon.make_callback(inDomain(inner, function named() { return here(); }))} | ${here()}`)));
outer.run(() => console.log(addon.make_callback(here), '|', addon.make_callback(inDomain(inner, here))));
// In a context of its own the domain is the operation's.
inner.run(() => addon.init({}, 'Operation'));
console.log(addon.make_callback(inDomain(outer, here)), '|', addon.in_scope(here), addon.destroy());

try {
  addon.make_callback(inDomain(5, () => console.log('not called')));
} catch (error) {
  console.log(error.name, error.message);
}
try {
  addon.make_callback(inDomain(outer, () => { throw new Error('caught'); }));
} catch (error) {
  // Whoever throws does not leave the domain.
  console.log(error.message, here());
  outer.exit();
}
const fail = (where) => addon.make_callback(inDomain(outer, () => { throw new Error(`in a ${where}`); }));
process.nextTick(() => {
  setTimeout(() => {
    setImmediate(() => {
      setTimeout(() => console.log('afterwards', here()), 1);
      fail('check phase');
    });
    fail('timer');
  }, 1);
  fail('tick');
});
