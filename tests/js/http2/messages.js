'use strict';
// What a message has to be (RFC 9113, 8.1 to 8.3), on both sides: which are taken, which fields are left out, and which end their
// stream. A second request on the same connection shows that nothing else is harmed. The peers write their frames themselves.

const http2 = require('node:http2');
const net = require('node:net');
const { describe, frame } = require('./_h2');

const [DATA, HEADERS, RST_STREAM, SETTINGS, PUSH_PROMISE, GOAWAY] = [0, 1, 3, 4, 5, 7];
const NAMES = { [DATA]: 'DATA', [HEADERS]: 'HEADERS', [RST_STREAM]: 'RST_STREAM', [GOAWAY]: 'GOAWAY' };
const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
const [END_STREAM, END_HEADERS] = [1, 4];

/** `name=value` for each field, without an index. */
function block(text) {
  return Buffer.concat(text.split(' | ').filter(Boolean).map((field) => {
    const at = field.indexOf('=');
    const [name, value] = [field.slice(0, at), field.slice(at + 1)].map((part) => Buffer.from(part, 'latin1'));
    return Buffer.concat([Buffer.from([0, name.length]), name, Buffer.from([value.length]), value]);
  }));
}

const headers = (stream, text, isLast = true) => frame(HEADERS, END_HEADERS | (isLast ? END_STREAM : 0), stream, block(text));
const data = (stream, text, isLast = true) => frame(DATA, isLast ? END_STREAM : 0, stream, Buffer.from(text));
const promise = (stream, promised, text) => {
  const id = Buffer.alloc(4);
  id.writeUInt32BE(promised);
  return frame(PUSH_PROMISE, END_HEADERS, stream, Buffer.concat([id, block(text)]));
};

/** The frames that `bytes` begins with, and what is left. */
function read(bytes) {
  const frames = [];
  while (bytes.length >= 9 && bytes.length >= 9 + bytes.readUIntBE(0, 3)) {
    const length = bytes.readUIntBE(0, 3);
    frames.push({ type: bytes[3], flags: bytes[4], stream: bytes.readUInt32BE(5), payload: bytes.subarray(9, 9 + length) });
    bytes = bytes.subarray(9 + length);
  }
  return [frames, bytes];
}

function show({ type, stream, payload }) {
  const code = type === RST_STREAM ? payload.readUInt32BE(0) : type === GOAWAY ? payload.readUInt32BE(4) : '';
  return `${NAMES[type]} ${stream} ${code}`.trimEnd();
}

/** Hands each frame of the peer's that matters here to `onFrame`. */
function hear(socket, skip, onFrame) {
  let rest = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    if (skip > 0 && rest.length >= skip) [rest, skip] = [rest.subarray(skip), 0];
    if (skip > 0) return;
    const [frames, left] = read(rest);
    rest = left;
    for (const one of frames) if (NAMES[one.type]) onFrame(one);
  });
  socket.on('error', () => {});
}

const fields = (list) => JSON.stringify({ ...list, [http2.sensitiveHeaders]: undefined });

