// A proxy's URL has no ends of lines; what an agent that limits its sockets tells the proxy is that the connection stays; a request whose
// tunnel takes too long hears `timeout` before the error, whether it gives up by itself or not.
'use strict';
const http = require('node:http');
const https = require('node:https');
const net = require('node:net');

for (const url of ['http://u\r:p@x:80', 'http://u:p\n@x:80', 'http://x\r.com', 'http://u%0d:p%0a@x']) {
  try {
    new http.Agent({ proxyEnv: { HTTP_PROXY: url } });
    console.log(JSON.stringify(url), 'taken');
  } catch (error) {
    console.log(JSON.stringify(url), error.code, JSON.stringify(error.message));
  }
}

const proxy = net.createServer((socket) => {
  socket.on('error', () => {});
  socket.on('data', (data) => {
    console.log(JSON.stringify(`${data}`));
    if (!`${data}`.startsWith('CONNECT')) socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
  });
});

function plain(options) {
  return new Promise((resolve) => {
    const agent = new http.Agent({ ...options, proxyEnv });
    http.get('http://host.test/x', { agent }, (response) => response.resume().on('end', resolve));
  });
}

function tunnel(options, giveUp) {
  return new Promise((resolve) => {
    const request = https.get('https://host.test/x', { agent: new https.Agent({ ...options, proxyEnv }), timeout: 50 });
    request.on('timeout', () => {
      console.log('timeout');
      if (giveUp) request.destroy();
    });
    request.on('error', (error) => console.log(error.code, error.message));
    request.on('close', resolve);
  });
}

let proxyEnv;
proxy.listen(0, '127.0.0.1', async () => {
  const url = `http://127.0.0.1:${proxy.address().port}`;
  proxyEnv = { HTTP_PROXY: url, HTTPS_PROXY: url };
  await plain({ maxSockets: 1 });
  await plain({});
  await tunnel({ maxSockets: 1 }, false);
  await tunnel({}, true);
  proxy.close();
});
