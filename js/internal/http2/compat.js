'use strict';
// The compatibility API of node:http2: a server's requests and responses as node:http has them, on top of the streams of
// the core.

const { Http2ServerRequest } = require('internal/http2/compat_request');
const { Http2ServerResponse } = require('internal/http2/compat_response');
const {
  HTTP2_METHOD_CONNECT, HTTP_STATUS_EXPECTATION_FAILED, HTTP_STATUS_METHOD_NOT_ALLOWED,
} = require('internal/http2/constants').constants;

// A listener of 'stream' on the server, with the two classes bound to it.
function onServerStream(ServerRequest, ServerResponse, stream, headers, flags, rawHeaders) {
  const request = new ServerRequest(stream, headers, undefined, rawHeaders);
  const response = new ServerResponse(stream);

  if (headers[':method'] === HTTP2_METHOD_CONNECT) {
    if (!this.emit('connect', request, response)) {
      response.statusCode = HTTP_STATUS_METHOD_NOT_ALLOWED;
      response.end();
    }
    return;
  }

  if (headers.expect === undefined) {
    this.emit('request', request, response);
  } else if (headers.expect === '100-continue') {
    if (this.listenerCount('checkContinue') > 0) {
      this.emit('checkContinue', request, response);
    } else {
      response.writeContinue();
      this.emit('request', request, response);
    }
  } else if (!this.emit('checkExpectation', request, response)) {
    response.statusCode = HTTP_STATUS_EXPECTATION_FAILED;
    response.end();
  }
}

module.exports = { Http2ServerRequest, Http2ServerResponse, onServerStream };