// What a server makes of a request on stream 1. Stream 3 is one as it should be.
function ask(options, ...frames) {
  return new Promise((resolve) => {
    const lines = [];
    const server = http2.createServer(options);
    server.on('sessionError', (error) => lines.push(`session ${describe(error)}`));
    server.on('stream', (stream, head, flags, raw) => {
      if (stream.id === 3) {
        stream.respond({ ':status': 204 }, { endStream: true });
        return;
      }
      lines.push(`stream ${fields(head)}`);
      let text = '';
      stream.on('data', (chunk) => { text += chunk; });
      stream.on('end', () => lines.push(`end '${text}'`));
      stream.on('trailers', (trailers) => lines.push(`trailers ${fields(trailers)}`));
      stream.on('error', (error) => lines.push(`error ${describe(error)}`));
      stream.on('aborted', () => lines.push('aborted'));
      stream.on('close', () => lines.push(`close ${stream.rstCode}`));
      stream.on('end', () => {
        stream.respond();
        stream.end();
      });
    });
    server.listen(0, '127.0.0.1', () => {
      const socket = net.connect(server.address().port, '127.0.0.1');
      const sent = [];
      hear(socket, 0, (one) => {
        if (one.stream === 1 || one.type === GOAWAY) sent.push(show(one));
        if (one.stream === 1 && (one.type === RST_STREAM || one.flags & END_STREAM)) {
          socket.write(headers(3, ':method=GET | :path=/ | :scheme=http | :authority=a'));
        }
        // The answer to the other one is the last that comes.
        if (one.stream === 3) setImmediate(() => socket.destroy());
      });
      socket.on('close', () => server.close(() => {
        resolve([...lines, `sent ${sent.join(', ')}`]);
      }));
      socket.write(Buffer.concat([PREFACE, frame(SETTINGS, 0, 0), frame(SETTINGS, 1, 0), ...frames]));
    });
  });
}

// What a client makes of the frames that answer its request `head` on stream 1.
function answer(head, ...frames) {
  return new Promise((resolve) => {
    const lines = [];
    const server = net.createServer((socket) => {
      const sent = [];
      hear(socket, PREFACE.length, (one) => {
        if (one.stream !== 3 && one.type !== DATA && !(one.stream === 1 && one.type === HEADERS)) sent.push(show(one));
        if (one.type === HEADERS && one.stream === 1) {
          socket.write(Buffer.concat([frame(SETTINGS, 0, 0), frame(SETTINGS, 1, 0), ...frames]));
        }
        if (one.type === HEADERS && one.stream === 3) socket.write(headers(3, ':status=204'));
      });
      socket.on('close', () => {
        server.close();
        resolve([...lines, `sent ${sent.join(', ')}`]);
      });
    });
    server.listen(0, '127.0.0.1', () => {
      const client = http2.connect(`http://127.0.0.1:${server.address().port}`);
      client.on('error', (error) => lines.push(`session ${describe(error)}`));
      client.on('stream', (stream, request) => {
        lines.push(`promised ${fields(request)}`);
        watch(stream, 'push');
        stream.on('push', (response) => lines.push(`pushed ${fields(response)}`));
      });
      const watch = (stream, name) => {
        let text = '';
        stream.on('data', (chunk) => { text += chunk; });
        stream.on('end', () => lines.push(`${name} end '${text}'`));
        stream.on('error', (error) => lines.push(`${name} error ${describe(error)}`));
        stream.on('close', () => lines.push(`${name} close ${stream.rstCode}`));
      };
      const stream = client.request(head);
      stream.on('response', (response) => lines.push(`response ${fields(response)}`));
      stream.on('headers', (information) => lines.push(`headers ${fields(information)}`));
      stream.on('trailers', (trailers) => lines.push(`trailers ${fields(trailers)}`));
      watch(stream, 'stream');
      stream.end();
      // The session may end with it, and a pushed stream after it.
      stream.on('close', () => setTimeout(() => {
        if (client.destroyed) return;
        const other = client.request();
        other.on('error', (error) => lines.push(`other ${describe(error)}`));
        other.resume().on('close', () => client.destroy());
      }, 20));
    });
  });
}

const METHOD = ':method=GET | :path=/ | :scheme=http | :authority=a';
const POST = ':method=POST | :path=/ | :scheme=http | :authority=a';
const get = (more, isLast = true) => [{}, headers(1, `${METHOD} | ${more}`, isLast)];
const only = (text) => [{}, headers(1, text)];
const body = (more, ...frames) => [{}, headers(1, `${POST} | ${more}`, false), ...frames];
const extended = (text) => [{ settings: { enableConnectProtocol: true } }, headers(1, text, false), data(1, '')];

