'use strict';

// node:stream/promises.

require('node:stream');
const { finished } = require('internal/streams/end-of-stream');
const { pipelineImpl } = require('internal/streams/pipeline');
const { isIterable, isNodeStream, isWebStream } = require('internal/streams/utils');
const { kEmptyObject } = require('internal/util');

// A last argument that is no stream holds the options.
function areOptions(value) {
  const isObject = typeof value === 'object' && value !== null;
  return isObject && ![isNodeStream, isIterable, isWebStream].some((isStream) => isStream(value));
}

function pipeline(...streams) {
  const { signal, end } = areOptions(streams.at(-1)) ? streams.pop() : kEmptyObject;
  // Inside, so that wrong arguments reject.
  return new Promise((resolve, reject) => {
    pipelineImpl(streams, (error, value) => (error ? reject(error) : resolve(value)), { signal, end });
  });
}

module.exports = { finished, pipeline };
