'use strict';
// Timers whose callbacks take longer than their delay do not keep the rest of the loop waiting: what has come due meanwhile waits for
// the next turn. They once ran one after another for ever, and nothing else did.
const { execFile } = require('child_process');
const fs = require('fs');
const net = require('net');

function spin(ms) {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

// Calls `start(step)`, whose `step` is to be called as a timer again and again, and tells what came between its calls.
function order(name, start) {
  return new Promise((resolve) => {
    const log = [];
    let steps = 0;
    start(() => {
      if (++steps > 5) return false;
      log.push(steps);
      setImmediate(() => log.push('immediate'));
      spin(5);
      if (steps === 5) setImmediate(() => resolve(console.log(name, log.join(' '))));
      return true;
    });
  });
}

async function main() {
  await order('interval', (step) => {
    const interval = setInterval(() => { step() || clearInterval(interval); }, 1);
  });
  await order('timeouts', function again(step) {
    setTimeout(() => { step() && again(step); }, 1);
  });
  await order('refreshed', (step) => {
    const timeout = setTimeout(() => { step() && timeout.refresh(); }, 1);
  });

  let rounds = 0;
  const busy = setInterval(() => {
    // For who never gets a turn.
    if (++rounds > 300) process.exit(1);
    spin(5);
  }, 1);
  console.log('file', (await fs.promises.readFile(__filename)).length > 0);
  console.log('child', await new Promise((resolve) => { execFile(process.execPath, ['-p', '1'], (error, text) => resolve(text)); }));
  const server = net.createServer((socket) => socket.end('hello'));
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  net.connect(server.address().port, '127.0.0.1').on('data', (data) => console.log('socket', String(data))).on('close', () => {
    server.close();
    clearInterval(busy);
  });
}
main();
