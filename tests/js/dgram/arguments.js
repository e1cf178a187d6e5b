// Arguments that are not quite what they should be: sizes below zero, descriptor 0, an address of the other family.
'use strict';
const dgram = require('node:dgram');
const net = require('node:net');
const { once } = require('node:events');

(async () => {
  for (const name of ['recvBufferSize', 'sendBufferSize']) {
    for (const value of [-1, 2 ** 32, 1.5, 'x', null]) {
      try {
        dgram.createSocket({ type: 'udp4', [name]: value }).close();
        console.log(name, value, 'taken');
      } catch (error) {
        console.log(name, value, error.code, error.message);
      }
    }
  }
  const byDescriptor = dgram.createSocket('udp4').bind({ fd: 0 });
  await once(byDescriptor, 'listening');
  console.log(byDescriptor.address().port > 0);
  byDescriptor.close();

  const lookup = (host, options, callback) => callback(null, host, net.isIP(host));
  for (const [type, address] of [['udp4', '::1'], ['udp6', '127.0.0.1']]) {
    const socket = dgram.createSocket({ type, lookup });
    const error = await new Promise((resolve) => { socket.send('x', 9, address, resolve); });
    console.log(type, error.code, error.syscall, error.address, error.message);
    socket.close();
    const connected = dgram.createSocket({ type, lookup });
    connected.connect(9, address);
    const [failure] = await once(connected, 'error').catch((reason) => [reason]);
    console.log(type, failure.code, failure.syscall, failure.message);
    connected.close();
  }
})();
