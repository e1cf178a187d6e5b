'use strict';

// process.allowedNodeEnvironmentFlags: the options that NODE_OPTIONS may hold.
// `has` is as forgiving as Node's about dashes, underscores and values.

function canonical(flag) {
  let text = flag.replaceAll('_', '-');
  const equals = text.indexOf('=');
  if (equals !== -1)
    text = text.slice(0, equals);
  return text;
}

class NodeEnvironmentFlagsSet extends Set {
  add() {
    // Frozen: what is allowed cannot be changed from JavaScript.
    return this;
  }

  delete() {
    return false;
  }

  clear() {}

  has(key) {
    if (typeof key !== 'string')
      return false;
    const flag = canonical(key);
    if (flag.startsWith('-'))
      return super.has(flag);
    return super.has(`--${flag}`) || super.has(`-${flag}`);
  }
}

function buildFlags() {
  const set = new NodeEnvironmentFlagsSet();
  for (const flag of internalBinding('options').environmentFlags()) Set.prototype.add.call(set, flag);
  return Object.freeze(set);
}

module.exports = { buildFlags };
