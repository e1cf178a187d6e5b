'use strict';
// Sessions: resumed by ticket or by name, stored by the program ('newSession', 'resumeSession'), shared between servers by
// their keys, and good only for their time and their context. Stapled answers about certificates (OCSP).
const tls = require('node:tls');
const { constants } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const pem = (name) => readFileSync(join(__dirname, '../../fixtures/tls', `${name}.pem`));
const identity = { key: pem('server-key'), cert: pem('server-cert') };
const ca = pem('ca-cert');

const lines = [];
const log = (...parts) => lines.push(parts.join(' '));
// In the order of their sides: what one end says comes before or after what the other says.
function flush(title) {
  console.log(title);
  for (const line of lines.splice(0).sort()) console.log(`  ${line}`);
}

function listen(options, events = {}) {
  const server = tls.createServer({ ...identity, ...options }, (socket) => {
    log('server: secureConnection, reused', socket.isSessionReused(), socket.getSession().length > 0);
    socket.on('error', (error) => log('server:', error.code));
    socket.end('x');
  });
  for (const [name, listener] of Object.entries(events)) server.on(name, listener);
  server.on('tlsClientError', (error) => log('server: tlsClientError', error.code));
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

// Connects, waits for the end, and gives the last session that came.
function connect(server, options) {
  return new Promise((resolve) => {
    let session;
    const client = tls.connect({ port: server.address().port, host: '127.0.0.1', servername: 'localhost', ca, ...options });
    client.on('secureConnect', () => log('client: reused', client.isSessionReused(), client.getSession().length > 0));
    client.on('session', (data) => {
      log('client: session', Buffer.isBuffer(data));
      session = data;
    });
    client.on('OCSPResponse', (response) => log('client: OCSPResponse', response));
    client.on('error', (error) => log('client:', error.code));
    client.resume();
    client.on('close', () => resolve(session));
  });
}

const close = (...servers) => Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));

(async () => {
  for (const version of ['TLSv1.2', 'TLSv1.3']) {
    for (const secureOptions of [0, constants.SSL_OP_NO_TICKET]) {
      const stored = new Map();
      const server = await listen({ minVersion: version, maxVersion: version, secureOptions }, {
        newSession(id, data, callback) {
          log('server: newSession', id.length, Buffer.isBuffer(data));
          stored.set(id.toString('hex'), data);
          setTimeout(callback, 5);
        },
        resumeSession(id, callback) {
          log('server: resumeSession', id.length, stored.has(id.toString('hex')));
          setTimeout(callback, 5, null, stored.get(id.toString('hex')));
        },
      });
      const name = `${version}${secureOptions ? ' without tickets' : ''}`;
      const session = await connect(server);
      flush(`${name}, first`);
      await connect(server, { session });
      flush(`${name}, again`);
      await close(server);
    }
  }

  // OCSP.
  const asked = await listen({ ca }, {
    OCSPRequest(certificate, issuer, callback) {
      log('server: OCSPRequest', Buffer.compare(certificate, tls.createSecureContext(identity).context.getCertificate()),
        issuer?.length > 0);
      setImmediate(callback, null, Buffer.from('an answer'));
    },
  });
  await connect(asked, { requestOCSP: true });
  flush('a stapled answer');
  await close(asked);
  const silent = await listen({}, { OCSPRequest: (certificate, issuer, callback) => callback(null, null) });
  await connect(silent, { requestOCSP: true });
  flush('no answer');
  await close(silent);
  const refusing = await listen({}, { OCSPRequest: (certificate, issuer, callback) => callback(new Error('no')) });
  await connect(refusing, { requestOCSP: true });
  flush('an error for an answer');
  await close(refusing);

  // Keys of tickets.
  const ticketKeys = Buffer.alloc(48, 7);
  const first = await listen({ ticketKeys });
  const second = await listen({ ticketKeys });
  const other = await listen({});
  const elsewhere = await listen({ ticketKeys, sessionIdContext: 'elsewhere' });
  console.log(first.getTicketKeys().equals(ticketKeys), other.getTicketKeys().length);
  await connect(second, { session: await connect(first) });
  flush('another server with the same keys');
  await connect(other, { session: await connect(first) });
  flush('another server with its own keys');
  await connect(elsewhere, { session: await connect(first) });
  flush('the same keys and another context');
  other.setTicketKeys(ticketKeys);
  await connect(other, { session: await connect(first) });
  flush('keys that were set later');
  await close(first, second, other, elsewhere);

  // Time.
  const long = await listen({ sessionTimeout: 100 });
  const brief = await listen({ sessionTimeout: 1 });
  const [fresh, old] = [await connect(long), await connect(brief)];
  await new Promise((resolve) => setTimeout(resolve, 2100));
  await connect(long, { session: fresh });
  flush('in time');
  await connect(brief, { session: old });
  flush('too late');
  await close(long, brief);
})();
