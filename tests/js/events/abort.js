'use strict';
// AbortController and AbortSignal.
const { inspect, aborted } = require('node:util');
const log = (...args) => console.log(...args);
const attempt = (label, fn) => {
  try {
    log(label, fn());
  } catch (error) {
    log(label, error.name, error.code, error.message);
  }
};
attempt('new', () => new AbortSignal());
attempt('brand', () => AbortSignal.prototype.aborted);
attempt('brand', () => AbortSignal.prototype.reason);
attempt('brand', () => AbortController.prototype.signal);
attempt('any', () => AbortSignal.any());
attempt('any', () => AbortSignal.any([1]));
attempt('any', () => AbortSignal.any([AbortSignal.abort(), {}]));
attempt('timeout', () => AbortSignal.timeout());
attempt('timeout', () => AbortSignal.timeout(-1));
attempt('timeout', () => AbortSignal.timeout('1'));
attempt('throwIfAborted', () => AbortSignal.abort().throwIfAborted());
attempt('throwIfAborted', () => new AbortController().signal.throwIfAborted());

const c = new AbortController();
log(inspect(c), c.signal === c.signal, inspect(c, { depth: -1 }), String(c), String(c.signal));
c.signal.onabort = function(event) { log('onabort', this === c.signal, event.type, event.isTrusted); };
c.signal.addEventListener('abort', () => log('listener', c.signal.reason));
log(typeof c.signal.onabort);
c.abort('because');
c.abort('again');
log(c.signal.aborted, c.signal.reason, inspect(c.signal));
c.signal.onabort = 5;
log(c.signal.onabort);
const d = new AbortController();
d.abort();
log(d.signal.reason instanceof DOMException, d.signal.reason.name, d.signal.reason.code);
const u = new AbortController();
u.abort(undefined);
log(u.signal.reason.name);
u.abort(null);
log(AbortSignal.abort(null).reason);

const x = new AbortController();
const y = new AbortController();
const any = AbortSignal.any([x.signal, y.signal]);
const nested = AbortSignal.any([any, new AbortController().signal]);
x.signal.addEventListener('abort', () => log('x', any.aborted, nested.aborted));
any.addEventListener('abort', () => log('any', any.reason));
nested.addEventListener('abort', () => log('nested', nested.reason));
x.abort(1);
y.abort(2);
log(any.reason, nested.reason, AbortSignal.any([]).aborted, AbortSignal.any([any]).reason);
log(AbortSignal.any(new Set([AbortSignal.abort('set')])).reason);

aborted(AbortSignal.abort(), {}).then(() => log('aborted()'));
const w = new AbortController();
aborted(w.signal, w).then(() => log('aborted() later'));
w.abort();

const t = AbortSignal.timeout(5);
const derived = AbortSignal.any([t]);
derived.onabort = () => log('derived', derived.reason === t.reason);
t.onabort = (event) => log(t.reason.name, t.reason.code, t.reason.message, event.isTrusted);
AbortSignal.timeout(100000).onabort = () => log('must not keep the process alive');
setTimeout(() => {}, 20);
