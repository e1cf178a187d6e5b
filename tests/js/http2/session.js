// What two sessions tell each other: settings (also packed), ping, goaway, limits on streams, and how a session closes.
'use strict';
const http2 = require('node:http2');
const { Log, SESSION_EVENTS, attempt, closed, describe, later, listen, printAnswer, request, runAll, withSession } = require('./_h2');

const connected = (client) => new Promise((resolve) => { client.once('connect', resolve); });
const withStreams = (onStream, test, more = {}) => withSession({ ...more, onServer: (server) => { server.on('stream', onStream); more.onServer?.(server); } }, test);
const answerAll = (stream) => { stream.respond(); stream.end('x'); };

runAll({
  'packed settings': () => {
    const hex = (settings) => http2.getPackedSettings(settings).toString('hex');
    for (const settings of [undefined, {}, { enablePush: false }, { headerTableSize: 1, initialWindowSize: 2, maxFrameSize: 16384, maxConcurrentStreams: 5, maxHeaderListSize: 6, maxHeaderSize: 7, enablePush: true, enableConnectProtocol: true },
      { customSettings: { 9999: 301, 10: 1 } }, { maxHeaderSize: 7 }, { initialWindowSize: 2 ** 31 - 1, headerTableSize: 2 ** 32 - 1 }]) attempt(JSON.stringify(settings), () => hex(settings));
    for (const settings of [
      null, 5, 'x', { headerTableSize: -1 }, { maxFrameSize: 5 }, { enablePush: 1 }, { customSettings: { 70000: 1 } },
      { customSettings: { 5: 2 ** 32 } },
      { customSettings: Object.fromEntries(Array.from({ length: 11 }, (_, index) => [index + 100, 1])) },
    ]) {
      attempt(JSON.stringify(settings), () => hex(settings));
    }
    const packed = http2.getPackedSettings({ enablePush: false, maxConcurrentStreams: 10, customSettings: { 9999: 7 } });
    attempt('unpacked', () => http2.getUnpackedSettings(packed));
    attempt('typed array', () => http2.getUnpackedSettings(new Uint8Array(packed)));
    attempt('empty', () => http2.getUnpackedSettings(Buffer.alloc(0)));
    attempt('length', () => http2.getUnpackedSettings(Buffer.alloc(5)));
    for (const value of ['x', 5, null, undefined]) attempt(String(value), () => http2.getUnpackedSettings(value));
    const invalid = Buffer.from('000500000001000200000005', 'hex');
    attempt('invalid', () => http2.getUnpackedSettings(invalid));
    attempt('invalid, validated', () => http2.getUnpackedSettings(invalid, { validate: true }));
    attempt('valid, validated', () => http2.getUnpackedSettings(packed, { validate: true }));
    attempt('defaults', () => http2.getDefaultSettings());
  },

  'settings at the start': () => withStreams(answerAll, async ({ client, server }) => {
    const log = new Log('client');
    client.on('localSettings', (settings) => log.add('localSettings', settings.enablePush, settings.initialWindowSize, settings.maxFrameSize));
    client.on('remoteSettings', (settings) => log.add('remoteSettings', settings.maxConcurrentStreams, settings.headerTableSize, settings.enableConnectProtocol, JSON.stringify(settings.customSettings)));
    attempt('before', () => [client.pendingSettingsAck, client.localSettings, client.remoteSettings, client.connecting]);
    await connected(client);
    attempt('connected', () => [client.connecting, client.type, client.encrypted, client.alpnProtocol, client.originSet]);
    await request(client, {});
    log.print();
    attempt('after', () => [client.pendingSettingsAck, client.localSettings, client.remoteSettings]);
  }, {
    options: { settings: { maxConcurrentStreams: 7, headerTableSize: 100, enableConnectProtocol: true, customSettings: { 1234: 5 } }, remoteCustomSettings: [99] },
    clientOptions: { settings: { enablePush: false, initialWindowSize: 1000, maxFrameSize: 20000, customSettings: { 99: 1 } }, remoteCustomSettings: [1234] },
  }),

  'settings later': async () => {
    const log = new Log('server');
    await withStreams(answerAll, async ({ client, server }) => {
      await request(client, {});
      attempt('settings', () => client.settings({ enablePush: false, initialWindowSize: 5 }, (error, settings, duration) => {
        console.log('  acknowledged', error, settings.enablePush, settings.initialWindowSize, typeof duration);
      }));
      attempt('pending', () => client.pendingSettingsAck);
      await new Promise((resolve) => { client.once('localSettings', resolve); });
      attempt('pending', () => [client.pendingSettingsAck, client.localSettings.initialWindowSize]);
      attempt('server settings', () => server.updateSettings({ maxConcurrentStreams: 3 }));
    }, { onServer: (server) => server.on('session', (session) => session.on('remoteSettings', (settings) => log.add(settings.enablePush, settings.initialWindowSize))) });
    log.print();
  },
  'too many settings at once': () => withStreams(answerAll, async ({ client }) => {
    await connected(client);
    for (let index = 0; index < 12; index++) attempt(`settings ${index}`, () => client.settings({ initialWindowSize: 100 + index }));
    await later(50);
  }),
  'settings of a session that is destroyed': () => withStreams(answerAll, async ({ client }) => {
    await connected(client);
    client.settings({ initialWindowSize: 5 }, (error) => console.log('  settings', describe(error)));
    client.ping((error) => console.log('  ping', describe(error)));
    client.destroy();
    await later();
  }),

  'ping': async () => {
    const log = new Log('server');
    await withStreams(answerAll, async ({ client }) => {
      await connected(client);
      client.on('ping', () => console.log('  never'));
      await new Promise((resolve) => {
        attempt('ping', () => client.ping(Buffer.from('12345678'), (error, duration, payload) => {
          console.log('  pong', error, duration > 0, String(payload));
          resolve();
        }));
      });
      await new Promise((resolve) => { client.ping((error, duration, payload) => { console.log('  random', error, payload.length); resolve(); }); });
    }, { onServer: (server) => server.on('session', (session) => session.on('ping', (payload) => log.add('ping', payload.length))) });
    log.print();
  },
  'more pings than are allowed': () => withStreams(answerAll, async ({ client }) => {
    await connected(client);
    const results = await Promise.all([1, 2, 3].map(() => new Promise((resolve) => {
      const sent = client.ping((error) => resolve(`${error?.code ?? 'pong'}`));
      console.log('  ', sent);
    })));
    console.log('  ', results.join(', '));
  }, { clientOptions: { maxOutstandingPings: 2 } }),

  'goaway': async () => {
    await withStreams((stream) => {
      stream.session.goaway(http2.constants.NGHTTP2_NO_ERROR, stream.id, Buffer.from('bye'));
      stream.respond();
      stream.end('x');
    }, async ({ client }) => {
      client.on('goaway', (code, lastStreamID, opaqueData) => console.log('  goaway', code, lastStreamID, String(opaqueData), client.closed, client.destroyed));
      printAnswer(await request(client, {}));
      await later();
      attempt('closed', () => [client.closed, client.destroyed]);
    });
  },
  'goaway with an error': () => withStreams((stream) => {
    stream.session.goaway(http2.constants.NGHTTP2_ENHANCE_YOUR_CALM);
  }, async ({ client }) => {
    client.on('goaway', (code, last, data) => console.log('  goaway', code, last, data));
    client.on('error', (error) => console.log('  session', describe(error)));
    printAnswer(await request(client, {}));
    await later();
    attempt('state', () => [client.closed, client.destroyed]);
  }),
  'shutdown in the middle': async () => {
    const serverClosed = Promise.withResolvers();
    await withStreams((stream, headers) => {
      setTimeout(() => stream.end(headers[':path']), 40);
      if (headers[':path'] === '/2') stream.session.close(serverClosed.resolve);
    }, async ({ client }) => {
      const answers = [request(client, { ':path': '/1' }), request(client, { ':path': '/2' })];
      client.once('goaway', (code) => console.log('  goaway', code));
      for (const answer of await Promise.all(answers)) printAnswer(answer);
      // Which end hears first that the connection is closed depends on what the loop reads in one turn.
      await Promise.all([closed(client), serverClosed.promise]);
      console.log('  both closed');
    });
  },
  'close waits for the streams': () => withStreams((stream) => { setTimeout(() => stream.end('late'), 30); }, async ({ client }) => {
    await connected(client);
    const answer = request(client, {});
    await later(10);
    const order = [];
    client.on('close', () => order.push('close'));
    client.close(() => order.push('callback'));
    attempt('state', () => [client.closed, client.destroyed]);
    printAnswer(await answer);
    await closed(client);
    await later();
    console.log('  ', order.join(', '));
  }),
  'destroy with codes and errors': async () => {
    for (const args of [[], [new Error('mine')], [http2.constants.NGHTTP2_CANCEL], [new Error('mine'), http2.constants.NGHTTP2_INTERNAL_ERROR], [http2.constants.NGHTTP2_NO_ERROR]]) {
      const serverLog = new Log('server');
      const clientLog = new Log('client');
      await withStreams((stream) => {
        stream.respond();
        serverLog.watch('stream', stream, ['error', 'aborted', 'close']);
        serverLog.watch('session', stream.session, SESSION_EVENTS);
      }, async ({ client }) => {
        const stream = client.request();
        clientLog.watch('session', client, SESSION_EVENTS);
        clientLog.watch('stream', stream, ['error', 'aborted', 'end', 'close']);
        await new Promise((resolve) => { stream.on('response', resolve); });
        stream.resume();
        client.destroy(...args);
        await later(40);
        clientLog.add('rstCode', stream.rstCode);
      });
      console.log('  destroy', args.map(String).join(' '));
      clientLog.print();
      serverLog.print();
    }
  },
  'the server destroys its session': async () => {
    for (const args of [[], [new Error('mine')], [http2.constants.NGHTTP2_ENHANCE_YOUR_CALM]]) {
      const clientLog = new Log('client');
      await withStreams((stream) => {
        stream.on('error', () => {});
        stream.respond();
        setTimeout(() => stream.session.destroy(...args), 20);
      }, async ({ client }) => {
        const stream = client.request();
        clientLog.watch('session', client, SESSION_EVENTS);
        clientLog.watch('stream', stream, ['response', 'error', 'aborted', 'end', 'close']);
        stream.resume();
        await new Promise((resolve) => { stream.on('close', resolve); });
        await later();
        clientLog.add('rstCode', stream.rstCode);
      });
      console.log('  destroy', args.map(String).join(' '));
      clientLog.print();
    }
  },

  'as many streams as the server allows': async () => {
    let open = 0;
    let most = 0;
    await withStreams((stream) => {
      open += 1;
      most = Math.max(most, open);
      stream.respond();
      setTimeout(() => {
        open -= 1;
        stream.end('x');
      }, 5);
    }, async ({ client }) => {
      await request(client, {});
      const answers = await Promise.all(Array.from({ length: 10 }, () => request(client, {})));
      console.log('  ', answers.every(({ body }) => body === 'x'), most);
    }, { options: { settings: { maxConcurrentStreams: 2 } } });
  },
  'peerMaxConcurrentStreams': () => withStreams(answerAll, async ({ client }) => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => request(client, {})));
    console.log('  ', answers.map(({ headers }) => headers[':status']).join(' '));
  }, { clientOptions: { peerMaxConcurrentStreams: 1 } }),
  'the next stream id': () => withStreams((stream) => { stream.respond({ 'x-id': stream.id }, { endStream: true }); }, async ({ client }) => {
    await connected(client);
    attempt('setNextStreamID', () => client.setNextStreamID(11));
    printAnswer(await request(client, {}));
    attempt('state', () => client.state.nextStreamID);
    attempt('the last one', () => client.setNextStreamID(2 ** 31 - 1));
    printAnswer(await request(client, {}));
    printAnswer(await request(client, {}));
  }),
  'session state': () => withStreams(answerAll, async ({ client }) => {
    await request(client, {});
    await later();
    attempt('state', () => Object.keys(client.state));
    attempt('windows', () => [client.state.effectiveLocalWindowSize, client.state.localWindowSize, client.state.remoteWindowSize, client.state.nextStreamID, client.state.outboundQueueSize]);
  }),

  'server.close waits for sessions': async () => {
    const order = [];
    const server = http2.createServer();
    server.on('stream', answerAll);
    const port = await listen(server);
    const client = http2.connect(`http://127.0.0.1:${port}`);
    await request(client, {});
    client.on('close', () => order.push('session'));
    await new Promise((resolve) => {
      server.close((error) => {
        order.push(`server ${error}`);
        resolve();
      });
    });
    await later();
    // Which end of the connection hears first that it is closed depends on what the loop reads in one turn.
    console.log('  ', order.sort().join(', '));
    await new Promise((resolve) => { server.close((error) => { console.log('  again', error?.code); resolve(); }); });
  },
  'events of a server': async () => {
    const log = new Log('server');
    await withSession({ onServer: (server) => log.watch('server', server, ['session', 'stream', 'request', 'timeout', 'sessionError', 'checkContinue', 'close', 'listening']), listener: (req, res) => res.end() }, async ({ client }) => {
      await request(client, {});
    });
    log.print();
  },
  'session.setTimeout': async () => {
    const log = new Log('server');
    let session;
    await withStreams((stream) => {
      session = log.watch('session', stream.session, ['timeout', 'close']);
      attempt('setTimeout', () => stream.session.setTimeout(40, function onTimeout() { this.close(); }) === stream.session);
      stream.respond();
      stream.end();
    }, async ({ client }) => {
      printAnswer(await request(client, {}));
      await Promise.all([closed(client), closed(session)]);
    });
    log.print();
  },
  'server.setTimeout': () => withStreams(answerAll, async ({ client, server }) => {
    server.on('timeout', (session) => {
      console.log('  timeout', session?.constructor.name);
      session?.destroy();
    });
    await request(client, {});
    await closed(client);
    attempt('server.timeout', () => server.timeout);
  }, { onServer: (server) => server.setTimeout(60) }),
});
