// A block list whose rules come and go one by one. What is no address of the family, or of no family at all (which threw once), is
// on no list.
'use strict';

const { BlockList, SocketAddress } = require('node:net');

const list = new BlockList();
const attempt = (method, ...args) => {
  try {
    return list[method](...args);
  } catch ({ code, message }) {
    return `${code}: ${message}`;
  }
};
const steps = [
  ['addAddress', '1.1.1.1'], ['addAddress', '1.1.1.1'], ['addSubnet', '10.0.0.0', 8], ['addRange', '1.2.3.4', '1.2.3.9'],
  ['addSubnet', '10.0.0.0', 33], ['addSubnet', 5, 3], ['removeSubnet', '::1', 129, 'ipv6'], ['addAddress', '1.1.1.1', 'other'],
  ['check', '10.2.3.4'], ['check', 'x'], ['check', 5], ['check', '1.1.1.1', 5], ['check', '1.1.1.1', 'other'],
  ['check', '::ffff:1.1.1.1', 'ipv6'], ['check', new SocketAddress({ address: '1.2.3.5' })],
  ['removeAddress', '1.1.1.1'], ['removeSubnet', '10.0.0.0', 8], ['removeAddress', '9.9.9.9'], ['check', '10.2.3.4'],
];
for (const [method, ...args] of steps) console.log(method, attempt(method, ...args), list.rules);

const { inspect } = require('node:util');
for (const depth of [-1, 0, 2, null]) console.log(inspect(new SocketAddress({ address: '1.2.3.4' }), { depth }));
