// The type of an event is a text, or made one: symbols are refused, and a NodeEventTarget emits by texts alone.
'use strict';

function attempt(name, run) {
  try {
    console.log(name, run());
  } catch (error) {
    console.log(name, error.name, error.code, error.message);
  }
}

const target = new EventTarget();
const { port1: port } = new MessageChannel();
const listener = () => {};
for (const type of [Symbol('a'), 5, null, undefined, new String('text'), 'text']) {
  attempt('add', () => target.addEventListener(type, listener));
  attempt('add no listener', () => target.addEventListener(type, 5));
  attempt('remove', () => target.removeEventListener(type, listener));
  attempt('remove no listener', () => target.removeEventListener(type, null));
  attempt('on', () => port.on(type, listener) === port);
  attempt('count', () => port.listenerCount(type));
  attempt('emit', () => port.emit(type, 1));
  attempt('off', () => port.off(type, listener) === port);
}
port.close();
