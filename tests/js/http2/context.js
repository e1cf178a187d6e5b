// AsyncLocalStorage in what streams and sessions tell, and their diagnostics channels.
'use strict';
const { AsyncLocalStorage, AsyncResource } = require('node:async_hooks');
const diagnostics = require('node:diagnostics_channel');
const http2 = require('node:http2');
const { later, request, runAll, withSession } = require('./_h2');

const storage = new AsyncLocalStorage();

runAll({
  'the store of a client in its events': () => withSession({ onServer: (server) => server.on('stream', (stream) => {
    stream.additionalHeaders({ ':status': 103 });
    stream.respond({}, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'x-a': 'b' }));
    stream.end('body');
  }) }, async ({ client }) => {
    const seen = [];
    await Promise.all(['one', 'two'].map((name) => storage.run(name, () => new Promise((resolve) => {
      const stream = client.request();
      for (const event of ['ready', 'headers', 'response', 'data', 'trailers', 'end', 'close']) {
        stream.on(event, () => {
          seen.push(`${name} ${event} ${storage.getStore()}`);
          if (event === 'close') resolve();
        });
      }
    }))));
    for (const name of ['one', 'two']) console.log('  ', seen.filter((line) => line.startsWith(name)).join(', '));
  }),
  'the store of requests of a server': async () => {
    const seen = [];
    await withSession({
      listener(req, res) {
        storage.run(req.url, () => {
          req.on('data', () => seen.push(`${req.url} data ${storage.getStore()}`));
          req.on('end', () => {
            seen.push(`${req.url} end ${storage.getStore()}`);
            setTimeout(() => {
              seen.push(`${req.url} timer ${storage.getStore()}`);
              res.write('x', () => seen.push(`${req.url} written ${storage.getStore()}`));
              res.end(() => seen.push(`${req.url} finish ${storage.getStore()}`));
            }, 5);
          });
          res.on('close', () => seen.push(`${req.url} close ${storage.getStore()}`));
        });
      },
    }, async ({ client }) => {
      await Promise.all(['/a', '/b'].map((url) => request(client, { ':path': url, ':method': 'POST' }, { body: 'body' })));
      await later();
    });
    for (const url of ['/a', '/b']) console.log('  ', seen.filter((line) => line.startsWith(url)).sort().join(', '));
  },
  'the store of what is acknowledged': () => withSession({}, async ({ client }) => {
    await new Promise((resolve) => { client.on('connect', resolve); });
    await Promise.all([
      storage.run('ping', () => new Promise((resolve) => { client.ping(() => resolve(console.log('  ping', storage.getStore()))); })),
      storage.run('settings', () => new Promise((resolve) => { client.settings({}, () => resolve(console.log('  settings', storage.getStore()))); })),
    ]);
  }),
  'the store of a request that waits for the connection': () => withSession({ listener: (req, res) => res.end('x') }, async ({ port }) => {
    const client = storage.run('session', () => http2.connect(`http://127.0.0.1:${port}`));
    await storage.run('request', () => new Promise((resolve) => {
      const stream = client.request();
      stream.on('response', () => console.log('  response', storage.getStore()));
      stream.on('close', () => resolve(console.log('  close', storage.getStore())));
      stream.resume();
    }));
    client.close();
  }),
  'listeners that are bound': () => withSession({ listener: (req, res) => res.end('x') }, async ({ client }) => {
    const stream = client.request();
    storage.run('bound', () => stream.on('response', AsyncResource.bind(() => console.log('  ', storage.getStore()))));
    await new Promise((resolve) => { stream.resume().on('close', resolve); });
  }),

  'the diagnostics channels': async () => {
    const names = ['created', 'start', 'bodyChunkSent', 'bodySent', 'finish', 'error', 'close'];
    const seen = { client: [], server: [] };
    const listeners = [];
    for (const side of ['client', 'server']) {
      for (const name of names) {
        const channel = `http2.${side}.stream.${name}`;
        const listener = (message) => {
          const { stream, headers, flags, error, writev, data, encoding } = message;
          seen[side].push(`${name} ${Object.keys(message).join()} ${stream?.constructor.name}${headers ? ` ${headers[':path'] ?? headers[':status']}` : ''}${
            flags === undefined ? '' : ` flags ${flags}`}${error ? ` ${error.code}` : ''}${data === undefined ? '' : ` ${Array.isArray(data) ? data.length : data} ${encoding} ${writev}`}`);
        };
        diagnostics.subscribe(channel, listener);
        listeners.push([channel, listener]);
      }
    }
    await withSession({
      listener(req, res) {
        if (req.url === '/error') return void req.stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
        req.on('end', () => {
          res.write(Buffer.from('a'));
          res.end(Buffer.from('b'));
        }).resume();
      },
    }, async ({ client }) => {
      await request(client, { ':method': 'POST' }, { body: Buffer.from('body') });
      await request(client, { ':path': '/error' });
      await later();
    });
    for (const [channel, listener] of listeners) diagnostics.unsubscribe(channel, listener);
    for (const side of ['client', 'server']) {
      console.log(`  [${side}]`);
      for (const line of seen[side]) console.log('   ', line);
    }
  },
});
