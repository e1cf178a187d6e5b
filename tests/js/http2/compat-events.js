// What a server's request and response tell of the end of their stream, and in which order: ordinary ends, a client that
// goes away, a response that is broken off; and the events that the server has for Expect and CONNECT.
'use strict';
const http2 = require('node:http2');
const { Log, attempt, fields, later, printAnswer, request, runAll, withSession } = require('./_h2');

const { NGHTTP2_CANCEL, NGHTTP2_NO_ERROR, NGHTTP2_ENHANCE_YOUR_CALM } = http2.constants;

// Without 'finish': where the server answers before it has the request, that comes before or after 'end', as the loop happens to read
// the answer in two parts or in one.
const kClientEvents = ['response', 'headers', 'continue', 'aborted', 'error', 'end', 'close'];

/** One request with all events of the server's side and all of the client's. */
async function both(onRequest, {
  headers, start = (stream) => stream.end(), onServer, options, clientEvents = [...kClientEvents, 'finish'],
} = {}) {
  const serverLog = new Log('server');
  const clientLog = new Log('client');
  await withSession({
    onServer,
    listener(req, res) {
      serverLog.watch('req', req, ['aborted', 'error', 'end', 'close']);
      serverLog.watch('res', res, ['aborted', 'error', 'finish', 'close', 'drain']);
      req.resume();
      onRequest(req, res, serverLog);
    },
  }, async ({ client }) => {
    const stream = client.request({ ':path': '/', ...headers }, options);
    clientLog.watch('stream', stream, clientEvents);
    stream.resume();
    start(stream, clientLog);
    await new Promise((resolve) => { stream.once('close', resolve); });
    clientLog.add('rstCode', stream.rstCode);
    await later(30);
  });
  serverLog.print();
  clientLog.print();
}

