'use strict';
// Names with other characters are looked up in Punycode; one that has no such form is EINVAL before anybody is asked.
const dns = require('node:dns');
(async () => {
  for (const name of ['xn--\u00fc', '\u00ad', '\u{e0001}']) {
    const { code, errno, syscall, hostname } = await dns.promises.lookup(name).catch((error) => error);
    console.log(JSON.stringify(name), code, errno, syscall, JSON.stringify(hostname));
  }
})();
