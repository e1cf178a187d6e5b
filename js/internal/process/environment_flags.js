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
  const values = require('internal/options').getAllOptionValues();
  const set = new NodeEnvironmentFlagsSet();
  const add = (flag) => Set.prototype.add.call(set, flag);
  for (const name of Object.keys(values)) {
    if (!name.startsWith('-'))
      continue;
    add(name);
    if (typeof values[name] === 'boolean' && name.startsWith('--'))
      add(name.startsWith('--no-') ? `--${name.slice(5)}` : `--no-${name.slice(2)}`);
  }
  return Object.freeze(set);
}

module.exports = { buildFlags };
