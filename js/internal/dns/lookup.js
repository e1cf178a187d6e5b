'use strict';

// dns.lookup and dns.lookupService: names and addresses as the system knows
// them, with callbacks and with promises.

const { DNSException, codes } = require('internal/errors');
const { validateBoolean, validateFunction, validateNumber, validateOneOf, validatePort, validateString } =
  require('internal/validators');
const { isIP } = require('internal/net');
const { startPerf, stopPerf } = require('internal/perf/observe');

const binding = internalBinding('dns');

const { defineProperty } = Object;

// The flags of getaddrinfo.
const V4MAPPED = 8;
const ALL = 16;
const ADDRCONFIG = 32;

const UV_EINVAL = -22;
// What libuv looks up is no longer.
const maxHostname = 255;

const validFamilies = [0, 4, 6];
const validOrders = ['verbatim', 'ipv4first', 'ipv6first'];

let defaultOrder;

function getDefaultResultOrder() {
  return defaultOrder ??= require('internal/options').getOptionValue('--dns-result-order') ?? 'verbatim';
}

function setDefaultResultOrder(value) {
  validateOneOf(value, 'dnsOrder', validOrders);
  defaultOrder = value;
}

function validateHints(hints) {
  if ((hints & ~(ADDRCONFIG | ALL | V4MAPPED)) !== 0)
    throw new codes.ERR_INVALID_ARG_VALUE('hints', hints);
}

const namedFamilies = { __proto__: null, IPv4: 4, IPv6: 6 };

// What each option makes of the request, in the order in which they are looked at: of two that say the same the last.
const readers = {
  __proto__: null,
  hints(hints) {
    validateNumber(hints, 'options.hints');
    validateHints(hints >>> 0);
    return { hints: hints >>> 0 };
  },
  family(family) {
    const number = namedFamilies[family] ?? family;
    validateOneOf(number, 'options.family', validFamilies);
    return { family: number };
  },
  all(all) {
    validateBoolean(all, 'options.all');
    return { all };
  },
  verbatim(verbatim) {
    validateBoolean(verbatim, 'options.verbatim');
    return { order: verbatim ? 'verbatim' : 'ipv4first' };
  },
  order(order) {
    validateOneOf(order, 'options.order', validOrders);
    return { order };
  },
};

// The options of lookup() with their defaults.
function lookupOptions(options) {
  const result = { family: 0, hints: 0, all: false, order: getDefaultResultOrder() };
  if (typeof options === 'number') {
    validateOneOf(options, 'family', validFamilies);
    return { ...result, family: options };
  }
  if (typeof options !== 'object' && options !== undefined)
    throw new codes.ERR_INVALID_ARG_TYPE('options', ['integer', 'object'], options);
  for (const name in readers) {
    const value = options?.[name];
    if (value !== undefined && value !== null)
      Object.assign(result, readers[name](value));
  }
  return result;
}

function validateHostname(hostname) {
  if (typeof hostname === 'string' && hostname !== '') {
    if (hostname.includes('\0'))
      throw new codes.ERR_INVALID_ARG_VALUE('hostname', hostname, 'must be a string without null bytes');
    return;
  }
  if (hostname)
    validateString(hostname, 'hostname');
  throw new codes.ERR_INVALID_ARG_VALUE('hostname', hostname, 'must be a non-empty string');
}

// `done(error, addresses)`, an address being { address, family }.
function resolve(hostname, options, done) {
  const family = isIP(hostname);
  if (family !== 0) {
    process.nextTick(done, null, [{ address: hostname, family }]);
    return;
  }
  if (Buffer.byteLength(hostname) > maxHostname) {
    process.nextTick(done, new DNSException(UV_EINVAL, 'getaddrinfo', hostname));
    return;
  }
  const request = {};
  startPerf(request, 'dns', 'lookup', () => ({
    hostname, family: options.family, hints: options.hints, verbatim: options.order === 'verbatim', order: options.order,
  }));
  binding.getaddrinfo(hostname, options.family, options.hints, validOrders.indexOf(options.order), (error, list) => {
    if (error !== 0) {
      done(new DNSException(error, 'getaddrinfo', hostname));
      return;
    }
    const addresses = list.map((address) => ({ address, family: options.family || isIP(address) }));
    done(null, addresses);
    stopPerf(request, () => ({ addresses: options.all ? addresses : list }));
  });
}

