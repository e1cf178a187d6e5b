// What each option of a socket says of its value before there is a socket, with one, and after it: a value that cannot be right is told
// first, and binds nothing.
'use strict';
const dgram = require('node:dgram');

function attempt(name, run) {
  try {
    console.log(name, JSON.stringify(run()));
  } catch (error) {
    console.log(name, error.name, error.code, error.message);
  }
}

const calls = {
  setTTL: [[64], [0], [256], [-1], ['x'], [NaN], [0.5], [255.5], [2 ** 32 + 5]],
  setMulticastTTL: [[1], [-1], [256], [], [NaN], [-0.5], [255.5], [2 ** 32 + 5]],
  setBroadcast: [[true]],
  setMulticastLoopback: [[true]],
  setMulticastInterface: [['127.0.0.1'], ['x'], ['::'], [5]],
  addMembership: [['x'], [], ['1.1.1.1'], ['224.0.0.114', 'x']],
  dropMembership: [['x']],
  addSourceSpecificMembership: [['x', '232.1.1.1'], ['127.0.0.1', 'x'], ['127.0.0.1', '232.1.1.1', 'x'], ['127.0.0.1', '::1'], []],
  dropSourceSpecificMembership: [['x', 'y']],
};

(async () => {
  for (const type of ['udp4', 'udp6']) {
    const bound = dgram.createSocket(type);
    await new Promise((resolve) => bound.bind(0, resolve));
    for (const [name, lists] of Object.entries(calls)) {
      for (const values of lists) {
        const title = `${type} ${name}(${values.join(', ')})`;
        const socket = dgram.createSocket(type);
        attempt(title, () => socket[name](...values));
        attempt('  is there a socket', () => socket.setBroadcast(true));
        socket.close();
        attempt('  closed', () => socket[name](...values));
        attempt('  bound', () => bound[name](...values));
      }
    }
    bound.close();
  }
})();
