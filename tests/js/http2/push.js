// Promised streams: what may be promised, what both sides see, refusals and resets.
'use strict';
const http2 = require('node:http2');
const { Log, attempt, closed, describe, fields, later, printAnswer, request, runAll, withSession } = require('./_h2');

const { NGHTTP2_CANCEL, NGHTTP2_REFUSED_STREAM } = http2.constants;
const withStreams = (onStream, test, more = {}) => withSession({ ...more, onServer: (server) => server.on('stream', onStream) }, test);

/** Answers with what the client saw of each promise, when `count` of them are closed. */
function promises(client, count, onPush = () => {}) {
  const seen = [];
  return new Promise((resolve) => {
    client.on('stream', (stream, headers, flags, rawHeaders) => {
      const push = { path: headers[':path'], lines: [`${fields(headers)} flags ${flags} raw ${rawHeaders.length}`], body: '' };
      seen.push(push);
      stream.on('push', (answer, pushFlags) => push.lines.push(`push ${fields(answer)} flags ${pushFlags}`));
      stream.on('headers', (value) => push.lines.push(`headers ${fields(value)}`));
      stream.on('trailers', (value) => push.lines.push(`trailers ${fields(value)}`));
      stream.on('error', (error) => push.lines.push(describe(error)));
      stream.on('data', (data) => { push.body += data; });
      stream.on('close', () => {
        push.lines.push(`${JSON.stringify(push.body)} rst ${stream.rstCode}`);
        count -= 1;
        if (count === 0) resolve(seen.sort((a, b) => a.path.localeCompare(b.path)));
      });
      onPush(stream);
    });
  });
}

async function print(pending) {
  for (const { lines } of await pending) for (const line of lines) console.log('  ', line);
}

runAll({
  'two promises': () => withStreams((stream) => {
    for (const path of ['/a', '/b']) {
      stream.pushStream({ ':path': path, 'x-promise': 'y', 'x-list': ['1', '2'] }, (error, push, headers) => {
        console.log('  server', error, push.constructor.name, push.id % 2, push.pushAllowed, push.headRequest, fields(headers), fields(push.sentHeaders));
        push.additionalHeaders({ ':status': 103, link: '<x>' });
        push.respond({ 'content-type': 'text/plain' }, { waitForTrailers: true });
        push.on('wantTrailers', () => push.sendTrailers({ 'x-sum': path }));
        push.end(`pushed ${path}`);
      });
    }
    stream.respond();
    stream.end('page');
  }, async ({ client }) => {
    const pending = promises(client, 2);
    printAnswer(await request(client, {}));
    await print(pending);
  }),
  'options and methods': () => withStreams((stream) => {
    stream.pushStream({ ':path': '/head', ':method': 'HEAD' }, (error, push) => {
      attempt('HEAD', () => [push.headRequest, push.writableEnded, push.respond({ 'content-length': 5 })]);
      push.end();
    });
    stream.pushStream({ ':path': '/end' }, { endStream: true }, (error, push) => {
      attempt('endStream', () => [push.writableEnded, push.respond({ ':status': 204 })]);
    });
    stream.pushStream({ ':path': '/other', ':authority': 'other.example', ':scheme': 'https' }, {}, (error, push) => push.respond({}, { endStream: true }));
    attempt('options', () => stream.pushStream({}, 5, () => {}));
    attempt('headers', () => stream.pushStream(null, () => {}));
    stream.respond({}, { endStream: true });
  }, async ({ client }) => {
    const pending = promises(client, 3);
    await request(client, {});
    await print(pending);
  }),
  'a client that wants none': () => withStreams((stream) => {
    attempt('pushAllowed', () => stream.pushAllowed);
    attempt('pushStream', () => stream.pushStream({ ':path': '/' }, () => {}));
    stream.respond({}, { endStream: true });
  }, async ({ client }) => printAnswer(await request(client, {})), { clientOptions: { settings: { enablePush: false } } }),
  'a client that resets a promise': async () => {
    const log = new Log('server');
    await withStreams((stream) => {
      stream.pushStream({ ':path': '/a' }, (error, push) => {
        log.watch('push', push, ['aborted', 'error', 'close']);
        push.respond();
        push.on('close', () => {
          log.add('rstCode', push.rstCode);
          stream.end('page');
        });
      });
      stream.respond();
    }, async ({ client }) => {
      const pending = promises(client, 1, (stream) => stream.on('push', () => stream.close(NGHTTP2_REFUSED_STREAM)));
      printAnswer(await request(client, {}));
      await print(pending);
    });
    log.print();
  },
  'a promise that the server takes back': () => withStreams((stream) => {
    stream.pushStream({ ':path': '/a' }, (error, push) => {
      push.on('error', () => {});
      push.close(NGHTTP2_CANCEL);
    });
    stream.respond();
    stream.end('page');
  }, async ({ client }) => {
    const pending = promises(client, 1);
    printAnswer(await request(client, {}));
    await print(pending);
  }),
  'a promise of a promise, and after the end': () => withStreams(async (stream) => {
    stream.pushStream({ ':path': '/a' }, (error, push) => {
      attempt('nested', () => push.pushStream({ ':path': '/b' }, () => {}));
      push.respond({}, { endStream: true });
    });
    stream.respond();
    stream.end();
    await closed(stream);
    attempt('late', () => stream.pushStream({ ':path': '/c' }, () => {}));
  }, async ({ client }) => {
    const pending = promises(client, 1);
    await request(client, {});
    await print(pending);
    await later();
  }),
  'a client without a listener': () => withStreams((stream) => {
    stream.pushStream({ ':path': '/a' }, (error, push) => {
      push.on('error', () => {});
      push.respond();
      push.end('nobody listens');
    });
    stream.respond();
    stream.end('page');
  }, async ({ client }) => {
    printAnswer(await request(client, {}));
    await later();
  }),
  'maxReservedRemoteStreams': () => withStreams((stream) => {
    let left = 5;
    for (let index = 0; index < 5; index++) {
      stream.pushStream({ ':path': `/${index}` }, (error, push) => {
        push.on('error', () => {});
        push.on('close', () => {
          left -= 1;
          if (left === 0) stream.end('page');
        });
        push.respond({}, { endStream: true });
      });
    }
    stream.respond();
  }, async ({ client }) => {
    let count = 0;
    client.on('stream', (stream) => {
      count += 1;
      stream.resume();
    });
    printAnswer(await request(client, {}));
    console.log('  ', count > 0 && count <= 5);
  }, { clientOptions: { maxReservedRemoteStreams: 1 } }),
});
