// HTTP clients: axios, got, node-fetch and undici against one server; and http-proxy in between.
'use strict';
const http = require('node:http');
const zlib = require('node:zlib');
const axios = require('axios');
const httpProxy = require('http-proxy');
const undici = require('undici');

const server = http.createServer(async (req, res) => {
  let body = '';
  for await (const chunk of req) body += chunk;
  const { pathname } = new URL(req.url, 'http://x');
  switch (pathname) {
    case '/gzip':
      res.setHeader('Content-Encoding', 'gzip');
      return res.end(zlib.gzipSync('unpacked'));
    case '/redirect': return res.writeHead(302, { Location: '/json' }).end();
    case '/404': return res.writeHead(404, { 'Content-Type': 'application/json' }).end('{"error":"none"}');
    case '/slow': return setTimeout(() => res.end('slow'), 2000).unref();
    case '/cut':
      res.writeHead(200, { 'Content-Length': 10 });
      res.write('abc');
      return setTimeout(() => res.destroy(), 20);
    case '/text': return res.end('text');
  }
  res.setHeader('Content-Type', 'application/json');
  res.setHeader('Set-Cookie', ['a=1', 'b=2']);
  const { host, 'user-agent': agent, connection, ...headers } = req.headers;
  res.end(JSON.stringify({ method: req.method, url: req.url, body, type: headers['content-type'], length: headers['content-length'], own: headers['x-own'] }));
});

const attempt = async (name, action) => {
  try {
    console.log(name, await action());
  } catch (error) {
    console.log(name, error.name, error.code ?? error.cause?.code, error.message.replace(/:\d{4,5}/g, ':PORT'));
  }
};

async function main() {
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const base = `http://127.0.0.1:${server.address().port}`;
  const { default: got } = await import('got');
  const { default: nodeFetch, FormData } = await import('node-fetch');

  const api = axios.create({ baseURL: base, headers: { 'x-own': 'y' } });
  api.interceptors.response.use((response) => { response.headers['x-seen'] = '1'; return response; });
  await attempt('axios get', async () => { const r = await api.get('/json', { params: { q: 'a b' } }); return [r.status, r.data, r.headers['set-cookie'], r.headers['x-seen']]; });
  await attempt('axios post', async () => (await api.post('/json', { a: 1 })).data);
  await attempt('axios form', async () => (await api.postForm('/json', { a: 'b' })).data.type.split(';')[0]);
  await attempt('axios gzip', async () => (await api.get('/gzip')).data);
  await attempt('axios redirect', async () => (await api.get('/redirect')).data.url);
  await attempt('axios 404', async () => (await api.get('/404')).data);
  await attempt('axios timeout', async () => (await api.get('/slow', { timeout: 50 })).data);
  await attempt('axios stream', async () => { let t = ''; for await (const c of (await api.get('/text', { responseType: 'stream' })).data) t += c; return t; });
  await attempt('axios abort', async () => { const c = new AbortController(); setTimeout(() => c.abort(), 30); return (await api.get('/slow', { signal: c.signal })).data; });

  const client = got.extend({ prefixUrl: base, retry: { limit: 0 } });
  await attempt('got json', async () => client('json', { searchParams: { q: 1 } }).json());
  await attempt('got post', async () => client.post('json', { json: { a: 1 } }).json());
  await attempt('got form', async () => client.post('json', { form: { a: 'b' } }).json());
  await attempt('got gzip', async () => client('gzip').text());
  await attempt('got redirect', async () => (await client('redirect')).url.replace(base, ''));
  await attempt('got 404', async () => client('404').text());
  await attempt('got timeout', async () => client('slow', { timeout: { request: 50 } }).text());
  await attempt('got cut off', async () => client('cut').text());
  await attempt('got stream', async () => { let t = ''; for await (const c of client.stream('text')) t += c; return t; });
  await attempt('got timings', async () => { const { timings } = await client('text'); return timings.phases.total >= 0 && timings.response >= timings.start; });

  await attempt('node-fetch', async () => { const r = await nodeFetch(`${base}/json`, { method: 'PUT', body: 'x' }); return [r.status, r.ok, await r.json(), r.headers.raw()['set-cookie']]; });
  await attempt('node-fetch form', async () => { const form = new FormData(); form.set('a', 'b'); const r = await nodeFetch(`${base}/json`, { method: 'POST', body: form }); return (await r.json()).type.split(';')[0]; });
  await attempt('node-fetch gzip', async () => (await nodeFetch(`${base}/gzip`)).text());
  await attempt('node-fetch redirect', async () => (await nodeFetch(`${base}/redirect`)).redirected);
  await attempt('node-fetch cut off', async () => (await nodeFetch(`${base}/cut`)).text());
  await attempt('node-fetch abort', async () => { const c = new AbortController(); setTimeout(() => c.abort(), 30); return nodeFetch(`${base}/slow`, { signal: c.signal }); });

  await attempt('undici request', async () => { const r = await undici.request(`${base}/json`, { method: 'POST', body: 'x' }); return [r.statusCode, await r.body.json()]; });
  await attempt('undici fetch', async () => { const r = await undici.fetch(`${base}/json`); return [r.status, await r.json(), r.headers.getSetCookie()]; });
  await attempt('undici cut off', async () => (await undici.fetch(`${base}/cut`)).text());
  await attempt('undici pool', async () => {
    const pool = new undici.Pool(base, { connections: 2, pipelining: 2 });
    const all = await Promise.all([1, 2, 3, 4, 5].map(async (n) => (await pool.request({ path: `/json?${n}`, method: 'GET' })).body.json()));
    await pool.close();
    return all.map(({ url }) => url);
  });
  await undici.getGlobalDispatcher().close();

  const proxy = httpProxy.createProxyServer({ target: base, xfwd: true });
  proxy.on('proxyRes', (proxyRes) => console.log('proxied', proxyRes.statusCode));
  proxy.on('error', (error, req, res) => res.writeHead(502).end(error.code));
  const front = http.createServer((req, res) => proxy.web(req, res, req.url === '/dead' ? { target: 'http://127.0.0.1:1' } : {}));
  await new Promise((resolve) => { front.listen(0, '127.0.0.1', resolve); });
  const through = axios.create({ baseURL: `http://127.0.0.1:${front.address().port}`, validateStatus: () => true });
  await attempt('proxy', async () => (await through.post('/json', { a: 1 })).data);
  await attempt('proxy gzip', async () => (await through.get('/gzip')).data);
  await attempt('proxy dead', async () => { const r = await through.get('/dead'); return [r.status, r.data]; });
  front.closeAllConnections();
  front.close();
  server.closeAllConnections();
  server.close();
}
main();
