'use strict';
// Names, classes and triggers of the resources that sockets, servers, name lookups, files, processes and the like are.
const ah = require('node:async_hooks'),
  os = require('node:os'),
  path = require('node:path'),
  net = require('node:net'),
  fs = require('node:fs'),
  http = require('node:http'),
  dns = require('node:dns'),
  dgram = require('node:dgram'),
  cp = require('node:child_process'),
  zlib = require('node:zlib'),
  tls = require('node:tls'),
  { once } = require('node:events');
// The streams of the process are there before the hooks are.
void [process.stdin, process.stdout, process.stderr];
const rows = [];
const ids = new Map();
ah.createHook({
  init(id, type, trigger, resource) {
    if (/PROMISE|TickObject|Timeout|Immediate/.test(type)) return;
    ids.set(id, rows.length);
    rows.push([type, ids.has(trigger) ? rows[ids.get(trigger)][0] : '-', resource?.constructor?.name]);
  },
}).enable();
const flush = (name) => {
  fs.writeSync(
    1,
    name +
      '\n' +
      rows
        .splice(0)
        .map((r) => '  ' + r.join(' < '))
        .join('\n') +
      '\n',
  );
  ids.clear();
};
const later = (ms) => new Promise((r) => setTimeout(r, ms));
(async () => {
  const s = net.createServer((c) => c.end('x'));
  s.listen(0);
  await once(s, 'listening');
  flush('listen');
  const c = net.connect(s.address().port, '127.0.0.1');
  c.resume();
  await once(c, 'close');
  flush('connect');
  const c2 = net.connect(s.address().port, 'localhost');
  c2.resume();
  c2.write('a');
  await once(c2, 'close');
  flush('connect name');
  const c3 = net.connect({ port: s.address().port, host: 'localhost', family: 4 });
  c3.resume();
  c3.end('a');
  await once(c3, 'close');
  flush('connect name 4');
  s.close();
  await once(s, 'close');
  const s6 = net.createServer().listen(0, 'localhost');
  await once(s6, 'listening');
  s6.close();
  flush('listen name');
  const u = net.createServer((c) => c.end('x')).listen('\0ah' + process.pid);
  await once(u, 'listening');
  flush('pipe listen');
  const uc = net.connect('\0ah' + process.pid);
  uc.resume();
  await once(uc, 'close');
  u.close();
  flush('pipe');
  const h = http.createServer((q, r) => r.end('x')).listen(0, '127.0.0.1');
  await once(h, 'listening');
  flush('http listen');
  await new Promise((r) =>
    http.get({ port: h.address().port, host: '127.0.0.1', agent: false }, (q) => {
      q.resume();
      q.on('close', r);
    }),
  );
  await later(5);
  h.close();
  h.closeAllConnections();
  await later(5);
  flush('http');
  const f = path.join(os.tmpdir(), `async-hooks-${process.pid}`);
  fs.writeFileSync(f, 'x');
  fs.watchFile(f, () => {});
  flush('watchFile');
  fs.unwatchFile(f);
  const w = fs.watch(f, () => {});
  flush('watch');
  w.close();
  fs.unlinkSync(f);
  await later(5);
  flush('closed');
  await new Promise((r) => dns.lookup('localhost', r));
  flush('lookup');
  await new Promise((r) => dns.lookupService('127.0.0.1', 1, r));
  flush('service');
  const rs = new dns.Resolver({ timeout: 50, tries: 1 });
  rs.setServers(['127.0.0.1:1']);
  flush('resolver');
  for (const k of [
    'resolve4',
    'resolve6',
    'resolveMx',
    'resolveTxt',
    'resolveAny',
    'resolveSoa',
    'resolveSrv',
    'resolvePtr',
    'resolveNs',
    'resolveNaptr',
    'resolveCname',
    'resolveCaa',
    'resolveTlsa',
    'reverse',
  ])
    await new Promise((r) => rs[k](k === 'reverse' ? '127.0.0.1' : 'x.test', r));
  flush('resolve');
  const d = dgram.createSocket('udp4');
  d.bind(0, '127.0.0.1');
  await once(d, 'listening');
  flush('dgram bind');
  d.send('x', d.address().port, '127.0.0.1');
  await once(d, 'message');
  flush('dgram send');
  d.close();
  await later(5);
  const p = cp.spawn(process.execPath, ['-e', '1'], { stdio: ['pipe', 'pipe', 'ignore', 'ipc'] });
  p.stdout.resume();
  flush('spawn');
  await once(p, 'close');
  flush('spawned');
  zlib.deflate('x', () => {});
  await later(5);
  flush('zlib');
  zlib.createGzip().end('x').resume();
  await later(5);
  flush('gzip');
  const { Worker, MessageChannel } = require('node:worker_threads');
  const mc = new MessageChannel();
  flush('channel');
  mc.port1.close();
  await later(5);
  rows.length = 0;
  require('node:crypto').randomBytes(4, () => {});
  require('node:crypto').pbkdf2('a', 'b', 1, 8, 'sha1', () => {});
  require('node:crypto').scrypt('a', 'b', 8, () => {});
  require('node:crypto').generateKeyPair('ec', { namedCurve: 'P-256' }, () => {});
  await later(50);
  flush('crypto');
  process.on('SIGUSR2', () => {});
  flush('signal');
  process.removeAllListeners('SIGUSR2');
  await fs.promises.readFile(__filename);
  flush('readFile');
  fs.readFile(__filename, () => {});
  await later(20);
  flush('readFile cb');
})();
