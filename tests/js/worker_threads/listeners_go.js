'use strict';
// A port whose last listener for messages is gone keeps what arrives for the next one, or for receiveMessageOnPort(); removeAllListeners()
// alone does not stop it. A handler that was taken away does not count.
const { MessageChannel, receiveMessageOnPort } = require('node:worker_threads');
async function main() {
for (const [label, add, remove] of [
  ['on/off', (p, h) => p.on('message', h), (p, h) => p.off('message', h)],
  ['once', (p, h) => p.once('message', h), () => {}],
  ['onmessage', (p, h) => { p.onmessage = h; }, (p) => { p.onmessage = null; }],
  ['removeAll', (p, h) => p.on('message', h), (p) => p.removeAllListeners('message')],
  ['removeAllAll', (p, h) => p.on('message', h), (p) => p.removeAllListeners()],
  ['EL', (p, h) => p.addEventListener('message', h), (p, h) => p.removeEventListener('message', h)],
  ['EL once', (p, h) => p.addEventListener('message', h, { once: true }), (p, h) => {}],
  ['signal', (p, h) => { p.ac = new AbortController(); p.addEventListener('message', h, { signal: p.ac.signal }); }, (p, h) => p.ac.abort()],
  ['started', (p, h) => { p.start(); p.on('message', h); }, (p, h) => p.off('message', h)],
]) {
  const { port1, port2 } = new MessageChannel();
  const h = (m) => console.log(label, 'got', m.data ?? m);
  add(port2, h); port1.postMessage(1);
  await new Promise((r) => setTimeout(r, 5));
  remove(port2, h);
  port1.postMessage(2);
  await new Promise((r) => setTimeout(r, 5));
  console.log(label, 'by hand', receiveMessageOnPort(port2));
  port1.postMessage(3);
  await new Promise((r) => setTimeout(r, 5));
  port2.on('message', (m) => console.log(label, 'second', m));
  await new Promise((r) => setTimeout(r, 5));
  port1.close();
}
}

function counts() {
  const p = new MessageChannel().port1;
  const show = (l) => console.log(l, p.listenerCount('message'), p.hasRef(), p.onmessage && typeof p.onmessage);
  const a = () => {}, b = () => {};
  p.onmessage = a; show('set');
  p.onmessage = null; show('null');
  p.on('message', b); show('on');
  p.onmessage = a; show('set again');
  p.off('message', b); show('off');
  p.onmessage = null; show('null');
  p.onmessage = {}; show('object');
  p.onmessage = a; show('fn');
  p.onmessage = b; show('fn2');
  p.onmessage = 5; show('num');
  p.on('message', a);
  p.on('message', b);
  p.off('message', a); show('one');
  p.off('message', b); show('none');
  p.removeAllListeners('message'); show('all');
  p.onmessage = a; show('set after all');
  p.close();
}
counts();
main();
