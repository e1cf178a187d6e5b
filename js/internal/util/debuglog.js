'use strict';

// util.debuglog: messages of modules that the environment variable NODE_DEBUG names (with * as a wildcard).

const { format, formatWithOptions } = require('internal/util/inspect');

let debugEnvironment;
let testEnabled;

function initializeDebugEnv(debugEnv) {
  debugEnvironment = debugEnv;
  if (!debugEnv) {
    testEnabled = () => false;
    return;
  }
  // Only the star and the comma mean something.
  const patterns = debugEnv.split(',').map((name) => name.split('*').map(RegExp.escape).join('.*'));
  const expression = new RegExp(`^(?:${patterns.join('|')})$`, 'i');
  testEnabled = (set) => expression.test(set);
}

function isEnabled(set) {
  if (testEnabled === undefined || process.env.NODE_DEBUG !== debugEnvironment) {
    initializeDebugEnv(process.env.NODE_DEBUG);
  }
  return testEnabled(set);
}

// What these write may be nobody else's business.
const sensitiveSets = new Set(['HTTP', 'HTTP2']);

function makeLogger(set) {
  if (sensitiveSets.has(set)) {
    process.emitWarning(`Setting the NODE_DEBUG environment variable to '${set.toLowerCase()}' can expose sensitive data ` +
      '(such as passwords, tokens and authentication headers) in the resulting log.');
  }
  return (...args) => {
    const colors = require('internal/util/colors').shouldColorize(process.stderr);
    const message = colors ? formatWithOptions({ colors }, ...args) : format(...args);
    process.stderr.write(format('%s %d: %s\n', set, process.pid, message));
  };
}

// `callback` gets the function that logs without asking again whether it should.
function debuglog(set, callback) {
  set = `${set}`.toUpperCase();
  let enabled;
  const test = () => (enabled ??= isEnabled(set));
  let log;
  const write = (...args) => {
    if (log === undefined) {
      log = test() ? makeLogger(set) : () => {};
      if (typeof callback === 'function') callback(log);
    }
    log(...args);
  };
  const logger = (...args) => {
    if (test()) write(...args);
    else if (log === undefined) write();
  };
  Object.defineProperty(logger, 'enabled', {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      return test();
    },
  });
  return logger;
}

// A duration for people: '1.234ms', '5.678s', '1:02.345 (m:ss.mmm)'.
function formatTime(milliseconds) {
  let hours = 0;
  let minutes = 0;
  let seconds = 0;
  if (milliseconds >= 1000) {
    if (milliseconds >= 60000) {
      if (milliseconds >= 3600000) {
        hours = Math.floor(milliseconds / 3600000);
        milliseconds %= 3600000;
      }
      minutes = Math.floor(milliseconds / 60000);
      milliseconds %= 60000;
    }
    seconds = milliseconds / 1000;
  }
  if (hours !== 0 || minutes !== 0) {
    const { 0: whole, 1: fraction } = seconds.toFixed(3).split('.');
    const rest = `${String(minutes).padStart(hours === 0 ? 1 : 2, '0')}:${whole.padStart(2, '0')}.${fraction}`;
    return hours === 0 ? `${rest} (m:ss.mmm)` : `${hours}:${rest} (h:mm:ss.mmm)`;
  }
  if (seconds !== 0) return `${seconds.toFixed(3)}s`;
  return `${Number(milliseconds.toFixed(3))}ms`;
}

module.exports = { debuglog, formatTime, initializeDebugEnv };
