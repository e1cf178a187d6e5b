'use strict';

// How a net.Socket gets connected: the arguments, the lookup of the host, and
// the attempts - one, or several in turn when the host has addresses of both
// families (`autoSelectFamily`, "happy eyeballs").

const {
  ExceptionWithHostPort,
  NodeAggregateError,
  codes: {
    ERR_INVALID_ADDRESS_FAMILY,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_IP_ADDRESS,
    ERR_IP_BLOCKED,
    ERR_MISSING_ARGS,
    ERR_SOCKET_CONNECTION_TIMEOUT,
  },
} = require('internal/errors');
const {
  validateBoolean,
  validateFunction,
  validateInt32,
  validateNumber,
  validatePort,
  validateString,
} = require('internal/validators');
const {
  DEFAULT_IPV4_ADDR,
  DEFAULT_IPV6_ADDR,
  isIP,
  normalizeArgs,
  normalizedArgsSymbol,
} = require('internal/net');
const {
  Socket,
  grantWishes,
  initSocketHandle,
  kReinitializeHandle,
  triggeredBy,
} = require('internal/socket');
const { Pipe, TCP } = require('internal/stream_handle');
const { initHooksExist } = require('internal/async_hooks');
const { startPerf, stopPerf } = require('internal/perf/observe');
const diagnosticsChannel = require('node:diagnostics_channel');

const clientSocketChannel = diagnosticsChannel.channel('net.client.socket');

const UV_ECANCELED = -125;
const UV_EADDRINUSE = -98;
const UV_ETIMEDOUT = -110;

// The defaults of `autoSelectFamily` and its timeout, as the command line and
// the program set them.
let autoSelectFamilyDefault;
let autoSelectFamilyAttemptTimeoutDefault;

function getDefaultAutoSelectFamily() {
  return autoSelectFamilyDefault ??=
    require('internal/options').getOptionValue('--network-family-autoselection') ?? true;
}

function setDefaultAutoSelectFamily(value) {
  validateBoolean(value, 'value');
  autoSelectFamilyDefault = value;
}

function getDefaultAutoSelectFamilyAttemptTimeout() {
  return autoSelectFamilyAttemptTimeoutDefault ??=
    Number(require('internal/options').getOptionValue('--network-family-autoselection-attempt-timeout') ?? 500);
}

function setDefaultAutoSelectFamilyAttemptTimeout(value) {
  validateInt32(value, 'value', 1);
  autoSelectFamilyAttemptTimeoutDefault = Math.max(value, 10);
}

function connectSocket(socket, args) {
  // Another module has normalized them already.
  const normalized = Array.isArray(args[0]) && args[0][normalizedArgsSymbol] ? args[0] : normalizeArgs(args);
  const options = normalized[0];
  const callback = normalized[1];

  if (socket._parent?.connecting)
    return socket;
  // A port of null is refused below.
  if (options.port === undefined && options.path == null)
    throw new ERR_MISSING_ARGS(['options', 'port', 'path']);
  if (clientSocketChannel.hasSubscribers)
    clientSocketChannel.publish({ socket });

  if (socket.write !== Socket.prototype.write)
    socket.write = Socket.prototype.write;
  if (socket.destroyed) {
    socket._handle = null;
    socket._peername = undefined;
    socket._sockname = undefined;
  }

  const { path } = options;
  const isPipe = Boolean(path);
  if (!socket._handle) {
    socket._handle = createConnectHandle(isPipe);
    // Also what was ended or has failed before it was ever connected begins anew.
    socket._undestroy();
    initSocketHandle(socket);
  }
  if (callback !== null)
    socket.once('connect', callback);
  socket._unrefTimer();
  socket.connecting = true;

  if (isPipe) {
    validateString(path, 'options.path');
    internalConnect(socket, path);
  } else {
    lookupAndConnect(socket, options);
  }
  return socket;
}

function createConnectHandle(isPipe) {
  const handle = isPipe ? new Pipe(0) : new TCP(0);
  if (initHooksExist())
    handle._announce(isPipe ? 'PIPEWRAP' : 'TCPWRAP');
  return handle;
}

