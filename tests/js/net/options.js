'use strict';
// Sockets and servers by what they are made with: abstract Unix sockets, the states of a socket, resets, dropped connections, half-open
// and paused ones, block lists, signals, memory of the program's own to read into, timeouts.
const net = require('node:net'),
  { once } = require('node:events');
const { later, steps } = require('../_steps');
const show = (...a) => console.log(...a);
const { err, step: T } = steps(show);
(async () => {
  await T('abstract', async () => {
    const name = '\0anode-test-' + process.pid;
    const s = net.createServer((c) => {
      show('accepted', c.remoteAddress, c.localAddress, JSON.stringify(c.address()));
      c.end('hi');
    });
    await once(s.listen(name), 'listening');
    show(JSON.stringify(s.address()).replace(process.pid, 'PID'));
    const c = net.connect(name);
    c.on('data', (d) => show(String(d)));
    await once(c, 'close');
    const s2 = net.createServer();
    s2.on('error', (e) => show(e.code, e.syscall, JSON.stringify(e.message.replace(process.pid, 'PID'))));
    s2.listen(name);
    await later(20);
    s.close();
    await once(s, 'close');
    const c2 = net.connect(name);
    c2.on('error', (e) => show(e.code, JSON.stringify(e.message.replace(process.pid, 'PID'))));
    await once(c2, 'close').catch(() => {});
    await new Promise((r) => {
      const s3 = net.createServer().listen({ path: name }, () => {
        show('again');
        s3.close(r);
      });
    });
    const s4 = net.createServer();
    s4.on('error', (e) => show(e.code, e.message));
    s4.listen({ path: '\0' + 'x'.repeat(120) });
    await later(10);
    s4.close(() => {});
    const s5 = net.createServer();
    s5.on('error', (e) => show(e.code, e.message));
    s5.listen({ path: '/nonexistent/' + 'x'.repeat(120) });
    await later(10);
    s5.close(() => {});
  });
  await T('states', async () => {
    const s = net.createServer((c) => c.on('error', () => {}).resume());
    await once(s.listen(0), 'listening');
    const c = new net.Socket();
    const st = () => [c.connecting, c.pending, c.readyState, c.destroyed, c.readable, c.writable].join();
    show(st());
    c.connect(s.address().port);
    show(st());
    await once(c, 'connect');
    show(st());
    c.end();
    show(st());
    await once(c, 'close');
    show(st());
    c.connect(s.address().port);
    show(st());
    await once(c, 'connect');
    show(st());
    c.destroy();
    show(st());
    await once(c, 'close');
    show(st());
    const d = net.connect({ port: s.address().port, host: 'localhost' });
    show(d.connecting, d.pending, d.readyState);
    d.destroy();
    show(d.connecting, d.pending, d.readyState);
    await once(d, 'close');
    s.close();
  });
  await T('resetAndDestroy', async () => {
    const s = net.createServer((c) => {
      c.on('error', (e) => show('server side', e.code, e.syscall));
      c.on('close', (h) => show('server close', h));
      c.resume();
    });
    await once(s.listen(0), 'listening');
    const { port } = s.address();
    const c = net.connect(port);
    c.resetAndDestroy();
    c.on('error', (e) => show(e.code));
    c.on('close', (h) => show('closed while connecting', h));
    await later(30);
    const d = net.connect(port);
    await once(d, 'connect');
    show(d.resetAndDestroy() === d);
    d.on('close', (h) => show('closed', h));
    await later(30);
    show(d.resetAndDestroy() === d);
    d.on('error', (e) => show('after', e.code));
    await later(5);
    const e = new net.Socket();
    e.on('error', (x) => show('unconnected', x.code, x.message));
    e.resetAndDestroy();
    await later(5);
    s.close();
    const u = net
      .createServer((c) => {
        c.on('error', (e) => show(e.code));
        c.on('close', (h) => show('u', h));
        c.resume();
      })
      .listen('\0u' + process.pid);
    await once(u, 'listening');
    const f = net.connect('\0u' + process.pid);
    await once(f, 'connect');
    f.on('error', (e) => show('unix', e.code, e.message));
    f.resetAndDestroy();
    await later(20);
    u.close();
    f.destroy();
  });
  await T('drop', async () => {
    const s = net.createServer({}, (c) => c.resume());
    s.maxConnections = 1;
    s.on('drop', (d) => show('drop', Object.keys(d).join(), d.localAddress, d.remoteFamily));
    await once(s.listen(0, '127.0.0.1'), 'listening');
    const { port } = s.address();
    const a = net.connect(port, '127.0.0.1');
    await once(a, 'connect');
    const b = net.connect(port, '127.0.0.1');
    b.on('error', (e) => show(e.code));
    b.resume();
    await once(b, 'close');
    show(s.maxConnections, s.dropMaxConnection);
    s.dropMaxConnection = true;
    const c = net.connect(port, '127.0.0.1');
    c.on('error', (e) => show(e.code));
    c.resume();
    await once(c, 'close');
    show(await new Promise((r) => s.getConnections((e, n) => r([e, n]))), s.connections);
    a.destroy();
    s.close();
    s.maxConnections = 0;
    await once(s, 'close');
    show(await new Promise((r) => s.getConnections((e, n) => r([e, n]))));
    const u = net.createServer(() => show('never'));
    u.maxConnections = 0;
    u.on('drop', (d) => show('u drop', d));
    u.listen('\0d' + process.pid);
    await once(u, 'listening');
    const x = net.connect('\0d' + process.pid);
    x.resume();
    x.on('error', (e) => show(e.code));
    await once(x, 'close');
    u.close();
  });
  await T('keepalive etc', async () => {
    for (const o of [
      {
        keepAlive: true,
        keepAliveInitialDelay: 5000,
        noDelay: true,
        pauseOnConnect: true,
        allowHalfOpen: true,
        highWaterMark: 100,
      },
      { keepAlive: 1 },
      { noDelay: 'x' },
      { highWaterMark: -1 },
      { highWaterMark: 'x' },
      { blockList: {} },
      'x',
      { allowHalfOpen: 1 },
      { keepAliveInitialDelay: 'x' },
      { keepAliveInitialDelay: -5 },
      null,
      5,
    ]) {
      const s = err(() => net.createServer(o));
      if (s)
        show(
          Object.entries(s)
            .filter(([k, v]) => typeof v !== 'object' && !/^_/.test(k))
            .map(String)
            .join(' '),
        );
    }
    const s = net.createServer({ pauseOnConnect: true, allowHalfOpen: true, highWaterMark: 1000 }, async (c) => {
      show('paused', c.isPaused(), c.readableHighWaterMark, c.writableHighWaterMark, c.allowHalfOpen);
      await later(20);
      show(c.bytesRead);
      c.on('data', (d) => show(String(d)));
      c.on('end', () => {
        show('end');
        c.end('bye');
      });
      c.resume();
    });
    await once(s.listen(0), 'listening');
    const c = net.connect({ port: s.address().port, allowHalfOpen: true });
    c.end('hello');
    c.on('data', (d) => show(String(d)));
    await once(c, 'close');
    s.close();
  });
  await T('blockList', async () => {
    const bl = new net.BlockList();
    bl.addAddress('127.0.0.1');
    const s = net.createServer({ blockList: bl }, (c) => show('never'));
    s.on('drop', (d) => show('drop', Object.keys(d).join()));
    await once(s.listen(0, '127.0.0.1'), 'listening');
    const c = net.connect(s.address().port, '127.0.0.1');
    c.on('error', (e) => show(e.code));
    c.resume();
    await once(c, 'close');
    const d = net.connect({ port: s.address().port, host: '127.0.0.1', blockList: bl });
    d.on('error', (e) => show(e.code, e.message, Object.keys(e)));
    await new Promise((r) => d.on('close', r));
    const l = net.connect({ port: s.address().port, host: 'localhost', family: 4, blockList: bl });
    l.on('error', (e) => show(e.code, e.message, Object.keys(e)));
    await new Promise((r) => l.on('close', r));
    err(() => net.connect({ port: 1, blockList: {} }));
    err(() => net.connect({ port: 1, blockList: 5 }));
    s.close();
  });
  await T('signals', async () => {
    const ac = new AbortController();
    const s = net.createServer();
    s.listen({ port: 0, signal: ac.signal });
    await once(s, 'listening');
    ac.abort();
    await once(s, 'close');
    show('closed', s.listening);
    const s2 = net.createServer();
    s2.listen({ port: 0, signal: AbortSignal.abort() });
    s2.on('listening', () => show('listening?'));
    await once(s2, 'close');
    show('closed');
    err(() => net.createServer().listen({ port: 0, signal: 5 }));
    const c = new net.Socket({ signal: AbortSignal.abort() });
    c.on('error', (e) => show(e.name, e.code, e.message));
    await new Promise((r) => c.on('close', r));
    err(() => new net.Socket({ signal: 5 }));
    const c2 = net.connect({ port: 1, signal: AbortSignal.abort('why') });
    c2.on('error', (e) => show(e.name, e.code, e.cause));
    await new Promise((r) => c2.on('close', r));
  });
  await T('onread', async () => {
    const s = net.createServer((c) => c.on('error', () => {}).end('abcdefghij'));
    await once(s.listen(0), 'listening');
    const port = s.address().port;
    await new Promise((r) =>
      net
        .connect({
          port,
          onread: {
            buffer: Buffer.alloc(4),
            callback(n, b) {
              show(n, b.toString('latin1', 0, n));
              return true;
            },
          },
        })
        .on('close', r)
        .on('end', () => show('end')),
    );
    let i = 0;
    await new Promise((r) => {
      const c = net
        .connect({
          port,
          onread: {
            buffer: () => Buffer.alloc(3),
            callback(n, b) {
              show(n, b.length);
              if (++i == 2) {
                setTimeout(() => c.resume(), 10);
                return false;
              }
            },
          },
        })
        .on('close', r);
    });
    for (const o of [
      { buffer: 5, callback() {} },
      { buffer: Buffer.alloc(2) },
      { callback() {} },
      5,
      null,
      { buffer: new Uint8Array(0), callback() {} },
    ])
      await new Promise((r) => {
        err(() =>
          net
            .connect({ port, onread: o })
            .on('data', (d) => show('data', d.length))
            .on('close', r)
            .on('error', (e) => show(e.code)),
        ) ?? r();
      });
    s.close();
  });
  await T('timeouts', async () => {
    const s = net.createServer((c) => c.on('error', () => {}).resume());
    await once(s.listen(0), 'listening');
    const c = net.connect(s.address().port);
    for (const v of [-1, 'x', NaN, Infinity, null]) err(() => show('setTimeout', v, c.setTimeout(v) === c, c.timeout));
    err(() => c.setTimeout(5, 5));
    c.setTimeout(20);
    c.once('timeout', () => show('timeout', c.timeout));
    await once(c, 'timeout');
    c.setTimeout(0);
    show(c.timeout);
    c.destroy();
    s.close();
    for (const a of [[], [true], [true, 1000], [1, 'x'], [true, -1], [true, 1000, 500, 3], [false], [true, NaN], [true, 1e9]]) {
      const k = new net.Socket();
      err(() => show('ka', a, k.setKeepAlive(...a) === k));
      err(() => show('nd', k.setNoDelay(...a) === k));
    }
  });
  // A connection that was refused before it was accepted may hold a server open.
  process.exit();
})();
