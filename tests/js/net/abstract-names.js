// A name of the abstract namespace has no permissions that could be given to all.
'use strict';
const net = require('node:net');

const path = `\0anode-test-${process.pid}`;
for (const options of [{ readableAll: true }, { writableAll: true }, { readableAll: true, exclusive: true }, { readableAll: false }]) {
  const server = net.createServer();
  try {
    server.listen({ path, ...options });
  } catch (error) {
    console.log(error.name, error.code, error.message.replace(/test-\d+/, 'test-PID'));
  }
  console.log(options, server.listening);
  server.close();
}
