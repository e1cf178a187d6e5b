'use strict';

// dns.lookup and lookupService through the system, and what every function of the module refuses.

const dns = require('node:dns');
const { promisify } = require('node:util');

function attempt(fn) {
  try {
    const result = fn();
    console.log(typeof result);
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}

console.log(Object.keys(dns).join(), Object.keys(dns.promises).join());
console.log(dns.promises === require('node:dns/promises'), dns.getDefaultResultOrder());
console.log(Object.getOwnPropertyNames(dns.Resolver.prototype), dns.resolve4.name, dns.resolve.name, dns.setServers.name);
const resolver = new dns.Resolver();
for (const fn of [
  () => dns.lookup('x'), () => dns.lookup(1, () => {}), () => dns.lookup('x', 5, () => {}),
  () => dns.lookup('x', { family: 5 }, () => {}), () => dns.lookup('x', { hints: 1 }, () => {}),
  () => dns.lookup('x', { all: 1 }, () => {}), () => dns.lookup('x', { order: 'z' }, () => {}),
  () => dns.lookup('x', { verbatim: 1 }, () => {}), () => dns.lookup('', () => {}), () => dns.lookup(undefined, () => {}),
  () => dns.lookup('x', 'y', () => {}), () => dns.lookupService('x', 22, () => {}), () => dns.lookupService('127.0.0.1'),
  () => dns.lookupService('127.0.0.1', 99999, () => {}), () => dns.lookupService('127.0.0.1', 22, 1),
  () => dns.setDefaultResultOrder('x'), () => dns.promises.lookup('x', { family: 5 }),
  () => dns.resolve('x'), () => dns.resolve('x', 'ZZ', () => {}), () => dns.resolve('x', 5, () => {}),
  () => dns.resolve4(5, () => {}), () => dns.resolve4('x'), () => dns.reverse('x', () => {}),
  () => dns.promises.resolve4(5), () => dns.promises.resolve('x', 'ZZ'), () => dns.promises.resolve('x', 5),
  () => resolver.setServers('x'), () => resolver.setServers([1]), () => resolver.setServers(['x']),
  () => resolver.setServers(['1.1.1.1:99999']), () => resolver.setServers(['[::1']),
  () => new dns.Resolver({ timeout: 'x' }), () => new dns.Resolver({ timeout: -2 }), () => new dns.Resolver({ tries: 0 }),
  () => new dns.Resolver({ maxTimeout: -1 }), () => resolver.setLocalAddress('x'), () => resolver.setLocalAddress(),
  () => resolver.setLocalAddress('1.1.1.1', '2.2.2.2'), () => resolver.setLocalAddress('1.1.1.1', '::1'),
]) attempt(fn);
resolver.setServers(['1.1.1.1:53', '[::1]:54', '::1', '1.1.1.2:99']);
console.log(resolver.getServers());

async function main() {
  const show = (...args) => console.log(...args);
  console.log(await promisify(dns.lookup)('127.0.0.1'), await promisify(dns.lookup)('::1'));
  console.log(await promisify(dns.lookup)('127.0.0.1', { all: true }));
  const { address, family } = await dns.promises.lookup('localhost', { family: 4 });
  console.log(address, family);
  console.log((await dns.promises.lookup('localhost', { all: true, family: 4 })).length > 0);
  await dns.promises.lookup('no.such.host.invalid').catch((error) =>
    show(error.message, error.code, error.errno, error.syscall, error.hostname, Object.keys(error)));
  const service = await promisify(dns.lookupService)('127.0.0.1', 22);
  console.log(Object.keys(service), service.service);
  let order = [];
  dns.lookup('127.0.0.1', () => order.push('callback'));
  process.nextTick(() => order.push('tick'));
  order.push('sync');
  await new Promise(setImmediate);
  console.log(order);
}
main();
