// The classes of keys, once something has loaded them: who only asks whether a value is a key
// finds them here and does not load cryptography for it.

'use strict';

module.exports = { KeyObject: undefined, CryptoKey: undefined };
