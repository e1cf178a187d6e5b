// Streams of a server whose request is not read, or has nothing to be read: a HEAD waits for its answer, however late that is; whoever
// answers without having read the request lets the client know that the rest of it is not wanted, with and without trailers; and a
// compatibility request that nobody has read ends when its stream has closed.
'use strict';
const http2 = require('node:http2');
const { once } = require('node:events');

/** So many turns of the loop: both ends are in this process. */
async function turns(count = 20) {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => { setImmediate(resolve); });
}

async function scenario(name, { request, method = 'POST', ends = true, stream: onStream, compat }) {
  console.log(name);
  const logs = { client: [], server: [] };
  const hear = (side, emitter, events) => {
    for (const event of events) emitter.on(event, () => logs[side].push(event));
  };
  const server = http2.createServer();
  if (compat) {
    server.on('request', (req, res) => {
      hear('server', req, ['end', 'aborted', 'close', 'resume']);
      compat(req, res);
    });
  } else {
    server.on('stream', (stream) => {
      hear('server', stream, ['end', 'aborted', 'close']);
      onStream(stream);
    });
  }
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const session = http2.connect(`http://127.0.0.1:${server.address().port}`);
  const stream = session.request({ ':method': method }, { endStream: ends });
  stream.on('response', (headers, flags) => logs.client.push(headers[':status'], `flags ${flags}`));
  hear('client', stream, ['trailers', 'end', 'aborted', 'close']);
  stream.on('error', (error) => logs.client.push(error.code));
  stream.resume();
  if (request) stream.write(request);
  await turns(40);
  for (const side of ['server', 'client']) console.log(`  ${side}:`, logs[side].join(' '));
  session.destroy();
  server.close();
  await turns();
}

const later = (answer) => (...args) => setImmediate(() => setImmediate(() => answer(...args)));

(async () => {
  const head = { method: 'HEAD' };
  await scenario('HEAD, answered at once', { ...head, stream: (stream) => stream.respond() });
  await scenario('HEAD, answered late', { ...head, stream: later((stream) => stream.respond()) });
  await scenario('HEAD, answered late, compat', { ...head, compat: later((req, res) => res.end('nothing of this')) });
  await scenario('HEAD, never answered', { ...head, stream() {} });

  // That there is no body is a flag of the head.
  await scenario('ended before it is answered', { stream: (stream) => { stream.end(); setImmediate(() => stream.respond()); } });

  const long = { ends: false, request: 'a part' };
  await scenario('not read', { ...long, stream: (stream) => { stream.respond(); stream.end('x'); } });
  await scenario('not read, late', { ...long, stream: later((stream) => { stream.respond(); stream.end('x'); }) });
  await scenario('read', { ...long, stream: (stream) => { stream.resume(); stream.respond(); stream.end('x'); } });
  await scenario('not read, trailers', {
    ...long,
    stream(stream) {
      stream.on('wantTrailers', () => stream.sendTrailers({ a: '1' }));
      stream.respond(undefined, { waitForTrailers: true });
      stream.end('x');
    },
  });
  await scenario('not read, trailers to come', {
    ...long,
    stream(stream) {
      stream.on('wantTrailers', () => {});
      stream.respond(undefined, { waitForTrailers: true });
      stream.end('x');
    },
  });

  for (const ends of [true, false]) {
    const how = { ends, request: ends ? undefined : 'a part' };
    await scenario(`compat, not read, ${ends}`, { ...how, compat: (req, res) => res.end('x') });
    await scenario(`compat, closed, ${ends}`, { ...how, compat: (req, res) => res.stream.close() });
    await scenario(`compat, destroyed, ${ends}`, { ...how, compat: (req) => req.destroy() });
    await scenario(`compat, read, ${ends}`, { ...how, compat: (req, res) => { req.read(); res.end('x'); } });
    await scenario(`compat, flows, ${ends}`, { ...how, compat: (req, res) => { req.resume(); res.end('x'); } });
  }

  // A request that comes too late is no less complete: it is not aborted.
  console.log('requests of a session that is closed');
  const server = http2.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const session = http2.connect(`http://127.0.0.1:${server.address().port}`);
  await once(session, 'connect');
  const open = session.request();
  session.close();
  for (const method of ['GET', 'POST']) {
    const late = session.request({ ':method': method });
    for (const event of ['aborted', 'finish', 'close']) late.on(event, () => console.log('  ', method, event));
    const [error] = await once(late, 'error');
    console.log('  ', method, error.code, late.aborted, late.writableEnded);
  }
  open.on('error', () => {}).destroy();
  session.destroy();
  server.close();
})();
