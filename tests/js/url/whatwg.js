'use strict';
// URL and URLSearchParams: parsing, every setter, what they refuse, how they print.
const { inspect } = require('node:util');
const url = require('node:url');
const lines = [];
const show = (label, fn) => {
  try {
    lines.push(`${label} ${inspect(fn())}`);
  } catch (error) {
    lines.push(`${label} ${error.name} ${error.code} ${error.message} ${error.input} ${error.base}`);
  }
};
const parts = ['href', 'origin', 'protocol', 'username', 'password', 'host', 'hostname', 'port', 'pathname', 'search', 'hash'];
const all = (u) => parts.map((part) => u[part]).join(' | ');
const inputs = [
  'http://user:pa%20ss@EXAMPLE.com:8080/a/./b/../c?x=1&y= 2#h<', 'https://example.com:443', 'http://example.com:80/', 'ftp://h:21/x', 'file:///a/b/../c', 'file://localhost/x', 'file:a', 'FILE:/C|/x/..',
  'mailto:a@b', 'data:text/plain,a b', 'javascript:alert(1)', 'blob:https://a.b/c', 'x:y', 'x://h/../a', 'x:/a/../../b', 'http:a', 'http:/a', 'http:///a', 'http:\\\\a\\b', 'http://a\\b', ' http://a ', 'ht\ntp://a\t/b',
  'http://[::1]:3/', 'http://[1:0:0:0:0:0:0:1]/', 'http://[::1', 'http://1.2.3/', 'http://0x7f.1/', 'http://256.1.1.1/', 'http://1.2.3.4.5/', 'http://a b/', 'http://a%20b/', 'http://a%41/', 'http://\u4f60\u597d.cn/\u4f60?\u597d#\u00e9',
  'http://\u00df.de/', 'http://a..b/', 'http://a./', 'http://-a-/', 'http://a_b/', 'http://a:x/', 'http://a:99999/', 'http://a:65535/', 'http://@a/', 'http://:@a/', 'http://a@b@c/', 'http://u@/',
  '//a', '/a', 'a', '', '?q', '#h', 'http://', 'http:', 'http://?', 'http://a?', 'http://a#', 'http://a?#', 'http://a/%zz%2e/%2E%2e/b', 'http://a/ \u0000\u007f"<>`{}|^[]', 'http://a/?\'"<>`{}|', 'http://a/#\'"<>`{}|', 'ws://a:80/', 'wss://a:443/x',
  'about:blank', 'urn:isbn:1', 'http://a/\ud800', 'x:a b ', 'x:a ?q', 'node:fs', 'http://a;b/', 'http://a!b/', 'http://a$b/', 'x://a b', 'x://%41/', 'x://[::1]/', 'http://a//b//', 'http://0300.168.0.1/', 'http://\uff27o.com',
];
for (const input of inputs) {
  show(`new ${JSON.stringify(input)}`, () => all(new URL(input)));
  show(`canParse ${JSON.stringify(input)}`, () => URL.canParse(input));
  for (const base of ['http://u:p@h.com:9/d/e/f?q#r', 'file:///d/e', 'x:opaque', 'x://h/d/e', 'nope']) {
    show(`new ${JSON.stringify(input)} on ${base}`, () => new URL(input, base).href);
  }
}
const values = {
  href: ['http://b/', 'x', ''], protocol: ['https', 'https:', 'x', 'file', 'ftp:', '', '1a', 'HTTP:x'], username: ['', 'a b', 'x:y@', '\u00e9'], password: ['', 'p w', ':@'],
  host: ['b.com:81', 'b:443', '[::1]:2', '', 'a b', 'x:y', 'b/c', 'b?c', '\u4f60.cn', 'c:', 'b:99999'], hostname: ['b.com', 'b:81', '', '[::1]', 'a b', 'x/y'], port: ['81', '', '443', '99999', 'x', '8x', '-1', ' 9', 5, '0080'],
  pathname: ['', '/a b', 'x', '/a?b#c', '\\a', '/../x', '%zz', '\u00e9'], search: ['', '?', 'a=b', '?a b', '#x', '\u00e9', '??'], hash: ['', '#', 'x', '#a b', '\u00e9', '##'],
};
for (const [part, list] of Object.entries(values)) {
  for (const start of ['http://u:p@h.com:8080/p?q#f', 'https://h/', 'file:///p', 'mailto:x', 'x://h/p', 'x:/p', 'ws://h']) {
    for (const value of list) {
      show(`${start} ${part} = ${JSON.stringify(value)}`, () => { const u = new URL(start); u[part] = value; return u.href; });
    }
  }
}
show('args', () => new URL());
show('args', () => URL('x'));
show('args', () => URL.canParse());
show('args', () => URL.parse());
show('args', () => new URL(Symbol('x')));
show('parse', () => [URL.parse('x'), URL.parse('a:b').href, URL.parse('x', 'http://a').href]);
const u = new URL('http://user:pa@host.com:8080/p/a/t/h?query=string&x=1#hash');
show('inspect', () => u);
show('inspect', () => ({ a: { u } }));
show('json', () => JSON.stringify({ u }) + u);
show('tag', () => Object.prototype.toString.call(u) + Object.keys(u) + Object.keys(URL.prototype));
show('options', () => url.urlToHttpOptions(u));
show('options', () => url.urlToHttpOptions(new URL('http://[::1]:80/?')));
show('params', () => { u.searchParams.append('z', ' \u00e9'); return [u.href, u.searchParams.size]; });
show('params', () => { u.searchParams.delete('x'); u.searchParams.set('query', 'a&b'); return u.href; });
show('params', () => { u.search = '?k=v'; return [...u.searchParams, u.searchParams === u.searchParams]; });
show('params', () => { u.href = 'http://other/?l=m'; return [...u.searchParams]; });
show('params', () => { u.searchParams.delete('l'); return u.href; });
for (const init of ['', '?a=1', 'a=1&a=2&b=%41+x&c', '&&=&=x&a==b', 'a=%zz', '\ud800=\u4f60', { a: 1, b: [1, 2] }, [['a', 'b'], ['c', 1]], new Map([['x', 'y']]), new URLSearchParams('q=1'), undefined, null, 5, [[1]], [1], { [Symbol.iterator]: 1 }, Symbol('x'), new Set(['ab'])]) {
  show(`URLSearchParams ${inspect(init)}`, () => { const p = new URLSearchParams(init); return [String(p), p, p.size]; });
}
const p = new URLSearchParams('b=2&a=1&b=1&\u00e9=!~\'()*-._');
show('methods', () => [p.get('b'), p.get('x'), p.getAll('b'), p.has('b'), p.has('b', '1'), p.has('b', '3'), [...p.keys()], [...p.values()], String(p)]);
for (const options of [{ breakLength: 10 }, { breakLength: 20 }, { compact: false }, { compact: true, breakLength: 20 }, { depth: 0 }, { colors: true }]) {
  for (const kind of ['keys', 'entries']) show('inspect', () => inspect([p, p[kind]()], options));
}
show('sort', () => { p.sort(); return String(p); });
show('set', () => { p.set('b', 9); p.set('new', 'x'); p.delete('a', '2'); p.delete('a', '1'); return String(p); });
show('iterators', () => [p.entries(), p.keys(), p.values(), p[Symbol.iterator] === p.entries, p.entries()[Symbol.toStringTag], p.entries().next()]);
show('forEach', () => { const r = []; p.forEach(function(v, k, o) { r.push(v, k, o === p, this.t); }, { t: 1 }); return r; });
for (const call of [() => p.get(), () => p.append('a'), () => p.set('a'), () => p.has(), () => p.delete(), () => p.getAll(), () => p.forEach(), () => URLSearchParams.prototype.get.call({}, 'a'), () => URLSearchParams(), () => Reflect.get(URLSearchParams.prototype, 'size', {})]) show('errors', call);
show('changes while iterating', () => { const q = new URLSearchParams('a=1&b=2&c=3'); const seen = []; for (const [k] of q) { seen.push(k); q.delete(k); } return [seen, String(q)]; });
for (const path of ['/a b', '/a%b', '/a\\b', '/a?b#c', '/a[b]^|~`"<>{}', '/\n\r\t', '/dir/', '/\u00fc', '/a:b;c,d&e=f+g$h@i!j*k(l)m\'', '/', 5]) show(`pathToFileURL ${JSON.stringify(path)}`, () => url.pathToFileURL(path).href);
for (const path of ['C:\\a b\\c', '\\\\server\\share\\f', 'C:/x', '\\\\?\\C:\\x', '\\\\?\\UNC\\server\\share\\x', 'C:\\dir\\', '\\\\server']) show(`pathToFileURL windows ${path}`, () => url.pathToFileURL(path, { windows: true }).href);
for (const input of ['file:///a%20b', 'file:///a%2Fb', 'file://host/a', 'http://a', 'file:///C:/a', 'file:///C:/a%5Cb', 5, '/x', null, 'file:///%E4%BD%A0?x#y', 'file://localhost/x', 'file:///%zz', new URL('file:///u')]) {
  show(`fileURLToPath ${input}`, () => url.fileURLToPath(input));
  show(`fileURLToPath windows ${input}`, () => url.fileURLToPath(input, { windows: true }));
  show(`fileURLToPathBuffer ${input}`, () => url.fileURLToPathBuffer(input));
}
for (const domain of ['espa\u00f1ol.com', '\u4e2d\u6587.com', 'xn--i\u00f1valid.com', 'a b', 'xn--fiqs8s', 'EXAMPLE.com', '', '1.2.3', 'a/b']) show(`domain ${domain}`, () => [url.domainToASCII(domain), url.domainToUnicode(domain)]);
for (const options of [{}, { auth: false }, { fragment: false }, { search: false }, { unicode: true }, 1]) show(`format ${inspect(options)}`, () => url.format(new URL('http://u:p@xn--g6w251d/p?q#f'), options));
console.log(lines.join('\n'));
