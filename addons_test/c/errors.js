// Exceptions cross the border in both directions unchanged; failures are told by status, and remembered.
'use strict';

const addon = require('../build/c/errors.node');
const { show, attempt } = require('../_show');

const original = new Error('the same object');
for (const value of [original, 'text', 5, null, undefined, { any: 'thing' }, Symbol('s')]) {
  try {
    addon.throw_value(value);
    console.log('not thrown');
  } catch (error) {
    console.log(show(error), error === value);
  }
}
for (const kind of [0, 1, 2, 3]) {
  for (const code of [undefined, '', 'ERR_CODE']) console.log(attempt(() => addon.throw_kind(kind, code, 'message')));
  const made = addon.make_kind(kind, 'CODE', 'made');
  console.log(show(made), made.constructor.name, show(Reflect.ownKeys(made)), show(addon.make_kind(kind, undefined, 'plain')), 'code' in addon.make_kind(kind, undefined, ''));
  console.log(addon.make_kind(kind, 5, 'x'), addon.make_kind(kind, 'C', 5), addon.make_kind(kind, 'C', undefined));
}
try {
  addon.throw_kind(0, 'C', 'with a stack');
} catch (error) {
  console.log(error.stack.split('\n')[0], error.stack.includes('errors.js'), show(Object.getOwnPropertyDescriptor(error, 'code')));
}

class Custom extends TypeError {}
for (const value of [new Error(), new Custom(), Object.create(Error.prototype), { message: 'x', stack: '' }, new DOMException('d'), 'x', null]) console.log(addon.is_error(value));

console.log(addon.last_errors({}).join('\n'));
console.log(addon.error_structure());
console.log(show(addon.catch_from(() => { throw original; })), show(addon.catch_from(() => { throw undefined; })), show(addon.catch_from(() => 5)));
console.log(show(addon.catch_from(() => addon.throw_kind(1, 'INNER', 'nested'))));
console.log(addon.while_pending(() => { throw new Error('pending'); }, { x: 1 }));

process.on('uncaughtException', (error, origin) => console.log('uncaught', show(error), origin));
console.log(addon.fatal_exception(original));
console.log(addon.fatal_exception('a text'));
setImmediate(() => console.log('still running'));
