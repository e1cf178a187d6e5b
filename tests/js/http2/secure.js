// Sessions over TLS: ALPN, HTTP/1 beside HTTP/2, SNI, client certificates, the origins of a session, and what a server does with clients
// that speak neither.
'use strict';
const fs = require('node:fs');
const http2 = require('node:http2');
const https = require('node:https');
const path = require('node:path');
const tls = require('node:tls');
const { Log, attempt, closed, describe, later, listen, printAnswer, request, runAll } = require('./_h2');

const pem = (name) => fs.readFileSync(path.join(__dirname, '../../fixtures/tls', `${name}.pem`));
const identity = { key: pem('server-key'), cert: pem('server-cert') };
const ca = pem('ca-cert');

async function withServer(options, onServer, test) {
  const server = http2.createSecureServer({ ...identity, ...options });
  const sessions = new Set();
  server.on('session', (session) => {
    sessions.add(session);
    session.on('error', () => {});
  });
  onServer(server);
  const port = await listen(server);
  try {
    await test(port, server);
  } finally {
    for (const session of sessions) session.destroy();
    // A client that was refused may hold its connection for long: nobody waits for it.
    server.close();
    await later();
  }
}

const connect = (port, options) => http2.connect(`https://localhost:${port}`, { ca, ...options });
const answerAll = (server) => server.on('request', (req, res) => res.end(`${req.httpVersion} ${req.socket.alpnProtocol} ${req.socket.encrypted}`));

async function ask(client) {
  client.on('error', (error) => console.log('  session', describe(error)));
  printAnswer(await request(client, {}));
  client.close();
  if (!client.destroyed) await closed(client);
}

function askHttps(port, options = {}) {
  return new Promise((resolve) => {
    const req = https.get({ port, host: 'localhost', ca, agent: false, ...options }, (res) => {
      let body = '';
      res.on('data', (chunk) => { body += chunk; });
      res.on('end', () => resolve(console.log('  https', res.httpVersion, res.statusCode, JSON.stringify(body))));
    });
    // OpenSSL's word for a protocol that is refused is one of the socket's here and one of TLS there.
    req.on('error', (error) => resolve(console.log('  https', error instanceof Error)));
  });
}

