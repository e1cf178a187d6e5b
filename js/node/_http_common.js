'use strict';
// What the HTTP server and client share: parsers, from the pool and back to it, and what a message's bytes become.

const { HTTPParser, joinFields, kTakesText } = require('internal/http/parser');
const { isLenient } = require('internal/http/validation');
const { IncomingMessage, endOfBody, readStart, readStop } = require('node:_http_incoming');
const { checkInvalidHeaderChar, checkIsHttpToken } = require('internal/http/validation');

const { kOnBody, kOnHeaders, kOnHeadersComplete, kOnMessageComplete } = HTTPParser;

const kIncomingMessage = Symbol('IncomingMessage');
const kSkipPendingData = Symbol('SkipPendingData');

const CRLF = '\r\n';
const chunkExpression = /(?:^|\W)chunked(?:$|\W)/i;
const continueExpression = /(?:^|\W)100-continue(?:$|\W)/i;

const { allMethods } = internalBinding('http_parser');

// A head is complete. The answer says whether a body follows: 0 yes, 1 no, 2 another protocol does.
function parserOnHeadersComplete(versionMajor, versionMinor, fields, method, url, statusCode, statusMessage, upgrade,
                                 shouldKeepAlive) {
  const { socket } = this;
  const Message = socket?.server?.[kIncomingMessage] ?? IncomingMessage;
  const incoming = this.incoming = new Message(socket);
  incoming.httpVersionMajor = versionMajor;
  incoming.httpVersionMinor = versionMinor;
  incoming.httpVersion = versionMajor === 1 && versionMinor === 1 ? '1.1' : `${versionMajor}.${versionMinor}`;
  incoming.joinDuplicateHeaders = socket?.server?.joinDuplicateHeaders || this.joinDuplicateHeaders;
  incoming.upgrade = upgrade;
  incoming._setFields(typeof fields === 'string' ? fields : joinFields(fields), this.maxHeaderPairs);
  if (method !== undefined) {
    incoming.method = allMethods[method];
    incoming.url = url;
  } else {
    incoming.statusCode = statusCode;
    incoming.statusMessage = statusMessage;
  }
  return this.onIncoming(incoming, shouldKeepAlive);
}
parserOnHeadersComplete[kTakesText] = true;

function parserOnBody(chunk) {
  const message = this.incoming;
  if (message === null || message[kSkipPendingData]) return;
  if (!message._dumped && !message.push(chunk)) {
    readStop(this.socket);
  }
}

// The fields of a trailer.
function parserOnHeaders(fields) {
  this.trailer = typeof fields === 'string' ? fields : joinFields(fields);
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

class FreeList {
  constructor(name, max, ctor) {
    this.name = name;
    this.ctor = ctor;
    this.max = max;
    this.list = [];
  }

  alloc() {
    return this.list.length > 0 ? this.list.pop() : this.ctor();
  }

  free(item) {
    if (this.list.length >= this.max) return false;
    this.list.push(item);
    return true;
  }

  setMax(max) {
    this.max = max;
  }
}

function cleanParser(parser) {
  parser.trailer = '';
  parser.socket = null;
  parser.incoming = null;
  parser.outgoing = null;
  parser.maxHeaderPairs = 2000;
  parser.onIncoming = null;
  parser.joinDuplicateHeaders = null;
}

function parsersCb() {
  const parser = new HTTPParser();
  cleanParser(parser);
  parser[kOnHeaders] = parserOnHeaders;
  parser[kOnHeadersComplete] = parserOnHeadersComplete;
  parser[kOnBody] = parserOnBody;
  parser[kOnMessageComplete] = parserOnMessageComplete;
  return parser;
}

const parsers = new FreeList('parsers', 1000, parsersCb);

// Takes the parser apart from its message and its connection, and puts it back into the pool.
function freeParser(parser, req, socket) {
  if (parser) {
    cleanParser(parser);
    parser.free();
    parsers.free(parser);
  }
  if (req) req.parser = null;
  if (socket) socket.parser = null;
}

// Completes the error of a parser for those who get to see it.
function prepareError(error, parser, rawPacket) {
  error.rawPacket = rawPacket || parser.getCurrentBuffer();
  if (typeof error.reason === 'string') error.message = `Parse Error: ${error.reason}`;
}

// The parser's flags for the options `insecureHTTPParser` and `httpValidation`.
function calculateLenientFlags(insecureHTTPParser, httpValidation) {
  if (httpValidation === 'insecure') return HTTPParser.kLenientAll | HTTPParser.kLenientHeaderValueRelaxed;
  if (httpValidation === 'relaxed') return HTTPParser.kLenientHeaderValueRelaxed;
  if (httpValidation === 'strict') return HTTPParser.kLenientNone;
  return insecureHTTPParser ?? isLenient() ? HTTPParser.kLenientAll : HTTPParser.kLenientNone;
}

module.exports = {
  _checkInvalidHeaderChar: checkInvalidHeaderChar,
  _checkIsHttpToken: checkIsHttpToken,
  chunkExpression,
  continueExpression,
  CRLF,
  freeParser,
  methods: ['ACL', 'BIND', 'CHECKOUT', 'CONNECT', 'COPY', 'DELETE', 'GET', 'HEAD', 'LINK', 'LOCK', 'M-SEARCH', 'MERGE',
            'MKACTIVITY', 'MKCALENDAR', 'MKCOL', 'MOVE', 'NOTIFY', 'OPTIONS', 'PATCH', 'POST', 'PROPFIND', 'PROPPATCH',
            'PURGE', 'PUT', 'QUERY', 'REBIND', 'REPORT', 'SEARCH', 'SOURCE', 'SUBSCRIBE', 'TRACE', 'UNBIND', 'UNLINK',
            'UNLOCK', 'UNSUBSCRIBE'],
  parsers,
  kIncomingMessage,
  HTTPParser,
  isLenient,
  calculateLenientFlags,
  prepareError,
  kSkipPendingData,
};
