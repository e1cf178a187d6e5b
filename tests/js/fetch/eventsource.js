// flags: --experimental-eventsource
'use strict';
// EventSource against a server of this process: fields, events, comments, ends of lines, pieces, reconnection with the id of the last
// event, retry, what ends it for good, close, redirects.
const http = require('node:http');

const later = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
const stream = { 'Content-Type': 'text/event-stream' };
let answer;
let requests = [];
const server = http.createServer((req, res) => {
  requests.push(`${req.method} ${req.url} accept=${req.headers.accept} cache=${req.headers['cache-control']} last=${req.headers['last-event-id']}`);
  answer(res, req, requests.length);
});

/** Opens one and prints its events until `done(event, source)` says that it is enough. */
function run(name, how, done, { types = [], options, path = '/' } = {}) {
  answer = how;
  requests = [];
  console.log(name);
  return new Promise((resolve) => {
    const source = new EventSource(`http://127.0.0.1:${server.address().port}${path}`, options);
    console.log('  ', source.readyState, source.withCredentials, source.url.replace(/:\d+/, ':PORT'));
    let count = 0;
    const on = (event) => {
      const { type, data, lastEventId, origin } = event;
      console.log('  ', event.constructor.name, type, JSON.stringify(data), JSON.stringify(lastEventId), origin?.replace(/:\d+/, ':PORT'), source.readyState);
      if (!done(event, source, ++count)) return;
      source.close();
      console.log('  ', source.readyState, requests);
      resolve();
    };
    source.onopen = on;
    source.onmessage = on;
    source.onerror = on;
    for (const type of types) source.addEventListener(type, on);
  });
}
const isMessage = (data) => (event) => event.data === data;

async function main() {
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const whole = (text) => (res) => res.writeHead(200, stream).write(text);

  await run('messages', whole('data: one\n\ndata: two\ndata: lines\n\ndata\n\ndata:no space\n\ndata:  two spaces\n\ndata: last\n\n'), isMessage('last'));
  await run('ends of lines', whole('data: a\r\n\r\ndata: b\r\rdata: c\n\ndata: d\r\ndata: e\r\n\r\n'), isMessage('d\ne'));
  await run('fields', whole('\ufeffid: 1\nevent: own\ndata: x\n\nid\nevent: message\ndata: y\n\n: comment\nunknown: z\nid: a\0b\ndata: z\n\nevent: own\n\nid: 7\n\ndata: end\n\n'), isMessage('end'), { types: ['own'] });
  await run('in pieces', async (res) => {
    res.writeHead(200, stream);
    for (const byte of Buffer.from('data: h\u00e9llo \u20ac\r\n\r\ndata: end\n\n')) {
      res.write(Buffer.from([byte]));
      await later(1);
    }
  }, isMessage('end'));
  await run('an event that is never finished', (res) => {
    res.writeHead(200, stream);
    res.end('data: finished\n\ndata: not finished\n');
  }, (event) => event.type === 'error');
  await run('connects again', (res, req, count) => {
    res.writeHead(200, stream);
    if (count < 3) res.end(`retry: 20\nid: ${count}\ndata: ${count}\n\n`);
    else res.write('data: end\n\n');
  }, isMessage('end'));
  await run('forgets the id', (res, req, count) => {
    res.writeHead(200, stream);
    if (count === 1) res.end('retry: 20\nid: 5\ndata: a\n\nid:\ndata: b\n\n');
    else res.write('data: end\n\n');
  }, isMessage('end'));
  await run('retry that is no number', (res, req, count) => {
    res.writeHead(200, stream);
    if (count === 1) res.end('retry: 10\nretry: 1x\nretry: -5\ndata: a\n\n');
    else res.write('data: end\n\n');
  }, isMessage('end'));
  await run('the connection is cut', (res, req, count) => {
    res.writeHead(200, stream);
    if (count === 1) res.write('retry: 20\nid: cut\ndata: a\n\n', () => setTimeout(() => res.destroy(), 20));
    else res.write('data: end\n\n');
  }, isMessage('end'));
  await run('credentials', whole('data: end\n\n'), isMessage('end'), { options: { withCredentials: true } });
  await run('redirect', (res, req) => {
    if (req.url === '/') res.writeHead(302, { Location: '/there' }).end();
    else res.writeHead(200, stream).write('data: end\n\n');
  }, isMessage('end'));

  const isError = (event) => event.type === 'error';
  await run('another type', (res) => res.writeHead(200, { 'Content-Type': 'text/plain' }).end('data: x\n\n'), isError);
  await run('type with a parameter', (res) => res.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' }).write('data: end\n\n'), isMessage('end'));
  await run('204', (res) => res.writeHead(204).end(), isError);
  await run('500', (res) => res.writeHead(500, stream).end('data: x\n\n'), isError);

  console.log('closed at once');
  answer = whole('data: x\n\n');
  const source = new EventSource(`http://127.0.0.1:${server.address().port}/`);
  source.onopen = source.onmessage = source.onerror = (event) => console.log('  ', event.type);
  source.close();
  await later(50);
  console.log('  ', source.readyState);

  for (const attempt of [
    () => new EventSource(), () => new EventSource('not a url'), () => [EventSource.CONNECTING, EventSource.OPEN, EventSource.CLOSED],
    () => Object.getOwnPropertyNames(EventSource.prototype).sort().join(), () => Object.prototype.toString.call(source), () => Object.getOwnPropertyDescriptor(globalThis, 'EventSource').enumerable,
  ]) {
    try {
      console.log(String(attempt).slice(6), attempt());
    } catch (error) {
      console.log(String(attempt).slice(6), error.name, error.code, error.message);
    }
  }
  server.closeAllConnections();
  server.close();
}
main();
