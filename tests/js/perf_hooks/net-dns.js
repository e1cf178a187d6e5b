'use strict';
// Performance entries of types 'net' and 'dns': which connections and look-ups make one, and what it tells.
const dns = require('node:dns');
const net = require('node:net');
const { promisify } = require('node:util');
const { PerformanceObserver } = require('node:perf_hooks');
const { startServer } = require('../dns/_server.js');

const seen = [];
const observer = new PerformanceObserver((list) => {
  for (const { entryType, name, detail, duration } of list.getEntries()) {
    if (detail.port) detail.port = typeof detail.port;
    seen.push(`${entryType} ${name} ${JSON.stringify(detail)} ${duration > 0}`);
  }
});
observer.observe({ entryTypes: ['net', 'dns'] });

(async () => {
  const server = await startServer({
    'a.test': { A: ['1.2.3.4'], MX: [[1, 'b']] }, '4.3.2.1.in-addr.arpa': { PTR: ['one.test'] },
  });
  const resolver = new dns.Resolver({ timeout: 500, tries: 1 });
  resolver.setServers([server.address]);
  const query = async (method, ...args) => {
    await promisify(resolver[method]).apply(resolver, args).catch((error) => seen.push(error.code));
    await new Promise(setImmediate);
  };
  await query('resolve4', 'a.test');
  await query('resolve4', 'a.test', { ttl: true });
  await query('resolveMx', 'a.test');
  await query('resolve4', 'none.test');
  await query('reverse', '1.2.3.4');
  const promises = new dns.promises.Resolver({ timeout: 500, tries: 1 });
  promises.setServers([server.address]);
  await promises.resolve4('a.test');
  await server.close();

  await dns.promises.lookup('127.0.0.1');
  await promisify(dns.lookup)('127.0.0.1');
  for (const options of [{}, { all: true, family: 4, order: 'ipv4first' }]) {
    await dns.promises.lookup('localhost', options);
    await promisify(dns.lookup)('localhost', options);
  }
  await dns.promises.lookupService('127.0.0.1', 80);
  await promisify(dns.lookupService)('127.0.0.1', 80);

  const listener = net.createServer((socket) => socket.end()).listen(0, '127.0.0.1');
  await new Promise((resolve) => listener.on('listening', resolve));
  const { port } = listener.address();
  const connect = (options) => new Promise((resolve) => net.connect(options).resume().on('error', () => {}).on('close', resolve));
  await connect({ port, host: '127.0.0.1' });
  await connect({ port, host: 'localhost', family: 4 });
  listener.close();
  await connect({ port: 1, host: '127.0.0.1' });
  await new Promise((resolve) => setTimeout(resolve, 20));
  for (const line of seen) console.log(line);
})();
