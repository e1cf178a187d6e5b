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
const { customInspectSymbol, defineInterface, getConstructorOf, removeColors } = require('internal/util');

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

// ---- lists of pairs ----------------------------------------------------------------------

// Where a pair with this name, and this value if one is given, stands at or after `start`; -1 if there is none.
function findPair(list, start, name, value) {
  let i = start;
  while (i < list.length && (list[i] !== name || (value !== undefined && list[i + 1] !== value))) i += 2;
  return i < list.length ? i : -1;
}

function pairsOf(list) {
  return Array.from({ length: list.length / 2 }, (_, i) => list.slice(2 * i, 2 * i + 2));
}

// In place: iterators that are under way look at this list.
function removePairs(list, start, name, value) {
  for (let i = findPair(list, start, name, value); i !== -1; i = findPair(list, i, name, value)) list.splice(i, 2);
}

function toWellFormedIfAny(value) {
  return value === undefined ? undefined : toWellFormed(value);
}

// ---- inspection --------------------------------------------------------------------------

function isBelowDepth(recurseTimes) {
  return typeof recurseTimes === 'number' && recurseTimes < 0;
}

// Shows what is inside something.
function inspectorFor(recurseTimes, ctx) {
  const { inspect } = require('internal/util/inspect');
  const options = recurseTimes === null ? ctx : { ...ctx, depth: recurseTimes - 1 };
  return (item) => inspect(item, options);
}

function inBraces(entries, onLines) {
  return onLines ? `{\n  ${entries.join(',\n  ')} }` : `{ ${entries.join(', ')} }`;
}

// ---- the class ---------------------------------------------------------------------------

// For internal/url: ties the params of a URL to it, and gives them a new query.
let attachToUrl;
let replaceQuery;
// Whether there are params in the object.
let holdsPrivately;

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
    holdsPrivately = (object) => #list in object;
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

  // The list of a method's `this`, which needs arguments of these names and is given so many.
  static #listOf(self, given, ...needed) {
    if (typeof self !== 'object' || self === null || !(#list in self)) {
      throw new ERR_INVALID_THIS('URLSearchParams');
    }
    if (given < needed.length) throw new ERR_MISSING_ARGS(...needed);
    return self.#list;
  }

  static #iterate(self, kind) {
    URLSearchParams.#listOf(self);
    return new URLSearchParamsIterator(() => self.#list, kind);
  }

  [customInspectSymbol](recurseTimes, ctx) {
    const list = URLSearchParams.#listOf(this);
    if (isBelowDepth(recurseTimes)) return ctx.stylize('[Object]', 'special');
    const { name } = getConstructorOf(this) ?? URLSearchParams;
    if (list.length === 0) return `${name} {}`;
    const inspect = inspectorFor(recurseTimes, ctx);
    const entries = pairsOf(list).map((pair) => pair.map(inspect).join(' => '));
    const isLong = removeColors(entries.join(', ')).length > ctx.breakLength;
    return `${name} ${inBraces(entries, isLong)}`;
  }

  get size() {
    return URLSearchParams.#listOf(this).length / 2;
  }

  append(name, value) {
    const list = URLSearchParams.#listOf(this, arguments.length, 'name', 'value');
    list.push(toWellFormed(name), toWellFormed(value));
    this.#onChange?.(this);
  }

  delete(name, value = undefined) {
    const list = URLSearchParams.#listOf(this, arguments.length, 'name');
    removePairs(list, 0, toWellFormed(name), toWellFormedIfAny(value));
    this.#onChange?.(this);
  }

  get(name) {
    const list = URLSearchParams.#listOf(this, arguments.length, 'name');
    const index = findPair(list, 0, toWellFormed(name));
    return index === -1 ? null : list[index + 1];
  }

  getAll(name) {
    const list = URLSearchParams.#listOf(this, arguments.length, 'name');
    const wanted = toWellFormed(name);
    return list.filter((_, i) => i % 2 === 1 && list[i - 1] === wanted);
  }

  has(name, value = undefined) {
    const list = URLSearchParams.#listOf(this, arguments.length, 'name');
    return findPair(list, 0, toWellFormed(name), toWellFormedIfAny(value)) !== -1;
  }

  set(name, value) {
    const list = URLSearchParams.#listOf(this, arguments.length, 'name', 'value');
    const pair = [toWellFormed(name), toWellFormed(value)];
    const index = findPair(list, 0, pair[0]);
    if (index === -1) {
      list.push(...pair);
    } else {
      list[index + 1] = pair[1];
      removePairs(list, index + 2, pair[0]);
    }
    this.#onChange?.(this);
  }

  sort() {
    const list = URLSearchParams.#listOf(this);
    const pairs = pairsOf(list);
    // By UTF-16 code units, equal names in their order.
    pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    // In place: iterators that are under way look at this list.
    for (const [i, pair] of pairs.entries()) [list[2 * i], list[2 * i + 1]] = pair;
    this.#onChange?.(this);
  }

  entries() {
    return URLSearchParams.#iterate(this, 'entries');
  }

  forEach(callback, thisArg = undefined) {
    URLSearchParams.#listOf(this);
    validateFunction(callback, 'callback');
    for (let i = 0; i < this.#list.length; i += 2) {
      const { [i]: name, [i + 1]: value } = this.#list;
      Reflect.apply(callback, thisArg, [value, name, this]);
    }
  }

  keys() {
    return URLSearchParams.#iterate(this, 'keys');
  }

  values() {
    return URLSearchParams.#iterate(this, 'values');
  }

  toString() {
    return serializePairs(URLSearchParams.#listOf(this));
  }
}

const { prototype } = URLSearchParams;
const members = Object.getOwnPropertyNames(prototype).filter((name) => name !== 'constructor');
// Not enumerable, as methods of a class are.
const iterate = Object.getOwnPropertyDescriptor(prototype, 'entries');
defineInterface(URLSearchParams, members);
Object.defineProperty(prototype, Symbol.iterator, iterate);

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
    if (isBelowDepth(recurseTimes)) return ctx.stylize('[Object]', 'special');
    const inspect = inspectorFor(recurseTimes, ctx);
    const items = pairsOf(this.#list().slice(this.#index)).map((pair) => itemAt(pair, 0, this.#kind));
    // As an array of them would be.
    const onLines = inspect(items).includes('\n');
    return `${this[Symbol.toStringTag]} ${inBraces(items.map(inspect), onLines)}`;
  }
}

const IteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()));
delete URLSearchParamsIterator.prototype.constructor;
Object.setPrototypeOf(URLSearchParamsIterator.prototype, IteratorPrototype);
defineInterface({ name: 'URLSearchParams Iterator', prototype: URLSearchParamsIterator.prototype }, ['next']);

module.exports = { URLSearchParams, attachToUrl, holdsPrivately, replaceQuery };
