// Messages that are framed well and make no sense: what the two sides tell.
'use strict';
const { Log, SESSION_EVENTS, later, runAll, withSession } = require('./_h2');

async function exchange(headers, onStream) {
  const serverLog = new Log('server');
  const clientLog = new Log('client');
  await withSession({
    onServer: (server) => server.on('stream', (stream) => {
      serverLog.watch('session', stream.session, SESSION_EVENTS);
      serverLog.watch('stream', stream, ['aborted', 'error', 'close']);
      onStream(stream);
    }),
  }, async ({ client }) => {
    clientLog.watch('session', client, SESSION_EVENTS);
    const stream = client.request(headers);
    clientLog.watch('stream', stream, ['response', 'headers', 'error', 'aborted', 'end', 'close']);
    stream.resume().end();
    await new Promise((resolve) => { stream.on('close', resolve); });
    await later();
    clientLog.add('rstCode', stream.rstCode);
  });
  serverLog.print();
  clientLog.print();
}

const answer = (stream) => stream.respond({}, { endStream: true });

runAll({
  'a body that is longer than its content-length': () => exchange({}, (stream) => { stream.respond({ 'content-length': 5 }); stream.end('abcdefg'); }),
  'a body that is shorter': () => exchange({}, (stream) => { stream.respond({ 'content-length': 10 }); stream.end('abcdefg'); }),
  'informational headers without a status': () => exchange({}, (stream) => stream.additionalHeaders({ 'x-a': 'b' })),
  ':status in a request': () => exchange({ ':status': 200 }, answer),
  ':protocol without CONNECT': () => exchange({ ':protocol': 'x' }, answer),
  'an empty method': () => exchange({ ':method': '' }, answer),
  'an empty path': () => exchange({ ':path': '' }, answer),
  'a body for a request that says it has none': () => exchange({ ':method': 'POST', 'content-length': 7 }, (stream) => { stream.resume(); answer(stream); }),
});
