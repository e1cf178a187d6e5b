'use strict';
// A server's connection has the server's listener of 'data', although its bytes reach the parser without becoming a stream's:
// programs that hand connections on (a sticky balancer before workers) take it away and read for themselves, and a process
// that gets such a connection emits the bytes that have been read already.
const http = require('http');
const net = require('net');

function request(port, path, done) {
  const client = net.connect(port, () => client.write(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`));
  let text = '';
  client.setEncoding('latin1').on('data', (data) => {
    text += data;
    if (text.endsWith('the end')) client.end();
  });
  client.on('close', () => done(text.replace(/Date: .*\r\n/g, '')));
}

const inner = http.createServer((req, res) => {
  console.log('inner server:', req.url);
  res.end('the end');
});

const outer = http.createServer(() => console.log('not reached'));
outer.on('connection', (socket) => {
  console.log('listeners', socket.listenerCount('data'));
  if (outer.taken) {
    socket.removeAllListeners('data');
    socket.once('data', (data) => {
      console.log('data', String(data).split('\r\n')[0]);
      socket.removeAllListeners();
      delete socket.parser;
      inner.emit('connection', socket);
      console.log('listeners', socket.listenerCount('data'));
      socket.emit('data', data);
      socket.resume();
    });
  } else {
    // Its listener hears of bytes from elsewhere as of the connection's own.
    outer.removeAllListeners('request').on('request', (req, res) => {
      console.log('outer server:', req.url, socket.listenerCount('data'));
      if (req.url === '/own') res.end('the end');
      else res.end();
    });
    socket.emit('data', Buffer.from('GET /emitted HTTP/1.1\r\nHost: a\r\n\r\n'));
  }
});

outer.listen(0, () => {
  const { port } = outer.address();
  request(port, '/own', (text) => {
    console.log(text);
    outer.taken = true;
    request(port, '/taken', (taken) => {
      console.log(taken);
      outer.close();
    });
  });
});