function checkPort(port) {
  if (port === undefined)
    return 0;
  if (typeof port !== 'number' && typeof port !== 'string')
    throw new ERR_INVALID_ARG_TYPE('options.port', ['number', 'string'], port);
  validatePort(port);
  return port | 0;
}

function lookupAndConnect(socket, options) {
  const { localAddress, localPort } = options;
  const host = options.host || 'localhost';
  validateString(host, 'options.host');
  if (localAddress && !isIP(localAddress))
    throw new ERR_INVALID_IP_ADDRESS(localAddress);
  if (localPort)
    validateNumber(localPort, 'options.localPort');
  const port = checkPort(options.port);

  let { autoSelectFamily, autoSelectFamilyAttemptTimeout } = options;
  if (autoSelectFamily != null)
    validateBoolean(autoSelectFamily, 'options.autoSelectFamily');
  else
    autoSelectFamily = getDefaultAutoSelectFamily();
  if (autoSelectFamilyAttemptTimeout != null) {
    validateInt32(autoSelectFamilyAttemptTimeout, 'options.autoSelectFamilyAttemptTimeout', 1);
    autoSelectFamilyAttemptTimeout = Math.max(autoSelectFamilyAttemptTimeout, 10);
  } else {
    autoSelectFamilyAttemptTimeout = getDefaultAutoSelectFamilyAttemptTimeout();
  }

  const family = isIP(host);
  if (family) {
    triggeredBy(socket, process.nextTick, () => {
      if (socket.connecting)
        internalConnect(socket, host, port, family, localAddress, localPort);
    });
    return;
  }

  if (options.lookup != null)
    validateFunction(options.lookup, 'options.lookup');
  const dns = require('node:dns');
  const lookupOptions = { family: toDnsFamily(options.family), hints: options.hints || 0 };
  const isAnyFamily = lookupOptions.family !== 4 && lookupOptions.family !== 6;
  if (isAnyFamily && lookupOptions.hints === 0)
    lookupOptions.hints = dns.ADDRCONFIG;
  socket._host = host;
  const lookup = options.lookup || dns.lookup;
  const target = { host, options, port, localAddress, localPort };
  if (autoSelectFamily && isAnyFamily && !localAddress) {
    lookupOptions.all = true;
    lookupAndConnectMultiple(socket, lookup, lookupOptions, target, autoSelectFamilyAttemptTimeout);
    return;
  }
  triggeredBy(socket, lookup, host, lookupOptions, function emitLookup(error, ip, addressType) {
    socket.emit('lookup', error, ip, addressType, host);
    // The program may have ended the socket meanwhile.
    if (!socket.connecting)
      return;
    error ??= checkAddress(ip, addressType, options);
    if (error) {
      process.nextTick(connectErrorNT, socket, error);
      return;
    }
    socket._unrefTimer();
    internalConnect(socket, ip, port, addressType, localAddress, localPort);
  });
}

function toDnsFamily(family) {
  switch (family) {
    case 'IPv4': return 4;
    case 'IPv6': return 6;
    default: return family;
  }
}

// What is wrong with the answer of a lookup, if anything.
function checkAddress(ip, addressType, options) {
  if (typeof ip !== 'string' || !isIP(ip))
    return new ERR_INVALID_IP_ADDRESS(ip);
  if (addressType !== 4 && addressType !== 6)
    return new ERR_INVALID_ADDRESS_FAMILY(addressType, options.host, options.port);
  return null;
}

function connectErrorNT(socket, error) {
  socket.destroy(error);
}

// Addresses of both families in turn, beginning with the family that came first.
function interleave(addresses) {
  const firstFamily = addresses[0].family;
  const first = addresses.filter((address) => address.family === firstFamily);
  const second = addresses.filter((address) => address.family !== firstFamily);
  const result = [];
  for (let i = 0; i < Math.max(first.length, second.length); i++) {
    if (i < first.length)
      result.push(first[i]);
    if (i < second.length)
      result.push(second[i]);
  }
  return result;
}

