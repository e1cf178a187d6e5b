'use strict';
// Event, CustomEvent and EventTarget.
const { inspect } = require('node:util');
const { getEventListeners, getMaxListeners, setMaxListeners, listenerCount } = require('node:events');
const log = (...args) => console.log(...args);
const attempt = (label, fn) => {
  try {
    log(label, fn());
  } catch (error) {
    log(label, error.name, error.code, error.message);
  }
};
const t = new EventTarget();
attempt('Event', () => new Event());
attempt('Event', () => new Event(Symbol('s')));
attempt('Event', () => new Event('a', 1));
attempt('add', () => t.addEventListener('a'));
attempt('add', () => t.addEventListener('a', 1));
attempt('add', () => t.addEventListener('a', () => {}, 5));
attempt('add', () => t.addEventListener('a', () => {}, { signal: 1 }));
attempt('add', () => EventTarget.prototype.addEventListener.call({}, 'a', () => {}));
attempt('add', () => EventTarget.prototype.addEventListener.call(undefined, 'a', () => {}));
attempt('dispatch', () => t.dispatchEvent({}));
attempt('dispatch', () => t.dispatchEvent());
attempt('brand', () => Event.prototype.type);
attempt('brand', () => CustomEvent.prototype.detail);
attempt('remove', () => t.removeEventListener('a'));

const e = new Event('b', { cancelable: true, bubbles: true, composed: true });
t.addEventListener('b', function(event) {
  log(this === t, event.eventPhase, event.target === t, event.currentTarget === t,
    event.srcElement === t, event.composedPath().length, event.isTrusted);
  event.preventDefault();
  attempt('recursion', () => t.dispatchEvent(event));
});
log(t.dispatchEvent(e), e.defaultPrevented, e.returnValue, e.eventPhase, e.currentTarget, e.composedPath());
log(e.bubbles, e.composed, e.cancelBubble, typeof e.timeStamp);
e.cancelBubble = true;
e.initEvent('renamed');
log(e.cancelBubble, e.type, e.bubbles);
log(new CustomEvent('c', { detail: 0 }).detail, new CustomEvent('c').detail);
log(Event.AT_TARGET, Object.prototype.toString.call(e), String(t));
log(inspect(t), inspect(e, { depth: -1 }), inspect(e, { depth: 0 }), inspect({ a: { t } }, { depth: 1 }));

const order = new EventTarget();
const twice = () => log('twice');
order.addEventListener('o', twice);
order.addEventListener('o', twice);
order.addEventListener('o', twice, true);
order.addEventListener('o', { handleEvent(event) { log('object', event.type); } });
order.addEventListener('o', () => log('once'), { once: true });
order.addEventListener('o', {});
const signal = new AbortController();
order.addEventListener('o', () => log('with signal'), { signal: signal.signal });
order.dispatchEvent(new Event('o'));
signal.abort();
order.removeEventListener('o', twice);
order.addEventListener('o', (event) => { log('stops'); event.stopImmediatePropagation(); });
order.addEventListener('o', () => log('never'));
order.dispatchEvent(new Event('o'));
log(listenerCount(order, 'o'), getEventListeners(order, 'o').length, getMaxListeners(order));
setMaxListeners(20, order);
log(getMaxListeners(order));

const passive = new Event('p', { cancelable: true });
order.addEventListener('p', (event) => event.preventDefault(), { passive: true });
order.dispatchEvent(passive);
log(passive.defaultPrevented);

order.addEventListener('gone', () => { order.removeEventListener('gone', next); });
const next = () => log('must not run');
order.addEventListener('gone', next);
order.dispatchEvent(new Event('gone'));

process.on('warning', (w) => log(w.name, w.message, w.count, w.type));
order.addEventListener('null', null);
for (let i = 0; i < 12; i++) t.addEventListener('leak', () => {});
process.on('uncaughtException', (error, origin) => log('uncaught', error.message, origin));
t.addEventListener('throws', () => { throw new Error('sync'); });
t.addEventListener('throws', async () => { throw new Error('async'); });
t.addEventListener('throws', () => log('still called'));
t.dispatchEvent(new Event('throws'));
