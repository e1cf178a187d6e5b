// An error of the connection after its handshake is told, and ends nothing by itself: the peer's end does, and no error is behind it.
'use strict';
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const tls = require('node:tls');

const pem = (name) => readFileSync(join(__dirname, '../../fixtures/tls', `${name}.pem`));
const ca = pem('ca-cert');
const server = tls.createServer({ key: pem('server-key'), cert: pem('server-cert'), requestCert: true, ca });
server.on('tlsClientError', (error) => console.log('server', error.code));
server.listen(0, '127.0.0.1', () => {
  const client = tls.connect({ port: server.address().port, host: '127.0.0.1', servername: 'localhost', ca });
  const events = [];
  for (const event of ['secureConnect', 'error', 'end', 'finish', 'close'])
    client.on(event, (value) => events.push(`${event} ${value?.code ?? value} ${client.destroyed} ${client.errored}`));
  client.resume();
  client.on('close', () => server.close(() => console.log(events.join('\n'))));
});
