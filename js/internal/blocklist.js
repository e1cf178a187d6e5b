'use strict';

// net.BlockList: addresses, ranges and subnets that a server or a client is to
// keep away from. An address is kept as its 16 bytes; IPv4 addresses as the IPv6
// addresses that they are mapped to, so that both spellings are one.

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE },
} = require('internal/errors');
const { validateArray, validateInt32, validateString } = require('internal/validators');
const { SocketAddress } = require('internal/socketaddress');
const { inspectFields } = require('internal/util');
const { inspect } = require('internal/util/inspect');
const { kClone, kDeserialize, markTransferMode } = require('internal/worker/js_transferable');

const binding = internalBinding('net');

const kMappedPrefixBits = 96;

function toBytes(address) {
  // A SocketAddress has checked it.
  if (address.includes(':')) return binding.parseIP(address);
  const { 0: a, 1: b, 2: c, 3: d } = address.split('.');
  return [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, +a, +b, +c, +d];
}

function compare(a, b) {
  for (let i = 0; i < 16; i++) {
    if (a[i] !== b[i])
      return a[i] - b[i];
  }
  return 0;
}

function haveCommonPrefix(a, b, bits) {
  const whole = bits >> 3;
  for (let i = 0; i < whole; i++) {
    if (a[i] !== b[i])
      return false;
  }
  const rest = bits & 7;
  return rest === 0 || (a[whole] ^ b[whole]) >> (8 - rest) === 0;
}

// The three kinds of rules. `key` is how the rule is listed.

class AddressRule {
  constructor(address) {
    this.bytes = toBytes(address.address);
    this.key = `Address: ${familyName(address)} ${address.address}`;
  }

  matches(bytes) {
    return compare(this.bytes, bytes) === 0;
  }
}

class RangeRule {
  constructor(start, end) {
    this.start = toBytes(start.address);
    this.end = toBytes(end.address);
    this.family = start.family;
    this.key = `Range: ${familyName(start)} ${start.address}-${end.address}`;
  }

  // An IPv4 address is in no range of IPv6 addresses, however it is spelled there.
  matches(bytes, family) {
    return (family === 'ipv6' || this.family === 'ipv4') &&
      compare(this.start, bytes) <= 0 && compare(bytes, this.end) <= 0;
  }
}

class SubnetRule {
  constructor(network, prefix) {
    this.bytes = toBytes(network.address);
    this.bits = network.family === 'ipv4' ? prefix + kMappedPrefixBits : prefix;
    this.key = `Subnet: ${familyName(network)} ${network.address}/${prefix}`;
  }

  matches(bytes) {
    return haveCommonPrefix(this.bytes, bytes, this.bits);
  }
}

function familyName(address) {
  return address.family === 'ipv6' ? 'IPv6' : 'IPv4';
}

function toSocketAddress(address, family, name) {
  if (SocketAddress.isSocketAddress(address))
    return address;
  validateString(address, name);
  validateString(family, 'family');
  return new SocketAddress({ address, family });
}

function addressRule(address, family) {
  return new AddressRule(toSocketAddress(address, family, 'address'));
}

function subnetRule(network, prefix, family) {
  const base = toSocketAddress(network, family, 'network');
  validateInt32(prefix, 'prefix', 0, base.family === 'ipv4' ? 32 : 128);
  return new SubnetRule(base, prefix);
}

function splitCIDR(cidr) {
  validateString(cidr, 'cidr');
  const { 0: network, 1: prefix } = cidr.split('/');
  if (prefix === undefined)
    throw new ERR_INVALID_ARG_VALUE('cidr', cidr, 'must contain a prefix length (e.g. "10.0.0.0/8")');
  return [network, Number(prefix), network.includes(':') ? 'ipv6' : 'ipv4'];
}

const kRuleLine = /^(Address|Range|Subnet): (IPv4|IPv6) ([^-/]+)(?:[-/](.+))?$/;

class BlockList {
  // Single addresses, ranges and subnets; within each the newest first.
  #addresses = [];
  #ranges = [];
  #subnets = [];

  constructor() {
    markTransferMode(this, true, false);
  }

  static PRIVATE_RANGES = Object.freeze([
    '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '127.0.0.0/8', '::1/128', '169.254.0.0/16', 'fe80::/10',
    'fc00::/7',
  ]);

  static isBlockList(value) {
    return value !== null && typeof value === 'object' && #addresses in value;
  }

