// A DOMException is what it was after structuredClone() and in messages: name, message, code, quota, stack. Its cause, other
// properties and a class of the program's own are lost. (It once arrived as an Error without a name.)
'use strict';

const { MessageChannel, receiveMessageOnPort } = require('node:worker_threads');

function show(label, error) {
  const { name, message, code, cause, quota, requested } = error;
  console.log(label, error.constructor.name, { name, message, code, cause, quota, requested }, Object.getOwnPropertyNames(error),
    String(error.stack).split('\n', 1)[0], error instanceof DOMException, error instanceof Error);
}

const original = new DOMException('a message', 'AbortError');
original.extra = 1;
const clone = structuredClone(original);
show('clone', clone);
console.log(clone.stack === original.stack);
show('cause', structuredClone(new DOMException('a message', { name: 'Named', cause: new Error('cause') })));
show('quota', structuredClone(new QuotaExceededError('full', { quota: 1, requested: 2 })));
show('class', structuredClone(new class Own extends DOMException {}('late', 'TimeoutError')));
original.stack = 'changed';
show('stack', structuredClone(original));
show('nested', structuredClone(new Map([[1, { reason: AbortSignal.abort().reason }]])).get(1).reason);

const { port1, port2 } = new MessageChannel();
port1.postMessage(new DOMException('posted', 'DataError'));
show('posted', receiveMessageOnPort(port2).message);