// What the two functions answer, and `this` of their callbacks.
class GetAddrInfoReqWrap {
  constructor(callback, { all, family }, hostname) {
    this.callback = callback;
    this.family = family;
    this.hostname = hostname;
    this.oncomplete = all ? onlookupall : onlookup;
  }
}

function onlookup(error, addresses) {
  if (error)
    this.callback(error);
  else
    this.callback(null, addresses[0].address, addresses[0].family);
}

function onlookupall(error, addresses) {
  if (error)
    this.callback(error);
  else
    this.callback(null, addresses);
}

class GetNameInfoReqWrap {
  constructor(callback, hostname, port) {
    this.callback = callback;
    this.hostname = hostname;
    this.port = port;
    this.oncomplete = onlookupservice;
  }
}

function onlookupservice(error, hostname, service) {
  if (error)
    this.callback(error);
  else
    this.callback(null, hostname, service);
}

function lookup(hostname, options, callback) {
  if (hostname)
    validateString(hostname, 'hostname');
  if (typeof options === 'function')
    [options, callback] = [undefined, options];
  // What can be no options, and comes last, is a callback, if a wrong one.
  else if (arguments.length === 2 && !['object', 'number', 'undefined'].includes(typeof options))
    callback = options;
  validateFunction(callback, 'callback');
  const request = lookupOptions(options);
  validateHostname(hostname);
  // An address is its own answer.
  if (isIP(hostname) !== 0) {
    resolve(hostname, request, (_, addresses) => {
      if (request.all)
        callback(null, addresses);
      else
        callback(null, addresses[0].address, addresses[0].family);
    });
    return {};
  }
  const wrap = new GetAddrInfoReqWrap(callback, request, hostname);
  resolve(hostname, request, (error, addresses) => wrap.oncomplete(error, addresses));
  return wrap;
}

function validateService(address, port) {
  validateString(address, 'address');
  if (isIP(address) === 0) throw new codes.ERR_INVALID_ARG_VALUE('address', address);
  validatePort(port);
}

function resolveService(address, port, done) {
  validateService(address, port);
  const request = {};
  startPerf(request, 'dns', 'lookupService', () => ({ host: address, port }));
  const error = binding.getnameinfo(address, Number(port), (error, hostname, service) => {
    if (error !== 0) {
      done(new DNSException(error, 'getnameinfo', address));
      return;
    }
    done(null, hostname, service);
    stopPerf(request, () => ({ hostname, service }));
  });
  if (error !== 0)
    throw new DNSException(error, 'getnameinfo', address);
}

function lookupService(address, port, callback) {
  if (arguments.length !== 3) throw new codes.ERR_MISSING_ARGS('address', 'port', 'callback');
  validateService(address, port);
  validateFunction(callback, 'callback');
  const wrap = new GetNameInfoReqWrap(callback, address, Number(port));
  resolveService(address, port, (...result) => wrap.oncomplete(...result));
  return wrap;
}

// What util.promisify() makes an object of.
const { customPromisifyArgs } = require('internal/util');
for (const [method, value] of [[lookup, ['address', 'family']], [lookupService, ['hostname', 'service']]])
  defineProperty(method, customPromisifyArgs, { __proto__: null, value });

const promises = {
  lookup(hostname, options) {
    if (hostname)
      validateString(hostname, 'hostname');
    const request = lookupOptions(options);
    validateHostname(hostname);
    return new Promise((fulfil, reject) => {
      resolve(hostname, request, (error, addresses) => {
        if (error)
          reject(error);
        else
          fulfil(request.all ? addresses : addresses[0]);
      });
    });
  },

  lookupService(address, port) {
    if (arguments.length !== 2) throw new codes.ERR_MISSING_ARGS('address', 'port');
    validateService(address, port);
    return new Promise((fulfil, reject) => {
      resolveService(address, port, (error, hostname, service) => {
        if (error)
          // As Node.js has it: without the address.
          reject(new DNSException(error.errno ?? error.code, 'getnameinfo'));
        else
          fulfil({ hostname, service });
      });
    });
  },
};

module.exports = {
  ADDRCONFIG,
  ALL,
  V4MAPPED,
  getDefaultResultOrder,
  lookup,
  lookupService,
  promises,
  setDefaultResultOrder,
};
