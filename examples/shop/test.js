// The shop on a PostgreSQL and a Redis of its own: products, the cache, orders at the same time, the feed, errors.
// timeout: 120
'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { startPostgres, startRedis } = require('../../tests/lib/servers');
const { createApp } = require('./app');

async function main(folder) {
  const servers = [];
  try {
    for (const start of [startPostgres, startRedis]) servers.push(await start(folder));
    const [postgres, redis] = servers;
    await useShop({ databaseUrl: postgres.url, redisUrl: redis.url });
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
  console.log('closed');
}

async function useShop(addresses) {
  const app = await createApp(addresses);
  const origin = await app.listen({ port: 0, host: '127.0.0.1' });

  const ask = async (method, where, json) => {
    const headers = json && { 'content-type': 'application/json' };
    const response = await fetch(origin + where, { method, headers, body: json && JSON.stringify(json) });
    return { status: response.status, cache: response.headers.get('x-cache'), body: await response.json() };
  };
  const show = (what, { status, cache, body }) => console.log(what, status, ...(cache ? [cache] : []), JSON.stringify(body));

  show('new', await ask('PUT', '/products/tea', { title: 'Tea \u8336', cents: 450, stock: 10 }));
  await ask('PUT', '/products/cup', { title: 'Cup', cents: 1200, stock: 3 });
  show('first', await ask('GET', '/products/tea'));
  show('second', await ask('GET', '/products/tea'));
  show('none', await ask('GET', '/products/gold'));
  show('invalid', await ask('PUT', '/products/tea', { title: 'Tea', cents: -1, stock: 1 }));

  const events = await fetch(`${origin}/events`);
  const feed = events.body.pipeThrough(new TextDecoderStream()).getReader();
  console.log('feed', events.headers.get('content-type'), JSON.stringify((await feed.read()).value));

  show('order', await ask('POST', '/orders', { lines: [{ sku: 'tea', quantity: 2 }, { sku: 'cup', quantity: 1 }] }));
  console.log('feed', JSON.stringify((await feed.read()).value));
  await feed.cancel();
  show('kept', await ask('GET', '/orders/1'));
  show('cache is emptied', await ask('GET', '/products/tea'));
  show('not enough', await ask('POST', '/orders', { lines: [{ sku: 'tea', quantity: 1 }, { sku: 'cup', quantity: 3 }] }));
  show('nothing is taken', await ask('GET', '/products/tea'));
  show('unknown', await ask('POST', '/orders', { lines: [{ sku: 'gold', quantity: 1 }] }));
  show('no order', await ask('GET', '/orders/99999'));

  // Eight are left: of twelve orders at once eight succeed.
  const rush = await Promise.all(Array.from({ length: 12 }, () => ask('POST', '/orders', { lines: [{ sku: 'tea', quantity: 1 }] })));
  console.log('rush', rush.map(({ status }) => status).sort().join(' '));
  show('sold out', await ask('GET', '/products/tea'));

  await app.close();
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'shop-'));
fs.chmodSync(folder, 0o755); // PostgreSQL runs as another user
main(folder).then(() => 0, (error) => { console.error(error); return 1; }).then((code) => {
  fs.rmSync(folder, { recursive: true, force: true });
  process.exitCode = code;
});
