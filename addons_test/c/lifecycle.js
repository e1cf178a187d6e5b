// differs-from-node: Node sometimes ends without running the last finalizers, or without writing what they print
// At the end hooks run last in, first out, asynchronous ones are waited for, then finalizers, then instance data: on the main
// thread and in a worker alike.
'use strict';

const { Worker, isMainThread } = require('node:worker_threads');
const fs = require('node:fs');
const addon = require('../build/c/lifecycle.node');

const say = (...what) => fs.writeSync(1, `${what.join(' ')}\n`);

function live(name) {
  say(name, addon.instance_number(), addon.set_instance_number(4), addon.instance_number(), addon.set_instance_number(5), addon.instance_number());
  say(addon.add_hook(`${name}: hook 1`), addon.add_removable(), addon.add_async_hook(`${name}: asynchronous hook 2`), addon.add_removable_async());
  say(addon.add_hook(`${name}: hook 3`), addon.remove_removable(), addon.remove_removable_async(), addon.add_slow_hook(), addon.add_hook(`${name}: hook 5`));
  globalThis.wrapped = { alive: true };
  say(addon.finalize_with(globalThis.wrapped, `${name}: wrapped object finalized`), addon.keep({ strong: true }));
  process.on('exit', () => say(name, 'exit event'));
}

if (!isMainThread) {
  live('worker');
} else {
  new Worker(__filename).on('exit', (code) => {
    say('worker ended with', code);
    live('main');
  });
}
