'use strict';
// util.debounce() and util.throttle(): arguments, what their functions look like, which calls go through and what the promises of the
// others say.
const { setTimeout: sleep } = require('node:timers/promises');
const util = require('node:util');

const show = (p) => p.then((v) => v, (e) => `${e.name} ${e.code} ${e.message} ${e.cause}`);
const props = (f) => Object.entries(Object.getOwnPropertyDescriptors(f)).map(([k, d]) => `${k} ${typeof d.value}${d.get ? ' get' : ''} ${d.writable} ${d.enumerable} ${d.configurable}${typeof d.value === 'function' ? ' ' + d.value.name + d.value.length + Object.hasOwn(d.value, 'prototype') : ''}`);
(async () => {
  for (const a of [[], [1], [() => {}], [() => {}, -1], [() => {}, 'x'], [() => {}, 2 ** 31], [() => {}, 2 ** 31 - 1], [() => {}, 1, null], [() => {}, 1, { leading: 1 }], [() => {}, 1, { rejectOnCancel: 1 }], [() => {}, 1, { signal: 1 }], [() => {}, 1, { signal: AbortSignal.abort('r') }]]) {
    try { const f = util.debounce(...a); console.log(typeof f); } catch (e) { console.log(e.name, e.code, e.message, e.cause); }
  }
  for (const a of [[], [() => {}, 0], [() => {}, 1], [() => {}, 1, -1], [() => {}, 1, 1, { concurrency: 0 }], [() => {}, 1, 1, { maxPending: -1 }], [() => {}, 1, 1, { overflow: 'x' }], [() => {}, 1, 1, { strict: 1 }], [() => {}, 1, 1, { signal: 1 }]]) {
    try { const f = util.throttle(...a); console.log(typeof f); } catch (e) { console.log(e.name, e.code, e.message, e.cause); }
  }
  const calls = [];
  function named(a, b) { calls.push([a, b, this === d]); if (a === 'throw') throw new Error('thrown'); return a; }
  const d = util.debounce(named, 10);
  console.log(props(d), d.length, d.name, d.pending, d.pendingCount, Object.hasOwn(d, 'prototype'));
  const p1 = d(1), p2 = d(2, 3); console.log(d.pending === p2, d.pendingCount, p1 === p2);
  console.log(await Promise.all([p1, p2]), calls, d.pendingCount, d.pending);
  console.log(await show(d('throw')));
  const p3 = d(4); console.log(d.cancel('why')); console.log(await show(p3)); const p4 = d(5); console.log(d.cancel()); console.log(await show(p4));
  const p5 = d(6); console.log(d.flush(), d.ref() === d, d.unref() === d, d.ref() === d); console.log(await p5); d.flush(); d.cancel();
  const l = util.debounce((x) => { calls.push(x); return x; }, 10, { leading: true });
  const q = [l(1), l(2), l(3)]; console.log(l.pendingCount); console.log(await Promise.all(q)); await sleep(20); const q2 = l(9); l.cancel(); console.log(await show(q2));
  const r = util.debounce((x) => x, 10, { rejectOnCancel: true });
  const rs = [r(1), r(2), r(3)].map(show); console.log(await Promise.all(rs));
  const ac = new AbortController();
  const s = util.debounce((x) => x, 10, { signal: ac.signal });
  const s1 = show(s(1)); ac.abort(); console.log(await s1, await show(s(2)), s.pendingCount);
  // superseded ones are no unhandled rejections
  const u = util.debounce(() => { throw new Error('u'); }, 1); u(1); u(2); await show(u(3));
  // throttle
  const log = []; const t0 = Date.now();
  const t = util.throttle(function name2(a) { log.push(a); return a; }, 2, 50);
  console.log(props(t), t.length, t.name, t.hasImmediateCapacity());
  const ts = [1, 2, 3, 4, 5].map((x) => t(x)); console.log(log.slice(), t.pendingCount, t.activeCount, t.hasImmediateCapacity(), t.pending === ts[4]);
  console.log(await Promise.all(ts), log); const dt = Date.now() - t0; console.log(dt >= 95 && dt < 400, t.activeCount);
  const dr = util.throttle((x) => x, 1, 50, { overflow: 'drop' }); console.log(await Promise.all([dr(1), dr(2)].map(show)));
  const mp = util.throttle((x) => x, 1, 20, { maxPending: 1 }); console.log(await Promise.all([mp(1), mp(2), mp(3)].map(show)));
  let active = 0, most = 0; const c = util.throttle(async (x) => { most = Math.max(most, ++active); await sleep(5); active--; return x; }, 10, 10, { concurrency: 2 });
  console.log(await Promise.all([1, 2, 3, 4, 5].map((x) => c(x))), most);
  const ca = util.throttle((x) => x, 1, 20); const cas = [ca(1), ca(2), ca(3)].map(show); ca.cancel('c'); console.log(await Promise.all(cas), ca.hasImmediateCapacity());
  const st = util.throttle((x) => x, 2, 30, { strict: true }); console.log(await Promise.all([1, 2, 3, 4, 5].map((x) => st(x))));
  const th = util.throttle(() => { throw new Error('th'); }, 1, 1); console.log(await show(th()));
  const ac2 = new AbortController(); const sg = util.throttle((x) => x, 1, 1000, { signal: ac2.signal }); const sgs = [sg(1), sg(2)].map(show); ac2.abort('stop'); console.log(await Promise.all(sgs), await show(sg(3)));
  console.log(util.MIMEType.parse('text/html'), util.MIMEType.parse('x'), util.MIMEType.parse(''), util.MIMEType.parse.length);
})();
process.on('unhandledRejection', (e) => console.log('unhandled', e.message));
