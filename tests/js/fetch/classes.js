'use strict';
// The classes that come with fetch: how they look, what they take and refuse.
const show = (what, run) => {
  try {
    console.log(what, run());
  } catch (error) {
    console.log(what, error.name, error.code, error.message);
  }
};

for (const name of ['fetch', 'Request', 'Response', 'Headers', 'FormData', 'WebSocket', 'MessageEvent', 'CloseEvent',
  'ErrorEvent']) {
  const { enumerable, configurable } = Object.getOwnPropertyDescriptor(globalThis, name);
  console.log(name, typeof globalThis[name], enumerable, configurable, globalThis[name].length);
}
console.log(typeof EventSource, fetch.name);

const headers = new Headers({ b: '2', A: ' 1 ' });
headers.append('a', '3');
console.log([...headers], headers, headers.has('B'), headers.get('c'));
show('bad name', () => new Headers({ 'a b': '1' }));
show('bad value', () => new Headers([['a', '\n1\n2']]));
show('bad pairs', () => new Headers([['a']]));

const response = new Response('text', { status: 201, statusText: 'Made', headers: { a: 'b' } });
console.log(response, Object.prototype.toString.call(response));
console.log(Response.json({ a: 1 }), Response.error().type);
show('bad status', () => new Response('', { status: 99 }));
show('null body', () => new Response('x', { status: 204 }));
show('redirect', () => Response.redirect('http://a/', 301).headers.get('location'));
show('redirect of', () => Response.redirect('http://a/', 200));

const request = new Request('http://user:pass@host/'.replace('user:pass@', ''), { method: 'post', body: 'x' });
console.log(request.method, request.url, request.headers.get('content-type'), request.duplex, request.bodyUsed);
show('credentials', () => new Request('http://a:b@host/'));
show('GET with a body', () => new Request('http://host/', { body: 'x' }));
show('method', () => new Request('http://host/', { method: 'CONNECT' }));

const form = new FormData();
form.append('a', '1');
form.append('a', new Blob(['x']), 'f');
console.log([...form].map(([name, value]) => [name, typeof value, value.name]), form.getAll('a').length);
show('form', () => new FormData('x'));

const message = new MessageEvent('message', { data: 1, origin: 'o', lastEventId: 'i' });
console.log(message.data, message.origin, message.lastEventId, message.source, message.ports);
const close = new CloseEvent('close', { code: 1000, reason: 'r', wasClean: true });
console.log(close.code, close.reason, close.wasClean);
show('no type', () => new MessageEvent());
show('this', () => Object.getOwnPropertyDescriptor(MessageEvent.prototype, 'data').get.call({}));
show('WebSocket', () => new WebSocket('ftp://host'));
show('WebSocket protocols', () => new WebSocket('ws://host', ['a', 'a']));

(async () => {
  const clone = response.clone();
  console.log(await clone.text(), response.bodyUsed, clone.bodyUsed);
  console.log(await clone.text().catch((error) => `${error.name}: ${error.message}`));
  console.log(await new Response('{"a":1}').json(), await new Response('{').json().catch((error) => error.name));
  console.log(await new Response(new Uint8Array([1, 2, 3])).bytes());
  const parsed = await new Response(form).formData();
  console.log([...parsed.keys()]);
  console.log((await new Response('a=1&b=2', { headers: { 'content-type': 'application/x-www-form-urlencoded' } })
    .formData()).get('b'));
  console.log((await new Response('x', { headers: { 'content-type': 'text/html' } }).blob()).type);

  const { port1, port2 } = new MessageChannel();
  port2.onmessage = (event) => {
    console.log(event instanceof MessageEvent, event.data, event.ports.length);
    port1.close();
  };
  port1.postMessage('over a port');
})();
