'use strict';
// What the HTTP server and client share: parsers, from the pool and back to it, and what a message's bytes become.

const { HTTPParser, joinFields, kTakesText } = require('internal/http/parser');
const { IncomingMessage, endOfBody, readStart, readStop } = require('node:_http_incoming');
const { chunkExpression } = require('internal/http/outgoing_header');
const { checkInvalidHeaderChar, checkIsHttpToken, isLenient } = require('internal/http/validation');

const binding = internalBinding('http_parser');

// The class of a server's requests.
const kIncomingMessage = Symbol('IncomingMessage');
// Of a message whose body goes nowhere, not even to waste.
const kSkipPendingData = Symbol('SkipPendingData');

const continueExpression = /(?:^|\W)100-continue(?:$|\W)/i;

// A head is complete. The answer says whether a body follows: 0 yes, 1 no, 2 another protocol does.
function parserOnHeadersComplete(major, minor, fields, method, url, statusCode, statusMessage, upgrade, shouldKeepAlive) {
  const { socket, joinDuplicateHeaders } = this;
  const server = socket?.server;
  const Message = server?.[kIncomingMessage] ?? IncomingMessage;
  const message = new Message(socket);
  this.incoming = message;
  message.httpVersion = major === 1 && minor === 1 ? '1.1' : `${major}.${minor}`;
  message.httpVersionMajor = major;
  message.httpVersionMinor = minor;
  if (method === undefined) {
    message.statusCode = statusCode;
    message.statusMessage = statusMessage;
  } else {
    message.method = binding.allMethods[method];
    message.url = url;
  }
  message.upgrade = upgrade;
  message.joinDuplicateHeaders = server?.joinDuplicateHeaders || joinDuplicateHeaders;
  message._setFields(textOf(fields), this.maxHeaderPairs);
  return this.onIncoming(message, shouldKeepAlive);
}
parserOnHeadersComplete[kTakesText] = true;

// Fields come in one text, or in the list that a program hands to a parser itself.
function textOf(fields) {
  return typeof fields === 'string' ? fields : joinFields(fields);
}

function parserOnBody(chunk) {
  const message = this.incoming;
  if (message === null || message[kSkipPendingData]) return;
  if (!message._dumped && !message.push(chunk)) {
    readStop(this.socket);
  }
}

// The fields of a trailer.
function parserOnHeaders(fields) {
  this.trailer = textOf(fields);
}
parserOnHeaders[kTakesText] = true;

function parserOnMessageComplete() {
  const message = this.incoming;
  if (message !== null && !message[kSkipPendingData]) {
    message.complete = true;
    if (this.trailer !== '') {
      message._setFields(this.trailer, this.maxHeaderPairs);
      this.trailer = '';
    }
    endOfBody(message);
  }
  // The next request may be in the socket's buffer already.
  readStart(this.socket);
}

const callbacks = {
  [HTTPParser.kOnHeaders]: parserOnHeaders,
  [HTTPParser.kOnHeadersComplete]: parserOnHeadersComplete,
  [HTTPParser.kOnBody]: parserOnBody,
  [HTTPParser.kOnMessageComplete]: parserOnMessageComplete,
};

// Parsers that no connection has.
const parsers = {
  list: [],
  max: 1000,

  alloc() {
    return this.list.length > 0 ? this.list.pop() : makeParser();
  },

  free(parser) {
    const hasRoom = this.list.length < this.max;
    if (hasRoom) this.list.push(parser);
    return hasRoom;
  },

  setMax(max) {
    this.max = max;
  },
};

function makeParser() {
  const parser = Object.assign(new HTTPParser(), callbacks);
  cleanParser(parser);
  return parser;
}

// As a parser is before it has a connection.
function cleanParser(parser) {
  parser.socket = null;
  parser.onIncoming = null;
  parser.incoming = null;
  parser.outgoing = null;
  parser.trailer = '';
  parser.maxHeaderPairs = 2000;
  parser.joinDuplicateHeaders = null;
}

// Takes the parser apart from its message and its connection, and puts it back into the pool.
function freeParser(parser, req, socket) {
  if (socket) socket.parser = null;
  if (req) req.parser = null;
  if (!parser) return;
  cleanParser(parser);
  parser.free();
  parsers.free(parser);
}

// Completes the error of a parser for those who get to see it.
function prepareError(error, parser, rawPacket) {
  error.rawPacket = rawPacket || parser.getCurrentBuffer();
  if (typeof error.reason === 'string') error.message = `Parse Error: ${error.reason}`;
}

// The parser's flags for the options `insecureHTTPParser` and `httpValidation`.
function calculateLenientFlags(insecureHTTPParser, httpValidation) {
  const { kLenientAll, kLenientHeaderValueRelaxed, kLenientNone } = HTTPParser;
  switch (httpValidation) {
    case 'strict': return kLenientNone;
    case 'relaxed': return kLenientHeaderValueRelaxed;
    case 'insecure': return kLenientAll | kLenientHeaderValueRelaxed;
    default: return insecureHTTPParser ?? isLenient() ? kLenientAll : kLenientNone;
  }
}

module.exports = {
  _checkInvalidHeaderChar: checkInvalidHeaderChar,
  _checkIsHttpToken: checkIsHttpToken,
  CRLF: '\r\n',
  HTTPParser,
  calculateLenientFlags,
  chunkExpression,
  continueExpression,
  freeParser,
  isLenient,
  kIncomingMessage,
  kSkipPendingData,
  // In the order of the numbers that parsers give them.
  methods: ['DELETE', 'GET', 'HEAD', 'POST', 'PUT', 'CONNECT', 'OPTIONS', 'TRACE', 'COPY', 'LOCK', 'MKCOL', 'MOVE',
            'PROPFIND', 'PROPPATCH', 'SEARCH', 'UNLOCK', 'BIND', 'REBIND', 'UNBIND', 'ACL', 'REPORT', 'MKACTIVITY',
            'CHECKOUT', 'MERGE', 'M-SEARCH', 'NOTIFY', 'SUBSCRIBE', 'UNSUBSCRIBE', 'PATCH', 'PURGE', 'MKCALENDAR',
            'LINK', 'UNLINK', 'SOURCE', 'QUERY'],
  parsers,
  prepareError,
};
