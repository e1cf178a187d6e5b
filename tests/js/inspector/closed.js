// node:inspector while no inspector is open, and what packages read of node:repl when they are loaded (zx, ts-node and
// playwright require them at their start).
'use strict';
const inspector = require('node:inspector');
const promises = require('node:inspector/promises');
const repl = require('node:repl');
const { builtinModules } = require('node:module');

function attempt(label, run) {
  try {
    console.log(label, run());
  } catch (error) {
    console.log(label, 'threw', error.name, error.code, error.message);
  }
}

attempt('url', () => inspector.url());
attempt('close', () => inspector.close());
attempt('wait', () => inspector.waitForDebugger());
const session = new inspector.Session();
attempt('events', () => typeof session.on);
attempt('post', () => session.post('Runtime.enable'));
attempt('post a number', () => session.post(1));
attempt('main', () => session.connectToMainThread());
attempt('disconnect', () => session.disconnect());
new promises.Session().post('Runtime.enable').catch((error) => console.log('promise', error.code));

attempt('modes', () => [repl.REPL_MODE_SLOPPY, repl.REPL_MODE_STRICT]);
attempt('recoverable', () => new repl.Recoverable(new Error('more')).err.message);
attempt('writer', () => repl.writer({ a: [1, new Map([[1, new Proxy({}, {})]])] }));
attempt('names', () => repl.builtinModules.join() === builtinModules.filter((id) => !/^_|:/.test(id)).join());