const requests = {
  'as it should be': get('a=b'),
  'no method': only(':path=/ | :scheme=http | :authority=a'),
  'no path': only(':method=GET | :scheme=http | :authority=a'),
  'no scheme': only(':method=GET | :path=/ | :authority=a'),
  'no authority': only(':method=GET | :path=/ | :scheme=http'),
  'a host instead': only(':method=GET | :path=/ | :scheme=http | host=a'),
  'two hosts': get('host=a | host=b'),
  'another host': get('host=b'),
  'an empty host': get('host='),
  'a host that is none': get('host=a/b'),
  'two methods': get(':method=GET'),
  'two paths': get(':path=/x'),
  'a method that is none': only(':method=G T | :path=/ | :scheme=http | :authority=a'),
  'a path with a space': only(':method=GET | :path=/a b | :scheme=http | :authority=a'),
  'a path without a slash': only(':method=GET | :path=a | :scheme=http | :authority=a'),
  'a path without a slash, of another scheme': only(':method=GET | :path=a | :scheme=x | :authority=a'),
  'a scheme in capitals': only(':method=GET | :path=a | :scheme=HTTPS | :authority=a'),
  'a scheme that is none': only(':method=GET | :path=/ | :scheme=1 | :authority=a'),
  'an asterisk': only(':method=GET | :path=* | :scheme=http | :authority=a'),
  'OPTIONS of all': only(':method=OPTIONS | :path=* | :scheme=http | :authority=a'),
  'an authority that is none': only(':method=GET | :path=/ | :scheme=http | :authority=a@b'),
  'an unknown pseudo-header': only(`${METHOD} | :x=y`),
  ':status': only(`${METHOD} | :status=200`),
  ':protocol': only(`${METHOD} | :protocol=x`),
  'a pseudo-header after a field': only(':method=GET | :path=/ | a=b | :scheme=http | :authority=a'),
  'a pseudo-header after a field that is left out': only(':method=GET | :path=/ | a\xe9=b | :scheme=http | :authority=a'),
  'capitals': get('A=b'),
  'a capital in a name that is none': get('a B=c'),
  'a name that is none after a capital': get('A b=c'),
  'a name with a space': get('a b=c | c=d'),
  'an empty name': get('=a | c=d'),
  'a value with a line end': get('a=b\nc | c=d'),
  'a value with NUL': get('a=b\0c | c=d'),
  'a value with a space before': get('a= b | c=d'),
  'a value with a space behind': get('a=b  | c=d'),
  'a value of one space': get('a=  | c=d'),
  'bytes above ASCII': get('a=\xe9'),
  ...Object.fromEntries(['connection=close', 'keep-alive=x', 'proxy-connection=x', 'transfer-encoding=chunked', 'upgrade=x', 'te=gzip',
                         'te=trailers', 'te=Trailers', 'te=trailers,gzip', 'te=', 'priority=u=1', 'priority=?', 'http2-settings=x']
    .map((field) => [field, get(field)])),
  'a length and no body': get('content-length=5'),
  'a length of none': get('content-length=0'),
  'a length that is none': get('content-length=x'),
  'a length with a sign': get('content-length=+0'),
  'an empty length': get('content-length='),
  'a length that is too long': get('content-length=99999999999999999999'),
  'two lengths': get('content-length=0 | content-length=0'),
  'a body as long as it says': body('content-length=5', data(1, 'hel', false), data(1, 'lo')),
  'a shorter body': body('content-length=5', data(1, 'hel')),
  'a longer body': body('content-length=5', data(1, 'hel', false), data(1, 'loo', false), data(1, 'x')),
  'a longer body in one': body('content-length=2', data(1, 'hel')),
  'trailers': body('a=b', data(1, 'hel', false), headers(1, 'c=d')),
  'trailers that do not end it': body('a=b', data(1, 'hel', false), headers(1, 'c=d', false)),
  'a pseudo-header in trailers': body('a=b', data(1, 'hel', false), headers(1, ':path=/')),
  'capitals in trailers': body('a=b', data(1, 'hel', false), headers(1, 'C=d')),
  'trailers before the body is as long as it says': body('content-length=5', data(1, 'hel', false), headers(1, 'c=d')),
  'a length in trailers': body('a=b', data(1, 'hel', false), headers(1, 'content-length=3')),
  'another length in trailers': body('a=b', data(1, 'hel', false), headers(1, 'content-length=4')),
  'CONNECT': [{}, headers(1, ':method=CONNECT | :authority=a:1', false), data(1, 'hel')],
  'CONNECT with a length': [{}, headers(1, ':method=CONNECT | :authority=a:1 | content-length=1', false), data(1, 'hel')],
  'CONNECT with a path': only(':method=CONNECT | :authority=a:1 | :path=/'),
  'CONNECT with a scheme': only(':method=CONNECT | :authority=a:1 | :scheme=http'),
  'CONNECT without authority': only(':method=CONNECT | host=a:1'),
  'extended CONNECT': extended(':method=CONNECT | :authority=a:1 | :path=/ | :scheme=http | :protocol=x'),
  'extended CONNECT without a path': extended(':method=CONNECT | :authority=a:1 | :scheme=http | :protocol=x'),
  'extended CONNECT without authority': extended(':method=CONNECT | host=a | :path=/ | :scheme=http | :protocol=x'),
  'extended CONNECT with a host alone': extended(':method=CONNECT | :path=/ | :scheme=http | :protocol=x | host=a'),
  ':protocol of GET where it is allowed': extended(':method=GET | :authority=a:1 | :path=/ | :scheme=http | :protocol=x'),
  'whitespace where it is kept': [{ strictFieldWhitespaceValidation: false }, headers(1, `${METHOD} | a= b `)],
};

