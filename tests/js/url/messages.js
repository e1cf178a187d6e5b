'use strict';
// A URL and its params cannot travel in messages: what they are is not in their properties, and a clone would be an empty object.
const { MessageChannel } = require('node:worker_threads');
class Page extends URL {}
const attempts = [
  new URL('http://example.com/'), new Page('http://example.com/'), new URLSearchParams('a=b'),
  Object.assign(new URL('x:y'), { a: 1 }), [{ deep: new URL('x:y') }], new Map([[1, new URLSearchParams()]]),
  // These only look like them.
  Object.create(URL.prototype), { __proto__: { href: 'x:y', protocol: 'x:' }, own: 1 }, { __proto__: null, own: 2 },
];
for (const value of attempts) {
  try {
    console.log(structuredClone(value));
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
try {
  new MessageChannel().port1.postMessage({ url: new URL('x:y') });
} catch (error) {
  console.log(error.name, error.message);
}
// What parses it is shown with what is hidden.
console.log(require('node:util').inspect(new URL('http://a:b@c.de:81/x?y#z'), { showHidden: true }));
console.log(require('node:util').inspect(new URL('web+x:/.//a'), { showHidden: true }));
// A file's path with empty segments, another scheme's with backslashes.
for (const [url, base] of [['file:////a//b', undefined], ['..//x', 'file:////a//b/c'], ['foo:\\\\h\\p', undefined], ['foo://h\\p/..', undefined], ['file:\\\\h\\C|\\..', undefined], ['/C|/a', 'file:///D:/b']]) {
  console.log(url, base, URL.parse(url, base)?.href);
}
