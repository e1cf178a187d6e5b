'use strict';

// dns.Resolver: asking name servers for records, with callbacks and with
// promises. The questions themselves are asked in Rust (src/builtins/dns).

const { DNSException, codes } = require('internal/errors');
const { validateArray, validateFunction, validateInt32, validatePort, validateString, validateUint32 } =
  require('internal/validators');
const { isIP } = require('internal/net');
const { startPerf, stopPerf } = require('internal/perf/observe');

const binding = internalBinding('dns');

const { defineProperty } = Object;

const kDefaultPort = 53;

// The methods, the names that errors carry, and the types of records.
const kinds = [
  ['resolveAny', 'queryAny', 'ANY'],
  ['resolve4', 'queryA', 'A'],
  ['resolve6', 'queryAaaa', 'AAAA'],
  ['resolveCaa', 'queryCaa', 'CAA'],
  ['resolveCname', 'queryCname', 'CNAME'],
  ['resolveMx', 'queryMx', 'MX'],
  ['resolveNs', 'queryNs', 'NS'],
  ['resolveTlsa', 'queryTlsa', 'TLSA'],
  ['resolveTxt', 'queryTxt', 'TXT'],
  ['resolveSrv', 'querySrv', 'SRV'],
  ['resolvePtr', 'queryPtr', 'PTR'],
  ['resolveNaptr', 'queryNaptr', 'NAPTR'],
  ['resolveSoa', 'querySoa', 'SOA'],
];

class ChannelWrap {
  #channel;
  #pending = 0;

  constructor(timeout, tries, maxTimeout) {
    this.#channel = binding.newChannel(timeout, tries, maxTimeout);
  }

  get pending() {
    return this.#pending;
  }

