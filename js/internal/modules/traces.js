'use strict';

// The tracing channels `module.require` and `module.import`. Nothing of node:diagnostics_channel is loaded before somebody listens
// to anything.

const state = {
  // Whether somebody has ever listened to one of the two.
  isHeard: false,
};

const kPrefix = 'tracing:module.';
const channels = new Map();

function channelOf(name) {
  let channel = channels.get(name);
  if (channel === undefined) {
    channel = require('node:diagnostics_channel').tracingChannel(name);
    channels.set(name, channel);
  }
  return channel;
}

// A channel has got its first subscriber.
function noteSubscriber(name) {
  if (typeof name === 'string' && name.startsWith(kPrefix)) state.isHeard = true;
}

function traceRequire(load, id, parent) {
  return channelOf('module.require').traceSync(load, { __proto__: null, parentFilename: parent?.filename, id });
}

function traceImport(load, url, parentURL) {
  return channelOf('module.import').tracePromise(load, { __proto__: null, parentURL, url });
}

module.exports = { noteSubscriber, state, traceImport, traceRequire };
