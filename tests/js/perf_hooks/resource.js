// PerformanceResourceTiming: what fetch() reports of a resource, and what performance.markResourceTiming() takes.
'use strict';

const http = require('node:http');
const { PerformanceObserver, performance } = require('node:perf_hooks');

function show(entry) {
  const json = entry.toJSON();
  for (const [key, value] of Object.entries(json)) {
    const isTime = typeof value === 'number' && !/Size$|Status$/.test(key);
    if (isTime && value > 0) json[key] = 'TIME';
  }
  json.name = json.name.replace(/\d{4,}/, 'PORT');
  console.log(json, Object.prototype.toString.call(entry));
}

const observer = new PerformanceObserver((list) => list.getEntries().forEach(show));
observer.observe({ type: 'resource' });

const server = http.createServer((request, response) => response.end('hi'));
server.listen(0, '127.0.0.1', async () => {
  await (await fetch(`http://127.0.0.1:${server.address().port}/`)).text();
  const times = {
    startTime: 1, endTime: 2, finalServiceWorkerStartTime: 0, redirectStartTime: 0, redirectEndTime: 0, postRedirectStartTime: 0,
    finalConnectionTimingInfo: null, finalNetworkRequestStartTime: 0, finalNetworkResponseStartTime: 7, encodedBodySize: 3,
    decodedBodySize: 4,
  };
  for (const [more, body] of [
    [{}, undefined],
    [{ renderBlocking: true, firstInterimNetworkResponseStartTime: 3 }, { contentType: 'a/b', contentEncoding: 'br' }],
  ]) {
    const entry = performance.markResourceTiming({ ...times, ...more }, 'http://x/', 'fetch', globalThis, '', body, 200, '');
    console.log(entry.responseStart, entry.firstInterimResponseStart, entry.finalResponseHeadersStart);
  }
  setImmediate(() => server.close(() => observer.disconnect()));
  server.closeAllConnections();
});
