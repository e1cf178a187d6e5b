// Listeners of a server that are asynchronous and throw, with captureRejections: the client gets an answer if it has none yet.
'use strict';
const events = require('node:events');
events.captureRejections = true;
const { describe, printAnswer, request, runAll, withSession } = require('./_h2');

const fail = async () => { throw new Error('rejected'); };

function respond(listener, { onServer, headers, show = true } = {}) {
  return withSession({
    listener,
    onServer(server) {
      server.on('error', (error) => console.log('  server error', error.message));
      server.on('sessionError', (error) => console.log('  sessionError', describe(error)));
      onServer?.(server);
    },
  }, async ({ client }) => {
    const answer = await request(client, headers);
    if (show) printAnswer(answer);
  });
}

runAll({
  'before the head': () => respond(async (req, res) => {
    res.setHeader('x-a', 'b');
    await fail();
  }),
  'within the body': () => respond(async (req, res) => {
    res.write('x');
    await fail();
  }, { show: false }),
  'after the end': () => respond(async (req, res) => {
    res.end('x');
    await fail();
  }),
  'a stream': () => respond(undefined, { onServer: (server) => server.on('stream', fail) }),
  'a stream that has responded': () => respond(undefined, {
    onServer: (server) => server.on('stream', async (stream) => {
      stream.on('error', (error) => console.log('  stream', error.message));
      stream.respond();
      await fail();
    }),
    show: false,
  }),
  'a session': () => respond((req, res) => res.end(), { onServer: (server) => server.on('session', fail) }),
  'a request': () => respond((req, res) => {
    req.on('end', fail).resume();
    req.on('error', (error) => {
      console.log('  request', error.message);
      res.end();
    });
  }),
  'checkContinue': () => respond(() => {}, {
    onServer: (server) => server.on('checkContinue', async (req, res) => {
      setImmediate(() => res.end());
      await fail();
    }),
    headers: { expect: '100-continue' },
  }),
});