  query(name, type, callback) {
    this.#pending++;
    binding.query(this.#channel, name, type, (code, records, ttls) => {
      this.#pending--;
      callback(code, records, ttls);
    });
  }

  cancel() {
    binding.cancel(this.#channel);
  }

  getServers() {
    return binding.getServers(this.#channel);
  }

  setServers(addresses, ports) {
    binding.setServers(this.#channel, addresses, ports);
  }

  setLocalAddress(address) {
    binding.setLocalAddress(this.#channel, address);
  }
}

// '1.2.3.4', '1.2.3.4:53', '::1', '[::1]:53' -> [address, port]
function parseServer(server, index) {
  validateString(server, `servers[${index}]`);
  if (isIP(server))
    return [server, kDefaultPort];
  const match = /^\[([^[\]]*)\](?::(\d+))?$/.exec(server) ?? /^([^:]+):(\d+)$/.exec(server);
  if (match === null || !isIP(match[1]))
    throw new codes.ERR_INVALID_IP_ADDRESS(server);
  const port = match[2] === undefined ? kDefaultPort : Number(match[2]);
  validatePort(port);
  return [match[1], port];
}

class ResolverBase {
  constructor(options) {
    const { timeout = -1, tries = 4, maxTimeout = 0 } = options ?? {};
    validateInt32(timeout, 'options.timeout', -1);
    validateInt32(tries, 'options.tries', 1);
    validateUint32(maxTimeout, 'options.maxTimeout');
    this._handle = new ChannelWrap(timeout, tries, maxTimeout);
  }

  cancel() {
    this._handle.cancel();
  }

  getServers() {
    return (this._handle.getServers() || []).map(showServer);
  }

  setServers(servers) {
    validateArray(servers, 'servers');
    const pairs = servers.map(parseServer);
    if (this._handle.pending > 0)
      throw new codes.ERR_DNS_SET_SERVERS_FAILED('There are pending queries.', servers);
    this._handle.setServers(pairs.map((pair) => pair[0]), pairs.map((pair) => pair[1]));
  }

  setLocalAddress(ipv4, ipv6) {
    validateString(ipv4, 'ipv4');
    if (ipv6 !== undefined)
      validateString(ipv6, 'ipv6');
    for (const address of ipv6 === undefined ? [ipv4] : [ipv4, ipv6]) {
      if (isIP(address) === 0)
        throw invalidLocalAddress('Invalid IP address.');
    }
    if (ipv6 !== undefined && isIP(ipv4) === isIP(ipv6))
      throw invalidLocalAddress(`Cannot specify two IPv${isIP(ipv4)} addresses.`);
    this._handle.setLocalAddress(ipv4);
    if (ipv6 !== undefined)
      this._handle.setLocalAddress(ipv6);
  }
}

// The usual port is left out, as is the interface of an address.
function showServer({ 0: scoped, 1: port }) {
  const [address] = scoped.split('%', 1);
  if (port === kDefaultPort)
    return address;
  return `${isIP(address) === 6 ? `[${address}]` : address}:${port}`;
}

function invalidLocalAddress(message) {
  const error = new TypeError(message);
  error.code = 'ERR_INVALID_ARG_VALUE';
  return error;
}

// `done(error, records)`. Throws what can be said at once.
function query(resolver, syscall, type, name, ttl, done) {
  const request = {};
  startPerf(request, 'dns', syscall, () => ({ host: name, ttl }));
  resolver._handle.query(name, type, (code, records, ttls) => {
    if (code !== null || hasNoName(type, records)) {
      done(new DNSException(code ?? 'ENODATA', syscall, name));
      return;
    }
    if (type === 'SOA')
      records = records[0];
    else if (ttl && (type === 'A' || type === 'AAAA'))
      records = records.map((address, i) => ({ address, ttl: ttls[i] }));
    stopPerf(request, () => ({ result: records }));
    done(null, records);
  });
}

// An answer that has records, but none of a name.
function hasNoName(type, records) {
  return type === 'PTR' && records.length === 0;
}

// The name under which an address is looked up: its parts in reverse.
function reverseName(address) {
  const bytes = internalBinding('net').parseIP(address);
  if (bytes.length === 4)
    return `${bytes.reverse().join('.')}.in-addr.arpa`;
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${[...digits].reverse().join('.')}.ip6.arpa`;
}

function reverse(resolver, address, done) {
  if (isIP(address) === 0)
    throw new DNSException(-22, 'getHostByAddr', address);
  // The system's table of hosts goes first; what it has is the first name's aliases.
  const names = binding.hostsOf(address);
  if (names.length > 0) {
    setImmediate(done, null, names.slice(1));
    return;
  }
  const request = {};
  startPerf(request, 'dns', 'getHostByAddr', () => ({ host: address, ttl: false }));
  resolver._handle.query(reverseName(address), 'PTR', (code, records) => {
    if (code !== null || hasNoName('PTR', records)) {
      // Whatever the servers say of an address without a name, it is not found.
      const shown = code === null ? 'ENODATA' : code === 'ECANCELLED' ? code : 'ENOTFOUND';
      done(new DNSException(shown, 'getHostByAddr', address));
      return;
    }
    stopPerf(request, () => ({ result: records }));
    done(null, records);
  });
}

// ---- with callbacks ---------------------------------------------------------

class Resolver extends ResolverBase {}

// What a question answers, and `this` of its callback.
class QueryReqWrap {
  constructor(bindingName, callback, hostname, ttl) {
    this.bindingName = bindingName;
    this.callback = callback;
    this.hostname = hostname;
    this.oncomplete = onresolve;
    this.ttl = ttl;
  }
}

function onresolve(error, records) {
  if (error)
    this.callback(error);
  else
    this.callback(null, records);
}

function callbackMethod(syscall, run) {
  function method(name, options, callback) {
    const done = arguments.length < 3 ? options : callback;
    const ttl = Boolean(options?.ttl);
    validateString(name, 'name');
    validateFunction(done, 'callback');
    const request = new QueryReqWrap(syscall, done, name, ttl);
    run(this, name, ttl, (error, records) => request.oncomplete(error, records));
    return request;
  }
  defineProperty(method, 'name', { __proto__: null, value: syscall, configurable: true });
  defineProperty(method, 'length', { __proto__: null, value: 2, configurable: true });
  return method;
}

const methodOfType = { __proto__: null };
for (const { 0: method, 1: syscall, 2: type } of kinds) {
  methodOfType[type] = method;
  Resolver.prototype[method] = callbackMethod(syscall, (resolver, name, ttl, done) =>
    query(resolver, syscall, type, name, ttl, done));
}
Resolver.prototype.reverse = callbackMethod('getHostByAddr', (resolver, address, ttl, done) =>
  reverse(resolver, address, done));

Resolver.prototype.resolve = function resolve(name, rrtype, callback) {
  if (typeof rrtype === 'function') {
    callback = rrtype;
    rrtype = 'A';
  } else if (typeof rrtype !== 'string') {
    throw new codes.ERR_INVALID_ARG_TYPE('rrtype', 'string', rrtype);
  }
  const method = methodOfType[rrtype];
  if (method === undefined)
    throw new codes.ERR_INVALID_ARG_VALUE('rrtype', rrtype);
  return this[method](name, callback);
};

// ---- with promises ----------------------------------------------------------

const PromisesResolver = (() => {
  class Resolver extends ResolverBase {}

  function promiseMethod(syscall, run) {
    function method(name, options) {
      validateString(name, 'name');
      const ttl = Boolean(options?.ttl);
      return new Promise((resolve, reject) => {
        run(this, name, ttl, (error, records) => (error ? reject(error) : resolve(records)));
      });
    }
    defineProperty(method, 'name', { __proto__: null, value: syscall, configurable: true });
    return method;
  }

  for (const { 0: method, 1: syscall, 2: type } of kinds) {
    Resolver.prototype[method] = promiseMethod(syscall, (resolver, name, ttl, done) =>
      query(resolver, syscall, type, name, ttl, done));
  }
  Resolver.prototype.reverse = promiseMethod('getHostByAddr', (resolver, address, ttl, done) =>
    reverse(resolver, address, done));

  Resolver.prototype.resolve = function resolve(name, rrtype) {
    validateString(name, 'name');
    if (rrtype === undefined)
      rrtype = 'A';
    else
      validateString(rrtype, 'rrtype');
    const method = methodOfType[rrtype];
    if (method === undefined)
      throw new codes.ERR_INVALID_ARG_VALUE('rrtype', rrtype);
    // The resolver that dns.promises shares with the callbacks has methods of the other kind.
    return Resolver.prototype[method].call(this, name);
  };
  return Resolver;
})();

// ---- the resolver that dns.resolve() and the others use ----------------------

const boundMethods = ['getServers', 'resolve', 'reverse', ...kinds.map(([method]) => method)].sort();

// Callbacks and promises share it until the promises get servers of their own.
let defaultResolver;

function getDefaultResolver() {
  return defaultResolver ??= new Resolver();
}

function bindDefaultResolver(target, prototype) {
  const resolver = getDefaultResolver();
  for (const name of boundMethods)
    target[name] = prototype[name].bind(resolver);
}

// `also`: what is bound anew with it, [target, prototype] or nothing.
function makeSetServers(target, prototype, also = () => []) {
  return function defaultResolverSetServers(servers) {
    const next = new Resolver();
    next.setServers(servers);
    defaultResolver = next;
    for (const { 0: one, 1: methods } of [[target, prototype], ...also()])
      bindDefaultResolver(one, methods);
  };
}

// What both modules export: c-ares's codes.
const errorCodes = {};
for (const name of `NODATA FORMERR SERVFAIL NOTFOUND NOTIMP REFUSED BADQUERY BADNAME BADFAMILY BADRESP CONNREFUSED TIMEOUT EOF
  FILE NOMEM DESTRUCTION BADSTR BADFLAGS NONAME BADHINTS NOTINITIALIZED LOADIPHLPAPI ADDRGETNETWORKPARAMS CANCELLED`.split(/\s+/))
  errorCodes[name] = name === 'EOF' ? name : `E${name}`;

module.exports = { PromisesResolver, Resolver, bindDefaultResolver, errorCodes, makeSetServers };
