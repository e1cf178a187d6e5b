// The exchange in a process of its own, two watchers here, over sockets in a temporary folder.
// timeout: 60
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { order, watch } from './watcher.js';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'market-'));
const [prices, orders] = ['prices', 'orders'].map((name) => `ipc://${path.join(folder, name)}`);
const exchange = spawn(process.execPath, [path.join(import.meta.dirname, 'exchange.js'), prices, orders], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
let output = '';
exchange.stdout.setEncoding('utf8').on('data', (text) => { output += text; });
await once(exchange.stdout, 'data');

try {
  const [tulip, silk] = await Promise.all([watch(prices, 'TULIP', 100), watch(prices, 'SILK', 50)]);
  console.log('TULIP', tulip);
  console.log('SILK', silk);
  console.log('answers', await order(orders, [
    { symbol: 'PEPPER', quantity: 3 }, { symbol: 'GOLD', quantity: 1 }, 'not JSON', 'stop',
  ]));
  const [code] = await once(exchange, 'close');
  console.log('exchange ended with', code, output.trim().split('\n'));
} finally {
  exchange.kill('SIGKILL');
  fs.rmSync(folder, { recursive: true, force: true });
}
