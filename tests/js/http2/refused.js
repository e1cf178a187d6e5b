// The errors that a program can provoke: arguments of every function, header fields that HTTP/2 does not allow, calls at the
// wrong time. Class, code and message are Node's.
'use strict';
const http2 = require('node:http2');
const { attempt, closed, describe, fields, later, printAnswer, request, runAll, withSession } = require('./_h2');

const withStreams = (onStream, test, more = {}) => withSession({ ...more, onServer: (server) => server.on('stream', onStream) }, test);

/** A request that the session may refuse at once; what it makes of it otherwise. */
async function tryRequest(client, label, headers, options) {
  let stream;
  try {
    stream = client.request(headers, options);
  } catch (error) {
    console.log(`  ${label}: throws ${describe(error)}`);
    return;
  }
  const outcome = await new Promise((resolve) => {
    let error;
    stream.on('error', (value) => { error = value; });
    stream.on('response', (value) => resolve(value[':status']));
    stream.on('close', () => resolve(`${error ? describe(error) : 'closed'} ${stream.rstCode}`));
    stream.resume().end();
  });
  console.log(`  ${label}: ${outcome}`);
}

runAll({
  'connect': () => {
    for (const authority of [undefined, null, 5, {}, '', 'no url', 'ftp://x', 'ssh:x', 'localhost', {}]) {
      attempt(`connect ${JSON.stringify(authority)}`, () => {
        const session = http2.connect(authority);
        session.on('error', () => {});
        session.destroy();
        return session.constructor.name;
      });
    }
    attempt('options', () => http2.connect('http://127.0.0.1:1', 5));
  },
  'createServer': () => {
    for (const options of [5, 'text', null, true]) attempt(`createServer ${JSON.stringify(options)}`, () => http2.createServer(options).constructor.name);
    attempt('createSecureServer', () => http2.createSecureServer().constructor.name);
    for (const name of ['maxSessionInvalidFrames', 'maxSessionRejectedStreams', 'unknownProtocolTimeout', 'paddingStrategy', 'maxSessionMemory']) {
      for (const value of ['x', -1, 1.5, null]) attempt(`${name} ${value}`, () => http2.createServer({ [name]: value }).constructor.name);
    }
    attempt('settings', () => http2.createServer({ settings: 5 }));
    attempt('settings', () => http2.createServer({ settings: { enablePush: 'x' } }).constructor.name);
    attempt('listener', () => http2.createServer({}, 5).constructor.name);
    const server = http2.createServer();
    for (const value of ['x', -1, null, undefined]) attempt(`setTimeout ${value}`, () => server.setTimeout(value) === server);
    attempt('setTimeout callback', () => server.setTimeout(5, 5));
    for (const value of [undefined, null, 5, { initialWindowSize: -1 }, { enablePush: 1 }]) attempt(`updateSettings ${JSON.stringify(value)}`, () => server.updateSettings(value));
  },

  'header fields of a request': () => withStreams((stream) => { stream.respond({}, { endStream: true }); }, async ({ client }) => {
    const cases = [
      ['none', undefined], ['null', null], ['text', 'x'], ['number', 5], ['empty name', { '': 'x' }], ['space', { 'a b': 'x' }], ['colon', { 'a:b': 'x' }],
      ['not ASCII', { '\u00e9': 'x' }], ['upper case', { 'X-A': 'x' }], ['line end in the value', { a: 'x\ny' }], ['latin1', { a: '\u00e9' }], ['two bytes', { a: '\u0141' }],
      ['undefined', { a: undefined }], ['null value', { a: null }], ['object', { a: {} }], ['empty list', { a: [] }], ['blanks', { a: '  x  ' }],
      ['pseudo', { ':other': 'x' }], ['two paths', { ':path': ['a', 'b'] }],
      ['two methods', { ':method': ['GET', 'PUT'] }], ['two lengths', { 'content-length': [1, 2] }], ['two types', { 'content-type': ['a', 'b'] }], ['two cookies', { cookie: ['a', 'b'] }],
      ['two of a name', { 'Content-Type': 'a', 'content-type': 'b' }], ['connection', { connection: 'close' }], ['connection trailers', { connection: 'trailers' }],
      ['keep-alive', { 'keep-alive': '1' }], ['transfer-encoding', { 'transfer-encoding': 'chunked' }], ['upgrade', { upgrade: 'x' }], ['proxy-connection', { 'proxy-connection': 'x' }],
      ['http2-settings', { 'http2-settings': 'x' }], ['te', { te: 'gzip' }], ['te trailers', { te: 'trailers' }], ['te list', { te: ['trailers', 'x'] }],
      ['CONNECT without authority', { ':method': 'CONNECT', ':path': undefined }],
      ['CONNECT with path', { ':method': 'CONNECT', ':authority': 'x', ':path': '/' }], ['CONNECT with scheme', { ':method': 'CONNECT', ':authority': 'x', ':scheme': 'http' }],
      ['odd list', ['a']],
    ];
    for (const [label, headers] of cases) await tryRequest(client, label, headers);
  }),
  'options of a request': () => withStreams((stream) => { stream.respond({}, { endStream: true }); }, async ({ client }) => {
    for (const options of [
      5, 'text', null, { endStream: 5 }, { waitForTrailers: 'x' }, { weight: 'x' }, { weight: 300 }, { parent: -1 },
      { exclusive: 5 }, { silent: 5 }, { signal: AbortSignal.abort() },
    ]) {
      await tryRequest(client, JSON.stringify(options), { ':path': '/' }, options);
    }
  }),
  'header fields of a response': async () => {
    const cases = [
      ['null', null], ['text', 'x'], ['number', 5], ['empty name', { '': 'x' }], ['space', { 'a b': 'x' }], ['pseudo', { ':path': '/' }], ['other pseudo', { ':x': 'y' }], ['connection', { connection: 'close' }], ['te', { te: 'trailers' }],
      ['two statuses', { ':status': [200, 201] }], ['two lengths', { 'content-length': [1, 2] }], ['line end', { a: 'x\r\ny' }],
      ['status 99', { ':status': 99 }], ['status 100', { ':status': 100 }], ['status 101', { ':status': 101 }], ['status 600', { ':status': 600 }], ['status text', { ':status': '404' }], ['status x', { ':status': 'x' }],
      ['undefined', { a: undefined }], ['odd list', ['a']],
    ];
    for (const [label, headers] of cases) {
      await withStreams((stream) => {
        stream.on('error', (error) => console.log('  server', describe(error)));
        attempt(label, () => stream.respond(headers, { endStream: true }));
        if (!stream.headersSent) stream.close();
      }, async ({ client }) => printAnswer(await request(client, {})));
    }
  },
  'options of a response': async () => {
    for (const options of [5, 'x', null, { endStream: 5 }, { waitForTrailers: 5 }, { sendDate: false }]) {
      await withStreams((stream) => {
        attempt(JSON.stringify(options), () => stream.respond({}, options));
        if (stream.headersSent) stream.end();
        else stream.close();
      }, async ({ client }) => printAnswer(await request(client, {})));
    }
  },

  'methods of a stream': () => withStreams((stream) => {
    stream.on('error', (error) => console.log('  server', describe(error)));
    for (const code of ['x', -1, 2 ** 32, null, {}, 1.5]) attempt(`close ${JSON.stringify(code)}`, () => stream.close(code));
    attempt('close callback', () => stream.close(0, 5));
    attempt('setTimeout', () => stream.setTimeout('x'));
    attempt('setTimeout callback', () => stream.setTimeout(5, 'x'));
    attempt('priority', () => stream.priority({ weight: 'x' }));
    attempt('pushStream', () => stream.pushStream({}, {}));
    attempt('pushStream', () => stream.pushStream({ ':method': 'POST' }, (error) => console.log('  pushed', error)));
    attempt('pushStream', () => stream.pushStream({ 'a b': 'x' }, () => {}));
    attempt('pushStream', () => stream.pushStream({ connection: 'x' }, () => {}));
    attempt('pushStream', () => stream.pushStream(5, () => {}));
    attempt('sendTrailers', () => stream.sendTrailers({}));
    attempt('respondWithFile', () => stream.respondWithFile());
    attempt('respondWithFD', () => stream.respondWithFD('x'));
    attempt('respondWithFD', () => stream.respondWithFD({}));
    attempt('respondWithFD status', () => stream.respondWithFD(0, { ':status': 204 }));
    attempt('respondWithFile status', () => stream.respondWithFile(__filename, { ':status': 304 }));
    for (const options of [{ offset: 'x' }, { length: 'x' }, { statCheck: 5 }]) attempt(`respondWithFile ${JSON.stringify(options)}`, () => stream.respondWithFile(__filename, {}, options));
    for (const options of [{ offset: 'x' }, { length: 'x' }, { statCheck: 5 }]) attempt(`respondWithFD ${JSON.stringify(options)}`, () => stream.respondWithFD(0, {}, options));
    stream.respond();
    stream.end();
  }, async ({ client }) => printAnswer(await request(client, {}))),
  'a stream that is closed': () => withStreams(async (stream) => {
    stream.on('error', (error) => console.log('  server', describe(error)));
    stream.respond();
    stream.end();
    await closed(stream);
    attempt('respond', () => stream.respond());
    attempt('additionalHeaders', () => stream.additionalHeaders({ ':status': 102 }));
    attempt('pushStream', () => stream.pushStream({}, () => {}));
    attempt('respondWithFD', () => stream.respondWithFD(0));
    attempt('respondWithFile', () => stream.respondWithFile(__filename));
    attempt('sendTrailers', () => stream.sendTrailers({}));
    attempt('close', () => stream.close());
    attempt('setTimeout', () => stream.setTimeout(5) === stream);
    attempt('write', () => stream.write('x', (error) => console.log('  written', error?.code)));
    attempt('end', () => stream.end() === stream);
    attempt('priority', () => stream.priority({}));
  }, async ({ client }) => {
    printAnswer(await request(client, {}));
    await later();
  }),
  'a session that is destroyed': () => withStreams(() => {}, async ({ client }) => {
    client.destroy();
    client.request().on('error', (error) => console.log('  request', describe(error)));
    attempt('settings', () => client.settings({}));
    attempt('ping', () => client.ping(() => {}));
    attempt('goaway', () => client.goaway());
    attempt('setLocalWindowSize', () => client.setLocalWindowSize(5));
    attempt('setTimeout', () => client.setTimeout(5) === client);
    attempt('close', () => client.close());
    attempt('ref, unref', () => [client.ref(), client.unref()]);
    attempt('state', () => [client.state, client.socket, client.alpnProtocol, client.encrypted, client.connecting, client.closed, client.destroyed, client.type, client.originSet]);
    attempt('settings', () => [client.localSettings, client.remoteSettings, client.pendingSettingsAck]);
  }),
  'a session that is closed': () => withStreams((stream) => { setTimeout(() => stream.end(), 30); }, async ({ client }) => {
    const first = request(client, {});
    client.close();
    client.request().on('error', (error) => console.log('  request', describe(error)));
    attempt('closed', () => [client.closed, client.destroyed]);
    printAnswer(await first);
    await closed(client);
  }),
  'arguments of a session': () => withStreams(() => {}, async ({ client }) => {
    await new Promise((resolve) => { client.once('connect', resolve); });
    for (const settings of [
      undefined, 5, null, { headerTableSize: -1 }, { headerTableSize: 'x' }, { initialWindowSize: 2 ** 31 },
      { maxFrameSize: 1 }, { maxFrameSize: 2 ** 24 }, { maxConcurrentStreams: 2 ** 32 }, { maxHeaderListSize: -1 },
      { maxHeaderSize: -1 }, { enablePush: 'x' }, { enablePush: 1 }, { enableConnectProtocol: 5 }, { customSettings: 5 },
      { customSettings: { 70000: 1 } }, { unknown: 5 },
    ]) {
      attempt(`settings ${JSON.stringify(settings)}`, () => client.settings(settings));
    }
    attempt('settings callback', () => client.settings({}, 5));
    for (const payload of [
      5, 'x', Buffer.alloc(7), Buffer.alloc(9), new Uint8Array(8), null,
    ]) {
      attempt(`ping ${payload === null ? null : payload.length ?? payload}`, () => client.ping(payload, () => {}));
    }
    attempt('ping callback', () => client.ping(Buffer.alloc(8), 5));
    attempt('ping nothing', () => client.ping());
    for (const args of [['x'], [-1], [0, 'x'], [0, -1], [0, 0, 'x'], [2 ** 32]]) attempt(`goaway ${JSON.stringify(args)}`, () => client.goaway(...args));
    for (const id of [5, -1, 'x', 0, 2 ** 32, undefined]) attempt(`setNextStreamID ${id}`, () => client.setNextStreamID(id));
    attempt('setTimeout', () => client.setTimeout('x'));
    attempt('close callback', () => client.close(5));
    attempt('altsvc', () => client.altsvc);
    attempt('origin', () => client.origin);
    attempt('setEncoding', () => client.socket.setEncoding('utf8'));
  }),
});
