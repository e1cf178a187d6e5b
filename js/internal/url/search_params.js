// URLSearchParams: the list of names and values that a query is, alone or tied to a URL.

'use strict';

const {
  codes: {
    ERR_ARG_NOT_ITERABLE,
    ERR_INVALID_THIS,
    ERR_INVALID_TUPLE,
    ERR_MISSING_ARGS,
  },
} = require('internal/errors');
const { validateFunction } = require('internal/validators');
const { customInspectSymbol, getConstructorOf, removeColors } = require('internal/util');

const toWellFormed = (value) => `${value}`.toWellFormed();

// ---- application/x-www-form-urlencoded ---------------------------------------------------

function decodeBytes(text) {
  const bytes = Buffer.from(text, 'utf8');
  let length = 0;
  for (let i = 0; i < bytes.length; i++) {
    let byte = bytes[i];
    if (byte === 0x25 && i + 2 < bytes.length) {
      const digits = bytes.latin1Slice(i + 1, i + 3);
      if (/^[0-9a-f]{2}$/i.test(digits)) {
        byte = parseInt(digits, 16);
        i += 2;
      }
    }
    bytes[length++] = byte;
  }
  return bytes.utf8Slice(0, length);
}

function decode(text) {
  if (text.includes('+')) text = text.replaceAll('+', ' ');
  if (!text.includes('%')) return text.toWellFormed();
  try {
    return decodeURIComponent(text.toWellFormed());
  } catch {
    // Some escape is malformed, or what they decode to is no UTF-8.
    return decodeBytes(text.toWellFormed());
  }
}

// Pairs as a flat list: name, value, name, value...
function parsePairs(query) {
  const list = [];
  if (query.length === 0) return list;
  for (const pair of query.split('&')) {
    if (pair.length === 0) continue;
    const equals = pair.indexOf('=');
    if (equals === -1) list.push(decode(pair), '');
    else list.push(decode(pair.slice(0, equals)), decode(pair.slice(equals + 1)));
  }
  return list;
}

const kEscapes = {
  '__proto__': null, '%20': '+', '!': '%21', '\'': '%27', '(': '%28', ')': '%29', '~': '%7E',
};

