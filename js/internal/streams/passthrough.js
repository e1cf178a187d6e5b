'use strict';

// PassThrough: the Transform that changes nothing.

module.exports = PassThrough;

const Transform = require('internal/streams/transform');
const { inherit } = require('internal/util');

function PassThrough(options) {
  const isNew = this instanceof PassThrough;
  if (isNew) Transform.call(this, options);
  return isNew ? this : new PassThrough(options);
}
inherit(PassThrough, Transform);

PassThrough.prototype._transform = function(chunk, encoding, callback) {
  callback(null, chunk);
};
