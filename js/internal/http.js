'use strict';
// What the HTTP modules tell each other about: symbols, the date, who listens to diagnostics.

const { channel } = require('node:diagnostics_channel');

const kOutHeaders = Symbol('kOutHeaders');
const kNeedDrain = Symbol('kNeedDrain');

let dateText = '';
let dateSecond = 0;

// The time for a `Date` field, which counts seconds.
function utcDate() {
  const second = Math.floor(Date.now() / 1000);
  if (second !== dateSecond) {
    dateSecond = second;
    dateText = new Date(second * 1000).toUTCString();
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
