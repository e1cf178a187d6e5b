// URLPattern: what it takes, what it answers, and the errors. The names of groups come in no order on Node, so they are sorted here.
'use strict';

const { inspect } = require('node:util');

function t(make) {
  const source = String(make).slice('() => '.length);
  try {
    console.log(source, '=>', inspect(make(), { depth: 4, sorted: true }));
  } catch (error) {
    console.log(source, '!', error.name, error.code, error.message, Object.keys(error));
  }
}

console.log(URLPattern.length, URLPattern.name, require('node:url').URLPattern === URLPattern, Object.keys(URLPattern.prototype).join());
for (const name of Object.keys(URLPattern.prototype)) {
  const { configurable, set, writable } = Object.getOwnPropertyDescriptor(URLPattern.prototype, name);
  console.log(name, configurable, set, writable);
}
console.log(Reflect.ownKeys(new URLPattern()));
t(() => new URLPattern());
t(() => new URLPattern(undefined));
t(() => new URLPattern(null));
t(() => new URLPattern({}));
t(() => new URLPattern('x'));
t(() => new URLPattern(5));
t(() => new URLPattern(Symbol()));
t(() => new URLPattern('/a/:id', 'https://x.com'));
t(() => new URLPattern('/a/:id', 'nourl'));
t(() => new URLPattern('/a/:id', undefined));
t(() => new URLPattern('/a/:id', 5));
t(() => new URLPattern('/a/:id', {ignoreCase: true}));
t(() => new URLPattern('https://x.com/a/:id', {ignoreCase: true}).test('https://x.com/A/5'));
t(() => new URLPattern('https://x.com/a/:id', {ignoreCase: 1}));
t(() => new URLPattern('/a/:id', 'https://x.com', {ignoreCase: true}).test('https://x.com/A/5'));
t(() => new URLPattern('/a/:id', 'https://x.com', 5));
t(() => new URLPattern({pathname: '/a'}, 'https://x.com'));
t(() => new URLPattern({pathname: '/a', baseURL: 'https://x.com'}));
t(() => new URLPattern({pathname: '/a', baseURL: 'zzz'}));
t(() => new URLPattern({pathname: 5}));
t(() => new URLPattern({pathname: '('}));
t(() => new URLPattern({pathname: '/(?=a)'}));
t(() => new URLPattern({pathname: '/([)'}));
t(() => new URLPattern({pathname: '/:a/:a'}));
t(() => new URLPattern({pathname: '/:a'}, {ignoreCase: true}));
const p = new URLPattern({pathname: '/books/:id(\\d+)', hostname: '{:sub.}?example.com'});
t(() => p);
t(() => p.hasRegExpGroups);
t(() => p.test('https://example.com/books/123'));
t(() => p.exec('https://a.example.com/books/123?x=1#h'));
t(() => p.exec('https://a.example.com/bookz/123?x=1#h'));
t(() => p.exec({pathname: '/books/12', hostname: 'example.com'}));
t(() => p.exec('/books/12', 'https://example.com'));
t(() => p.exec('/books/12', 'nono'));
t(() => p.exec({pathname: '/books/12'}, 'https://example.com'));
t(() => p.exec());
t(() => p.test());
t(() => p.test(5));
t(() => p.test('nourl'));
t(() => p.test(new URL('https://example.com/books/1')));
t(() => p.test({}));
t(() => p.test('https://example.com/books/1', 5));
t(() => URLPattern.prototype.test.call({}, 'x'));
t(() => URLPattern.prototype.protocol);
t(() => Object.prototype.toString.call(p));
t(() => JSON.stringify(p));
t(() => inspect(p, {depth: -1}));
t(() => inspect(URLPattern.prototype));
t(() => Object.keys(p.exec('https://example.com/books/1')));
t(() => new URLPattern('https://user:pw@ex.com:8080/*?q=:x#:h'));
t(() => new URLPattern('data\\:foobar'));
t(() => new URLPattern('data:foobar'));
t(() => new URLPattern({ protocol: 'http{s}?', port: '443' }).port);
t(() => new URLPattern({ protocol: 'https', port: '443' }).port);
t(() => new URLPattern('http{s}?://*.example.com/:a?/b*').exec('https://x.example.com/b/c'));
t(() => new URLPattern({ hostname: '[:\u{1F600}]' }));
t(() => new URLPattern({ pathname: '/caf\u00e9' }).pathname);
t(() => new URLPattern({ hostname: 'm\u00fcller.de' }).hostname);
t(() => new URLPattern({ port: '80a' }));
t(() => new URLPattern({ protocol: 'a b' }));
t(() => new URLPattern({ search: '?x', hash: '#y' }));
t(() => structuredClone(p));
t(() => new URLPattern('/a', {}, 'https://x.com'));
const many = new URLPattern({ pathname: '/:b/:a/(x\\d)/*' });
t(() => many.exec({ pathname: '/1/2/x3/4' }).pathname);
t(() => many.exec({ pathname: '/1/2/3/4' }));
t(() => new URLPattern({ pathname: '/([a-z--[x]])' }).test({ pathname: '/x' }));
t(() => new URLPattern({ protocol: '(?!x)y', pathname: 'a b' }).pathname);
t(() => new URLPattern({ hostname: 'A.com', search: 'Q' }, { ignoreCase: true }).test('https://a.com/?q'));
