// An enumerable property of Object.prototype, as some old libraries have it, is no listener, no option and no validator of ours:
// clients and sessions of HTTP/2 once could not be made.
'use strict';

const { once } = require('node:events');
const fs = require('node:fs');
const http = require('node:http');
const http2 = require('node:http2');
const dns = require('node:dns/promises');
const zlib = require('node:zlib');
const { execFileSync } = require('node:child_process');
const { PassThrough, pipeline } = require('node:stream');
const { promisify } = require('node:util');

// eslint-disable-next-line no-extend-native
Object.prototype.extra = 'an extra';

(async () => {
  const server = http.createServer((req, res) => {
    res.setHeader('x-one', '1');
    res.writeHead(200, { 'x-two': '2' });
    req.pipe(res);
  }).listen(0);
  await once(server, 'listening');
  const agent = new http.Agent({ keepAlive: true });
  for (let i = 0; i < 2; i++) {
    const req = http.request({ port: server.address().port, agent, method: 'POST', headers: { 'x-three': '3' } });
    req.end('body');
    const [res] = await once(req, 'response');
    const { date, ...headers } = res.headers;
    console.log(res.statusCode, headers, (await res.toArray()).join(''));
  }
  agent.destroy();
  server.close();

  const secure = http2.createServer((req, res) => res.end(req.headers['x-four'])).listen(0);
  await once(secure, 'listening');
  const session = http2.connect(`http://localhost:${secure.address().port}`);
  const stream = session.request({ 'x-four': '4' });
  const [headers] = await once(stream, 'response');
  console.log(headers[':status'], (await stream.toArray()).join(''));
  session.close();
  secure.close();

  console.log(await dns.lookup('127.0.0.1', { family: 4 }), zlib.gunzipSync(zlib.gzipSync('text', {})).toString());
  console.log((await fs.createReadStream(__filename, { end: 3 }).toArray()).join(''), execFileSync('echo', ['said'], { encoding: 'utf8' }));
  const passed = new PassThrough();
  await promisify(pipeline)(fs.createReadStream(__filename, { end: 1 }), passed.resume());
  console.log('done');
})();
