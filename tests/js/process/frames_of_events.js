'use strict';

// Tools that shorten stacks know frames of the runtime by the parentheses around their place (`at name (node:...)`). What a frame
// without a name prints has none: an event of the process or of a server came with such a frame.

const net = require('node:net');

function bare(event) {
  const frames = new Error().stack.split('\n').slice(1);
  console.log(event, frames.filter((frame) => /^ +at node:/.test(frame)).length);
}

process.once('beforeExit', () => bare('beforeExit'));
process.once('exit', () => bare('exit'));
const server = net.createServer();
server.once('close', () => bare('close'));
server.listen(0, '127.0.0.1', () => {
  bare('listening');
  const second = net.createServer().on('error', () => {
    bare('error');
    server.close();
  });
  second.listen(server.address().port, '127.0.0.1');
});
