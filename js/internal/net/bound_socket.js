'use strict';

// net.BoundSocket: an address that is taken before it is known who will use it.
// A server that listens or a socket that connects adopts it, once.

const {
  ErrnoException,
  ExceptionWithHostPort,
  codes: { ERR_INVALID_ARG_VALUE, ERR_SOCKET_HANDLE_ADOPTED },
} = require('internal/errors');
const { validateBoolean, validateObject, validatePort, validateString } = require('internal/validators');
const { DEFAULT_IPV4_ADDR, DEFAULT_IPV6_ADDR, isIP } = require('internal/net');
const { Pipe, TCP, kAdopt } = require('internal/stream_handle');

// Whether it still has its handle.
const kIsOpen = Symbol('kIsOpen');

const UV_ENOENT = -2;
const UV_EACCES = -13;

function bindPath(options) {
  for (const name of ['host', 'port', 'ipv6Only', 'reusePort']) {
    if (options[name] !== undefined) {
      throw new ERR_INVALID_ARG_VALUE(
        'options', options, 'path is mutually exclusive with host, port, ipv6Only, and reusePort');
    }
  }
  const { path } = options;
  validateString(path, 'options.path');
  const handle = new Pipe(0);
  const error = handle.bind(path);
  if (error < 0) {
    handle.close();
    throw new ErrnoException(error === UV_ENOENT ? UV_EACCES : error, 'bind');
  }
  return { handle, address: path };
}

function flagOf(options, name) {
  const value = options[name] ?? false;
  validateBoolean(value, `options.${name}`);
  return value;
}

function bindAddress(options) {
  const port = validatePort(options.port ?? 0, 'options.port');
  const ipv6Only = flagOf(options, 'ipv6Only');
  const reusePort = flagOf(options, 'reusePort');
  let { host } = options;
  if (host == null) {
    host = ipv6Only ? DEFAULT_IPV6_ADDR : DEFAULT_IPV4_ADDR;
  } else {
    validateString(host, 'options.host');
    if (isIP(host) === 0) {
      throw new ERR_INVALID_ARG_VALUE(
        'options.host', host, 'must be a numeric IP address; net.BoundSocket does not perform DNS resolution');
    }
  }
  const handle = new TCP(0);
  const address = {};
  const flags = (ipv6Only ? 1 : 0) | (reusePort ? 2 : 0);
  const bind = isIP(host) === 6 ? 'bind6' : 'bind';
  const error = handle[bind](host, port, flags) || handle.getsockname(address);
  if (error < 0) {
    handle.close();
    throw new ExceptionWithHostPort(error, 'bind', host, port);
  }
  return { handle, address };
}

class BoundSocket {
  // null once it is adopted or closed.
  #handle;
  #address;

  // `options[kAdopt]`: what another one has given away.
  constructor(options = {}) {
    validateObject(options, 'options');
    const bind = options.path === undefined ? bindAddress : bindPath;
    const { handle, address } = options[kAdopt] ?? bind(options);
    this.#handle = handle;
    this.#address = address;
  }

  #open() {
    if (this.#handle === null)
      throw new ERR_SOCKET_HANDLE_ADOPTED();
    return this.#handle;
  }

  get [kIsOpen]() {
    return this.#handle !== null;
  }

  get isPipe() {
    return typeof this.#address === 'string';
  }

  // As net.Server.address() has it.
  address() {
    this.#open();
    return this.#address;
  }

  fd() {
    return this.#open().fd;
  }

  close() {
    this.#open().close();
    this.#handle = null;
  }

  [Symbol.dispose]() {
    if (this[kIsOpen])
      this.close();
  }

  // Gives the handle away.
  [kAdopt]() {
    const handle = this.#open();
    this.#handle = null;
    return { handle, path: this.isPipe ? this.#address : undefined };
  }
}

module.exports = { BoundSocket, kIsOpen };
