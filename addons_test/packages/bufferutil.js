'use strict';
const assert = require('node:assert');
const path = require('node:path');
const bu = require('bufferutil');
assert.ok(Object.keys(require.cache).some((k) => k.endsWith('.node')) || require('node-gyp-build')(path.dirname(require.resolve('bufferutil'))), 'native build in use');
const native = require('node-gyp-build')(path.dirname(require.resolve('bufferutil/package.json')));
const src = Buffer.from('hello websocket frames, masked'), mask = Buffer.from([1, 2, 3, 4]), out = Buffer.alloc(src.length);
native.mask(src, mask, out, 0, src.length);
for (let i = 0; i < src.length; i++) assert.equal(out[i], src[i] ^ mask[i & 3]);
native.unmask(out, mask);
assert.ok(out.equals(src));
bu.unmask(out, mask); bu.unmask(out, mask); assert.ok(out.equals(src));
// through ws, which uses it when present
const { WebSocketServer, WebSocket } = require('ws');
const wss = new WebSocketServer({ port: 0, host: '127.0.0.1' }, () => {
  const c = new WebSocket('ws://127.0.0.1:' + wss.address().port);
  c.on('open', () => c.send('x'.repeat(1000)));
  c.on('message', (m) => { assert.equal(m.toString(), 'y'.repeat(1000)); c.close(); });
  c.on('close', () => wss.close(() => console.log('ok')));
});
wss.on('connection', (s) => s.on('message', (m) => { assert.equal(m.length, 1000); s.send('y'.repeat(1000)); }));
