'use strict';
// A port that is sent through its own channel: the source is refused; with the target the channel is lost, which a warning tells and the
// ends hear as their close. Ports that the getters of a message send away or close while it is made are refused, too. An object whose
// port has been sent away emits 'close' like one that was closed. Cause: the target port was put into the queue of its own end, so that
// the channel owned itself and nobody heard of its end; what getters had detached was left out of the message, which then named ports
// that were not there.
const { MessageChannel, receiveMessageOnPort } = require('node:worker_threads');

process.on('warning', ({ name, code, message }) => console.log('warning', name, code, message));

function tell(label, f) {
  try {
    console.log(label, f());
  } catch ({ name, code, message }) {
    console.log(label, name, code, message);
  }
}

const onClose = (label, port) => port.on('close', () => console.log(label, 'close'));
const carrier = new MessageChannel();
const away = (port) => carrier.port1.postMessage(port, [port]);

{
  const { port1, port2 } = new MessageChannel();
  tell('own', () => port1.postMessage('x', [port1]));
  port1.postMessage('still there');
  console.log(receiveMessageOnPort(port2));
  tell('structuredClone', () => structuredClone(port2, { transfer: [port2] }).constructor.name);
  tell('own and detached', () => port2.postMessage('x', [port2]));
  tell('detached', () => port1.postMessage('x', [port2]));
  tell('detached, in the value', () => port1.postMessage(port2));
  port1.close();
}
{
  const { port1, port2 } = new MessageChannel();
  onClose('port1', port1);
  onClose('port2', port2);
  tell('target', () => port1.postMessage('x', [port2]));
  tell('then from port1', () => port1.postMessage('y'));
  tell('then from port2', () => port2.postMessage('y'));
  process.nextTick(() => console.log('tick'));
  setImmediate(() => console.log('immediate'));
}
{
  const { port1 } = new MessageChannel();
  const other = new MessageChannel();
  const third = new MessageChannel();
  onClose('other.port1', other.port1);
  onClose('third.port1', third.port1);
  third.port2.postMessage({ nested: [other.port2] }, [other.port2]);
  tell('in a message in a message', () => third.port1.postMessage(third.port2, [third.port2]));
  tell('other', () => other.port1.postMessage('y'));
  port1.close();
}
{
  const { port1, port2 } = new MessageChannel();
  const one = new MessageChannel();
  tell('sent away, then named', () => port1.postMessage({ get a() { away(one.port1); }, p: one.port1 }, [one.port1]));
  const two = new MessageChannel();
  tell('closed, then named', () => port1.postMessage({ get a() { two.port1.close(); }, p: two.port1 }, [two.port1]));
  const three = new MessageChannel();
  tell('source sent away', () => three.port1.postMessage({ get a() { away(three.port1); return 1; } }));
  const four = new MessageChannel();
  tell('source closed', () => four.port1.postMessage({ get a() { four.port1.close(); return 1; } }));
  console.log(receiveMessageOnPort(four.port2));
  const five = new MessageChannel();
  tell('target sent away', () => five.port1.postMessage({ get a() { away(five.port2); return 1; } }));
  tell('closed before', () => { port2.close(); return port2.postMessage('x'); });
  tell('to a closed one', () => port1.postMessage('x'));
  setImmediate(() => setImmediate(() => {
    tell('to a closed one, later', () => port1.postMessage('x'));
    carrier.port1.close();
  }));
}

// Long transfer lists take no more than their length.
{
  const buffers = Array.from({ length: 20000 }, () => new ArrayBuffer(1));
  console.log(structuredClone(buffers, { transfer: buffers }).length, buffers.every((buffer) => buffer.detached));
  const ports = Array.from({ length: 2000 }, () => {
    const { port1, port2 } = new MessageChannel();
    port1.close();
    return port2;
  });
  const received = structuredClone([ports, ports[7]], { transfer: ports });
  console.log(received[0].length, received[0][7] === received[1], new Set(received[0]).size);
  for (const port of received[0]) port.close();
}
