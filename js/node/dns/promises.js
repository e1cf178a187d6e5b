'use strict';

// node:dns/promises: names and addresses, with promises.

const {
  getDefaultResultOrder,
  promises: { lookup, lookupService },
  setDefaultResultOrder,
} = require('internal/dns/lookup');
const { PromisesResolver, bindDefaultResolver, errorCodes, makeSetServers } = require('internal/dns/resolver');

const dnsPromises = {
  lookup,
  lookupService,
  Resolver: PromisesResolver,
  getDefaultResultOrder,
  setDefaultResultOrder,
  setServers: undefined,
  ...errorCodes,
};
dnsPromises.setServers = makeSetServers(dnsPromises, PromisesResolver.prototype);
bindDefaultResolver(dnsPromises, PromisesResolver.prototype);

module.exports = dnsPromises;
