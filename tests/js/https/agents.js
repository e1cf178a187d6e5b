'use strict';
// Agents: sessions cached by the name of the connection, their limit, those that an error drops; 'keylog'. setKeyCert of a server's
// socket in its ALPNCallback, and what it refuses.
const https = require('node:https'),
  tls = require('node:tls'),
  net = require('node:net');
const { once } = require('node:events');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const pem = (n) => readFileSync(join(__dirname, '../../fixtures/tls', `${n}.pem`));
const identity = { key: pem('server-key'), cert: pem('server-cert') };
const ca = pem('ca-cert');
const clean = (s) => String(s).replace(/-----BEGIN[\s\S]*?END CERTIFICATE-----\n/g, 'CA');
(async () => {
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3']) {
    const server = https.createServer({ ...identity, maxVersion }, (req, res) => res.end(String(req.socket.isSessionReused())));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address();
    const get = (o) =>
      new Promise((resolve) => {
        const req = https.get({ port, host: '127.0.0.1', ca, ...o }, (res) => {
          let t = '';
          const { socket } = req;
          res.on('data', (d) => {
            t += d;
          });
          res.on('end', () => {});
          socket.on('close', () => resolve(`${t} ${socket.isSessionReused()} ${req.reusedSocket}`));
        });
        req.on('error', (e) => resolve(e.code));
      });
    const cache = (agent) =>
      clean(JSON.stringify(agent._sessionCache.list)).replaceAll(port, 'PORT') +
      ' ' +
      Object.keys(agent._sessionCache.map).length;
    {
      const agent = new https.Agent({ maxCachedSessions: 2 });
      console.log(agent.maxCachedSessions);
      console.log(await get({ agent, servername: 'a.example.test' }), cache(agent));
      console.log(await get({ agent, servername: 'a.example.test' }), cache(agent));
      console.log(await get({ agent, servername: 'b.example.test' }), cache(agent));
      console.log(await get({ agent, servername: 'c.example.test' }), cache(agent));
      console.log(await get({ agent, servername: 'a.example.test' }), cache(agent));
      console.log(await get({ agent, servername: 'a.example.test', maxVersion: 'TLSv1.2' }), cache(agent));
      console.log(await get({ agent, servername: 'other.test' }), cache(agent));
    }
    {
      const agent = new https.Agent({ maxCachedSessions: 0 });
      console.log(await get({ agent }), await get({ agent }), cache(agent));
    }
    {
      const agent = new https.Agent();
      console.log(await get({ agent }), await get({ agent }), agent.maxCachedSessions);
    }
    {
      // keylog
      const agent = new https.Agent({ keepAlive: true });
      const kinds = new Map();
      console.log(agent.listenerCount('newListener'));
      agent.on('keylog', (line, socket) => {
        const k = line.toString().split(' ')[0];
        kinds.set(k, (kinds.get(k) ?? 0) + 1);
        if (!(socket instanceof tls.TLSSocket)) console.log('no socket');
      });
      console.log(agent.listenerCount('newListener'));
      const req = https.get({ port, host: '127.0.0.1', ca, servername: 'localhost', agent }, (res) => res.resume());
      await once(req, 'close');
      console.log([...kinds].sort());
      const s = Object.values(agent.freeSockets)[0][0];
      console.log(s.listenerCount('keylog'));
      agent.destroy();
    }
    {
      // late keylog
      const agent = new https.Agent({ keepAlive: true });
      const req = https.get({ port, host: '127.0.0.1', ca, servername: 'localhost', agent }, (res) => res.resume());
      await once(req, 'close');
      agent.on('keylog', () => {});
      agent.on('keylog', () => {});
      const s = Object.values(agent.freeSockets)[0][0];
      console.log(s.listenerCount('keylog'));
      agent.destroy();
    }
    // session option by hand, on 'session'
    {
      const agent = new https.Agent();
      const session = await new Promise((r) => {
        const c = tls.connect({ port, ca, servername: 'localhost' });
        c.on('session', (s) => {
          r(s);
          c.end();
        });
        c.on('error', (e) => console.log(e.code));
      });
      console.log('given', await get({ agent, servername: 'localhost', session }));
    }
    server.close();
  }
  // setKeyCert
  const sct = tls.createSecureContext({ key: pem('short-key'), cert: pem('short-cert') });
  const order = [];
  const s3 = tls.createServer(
    {
      ...identity,
      ALPNCallback({ servername, protocols }) {
        order.push(servername + protocols);
        this.setKeyCert(sct);
        return protocols[0];
      },
    },
    (c) => c.end(),
  );
  s3.on('tlsClientError', (e) => console.log('s3', e.code));
  s3.listen(0, () => {
    const c = tls.connect(
      { port: s3.address().port, rejectUnauthorized: false, ALPNProtocols: ['x'], maxVersion: 'TLSv1.2' },
      () => {
        console.log(c.getPeerCertificate().subject, c.alpnProtocol, order);
        c.end();
      },
    );
    c.on('error', (e) => console.log(e.code, e.message));
    c.on('close', () => {
      for (const v of [null, 1, {}, { key: 'x', cert: 'y' }, sct, { context: 1 }]) {
        const sock = new tls.TLSSocket(new net.Socket(), { isServer: true, secureContext: tls.createSecureContext(identity) });
        try {
          sock.setKeyCert(v);
          console.log('ok');
        } catch (e) {
          console.log(e.name, e.code, e.message);
        }
        sock.on('error', () => {});
        sock.destroy();
      }
      s3.close();
    });
  });
})();
