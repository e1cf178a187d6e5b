// What anode does not do yet throws this error, rather than to pretend that it did.
'use strict';

// `what` is what a program asked for, as Node's documentation calls it.
function unavailable(what) {
  const error = new Error(`${what} is not available in anode yet`);
  error.code = 'ERR_METHOD_NOT_IMPLEMENTED';
  return error;
}

module.exports = { unavailable };
