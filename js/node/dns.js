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

module.exports = {
  lookup,
  lookupService,
  getDefaultResultOrder,
  setDefaultResultOrder,
  ADDRCONFIG,
  ALL,
  V4MAPPED,
};
