// Ports: order, transfer, structured clone, closing.
const { MessageChannel, receiveMessageOnPort, isMainThread, threadId } = require('node:worker_threads');
const attempt = (action) => {
  try { console.log(action()); } catch (error) { console.log(error.constructor.name, error.name, error.code, error.message); }
};
console.log(isMainThread, threadId);
{
  const { port1, port2 } = new MessageChannel();
  const buffer = new ArrayBuffer(8);
  new Uint8Array(buffer)[3] = 7;
  port1.postMessage({ list: [1, undefined, null, 2n], map: new Map([['k', new Set([1])]]), buffer }, [buffer]);
  console.log('detached', buffer.byteLength);
  const shared = new SharedArrayBuffer(4);
  port1.postMessage(shared);
  console.log(receiveMessageOnPort(port2));
  new Int32Array(receiveMessageOnPort(port2).message)[0] = 5;
  console.log('shared', new Int32Array(shared)[0], receiveMessageOnPort(port2));
  const same = new ArrayBuffer(1);
  attempt(() => port1.postMessage(1, [same, same]));
  attempt(() => port1.postMessage(1, [port1]));
  attempt(() => port1.postMessage({ port2 }));
  attempt(() => port1.postMessage(() => 1));
  attempt(() => port1.postMessage(Symbol('s')));
  attempt(() => port1.postMessage(1, [{}]));
  attempt(() => port1.postMessage(1, 1));
  attempt(() => port1.postMessage(1, { transfer: 1 }));
  attempt(() => port1.postMessage());
  attempt(() => structuredClone());
  attempt(() => structuredClone(1, 1));
  attempt(() => structuredClone(1, { transfer: [{}] }));
  port1.close();
}
{
  const { port1, port2 } = new MessageChannel();
  const inner = new MessageChannel();
  port2.on('message', ({ text, port }) => {
    console.log('message', text);
    if (port) {
      port.on('message', (value) => { console.log('through the travelled port', value); port.close(); });
    } else {
      port2.close();
    }
  });
  port2.on('close', () => console.log('close 2'));
  port1.on('close', () => console.log('close 1'));
  port1.ref();
  port1.postMessage({ text: 'first', port: inner.port2 }, [inner.port2]);
  inner.port1.postMessage('hello');
  inner.port1.on('close', () => { console.log('inner closed'); port1.postMessage({ text: 'last' }); });
}
