'use strict';
// A value's text for messages, without running code of the value.

module.exports = {
  noSideEffectsToString(value) {
    switch (typeof value) {
      case 'symbol': return value.toString();
      case 'bigint':
      case 'string':
      case 'number':
      case 'boolean':
      case 'undefined': return String(value);
      case 'function': return Function.prototype.toString.call(value);
    }
    if (value === null) return 'null';
    const { isProxy } = require('internal/util/types');
    const { internalBinding: bindings } = require('internal/bootstrap/realm');
    if (isProxy(value)) return '#<Object>';
    return `#<${bindings('util').getConstructorName(value)}>`;
  },
};
