'use strict';

// What the primary of a cluster has for each address that its workers listen on.

const { createServer } = require('node:net');

// Accepts connections itself and hands them to the workers in turn.
class RoundRobinHandle {
  constructor(key, address, { port, fd, flags, backlog }) {
    this.key = key;
    this.all = new Map();
    // The workers that wait for a connection, and the connections that wait for a worker.
    this.free = new Map();
    this.handles = [];
    this.handle = null;
    this.server = createServer();
    if (fd >= 0)
      this.server.listen({ fd, backlog });
    else if (port >= 0)
      this.server.listen({ port, host: address, ipv6Only: Boolean(flags & 1), backlog });
    else
      this.server.listen({ path: address, backlog });
    this.server.once('listening', () => {
      this.handle = this.server._handle;
      this.handle.onconnection = (error, handle) => this.distribute(error, handle);
      this.server._handle = null;
      this.server = null;
    });
  }

  add(worker, send) {
    this.all.set(worker.id, worker);
    const done = () => {
      if (this.handle.getsockname) {
        const out = {};
        this.handle.getsockname(out);
        send(null, { sockname: out }, null);
      } else {
        send(null, null, null);
      }
      this.handoff(worker);
    };
    if (this.server === null) {
      done();
      return;
    }
    this.server.once('listening', done);
    this.server.once('error', (error) => send(error.errno, null));
  }

  remove(worker) {
    if (!this.all.delete(worker.id))
      return false;
    this.free.delete(worker.id);
    if (this.all.size !== 0)
      return false;
    for (const handle of this.handles.splice(0))
      handle.close();
    this.handle?.close();
    this.handle = null;
    return true;
  }

  distribute(error, handle) {
    if (error || this.all.size === 0) {
      handle?.close();
      return;
    }
    this.handles.push(handle);
    for (const { 1: worker } of this.free) {
      this.free.delete(worker.id);
      this.handoff(worker);
      return;
    }
  }

  handoff(worker) {
    if (!this.all.has(worker.id))
      return;
    const handle = this.handles.shift();
    if (handle === undefined) {
      this.free.set(worker.id, worker);
      return;
    }
    const { sendHelper } = require('internal/cluster/utils');
    sendHelper(worker.process, { act: 'newconn', key: this.key }, handle, (reply) => {
      if (reply.accepted)
        handle.close();
      else
        // The worker is shutting down: the next one gets the connection.
        this.distribute(0, handle);
      this.handoff(worker);
    });
  }
}

// Binds, and lets each worker have a copy of the descriptor.
class SharedHandle {
  constructor(key, address, { port, addressType, fd, flags }) {
    this.key = key;
    this.workers = new Map();
    this.handle = null;
    this.errno = 0;
    const result = addressType === 'udp4' || addressType === 'udp6' ?
      require('internal/dgram').createSocketHandle(address, port, addressType, fd, flags) :
      require('internal/net/server').createServerHandle(address, port, addressType, fd, flags);
    if (typeof result === 'number')
      this.errno = result;
    else
      this.handle = result;
  }

  add(worker, send) {
    this.workers.set(worker.id, worker);
    send(this.errno, null, this.handle);
  }

  remove(worker) {
    if (!this.workers.delete(worker.id) || this.workers.size !== 0)
      return false;
    this.handle?.close();
    this.handle = null;
    return true;
  }
}

module.exports = { RoundRobinHandle, SharedHandle };