const ok = (more, ...rest) => [{}, headers(1, `:status=200 | ${more}`, false), ...rest];
const HEAD = { ':method': 'HEAD' };
const CONNECT = { ':method': 'CONNECT', ':authority': 'a:1' };
const push = (text, ...rest) => ok('a=b', promise(1, 2, text), ...rest, data(1, 'hello'));

const responses = {
  'as it should be': ok('a=b', data(1, 'hello')),
  'no status': [{}, headers(1, 'a=b')],
  'no status, and a body': [{}, headers(1, 'a=b', false), data(1, 'hello')],
  'two statuses': [{}, headers(1, ':status=200 | :status=200')],
  'a status that is none': [{}, headers(1, ':status=abc')],
  'a long status': [{}, headers(1, ':status=2000')],
  'a status of two digits': [{}, headers(1, ':status=20')],
  'an empty status': [{}, headers(1, ':status=')],
  'status 101': [{}, headers(1, ':status=101', false)],
  'status 099': [{}, headers(1, ':status=099')],
  'status 999': [{}, headers(1, ':status=999')],
  'status 000': [{}, headers(1, ':status=000')],
  'a method': [{}, headers(1, ':status=200 | :method=GET')],
  'a status after a field': [{}, headers(1, 'a=b | :status=200')],
  'capitals': [{}, headers(1, ':status=200 | A=b')],
  'an authority that is none': [{}, headers(1, ':status=200 | host=a@b')],
  'a name with a space': [{}, headers(1, ':status=200 | a b=c | c=d')],
  'a value with a line end': [{}, headers(1, ':status=200 | a=b\nc | c=d')],
  'a value with a space before': [{}, headers(1, ':status=200 | a= b | c=d')],
  ...Object.fromEntries(['connection=close', 'transfer-encoding=chunked', 'upgrade=x', 'te=trailers', 'te=x', 'keep-alive=x']
    .map((field) => [field, [{}, headers(1, `:status=200 | ${field}`)]])),
  'a body as long as it says': ok('content-length=5', data(1, 'hel', false), data(1, 'lo')),
  'a shorter body': ok('content-length=5', data(1, 'hel')),
  'a longer body': ok('content-length=5', data(1, 'hel', false), data(1, 'loo', false), data(1, 'x')),
  'a longer body that ends there': ok('content-length=2', data(1, 'hello')),
  'no body where there should be one': [{}, headers(1, ':status=200 | content-length=5')],
  'two lengths': ok('content-length=5 | content-length=5', data(1, 'hello')),
  'a length that is none': ok('content-length=-1', data(1, 'hello')),
  'a body after an answer to HEAD': [HEAD, headers(1, ':status=200', false), data(1, 'hello')],
  'a length in an answer to HEAD': [HEAD, headers(1, ':status=200 | content-length=5')],
  '204 with a length of 0': [{}, headers(1, ':status=204 | content-length=0')],
  '204 with two lengths of 0': [{}, headers(1, ':status=204 | content-length=0 | content-length=0')],
  '204 with a length': [{}, headers(1, ':status=204 | content-length=5')],
  '204 with a body': [{}, headers(1, ':status=204', false), data(1, 'hello')],
  '304 with a length': [{}, headers(1, ':status=304 | content-length=5')],
  '304 with a body': [{}, headers(1, ':status=304 | content-length=5', false), data(1, 'hello')],
  '100 first': [{}, headers(1, ':status=100', false), headers(1, ':status=200', false), data(1, 'hello')],
  '103 twice': [{}, headers(1, ':status=103 | link=a', false), headers(1, ':status=103 | link=b', false), headers(1, ':status=200')],
  '103 with a length': [{}, headers(1, ':status=103 | content-length=0', false), headers(1, ':status=200')],
  '103 that ends the stream': [{}, headers(1, ':status=103')],
  '103 that ends the stream, and then nonsense': [{}, headers(1, ':status=103'), data(9, 'hello')],
  'a body after 103': [{}, headers(1, ':status=103', false), data(1, 'hello')],
  'no status after 103': [{}, headers(1, ':status=103', false), headers(1, 'a=b')],
  'trailers': ok('a=b', data(1, 'hello', false), headers(1, 'c=d')),
  'trailers that do not end it': ok('a=b', data(1, 'hello', false), headers(1, 'c=d', false)),
  'a status in trailers': ok('a=b', data(1, 'hello', false), headers(1, ':status=200')),
  'trailers before the body is as long as it says': ok('content-length=9', data(1, 'hello', false), headers(1, 'c=d')),
  'CONNECT with a length': [CONNECT, headers(1, ':status=200 | content-length=2', false), data(1, 'hello')],
  'CONNECT that is refused': [CONNECT, headers(1, ':status=400 | content-length=2', false), data(1, 'hello')],
  'a promise': push(METHOD, headers(2, ':status=200 | content-length=2', false), data(2, 'hi')),
  'a promise that is kept badly': push(METHOD, headers(2, ':status=200 | content-length=2', false), data(2, 'h')),
  'a promise without a path': push(':method=GET | :scheme=http | :authority=a'),
  'a promise of CONNECT': push(':method=CONNECT | :authority=a'),
  'a promise with a length': push(`${METHOD} | content-length=1`, headers(2, ':status=200', false), data(2, 'hi')),
  'a promise with :protocol': push(`${METHOD} | :protocol=x`),
  'a promise with capitals': push(`${METHOD} | A=b`),
  'a promise of HEAD': push(METHOD.replace('GET', 'HEAD'), headers(2, ':status=200 | content-length=2')),
};

(async () => {
  for (const [run, cases] of [[ask, requests], [answer, responses]]) {
    const only = process.argv[2];
    const names = Object.keys(cases).filter((name) => !only || name.includes(only));
    const outcomes = await Promise.all(names.map((name) => run(...cases[name])));
    for (const [index, lines] of outcomes.entries()) console.log(`${run.name}: ${names[index]}\n  ${lines.join('\n  ')}`);
  }
})();
