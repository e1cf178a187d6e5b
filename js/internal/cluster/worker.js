'use strict';

// cluster.Worker: the same class on both sides; what disconnect() and destroy() do differs and comes from
// internal/cluster/primary and internal/cluster/child.

const EventEmitter = require('node:events');

// A function, since it may be called without `new`.
function Worker(options) {
  if (new.target === undefined && !(this instanceof Worker)) return new Worker(options);
  EventEmitter.call(this);
  const { id, process, state } = typeof options === 'object' && options !== null ? options : {};
  this.exitedAfterDisconnect = undefined;
  this.state = state || 'none';
  this.id = id | 0;
  if (!process) return;
  this.process = process;
  for (const event of ['error', 'message']) process.on(event, (...args) => this.emit(event, ...args));
}
Object.setPrototypeOf(Worker, EventEmitter);
Object.setPrototypeOf(Worker.prototype, EventEmitter.prototype);

Object.assign(Worker.prototype, {
  kill(...args) {
    this.destroy(...args);
  },

  send(...args) {
    return this.process.send(...args);
  },

  isDead() {
    const { exitCode, signalCode } = this.process;
    return (exitCode ?? signalCode) != null;
  },

  isConnected() {
    return this.process.connected;
  },
});

module.exports = { Worker };
