// What requests and responses send when little is given, and lists of names and values in any case: the authority with its
// port, what counts as given, what is never indexed, the origin that a server disowns, the range that statCheck may change.
'use strict';
const fs = require('node:fs');
const http2 = require('node:http2');
const { duplexPair } = require('node:stream');
const { attempt, printAnswer, request, runAll, withSession } = require('./_h2');

function sent(authority, options, headers) {
  const { 0: socket } = duplexPair();
  const session = http2.connect(authority, { ...options, createConnection: () => socket });
  const stream = session.request(headers);
  stream.on('error', () => {});
  console.log(' ', stream.sentHeaders);
  session.destroy();
}

function list(...pairs) {
  pairs[http2.sensitiveHeaders] = ['Secret'];
  return pairs;
}

runAll({
  'the default authority': () => {
    for (const authority of ['http://localhost', 'https://localhost', 'http://localhost:8080', { hostname: 'a', host: 'b', port: 80, protocol: 'http:' }])
      sent(authority, {}, {});
    sent('https://a:444', { servername: 'b' }, {});
    sent('http://a', {}, { host: 'x' });
    sent('http://a', {}, ['Host', 'x', ':PATH', '/y', 'a', '1', 'A', '2', 'a', '3']);
    sent('http://a', {}, list('secret', 'x', ':Method', 'POST'));
  },
  'a list as a response': () => withSession({
    onServer: (server) => server.on('stream', (stream) => {
      attempt('status', () => stream.respond([':STATUS', '101']));
      stream.respond(list(':STATUS', '201', 'secret', 's', 'x', '1', 'DATE', 'never', 'X', '2'));
      attempt('sentHeaders', () => stream.sentHeaders);
      stream.end();
    }),
  }, async ({ client }) => printAnswer(await request(client, {}))),
  'statCheck': () => withSession({
    onServer: (server) => server.on('stream', (stream) => {
      const fd = fs.openSync(__filename);
      stream.on('close', () => fs.closeSync(fd));
      const statCheck = (stat, headers, range) => {
        console.log(' ', range);
        range.offset += 1;
        range.length = 10;
      };
      stream.respondWithFD(fd, {}, { statCheck, offset: 2 });
    }),
  }, async ({ client }) => printAnswer(await request(client, {}))),
  'a date that is taken away': () => withSession({
    listener: (req, res) => {
      res.removeHeader('DATE');
      console.log('  sendDate', res.sendDate);
      res.end();
    },
  }, async ({ client }) => console.log('  date', (await request(client, {})).headers.date)),
  'a head for a stream that is closed': () => withSession({
    listener: (req, res) => {
      req.stream.close();
      attempt('writeHead', () => res.writeHead(200) === res);
      attempt('end', () => res.end() === res);
    },
  }, async ({ client }) => console.log('  headers', (await request(client, {})).headers)),
  'packed settings in any array': () => {
    const bytes = [0, 1, 0, 0, 0, 100, 0, 4, 1, 2, 3, 4];
    for (const Kind of [Uint8Array, Uint16Array, Float64Array]) console.log(' ', http2.getUnpackedSettings(Kind.from(bytes)));
  },
});
