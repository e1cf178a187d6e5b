// PING and SETTINGS: views of eight bytes as payloads, what waits for its acknowledgement when there is too much of it, and
// async_hooks, which hear of each from the beginning to the end.
'use strict';
const hooks = require('node:async_hooks');
const http2 = require('node:http2');
const { attempt, later, printAnswer, request, runAll, withSession } = require('./_h2');

function settings(session, count) {
  for (let n = 0; n < count; n++) {
    attempt(`settings ${n}`, () => session.settings({ enablePush: false }, (error) => console.log('  acknowledged', n, error?.code)));
    console.log('  pending', session.pendingSettingsAck, session.destroyed);
  }
}

const connected = (client) => new Promise((resolve) => { client.once('connect', resolve); });

async function heard() {
  const resources = new Map();
  const counts = {};
  const count = (event) => (id) => {
    const type = resources.get(id);
    if (type) counts[`${type} ${event}`] = (counts[`${type} ${event}`] ?? 0) + 1;
  };
  const hook = hooks.createHook({
    init(id, type) {
      if (/^HTTP2(?:PING|SETTINGS)$/.test(type)) resources.set(id, type);
      count('init')(id);
    },
    before: count('before'),
    after: count('after'),
    destroy: count('destroy'),
  }).enable();
  await withSession({ clientOptions: { maxOutstandingPings: 2 } }, async ({ client }) => {
    await connected(client);
    await Promise.all([1, 2, 3].map(() => new Promise((resolve) => { client.ping(resolve); })));
    await new Promise((resolve) => { client.settings({}, resolve); });
    await later();
  });
  await later();
  hook.disable();
  console.log('  pings', Object.entries(counts).filter(([name]) => name.includes('PING')).sort().join(' '));
  console.log('  settings', counts['HTTP2SETTINGS init'], counts['HTTP2SETTINGS before'], counts['HTTP2SETTINGS after']);
}

runAll({
  'payloads': () => withSession({}, async ({ client }) => {
    await connected(client);
    const bytes = new Uint8Array(16).fill(7);
    const ping = (view) => new Promise((resolve) => {
      attempt('ping', () => client.ping(view, (error, time, data) => resolve(console.log(' ', data))));
      if (view.byteLength !== 8) resolve();
    });
    for (const view of [new Uint16Array(4), new Float64Array([1]), new DataView(bytes.buffer, 4, 8), bytes.subarray(4, 12), bytes])
      await ping(view);
  }),
  'too many settings': () => withSession({ clientOptions: { maxOutstandingSettings: 2 } }, async ({ client }) => {
    const closed = new Promise((resolve) => { client.on('close', resolve); });
    client.on('error', (error) => console.log('  error', error.code, client.pendingSettingsAck));
    await connected(client);
    settings(client, 3);
    await closed;
  }),
  'a session that is destroyed': () => withSession({}, async ({ client }) => {
    await connected(client);
    settings(client, 2);
    client.destroy();
    console.log('  pending', client.pendingSettingsAck);
  }),
  'settings as they were when they came': async () => {
    const told = { client: [], server: [] };
    const settings = { maxConcurrentStreams: 2, customSettings: { 1244: 456 } };
    await withSession({
      options: { settings, remoteCustomSettings: [55] },
      clientOptions: { settings: { initialWindowSize: 100000, customSettings: { 55: 12, 155: 1 } }, remoteCustomSettings: [1244] },
      onServer: (server) => server.on('session', (session) => {
        console.log('  at once', session.localSettings.customSettings);
        session.on('localSettings', ({ maxConcurrentStreams, customSettings }) => told.server.push('local', maxConcurrentStreams, customSettings));
        session.settings({ maxConcurrentStreams: 3, customSettings: { 1244: 1 } });
      }),
    }, async ({ client }) => {
      client.on('remoteSettings', ({ maxConcurrentStreams, customSettings }) => told.client.push('remote', maxConcurrentStreams, customSettings));
      client.on('localSettings', ({ initialWindowSize }) => told.client.push('local', initialWindowSize));
      client.settings({ initialWindowSize: 110000 });
      await later();
    });
    console.log(' ', told.client);
    console.log(' ', told.server);
  },
  'a limit for lists of headers is that of new streams': () => withSession({
    listener: (req, res) => setTimeout(() => res.end(), 20),
  }, async ({ client }) => {
    const first = request(client, {});
    await connected(client);
    await new Promise((resolve) => { client.settings({ maxHeaderListSize: 1 }, resolve); });
    printAnswer(await first);
    printAnswer(await request(client, {}));
  }),
  'async_hooks': heard,
});
