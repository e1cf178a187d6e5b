// Two responses that are ended in one go are told to be sent together, and then to be closed: what the writes of TLS connections have to
// tell comes in one part of the loop's turn, before the ticks of all.
'use strict';
const https = require('node:https');
const { once } = require('node:events');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const pem = (name) => readFileSync(join(__dirname, '../../fixtures/tls', `${name}.pem`));

async function main() {
  const waiting = [];
  const server = https.createServer({ key: pem('server-key'), cert: pem('server-cert') }, (req, res) => {
    for (const event of ['finish', 'close']) res.on(event, () => console.log(req.url, event));
    waiting.push(res);
    if (waiting.length < 3) return;
    for (const response of waiting) response.end('x');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const clients = [];
  for (const path of ['/a', '/b', '/c']) {
    const req = https.get({ host: '127.0.0.1', port: server.address().port, path, agent: false, ca: pem('ca-cert'), servername: 'localhost' });
    req.on('response', (res) => res.resume());
    clients.push(once(req, 'close'));
    while (waiting.length < clients.length) await new Promise((resolve) => { setTimeout(resolve, 1); });
  }
  await Promise.all(clients);
  server.close();
}

main();
