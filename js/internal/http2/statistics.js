'use strict';
// The performance entries of sessions and streams (`http2`), made when they end, for those who observe them.

const { enqueue, hasObserver } = require('internal/perf/observe');

const binding = internalBinding('http2');

// An entry that ends now.
function enqueueEntry(name, age, detail) {
  const { createPerformanceNodeEntry } = require('internal/perf/performance_entry');
  const { now } = require('internal/perf/utils');
  enqueue(createPerformanceNodeEntry(name, 'http2', now() - age, age, detail));
}

function streamEnded(native, id) {
  if (!hasObserver('http2'))
    return;
  const values = binding.streamStatistics(native, id);
  if (values === undefined)
    return;
  const [age, timeToFirstByte, timeToFirstByteSent, timeToFirstHeader, bytesRead, bytesWritten] = values;
  enqueueEntry('Http2Stream', age,
    { bytesRead, bytesWritten, id, timeToFirstByte, timeToFirstByteSent, timeToFirstHeader });
}

// `pingRTT`: how long the last ping took, in nanoseconds.
function sessionEnded(native, isClient, pingRTT) {
  if (!hasObserver('http2'))
    return;
  const [age, streamAverageDuration, bytesWritten, bytesRead, framesReceived, framesSent, maxConcurrentStreams, streamCount] =
    binding.sessionStatistics(native);
  enqueueEntry('Http2Session', age, {
    bytesWritten, bytesRead, framesReceived, framesSent, maxConcurrentStreams, pingRTT, streamAverageDuration, streamCount,
    type: isClient ? 'client' : 'server',
  });
}

module.exports = { sessionEnded, streamEnded };
