// A port that is taken: binding finds it, listen() tells it, and a server without an address has tried IPv6, which it says. Where
// only IPv4 has the port, IPv6 cannot have both.
'use strict';
const net = require('node:net');

function tell(what, port, options, next) {
  const server = net.createServer();
  server.on('error', (error) => {
    console.log(what, error.message.replace(port, 'PORT'), error.code, error.syscall, error.address, error.port === port);
    next();
  });
  server.on('listening', () => {
    console.log(what, 'listens');
    server.close(next);
  });
  server.listen({ port, ...options });
}

function holding(host, next) {
  const holder = net.createServer().listen(0, host, () => {
    const { port } = holder.address();
    const cases = [{}, { host: '0.0.0.0' }, { host: '::' }, { host: '127.0.0.1' }, { host: '::1' }, { host: '::', ipv6Only: true }];
    const step = () => {
      if (cases.length === 0)
        return void holder.close(next);
      const options = cases.shift();
      tell(`${host}, then ${JSON.stringify(options)}:`, port, options, step);
    };
    step();
  });
}

holding(undefined, () => holding('0.0.0.0', () => holding('127.0.0.1', () => holding('::1', () => {
  const holder = net.createServer().listen(0, '127.0.0.1', () => {
    const { port } = holder.address();
    const socket = net.connect({ port, host: '127.0.0.1', localAddress: '127.0.0.1', localPort: port });
    socket.on('error', (error) => {
      console.log('connect:', error.message.replaceAll(port, 'PORT'), error.code, error.syscall, error.address);
      holder.close();
    });
  });
}))));
