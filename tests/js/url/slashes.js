// Slashes where a URL's host or path begins: any number of them is before a host of the web; a path that is set to two, or to nothing,
// where there is no host to tell them from.
'use strict';
for (const input of ['///test', '///\\//\\//test', '///example.org/../path', '//x/y', '/x', '  \t///q', ' /\n/\t/z', 'x///y', '////', '//', '\\\\\\k', '///a@b:80/c']) {
  console.log(JSON.stringify(input), URL.parse(input, 'http://example.org/a/b')?.href, URL.canParse(input, 'ws://h'), input.includes('\\') ? '' : URL.parse(input, 'foo://h/a')?.href);
}
const paths = [
  ['foo:///some/path', ''], ['foo://h/a?b#c', ''], ['foo://h/a?b#c', '//x'], ['foo:/a', ''],
  ['none:/', '/.//p'], ['none:/', '/..//p'], ['none:/?q#h', '//p'], ['none:/', 'p'], ['none:/.//p', 'p'], ['none:/.//p', '//r'],
  ['http://h/a?b', ''], ['http://h/a', '//x'], ['data:x', 'y'],
];
for (const [href, pathname] of paths) {
  const url = new URL(href);
  url.pathname = pathname;
  console.log(href, JSON.stringify(pathname), url.href, url.host, url.pathname, url.search);
}
