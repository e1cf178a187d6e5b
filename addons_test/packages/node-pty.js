'use strict';
const assert = require('node:assert');
const pty = require('node-pty');
const p = pty.spawn('/bin/sh', ['-c', 'stty size; read x; echo "got:$x:$FOO"; exit 7'], { name: 'xterm', cols: 91, rows: 33, cwd: process.cwd(), env: { ...process.env, FOO: 'bar' } });
let out = '';
let wrote = false;
p.onData((d) => { out += d; if (!wrote && out.includes('33 91')) { wrote = true; p.write('typed\r'); } });
p.onExit(({ exitCode }) => {
  assert.match(out, /33 91/); assert.match(out, /got:typed:bar/); assert.equal(exitCode, 7); assert.ok(p.pid > 0);
  console.log('ok');
});
