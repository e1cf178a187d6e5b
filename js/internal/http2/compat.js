'use strict';
// The compatibility API of node:http2: a server's requests and responses as node:http has them, on top of the streams of
// the core.

const { Http2ServerRequest } = require('internal/http2/compat_request');
const { Http2ServerResponse } = require('internal/http2/compat_response');
const {
  HTTP2_METHOD_CONNECT, HTTP_STATUS_EXPECTATION_FAILED, HTTP_STATUS_METHOD_NOT_ALLOWED,
} = require('internal/http2/constants').constants;

// An answer without a look at the request, for want of a listener who could give one.
function refuse(response, status) {
  response.statusCode = status;
  response.end();
}

// The event that a request of these headers is.
function eventOf({ ':method': method, expect }) {
  if (method === HTTP2_METHOD_CONNECT) return 'connect';
  if (expect === undefined) return 'request';
  return expect === '100-continue' ? 'checkContinue' : 'checkExpectation';
}

// A listener of 'stream' on the server, with the two classes bound to it.
function onServerStream(ServerRequest, ServerResponse, stream, headers, flags, rawHeaders) {
  const request = new ServerRequest(stream, headers, undefined, rawHeaders);
  const response = new ServerResponse(stream);
  const event = eventOf(headers);
  if (this.emit(event, request, response)) return;
  switch (event) {
    case 'connect':
      refuse(response, HTTP_STATUS_METHOD_NOT_ALLOWED);
      break;
    case 'checkContinue':
      response.writeContinue();
      this.emit('request', request, response);
      break;
    case 'checkExpectation':
      refuse(response, HTTP_STATUS_EXPECTATION_FAILED);
  }
}

module.exports = { Http2ServerRequest, Http2ServerResponse, onServerStream };
