'use strict';

// net.SocketAddress: an IP address with its port.

const { codes: { ERR_INVALID_ARG_VALUE }, genericNodeError } = require('internal/errors');
const { validateObject, validatePort, validateString, validateUint32 } = require('internal/validators');
const { isIP } = require('internal/net');
const { inspectFields } = require('internal/util');
const { inspect } = require('internal/util/inspect');
const { kClone, kDeserialize, markTransferMode } = require('internal/worker/js_transferable');

const binding = internalBinding('net');

function normalizeFamily(family) {
  switch (`${family}`.toLowerCase()) {
    case 'ipv4': return 4;
    case 'ipv6': return 6;
    default: throw new ERR_INVALID_ARG_VALUE('options.family', family);
  }
}

class SocketAddress {
  #address;
  #port;
  #family;
  #flowlabel;

  constructor(options = {}) {
    validateObject(options, 'options');
    const { family = 'ipv4', port = 0, flowlabel = 0 } = options;
    const version = normalizeFamily(family);
    const { address = version === 4 ? '127.0.0.1' : '::' } = options;
    validateString(address, 'options.address');
    validatePort(port, 'options.port');
    validateUint32(flowlabel, 'options.flowlabel', false);
    if (isIP(address) !== version)
      throw genericNodeError('Invalid socket address', { code: 'ERR_INVALID_ADDRESS' });
    this.#address = binding.canonicalIP(address);
    this.#port = port | 0;
    this.#family = version;
    this.#flowlabel = flowlabel;
    markTransferMode(this, true, false);
  }

  [kClone]() {
    const { address, port, flowlabel } = this;
    return {
      data: { address, port, family: this.#family, flowlabel },
      deserializeInfo: 'internal/socketaddress:SocketAddress',
    };
  }

  [kDeserialize]({ address, port, family, flowlabel }) {
    this.#address = address;
    this.#port = port;
    this.#family = family;
    this.#flowlabel = flowlabel;
  }

  static isSocketAddress(value) {
    return value !== null && typeof value === 'object' && #address in value;
  }

  // '1.2.3.4:80', '[::1]:80', each also without a port; undefined for what is
  // none. Addresses are spelled as in URLs, whose parser decides.
  static parse(input) {
    validateString(input, 'input');
    let url;
    try {
      url = new URL(`http://${input}`);
    } catch {
      return undefined;
    }
    const { hostname, port } = url;
    const isIPv6 = hostname.startsWith('[') && hostname.endsWith(']');
    try {
      return new SocketAddress({
        address: isIPv6 ? hostname.slice(1, -1) : hostname,
        family: isIPv6 ? 'ipv6' : 'ipv4',
        port: Number(port),
      });
    } catch {
      return undefined;
    }
  }

  get address() {
    return this.#address;
  }

  get port() {
    return this.#port;
  }

  get family() {
    return this.#family === 6 ? 'ipv6' : 'ipv4';
  }

  get flowlabel() {
    return this.#flowlabel;
  }

  toJSON() {
    const { address, port, family, flowlabel } = this;
    return { address, port, family, flowlabel };
  }

  [inspect.custom](depth, options) {
    if (depth < 0) return options.stylize('[SocketAddress]', 'special');
    return inspectFields('SocketAddress', this.toJSON(), options);
  }
}

module.exports = { SocketAddress };
