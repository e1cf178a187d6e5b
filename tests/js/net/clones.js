'use strict';
// BlockList and SocketAddress travel in messages and are what they were.
const { BlockList, SocketAddress } = require('node:net');
const { MessageChannel, receiveMessageOnPort } = require('node:worker_threads');

const list = new BlockList();
list.addAddress('1.2.3.4');
list.addAddress('::5', 'ipv6');
list.addRange('10.0.0.1', '10.0.0.9');
list.addSubnet('192.168.0.0', 16);
const address = new SocketAddress({ address: '::1', family: 'ipv6', port: 80, flowlabel: 7 });

const { port1, port2 } = new MessageChannel();
port1.postMessage({ list, address });
for (const made of [{ list: structuredClone(list), address: structuredClone(address) }, receiveMessageOnPort(port2).message]) {
  console.log(made.list instanceof BlockList, made.list.rules);
  console.log(['1.2.3.4', '10.0.0.5', '10.0.1.0', '192.168.7.7'].map((ip) => made.list.check(ip)), made.list.check('::5', 'ipv6'));
  console.log(made.address instanceof SocketAddress, made.address, made.address.flowlabel);
}
for (const value of [list, address]) {
  try {
    structuredClone(value, { transfer: [value] });
  } catch (error) {
    console.log(error.name);
  }
}
port1.close();
