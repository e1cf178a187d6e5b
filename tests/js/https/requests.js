'use strict';
// HTTPS servers and clients: requests, connections that are kept, sessions that are resumed, errors of both sides.
const https = require('node:https');
const net = require('node:net');
const tls = require('node:tls');
const { once } = require('node:events');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const pem = (name) => readFileSync(join(__dirname, '../../fixtures/tls', `${name}.pem`));
const identity = (name) => ({ key: pem(`${name}-key`), cert: pem(`${name}-cert`) });
const ca = pem('ca-cert');

function get(options, body) {
  return new Promise((resolve) => {
    const req = https.request(options, (res) => {
      let text = '';
      res.setEncoding('utf8').on('data', (data) => { text += data; });
      res.on('end', () => resolve({ res, text, req }));
    });
    req.on('error', (error) => resolve({ error }));
    req.end(body);
  });
}

(async () => {
  const server = https.createServer(identity('server'), (req, res) => {
    let length = 0;
    req.on('data', (data) => { length += data.length; });
    req.on('end', () => {
      const { socket } = req;
      res.setHeader('x-servername', String(socket.servername));
      res.end(`${req.method} ${req.url} ${length} ${socket.encrypted} ${socket.authorized} ${socket.isSessionReused()}`);
    });
  });
  server.on('tlsClientError', (error) => console.log('tlsClientError', error.code));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address();
  const base = { port, host: 'localhost', ca, agent: false };

  const plain = await get({ ...base, path: '/a' });
  console.log(plain.res.statusCode, plain.text, plain.res.headers['x-servername'], plain.req.protocol);
  const posted = await get({ ...base, path: '/b', method: 'POST' }, Buffer.alloc(200_000));
  console.log(posted.text, posted.res.socket.authorized);
  console.log((await get({ ...base, host: '127.0.0.1' })).res.headers['x-servername']);

  console.log((await get({ ...base, ca: undefined })).error.code);
  console.log((await get({ ...base, servername: 'other.test' })).error.code);
  console.log((await get({ ...base, ca: undefined, rejectUnauthorized: false })).text);

  const agent = new https.Agent({ keepAlive: true, ca });
  const first = await get({ ...base, agent });
  await new Promise(setImmediate);
  const second = await get({ ...base, agent });
  console.log(first.req.reusedSocket, second.req.reusedSocket, Object.keys(agent.freeSockets).length);
  agent.destroy();

  const resuming = new https.Agent({ ca, maxCachedSessions: 5 });
  for (const version of ['TLSv1.2', 'TLSv1.3']) {
    const options = { ...base, agent: resuming, maxVersion: version };
    const { text: before } = await get(options);
    const { text: after } = await get(options);
    console.log(version, before, after);
  }

  // The protocol is checked before anything is sent.
  try {
    https.request({ ...base, protocol: 'http:' });
  } catch (error) {
    console.log(error.code, error.message);
  }
  console.log(new https.Agent().getName({ host: 'h', port: 1, servername: 's', ca: 'c', rejectUnauthorized: false }));
  console.log(https.globalAgent.defaultPort, https.globalAgent.protocol, https.globalAgent.options.keepAlive);

  // A client that does not speak TLS, and one that speaks no HTTP.
  const raw = net.connect(port, '127.0.0.1', () => raw.end('GET / HTTP/1.1\r\n\r\n'));
  raw.on('error', () => {}).resume();
  await once(raw, 'close');
  const odd = tls.connect({ port, ca, servername: 'localhost' }, () => odd.write('nonsense\r\n\r\n'));
  odd.setEncoding('latin1').on('data', (data) => console.log(data.split('\r\n')[0]));
  await once(odd, 'close');

  server.close();
  server.closeAllConnections();

  const refused = await get({ ...base, port: 1 });
  console.log(refused.error.code, refused.error.syscall);
})();
