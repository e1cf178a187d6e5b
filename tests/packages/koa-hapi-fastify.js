// koa, hapi and fastify: routing, bodies, errors, streams, hooks, validation; over the network and injected.
'use strict';
const http = require('node:http');
const { Readable } = require('node:stream');
const Fastify = require('fastify');
const Hapi = require('@hapi/hapi');
const Koa = require('koa');

function call(port, method, path, { headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const req = http.request({ port, host: '127.0.0.1', method, path, headers }, (res) => {
      let content = '';
      res.setEncoding('utf8').on('data', (chunk) => { content += chunk; }).on('end', () => {
        delete res.headers.date;
        console.log(method, path, res.statusCode, JSON.stringify(res.headers), content.slice(0, 300));
        resolve();
      });
    });
    req.on('error', reject);
    req.end(body);
  });
}

async function koa() {
  const app = new Koa();
  app.silent = true;
  app.use(async (ctx, next) => {
    try {
      await next();
    } finally {
      ctx.set('X-Steps', '2');
    }
  });
  app.use(async (ctx) => {
    switch (ctx.path) {
      case '/json': ctx.body = { a: 1, query: ctx.query, type: ctx.request.type }; break;
      case '/stream': ctx.body = Readable.from(['a', 'b']); break;
      case '/buffer': ctx.body = Buffer.from('buffer'); break;
      case '/empty': ctx.body = null; break;
      case '/throw': ctx.throw(403, 'not you'); break;
      case '/bug': throw new Error('bug');
      case '/cookie': ctx.cookies.set('a', 'b', { signed: false }); ctx.body = ctx.cookies.get('c') ?? 'none'; break;
      case '/redirect': ctx.redirect('/json'); break;
      case '/response': ctx.body = new Blob(['blob'], { type: 'text/plain' }); break;
    }
  });
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => { server.once('listening', resolve); });
  const { port } = server.address();
  for (const path of ['/json?a=1', '/stream', '/buffer', '/empty', '/throw', '/bug', '/cookie', '/redirect', '/response', '/none']) {
    await call(port, 'GET', path, { headers: { cookie: 'c=d' } });
  }
  await call(port, 'HEAD', '/json');
  server.closeAllConnections();
  await new Promise((resolve) => { server.close(resolve); });
}

async function hapi() {
  const server = Hapi.server({ port: 0, host: '127.0.0.1', debug: false });
  server.route([
    { method: 'GET', path: '/user/{id}', handler: (request) => ({ id: request.params.id, query: request.query }) },
    { method: 'POST', path: '/echo', handler: (request, h) => h.response(request.payload).code(201).header('x-own', 'y') },
    { method: 'GET', path: '/stream', handler: () => Readable.from([Buffer.from('a'), Buffer.from('b')], { objectMode: false }) },
    { method: 'GET', path: '/fails', handler: () => { throw new Error('fails'); } },
    { method: 'GET', path: '/late', handler: async () => { await new Promise(setImmediate); return 'late'; } },
  ]);
  server.ext('onPreResponse', (request, h) => h.continue);
  await server.start();
  const { port } = server.info;
  await call(port, 'GET', '/user/5?x=y');
  await call(port, 'POST', '/echo', { headers: { 'content-type': 'application/json' }, body: '{"a":1}' });
  await call(port, 'POST', '/echo', { headers: { 'content-type': 'application/json' }, body: '{"a":' });
  for (const path of ['/stream', '/fails', '/late', '/none']) await call(port, 'GET', path);
  const injected = await server.inject({ method: 'POST', url: '/echo', payload: { in: 1 } });
  console.log('inject', injected.statusCode, injected.payload, injected.headers['content-type']);
  await server.stop();
}

async function fastify() {
  const app = Fastify({ logger: false });
  app.addHook('onRequest', async (request, reply) => { reply.header('x-hook', request.method); });
  app.addHook('preSerialization', async (request, reply, payload) => ({ ...payload, hooked: true }));
  app.get('/user/:id', {
    schema: { params: { type: 'object', properties: { id: { type: 'integer' } } }, response: { 200: { type: 'object', properties: { id: { type: 'integer' }, hooked: { type: 'boolean' } } } } },
  }, async (request) => ({ id: request.params.id, hidden: 1 }));
  app.post('/echo', { schema: { body: { type: 'object', required: ['a'], properties: { a: { type: 'number' } } } } }, async (request) => request.body);
  app.get('/stream', (request, reply) => reply.type('text/plain').send(Readable.from(['a', 'b'])));
  app.get('/text', async () => 'text');
  app.get('/error', async () => { throw Object.assign(new Error('no'), { statusCode: 409 }); });
  app.register(async (scope) => { scope.get('/inner', async () => ({ inner: true })); }, { prefix: '/v1' });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address();
  const json = { 'content-type': 'application/json' };
  for (const path of ['/user/3', '/user/x', '/stream', '/text', '/error', '/v1/inner', '/none']) await call(port, 'GET', path);
  await call(port, 'POST', '/echo', { headers: json, body: '{"a":1}' });
  await call(port, 'POST', '/echo', { headers: json, body: '{"b":1}' });
  await call(port, 'POST', '/echo', { headers: json, body: '{' });
  await call(port, 'POST', '/echo', { headers: { 'content-type': 'x/y' }, body: 'x' });
  const injected = await app.inject({ method: 'GET', url: '/user/9' });
  console.log('inject', injected.statusCode, injected.body, injected.headers['x-hook']);
  await app.close();
}

(async () => {
  await koa();
  await hapi();
  await fastify();
})();
