// node:inspector/promises: as node:inspector, with a Session whose post() returns a promise.
'use strict';

const inspector = require('node:inspector');
const { promisify } = require('internal/util');

class Session extends inspector.Session {}
Session.prototype.post = promisify(inspector.Session.prototype.post);

module.exports = { ...inspector, Session };
