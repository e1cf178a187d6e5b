'use strict';
// Connecting by name: the attempts and their events, what lookup functions answer, options that are refused. Listening in every form,
// with the errors of each, and on the handle or descriptor of another server.
const net = require('node:net'),
  { once } = require('node:events'),
  dns = require('node:dns'),
  os = require('node:os'),
  path = require('node:path'),
  util = require('node:util');
const { later, steps } = require('../_steps');
let P;
const show = (...a) => console.log(util.formatWithOptions({ breakLength: Infinity }, ...a).replaceAll(P, 'PORT'));
const { err, step: T } = steps(show);
(async () => {
  const s = net.createServer((c) => {
    c.on('error', () => {});
    c.end('ok');
  });
  await once(s.listen(0, '127.0.0.1'), 'listening');
  P = String(s.address().port);
  const port = +P;
  const go = (o, label) =>
    new Promise((r) => {
      show('>>', label);
      const c = err(() => net.connect({ port, ...o }));
      if (!c) return r();
      for (const ev of [
        'lookup',
        'connect',
        'ready',
        'connectionAttempt',
        'connectionAttemptFailed',
        'connectionAttemptTimeout',
        'end',
        'timeout',
      ])
        c.on(ev, (...a) => show(ev, ...a.map((x) => (x instanceof Error ? x.message : x))));
      c.on('error', (e) =>
        show(
          'error',
          e.constructor.name,
          e.code,
          e.message,
          Object.keys(e).join(),
          e.errors?.map((x) => x.message + Object.keys(x)),
        ),
      );
      c.on('close', (h) => {
        show('close', h, c.autoSelectFamilyAttemptedAddresses);
        r();
      });
      c.resume();
    });
  const lk =
    (...list) =>
    (h, o, cb) => {
      show('lookup called', h, JSON.stringify(o));
      cb(
        null,
        list.map((a) => ({ address: a, family: net.isIP(a) })),
      );
    };
  await go({ host: 'a.test', lookup: lk('::1', '127.0.0.1') }, 'v6 refused then v4');
  await go({ host: 'a.test', lookup: lk('127.0.0.1', '::1') }, 'v4');
  await go({ host: 'a.test', lookup: lk('127.0.0.2', '127.0.0.3', '127.0.0.1') }, 'all v4');
  await go({ host: 'a.test', port: 1, lookup: lk('::1', '127.0.0.1') }, 'all refused');
  await go({ host: 'a.test', port: 1, lookup: lk('127.0.0.1') }, 'one refused');
  await go({ host: 'a.test', lookup: lk() }, 'none');
  await go({ host: 'a.test', lookup: lk('127.0.0.1'), autoSelectFamily: false }, 'off with list');
  await go(
    {
      host: 'a.test',
      lookup: (h, o, cb) => {
        show(JSON.stringify(o));
        cb(null, '127.0.0.1', 4);
      },
      autoSelectFamily: false,
    },
    'off',
  );
  await go({ host: 'a.test', lookup: (h, o, cb) => cb(null, '127.0.0.1', 4) }, 'on with single');
  await go({ host: 'a.test', lookup: (h, o, cb) => cb(null, [{ address: 'x', family: 4 }]) }, 'bad address');
  await go({ host: 'a.test', lookup: (h, o, cb) => cb(null, [{ address: '127.0.0.1', family: 9 }]) }, 'bad family');
  await go({ host: 'a.test', lookup: (h, o, cb) => cb(null, ['127.0.0.1']) }, 'strings');
  await go({ host: 'a.test', lookup: (h, o, cb) => cb(Object.assign(new Error('no'), { code: 'ENOTFOUND' })) }, 'lookup error');
  await go({ host: 'a.test', lookup: 5 }, 'bad lookup');
  await go({ host: 'a.test', family: 4, lookup: lk('127.0.0.1') }, 'family 4');
  await go({ host: 'a.test', family: 6, lookup: lk('::1', '127.0.0.1') }, 'family 6');
  await go({ host: 'a.test', hints: dns.ADDRCONFIG, lookup: lk('127.0.0.1') }, 'hints');
  await go({ host: 'a.test', localAddress: '127.0.0.1', lookup: lk('::1', '127.0.0.1') }, 'localAddress');
  await go({ host: '127.0.0.1', localAddress: '127.0.0.7' }, 'local ok');
  await go({ host: '127.0.0.1', localAddress: 'x' }, 'local bad');
  await go({ host: '127.0.0.1', localPort: -1 }, 'localPort');
  await go({ host: '127.0.0.1', localPort: 'x' }, 'localPort');
  await go({ host: '127.0.0.1', localAddress: '8.8.8.8' }, 'local not mine');
  await go({ host: '127.0.0.1', localPort: port, localAddress: '127.0.0.1' }, 'local in use');
  await go({ autoSelectFamily: 5 }, 'asf');
  await go({ autoSelectFamilyAttemptTimeout: 0 }, 'asft');
  await go({ autoSelectFamily: true, autoSelectFamilyAttemptTimeout: 'x' }, 'asft');
  await go({ autoSelectFamilyAttemptTimeout: 1, host: 'a.test', lookup: lk('127.0.0.1') }, 'asft min');
  for (const p of [-1, 65536, 'x', '', NaN, null, undefined, {}, '1', 1.5, '0x1', ' 1'])
    err(() => {
      const c = net.connect({ port: p, host: '127.0.0.1' });
      c.on('error', () => {});
      show('ok', p);
      c.destroy();
    });
  for (const a of [[], [null], [{}], ['/nonexistent'], [{ path: 5 }], [5.5], [true], [() => {}]])
    err(() => {
      const c = net.connect(...a);
      c.on('error', (e) => show(a, e.code));
      c.on('close', () => {});
      show('ok', a);
    });
  await later(30);
  show(net.getDefaultAutoSelectFamily(), net.getDefaultAutoSelectFamilyAttemptTimeout());
  net.setDefaultAutoSelectFamilyAttemptTimeout(1);
  show(net.getDefaultAutoSelectFamilyAttemptTimeout());
  err(() => net.setDefaultAutoSelectFamily(5));
  err(() => net.setDefaultAutoSelectFamilyAttemptTimeout('x'));
  err(() => net.setDefaultAutoSelectFamilyAttemptTimeout(-1));
  await T('listen forms', async () => {
    const L = (...a) =>
      new Promise((r) => {
        const sv = net.createServer();
        let done = false;
        sv.on('error', (e) => {
          show('error', e.code, e.syscall, e.address?.replace(process.pid, 'PID'), e.port, e.message, Object.keys(e).join());
          r();
        });
        const ok = err(() => {
          sv.listen(...a, () => {
            const ad = sv.address();
            if (ad?.port) ad.port = ad.port === port ? 'PORT' : 'N';
            show('ok', JSON.stringify(ad)?.replace(process.pid, 'PID'));
            sv.close(r);
          });
          return true;
        });
        if (!ok) r();
      });
    await L();
    await L(0);
    await L('0');
    await L(null);
    await L(undefined);
    await L({ port: 0 });
    await L({ port: 0, host: '127.0.0.1' });
    await L(0, '127.0.0.1', 5);
    await L(0, 5);
    await L({ port: 0, host: 'localhost', family: 4 });
    await L({ port: 0, ipv6Only: true });
    await L({ port: 0, host: '::', ipv6Only: true });
    await L(port, '127.0.0.1');
    await L({ port: 70000 });
    await L(-1);
    await L('x');
    await L({});
    await L({ port: 'x' });
    await L(true);
    await L({ fd: -1 });
    await L({ fd: 9999 });
    await L({ path: 5 });
    await L(5.5);
    await L({ port: 0, host: '8.8.8.8' });
    await L({ port: 0, host: 'nonexistent.invalid' });
    await L({ port: 0, reusePort: true });
    await L('/nonexistent/x');
    await L({ path: path.join(os.tmpdir(), `anode-${process.pid}.sock`), readableAll: true, writableAll: true });
    await L({ handle: {} });
    await L({ _handle: {} });
    await L(NaN);
    await L(Symbol('x'));
    await L(() => {});
    await L({ port: null });
    await L({ port: undefined });
    await L({ path: undefined, port: undefined });
    await L({ host: '127.0.0.1' });
    await L({ fd: 0.5 });
    await L({ fd: 'x' });
    await L({ backlog: 'x', port: 0 });
    await L(os.tmpdir());
    const sv = net.createServer();
    sv.listen(0);
    err(() => sv.listen(0));
    await once(sv, 'listening');
    err(() => sv.listen(0));
    sv.close();
    err(() => sv.listen(0));
    await later(20);
    show(sv.listening, sv.address() && 'addr');
    sv.close((e) => show('c1', e?.code));
    sv.close((e) => show('c2', e?.code));
    await later(10);
    show(sv.address());
    await sv[Symbol.asyncDispose]().then(
      () => show('disposed'),
      (e) => show(e.code),
    );
    const fdserver = net.createServer();
    await once(fdserver.listen(0), 'listening');
    const s2 = net.createServer();
    const fd = fdserver._handle.fd;
    s2.on('error', (e) => show('fd', e.code));
    s2.listen({ fd });
    await later(10);
    show('fd', s2.listening, fd > 2);
    // They have one descriptor, which one of them closes.
    fdserver.unref();
    s2.close();
    const hs = net.createServer(),
      h2 = net.createServer();
    await once(hs.listen(0), 'listening');
    h2.listen(hs, () => {
      show('handle', h2.address().port === hs.address().port);
      h2.close();
      hs.close();
    });
    await later(20);
  });
  s.close();
})();
