'use strict';

// node:stream/promises.

require('node:stream');
const { finished } = require('internal/streams/end-of-stream');
const { pipelineImpl } = require('internal/streams/pipeline');
const { isIterable, isNodeStream, isWebStream } =
  require('internal/streams/utils');
const { validateAbortSignal } = require('internal/validators');
const {
  codes: { ERR_INVALID_ARG_VALUE },
} = require('internal/errors');

// A last argument that is no stream holds the options.
function pipeline(...streams) {
  const { promise, resolve, reject } = Promise.withResolvers();
  let signal;
  let end;
  const last = streams[streams.length - 1];
  if (last && typeof last === 'object' &&
      !isNodeStream(last) && !isIterable(last) && !isWebStream(last)) {
    const options = streams.pop();
    signal = options.signal;
    end = options.end;
  }
  pipelineImpl(streams, (error, value) => {
    if (error) reject(error);
    else resolve(value);
  }, { signal, end });
  return promise;
}

module.exports = { finished, pipeline };
