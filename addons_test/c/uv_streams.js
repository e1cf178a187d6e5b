// libuv's input and output on the host's loop: polled descriptors, TCP, pipes, UDP.
'use strict';

const { linesOf } = require('./_uv_scenarios');
const addon = require('../build/c/uv_streams.node');

// What two sockets of one process see may come in either order: only what each sees is in order.
const byParty = (lines) => ['client', 'server', 'written', 'connected', 'shut', 'received', 'sent']
  .map((party) => lines.filter((line) => line.startsWith(party)).join(', ')).filter(Boolean);

async function main() {
  for (const name of ['poll_socket', 'poll_descriptor', 'tcp_refused', 'anonymous_pipe']) {
    console.log(`${name}: ${(await linesOf(addon[name])).join(', ')}`);
  }
  for (const name of ['tcp', 'named_pipe', 'udp']) {
    const lines = await linesOf(addon[name]);
    console.log(`${name}: ${byParty(lines).join('; ')}; ${lines.length} lines`);
  }
}

main();
