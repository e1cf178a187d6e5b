'use strict';
// What the HTTP modules tell each other about: symbols, the date, who listens to diagnostics.

const { channel } = require('node:diagnostics_channel');
const { setUnrefTimeout } = require('internal/timers');

const kOutHeaders = Symbol('kOutHeaders');
const kNeedDrain = Symbol('kNeedDrain');

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

module.exports = { kNeedDrain, kOutHeaders, publisher, utcDate };