  #add(list, rule) {
    const isThere = list.some(({ key }) => key === rule.key);
    if (!isThere) list.unshift(rule);
  }

  #remove(list, rule) {
    const at = list.findIndex(({ key }) => key === rule.key);
    if (at !== -1)
      list.splice(at, 1);
  }

  #all() {
    return [...this.#addresses, ...this.#subnets, ...this.#ranges];
  }

  addAddress(address, family = 'ipv4') {
    this.#add(this.#addresses, addressRule(address, family));
  }

  addAddresses(addresses, family = 'ipv4') {
    validateArray(addresses, 'addresses');
    for (const address of addresses)
      this.addAddress(address, family);
  }

  addRange(start, end, family = 'ipv4') {
    start = toSocketAddress(start, family, 'start');
    end = toSocketAddress(end, family, 'end');
    const rule = new RangeRule(start, end);
    if (compare(rule.start, rule.end) > 0)
      throw new ERR_INVALID_ARG_VALUE('start', start, 'must come before end');
    this.#add(this.#ranges, rule);
  }

  addSubnet(network, prefix, family = 'ipv4') {
    this.#add(this.#subnets, subnetRule(network, prefix, family));
  }

  addCIDR(cidr) {
    this.addSubnet(...splitCIDR(cidr));
  }

  addCIDRs(cidrs) {
    validateArray(cidrs, 'cidrs');
    for (const cidr of cidrs)
      this.addCIDR(cidr);
  }

  removeAddress(address, family = 'ipv4') {
    this.#remove(this.#addresses, addressRule(address, family));
  }

  removeRange(start, end, family = 'ipv4') {
    this.#remove(this.#ranges,
                 new RangeRule(toSocketAddress(start, family, 'start'), toSocketAddress(end, family, 'end')));
  }

  removeSubnet(network, prefix, family = 'ipv4') {
    this.#remove(this.#subnets, subnetRule(network, prefix, family));
  }

  removeCIDR(cidr) {
    this.removeSubnet(...splitCIDR(cidr));
  }

  check(address, family = 'ipv4') {
    let asked;
    try {
      asked = toSocketAddress(address, family, 'address');
    } catch (error) {
      if (error.code === 'ERR_INVALID_ARG_TYPE') throw error;
      // What is no address is on no list.
      return false;
    }
    const bytes = toBytes(asked.address);
    const isMatch = (rule) => rule.matches(bytes, asked.family);
    return this.#addresses.some(isMatch) || this.#subnets.some(isMatch) || this.#ranges.some(isMatch);
  }

  clear() {
    this.#addresses = [];
    this.#ranges = [];
    this.#subnets = [];
  }

  get rules() {
    return this.#all().map(({ key }) => key);
  }

  get size() {
    return this.#all().length;
  }

  toJSON() {
    return this.rules;
  }

  [kClone]() {
    return { data: this.rules, deserializeInfo: 'internal/blocklist:BlockList' };
  }

  [kDeserialize](rules) {
    this.fromJSON(rules.toReversed());
  }

  // Adds the rules of another list, as `rules` gives them, also as JSON.
  fromJSON(data) {
    if (typeof data === 'string') {
      const parsed = JSON.parse(data);
      if (!Array.isArray(parsed))
        throw new ERR_INVALID_ARG_TYPE('data', ['string', 'string[]'], data);
      data = parsed;
    }
    if (!Array.isArray(data) || !data.every((line) => typeof line === 'string'))
      throw new ERR_INVALID_ARG_TYPE('data', ['string', 'string[]'], data);
    for (const line of data) {
      const match = kRuleLine.exec(line);
      if (match === null)
        continue;
      const { 1: kind, 2: family, 3: first, 4: second } = match;
      if (kind === 'Address')
        this.addAddress(first, family.toLowerCase());
      else if (kind === 'Range')
        this.addRange(first, second, family.toLowerCase());
      else
        this.addSubnet(first, Number(second), family.toLowerCase());
    }
  }

  [inspect.custom](depth, options) {
    return depth < 0 ? this : inspectFields('BlockList', { rules: this.rules }, options);
  }
}

function checkBlockList(value, name) {
  if (!BlockList.isBlockList(value))
    throw new ERR_INVALID_ARG_TYPE(name, 'net.BlockList', value);
  return value;
}

module.exports = { BlockList, checkBlockList };
