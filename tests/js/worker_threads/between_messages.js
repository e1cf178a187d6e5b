'use strict';
// Each message is a callback of its own: ticks and microtasks that a listener leaves run before the next message, however many are
// waiting. A listener that is added in between gets the rest.
const { BroadcastChannel, MessageChannel, Worker } = require('node:worker_threads');

const log = [];
function listener(message) {
  log.push(message);
  process.nextTick(() => log.push(`tick ${message}`));
  (async () => {
    for (let turns = 0; turns < 10; turns++) await null;
    log.push(`microtask ${message}`);
  })();
}

function tell(what) {
  console.log(what, log.splice(0));
}

function channel(use, name) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    use(port2, (message) => {
      listener(message);
      if (message !== 'last') return;
      setImmediate(() => {
        tell(name);
        port1.close();
        resolve();
      });
    });
    for (const message of ['first', 'second', 'third', 'last']) port1.postMessage(message);
  });
}

function broadcast() {
  return new Promise((resolve) => {
    const channels = [new BroadcastChannel('between'), new BroadcastChannel('between')];
    channels[1].onmessage = ({ data }) => {
      listener(data);
      if (data !== 'last') return;
      setImmediate(() => {
        tell('BroadcastChannel');
        for (const channel of channels) channel.close();
        resolve();
      });
    };
    for (const message of ['first', 'second', 'last']) channels[0].postMessage(message);
  });
}

function late() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port2.on('message', async (message) => {
      if (message !== 1) return;
      await null;
      port2.on('message', (later) => log.push(later));
    });
    for (const message of [1, 2, 3]) port1.postMessage(message);
    port1.close();
    port2.on('close', () => {
      tell('listener added between messages');
      resolve();
    });
  });
}

// Of what is thrown, the next messages hear as little.
function thrown() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    process.once('uncaughtException', (error) => {
      log.push(error.message);
      process.nextTick(() => log.push('tick of the error'));
    });
    port2.on('message', (message) => {
      listener(message);
      if (message === 'first') throw new Error('thrown');
    });
    for (const message of ['first', 'second']) port1.postMessage(message);
    port1.close();
    port2.on('close', () => {
      tell('thrown');
      resolve();
    });
  });
}

function worker() {
  return new Promise((resolve) => {
    const thread = new Worker(`
      const { parentPort } = require('node:worker_threads');
      // Until it is told to end: what is still on its way then comes at once, on both.
      parentPort.once('message', () => {});
      for (let message = 0; message < 5; message++) parentPort.postMessage(message);
    `, { eval: true });
    thread.on('message', (message) => {
      listener(message);
      if (message === 4) setImmediate(() => thread.postMessage('end'));
    });
    thread.on('exit', () => {
      tell('Worker');
      resolve();
    });
  });
}

(async () => {
  await channel((port, listener) => port.on('message', listener), 'on');
  await channel((port, listener) => {
    port.onmessage = ({ data }) => listener(data);
  }, 'onmessage');
  await late();
  await thrown();
  await broadcast();
  await worker();
})();
