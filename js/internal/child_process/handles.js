'use strict';

// Sockets and servers on their way to another process: what stands for each kind
// in a message, and what comes out of it on the other side. A descriptor travels
// with the first byte of the message.

const EventEmitter = require('node:events');
const { codes: { ERR_CHILD_CLOSED_BEFORE_REPLY, ERR_INVALID_HANDLE_TYPE } } = require('internal/errors');
const { Pipe, TCP, createHandle } = require('internal/stream_handle');

function noop() {}

// ---- counting the sockets of a server that other processes have ----------------

// On the side of the server: asks the child how many it has.
class SocketListSend extends EventEmitter {
  constructor(child, key) {
    super();
    Object.assign(this, { key, child });
    child.once('exit', () => this.emit('exit', this));
  }

  // `GoneError`: what the callback gets when the child ends first. Without one that is an answer as well, and so no error either
  // where the question could not be written.
  #ask(message, answer, GoneError, callback) {
    const { child, key } = this;
    const settle = (error, reply) => {
      child.removeListener('internalMessage', onMessage);
      child.removeListener('disconnect', onGone);
      callback(error, reply);
    };
    const onGone = () => settle(GoneError && new GoneError());
    const onMessage = (reply) => {
      if (reply.key === key && reply.cmd === answer) settle(null, reply);
    };
    if (!child.connected) {
      onGone();
      return;
    }
    child.on('internalMessage', onMessage);
    child.once('disconnect', onGone);
    child._send({ cmd: message, key }, undefined, undefined, GoneError ? undefined : () => {});
  }

  close(callback) {
    this.#ask('NODE_SOCKET_NOTIFY_CLOSE', 'NODE_SOCKET_ALL_CLOSED', null, callback);
  }

  getConnections(callback) {
    this.#ask('NODE_SOCKET_GET_COUNT', 'NODE_SOCKET_COUNT', ERR_CHILD_CLOSED_BEFORE_REPLY, (error, reply) => {
      if (error) callback(error);
      else callback(null, reply.count);
    });
  }
}

// On the side that has the sockets: answers.
class SocketListReceive extends EventEmitter {
  constructor(child, key) {
    super();
    Object.assign(this, { key, child, connections: 0 });
    const answers = {
      __proto__: null,
      NODE_SOCKET_GET_COUNT: () => this.#answer({ cmd: 'NODE_SOCKET_COUNT', key, count: this.connections }),
      NODE_SOCKET_NOTIFY_CLOSE: () => {
        const whenEmpty = () => this.#answer({ cmd: 'NODE_SOCKET_ALL_CLOSED', key });
        if (this.connections > 0) this.once('empty', whenEmpty);
        else whenEmpty();
      },
    };
    child.on('internalMessage', (message) => {
      if (message.key === key) answers[message.cmd]?.();
    });
  }

  // Who has gone meanwhile needs no answer.
  #answer(message) {
    if (this.child.connected) this.child._send(message, undefined, undefined, () => {});
  }

  add(socket) {
    this.connections++;
    socket.once('close', () => {
      if (--this.connections === 0) this.emit('empty', this);
    });
  }
}

const kSocketLists = Symbol('kSocketLists');

function socketList(target, kind, key) {
  const lists = target[kSocketLists] ??= { send: new Map(), got: new Map() };
  let list = lists[kind].get(key);
  const isNew = list === undefined;
  if (isNew) {
    list = kind === 'send' ? new SocketListSend(target, key) : new SocketListReceive(target, key);
    lists[kind].set(key, list);
  }
  return { list, isNew };
}

// ---- the kinds ------------------------------------------------------------------

// `send(target, message, object, options)`: the handle whose descriptor goes.
// `got(target, message, fd, emit)`: makes the object of a descriptor.
const conversions = {
  '__proto__': null,
  'net.Native': {
    send(target, message, handle) {
      message.isServer = handle.isServer;
      return handle;
    },
    got(target, message, fd, emit) {
      emit(openHandle(fd, message.isServer === true));
    },
  },
  'net.Server': {
    send: (target, message, server) => server._handle,
    got(target, message, fd, emit) {
      const { Server } = require('node:net');
      const server = new Server();
      server.listen(openHandle(fd, true), () => emit(server));
    },
  },
  'net.Socket': {
    send(target, message, socket, options) {
      const handle = socket._handle;
      if (!handle)
        return undefined;
      if (socket.server) {
        message.key = socket.server._connectionKey;
        const { list, isNew } = socketList(target, 'send', message.key);
        if (isNew)
          socket.server._setupWorker(list);
        if (!options.keepOpen)
          socket.server._connections--;
      }
      // The handle is closed when the other side has it.
      if (!options.keepOpen) {
        handle.readStop();
        handle.onread = noop;
        socket._handle = null;
        socket.setTimeout(0);
      }
      return handle;
    },
    closesHandle: true,
    got(target, message, fd, emit) {
      const { Socket } = require('node:net');
      const socket = new Socket({ handle: openHandle(fd, false), readable: true, writable: true });
      if (message.key)
        socketList(target, 'got', message.key).list.add(socket);
      emit(socket);
    },
  },
  'dgram.Native': {
    send: (target, message, handle) => handle,
    got(target, message, fd, emit) {
      emit(openDatagramHandle(fd));
    },
  },
  'dgram.Socket': {
    send(target, message, socket) {
      message.dgramType = socket.type;
      return require('internal/dgram').handleOf(socket);
    },
    got(target, message, fd, emit) {
      const { createSocket } = require('node:dgram');
      const socket = createSocket(message.dgramType);
      socket.bind(openDatagramHandle(fd), () => emit(socket));
    },
  },
};

function openHandle(fd, isServer) {
  const handle = createHandle(fd, isServer);
  handle.open(fd);
  return handle;
}

function openDatagramHandle(fd) {
  const { UDP } = require('internal/dgram');
  const handle = new UDP(4);
  handle.open(fd);
  return handle;
}

// The kind of an object that is to be sent.
function kindOf(object) {
  if (object instanceof TCP || object instanceof Pipe)
    return 'net.Native';
  const { Server, Socket } = require('node:net');
  if (object instanceof Socket)
    return 'net.Socket';
  if (object instanceof Server)
    return 'net.Server';
  const dgram = require('node:dgram');
  if (object instanceof dgram.Socket)
    return 'dgram.Socket';
  const { UDP } = require('internal/dgram');
  if (object instanceof UDP)
    return 'dgram.Native';
  throw new ERR_INVALID_HANDLE_TYPE();
}

module.exports = { conversions, kindOf };
