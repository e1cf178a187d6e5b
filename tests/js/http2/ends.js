// What each side hears when a session or a stream is destroyed or closed in the middle of an answer: order and errors of the
// events of the session and of the stream on either side, and the code that the stream ends with.
'use strict';
const http2 = require('node:http2');
const { describe } = require('./_h2.js');

// What one of the two does when the client has got the first part of the answer.
const clients = {
  'session.destroy()': (session) => session.destroy(),
  'session.destroy(error)': (session) => session.destroy(new Error('boo')),
  'session.destroy(2)': (session) => session.destroy(2),
  'session.destroy(error, 7)': (session) => session.destroy(new Error('bar'), 7),
  'session.socket.destroy()': (session) => session.socket.destroy(),
  'session.goaway(3)': (session) => session.goaway(3),
  'stream.close()': (session, stream) => stream.close(),
  'stream.close(8)': (session, stream) => stream.close(8),
  'stream.destroy()': (session, stream) => stream.destroy(),
  'stream.destroy(error)': (session, stream) => stream.destroy(new Error('moo')),
};
const servers = {
  ...clients,
  'session.close()': (session, stream) => {
    session.close();
    stream.end();
  },
};

function text(value) {
  return value instanceof Error ? describe(value) : typeof value === 'object' ? 'object' : String(value);
}

async function run(name, act, side) {
  // Each side in its own order: which of the two is first is the system's affair.
  const logs = { client: [], server: [] };
  const listen = (emitter, log, label, events) => {
    for (const event of events)
      emitter.on(event, (...args) => log.push(`${label} ${event} ${args.map(text).join(' ')}`.trim()));
  };
  const server = http2.createServer();
  const over = [];
  const untilClosed = (emitter) => over.push(new Promise((resolve) => emitter.on('close', resolve)));
  let serverStream;
  server.on('sessionError', () => {});
  server.on('session', (session) => {
    listen(session, logs.server, 'session', ['close', 'error', 'frameError']);
    untilClosed(session);
  });
  server.on('stream', (stream) => {
    serverStream = stream;
    listen(stream, logs.server, 'stream', ['close', 'aborted', 'error', 'end', 'finish']);
    untilClosed(stream);
    stream.respond();
    stream.write('x');
  });
  await new Promise((resolve) => server.listen(0, resolve));
  const session = http2.connect(`http://localhost:${server.address().port}`);
  const stream = session.request();
  listen(session, logs.client, 'session', ['close', 'error', 'frameError']);
  listen(stream, logs.client, 'stream', ['close', 'aborted', 'error', 'end', 'data']);
  untilClosed(session);
  untilClosed(stream);
  stream.once('data', () => {
    if (side === 'client') act(session, stream);
    else act(serverStream.session, serverStream);
  });
  await new Promise((resolve) => stream.on('close', resolve));
  const code = stream.rstCode;
  // Where that has not ended the session, the client does.
  setTimeout(() => session.close(), 50);
  await Promise.all(over);
  await new Promise((resolve) => server.close(resolve));
  const lines = Object.entries(logs).map(([label, log]) => `  ${label}: ${log.join(', ')}`);
  return [`${name} of the ${side}: ${code} ${serverStream.rstCode}`, ...lines].join('\n');
}

Promise.all([
  ...Object.entries(clients).map(([name, act]) => run(name, act, 'client')),
  ...Object.entries(servers).map(([name, act]) => run(name, act, 'server')),
]).then((outputs) => {
  for (const output of outputs) console.log(output);
});
