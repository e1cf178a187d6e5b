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

// Programs can put more into the set with the methods of Set, but nobody sees it: what it holds is told from a list.
class NodeEnvironmentFlagsSet extends Set {
  #flags = [];

  static of(flags) {
    const set = new NodeEnvironmentFlagsSet();
    set.#flags = flags;
    for (const flag of flags) Set.prototype.add.call(set, flag);
    return Object.freeze(set);
  }

  get size() {
    return this.#flags.length;
  }

  forEach(callback, thisArg) {
    for (const flag of this.#flags) Reflect.apply(callback, thisArg, [flag, flag, this]);
  }

  values() {
    return new Set(this.#flags).values();
  }

  keys() {
    return this.values();
  }

  entries() {
    return new Set(this.#flags).entries();
  }

  [Symbol.iterator]() {
    return this.values();
  }

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
      return this.#flags.includes(flag);
    return this.#flags.includes(`--${flag}`) || this.#flags.includes(`-${flag}`);
  }
}

function buildFlags() {
  const set = NodeEnvironmentFlagsSet.of(internalBinding('options').environmentFlags());
  delete NodeEnvironmentFlagsSet.of;
  return set;
}

module.exports = { buildFlags };