runAll({
  'a session': () => withServer({}, (server) => answerAll(server), async (port) => {
    const client = connect(port);
    attempt('before', () => [client.encrypted, client.alpnProtocol, client.originSet]);
    client.on('connect', (session, socket) => {
      attempt('connected', () => [session === client, socket instanceof tls.TLSSocket, client.encrypted, client.alpnProtocol]);
      attempt('origins', () => client.originSet.map((origin) => origin.replace(/\d+$/, 'PORT')));
      attempt('socket', () => [client.socket.authorized, client.socket.encrypted, client.socket.servername, client.socket.getProtocol(), client.socket.getPeerCertificate().subject.CN]);
    });
    await ask(client);
  }),
  'the events of a server': async () => {
    const log = new Log('server');
    await withServer({}, (server) => {
      log.watch('server', server, ['secureConnection', 'session', 'request', 'stream', 'unknownProtocol', 'tlsClientError', 'clientError', 'sessionError']);
      answerAll(server);
    }, async (port) => ask(connect(port)));
    log.print();
  },
  'HTTP/1 beside HTTP/2': () => withServer({ allowHTTP1: true }, (server) => {
    server.on('request', (req, res) => res.end(`${req.constructor.name} ${res.constructor.name} ${req.httpVersion} ${req.socket.alpnProtocol}`));
  }, async (port) => {
    await ask(connect(port));
    await askHttps(port);
    await askHttps(port, { ALPNProtocols: ['http/1.1'] });
    await askHttps(port, { ALPNProtocols: ['spdy'] });
  }),
  'close() ends idle connections of HTTP/1': async () => {
    const server = http2.createSecureServer({ ...identity, allowHTTP1: true, keepAliveTimeout: 60_000 }, (req, res) => res.end('x'));
    const port = await listen(server);
    const agent = new https.Agent({ keepAlive: true });
    await askHttps(port, { agent });
    attempt('methods', () => [typeof server.closeIdleConnections, typeof http2.createServer().closeIdleConnections]);
    await new Promise((resolve) => { server.close((error) => resolve(console.log('  closed', error))); });
    agent.destroy();
  },
  'HTTP/1 with classes of the program': () => {
    class Request extends require('node:http').IncomingMessage {}
    class Response extends require('node:http').ServerResponse {}
    return withServer({ allowHTTP1: true, http1Options: { IncomingMessage: Request, ServerResponse: Response } }, (server) => {
      server.on('request', (req, res) => res.end(`${req.constructor.name} ${res.constructor.name}`));
    }, (port) => askHttps(port));
  },
  'HTTP/1 where only HTTP/2 is spoken': () => withServer({}, (server) => answerAll(server), async (port) => {
    await askHttps(port);
    await askHttps(port, { ALPNProtocols: ['http/1.1'] });
  }),
  'unknownProtocol': () => withServer({}, (server) => {
    answerAll(server);
    server.on('unknownProtocol', (socket) => {
      console.log('  unknownProtocol', socket.constructor.name, socket.alpnProtocol);
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nknown');
    });
  }, (port) => askHttps(port)),
  'ALPNCallback': () => withServer({ allowHTTP1: true, ALPNCallback: ({ servername, protocols }) => { console.log('  ', servername, protocols.join()); return protocols[0]; } }, (server) => answerAll(server), async (port) => {
    await ask(connect(port));
    await askHttps(port, { ALPNProtocols: ['http/1.1'] });
  }),
  'a client that insists on its own protocols': () => withServer({ allowHTTP1: true }, (server) => answerAll(server), async (port) => {
    await ask(connect(port, { ALPNProtocols: ['h2', 'http/1.1'] }));
  }),
  'SNI': () => withServer({
    SNICallback(name, callback) {
      console.log('  SNI', name);
      callback(null, tls.createSecureContext({ key: pem('self-key'), cert: pem('self-cert') }));
    },
  }, (server) => answerAll(server), async (port) => {
    const client = connect(port, { servername: 'example.org', rejectUnauthorized: false });
    client.on('connect', () => console.log('  ', client.socket.getPeerCertificate().subject.CN, client.socket.servername));
    await ask(client);
  }),
  'a client with a certificate': () => withServer({ requestCert: true, rejectUnauthorized: true, ca }, (server) => {
    server.on('request', (req, res) => res.end(`${req.socket.authorized} ${req.socket.getPeerCertificate().subject.CN}`));
  }, async (port) => {
    await ask(connect(port, { key: pem('client-key'), cert: pem('client-cert') }));
  }),
  'a server that is not known': () => withServer({}, (server) => answerAll(server), async (port) => {
    const client = http2.connect(`https://localhost:${port}`);
    client.on('error', (error) => console.log('  session', error.code));
    const stream = client.request();
    stream.on('error', (error) => console.log('  stream', error.code, error.message));
    await closed(client);
  }),
  'the ORIGIN frame': () => withServer({ origins: ['https://example.com', 'https://example.org:8443'] }, (server) => {
    answerAll(server);
    server.on('session', (session) => {
      session.origin('https://foo.org/path', new URL('https://bar.org'), { origin: 'https://baz.org' });
      for (const origin of ['data:text/plain,x', 5, {}, null, 'nothing', 'x'.repeat(5)]) attempt(`origin ${JSON.stringify(origin)}`, () => session.origin(origin));
      attempt('too long', () => session.origin(`https://${'a'.repeat(16382)}.org`));
      attempt('nothing', () => session.origin());
    });
  }, async (port) => {
    const client = connect(port);
    client.on('origin', (origins) => console.log('  origin', origins.join(' ')));
    await ask(client.on('close', () => {}));
  }),
  'the ALTSVC frame': () => withServer({}, (server) => {
    server.on('stream', (stream) => {
      stream.session.altsvc('h2=":8000"', 'https://example.org');
      stream.session.altsvc('h2=":8001"', stream.id);
      stream.session.altsvc('h2=":8002"', new URL('https://example.net/x'));
      // Without a second argument Node 26.10 crashes.
      for (const args of [
        ['h2=":80"', 0], ['h2=":80"', -1], ['h2=":80"', 'no url'], ['h2=":80"', 'data:x'], ['h2=":80"', {}],
        [5, 'https://x.org'], ['\u0100', 'https://x.org'], ['a\nb', 'https://x.org'],
        ['x'.repeat(17000), 'https://x.org'], ['h2=":80"', null],
      ]) {
        attempt(`altsvc ${args.map((arg) => String(arg).slice(0, 20))}`, () => stream.session.altsvc(...args));
      }
      stream.respond();
      stream.end();
    });
  }, async (port) => {
    const client = connect(port);
    client.on('altsvc', (alt, origin, id) => console.log('  altsvc', alt, origin, id));
    await ask(client);
  }),
  'setSecureContext, getTicketKeys': () => withServer({}, (server) => answerAll(server), async (port, server) => {
    attempt('instance', () => [server instanceof tls.Server, typeof server.setSecureContext, typeof server.addContext]);
    server.setSecureContext({ key: pem('self-key'), cert: pem('self-cert') });
    const client = connect(port, { rejectUnauthorized: false });
    client.on('connect', () => console.log('  ', client.socket.getPeerCertificate().subject.CN));
    await ask(client);
  }),
});
