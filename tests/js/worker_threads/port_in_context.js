'use strict';
// worker_threads.moveMessagePortToContext(): the port's object belongs to the other context, knows nothing of events and hands what arrives,
// made there, to onmessage. What only the program's own context has classes for cannot arrive.
const { MessageChannel, MessagePort, moveMessagePortToContext, receiveMessageOnPort } = require('node:worker_threads');
const vm = require('node:vm');

const lines = [];
const context = vm.createContext({ log: (...args) => console.log(...args) });
const { port1, port2 } = new MessageChannel();
port1.postMessage({ sent: 'before' });
const moved = context.moved = moveMessagePortToContext(port2, context);

console.log(moved instanceof MessagePort, moved instanceof Object, moved instanceof vm.runInContext('Object', context), moved);
for (let object = moved; object.constructor.name !== 'HandleWrap'; object = Object.getPrototypeOf(object)) {
  console.log(object.constructor.name, Reflect.ownKeys(object));
}
console.log(Reflect.ownKeys(Object.getPrototypeOf(Object.getPrototypeOf(moved))), moved.hasRef());
try {
  new moved.constructor();
} catch ({ code, message }) {
  console.log(code, message);
}

vm.runInContext(`
  const { constructor } = moved;
  moved.onmessage = function(event) {
    const { data, ports, target, type } = event;
    log(type, data, data instanceof Object, event instanceof Object, event.constructor.name, Object.keys(event), this === target);
    log(ports.length, ports instanceof Array, ports[0] instanceof constructor);
    ports[0]?.postMessage('through a port that came along');
  };
  moved.onmessageerror = (event) => log(event.type, event.data.code, event.data.message, event.data instanceof Error);
  moved.start();
  log(moved.postMessage({ from: 'the context' }));
`, context);
for (const args of [[moved], [moved, []], [moved, { transfer: [] }], [moved, 1]]) {
  try {
    console.log(moved.postMessage(...args));
  } catch ({ name, code, message }) {
    console.log(name, code, message);
  }
}
try {
  moved.postMessage();
} catch ({ name, code, message }) {
  console.log(name, code, message);
}

for (const args of [[], [1], [{}], [port2], [port1], [port1, {}], [port1, 1], [port1, null], [port1, undefined]]) {
  try {
    console.log(moveMessagePortToContext(...args));
  } catch ({ name, code, message }) {
    console.log(name, code, message);
  }
}

const other = new MessageChannel();
other.port1.on('message', (message) => {
  console.log('other', message);
  other.port1.close();
  setImmediate(after);
});
port1.postMessage({ list: [1] });
port1.postMessage(new Blob(['x']));
port1.postMessage(other.port2, [other.port2]);
function after() {
  // A moved port that nobody starts, and one that comes back.
  const third = new MessageChannel();
  const late = moveMessagePortToContext(third.port2, context);
  third.port1.postMessage([1]);
  const { message } = receiveMessageOnPort(late);
  console.log(message, message instanceof Array, message instanceof vm.runInContext('Array', context));
  const carrier = new MessageChannel();
  carrier.port1.postMessage(late, [late]);
  const back = receiveMessageOnPort(carrier.port2).message;
  console.log(back instanceof MessagePort);
  carrier.port1.close();
  back.close();
  port1.close();
  setTimeout(() => {
    try {
      moveMessagePortToContext(port1, context);
    } catch ({ name, code, message }) {
      console.log(name, code, message);
    }
  }, 10);
}
