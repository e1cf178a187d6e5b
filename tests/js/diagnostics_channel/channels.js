'use strict';
// Channels, bounded and tracing channels, bound stores.
const dc = require('node:diagnostics_channel');
const { AsyncLocalStorage } = require('node:async_hooks');
const { inspect } = require('node:util');
const log = (...args) => console.log(...args);
const attempt = (label, fn) => {
  try { log(label, fn()); } catch (e) { log(label, e.name, e.code, e.message); }
};
const c = dc.channel('c');
log(c === dc.channel('c'), c.hasSubscribers, dc.hasSubscribers('c'), c.name, c instanceof dc.Channel, dc.channel(Symbol.for('s')).name);
attempt('channel', () => dc.channel(5));
attempt('channel', () => dc.channel(null));
attempt('subscribe', () => c.subscribe(5));
attempt('subscribe', () => dc.subscribe('c'));
const first = (message, name) => log('first', message, name);
const second = (message, name) => { log('second', message, name); dc.unsubscribe('c', second); };
dc.subscribe('c', first);
c.subscribe(second);
c.subscribe(() => { throw new Error('subscriber'); });
process.on('uncaughtException', (e) => log('uncaught', e.message));
c.publish({ a: 1 });
c.publish('again');
log(c.hasSubscribers, c.unsubscribe(first), c.unsubscribe(first), dc.unsubscribe('c', () => {}), c instanceof dc.Channel);
const unused = dc.channel('unused');
const f = () => {};
unused.subscribe(f);
unused.unsubscribe(f);
log(unused.hasSubscribers, unused.unsubscribe(f), unused.publish(1), unused.unbindStore({}));

const als = new AsyncLocalStorage();
const s = dc.channel('store');
s.bindStore(als, (data) => ({ wrapped: data }));
log(s.hasSubscribers);
log(s.runStores('data', function(x) { return [als.getStore(), this, x]; }, 'this', 1), als.getStore());
s.subscribe((data) => log('published', data, als.getStore()));
s.runStores('more', () => log('in', als.getStore()));
attempt('throwing', () => s.runStores('x', () => { throw new Error('inside'); }));
log(als.getStore(), s.unbindStore(als), s.unbindStore(als));
log(dc.channel('none').runStores('d', (a) => a, null, 'plain'));

const events = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'];
const handlers = (label) => Object.fromEntries(events.map((name) => [name, (m) => log(label, name, m.result, m.error?.message, m.id)]));
const t = dc.tracingChannel('trace');
log(t.hasSubscribers, events.map((n) => t[n].name), inspect(t));
attempt('names', () => dc.tracingChannel(5));
attempt('names', () => dc.tracingChannel({}));
const h = handlers('t');
t.subscribe(h);
log(t.hasSubscribers, t.traceSync(function(a) { return [this, a]; }, { id: 1 }, 'this', 2));
attempt('sync', () => t.traceSync(() => { throw new Error('sync failed'); }, { id: 2 }));
(async () => {
  log(await t.tracePromise(async (x) => x, { id: 3 }, null, 'resolved'));
  await t.tracePromise(async () => { throw new Error('async failed'); }, { id: 4 }).catch((e) => log('caught', e.message));
  attempt('promise', () => t.tracePromise(() => { throw new Error('thrown'); }, { id: 5 }));
  t.traceCallback((cb) => cb(null, 'callback value'), 0, { id: 6 }, null, (e, v) => log('called back', e, v));
  t.traceCallback((a, cb) => setImmediate(cb, new Error('callback failed')), -1, { id: 7 }, null, 'a', (e) => log('called back', e.message));
  attempt('callback', () => t.traceCallback(() => {}, 0, {}, null, 5));
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  log(t.unsubscribe(h), t.unsubscribe(h), t.hasSubscribers);
  log(t.traceSync(() => 'untraced'), await t.tracePromise(async () => 'untraced'));

  const b = dc.boundedChannel('bounded');
  log(b.hasSubscribers, b.start.name, b.end.name);
  const bh = { start: (m) => log('b start', m.id), end: (m) => log('b end', m.id) };
  b.subscribe(bh);
  log(b.run({ id: 1 }, (x) => x, null, 'ran'));
  const scope = b.withScope({ id: 2 });
  log('inside');
  scope[Symbol.dispose]();
  log(b.unsubscribe(bh), b.hasSubscribers);
})();