function lookupAndConnectMultiple(socket, lookup, lookupOptions, target, timeout) {
  const { host, options, port, localAddress, localPort } = target;
  triggeredBy(socket, lookup, host, lookupOptions, function emitLookup(error, addresses) {
    if (!socket.connecting)
      return;
    if (error) {
      socket.emit('lookup', error, undefined, undefined, host);
      if (socket.connecting)
        process.nextTick(connectErrorNT, socket, error);
      return;
    }
    const valid = [];
    for (const { address, family } of addresses) {
      socket.emit('lookup', error, address, family, host);
      if (!socket.connecting)
        return;
      if (isIP(address) && (family === 4 || family === 6))
        valid.push({ address, family });
    }
    if (valid.length === 0) {
      const { address, family } = addresses[0];
      process.nextTick(connectErrorNT, socket, checkAddress(address, family, options));
      return;
    }
    const attempts = interleave(valid);
    socket._unrefTimer();
    if (attempts.length === 1) {
      const { address, family } = attempts[0];
      internalConnect(socket, address, port, family, localAddress, localPort);
      return;
    }
    socket.autoSelectFamilyAttemptedAddresses = [];
    internalConnectMultiple({
      socket,
      addresses: attempts,
      current: 0,
      port,
      localPort,
      timeout,
      timer: undefined,
      errors: [],
    });
  });
}

// Binding may only find out later that the port is taken.
function checkBindError(error, port, handle) {
  if (error === 0 && port > 0 && handle.getsockname) {
    const out = {};
    error = handle.getsockname(out);
    if (error === 0 && port !== out.port)
      error = UV_EADDRINUSE;
  }
  return error;
}

function bindLocal(socket, family, localAddress, localPort) {
  const handle = socket._handle;
  const address = localAddress || (family === 4 ? DEFAULT_IPV4_ADDR : DEFAULT_IPV6_ADDR);
  const error = family === 4 ? handle.bind(address, localPort) : handle.bind6(address, localPort, 0);
  return checkBindError(error, localPort, handle);
}

function startConnecting(handle, request) {
  const { address, family, port } = request;
  if (family === undefined)
    return handle.connect(request, address);
  return family === 4 ? handle.connect(request, address, port) : handle.connect6(request, address, port);
}

// What connect() has answered at once is reported with the local address.
function immediateError(socket, error, address, port) {
  const local = socket._getsockname();
  const details = `${local.address}:${local.port}`;
  return new ExceptionWithHostPort(error, 'connect', address, port, details);
}

function createConnectionError(request, status) {
  const { localAddress, localPort } = request;
  const details = localAddress && localPort ? `${localAddress}:${localPort}` :
    localPort ? `:${localPort}` : undefined;
  const error = new ExceptionWithHostPort(status, 'connect', request.address, request.port, details);
  if (details) {
    error.localAddress = localAddress;
    error.localPort = localPort;
  }
  return error;
}

function internalConnect(socket, address, port, family, localAddress, localPort) {
  const handle = socket._handle;
  if (localAddress || localPort) {
    const error = bindLocal(socket, family, localAddress, localPort);
    if (error) {
      socket.destroy(new ExceptionWithHostPort(error, 'bind', localAddress, localPort));
      return;
    }
  }
  const request = { address, port, family, localAddress, localPort, oncomplete: afterConnect };
  if (family !== undefined) {
    socket.emit('connectionAttempt', address, port, family);
    if (socket.blockList?.check(address, `ipv${family}`)) {
      socket.destroy(new ERR_IP_BLOCKED(address));
      return;
    }
    startPerf(request, 'net', 'connect', () => ({ host: address, port }));
  }
  const error = triggeredBy(socket, startConnecting, handle, request);
  if (error < 0)
    socket.destroy(immediateError(socket, error, address, port));
}

