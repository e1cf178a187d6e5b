// diagnostics_channel: what is told of a stream, on both sides, and how far it is then: a response and one to a promise, streams that
// one side closes or destroys.
'use strict';
const channels = require('node:diagnostics_channel');
const { Log, later, request, runAll, withSession } = require('./_h2');

let logs;
for (const side of ['client', 'server']) {
  for (const event of ['created', 'start', 'error', 'finish', 'close', 'bodySent']) {
    channels.subscribe(`http2.${side}.stream.${event}`, ({ stream, error, headers }) => {
      logs[side].add(event, stream.id, `closed ${stream.closed} destroyed ${stream.destroyed} rst ${stream.rstCode}`,
        error ? error.code : '', headers?.[':status'] ?? '');
    });
  }
}

async function told(onStream, onRequest) {
  logs = { client: new Log('client'), server: new Log('server') };
  await withSession({
    onServer: (server) => server.on('stream', (stream) => {
      stream.on('error', () => {});
      onStream(stream);
    }),
  }, async ({ client }) => {
    client.on('stream', (stream) => stream.resume());
    await request(client, {}, { onStream: onRequest });
    await later();
  });
  logs.client.print();
  logs.server.print();
}

function begin(stream) {
  stream.respond();
  stream.write('x');
}

runAll({
  'a response and a promised one': () => told((stream) => {
    stream.respond();
    stream.end();
    stream.pushStream({}, (error, promised) => {
      promised.respond();
      promised.end();
    });
  }),
  'the client closes': () => told(begin, (stream) => stream.on('response', () => stream.close())),
  'the client destroys': () => told(begin, (stream) => stream.on('response', () => stream.destroy(new Error('enough')))),
  'the server destroys': () => told((stream) => {
    begin(stream);
    setTimeout(() => stream.destroy(new Error('enough')), 20);
  }),
  'headers before the response and after it': () => told((stream) => {
    stream.additionalHeaders({ ':status': 103 });
    stream.respond({}, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ a: 'b' }));
    stream.end('x');
  }),
});
