'use strict';
// fetch against a server of this process: methods, bodies, streams, redirects, compression, abortion, errors.
const http = require('node:http');
const zlib = require('node:zlib');
const { once } = require('node:events');

const server = http.createServer(async (req, res) => {
  const { pathname } = new URL(req.url, 'http://x');
  const chunks = [];
  for await (const chunk of req) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  switch (pathname) {
    case '/echo':
      res.setHeader('content-type', 'application/json');
      res.end(JSON.stringify({
        method: req.method, body: body.toString('latin1').replace(/formdata-undici-0\d+/g, 'BOUNDARY'),
        headers: Object.fromEntries(Object.entries(req.headers).map(([name, value]) =>
          [name, name === 'host' ? 'HOST' : value.replace(/formdata-undici-0\d+/g, 'BOUNDARY')])),
      }));
      break;
    case '/redirect':
      res.writeHead(302, { location: '/echo' }).end();
      break;
    case '/loop':
      res.writeHead(302, { location: '/loop' }).end();
      break;
    case '/gzip':
      res.writeHead(200, { 'content-encoding': 'gzip' }).end(zlib.gzipSync('compressed'));
      break;
    case '/br':
      res.writeHead(200, { 'content-encoding': 'br' }).end(zlib.brotliCompressSync('brotli'));
      break;
    case '/slow':
      res.write('a');
      break;
    case '/broken':
      res.writeHead(200, { 'content-length': 10 });
      res.write('a');
      setTimeout(() => res.destroy(), 20);
      break;
    case '/hangup':
      req.socket.destroy();
      break;
    case '/stream':
      for (let i = 0; i < 5; i++) res.write(String(i).repeat(1000));
      res.end();
      break;
    default:
      res.writeHead(404, 'Nothing here', { 'set-cookie': ['a=1', 'b=2'], 'x-a': 'b' }).end('none');
  }
});

const show = (error) => `${error.name}: ${error.message} | ${error.cause?.code ?? error.cause?.message}`;

(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const base = `http://127.0.0.1:${server.address().port}`;
  const attempt = (...args) => fetch(...args).then((res) => res.text()).catch(show);

  const echo = await fetch(`${base}/echo`);
  console.log(echo.status, echo.ok, echo.type, echo.redirected, await echo.json());
  console.log(await attempt(`${base}/echo`, { method: 'POST', body: 'text', headers: { 'X-Custom': 'yes' } }));
  console.log(await attempt(`${base}/echo`, { method: 'PUT', body: new URLSearchParams({ a: '1', b: 'x y' }) }));
  console.log(await attempt(`${base}/echo`, { method: 'POST', body: new Blob(['blob'], { type: 'text/x' }) }));
  const form = new FormData();
  form.append('field', 'value');
  form.append('file', new File(['content'], 'name.txt', { type: 'text/plain' }));
  console.log(await attempt(`${base}/echo`, { method: 'POST', body: form }));
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('streamed'));
      controller.close();
    },
  });
  console.log(await attempt(`${base}/echo`, { method: 'POST', body, duplex: 'half' }));
  console.log(await attempt(new Request(`${base}/echo`, { method: 'DELETE', headers: [['a', '1'], ['A', '2']] })));

  const none = await fetch(`${base}/none`);
  console.log(none.status, none.statusText, none.headers.get('x-a'), none.headers.getSetCookie(), await none.text());
  const redirected = await fetch(`${base}/redirect`);
  console.log(redirected.redirected, new URL(redirected.url).pathname);
  await redirected.text();
  const manual = await fetch(`${base}/redirect`, { redirect: 'manual' });
  console.log(manual.status, manual.headers.get('location'));
  console.log(await attempt(`${base}/redirect`, { redirect: 'error' }));
  console.log(await attempt(`${base}/loop`));
  console.log(await attempt(`${base}/gzip`), await attempt(`${base}/br`));

  let length = 0;
  for await (const chunk of (await fetch(`${base}/stream`)).body) length += chunk.length;
  console.log(length);
  const [left, right] = (await fetch(`${base}/stream`)).body.tee();
  console.log((await new Response(left).text()).length, (await new Response(right).arrayBuffer()).byteLength);

  const controller = new AbortController();
  const slow = await fetch(`${base}/slow`, { signal: controller.signal });
  const text = slow.text().catch((error) => `${error.name}: ${error.message}`);
  controller.abort();
  console.log(await text);
  console.log(await attempt(`${base}/slow`, { signal: AbortSignal.abort(new Error('mine')) }));
  console.log(await attempt(`${base}/slow`, { signal: AbortSignal.timeout(30) }));

  console.log(await attempt(`${base}/hangup`, { method: 'POST', body: 'x' }));
  console.log(await attempt(`${base}/broken`));
  console.log(await attempt('http://127.0.0.1:1/'));
  console.log(await attempt('ftp://host/'));
  console.log(await attempt('not a URL'));
  console.log(await attempt(`${base}/echo`, { body: 'x' }));
  console.log(await attempt('data:text/plain;base64,aGVsbG8='));
  console.log(await attempt(URL.createObjectURL(new Blob(['of a blob']))));
  console.log(await attempt('blob:nodedata:nope'));

  server.close();
  // Connections that wait for more do not keep the process.
})();
