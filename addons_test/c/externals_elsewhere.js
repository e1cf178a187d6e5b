// differs-from-node: Node takes any object for a key's handle and aborts when that is used
// An addon's External is no handle of a built-in module's: what it points to is the addon's, and was once read as a key.
'use strict';

const { KeyObject, createSecretKey } = require('node:crypto');
const addon = require('../build/c/externals.node');

const external = addon.external(1n, false);
for (const Class of [KeyObject, createSecretKey(Buffer.alloc(16)).constructor]) {
  try {
    console.log(Class === KeyObject ? new KeyObject('secret', external) : new Class(external));
  } catch (error) {
    console.log(error.name, error.code);
  }
}
