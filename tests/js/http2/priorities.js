// Whose DATA a server sends first is what the `priority` fields of the requests say (RFC 9218), with nothing about it in the server's
// settings. Weights (RFC 7540) have no say.
'use strict';
const http2 = require('node:http2');
const net = require('node:net');

process.on('warning', () => {});

async function withServer(options, run) {
  const server = http2.createServer(options);
  server.on('stream', (stream) => {
    stream.respond();
    stream.end(Buffer.alloc(60000));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  await run(server.address().port);
  await new Promise((resolve) => server.close(resolve));
}

// The settings that a server sends.
async function showSettings(options) {
  await withServer(options, (port) => new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    let bytes = Buffer.alloc(0);
    socket.on('data', (data) => {
      bytes = Buffer.concat([bytes, data]);
      const length = bytes.length < 9 ? Infinity : 9 + bytes.readUIntBE(0, 3);
      if (bytes.length < length) return;
      console.log('settings', bytes.toString('hex', 0, length));
      socket.destroy();
    });
    socket.on('close', resolve);
    socket.write(Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0])]));
  }));
}

async function order(priorities, options, requestOptions = {}) {
  await withServer(options, (port) => new Promise((resolve) => {
    const client = http2.connect(`http://127.0.0.1:${port}`, { settings: { initialWindowSize: 1 << 20 } });
    client.once('connect', () => client.setLocalWindowSize(1 << 24));
    client.once('remoteSettings', () => {
      const log = [];
      let left = priorities.length;
      for (const [index, priority] of priorities.entries()) {
        const headers = priority === undefined ? {} : { priority };
        const stream = client.request(headers, { weight: requestOptions.weights?.[index] });
        stream.once('data', () => log.push(`${index}-`));
        stream.resume();
        stream.on('end', () => {
          log.push(`-${index}`);
          if (--left > 0) return;
          console.log(priorities.join(' | '), ':', log.join(' '));
          client.close(resolve);
        });
      }
    });
  }));
}

(async () => {
  await showSettings();
  await showSettings({ settings: { maxConcurrentStreams: 7, enableConnectProtocol: true } });
  await showSettings({ settings: { customSettings: { 9: 1 } } });
  await order(['u=7', 'u=0', 'u=3, i', 'u=3, i', 'u=5']);
  await order([undefined, undefined, undefined]);
  await order(['i', 'i', 'i']);
  await order(['u=7', undefined, 'u=2'], { settings: { customSettings: { 9: 1 } } });
  await order(['u=9', 'u=1;x', 'u=x', 'i=?0', 'u=2,i=?1']);
  await order([['u=7', 'i'], ['u=2', 'u='], ['u=0', 'u=5'], undefined]);
  await order([undefined, undefined, undefined], {}, { weights: [1, 256, 16] });
})();
