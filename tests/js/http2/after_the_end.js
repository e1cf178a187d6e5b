// What a session that is over still says of its settings, and a request to one that is over or ends: a signal that has been aborted
// is told before it.
'use strict';
const http2 = require('node:http2');
const { later } = require('../_steps.js');

const count = (value) => Object.keys(value).length;
const server = http2.createServer();
let peer;
server.on('session', (session) => {
  peer = session;
  session.on('error', () => {});
});
server.listen(0, '127.0.0.1', async () => {
  const url = `http://127.0.0.1:${server.address().port}`;
  const connect = () => new Promise((resolve) => {
    const client = http2.connect(url).on('localSettings', () => setTimeout(resolve, 5, client));
  });
  for (const isListening of [false, true]) {
    const client = await connect();
    if (isListening) client.on('remoteSettings', () => {});
    console.log('up', count(client.localSettings), count(client.remoteSettings));
    client.destroy();
    console.log('destroyed', count(client.localSettings), count(client.remoteSettings));
    await later(20);
    console.log('the other', peer.destroyed, count(peer.localSettings), count(peer.remoteSettings), count(peer.state));
  }
  for (const end of ['destroy', 'close']) {
    const client = await connect();
    client.request().on('error', () => {});
    client[end]();
    for (const signal of [undefined, AbortSignal.abort(), new AbortController().signal]) {
      const stream = client.request({}, { signal });
      console.log(end, stream.destroyed, stream.closed);
      stream.on('error', ({ name, code }) => console.log(end, signal?.aborted, name, code));
      stream.on('close', () => console.log('close', stream.aborted, stream.rstCode));
      await later(5);
    }
    client.destroy();
  }
  server.close();
});