runAll({
  'an ordinary end': () => both((req, res) => { res.end('text'); }),
  'an end without a body': () => both((req, res) => { res.writeHead(204).end(); }),
  'an end before the request has come': () => both((req, res) => { res.end('early'); }, {
    headers: { ':method': 'POST' },
    start(stream) {
      stream.write('a');
      stream.on('response', () => stream.end('b'));
    },
    clientEvents: kClientEvents,
  }),
  'flags around the end': () => both((req, res, log) => {
    const flags = () => [res.writableEnded, res.writableFinished, res.finished, res.headersSent, req.complete, req.aborted].map(Number).join('');
    log.add('start', flags());
    res.write('a');
    log.add('written', flags());
    res.end('b');
    log.add('ended', flags());
    res.on('finish', () => log.add('finish', flags()));
    res.on('close', () => log.add('close', flags()));
    req.on('end', () => log.add('end', flags()));
  }),

  'the client cancels before the response': () => both((req, res, log) => { req.on('aborted', () => log.add('aborted', req.complete, res.writableEnded)); }, {
    headers: { ':method': 'POST' },
    start(stream) {
      stream.write('part');
      setTimeout(() => stream.close(NGHTTP2_CANCEL), 20);
    },
  }),
  'the client cancels within the response': () => both((req, res) => {
    res.write('part');
  }, { start: (stream) => stream.end().on('data', () => stream.close(NGHTTP2_CANCEL)) }),
  'the client closes with another code': () => both((req, res) => {
    res.write('part');
  }, { start: (stream) => stream.end().on('data', () => stream.close(NGHTTP2_ENHANCE_YOUR_CALM)) }),
  'the client destroys its stream': () => both((req, res) => {
    res.write('part');
  }, { start: (stream) => stream.end().on('data', () => stream.destroy()) }),
  'the client destroys its stream with an error': () => both((req, res) => {
    res.write('part');
  }, { start: (stream) => stream.end().on('data', () => stream.destroy(new Error('enough'))) }),
  'the client destroys its session': () => both((req, res) => {
    res.write('part');
  }, { start: (stream) => stream.end().on('data', () => stream.session.destroy()) }),
  'a signal aborts': () => {
    const controller = new AbortController();
    return both((req, res) => { res.write('part'); }, {
      options: { signal: controller.signal },
      start: (stream) => stream.end().on('data', () => controller.abort()),
    });
  },

  'the server closes the stream': () => both((req, res) => {
    res.write('part');
    setTimeout(() => req.stream.close(NGHTTP2_CANCEL), 20);
  }),
  'the server closes the stream without an error': () => both((req, res) => {
    res.write('part');
    setTimeout(() => req.stream.close(NGHTTP2_NO_ERROR), 20);
  }),
  'the server destroys the response': () => both((req, res) => { setTimeout(() => res.destroy(new Error('x')), 10); }),
  'the server destroys the session': () => both((req, res) => { setTimeout(() => req.stream.session.destroy(), 10); }),

  'a client that reads slowly': () => both((req, res, log) => {
    const chunk = Buffer.alloc(64 * 1024, 'x');
    let writes = 0;
    const write = () => {
      while (writes < 20) {
        writes += 1;
        if (!res.write(chunk)) return res.once('drain', write);
      }
      res.end();
    };
    write();
    res.removeAllListeners('drain');
    res.once('drain', write);
    res.on('finish', () => log.add('writes', writes, res.writableNeedDrain));
  }, {
    start(stream, log) {
      let length = 0;
      stream.end().on('data', (data) => { length += data.length; });
      stream.pause();
      setTimeout(() => stream.resume(), 20);
      stream.on('end', () => log.add('length', length));
    },
  }),

  'Expect: 100-continue, answered by itself': () => both((req, res) => { res.end('body'); }, {
    headers: { ':method': 'POST', expect: '100-continue' },
    start: (stream) => stream.on('continue', () => stream.end('body')),
    clientEvents: kClientEvents,
  }),
  'checkContinue': () => both(() => console.log('  never'), {
    headers: { ':method': 'POST', expect: '100-continue' },
    onServer: (server) => server.on('checkContinue', (req, res) => {
      console.log('  checkContinue', req.headers.expect);
      res.writeHead(403).end();
    }),
    start: (stream) => stream.on('continue', () => console.log('  never')).on('response', (headers) => {
      console.log('  ', headers[':status']);
      stream.end();
    }),
  }),
  'checkContinue that continues': () => both(() => console.log('  never'), {
    headers: { ':method': 'POST', expect: '100-continue' },
    onServer: (server) => server.on('checkContinue', (req, res) => {
      attempt('writeContinue', () => res.writeContinue());
      req.on('data', (data) => res.end(data));
    }),
    start: (stream) => stream.on('continue', () => stream.end('body')),
  }),
  'another expectation': () => both(() => console.log('  never'), {
    headers: { expect: 'miracles' }, start: (stream) => stream.end().on('response', (headers) => console.log('  ', headers[':status'])),
  }),
  'checkExpectation': () => both(() => console.log('  never'), {
    headers: { expect: 'miracles' },
    onServer: (server) => server.on('checkExpectation', (req, res) => res.writeHead(200).end(req.headers.expect)),
    start: (stream) => stream.end().on('data', (data) => console.log('  ', String(data))),
  }),
  'CONNECT without a listener': () => both(() => console.log('  never'), {
    headers: { ':method': 'CONNECT', ':authority': 'example.org:80', ':path': undefined },
    start: (stream) => stream.end().on('response', (headers) => console.log('  ', headers[':status'])),
  }),
  'CONNECT': () => both(() => console.log('  never'), {
    headers: { ':method': 'CONNECT', ':authority': 'example.org:80', ':path': undefined },
    onServer: (server) => server.on('connect', (req, res) => {
      console.log('  connect', req.method, req.authority, req.url, req.scheme);
      res.writeHead(200);
      req.on('data', (data) => res.end(data));
    }),
    start: (stream) => stream.end('through').on('data', (data) => console.log('  ', String(data))),
  }),
  'a listener of stream beside one of request': () => both((req, res) => { res.end('by request'); }, {
    onServer: (server) => server.on('stream', (stream, headers, flags, raw) => console.log('  stream', stream.headersSent, headers[':path'], flags, raw.length)),
    start: (stream) => stream.end().on('data', (data) => console.log('  ', String(data))),
  }),
  'no listener at all': async () => {
    await withSession({ listener: undefined, onServer: (server) => console.log('  listeners', server.listenerCount('request')) }, async ({ client }) => {
      const stream = client.request({ ':path': '/' });
      stream.on('error', (error) => console.log('  error', error.code, error.message));
      stream.on('response', (headers) => console.log('  response', fields(headers)));
      setTimeout(() => stream.close(), 50);
      await new Promise((resolve) => { stream.on('close', resolve); });
      console.log('  ', stream.rstCode);
    });
  },

  'createPushResponse': async () => {
    const pushed = [];
    await withSession({
      listener(req, res) {
        attempt('no callback', () => res.createPushResponse({ ':path': '/x' }));
        attempt('no headers', () => res.createPushResponse(undefined, () => {}));
        res.createPushResponse({ ':path': '/pushed', 'x-req': 'y' }, (error, push) => {
          console.log('  push', error, push instanceof http2.Http2ServerResponse, push.req, push.stream.id, push.stream.pushAllowed);
          attempt('nested', () => push.createPushResponse({ ':path': '/nested' }, (nested) => console.log('  nested', nested?.code)));
          push.writeHead(200, { 'x-a': 'b' });
          push.end('pushed body');
          res.end('body');
        });
      },
    }, async ({ client }) => {
      const done = new Promise((resolve) => {
        client.on('stream', (stream, headers, flags) => {
          pushed.push(`promise ${fields(headers)} ${flags}`);
          stream.on('push', (answer, pushFlags) => pushed.push(`response ${fields(answer)} ${pushFlags}`));
          stream.on('data', (data) => pushed.push(String(data)));
          stream.on('close', resolve);
        });
      });
      printAnswer(await request(client, {}));
      await done;
    });
    for (const line of pushed) console.log('  ', line);
  },
  'createPushResponse to a client that wants none': () => withSession({
    clientOptions: { settings: { enablePush: false } },
    listener(req, res) {
      attempt('allowed', () => req.stream.pushAllowed);
      attempt('push', () => res.createPushResponse({ ':path': '/x' }, (error) => {
        console.log('  ', error?.code);
      }));
      res.end();
    },
  }, async ({ client }) => printAnswer(await request(client, {}))),
});
