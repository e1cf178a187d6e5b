'use strict';
// fetch beyond single exchanges: bodies that stream both ways, back-pressure, aborts at every point, redirect modes and what they
// keep, compressed answers that are broken, connections that are kept and shared, dispatchers, codes of failures, uploads of forms.
const http = require('node:http');
const net = require('node:net');
const zlib = require('node:zlib');

const later = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
const show = (error) => `${error.name} ${error.code ?? ''} ${error.message} | ${error.cause?.name} ${error.cause?.code} ${error.cause?.message?.replace(/:\d{4,5}\b/, ':PORT')}`;
const listen = (server) => new Promise((resolve) => { server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}`)); });

let connections = 0;
let seen = [];
const routes = {
  '/echo': (req, res) => req.pipe(res),
  '/ok': (req, res) => res.end('ok'),
  '/never': (req, res) => res.on('close', () => seen.push(`closed, finished ${res.writableFinished}`)),
  '/endless': (req, res) => {
    let written = 0;
    const write = () => {
      while (!res.destroyed) {
        written++;
        if (!res.write(Buffer.alloc(16384, 'x'))) break;
      }
    };
    res.on('drain', write);
    res.on('close', () => seen.push(`endless stopped ${written < 2000}`));
    write();
  },
  '/show': async (req, res) => {
    const chunks = [];
    for await (const chunk of req) chunks.push(chunk);
    res.end(JSON.stringify([req.method, Object.keys(req.headers).filter((name) => /authorization|cookie|content|x-/.test(name)), Buffer.concat(chunks).length]));
  },
  '/early': (req, res) => res.writeHead(413, { Connection: 'close' }).end('too large'),
  '/empty-gzip': (req, res) => res.writeHead(200, { 'Content-Encoding': 'gzip' }).end(),
  '/bad-gzip': (req, res) => res.writeHead(200, { 'Content-Encoding': 'gzip' }).end('this is no gzip'),
  '/cut-gzip': (req, res) => res.writeHead(200, { 'Content-Encoding': 'gzip' }).end(zlib.gzipSync('x'.repeat(1000)).subarray(0, 20)),
  '/deflate': (req, res) => res.writeHead(200, { 'Content-Encoding': 'deflate' }).end(zlib.deflateSync('deflated')),
  '/raw-deflate': (req, res) => res.writeHead(200, { 'Content-Encoding': 'deflate' }).end(zlib.deflateRawSync('raw deflated')),
  '/twice': (req, res) => res.writeHead(200, { 'Content-Encoding': 'gzip, br' }).end(zlib.brotliCompressSync(zlib.gzipSync('twice'))),
  '/unknown': (req, res) => res.writeHead(200, { 'Content-Encoding': 'secret' }).end('as it is'),
  '/close': (req, res) => res.writeHead(200, { Connection: 'close' }).end('closed'),
  '/204': (req, res) => res.writeHead(204).end(),
};

async function main() {
  const server = http.createServer((req, res) => {
    const { pathname, searchParams } = new URL(req.url, 'http://x');
    if (pathname === '/to') {
      res.writeHead(Number(searchParams.get('status')), { Location: searchParams.get('location') }).end();
      return;
    }
    routes[pathname](req, res);
  });
  server.on('connection', () => { connections++; });
  const base = await listen(server);
  const text = (path, init) => fetch(base + path, init).then((res) => res.text()).catch(show);

  console.log('both ways at once');
  {
    const { readable, writable } = new TransformStream();
    const writer = writable.getWriter();
    const pending = fetch(`${base}/echo`, { method: 'POST', body: readable, duplex: 'half' });
    await writer.write(Buffer.from('one'));
    const res = await pending;
    const reader = res.body.getReader();
    console.log(String(Buffer.from((await reader.read()).value)));
    await writer.write(Buffer.from('two'));
    console.log(String(Buffer.from((await reader.read()).value)));
    await writer.close();
    console.log((await reader.read()).done);
  }
  console.log('bodies that cannot be');
  for (const init of [
    { method: 'POST', body: new ReadableStream() }, { method: 'POST', body: new ReadableStream({ start: (c) => { c.enqueue('text'); c.close(); } }), duplex: 'half' },
    { method: 'POST', body: new ReadableStream({ start: (c) => c.error(new Error('mine')) }), duplex: 'half' },
    { method: 'POST', duplex: 'half', body: (async function*() { yield Buffer.from('generated'); })() },
    { method: 'POST', duplex: 'half', body: (async function*() { yield Buffer.from('a'); throw new Error('thrown'); })() },
    { method: 'CONNECT' }, { method: 'a b' }, { method: 'GET', body: 'x' }, { headers: { 'a b': 'c' } }, { headers: { a: '\n\u0100' } }, { redirect: 'x' }, { signal: {} },
  ]) console.log(await text('/echo', init));

  console.log('a body that is not read holds its sender back');
  {
    const controller = new AbortController();
    const res = await fetch(`${base}/endless`, { signal: controller.signal });
    await later(100);
    controller.abort(new Error('enough'));
    console.log(await res.text().catch(show), res.bodyUsed);
    while (seen.length === 0) await later(1);
    console.log(seen);
    seen = [];
    const cancelled = await fetch(`${base}/endless`);
    await cancelled.body.cancel('not needed');
    while (seen.length === 0) await later(1);
    console.log(seen, cancelled.bodyUsed);
    seen = [];
  }
  console.log('aborts');
  {
    const controller = new AbortController();
    const pending = text('/never', { signal: controller.signal });
    await later(30);
    controller.abort();
    console.log(await pending);
    while (seen.length === 0) await later(1);
    console.log(seen);
    const reading = new AbortController();
    const { body } = await fetch(`${base}/endless`, { signal: reading.signal });
    const reader = body.getReader();
    console.log((await reader.read()).value.length > 0);
    reading.abort('a reason');
    for (let ended = false; !ended;) await reader.read().catch((error) => { ended = true; console.log(error?.name ?? error); });
    const both = AbortSignal.any([AbortSignal.timeout(20), new AbortController().signal]);
    console.log(await text('/never', { signal: both }));
    console.log(await fetch(new Request(`${base}/ok`, { signal: AbortSignal.abort() })).catch(show));
  }

  console.log('redirects');
  const other = http.createServer(routes['/show']);
  const otherBase = await listen(other);
  for (const status of [301, 302, 303, 307, 308]) {
    for (const method of ['GET', 'POST', 'PUT']) {
      console.log(status, method, await text(`/to?status=${status}&location=/show`, { method, body: method === 'GET' ? undefined : 'body', headers: { 'X-Own': '1', 'Authorization': 'a' } }));
    }
  }
  console.log('another origin', await text(`/to?status=307&location=${otherBase}/show`, { headers: { 'Authorization': 'a', 'Cookie': 'b', 'X-Own': '1' } }));
  console.log('a stream', await text('/to?status=307&location=/show', { method: 'POST', duplex: 'half', body: new Blob(['x']).stream() }));
  for (const location of ['ftp://x/', 'http://u:p@127.0.0.1/', '#fragment', '', 'http://[', '//'].map(encodeURIComponent)) console.log(decodeURIComponent(location), await text(`/to?status=302&location=${location}`, { redirect: 'follow' }).then((answer) => answer.slice(0, 200)));
  const manual = await fetch(`${base}/to?status=301&location=/show`, { redirect: 'manual' });
  console.log(manual.type, manual.status, manual.redirected, manual.headers.get('location'), await manual.text() === '');
  const followed = await fetch(`${base}/to?status=301&location=/ok%23there`);
  console.log(followed.redirected, followed.url.replace(base, ''), await followed.text());

  console.log('compressed');
  for (const path of ['/empty-gzip', '/bad-gzip', '/cut-gzip', '/deflate', '/raw-deflate', '/twice', '/unknown']) console.log(path, JSON.stringify(await text(path)));
  const head = await fetch(`${base}/deflate`, { method: 'HEAD' });
  console.log(head.headers.get('content-encoding'), await head.text() === '');

  console.log('connections');
  connections = 0;
  for (let count = 0; count < 5; count++) await text('/ok');
  console.log('one after the other', connections);
  connections = 0;
  await Promise.all(Array.from({ length: 10 }, () => text('/ok')));
  console.log('together, some', connections > 1 && connections <= 10);
  await text('/close');
  console.log(await text('/ok'), await text('/early', { method: 'POST', body: 'x' }));
  console.log((await fetch(`${base}/204`)).body, (await fetch(`${base}/ok`, { keepalive: true })).status);

  console.log('a dispatcher');
  const asked = [];
  const symbol = Object.getOwnPropertySymbols(globalThis).find((key) => String(key).includes('undici.globalDispatcher'));
  const dispatcher = {
    dispatch(options, handler) {
      asked.push(`${options.method} ${options.path}`);
      return globalThis[symbol].dispatch(options, handler);
    },
  };
  console.log(await text('/ok', { dispatcher }), asked);
  console.log(await text('/ok', { dispatcher: { dispatch() { throw new Error('no way'); } } }));

  console.log('failures');
  const raw = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end(answer));
  });
  const rawBase = await listen(raw);
  let answer;
  for (answer of [
    '', 'garbage', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx',
    'HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na', `HTTP/1.1 200 OK\r\nA: ${'a'.repeat(20000)}\r\n\r\n`,
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok', 'HTTP/1.0 200 OK\r\n\r\nuntil the end', 'HTTP/1.1 407 Proxy\r\nContent-Length: 0\r\n\r\n', 'HTTP/1.1 200 OK\r\nLocation: x\r\n\r\n',
  ]) {
    const result = await fetch(`${rawBase}/`).then(async (res) => `${res.status} ${await res.text()}`).catch(show);
    console.log(JSON.stringify(answer.slice(0, 60)), result.replace(/\(.*\)/, '').slice(0, 200));
  }
  for (const url of ['http://127.0.0.1:1/', 'http://[::1]:1/', 'http://u:p@127.0.0.1/', 'about:blank', 'file:///etc/passwd', 'data:,x', 'data:nothing', '/relative']) {
    console.log(url, await fetch(url).then((res) => res.text()).catch(show));
  }

  console.log('forms');
  const form = new FormData();
  form.append('a', 'b');
  form.append('quote"\r\n', 'line\nline\r\n');
  form.append('file', new Blob(['x'.repeat(100000)]), 'f\u00fc"r.bin');
  const parsed = await (await fetch(`${base}/echo`, { method: 'POST', body: form })).text();
  console.log(parsed.replace(/formdata-undici-\d+/g, 'BOUNDARY').replace(/x{100000}/, 'XXX'));
  const echoed = await new Response(form).formData();
  console.log([...echoed].map(([name, value]) => [name, typeof value === 'string' ? value : [value.name, value.size, value.type]]));

  server.closeAllConnections();
  for (const each of [server, other, raw]) each.close();
}
main();
