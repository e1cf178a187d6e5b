'use strict';
// Objects of JavaScript that can travel in messages: how they are marked, taken apart and put together again. Rust calls
// takeApart and putTogether while it writes and reads a message.

const binding = internalBinding('messaging');

// The methods of such objects. clone and transfer answer `{ data, deserializeInfo }`, where deserializeInfo is
// 'module:export' of a class; an instance of it gets `data` through its deserialize method, and may answer another object to
// take its place. transfer may give up a `descriptor` as well: the message owns it, and deserialize gets it after `data`.
const kClone = Symbol('messaging_clone_symbol');
const kTransfer = Symbol('messaging_transfer_symbol');
const kTransferList = Symbol('messaging_transfer_list_symbol');
const kDeserialize = Symbol('messaging_deserialize_symbol');

const kTransferable = 1;
const kCloneable = 2;

function markTransferMode(object, cloneable = false, transferable = false) {
  if ((typeof object !== 'object' && typeof object !== 'function') || object === null) return;
  // A private symbol of V8's: frozen objects take it as well, proxies do not.
  object[binding.keys.transferMode] = (cloneable ? kCloneable : 0) | (transferable ? kTransferable : 0);
}

function markAsUncloneable(object) {
  if ((typeof object !== 'object' && typeof object !== 'function') || object === null) return;
  object[binding.keys.transferMode] &= kTransferable;
}

function takeApart(object, transfer) {
  const list = transfer ? object[kTransferList]?.() ?? [] : [];
  const { data, deserializeInfo, descriptor = -1 } = transfer ? object[kTransfer]() : object[kClone]();
  return [deserializeInfo, data, list, descriptor];
}

function putTogether(info, data, descriptor) {
  // The module's id may hold a colon itself (`node:fs`).
  const colon = info.lastIndexOf(':');
  const Class = require(info.slice(0, colon))[info.slice(colon + 1)];
  const object = new Class();
  return object[kDeserialize](data, descriptor) ?? object;
}

// Whether a class of the web's that no message takes made the object, and keeps what it is in private fields.
function isUncloneable(object) {
  return require('internal/url').holdsPrivately(object) || require('internal/url/search_params').holdsPrivately(object);
}

function markHandle(object) {
  return require('internal/net/transfer').markHandle(object);
}

function throwDataCloneError(message) {
  const { DOMException } = require('internal/per_context/domexception');
  throw new DOMException(message, 'DataCloneError');
}

module.exports = {
  kClone,
  kTransfer,
  kTransferList,
  kDeserialize,
  markTransferMode,
  markAsUncloneable,
  takeApart,
  putTogether,
  isUncloneable,
  markHandle,
  throwDataCloneError,
  // The names under which Node's own modules know the symbols.
  messaging_clone_symbol: kClone,
  messaging_transfer_symbol: kTransfer,
  messaging_transfer_list_symbol: kTransferList,
  messaging_deserialize_symbol: kDeserialize,
};
