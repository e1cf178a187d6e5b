'use strict';
// Options of sockets and what they refuse, bound and unbound: memberships, interfaces, hops, buffers; arguments of send, bind and connect.
const dgram = require('node:dgram'),
  { once } = require('node:events');
const { later, steps } = require('../_steps');
const show = (...a) => console.log(...a);
const { attempt: err } = steps(show);
(async () => {
  const s = dgram.createSocket('udp4');
  await new Promise((r) => s.bind(0, '127.0.0.1', r));
  const u = dgram.createSocket('udp4');
  for (const [n, sock] of [
    ['bound', s],
    ['unbound', u],
  ]) {
    for (const a of [
      [],
      [1],
      ['x'],
      ['127.0.0.1'],
      ['224.0.0.114'],
      ['224.0.0.114', 'x'],
      ['224.0.0.115', '127.0.0.1'],
      ['224.0.0.114', 5],
      ['ff02::1'],
      [null],
    ]) {
      err(`${n} addMembership ${a}`, () => sock.addMembership(...a));
      err(`${n} dropMembership ${a}`, () => sock.dropMembership(...a));
    }
    for (const a of [
      [],
      ['x'],
      ['127.0.0.1', 'x'],
      ['127.0.0.1', '224.0.0.114'],
      ['127.0.0.1', '224.0.0.114', '127.0.0.1'],
      [1, '224.0.0.1'],
      ['127.0.0.1', 5],
    ]) {
      err(`${n} addSSM ${a}`, () => sock.addSourceSpecificMembership(...a));
      err(`${n} dropSSM ${a}`, () => sock.dropSourceSpecificMembership(...a));
    }
    for (const v of [undefined, 0, 1, 64, 255, 256, -1, 'x', 1.5, null]) {
      err(`${n} ttl ${v}`, () => sock.setTTL(v));
      err(`${n} mttl ${v}`, () => sock.setMulticastTTL(v));
    }
    for (const v of [undefined, true, 0, 'x']) {
      err(`${n} loop ${v}`, () => sock.setMulticastLoopback(v));
      err(`${n} bc ${v}`, () => sock.setBroadcast(v));
    }
    for (const v of [undefined, '127.0.0.1', '0.0.0.0', 'x', '', '::1', '8.8.8.8', 5])
      err(`${n} mif ${v}`, () => sock.setMulticastInterface(v));
    for (const v of [undefined, 0, -1, 'x', 1.5, 1e9, 2 ** 31, NaN]) {
      err(`${n} rcv ${v}`, () => sock.setRecvBufferSize(v));
      err(`${n} snd ${v}`, () => sock.setSendBufferSize(v));
    }
    err(`${n} getrcv`, () => sock.getRecvBufferSize() > 0);
    err(`${n} qs`, () => [sock.getSendQueueSize(), sock.getSendQueueCount()]);
    err(`${n} addr`, () => ({ ...sock.address(), port: 'P' }));
    err(`${n} raddr`, () => sock.remoteAddress());
    err(`${n} disc`, () => sock.disconnect());
    err(`${n} ref`, () => sock.ref().unref().ref() === sock);
    await later(5);
  }
  const v6 = dgram.createSocket({ type: 'udp6', ipv6Only: true });
  await new Promise((r) => v6.bind(0, '::1', r));
  for (const a of [['ff02::1'], ['ff02::1', '::%lo'], ['ff02::1', 'lo'], ['224.0.0.1'], ['ff02::1', '::%nope']])
    err(`v6 ${a}`, () => {
      v6.addMembership(...a);
      v6.dropMembership(...a);
    });
  for (const v of ['::%lo', '::%1', '::', 'x', '::%nope', '127.0.0.1']) err(`v6 mif ${v}`, () => v6.setMulticastInterface(v));
  err('v6 ttl', () => v6.setTTL(5));
  err('v6 mttl', () => v6.setMulticastTTL(5));
  err('v6 loop', () => v6.setMulticastLoopback(true));
  v6.close();
  for (const a of [
    [],
    ['udp'],
    ['udp5'],
    [5],
    [{ type: 'udp4', recvBufferSize: 'x' }],
    [{ type: 'udp4', lookup: 5 }],
    [{ type: 'udp4', signal: 5 }],
    [{ type: 'udp4', sendBlockList: 5 }],
    [{ type: 'udp4', receiveBlockList: {} }],
    [null],
    [{ type: 'udp4', reusePort: true }],
    [{ type: 'udp4', recvBufferSize: 1e4, sendBufferSize: 1e4 }],
  ])
    err(`create ${JSON.stringify(a)}`, () => {
      const x = dgram.createSocket(...a);
      x.close();
      return typeof x;
    });
  const c = dgram.createSocket('udp4');
  c.on('error', (e) => show('c error', e.code, e.message));
  for (const a of [
    [],
    ['x'],
    ['x', 0],
    ['x', 65536],
    ['x', -1],
    [5, 1],
    ['x', 1, 2, 3],
    [[], 1],
    [[1], 1],
    ['x', 0, 1, 1],
    [Buffer.from('x'), 0, 5, 1],
    [Buffer.from('x'), 2, 1, 1],
    [Buffer.from('x'), -1, 1, 1],
    ['x', 5, 5],
    [null, 1],
    [new Uint16Array(2), 1, '127.0.0.1'],
    [new DataView(new ArrayBuffer(2)), 1, '127.0.0.1'],
    ['x', '1', '127.0.0.1'],
    ['x', 1, '127.0.0.1', 'cb'],
    [{}, 1],
  ])
    err(`send ${JSON.stringify(a)}`, () => c.send(...a));
  await later(30);
  err('closed', () => {
    c.close();
    c.close();
  });
  err('closed send', () => c.send('x', 1));
  err('closed addr', () => c.address());
  err('closed bind', () => c.bind());
  const k = dgram.createSocket('udp4');
  err('connect bad', () => k.connect(0));
  err('connect', () => k.connect(s.address().port, '127.0.0.1'));
  err('connect twice', () => k.connect(1));
  await once(k, 'connect');
  err('again', () => k.connect(1));
  err('send with port', () => k.send('x', 1));
  err('send', () => k.send('x'));
  err('remote', () => ({ ...k.remoteAddress(), port: 'P' }));
  err('disc', () => k.disconnect());
  err('send d', () => k.send('x'));
  k.close();
  const e1 = dgram.createSocket('udp4');
  e1.on('error', (e) => show('bind', e.code, e.syscall, e.message.replace(/\d{4,}/, 'P'), Object.keys(e).join()));
  e1.bind(s.address().port, '127.0.0.1');
  await later(20);
  const e2 = dgram.createSocket('udp4');
  e2.on('error', (e) => show('bind', e.code, e.syscall, e.message));
  e2.bind(0, 'nonexistent.invalid');
  await later(200);
  const e3 = dgram.createSocket('udp4');
  e3.on('error', (e) => show('bind', e.code, e.syscall, e.message));
  e3.bind(0, '8.8.8.8');
  await later(20);
  err('bind twice', () => {
    s.bind(0);
  });
  const big = dgram.createSocket('udp4');
  await new Promise((r) =>
    big.send(Buffer.alloc(70000), s.address().port, '127.0.0.1', (e, n) => {
      show('big', e?.code, e?.syscall, n, e && e.message.replace(/\d{4,5}$/, 'P'));
      r();
    }),
  );
  big.close();
  const ac = new AbortController();
  const ab = dgram.createSocket({ type: 'udp4', signal: ac.signal });
  ab.on('close', () => show('aborted'));
  ac.abort();
  await later(5);
  s.close();
  u.close();
  e1.close();
  e2.close();
  e3.close();
})();
