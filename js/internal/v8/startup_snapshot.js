'use strict';

// v8.startupSnapshot: anode builds no snapshots of programs, so a program never
// runs while one is built.

const { codes: { ERR_NOT_BUILDING_SNAPSHOT } } = require('internal/errors');

function isBuildingSnapshot() {
  return 0;
}

function addDeserializeCallback() {
  throw new ERR_NOT_BUILDING_SNAPSHOT();
}

function addSerializeCallback() {
  throw new ERR_NOT_BUILDING_SNAPSHOT();
}

function setDeserializeMainFunction() {
  throw new ERR_NOT_BUILDING_SNAPSHOT();
}

module.exports = {
  addDeserializeCallback,
  addSerializeCallback,
  setDeserializeMainFunction,
  isBuildingSnapshot,
};
