'use strict';

// User and group identities. Names are looked up by the binding.

const { codes: { ERR_INVALID_ARG_TYPE, ERR_UNKNOWN_CREDENTIAL } } = require('internal/errors');
const { validateArray, validateUint32 } = require('internal/validators');

const binding = internalBinding('process');

const getters = {
  getuid() { return binding.getuid(); },
  geteuid() { return binding.geteuid(); },
  getgid() { return binding.getgid(); },
  getegid() { return binding.getegid(); },
  getgroups() { return binding.getgroups(); },
};

function validateId(id, name) {
  if (typeof id === 'number')
    validateUint32(id, name);
  else if (typeof id !== 'string')
    throw new ERR_INVALID_ARG_TYPE(name, ['number', 'string'], id);
}

// The binding answers 1 for a name that it does not know.
const kUnknown = 1;

// Node's setters show an empty name.
function makeSetter(kind, native) {
  const setter = [function(id) {
    validateId(id, 'id');
    // Ids are taken modulo 2^32, so that -0 means 0.
    if (typeof id === 'number')
      id >>>= 0;
    if (binding[native](id) === kUnknown)
      throw new ERR_UNKNOWN_CREDENTIAL(kind, id);
  }][0];
  return setter;
}

function initgroups(user, extraGroup) {
  validateId(user, 'user');
  validateId(extraGroup, 'extraGroup');
  const result = binding.initgroups(user, extraGroup);
  if (result === 1)
    throw new ERR_UNKNOWN_CREDENTIAL('User', user);
  if (result === 2)
    throw new ERR_UNKNOWN_CREDENTIAL('Group', extraGroup);
}

function setgroups(groups) {
  validateArray(groups, 'groups');
  for (const [i, group] of groups.entries()) validateId(group, `groups[${i}]`);
  // The answer is 0, or the place of the group that does not exist.
  const result = binding.setgroups(groups);
  if (result > 0)
    throw new ERR_UNKNOWN_CREDENTIAL('Group', groups[result - 1]);
}

const setters = {
  initgroups,
  setgroups,
  setegid: makeSetter('Group', 'setegid'),
  seteuid: makeSetter('User', 'seteuid'),
  setgid: makeSetter('Group', 'setgid'),
  setuid: makeSetter('User', 'setuid'),
};

module.exports = { getters, setters };
