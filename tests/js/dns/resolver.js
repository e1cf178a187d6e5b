'use strict';

// Resolver against a name server of the test's own: every type of record, failures, time-outs, cancelling, several servers.

const dns = require('node:dns');
const { promisify } = require('node:util');
const { startServer } = require('./_server.js');

const table = {
  'example.test': {
    A: ['1.2.3.4', '5.6.7.8'],
    AAAA: ['20010db8000000000000000000000001'],
    MX: [[10, 'mail.example.test'], [20, 'backup.example.test']],
    NS: ['ns1.example.test'],
    TXT: [['one', 'two'], ['v=1 x']],
    SRV: [[1, 2, 8080, 'host.example.test']],
    NAPTR: [[5, 6, 's', 'SIP+D2U', '', '_sip._udp.example.test']],
    SOA: [['ns1.example.test', 'root.example.test', 1, 2, 3, 4, 5]],
    CAA: [[0, 'issue', 'ca.test'], [128, 'iodef', 'mailto:a@b.test']],
    TLSA: [[3, 1, 1, 'abc']],
    PTR: ['back.example.test'],
  },
  'alias.test': { CNAME: ['example.test'], A: ['9.9.9.9'] },
  'only-alias.test': { CNAME: ['example.test'] },
  '4.3.2.1.in-addr.arpa': { PTR: ['one.test', 'two.test'] },
  '1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa': { PTR: ['six.test'] },
  'large.test': { truncated: true, TXT: Array.from({ length: 40 }, (_, i) => ['x'.repeat(100) + i]) },
  'silent.test': { silent: true },
  'refused.test': { rcode: 5 },
  'servfail.test': { rcode: 2 },
  'formerr.test': { rcode: 1 },
  'notimp.test': { rcode: 4 },
};

const show = (error) => console.log(error.message, error.code, error.syscall, error.hostname, Object.keys(error));

async function main() {
  const asked = [];
  const server = await startServer(table, { log: (line) => asked.push(line) });
  const resolver = new dns.Resolver({ timeout: 200, tries: 1 });
  resolver.setServers([server.address]);
  console.log(resolver.getServers()[0] === server.address);
  const call = (method, ...args) => new Promise((resolve) => resolver[method](...args, (error, records) => {
    console.log(method, args.join());
    if (error) show(error);
    // Node 26 leaves holes in what resolveAny gives: they are no behaviour to have.
    else console.log(method === 'resolveAny' ? records.filter(() => true) : records);
    resolve();
  }));
  for (const method of ['resolve4', 'resolve6', 'resolveMx', 'resolveNs', 'resolveTxt', 'resolveSrv', 'resolveNaptr',
                        'resolveSoa', 'resolveCaa', 'resolveTlsa', 'resolvePtr', 'resolveAny']) {
    await call(method, 'example.test');
  }
  await call('resolveCname', 'alias.test');
  await call('resolve4', 'alias.test');
  await call('resolve4', 'only-alias.test');
  await call('resolveMx', 'alias.test');
  for (const name of ['missing.test', 'refused.test', 'servfail.test', 'formerr.test', 'notimp.test', 'silent.test'])
    await call('resolve4', name);
  await call('resolve', 'example.test');
  await call('resolve', 'example.test', 'MX');
  await call('reverse', '1.2.3.4');
  await call('reverse', '2001:db8::1');
  await call('reverse', '4.4.4.4');
  resolver.resolve4('example.test', { ttl: true }, (error, records) => console.log(records));
  await promisify(resolver.resolve6.bind(resolver))('example.test', { ttl: true }).then(console.log);

  // What does not fit into a datagram comes over TCP.
  await promisify(resolver.resolveTxt.bind(resolver))('large.test').then((records) => console.log(records.length));
  console.log(asked.filter((line) => line.includes('large')));

  // Cancelling, and what is refused meanwhile.
  const cancelled = new Promise((resolve) => resolver.resolve4('silent.test', (error) => resolve(error)));
  try {
    resolver.setServers(['127.0.0.1']);
  } catch (error) {
    console.log(error.message, error.code);
  }
  resolver.cancel();
  show(await cancelled);

  // The next server is asked when one does not answer.
  const second = await startServer({ 'silent.test': { A: ['7.7.7.7'] } }, { host: '127.0.0.2' });
  const both = new dns.promises.Resolver({ timeout: 200, tries: 1 });
  both.setServers([server.address, second.address]);
  console.log(await both.resolve4('silent.test'));
  await both.resolve('missing.test').catch(show);
  try {
    await both.reverse('x');
  } catch (error) {
    console.log(error.message, error.code);
  }
  second.close();

  const nobody = new dns.Resolver({ timeout: 200, tries: 1 });
  nobody.setServers([second.address]);
  await new Promise((resolve) => nobody.resolve4('example.test', (error) => resolve(show(error))));

  // The servers of the module's own functions.
  dns.setServers([server.address]);
  console.log(dns.getServers()[0] === server.address, dns.promises.getServers().length);
  dns.resolve4('example.test', (error, records) => console.log(records));
  console.log(await dns.promises.resolveMx('example.test'));
  dns.promises.setServers(['127.0.0.1']);
  console.log(dns.getServers()[0] === server.address, dns.promises.getServers());
  server.close();
}

main();
