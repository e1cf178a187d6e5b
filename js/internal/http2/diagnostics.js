'use strict';

// diagnostics_channel: what programs can hear of streams.

const { publisher } = require('internal/http');

const NGHTTP2_SESSION_SERVER = 0;

const client = {
  created: publisher('http2.client.stream.created'),
  start: publisher('http2.client.stream.start'),
  error: publisher('http2.client.stream.error'),
  finish: publisher('http2.client.stream.finish'),
  bodyChunkSent: publisher('http2.client.stream.bodyChunkSent'),
  bodySent: publisher('http2.client.stream.bodySent'),
  close: publisher('http2.client.stream.close'),
};

const server = {
  created: publisher('http2.server.stream.created'),
  start: publisher('http2.server.stream.start'),
  error: publisher('http2.server.stream.error'),
  finish: publisher('http2.server.stream.finish'),
  close: publisher('http2.server.stream.close'),
};

function channelsOf(session) {
  return session.type === NGHTTP2_SESSION_SERVER ? server : client;
}

// A client's stream has got headers: the answer to a request, or to one that the server has promised.
function received(stream, event, headers, flags) {
  if (event === 'response' || event === 'push')
    client.finish(() => ({ stream, headers, flags }));
}

function writing(stream, session, data, encoding) {
  if (session.type === NGHTTP2_SESSION_SERVER)
    return;
  const writev = Array.isArray(data);
  client.bodyChunkSent(() => ({ stream, writev, data: writev ? chunksOf(data) : data, encoding }));
}

// Buffers alone, or what was given with the encoding of each.
function chunksOf(data) {
  const allBuffers = data.every(({ chunk }) => typeof chunk !== 'string');
  return Object.assign(allBuffers ? data.map(({ chunk }) => chunk) : [...data], { allBuffers });
}

function written(stream, session) {
  if (session.type !== NGHTTP2_SESSION_SERVER)
    client.bodySent(() => ({ stream }));
}

function closed(stream, session) {
  channelsOf(session).close(() => ({ stream }));
}

function failed(stream, session, error) {
  channelsOf(session).error(() => ({ stream, error }));
}

module.exports = { client, closed, failed, received, server, writing, written };
