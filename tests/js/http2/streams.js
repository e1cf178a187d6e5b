// Requests and responses of the core: bodies both ways, large ones through flow control, header fields of every form,
// informational headers, trailers, HEAD, what a stream tells of itself.
'use strict';
const http2 = require('node:http2');
const crypto = require('node:crypto');
const { pipeline } = require('node:stream');
const { attempt, describe, fields, later, printAnswer, request, runAll, withSession } = require('./_h2');

/** A server whose streams the test answers. */
const withStreams = (onStream, test, more = {}) => withSession({ ...more, onServer: (server) => server.on('stream', onStream) }, test);

const hash = async (source) => {
  const sum = crypto.createHash('sha1');
  let length = 0;
  for await (const chunk of source) {
    sum.update(chunk);
    length += chunk.length;
  }
  return `${length} ${sum.digest('hex')}`;
};

runAll({
  'header only': () => withStreams((stream) => { stream.respond({ ':status': 204, 'x-a': 'b' }, { endStream: true }); },
    async ({ client }) => printAnswer(await request(client, {}))),
  'no header given': () => withStreams((stream) => { stream.respond(); stream.end('x'); },
    async ({ client }) => printAnswer(await request(client, {}))),
  'end without respond': () => withStreams((stream) => { stream.end('body'); },
    async ({ client }) => printAnswer(await request(client, {}))),
  'write without respond': () => withStreams((stream) => { stream.write('body'); stream.end(); },
    async ({ client }) => printAnswer(await request(client, {}))),

  'what the two sides see': () => withStreams((stream, headers, flags, rawHeaders) => {
    console.log('  request', fields(headers), flags, rawHeaders.length, Object.getPrototypeOf(headers), headers[http2.sensitiveHeaders]);
    stream.on('end', () => {
      stream.respond({ ':status': 200, 'X-Number': 5, 'x-list': ['a', 'b'], 'set-cookie': ['a=1', 'b=2'], 'x-bool': true, 'x-empty': '' });
      stream.end();
    });
    stream.resume();
  }, async ({ client }) => {
    const stream = client.request({
      ':method': 'POST', ':path': '/x?y', 'X-Upper': 'Value', cookie: ['a=1', 'b=2'], accept: ['x', 'y'], 'x-number': 7, 'content-type': 'text/plain', te: 'trailers',
    });
    stream.on('response', (headers, flags, rawHeaders) => console.log('  response', fields(headers), flags, JSON.stringify(rawHeaders.filter((text) => !text.endsWith('GMT'))), headers[http2.sensitiveHeaders]));
    stream.resume().end('body');
    await new Promise((resolve) => { stream.on('close', resolve); });
  }),

  'fields that come several times': () => withStreams((stream, headers) => {
    console.log('  ', fields(headers));
    stream.respond({ 'set-cookie': 'one', vary: ['a', 'b'], link: ['<a>', '<b>'], 'x-same': ['1', '1'] }, { endStream: true });
  }, async ({ client }) => printAnswer(await request(client, {
    cookie: ['a', 'b', 'c'], 'x-forwarded-for': ['1', '2'], 'accept-language': ['de', 'en'], 'set-cookie': ['x', 'y'],
  }))),

  'a list of fields in place of an object': () => withStreams((stream, headers, flags, rawHeaders) => {
    console.log('  ', fields(headers), JSON.stringify(rawHeaders.filter((text) => !/\d{4}/.test(text))));
    stream.respond([':status', '201', 'X-B', '1', 'x-b', '2', 'X-c', '3']);
    stream.end();
  }, async ({ client }) => {
    const stream = client.request([':path', '/list', ':method', 'GET', ':authority', 'a.example', ':scheme', 'http', 'X-A', '1', 'x-a', '2']);
    stream.on('response', (headers, flags, rawHeaders) => console.log('  ', fields(headers), JSON.stringify(rawHeaders.filter((text) => !text.endsWith('GMT')))));
    attempt('sentHeaders', () => fields(stream.sentHeaders));
    await new Promise((resolve) => { stream.resume().on('close', resolve); });
  }),

  'sensitive fields': () => withStreams((stream, headers) => {
    console.log('  ', headers[http2.sensitiveHeaders], headers.secret);
    stream.respond({ 'x-secret': 'y', [http2.sensitiveHeaders]: ['X-Secret'] }, { endStream: true });
  }, async ({ client }) => {
    const answer = await request(client, { secret: 'x', cookie: 'short', authorization: 'z', [http2.sensitiveHeaders]: ['secret'] });
    console.log('  ', answer.headers[http2.sensitiveHeaders], answer.headers['x-secret']);
  }),

  'a body both ways': () => withStreams((stream) => {
    stream.respond();
    stream.pipe(stream);
  }, async ({ client }) => printAnswer(await request(client, { ':method': 'POST' }, { body: 'echo' }))),

  'large bodies both ways': () => withStreams((stream, headers) => {
    const length = Number(headers['x-length']);
    hash(stream).then((sum) => {
      stream.respond({ 'x-sum': sum });
      stream.end(Buffer.alloc(length, 'response '));
    });
  }, async ({ client }) => {
    for (const length of [1, 16383, 16384, 16385, 65535, 65536, 1_000_000, 5_000_000]) {
      const stream = client.request({ ':method': 'PUT', 'x-length': length });
      stream.end(Buffer.alloc(length, 'request '));
      const [headers] = await new Promise((resolve) => { stream.once('response', (...args) => resolve(args)); });
      console.log('  ', headers['x-sum'], await hash(stream));
    }
  }),

  'many streams at once': () => withStreams((stream, headers) => {
    stream.respond();
    setTimeout(() => stream.end(headers[':path'].repeat(1000)), stream.id % 5);
  }, async ({ client }) => {
    const answers = await Promise.all(Array.from({ length: 200 }, (_, index) => request(client, { ':path': `/${index}` })));
    console.log('  ', answers.every(({ body }, index) => body === `/${index}`.repeat(1000)), answers.length);
  }),

  'a reader that stops holds the writer up': () => withStreams((stream) => {
    stream.respond();
    let written = 0;
    const write = () => {
      for (;;) {
        written += 16384;
        if (!stream.write(Buffer.alloc(16384))) break;
      }
    };
    stream.on('drain', write);
    write();
    setTimeout(() => {
      console.log('  held up', written < 1_000_000, stream.writableNeedDrain);
      stream.removeListener('drain', write);
      stream.end();
    }, 60);
  }, async ({ client }) => {
    const stream = client.request();
    await later(100);
    console.log('  ', Number((await hash(stream)).split(' ')[0]) > 65535);
  }),

  'the local window': () => withStreams((stream) => { stream.respond(); stream.end(Buffer.alloc(300_000)); }, async ({ client }) => {
    await new Promise((resolve) => { client.once('connect', resolve); });
    console.log('  ', client.state.effectiveLocalWindowSize, client.state.localWindowSize);
    attempt('setLocalWindowSize', () => client.setLocalWindowSize(1 << 20));
    console.log('  ', client.state.effectiveLocalWindowSize);
    for (const size of ['x', -1, 2 ** 31, undefined]) attempt(String(size), () => client.setLocalWindowSize(size));
    console.log('  ', (await request(client, {})).body.length);
  }),

  'informational headers': () => withStreams((stream) => {
    stream.additionalHeaders({ ':status': 102, 'x-a': '1' });
    stream.additionalHeaders({ ':status': 103, link: '<a>' });
    attempt('200', () => stream.additionalHeaders({ ':status': 200 }));
    attempt('101', () => stream.additionalHeaders({ ':status': 101 }));
    attempt('99', () => stream.additionalHeaders({ ':status': 99 }));
    attempt('sentInfoHeaders', () => stream.sentInfoHeaders.map(fields));
    stream.respond({});
    attempt('late', () => stream.additionalHeaders({ ':status': 102 }));
    stream.end();
  }, async ({ client }) => printAnswer(await request(client, {}))),

  'trailers of the response': () => withStreams((stream) => {
    stream.respond({}, { waitForTrailers: true });
    stream.on('wantTrailers', () => {
      attempt('before', () => stream.sentTrailers);
      attempt('sendTrailers', () => stream.sendTrailers({ 'X-Trailer': 'a', 'x-list': ['1', '2'] }));
      attempt('sentTrailers', () => fields(stream.sentTrailers));
      attempt('again', () => stream.sendTrailers({ 'x-trailer': 'b' }));
    });
    attempt('too early', () => stream.sendTrailers({ 'x-trailer': 'b' }));
    stream.end('body');
  }, async ({ client }) => printAnswer(await request(client, {}))),
  'empty trailers': () => withStreams((stream) => {
    stream.respond({}, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({}));
    stream.end('body');
  }, async ({ client }) => printAnswer(await request(client, {}))),
  'trailers wanted and a stream closed instead': () => withStreams((stream) => {
    stream.respond({}, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.close());
    stream.end('body');
  }, async ({ client }) => printAnswer(await request(client, {}))),
  'trailers with a pseudo header': () => withStreams((stream) => {
    stream.respond({}, { waitForTrailers: true });
    stream.on('wantTrailers', () => {
      attempt('sendTrailers', () => stream.sendTrailers({ ':status': 200 }));
      attempt('sendTrailers', () => stream.sendTrailers('text'));
      stream.close();
    });
    stream.end('body');
  }, async ({ client }) => printAnswer(await request(client, {}))),
  'trailers of the request': () => withStreams((stream) => {
    stream.on('trailers', (trailers, flags, raw) => console.log('  ', fields(trailers), flags, JSON.stringify(raw)));
    stream.on('end', () => {
      stream.respond();
      stream.end();
    });
    stream.resume();
  }, async ({ client }) => printAnswer(await request(client, { ':method': 'POST' }, {
    body: 'body', options: { waitForTrailers: true }, onStream: (stream) => stream.on('wantTrailers', () => stream.sendTrailers({ 'x-t': '1' })),
  }))),

  'HEAD': () => withStreams((stream) => {
    console.log('  ', stream.headRequest);
    stream.respond({ 'content-length': 10 });
    attempt('state', () => [stream.writableEnded, stream.writable]);
    stream.end();
  }, async ({ client }) => printAnswer(await request(client, { ':method': 'HEAD' }))),
  'statuses without a body': async () => {
    for (const status of [204, 205, 304]) {
      await withStreams((stream) => {
        stream.respond({ ':status': status });
        stream.end();
      }, async ({ client }) => printAnswer(await request(client, {})));
    }
  },

  'what a stream tells': () => withStreams((stream) => {
    const show = (when) => attempt(when, () => [stream.id, stream.pending, stream.closed, stream.destroyed, stream.aborted, stream.endAfterHeaders, stream.headersSent,
      stream.pushAllowed, stream.rstCode, stream.session.type]);
    show('start');
    stream.respond();
    show('responded');
    stream.end('x');
    show('ended');
    stream.on('close', () => {
      attempt('closed', () => [stream.id, stream.pending, stream.closed, stream.destroyed, stream.aborted, stream.rstCode, stream.session, stream.state, fields(stream.sentHeaders)]);
    });
  }, async ({ client }) => {
    const stream = client.request();
    attempt('pending', () => [stream.id, stream.pending, stream.sentHeaders[':method'], stream.endAfterHeaders, stream.state]);
    stream.on('ready', () => attempt('ready', () => [stream.state.weight, stream.state.localClose, stream.state.localWindowSize, stream.id, stream.pending, stream.endAfterHeaders, stream.session === client]));
    await new Promise((resolve) => { stream.resume().on('close', resolve); });
    attempt('closed', () => [stream.id, stream.closed, stream.destroyed, stream.aborted, stream.rstCode, stream.session]);
  }),

  'endStream of a request': () => withStreams((stream, headers) => {
    stream.respond({ 'x-end': `${stream.endAfterHeaders} ${stream.readableEnded}` }, { endStream: true });
  }, async ({ client }) => {
    printAnswer(await request(client, { ':method': 'POST' }, { options: { endStream: true } }));
    printAnswer(await request(client, { ':method': 'GET' }, { options: { endStream: false }, onStream: (stream) => stream.end('get') }));
    printAnswer(await request(client, { ':method': 'DELETE' }, {}));
  }),

  'a response before the request ends': () => withStreams((stream) => {
    stream.respond();
    stream.end('early');
    stream.resume();
    stream.on('close', () => console.log('  server', stream.rstCode));
  }, async ({ client }) => {
    printAnswer(await request(client, { ':method': 'POST' }, { onStream: (stream) => { stream.write('a'); stream.on('end', () => stream.end('b')); }, options: { endStream: false } }));
  }),

  'respond twice': () => withStreams((stream) => {
    stream.respond();
    attempt('again', () => stream.respond());
    attempt('respondWithFD', () => stream.respondWithFD(0));
    attempt('respondWithFile', () => stream.respondWithFile(__filename));
    stream.end();
  }, async ({ client }) => printAnswer(await request(client, {}))),

  'pipeline into a response': () => withStreams((stream) => {
    stream.respond();
    pipeline(stream, stream, (error) => console.log('  pipeline', error?.code));
  }, async ({ client }) => printAnswer(await request(client, { ':method': 'POST' }, { body: 'x'.repeat(100) }))),

  'text and objects as chunks': () => withStreams((stream) => {
    stream.on('error', (error) => console.log('  server', describe(error)));
    stream.respond();
    for (const bad of [5, {}, null, undefined]) attempt(String(bad), () => stream.write(bad));
    stream.end('c3a9', 'hex');
  }, async ({ client }) => printAnswer(await request(client, {}))),
});
