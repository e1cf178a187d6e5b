// node:inspector/promises: as node:inspector, with a Session whose post() returns a promise.
'use strict';

const inspector = require('node:inspector');

class Session extends inspector.Session {
  async post(...args) {
    return super.post(...args);
  }
}

module.exports = { ...inspector, Session };
