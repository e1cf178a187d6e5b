// HTTP/2 as packages use it: fastify and koa serve over TLS and cleartext, HTTP/1 beside it; got, undici and fetch with undici's
// dispatcher, and http2-wrapper are the clients.
// timeout: 90
'use strict';
const fs = require('node:fs');
const http2 = require('node:http2');
const path = require('node:path');
const { once } = require('node:events');
const fastify = require('fastify');
const Koa = require('koa');
const undici = require('undici');
const wrapper = require('http2-wrapper');

const pem = (name) => fs.readFileSync(path.join(__dirname, '../fixtures/tls', `${name}.pem`));
const identity = { key: pem('server-key'), cert: pem('server-cert') };
const ca = pem('ca-cert');

const attempt = async (name, action) => {
  try {
    console.log(name, await action());
  } catch (error) {
    console.log(name, error.name, error.code ?? error.cause?.code, error.message.replace(/:\d{4,5}/g, ':PORT'));
  }
};

async function startFastify() {
  const app = fastify({ http2: true, https: { ...identity, allowHTTP1: true } });
  app.get('/', async (request, reply) => {
    reply.header('x-version', request.raw.httpVersion);
    return { version: request.raw.httpVersion, host: request.hostname.replace(/:\d+/, ''), url: request.url, alpn: request.raw.socket.alpnProtocol };
  });
  app.post('/echo', async (request) => ({ body: request.body, type: request.headers['content-type'] }));
  app.put('/length', async (request) => request.body.length);
  app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer', bodyLimit: 1 << 22 }, (request, body, done) => done(null, body));
  app.get('/large', (request, reply) => reply.send(Buffer.alloc(1_000_000, 'x')));
  app.get('/error', async () => { throw Object.assign(new Error('teapot'), { statusCode: 418 }); });
  app.get('/slow', (request, reply) => { setTimeout(() => reply.send('slow'), 5000).unref(); });
  app.get('/cookies', (request, reply) => reply.header('set-cookie', ['a=1', 'b=2']).send(request.headers.cookie ?? 'none'));
  app.get('/abort', (request, reply) => {
    reply.hijack();
    reply.raw.stream.respond({ ':status': 200 });
    reply.raw.stream.write('part');
    setTimeout(() => reply.raw.stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR), 20);
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  return app;
}

async function startKoa() {
  const app = new Koa();
  app.use(async (ctx, next) => {
    await next();
    ctx.set('x-seen', ctx.req.httpVersion);
  });
  app.use(async (ctx) => {
    if (ctx.path === '/stream') ctx.body = fs.createReadStream(__filename);
    else if (ctx.path === '/none') ctx.status = 204;
    else if (ctx.path === '/missing') ctx.throw(404, 'not here');
    else if (ctx.method === 'POST') {
      let text = '';
      for await (const chunk of ctx.req) text += chunk;
      ctx.body = text.toUpperCase();
    } else ctx.body = { method: ctx.method, host: ctx.host.replace(/:\d+/, ''), query: ctx.query, protocol: ctx.protocol, secure: ctx.secure, ip: ctx.ip };
  });
  app.on('error', (error) => console.log('koa error', error.message));
  const server = http2.createServer(app.callback());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function withFastify(base) {
  const { default: got } = await import('got');
  for (const version of [true, false]) {
    const client = got.extend({ prefixUrl: base, http2: version, https: { certificateAuthority: ca }, retry: { limit: 0 } });
    await attempt(`got http2=${version}`, async () => { const response = await client('', { responseType: 'json' }); return [response.statusCode, response.httpVersion, response.body]; });
    await attempt('got post', async () => client.post('echo', { json: { a: [1, 2] } }).json());
    await attempt('got put', async () => client.put('length', { body: Buffer.alloc(500_000), headers: { 'content-type': 'application/octet-stream' } }).text());
    await attempt('got large', async () => (await client('large').buffer()).length);
    await attempt('got error', async () => client('error').text());
    await attempt('got cookies', async () => { const response = await client('cookies', { headers: { cookie: 'x=1; y=2' } }); return [response.body, response.headers['set-cookie']]; });
    await attempt('got timeout', async () => client('slow', { timeout: { request: 50 } }).text());
    await attempt('got in parallel', async () => (await Promise.all(Array.from({ length: 20 }, () => client('').json()))).length);
  }

  const agent = new undici.Agent({ allowH2: true, connect: { ca } });
  await attempt('undici', async () => {
    const { statusCode, headers, body } = await undici.request(`${base}/`, { dispatcher: agent });
    return [statusCode, headers['x-version'], await body.json()];
  });
  await attempt('undici post', async () => (await undici.request(`${base}/echo`, { method: 'POST', body: '{"a":1}', headers: { 'content-type': 'application/json' }, dispatcher: agent })).body.json());
  await attempt('undici large', async () => (await (await undici.request(`${base}/large`, { dispatcher: agent })).body.arrayBuffer()).byteLength);
  await attempt('undici in parallel', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => undici.request(`${base}/`, { dispatcher: agent })));
    return (await Promise.all(answers.map(({ body }) => body.json()))).every(({ version }) => version === '2.0');
  });
  await attempt('undici abort', async () => undici.request(`${base}/slow`, { dispatcher: agent, signal: AbortSignal.timeout(30) }));
  await attempt('fetch', async () => { const response = await undici.fetch(`${base}/`, { dispatcher: agent }); return [response.status, response.headers.get('x-version'), await response.json()]; });
  await attempt('fetch post', async () => (await undici.fetch(`${base}/echo`, { method: 'POST', body: JSON.stringify({ b: 2 }), headers: { 'content-type': 'application/json' }, dispatcher: agent })).json());
  await attempt('fetch 418', async () => (await undici.fetch(`${base}/error`, { dispatcher: agent })).status);
  await agent.close();

  await attempt('http2-wrapper auto', async () => {
    const request = await wrapper.auto(`${base}/`, { ca });
    request.end();
    const [response] = await once(request, 'response');
    let text = '';
    for await (const chunk of response) text += chunk;
    return [response.statusCode, response.httpVersion, JSON.parse(text)];
  });
  await attempt('http2-wrapper cut off', async () => {
    const request = wrapper.get(`${base}/abort`, { ca });
    const [response] = await once(request, 'response');
    for await (const chunk of response) console.log('  ', String(chunk));
    return [response.complete, response.aborted];
  });
  wrapper.globalAgent.destroy();
}

async function withKoa(base) {
  const client = http2.connect(base);
  const ask = (headers, body) => new Promise((resolve, reject) => {
    const stream = client.request(headers);
    let text = '';
    let answer;
    stream.setEncoding('utf8').on('response', (value) => { answer = value; }).on('data', (chunk) => { text += chunk; }).on('error', reject)
      .on('end', () => resolve([answer[':status'], answer['content-type'], answer['x-seen'], text.length > 200 ? text.length > 1000 : text])).end(body);
  });
  for (const url of ['/?a=b', '/stream', '/none', '/missing']) await attempt(`koa ${url}`, () => ask({ ':path': url }));
  await attempt('koa post', () => ask({ ':path': '/', ':method': 'POST' }, 'text'));
  await attempt('koa head', () => ask({ ':path': '/', ':method': 'HEAD' }));
  client.close();
}

async function main() {
  const app = await startFastify();
  await withFastify(`https://localhost:${app.server.address().port}`);
  await app.close();
  const server = await startKoa();
  await withKoa(`http://localhost:${server.address().port}`);
  server.close();
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
