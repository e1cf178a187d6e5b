// Host names of url.parse() that are not ASCII become Punycode, and nothing more: an address of IPv4 is not looked for in them. And
// credentials that no URL can hold.
'use strict';
const url = require('node:url');

for (const text of [
  'http://1.2\u1e9e.3.4/', 'http://127.0.0.11.2.3.\u00ad4/', 'http://0x7f\u00ad1/', 'x://\u00e9.3/', 'http://3\u00ad/',
  'http://\u2603.example/', 'http://xn--a.\u00e9/', 'http://a\u3002b/', 'http://\uff11.2/', 'http://a:b\ud800@c/',
]) {
  const name = JSON.stringify(text);
  try {
    const { host, href } = url.parse(text);
    console.log(name, host, href);
  } catch (error) {
    console.log(name, error.name, error.code, error.message);
  }
}
console.log(url.resolve('http://a/b', 'http://\uff45\uff58.1/'));
