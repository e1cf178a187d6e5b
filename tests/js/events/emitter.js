'use strict';
// EventEmitter: order of calls, bookkeeping of listeners, what can be inspected.
const EventEmitter = require('node:events');
const { inspect } = require('node:util');

const log = (...args) => console.log(...args);
const attempt = (label, fn) => {
  try {
    log(label, fn());
  } catch (error) {
    log(label, error.name, error.code, error.message, error.context);
  }
};

const e = new EventEmitter();
log(inspect(e));
e.on('newListener', (type, fn) => log('newListener', String(type), typeof fn));
e.on('removeListener', (type, fn) => log('removeListener', String(type), fn.name));
function a(...args) { log('a', this === e, ...args); }
function b(...args) { log('b', ...args); }
function c() { log('c'); }
e.on('x', a);
e.prependListener('x', b);
e.once('x', c);
e.prependOnceListener('x', function first() { log('first'); });
log(e.listenerCount('x'), e.listeners('x').map((f) => f.name), e.rawListeners('x').length);
log(e.emit('x', 1, 2, 3), e.emit('x'), e.emit('y'));
log(e.listenerCount('x', a), e.listenerCount('x', c), e.eventNames());
const s = Symbol('s');
e.on(s, a);
log(e.eventNames(), e.emit(s, 'sym'));
e.removeListener('x', a).removeListener('x', a).off('x', b);
e.removeAllListeners(s);
e.on('m', a).on('m', b).on('m', c);
e.removeAllListeners('m');
e.removeAllListeners();
log(e.eventNames(), e._eventsCount, e.listeners('newListener'));

// Listeners removed or added by a listener do not disturb the current emit.
const f = new EventEmitter();
const second = () => log('second');
f.on('z', () => { log('one'); f.removeListener('z', second); f.on('z', () => log('late')); });
f.on('z', second);
f.emit('z');
f.emit('z');

// once: re-entrancy.
const g = new EventEmitter();
g.once('r', () => { log('once'); g.emit('r'); });
g.emit('r');

for (const args of [[], [null], [undefined], [{ a: 1 }], ['text'], [Object.create(null)], [1n]]) {
  attempt('error', () => new EventEmitter().emit('error', ...args));
}
attempt('real error', () => new EventEmitter().emit('error', new RangeError('r')));
const monitor = new EventEmitter();
monitor.on(EventEmitter.errorMonitor, (error) => log('monitor', error.message));
attempt('monitored', () => monitor.emit('error', new Error('seen')));
monitor.on('error', (error) => log('handled', error.message));
attempt('monitored', () => monitor.emit('error', new Error('seen twice')));

attempt('on', () => e.on('x', 1));
attempt('once', () => e.once('x', null));
attempt('off', () => e.off('x', {}));
attempt('max', () => e.setMaxListeners(-1));
attempt('max', () => e.setMaxListeners('1'));
attempt('max', () => e.setMaxListeners(NaN));
attempt('default', () => { EventEmitter.defaultMaxListeners = -1; });
attempt('capture', () => { EventEmitter.captureRejections = 1; });
attempt('capture', () => new EventEmitter({ captureRejections: 'x' }));
attempt('static max', () => EventEmitter.setMaxListeners(1, {}));
attempt('getMax', () => EventEmitter.getMaxListeners({}));
attempt('count', () => EventEmitter.listenerCount({}, 'x'));
attempt('count', () => EventEmitter.listenerCount(f, 'z'));
attempt('listeners', () => EventEmitter.getEventListeners(f, 'z').length);
attempt('listeners', () => EventEmitter.getEventListeners(1, 'z'));
EventEmitter.setMaxListeners(5, e);
log(e.getMaxListeners(), EventEmitter.getMaxListeners(e), f.getMaxListeners());

// Inheritance in the old style, and emitters without a constructor call.
function Old() {}
Object.setPrototypeOf(Old.prototype, EventEmitter.prototype);
const old = new Old();
old.on('k', (v) => log('old', v));
old.emit('k', 1);
log(Object.keys(old), Object.keys(new EventEmitter()));
const keys = [];
for (const key in new EventEmitter()) keys.push(key);
log(keys);

class Leaky extends EventEmitter {}
process.on('warning', (w) => log(w.name, w.message, w.count, w.type, w.emitter === leaky));
const leaky = new Leaky();
for (let i = 0; i < 12; i++) leaky.on('data', () => {});
const quiet = new Leaky().setMaxListeners(0);
for (let i = 0; i < 12; i++) quiet.on('data', () => {});
