// Time limits of streams, of sessions and of the sessions of a server, with and without a listener; requests that a signal aborts, before
// they begin, at once and in the middle.
'use strict';
const http2 = require('node:http2');
const { describe, runAll } = require('./_h2.js');

const once = (emitter, event) => new Promise((resolve) => emitter.once(event, resolve));

function listen(emitter, label, events) {
  const text = (value) => (value instanceof Error ? describe(value) : String(value));
  for (const event of events)
    emitter.on(event, (...args) => console.log(`  ${label} ${event} ${args.map(text).join(' ')}`.trimEnd()));
}

async function listening(server) {
  await new Promise((resolve) => server.listen(0, resolve));
  return server.address().port;
}

const close = (server) => new Promise((resolve) => server.close(resolve));

runAll({
  'time limits': async () => {
    const server = http2.createServer();
    server.on('stream', (stream) => {
      listen(stream, 'server', ['close', 'aborted', 'error']);
      stream.setTimeout(50, () => {
        console.log('  the stream has waited');
        stream.close(http2.constants.NGHTTP2_CANCEL);
      });
    });
    const client = http2.connect(`http://localhost:${await listening(server)}`);
    const request = client.request({ ':method': 'POST' });
    await once(request, 'close');
    console.log(`  ${request.rstCode}`);
    client.setTimeout(30);
    await once(client, 'timeout');
    console.log('  the session has waited');
    client.close();
    await close(server);
  },
  'time limits of servers': async () => {
    for (const listener of [undefined, (session) => {
      console.log(`  ${session.constructor.name}`);
      session.destroy();
    }]) {
      const server = http2.createServer();
      server.setTimeout(40, listener);
      const client = http2.connect(`http://localhost:${await listening(server)}`);
      listen(client, 'client', ['close', 'error', 'goaway']);
      await once(client, 'close');
      await close(server);
    }
  },
  'signals': async () => {
    const server = http2.createServer();
    server.on('stream', () => {});
    const client = http2.connect(`http://localhost:${await listening(server)}`);
    await once(client, 'connect');
    for (const when of ['before', 'at once', 'later']) {
      const controller = new AbortController();
      if (when === 'before') controller.abort();
      const request = client.request({}, { signal: controller.signal });
      listen(request, when, ['close', 'error', 'aborted', 'end', 'response']);
      if (when === 'at once') controller.abort('why');
      if (when === 'later') setTimeout(() => controller.abort(), 30);
      await once(request, 'close');
      console.log(`  ${request.rstCode}`);
    }
    client.close();
    await close(server);
  },
});
