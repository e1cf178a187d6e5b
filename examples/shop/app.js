// A shop: a REST service with its data in PostgreSQL, a cache and a feed of events in Redis.
//
//   app.js     DATABASE_URL, REDIS_URL and PORT say where everything is
//
//   PUT  /products/SKU     {title, cents, stock}          200 the product
//   GET  /products/SKU                                    200 the product; the header x-cache says hit or miss
//   POST /orders           {lines: [{sku, quantity}]}     201 {id, cents}; 409 when there is not enough of something
//   GET  /orders/ID                                       200 {id, cents, lines}
//   GET  /events                                          a stream of server-sent events: every order as it comes
'use strict';

const fastify = require('fastify');
const { Redis } = require('ioredis');
const { Store } = require('./lib/store');

const CACHE_SECONDS = 60;
const FEED = 'shop:orders';

const product = {
  type: 'object',
  required: ['title', 'cents', 'stock'],
  additionalProperties: false,
  properties: {
    title: { type: 'string', minLength: 1 },
    cents: { type: 'integer', minimum: 0 },
    stock: { type: 'integer', minimum: 0 },
  },
};
const order = {
  type: 'object',
  required: ['lines'],
  properties: {
    lines: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['sku', 'quantity'],
        properties: { sku: { type: 'string' }, quantity: { type: 'integer', minimum: 1 } },
      },
    },
  },
};

async function createApp({ databaseUrl, redisUrl }) {
  const store = await Store.open(databaseUrl);
  const redis = new Redis(redisUrl);
  const app = fastify({ forceCloseConnections: true });
  const cacheKey = (sku) => `shop:product:${sku}`;

  app.put('/products/:sku', { schema: { body: product } }, async ({ params, body }) => {
    const saved = await store.saveProduct(params.sku, body);
    await redis.del(cacheKey(params.sku));
    return saved;
  });
  app.get('/products/:sku', async ({ params: { sku } }, reply) => {
    const cached = await redis.get(cacheKey(sku));
    reply.header('x-cache', cached ? 'hit' : 'miss');
    if (cached) return JSON.parse(cached);
    const found = await store.product(sku);
    if (!found) return reply.code(404).send({ error: 'no such product' });
    await redis.set(cacheKey(sku), JSON.stringify(found), 'EX', CACHE_SECONDS);
    return found;
  });
  app.post('/orders', { schema: { body: order } }, async ({ body }, reply) => {
    const placed = await store.placeOrder(body.lines);
    if (placed.missing) return reply.code(409).send({ error: `not enough of ${placed.missing}` });
    const changes = redis.multi();
    for (const { sku } of body.lines) changes.del(cacheKey(sku));
    await changes.publish(FEED, JSON.stringify(placed)).exec();
    return reply.code(201).send(placed);
  });
  app.get('/orders/:id', async ({ params }, reply) => {
    const found = await store.order(params.id);
    return found ?? reply.code(404).send({ error: 'no such order' });
  });

  app.get('/events', async (request, reply) => {
    const feed = redis.duplicate();
    await feed.subscribe(FEED);
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    reply.raw.write(': connected\n\n');
    feed.on('message', (channel, message) => reply.raw.write(`data: ${message}\n\n`));
    request.raw.on('close', () => feed.disconnect());
  });

  app.addHook('onClose', async () => {
    await store.close();
    await redis.quit();
  });
  return app;
}

if (require.main === module) {
  const { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, PORT: port = '3000' } = process.env;
  createApp({ databaseUrl, redisUrl })
    .then((app) => app.listen({ port: Number(port) }))
    .then((address) => console.log(`listening on ${address}`))
    .catch((error) => {
      console.error(error);
      process.exitCode = 1;
    });
}

module.exports = { createApp };
