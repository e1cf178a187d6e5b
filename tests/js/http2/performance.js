'use strict';
// Performance entries of sessions and streams, which come when these end. `timeToFirstByte`, and what has not happened on a
// stream, are numbers here; on Node they are the underflow of a difference, so they are not compared.
const http2 = require('node:http2');
const { PerformanceObserver, performance } = require('node:perf_hooks');
const { once } = require('node:events');

const entries = [];
const observer = new PerformanceObserver((list) => entries.push(...list.getEntries()));

function show({ name, entryType, startTime, duration, detail }) {
  const { bytesRead, bytesWritten, timeToFirstByteSent, timeToFirstHeader } = detail;
  console.log(name, entryType, startTime > 0 && startTime + duration <= performance.now(), Object.keys(detail).join());
  if (name === 'Http2Stream') {
    console.log('  ', detail.id, bytesRead, bytesWritten, bytesWritten === 0 || (timeToFirstByteSent > 0 && timeToFirstByteSent <= duration),
      detail.id === 5 || (timeToFirstHeader > 0 && timeToFirstHeader <= duration));
  } else {
    console.log('  ', detail.type, detail.streamCount, detail.maxConcurrentStreams >= 1, bytesRead > 0, bytesWritten > 0, detail.framesReceived > 5,
      detail.framesSent > 5, detail.pingRTT > 0, detail.streamAverageDuration > 0 && detail.streamAverageDuration < duration);
  }
}

(async () => {
  const server = http2.createServer();
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {});
    if (headers[':path'] === '/reset') {
      stream.close(http2.constants.NGHTTP2_CANCEL);
      return;
    }
    stream.resume();
    stream.on('end', () => {
      stream.respond({ ':status': 200 });
      stream.end('hello world');
    });
  });
  await once(server.listen(0), 'listening');

  const run = async () => {
    const client = http2.connect(`http://localhost:${server.address().port}`);
    for (const [path, body] of [['/'], ['/post', 'x'.repeat(1000)], ['/reset']]) {
      const request = client.request({ ':path': path, ':method': body ? 'POST' : 'GET' });
      request.on('error', () => {}).resume().end(body);
      await once(request, 'close');
    }
    await new Promise((resolve) => { client.ping(resolve); });
    client.close();
    await once(client, 'close');
  };
  await run();
  observer.observe({ entryTypes: ['http2'] });
  await run();
  while (entries.length < 8) await new Promise((resolve) => { setTimeout(resolve, 5); });
  observer.disconnect();
  await run();
  server.close();
  await once(server, 'close');
  const order = (entry) => [entry.name, entry.detail.type, entry.detail.id, entry.detail.bytesRead].join();
  entries.sort((a, b) => (order(a) < order(b) ? -1 : 1)).forEach(show);
})();
