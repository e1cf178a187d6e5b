// respondWithFile and respondWithFD: whole files, parts, statCheck, trailers, and files that cannot be sent.
'use strict';
const fs = require('node:fs');
const http2 = require('node:http2');
const os = require('node:os');
const path = require('node:path');
const { attempt, describe, fields, printAnswer, request, runAll, withSession } = require('./_h2');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'http2-files-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true }));
const small = path.join(folder, 'small.txt');
const large = path.join(folder, 'large.bin');
const empty = path.join(folder, 'empty');
fs.writeFileSync(small, '0123456789');
fs.writeFileSync(large, Buffer.alloc(1_000_000, 'abcdefg'));
fs.writeFileSync(empty, '');

/** One request that the stream answers; problems of both sides are printed. */
function serve(onStream, { headers, large: isLarge } = {}) {
  return withSession({
    onServer: (server) => server.on('stream', (stream, ...rest) => {
      stream.on('error', (error) => console.log('  server', describe(error).replace(folder, 'FOLDER')));
      onStream(stream, ...rest);
    }),
  }, async ({ client }) => {
    const answer = await request(client, headers);
    if (isLarge) answer.body = `${answer.body.length} bytes, ${answer.body === 'abcdefg'.repeat(142858).slice(0, answer.body.length)}`;
    printAnswer(answer);
  });
}

const withFile = (headers, options, more) => serve((stream) => stream.respondWithFile(small, headers, options), more);
const withFD = (headers, options, more) => serve((stream) => {
  const fd = fs.openSync(small);
  stream.on('close', () => fs.closeSync(fd));
  stream.respondWithFD(fd, headers, options);
}, more);

