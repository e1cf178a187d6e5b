'use strict';

// Small things that net, dgram, dns and tls share.

const binding = internalBinding('net');

const normalizedArgsSymbol = Symbol('normalizedArgs');

// What an address that is left out means.
const DEFAULT_IPV4_ADDR = '0.0.0.0';
const DEFAULT_IPV6_ADDR = '::';

function isIP(s) {
  return binding.isIP(`${s}`);
}

function isIPv4(s) {
  return isIP(s) === 4;
}

function isIPv6(s) {
  return isIP(s) === 6;
}

function toNumber(x) {
  return (x = Number(x)) >= 0 ? x : false;
}

function isPipeName(s) {
  return typeof s === 'string' && toNumber(s) === false;
}

// The arguments of connect() and listen(): ([port][, host][, callback]),
// (path[, callback]), (options[, callback]) become [options, callback or null].
function normalizeArgs(args) {
  let options = {};
  if (args.length > 0) {
    const first = args[0];
    if (typeof first === 'object' && first !== null) {
      options = first;
    } else if (isPipeName(first)) {
      options.path = first;
    } else {
      options.port = first;
      if (args.length > 1 && typeof args[1] === 'string')
        options.host = args[1];
    }
  }
  const last = args[args.length - 1];
  const normalized = args.length === 0 || typeof last !== 'function' ? [options, null] : [options, last];
  normalized[normalizedArgsSymbol] = true;
  return normalized;
}

module.exports = {
  DEFAULT_IPV4_ADDR,
  DEFAULT_IPV6_ADDR,
  isIP,
  isIPv4,
  isIPv6,
  isPipeName,
  normalizeArgs,
  normalizedArgsSymbol,
  toNumber,
};
