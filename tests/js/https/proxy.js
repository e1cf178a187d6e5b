// HTTPS through a proxy: what CONNECT says, the answers that are no tunnel and their errors, kept connections, proxies that speak
// TLS themselves.
'use strict';
const http = require('node:http');
const https = require('node:https');
const net = require('node:net');
const tls = require('node:tls');
const { once } = require('node:events');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { spawnSync } = require('node:child_process');

const fixture = (name) => join(__dirname, '../../fixtures/tls', `${name}.pem`);
const pem = (name) => readFileSync(fixture(name));
const identity = { key: pem('server-key'), cert: pem('server-cert') };
const ca = pem('ca-cert');

const names = new Map();
const text = (value) => [...names].reduce((rest, [port, name]) => rest.replaceAll(port, name), String(value));

async function listen(server, name) {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address();
  names.set(port, name);
  return port;
}

let heads = [];

// A proxy that answers to the first bytes with `reply`.
function proxyConnection(reply) {
  return (socket) => {
    socket.on('error', () => {});
    socket.once('data', (data) => {
      heads.push(data.toString('latin1'));
      reply(socket, data);
    });
  };
}

// A proxy that does what it is for. All servers are the one here.
const tunnelTo = (port, header = '') => (socket) => {
  const server = net.connect(port, '127.0.0.1', () => {
    socket.write(`HTTP/1.1 200 Connection established\r\n${header}\r\n`);
    socket.pipe(server).pipe(socket);
  });
  server.on('error', () => socket.destroy());
};

function request(label, options, module = https) {
  heads = [];
  return new Promise((resolve) => {
    let result;
    const req = module.request(options);
    req.on('socket', (socket) => { result = `${socket.constructor.name} ${socket.authorized} ${socket.servername} ${socket.remotePort}; `; });
    req.on('response', (res) => {
      result += `${res.statusCode} ${req.path} reused ${req.reusedSocket} `;
      res.setEncoding('utf8').on('data', (data) => { result += data; });
    });
    req.on('error', (error) => {
      const { code, statusCode, proxyTunnelTimeout, errno, syscall, path, host, port } = error;
      result = `${error.name} ${error.message} ${JSON.stringify({ code, statusCode, proxyTunnelTimeout, errno, syscall, path, host, port })}`;
    });
    req.on('close', () => {
      console.log(label, text(JSON.stringify(heads)), text(result));
      resolve();
    });
    req.end();
  });
}

