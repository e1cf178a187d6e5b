'use strict';

// What the primary of a cluster has for each address that its workers listen on. Both kinds have add(worker, answer), where
// `answer(errno, reply, handle)` is what the worker gets, and remove(worker), which says whether it was the last one.

const { createServer } = require('node:net');
const { sendHelper } = require('internal/cluster/utils');

// Accepts connections itself and hands them to the workers in turn.
class RoundRobinHandle {
  #key;
  #workers = new Set();
  // The workers that wait for a connection, and the connections that wait for a worker.
  #idle = new Set();
  #connections = [];
  // The server until it listens, its handle from then on.
  #server = createServer();
  #handle = null;

  constructor(key, address, { port, fd, flags, backlog }) {
    this.#key = key;
    const where = port >= 0 ? { port, host: address, ipv6Only: (flags & 1) !== 0 } : { path: address };
    this.#server.listen({ backlog, ...(fd >= 0 ? { fd } : where) });
    this.#server.once('listening', () => {
      const server = this.#server;
      this.#handle = server._handle;
      this.#handle.onconnection = (error, connection) => this.#arrive(error, connection);
      server._handle = null;
      this.#server = null;
    });
  }

  add(worker, answer) {
    this.#workers.add(worker);
    const begin = () => {
      const sockname = {};
      const hasName = this.#handle.getsockname !== undefined;
      if (hasName) this.#handle.getsockname(sockname);
      answer(null, hasName ? { sockname } : null, null);
      this.#offer(worker);
    };
    if (this.#server === null) {
      begin();
    } else {
      this.#server.once('listening', begin);
      this.#server.once('error', ({ errno }) => answer(errno, null));
    }
  }

  remove(worker) {
    this.#idle.delete(worker);
    if (!this.#workers.delete(worker) || this.#workers.size > 0) return false;
    for (const connection of this.#connections) connection.close();
    this.#connections = [];
    this.#handle?.close();
    this.#handle = null;
    return true;
  }

  #arrive(error, connection) {
    if (error || this.#workers.size === 0) {
      connection?.close();
      return;
    }
    this.#connections.push(connection);
    const [worker] = this.#idle;
    if (worker !== undefined) this.#offer(worker);
  }

  // Gives a worker the next connection, or lets it wait for one.
  #offer(worker) {
    if (!this.#workers.has(worker)) return;
    if (this.#connections.length === 0) {
      this.#idle.add(worker);
      return;
    }
    this.#idle.delete(worker);
    const connection = this.#connections.shift();
    sendHelper(worker.process, { act: 'newconn', key: this.#key }, connection, ({ accepted }) => {
      // A worker that is shutting down takes none: the next one gets it.
      if (accepted) connection.close();
      else this.#arrive(0, connection);
      this.#offer(worker);
    });
  }
}

function bind(address, { port, addressType, fd, flags }) {
  const create = addressType === 'udp4' || addressType === 'udp6' ?
    require('internal/dgram').createSocketHandle :
    require('internal/net/server').createServerHandle;
  return create(address, port, addressType, fd, flags);
}

// Binds, and lets each worker have a copy of the descriptor.
class SharedHandle {
  #workers = new Set();
  // Or the number of the error.
  #handle;

  constructor(key, address, request) {
    this.#handle = bind(address, request);
  }

  add(worker, answer) {
    this.#workers.add(worker);
    const isError = typeof this.#handle === 'number';
    answer(isError ? this.#handle : 0, null, isError ? null : this.#handle);
  }

  remove(worker) {
    if (!this.#workers.delete(worker) || this.#workers.size > 0) return false;
    this.#handle?.close?.();
    this.#handle = null;
    return true;
  }
}

module.exports = { RoundRobinHandle, SharedHandle };
