'use strict';
// A stream that is closed in a listener hears nothing more of what has arrived behind that, and is over without a reader.

const http2 = require('node:http2');
const { listen } = require('./_h2');

async function run(name, code, event) {
  const server = http2.createServer();
  server.on('stream', (stream) => {
    stream.on('error', () => {});
    stream.respond({ ':status': 200 });
    stream.write('x');
  });
  const client = http2.connect(`http://127.0.0.1:${await listen(server)}`);
  await new Promise((resolve) => { client.on('remoteSettings', () => setImmediate(resolve)); });
  const stream = client.request({ ':method': 'POST' });
  const log = [];
  for (const each of ['response', 'aborted', 'end', 'finish', 'error', 'close']) {
    stream.on(each, (value) => log.push(value?.code ? `${each} ${value.code}` : each));
  }
  if (event === 'data') stream.on('data', (data) => log.push(`data ${data}`));
  stream.on(event, () => {
    stream.close(code);
    log.push(`closed ${stream.closed} ${stream.destroyed}`);
  });
  await new Promise((resolve) => { stream.on('close', resolve); });
  console.log(name, log.join(', '), stream.rstCode);
  client.close();
  server.close();
}

(async () => {
  await run('at the response', 0, 'response');
  await run('at the response, with CANCEL', 8, 'response');
  await run('at the response, with an error', 2, 'response');
  await run('at the body', 8, 'data');
})();