async function answers(originPort) {
  const tunnel = tunnelTo(originPort);
  const kept = { agent: { keepAlive: true }, twice: true };
  for (const [label, reply, { agent: agentOptions, credentials = '', twice, ...options } = {}] of [
    ['tunnel', tunnel],
    ['with headers', tunnelTo(originPort, 'a: b\r\n'), { headers: { host: 'a.example.test', 'user-agent': 'me' } }],
    ['kept', tunnel, kept],
    ['credentials', tunnel, { credentials: 'u:p@' }],
    ['default port', tunnel, { port: 443 }],
    ['other name', tunnel, { servername: 'other.test' }],
    ['no authority', tunnel, { ca: undefined }],
    ['403', (socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\nbody')],
    ['403, credentials', (socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'), { credentials: 'u:p@' }],
    ['403, ipv6', (socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'), { host: '::1', port: 5 }],
    ['407', (socket) => socket.end('HTTP/1.1 407 Proxy Auth\r\nproxy-authenticate: Basic\r\n\r\n')],
    ['201', (socket) => socket.end('HTTP/1.1 201 X\r\n\r\n')],
    ['200 and the end', (socket) => socket.end('HTTP/1.1 200\r\n\r\n')],
    ['1.0', (socket) => socket.end('HTTP/1.0 200 ok\r\n\r\n')],
    ['a body', (socket) => socket.end('HTTP/1.1 200 ok\r\ncontent-length: 5\r\n\r\nhello')],
    ['the end', (socket) => socket.end()],
    ['reset', (socket) => socket.resetAndDestroy()],
    ['half a head', (socket) => socket.end('HTTP/1.1 200 ok\r\na')],
    ['garbage', (socket) => socket.end('garbage\r\n\r\n')],
    ['in pieces', (socket) => {
      socket.write('HTTP/1.1 40');
      setTimeout(() => socket.write('4 Not Found\r\n'), 20);
      setTimeout(() => socket.end('\r\n'), 40);
    }],
    ['long head', (socket) => socket.end(`HTTP/1.1 200 ok\r\n${`h: ${'x'.repeat(50)}\r\n`.repeat(3000)}\r\n`)],
    ['silence', () => {}, { timeout: 50 }],
    ['silence, agent', () => {}, { agent: { timeout: 50 } }],
  ]) {
    const proxy = net.createServer(proxyConnection(reply));
    const proxyPort = await listen(proxy, 'PROXY');
    const agent = new https.Agent({ ...agentOptions, proxyEnv: { https_proxy: `http://${credentials}127.0.0.1:${proxyPort}` } });
    const all = { host: 'localhost', port: originPort, path: '/a', ca, agent, ...options };
    await request(label, all);
    if (twice) await request(`${label}, again`, all);
    agent.destroy();
    proxy.close();
  }
}

async function environments(originPort) {
  const refused = 'http://127.0.0.1:1';
  for (const proxyEnv of [
    { HTTPS_PROXY: refused }, { HTTP_PROXY: refused }, { ALL_PROXY: refused }, { https_proxy: 'socks://127.0.0.1:1' },
    { https_proxy: refused, no_proxy: 'localhost' },
  ]) {
    await request(JSON.stringify(proxyEnv), { host: 'localhost', port: originPort, ca, agent: new https.Agent({ proxyEnv }) });
  }
  try {
    new https.Agent({ proxyEnv: { https_proxy: 'https://' } });
  } catch (error) {
    console.log(error.code, error.message);
  }
  const before = https.globalAgent;
  const restore = http.setGlobalProxyFromEnv({ https_proxy: refused });
  await request('global', { host: 'localhost', port: originPort, ca });
  restore();
  console.log(https.globalAgent === before);
}

// A proxy that is spoken to by TLS. Options of the request say nothing about it: it is trusted by what the process trusts.
async function secureProxy(originPort) {
  const proxies = [tunnelTo(originPort), (socket) => socket.end('HTTP/1.1 200 ok\r\ncontent-length: 1\r\n\r\nx')]
    .map((reply) => tls.createServer(identity, proxyConnection(reply)));
  const [tunnelPort, httpPort] = [await listen(proxies[0], 'TUNNEL'), await listen(proxies[1], 'PROXY')];
  const secured = { host: 'localhost', port: originPort, ca, rejectUnauthorized: false };
  secured.agent = new https.Agent({ ...secured, proxyEnv: { https_proxy: `https://localhost:${tunnelPort}` } });
  await request('secure proxy', secured);
  const agent = new http.Agent({ proxyEnv: { http_proxy: `https://localhost:${httpPort}` } });
  await request('secure proxy, http', { host: 'h.test', agent }, http);
  for (const server of proxies) server.close();
}

(async () => {
  const origin = https.createServer(identity, (req, res) => { res.end(JSON.stringify(req.rawHeaders)); });
  const originPort = await listen(origin, 'ORIGIN');
  if (process.argv[2] !== 'trusting') {
    await answers(originPort);
    await environments(originPort);
  }
  await secureProxy(originPort);
  origin.close();
  if (process.argv[2] === 'trusting') return;
  const { stdout, stderr } = spawnSync(process.execPath, [__filename, 'trusting'], {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: fixture('ca-cert') }, encoding: 'utf8',
  });
  console.log(stdout, stderr);
})();
