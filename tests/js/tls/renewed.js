// A session that the server does not resume, since the client asks for another name or another suite, is followed by new ones: a client
// that keeps the last one is not left without any.
'use strict';
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const tls = require('node:tls');

const pem = (name) => readFileSync(join(__dirname, '../../fixtures/tls', `${name}.pem`));

function connect(server, options) {
  return new Promise((resolve) => {
    const client = tls.connect({
      port: server.address().port, host: '127.0.0.1', ca: pem('ca-cert'), servername: 'localhost', ...options,
    });
    const sessions = [];
    client.on('session', (session) => sessions.push(session));
    let reused;
    client.on('secureConnect', () => { reused = client.isSessionReused(); });
    client.on('error', (error) => console.log(error.code));
    client.on('close', () => resolve([reused, sessions.length, sessions.at(-1)]));
    client.resume();
  });
}

(async () => {
  for (const maxVersion of ['TLSv1.3', 'TLSv1.2']) {
    const server = tls.createServer({ key: pem('server-key'), cert: pem('server-cert'), maxVersion }, (socket) => socket.end('x'));
    await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    const ciphers = maxVersion === 'TLSv1.3' ? 'TLS_AES_128_GCM_SHA256' : 'ECDHE-RSA-AES128-GCM-SHA256';
    for (const [what, options] of [
      ['the same', {}], ['another name', { servername: 'other.example.test' }], ['another suite', { ciphers }],
    ]) {
      const [, , session] = await connect(server, {});
      const [reused, count, next] = await connect(server, { session, ...options });
      const [again] = next === undefined ? [] : await connect(server, { session: next, ...options });
      console.log(maxVersion, what, reused, count, again);
    }
    server.close();
  }
})();
