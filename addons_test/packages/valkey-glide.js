'use strict';
const assert = require('node:assert');
const net = require('node:net');
const { GlideClient } = require('@valkey/valkey-glide');
// a tiny RESP3 server stands in for valkey
const store = new Map();
const srv = net.createServer((s) => {
  let buf = '';
  s.on('error', () => {});
  s.on('data', (d) => {
    buf += d.toString('latin1');
    for (;;) {
      const m = /^\*(\d+)\r\n/.exec(buf); if (!m) return;
      let pos = m[0].length; const args = [];
      for (let i = 0; i < +m[1]; i++) { const h = /^\$(\d+)\r\n/.exec(buf.slice(pos)); if (!h) return; const n = +h[1]; pos += h[0].length; if (buf.length < pos + n + 2) return; args.push(buf.slice(pos, pos + n)); pos += n + 2; }
      buf = buf.slice(pos); const c = args[0].toUpperCase();
      if (c === 'HELLO') s.write('%3\r\n$6\r\nserver\r\n$6\r\nvalkey\r\n$7\r\nversion\r\n$5\r\n8.0.0\r\n$5\r\nproto\r\n:3\r\n');
      else if (c === 'SET') { store.set(args[1], args[2]); s.write('+OK\r\n'); }
      else if (c === 'GET') { const v = store.get(args[1]); s.write(v === undefined ? '_\r\n' : `$${v.length}\r\n${v}\r\n`); }
      else if (c === 'INFO') { const t = '# Replication\r\nrole:master\r\nconnected_slaves:0\r\n'; s.write(`$${t.length}\r\n${t}\r\n`); } else s.write('+OK\r\n');
    }
  });
});
srv.listen(0, '127.0.0.1', async () => {
  const c = await GlideClient.createClient({ addresses: [{ host: '127.0.0.1', port: srv.address().port }], requestTimeout: 5000 });
  assert.equal(await c.set('k', 'v1'), 'OK'); assert.equal(await c.get('k'), 'v1'); assert.equal(await c.get('none'), null);
  c.close(); srv.close(); setTimeout(() => { console.log('ok'); process.exit(0); }, 50);
});
