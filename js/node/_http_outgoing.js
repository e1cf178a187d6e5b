'use strict';
// node:_http_outgoing: the name under which programs reach OutgoingMessage.

const {
  kHighWaterMark, kUniqueHeaders, OutgoingMessage, parseUniqueHeadersOption, validateHeaderName, validateHeaderValue,
} = require('internal/http/outgoing_message');

module.exports = {
  kHighWaterMark,
  kUniqueHeaders,
  parseUniqueHeadersOption,
  validateHeaderName,
  validateHeaderValue,
  OutgoingMessage,
};
