'use strict';
// A message to somebody that waits for a socket which by then has a peer is refused: not the system does that, libuv does.

const dgram = require('node:dgram');
const { once } = require('node:events');

function sent(socket, ...args) {
  return new Promise((resolve) => {
    socket.send('x', ...args, (error, bytes) => {
      const place = error?.port === undefined ? '' : ` ${error.address} ${error.port > 0}`;
      const message = error?.message.replace(/\d{4,5}/, 'PORT');
      resolve(error ? `${error.code} ${error.errno} ${error.syscall} ${message}${place}` : bytes);
    });
  });
}

(async () => {
  const peer = dgram.createSocket('udp4');
  peer.bind(0, '127.0.0.1');
  await once(peer, 'listening');
  const { port } = peer.address();
  peer.on('message', (message, { size }) => console.log('peer', `${message}`, size));

  const socket = dgram.createSocket('udp4');
  socket.connect(port, '127.0.0.1');
  const early = sent(socket, port, '127.0.0.1');
  await once(socket, 'connect');
  console.log('while it connects', await early);
  console.log('to the peer', await sent(socket));
  socket.disconnect();
  console.log('to somebody again', await sent(socket, port, '127.0.0.1'));
  await once(peer, 'message');
  socket.close();
  peer.close();
})();
