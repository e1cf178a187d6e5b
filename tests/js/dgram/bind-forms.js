// bind(): a callback in every place where one may stand, and forms without one.
'use strict';
const dgram = require('node:dgram');

const forms = {
  'nothing': [],
  'a callback': ['callback'],
  'a port': [0],
  'a port and a callback': [0, 'callback'],
  'a port and an address': [0, '127.0.0.1'],
  'all three': [0, '127.0.0.1', 'callback'],
  'options': [{ port: 0, address: '127.0.0.1' }],
  'options and a callback': [{ port: 0 }, 'callback'],
  'too much': [0, '127.0.0.1', undefined, 'callback'],
  'a callback that is not the last': ['callback', undefined],
};

async function main() {
  console.log(dgram.Socket.prototype.bind.length);
  for (const [name, form] of Object.entries(forms)) {
    const socket = dgram.createSocket('udp4');
    const told = [];
    const args = form.map((value) => (value === 'callback' ? () => told.push('callback') : value));
    await new Promise((resolve) => {
      socket.on('error', (error) => { told.push(error.code); resolve(); });
      socket.on('listening', () => { told.push('listening'); resolve(); });
      try {
        socket.bind(...args);
      } catch (error) {
        told.push(error.code);
        resolve();
      }
    });
    console.log(name, told);
    socket.close();
  }
}

main();