function internalConnectMultiple(context, canceled) {
  clearTimeout(context.timer);
  const { socket } = context;
  if (canceled || context.current === context.addresses.length) {
    if (context.errors.length === 0)
      socket.destroy(new ERR_SOCKET_CONNECTION_TIMEOUT());
    else
      socket.destroy(new NodeAggregateError(context.errors));
    return;
  }
  const current = context.current++;
  if (current > 0)
    socket[kReinitializeHandle](createConnectHandle(false));
  const { port, localPort } = context;
  const { address, family } = context.addresses[current];
  const handle = socket._handle;
  if (localPort) {
    const error = bindLocal(socket, family, undefined, localPort);
    if (error) {
      context.errors.push(new ExceptionWithHostPort(
        error, 'bind', family === 4 ? DEFAULT_IPV4_ADDR : DEFAULT_IPV6_ADDR, localPort));
      internalConnectMultiple(context);
      return;
    }
  }
  if (socket.blockList?.check(address, `ipv${family}`)) {
    const error = new ERR_IP_BLOCKED(address);
    context.errors.push(error);
    socket.emit('connectionAttemptFailed', address, port, family, error);
    internalConnectMultiple(context);
    return;
  }
  const request = { address, port, family, localPort, context, current, abandoned: false, oncomplete: afterConnectMultiple };
  socket.autoSelectFamilyAttemptedAddresses.push(`${address}:${port}`);
  socket.emit('connectionAttempt', address, port, family);
  startPerf(request, 'net', 'connect', () => ({ host: address, port }));
  const error = triggeredBy(socket, startConnecting, handle, request);
  if (error < 0) {
    const failure = immediateError(socket, error, address, port);
    context.errors.push(failure);
    socket.emit('connectionAttemptFailed', address, port, family, failure);
    internalConnectMultiple(context);
    return;
  }
  if (current < context.addresses.length - 1)
    context.timer = setTimeout(internalConnectMultipleTimeout, context.timeout, context, request, handle);
}

function internalConnectMultipleTimeout(context, request, handle) {
  request.abandoned = true;
  context.errors.push(createConnectionError(request, UV_ETIMEDOUT));
  context.socket.emit('connectionAttemptTimeout', request.address, request.port, request.family);
  handle.close();
  // The program may have ended the socket in a listener.
  if (context.socket.connecting)
    internalConnectMultiple(context);
}

function afterConnectMultiple(status, handle, request) {
  if (request.abandoned)
    return;
  const { context, current } = request;
  clearTimeout(context.timer);
  const { socket } = context;
  if (status === 0) {
    if (current !== context.current - 1) {
      handle.close();
      return;
    }
    afterConnect(status, handle, request);
    return;
  }
  const error = createConnectionError(request, status);
  context.errors.push(error);
  socket.emit('connectionAttemptFailed', request.address, request.port, request.family, error);
  if (socket.connecting)
    internalConnectMultiple(context, status === UV_ECANCELED);
}

function afterConnect(status, handle, request) {
  const socket = handle.owner;
  if (socket.destroyed)
    return;
  socket.connecting = false;
  socket._sockname = null;
  if (status !== 0) {
    const error = createConnectionError(request, status);
    if (request.family !== undefined)
      socket.emit('connectionAttemptFailed', request.address, request.port, request.family, error);
    socket.destroy(error);
    return;
  }
  socket._unrefTimer();
  grantWishes(socket, handle);
  socket.emit('connect');
  socket.emit('ready');
  // The first read starts here, and finds an end that is there already.
  if (socket.readable && !socket.isPaused())
    socket.read(0);
  stopPerf(request);
}

function connect(...args) {
  const normalized = normalizeArgs(args);
  const options = normalized[0];
  const socket = new Socket(options);
  if (options.timeout)
    socket.setTimeout(options.timeout);
  return socket.connect(normalized);
}

module.exports = {
  checkBindError,
  connect,
  connectSocket,
  createConnectHandle,
  getDefaultAutoSelectFamily,
  getDefaultAutoSelectFamilyAttemptTimeout,
  setDefaultAutoSelectFamily,
  setDefaultAutoSelectFamilyAttemptTimeout,
};