runAll({
  'a file': () => withFile(),
  'a file with headers': () => withFile({ ':status': 201, 'content-type': 'text/plain', 'X-A': 'b' }),
  'a list of headers': () => serve((stream) => {
    attempt('respondWithFile', () => stream.respondWithFile(small, [':status', '200']));
    attempt('respondWithFD', () => stream.respondWithFD(0, [':status', '200']));
    stream.close();
  }),
  'a URL, a buffer': async () => {
    await serve((stream) => stream.respondWithFile(require('node:url').pathToFileURL(small)));
    await serve((stream) => stream.respondWithFile(Buffer.from(small)));
  },
  'an empty file': () => serve((stream) => stream.respondWithFile(empty)),
  'a large file': () => serve((stream) => stream.respondWithFile(large), { large: true }),
  'parts of a file': async () => {
    for (const options of [{ offset: 2 }, { length: 3 }, { offset: 2, length: 3 }, { offset: 0, length: -1 }, { offset: 8, length: 10 }, { length: 0 }, { offset: 10 }]) {
      console.log('  ', JSON.stringify(options));
      await withFile({}, options);
    }
  },
  'HEAD': () => serve((stream) => {
    attempt('respondWithFile', () => stream.respondWithFile(small));
    attempt('respondWithFD', () => stream.respondWithFD(0));
    stream.close();
  }, { headers: { ':method': 'HEAD' } }),
  'statCheck': async () => {
    for (const range of [{}, { offset: 2, length: 5 }]) {
      await withFile({}, {
        ...range,
        statCheck(stat, headers, options) {
          console.log('  ', stat.isFile(), stat.size, fields(headers), JSON.stringify(options), this.constructor.name);
          headers['last-modified'] = 'then';
        },
      });
    }
  },
  'statCheck that answers itself': () => withFile({}, {
    statCheck() {
      this.respond({ ':status': 304 }, { endStream: true });
      return false;
    },
  }),
  'statCheck that throws nothing but returns false': () => withFile({}, {
    statCheck() {
      this.close();
      return false;
    },
  }),
  'trailers': () => serve((stream) => {
    stream.on('wantTrailers', () => stream.sendTrailers({ 'x-sum': 'abc' }));
    stream.respondWithFile(small, {}, { waitForTrailers: true });
  }),

  'a file that is not there': () => serve((stream) => stream.respondWithFile(path.join(folder, 'none'))),
  'a file that is not there, with onError': () => serve((stream) => stream.respondWithFile(path.join(folder, 'none'), {}, {
    onError(error) {
      console.log('  onError', error.code, error.syscall);
      stream.respond({ ':status': 404 }, { endStream: true });
    },
  })),
  'a directory': () => serve((stream) => stream.respondWithFile(folder)),
  'a directory, with onError': () => serve((stream) => stream.respondWithFile(folder, {}, {
    onError(error) {
      console.log('  onError', describe(error));
      stream.respond({ ':status': 403 }, { endStream: true });
    },
  })),
  'a device': async () => {
    await serve((stream) => stream.respondWithFile('/dev/null'));
    await serve((stream) => stream.respondWithFile('/dev/null', {}, { offset: 5 }));
    await serve((stream) => stream.respondWithFile('/dev/null', {}, { length: 5 }));
  },

  'a descriptor': () => withFD(),
  'parts of a descriptor': async () => {
    for (const options of [{ offset: 2 }, { length: 3 }, { offset: 2, length: 3 }, { offset: 20 }, { length: -1 }, { length: 0 }, { length: 100 }]) {
      console.log('  ', JSON.stringify(options));
      await withFD({}, options);
    }
  },
  'a descriptor with statCheck': () => withFD({}, { statCheck: (stat, headers) => { headers['x-size'] = stat.size; } }),
  'a descriptor with a length of the program': () => withFD({ 'content-length': 4 }, { length: 4 }),
  'a descriptor that is closed': () => serve((stream) => {
    const fd = fs.openSync(small);
    fs.closeSync(fd);
    stream.respondWithFD(fd);
  }),
  'a descriptor of a directory': () => serve((stream) => {
    const fd = fs.openSync(folder);
    stream.on('close', () => fs.closeSync(fd));
    stream.respondWithFD(fd);
  }),
  'a FileHandle': () => serve(async (stream) => {
    const handle = await fs.promises.open(small);
    stream.on('close', () => handle.close());
    stream.respondWithFD(handle, { 'x-a': 'b' }, { offset: 1 });
  }),
  'the same descriptor many times': async () => {
    const fd = fs.openSync(large);
    await withSession({ onServer: (server) => server.on('stream', (stream, headers) => stream.respondWithFD(fd, {}, { offset: Number(headers['x-offset']), length: 7 })) }, async ({ client }) => {
      const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => request(client, { 'x-offset': index })));
      console.log('  ', answers.map(({ body }) => body[0]).join(''));
    });
    fs.closeSync(fd);
  },
  'a client that goes away within a file': async () => {
    let closed;
    const end = new Promise((resolve) => { closed = resolve; });
    await withSession({
      onServer: (server) => server.on('stream', (stream) => {
        stream.on('error', () => {});
        stream.on('close', () => closed(stream.rstCode));
        stream.respondWithFile(large);
      }),
    }, async ({ client }) => {
      const stream = client.request();
      stream.once('data', () => stream.close(http2.constants.NGHTTP2_CANCEL));
      console.log('  closed', await end);
    });
  },
  'a file for a push': async () => {
    await withSession({
      onServer: (server) => server.on('stream', (stream) => {
        stream.pushStream({ ':path': '/file' }, (error, push) => push.respondWithFile(small, { 'x-pushed': 'y' }));
        stream.respond({}, { endStream: true });
      }),
    }, async ({ client }) => {
      const pushed = new Promise((resolve) => {
        client.on('stream', (stream, headers) => {
          let body = '';
          stream.on('push', (answer) => console.log('  ', headers[':path'], answer['x-pushed'], answer['content-length']));
          stream.on('data', (data) => { body += data; });
          stream.on('close', () => resolve(body));
        });
      });
      await request(client, {});
      console.log('  ', await pushed);
    });
  },
});
