'use strict';
// What the HTTP modules tell each other about: symbols, the date, who listens to diagnostics.

const { channel } = require('node:diagnostics_channel');
const { validateObject } = require('internal/validators');
const { setUnrefTimeout } = require('internal/timers');

const kOutHeaders = Symbol('kOutHeaders');
const kNeedDrain = Symbol('kNeedDrain');
// The proxy of an agent.
const kProxyConfig = Symbol('kProxyConfig');

let dateText;

// The time for a `Date` field, which counts seconds. Kept until the second is over.
function utcDate() {
  if (dateText === undefined) {
    const now = new Date();
    dateText = now.toUTCString();
    setUnrefTimeout(() => { dateText = undefined; }, 1000 - now.getMilliseconds());
  }
  return dateText;
}

// Publishes only what somebody listens to: `message` makes it.
function publisher(name) {
  const target = channel(name);
  return (message) => {
    if (target.hasSubscribers) target.publish(message());
  };
}

// What the global agents are made with. Without an argument the option says whether they go through proxies.
function globalAgentOptions(proxyEnv) {
  proxyEnv ??= require('internal/options').getOptionValue('--use-env-proxy') ? process.env : undefined;
  return { keepAlive: true, scheduling: 'lifo', timeout: 5000, proxyEnv };
}

// The arguments of a server: options, listener, each of which may be left out.
function serverArguments(options, listener) {
  if (typeof options === 'function') return [{}, options];
  if (options !== undefined && options !== null) validateObject(options, 'options');
  return [options ?? {}, listener];
}

module.exports = { globalAgentOptions, kNeedDrain, kOutHeaders, kProxyConfig, publisher, serverArguments, utcDate };
