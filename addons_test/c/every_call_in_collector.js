// flags: --expose-gc
// timeout: 120
// crashes-on-purpose: each forbidden function ends a process
// Every function of the ABI in a finalizer of an experimental addon, inside the garbage collector: those of the basic environment
// check their arguments, all others are fatal errors.
'use strict';

const addon = require('../build/c/every_call_in_collector.node');
const { collectUntil } = require('../_show');
const { signatures } = require('./_signatures');

const LEFT_OUT = new Set([
  // Node does not refuse them there, although the end of a callback scope may run JavaScript; anode does.
  'napi_open_callback_scope', 'napi_close_callback_scope',
  // Node crashes without a function to call; references_experimental.c has one.
  'node_api_post_finalizer',
  // Are about a function that is not null.
  'napi_ref_threadsafe_function', 'napi_unref_threadsafe_function',
]);
const takesEnvironment = ({ parameters: [first] }) => first !== undefined && /^(napi_env|node_api_basic_env)$/.test(first.type);
const names = signatures().filter(takesEnvironment).map(({ name }) => name).filter((name) => !LEFT_OUT.has(name));

addon.call_when_collected({}, names.join(' '));
collectUntil(() => addon.get_outcomes() !== '').then(() => console.log(addon.get_outcomes()));
