'use strict';

// node:constants: the constants of os, fs and crypto in one object, as old
// programs expect them.

const os = require('node:os').constants;

const { defineProperty } = Object;

function copy(constants) {
  for (const name of Object.keys(constants)) {
    defineProperty(exports, name, {
      __proto__: null,
      value: constants[name], enumerable: true, writable: false, configurable: false,
    });
  }
}

copy(os.dlopen);
copy(os.errno);
copy(os.priority);
copy(os.signals);
copy(require('node:fs').constants);
copy(process.getBuiltinModule('crypto')?.constants ?? {});
