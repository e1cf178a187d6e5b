// What registerHooks() answers with: frozen, and its hooks can be listed (once they could not).
'use strict';

const { registerHooks } = require('node:module');

const load = (url, context, next) => next(url, context);
const hooks = registerHooks({ load });
console.log(Object.isFrozen(hooks), Object.keys(hooks), hooks.load === load, hooks.resolve);
hooks.deregister();
hooks.deregister();
console.log(require('node:os').EOL === '\n');
