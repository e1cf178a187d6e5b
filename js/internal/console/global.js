'use strict';

// The global console: the methods of Console on a plain object, writing to the standard streams of the process.

const { Console, bind, consoleMethods, initialize, useStreamsOf } = require('internal/console/constructor');

const { defineProperty } = Object;

// The standard wants an empty object between the console and Object.prototype.
const globalConsole = Object.create({});

function expose(name, value) {
  defineProperty(globalConsole, name, { __proto__: null, configurable: true, enumerable: true, value, writable: true });
}

for (const name of Object.keys(consoleMethods)) expose(name, bind(consoleMethods[name], globalConsole, name));

initialize(globalConsole, true, 'auto');
expose('Console', Console);

// These speak to an inspector alone, which is not told of consoles.
const inert = {
  profile() {},
  profileEnd() {},
  timeStamp() {},
  // A console whose messages only an inspector shows.
  context() {
    const methods = [
      'debug', 'error', 'info', 'log', 'warn', 'dir', 'dirxml', 'table', 'trace', 'group', 'groupCollapsed', 'groupEnd',
      'clear', 'count', 'countReset', 'assert', 'profile', 'profileEnd', 'time', 'timeLog', 'timeEnd', 'timeStamp',
    ];
    return Object.fromEntries(methods.map((name) => [name, { [name]() {} }[name]]));
  },
  // The name would mark asynchronous stacks of an inspector; the work is done all the same.
  createTask(name) {
    if (name === undefined || name === '') throw new Error('First argument must be a non-empty string.');
    return { run: (task) => task() };
  },
};
for (const name of Object.keys(inert)) expose(name, inert[name]);

// Whoever was patched until something is written stays patched.
useStreamsOf(globalConsole, process);

module.exports = globalConsole;
