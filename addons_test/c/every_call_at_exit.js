// Every function of the ABI while JavaScript is off, in a cleanup hook: what is refused, and how addons of each version are
// told. The addons print the statuses themselves, the youngest first.
'use strict';

const { sweepAtExit } = require('./_every_call');

const LEFT_OUT = [
  // They belong to a call that is over by then.
  'napi_get_cb_info',
  'napi_get_new_target',
  // The scope would have to stay open until then.
  'napi_close_callback_scope',
  // Its hook is younger than the one that calls.
  'napi_remove_async_cleanup_hook',
  // Node frees the environment while the work is under way.
  'napi_queue_async_work',
];

for (const addon of ['every_call_version_8', 'every_call', 'every_call_experimental']) {
  sweepAtExit(require(`../build/c/${addon}.node`), LEFT_OUT);
}
