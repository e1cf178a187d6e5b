'use strict';

// compose(): a chain of streams and functions as one Duplex, which writes to
// the first and reads from the last.

const { pipeline } = require('internal/streams/pipeline');
const Duplex = require('internal/streams/duplex');
const { destroyer } = require('internal/streams/destroy');
const { eos } = require('internal/streams/end-of-stream');
const {
  isNodeStream,
  isReadable,
  isReadableStream,
  isTransformStream,
  isWebStream,
  isWritable,
  isWritableStream,
} = require('internal/streams/utils');
const {
  AbortError,
  codes: {
    ERR_INVALID_ARG_VALUE,
    ERR_MISSING_ARGS,
  },
} = require('internal/errors');
const { Waiting, connectWritable } =
  require('internal/streams/halves');

function canRead(stream) {
  return !!(isReadable(stream) || isReadableStream(stream) ||
    isTransformStream(stream));
}

function canWrite(stream) {
  return !!(isWritable(stream) || isWritableStream(stream) ||
    isTransformStream(stream));
}

function checkStreams(streams, given) {
  for (let n = 0; n < streams.length; ++n) {
    if (!isNodeStream(streams[n]) && !isWebStream(streams[n])) continue;
    if (n < streams.length - 1 && !canRead(streams[n])) {
      throw new ERR_INVALID_ARG_VALUE(
        `streams[${n}]`, given[n], 'must be readable');
    }
    if (n > 0 && !canWrite(streams[n])) {
      throw new ERR_INVALID_ARG_VALUE(
        `streams[${n}]`, given[n], 'must be writable');
    }
  }
}

function connectWebWritable(outer, head, waiting) {
  const writer = (isTransformStream(head) ? head.writable : head).getWriter();
  outer._write = async function(chunk, encoding, callback) {
    try {
      await writer.ready;
      // A failed write shows in `ready` and `closed`.
      writer.write(chunk).catch(() => {});
      callback();
    } catch (error) {
      callback(error);
    }
  };
  outer._final = async function(callback) {
    try {
      await writer.ready;
      writer.close().catch(() => {});
      waiting.finish = callback;
    } catch (error) {
      callback(error);
    }
  };
}

function connectReadable(outer, inner) {
  inner.on('data', (chunk) => {
    if (!outer.push(chunk)) inner.pause();
  });
  inner.on('end', () => {
    outer.push(null);
  });
  outer._read = function() {
    inner.resume();
  };
}

function connectWebReadable(outer, tail) {
  const reader = (isTransformStream(tail) ? tail.readable : tail).getReader();
  outer._read = async function() {
    while (true) {
      try {
        const { value, done } = await reader.read();
        if (done) {
          outer.push(null);
          return;
        }
        if (!outer.push(value)) return;
      } catch {
        // The pipeline reports it.
        return;
      }
    }
  };
}

module.exports = function compose(...streams) {
  if (streams.length === 0) throw new ERR_MISSING_ARGS('streams');
  if (streams.length === 1) return Duplex.from(streams[0]);

  const given = [...streams];
  if (typeof streams[0] === 'function') streams[0] = Duplex.from(streams[0]);
  const last = streams.length - 1;
  if (typeof streams[last] === 'function') {
    streams[last] = Duplex.from(streams[last]);
  }
  checkStreams(streams, given);

  const waiting = new Waiting();
  const head = streams[0];
  const tail = pipeline(streams, onfinished);
  const writable = canWrite(head);
  const readable = canRead(tail);

  const duplex = new Duplex({
    writableObjectMode: !!head?.writableObjectMode,
    readableObjectMode: !!tail?.readableObjectMode,
    writable,
    readable,
  });

  function onfinished(error) {
    if (waiting.settle('close', error)) return;
    if (error) duplex.destroy(error);
    else if (!readable && !writable) duplex.destroy();
  }

  if (writable) {
    if (isNodeStream(head)) connectWritable(duplex, head, waiting);
    else if (isWebStream(head)) connectWebWritable(duplex, head, waiting);
    // The chain has finished when its end has.
    eos(isTransformStream(tail) ? tail.readable : tail, () => {
      waiting.settle('finish');
    });
  }
  if (readable) {
    if (isNodeStream(tail)) connectReadable(duplex, tail);
    else if (isWebStream(tail)) connectWebReadable(duplex, tail);
  }

  duplex._destroy = function(error, callback) {
    if (!error && waiting.close !== null) error = new AbortError();
    waiting.drop();
    if (isNodeStream(tail)) destroyer(tail, error);
    if (waiting.close === null) callback(error);
    else waiting.close = callback;
  };
  return duplex;
};
