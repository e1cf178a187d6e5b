'use strict';

// node:dns: names and addresses.

const {
  ADDRCONFIG,
  ALL,
  V4MAPPED,
  getDefaultResultOrder,
  lookup,
  lookupService,
  setDefaultResultOrder,
} = require('internal/dns/lookup');
const {
  PromisesResolver,
  Resolver,
  bindDefaultResolver,
  errorCodes,
  makeSetServers,
} = require('internal/dns/resolver');

const dns = {
  lookup,
  lookupService,
  Resolver,
  getDefaultResultOrder,
  setDefaultResultOrder,
  setServers: undefined,
  ADDRCONFIG,
  ALL,
  V4MAPPED,
  ...errorCodes,
};
// Known once a program has asked for dns.promises. As on Node.js, setServers() changes nothing for programs that only have
// required dns/promises before.
let promises;
dns.setServers = makeSetServers(dns, Resolver.prototype, () => (promises ? [[promises, PromisesResolver.prototype]] : []));
bindDefaultResolver(dns, Resolver.prototype);

Object.defineProperty(dns, 'promises', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() { return promises ??= require('node:dns/promises'); },
});

module.exports = dns;
