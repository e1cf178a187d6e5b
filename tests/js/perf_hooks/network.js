'use strict';
// Performance entries of what the network modules do: lookups, connections, requests on both sides.
const { PerformanceObserver } = require('node:perf_hooks');
const dns = require('node:dns');
const http = require('node:http');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');

const seen = [];
const observer = new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    const detail = JSON.stringify(entry.detail, (key, value) => (key === 'port' || key === 'date' || key === 'host' && typeof value === 'string' && value.includes(':') ? 'X' : value));
    seen.push(`${entry.entryType} ${entry.name} ${entry.startTime > 0} ${entry.duration >= 0} ${detail.replace(/:\d{4,5}\//, ':PORT/')}`);
  }
});

async function during(name, act) {
  seen.length = 0;
  observer.observe({ entryTypes: ['http', 'net', 'dns'] });
  await act();
  await new Promise((resolve) => { setTimeout(resolve, 10); });
  observer.disconnect();
  console.log(name);
  for (const line of seen.sort()) console.log('  ', line);
}
const closed = (socket) => new Promise((resolve) => { socket.on('error', () => {}).on('close', resolve).resume(); });

async function main() {
  await during('lookup', () => new Promise((resolve) => { dns.lookup('localhost', { family: 4 }, resolve); }));
  await during('lookup of all', () => dns.promises.lookup('localhost', { all: true, family: 4, order: 'ipv4first' }));
  await during('lookup of an address', () => dns.promises.lookup('127.0.0.1'));
  await during('lookup that fails', () => dns.promises.lookup('no name').catch(() => {}));
  await during('lookupService', () => dns.promises.lookupService('127.0.0.1', 80));

  const server = net.createServer((socket) => socket.end());
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.address();
  await during('connect', () => closed(net.connect(port, '127.0.0.1')));
  await during('connect by name', () => closed(net.connect({ port, host: 'localhost', family: 4 })));
  server.close();
  await during('connect that fails', () => closed(net.connect(port, '127.0.0.1')));
  const unix = net.createServer((socket) => socket.end());
  const file = path.join(os.tmpdir(), `performance-${process.pid}`);
  await new Promise((resolve) => { unix.listen(file, resolve); });
  await during('connect to a path', () => closed(net.connect(file)));
  unix.close();

  const web = http.createServer((req, res) => res.writeHead(201, { 'X-A': 'b' }).end('x'));
  await new Promise((resolve) => { web.listen(0, '127.0.0.1', resolve); });
  await during('a request', () => new Promise((resolve) => {
    http.get({ port: web.address().port, host: '127.0.0.1', path: '/a?b', headers: { 'X-C': 'd' }, agent: false }, (res) => res.resume().on('close', resolve));
  }));
  await during('requests that nobody observes', () => {});
  web.close();
}
main();