function encode(text) {
  if (!/[^A-Za-z0-9*\-._]/.test(text)) return text;
  return encodeURIComponent(text).replace(/%20|[!'()~]/g, (match) => kEscapes[match]);
}

function serializePairs(list) {
  let query = '';
  for (let i = 0; i < list.length; i += 2) {
    if (i > 0) query += '&';
    query += `${encode(list[i])}=${encode(list[i + 1])}`;
  }
  return query;
}

// ---- the class ---------------------------------------------------------------------------

// For internal/url: ties the params of a URL to it, and gives them a new query.
let attachToUrl;
let replaceQuery;

class URLSearchParams {
  #list = [];
  // Called after every change: writes the query back into the URL that these belong to.
  #onChange = undefined;

  static {
    attachToUrl = (params, query, onChange) => {
      params.#list = parsePairs(query);
      params.#onChange = onChange;
      return params;
    };
    replaceQuery = (params, query) => {
      params.#list = parsePairs(query);
    };
    Object.defineProperties(this.prototype, {
      [customInspectSymbol]: {
        __proto__: null,
        configurable: true,
        writable: true,
        value: this.prototype[customInspectSymbol],
      },
    });
  }

  constructor(init = undefined) {
    if (init === undefined) return;
    if ((typeof init !== 'object' && typeof init !== 'function') || init === null) {
      const text = toWellFormed(init);
      this.#list = parsePairs(text[0] === '?' ? text.slice(1) : text);
      return;
    }
    const method = init[Symbol.iterator];
    if (method === URLSearchParams.prototype.entries && #list in init) {
      this.#list = init.#list.slice();
    } else if (method !== null && method !== undefined) {
      this.#fromPairs(init, method);
    } else {
      this.#fromRecord(init);
    }
  }

  #fromPairs(init, method) {
    if (typeof method !== 'function') throw new ERR_ARG_NOT_ITERABLE('Query pairs');
    for (const pair of { [Symbol.iterator]: () => Reflect.apply(method, init, []) }) {
      if ((typeof pair !== 'object' && typeof pair !== 'function') || pair === null ||
          typeof pair[Symbol.iterator] !== 'function') {
        throw new ERR_INVALID_TUPLE('Each query pair', '[name, value]');
      }
      const items = [...pair];
      if (items.length !== 2) throw new ERR_INVALID_TUPLE('Each query pair', '[name, value]');
      this.#list.push(toWellFormed(items[0]), toWellFormed(items[1]));
    }
  }

  #fromRecord(init) {
    const record = new Map();
    for (const key of Reflect.ownKeys(init)) {
      const descriptor = Reflect.getOwnPropertyDescriptor(init, key);
      if (descriptor === undefined || !descriptor.enumerable) continue;
      // Keys that become equal name the same pair: the last value wins.
      record.set(toWellFormed(key), toWellFormed(init[key]));
    }
    for (const [key, value] of record) this.#list.push(key, value);
  }

  static #check(value) {
    if (typeof value !== 'object' || value === null || !(#list in value)) {
      throw new ERR_INVALID_THIS('URLSearchParams');
    }
  }

  [customInspectSymbol](recurseTimes, ctx) {
    URLSearchParams.#check(this);
    if (typeof recurseTimes === 'number' && recurseTimes < 0) {
      return ctx.stylize('[Object]', 'special');
    }
    const options = { ...ctx };
    if (recurseTimes !== null) options.depth = recurseTimes - 1;
    const { inspect } = require('internal/util/inspect');
    const output = [];
    let length = -2;
    for (let i = 0; i < this.#list.length; i += 2) {
      const entry = `${inspect(this.#list[i], options)} => ${inspect(this.#list[i + 1], options)}`;
      output.push(entry);
      length += removeColors(entry).length + 2;
    }
    const { name } = getConstructorOf(this) ?? URLSearchParams;
    if (length > ctx.breakLength) return `${name} {\n  ${output.join(',\n  ')}\n}`;
    return output.length > 0 ? `${name} { ${output.join(', ')} }` : `${name} {}`;
  }

  get size() {
    URLSearchParams.#check(this);
    return this.#list.length / 2;
  }

  append(name, value) {
    URLSearchParams.#check(this);
    if (arguments.length < 2) throw new ERR_MISSING_ARGS('name', 'value');
    this.#list.push(toWellFormed(name), toWellFormed(value));
    this.#onChange?.(this);
  }

  delete(name, value = undefined) {
    URLSearchParams.#check(this);
    if (arguments.length < 1) throw new ERR_MISSING_ARGS('name');
    name = toWellFormed(name);
    if (value !== undefined) value = toWellFormed(value);
    const list = this.#list;
    const kept = [];
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] !== name || (value !== undefined && list[i + 1] !== value)) {
        kept.push(list[i], list[i + 1]);
      }
    }
    // In place: iterators that are under way look at this list.
    list.splice(0, list.length, ...kept);
    this.#onChange?.(this);
  }

  get(name) {
    URLSearchParams.#check(this);
    if (arguments.length < 1) throw new ERR_MISSING_ARGS('name');
    name = toWellFormed(name);
    const list = this.#list;
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] === name) return list[i + 1];
    }
    return null;
  }

  getAll(name) {
    URLSearchParams.#check(this);
    if (arguments.length < 1) throw new ERR_MISSING_ARGS('name');
    name = toWellFormed(name);
    return this.#list.filter((_, i, list) => i % 2 === 1 && list[i - 1] === name);
  }

  has(name, value = undefined) {
    URLSearchParams.#check(this);
    if (arguments.length < 1) throw new ERR_MISSING_ARGS('name');
    name = toWellFormed(name);
    if (value !== undefined) value = toWellFormed(value);
    const list = this.#list;
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] === name && (value === undefined || list[i + 1] === value)) return true;
    }
    return false;
  }

  set(name, value) {
    URLSearchParams.#check(this);
    if (arguments.length < 2) throw new ERR_MISSING_ARGS('name', 'value');
    name = toWellFormed(name);
    value = toWellFormed(value);
    const list = this.#list;
    let found = false;
    for (let i = 0; i < list.length;) {
      if (list[i] !== name) {
        i += 2;
      } else if (found) {
        list.splice(i, 2);
      } else {
        found = true;
        list[i + 1] = value;
        i += 2;
      }
    }
    if (!found) list.push(name, value);
    this.#onChange?.(this);
  }

  sort() {
    URLSearchParams.#check(this);
    const list = this.#list;
    const pairs = [];
    for (let i = 0; i < list.length; i += 2) pairs.push([list[i], list[i + 1]]);
    // By UTF-16 code units, equal names in their order.
    pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    pairs.forEach(([name, value], i) => {
      list[i * 2] = name;
      list[i * 2 + 1] = value;
    });
    this.#onChange?.(this);
  }

  entries() {
    URLSearchParams.#check(this);
    return new URLSearchParamsIterator(() => this.#list, 'entries');
  }

  forEach(callback, thisArg = undefined) {
    URLSearchParams.#check(this);
    validateFunction(callback, 'callback');
    for (let i = 0; i < this.#list.length; i += 2) {
      Reflect.apply(callback, thisArg, [this.#list[i + 1], this.#list[i], this]);
    }
  }

  keys() {
    URLSearchParams.#check(this);
    return new URLSearchParamsIterator(() => this.#list, 'keys');
  }

  values() {
    URLSearchParams.#check(this);
    return new URLSearchParamsIterator(() => this.#list, 'values');
  }

  toString() {
    URLSearchParams.#check(this);
    return serializePairs(this.#list);
  }
}

const kEnumerable = { __proto__: null, enumerable: true };
Object.defineProperties(URLSearchParams.prototype, {
  append: kEnumerable,
  delete: kEnumerable,
  get: kEnumerable,
  getAll: kEnumerable,
  has: kEnumerable,
  set: kEnumerable,
  size: kEnumerable,
  sort: kEnumerable,
  entries: kEnumerable,
  forEach: kEnumerable,
  keys: kEnumerable,
  values: kEnumerable,
  toString: kEnumerable,
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'URLSearchParams' },
  [Symbol.iterator]: {
    __proto__: null,
    configurable: true,
    writable: true,
    value: URLSearchParams.prototype.entries,
  },
});

// ---- the iterator ------------------------------------------------------------------------

function itemAt(list, index, kind) {
  if (kind === 'keys') return list[index];
  if (kind === 'values') return list[index + 1];
  return [list[index], list[index + 1]];
}

class URLSearchParamsIterator {
  // A function, since the URL may replace the list.
  #list;
  #kind;
  #index = 0;

  constructor(list, kind) {
    this.#list = list;
    this.#kind = kind;
  }

  next() {
    if (typeof this !== 'object' || this === null || !(#list in this)) {
      throw new ERR_INVALID_THIS('URLSearchParamsIterator');
    }
    const list = this.#list();
    if (this.#index >= list.length) return { done: true, value: undefined };
    const value = itemAt(list, this.#index, this.#kind);
    this.#index += 2;
    return { done: false, value };
  }

  [customInspectSymbol](recurseTimes, ctx) {
    if (typeof recurseTimes === 'number' && recurseTimes < 0) {
      return ctx.stylize('[Object]', 'special');
    }
    const options = { ...ctx };
    if (recurseTimes !== null) options.depth = recurseTimes - 1;
    const { inspect } = require('internal/util/inspect');
    const list = this.#list();
    const output = [];
    let length = -2;
    for (let i = this.#index; i < list.length; i += 2) {
      const entry = inspect(itemAt(list, i, this.#kind), options);
      output.push(entry);
      length += removeColors(entry).length + 2;
    }
    const name = this[Symbol.toStringTag];
    if (length > ctx.breakLength || output.some((entry) => entry.includes('\n'))) {
      return `${name} {\n  ${output.join(',\n  ')}\n}`;
    }
    return output.length > 0 ? `${name} { ${output.join(', ')} }` : `${name} {  }`;
  }
}

const IteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()));
delete URLSearchParamsIterator.prototype.constructor;
Object.setPrototypeOf(URLSearchParamsIterator.prototype, IteratorPrototype);
Object.defineProperties(URLSearchParamsIterator.prototype, {
  [Symbol.toStringTag]: {
    __proto__: null, configurable: true, value: 'URLSearchParams Iterator',
  },
  next: kEnumerable,
});

module.exports = { URLSearchParams, attachToUrl, replaceQuery };
