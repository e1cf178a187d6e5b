// differs-from-node: Node 26.10 aborts (an assertion in MessagePort::Detach: the port has no data any more)
// A port that a getter sends away when the message that is to carry it has named it already: the message is refused.
'use strict';
const { MessageChannel, receiveMessageOnPort } = require('node:worker_threads');

const { port1, port2 } = new MessageChannel();
const carrier = new MessageChannel();
const passenger = new MessageChannel();
try {
  port1.postMessage({
    port: passenger.port1,
    get late() { carrier.port1.postMessage(passenger.port1, [passenger.port1]); },
  }, [passenger.port1]);
} catch ({ name, message }) {
  console.log(name, message);
}
console.log(receiveMessageOnPort(port2), receiveMessageOnPort(carrier.port2) !== undefined);
port1.close();
carrier.port1.close();
