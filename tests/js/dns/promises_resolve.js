// dns.promises.resolve() of the resolver that callbacks and promises share answers with a promise, for every kind of record. What
// dns.setServers() says is for dns.promises as well, if the program has asked for it before or asks for it first later.
const dns = require('node:dns');
const { resolve, setServers } = dns.promises;

// Nobody answers there.
dns.setServers(['127.0.0.1:1']);
const own = new dns.promises.Resolver();
own.setServers(['127.0.0.1:1']);
(async () => {
  for (const ask of [(...name) => dns.promises.resolve(...name), resolve, (...name) => own.resolve(...name)]) {
    for (const kind of [undefined, 'A', 'AAAA', 'MX', 'TXT', 'ANY'])
      await ask('x.example', kind).then(console.log, (error) => console.log(kind, error.code, error.syscall, error.hostname));
  }
  setServers(['127.0.0.1:2']);
  await resolve('x.example').then(console.log, (error) => console.log(error.code, error.syscall));
})();
