'use strict';

// util.MIMEType and util.MIMEParams: the MIME sniffing standard's idea of a media type.

const { codes: { ERR_INVALID_MIME_SYNTAX } } = require('internal/errors');

const kNotToken = /[^!#$%&'*+\-.^_`|~A-Za-z0-9]/;
const kEndWhitespace = /[\r\n\t ]*$/;
const kWhitespace = '\r\n\t ';
const kNotQuotable = /[^\t\u0020-~\u0080-\u00ff]/;
const kEscapeInQuoted = /["\\]/g;
const kBackslashPair = /\\([\s\S])/g;

function toLowerAscii(text) {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function checkToken(token, production, text = token) {
  const position = token.search(kNotToken);
  if (token === '' || position !== -1) throw new ERR_INVALID_MIME_SYNTAX(production, text, position);
}

function trimEndWhitespace(text) {
  return text.replace(kEndWhitespace, '');
}

function skipWhitespace(text, position) {
  while (position < text.length && kWhitespace.includes(text[position])) position++;
  return position;
}

function parseTypeAndSubtype(text) {
  const start = skipWhitespace(text, 0);
  const slash = text.indexOf('/', start);
  const type = slash === -1 ? text.slice(start) : text.slice(start, slash);
  const position = type.search(kNotToken);
  if (type === '' || position !== -1 || slash === -1) throw new ERR_INVALID_MIME_SYNTAX('type', text, position);

  const semicolon = text.indexOf(';', slash + 1);
  const subtype = trimEndWhitespace(text.slice(slash + 1, semicolon === -1 ? text.length : semicolon));
  checkToken(subtype, 'subtype', text);
  return {
    type: toLowerAscii(type),
    subtype: toLowerAscii(subtype),
    rest: semicolon === -1 ? '' : text.slice(semicolon + 1),
  };
}

function encode(value) {
  if (value !== '' && !kNotToken.test(value)) return value;
  return `"${value.replace(kEscapeInQuoted, '\\$&')}"`;
}

class MIMEParams {
  #data = new Map();

  // Parses what follows the first semicolon; parameters that are not valid are left out.
  static parse(params, text) {
    let position = 0;
    while (position < text.length) {
      position = skipWhitespace(text, position);
      let end = position;
      while (end < text.length && text[end] !== ';' && text[end] !== '=') end++;
      const name = toLowerAscii(text.slice(position, end));
      position = end;
      if (position >= text.length) break;
      if (text[position++] === ';') continue;

      let value;
      if (text[position] === '"') {
        position++;
        let close = position;
        while (close < text.length && text[close] !== '"') close += text[close] === '\\' ? 2 : 1;
        value = text.slice(position, Math.min(close, text.length)).replace(kBackslashPair, '$1');
        // As in Node.js, one character follows the quotation mark, whatever it is.
        position = close + 2;
      } else {
        const semicolon = text.indexOf(';', position);
        value = trimEndWhitespace(text.slice(position, semicolon === -1 ? text.length : semicolon));
        position = semicolon === -1 ? text.length : semicolon + 1;
        if (value === '') continue;
      }
      if (name !== '' && !kNotToken.test(name) && !kNotQuotable.test(value) && !params.#data.has(name)) {
        params.#data.set(name, value);
      }
    }
  }

  delete(name) {
    this.#data.delete(name);
  }

  get(name) {
    return this.#data.has(name) ? this.#data.get(name) : null;
  }

  has(name) {
    return this.#data.has(name);
  }

  set(name, value) {
    name = toLowerAscii(`${name}`);
    value = `${value}`;
    checkToken(name, 'parameter name');
    const position = value.search(kNotQuotable);
    if (position !== -1) throw new ERR_INVALID_MIME_SYNTAX('parameter value', value, position);
    this.#data.set(name, value);
  }

  *entries() {
    yield* this.#data.entries();
  }

  *keys() {
    yield* this.#data.keys();
  }

  *values() {
    yield* this.#data.values();
  }

  toString() {
    let text = '';
    for (const { 0: name, 1: value } of this.#data) text += `${text === '' ? '' : ';'}${name}=${encode(value)}`;
    return text;
  }
}

const { parse: parseParams } = MIMEParams;
delete MIMEParams.parse;

Object.defineProperties(MIMEParams.prototype, {
  toJSON: { __proto__: null, configurable: true, value: MIMEParams.prototype.toString, writable: true },
  [Symbol.iterator]: { __proto__: null, configurable: true, value: MIMEParams.prototype.entries, writable: true },
});

class MIMEType {
  #type;
  #subtype;
  #params = new MIMEParams();

  constructor(text) {
    const { type, subtype, rest } = parseTypeAndSubtype(`${text}`);
    this.#type = type;
    this.#subtype = subtype;
    parseParams(this.#params, rest);
  }

  // Null for what is no type.
  static parse(text) {
    try {
      return new MIMEType(text);
    } catch (error) {
      if (error?.code === 'ERR_INVALID_MIME_SYNTAX') return null;
      throw error;
    }
  }

  get type() {
    return this.#type;
  }

  set type(value) {
    value = `${value}`;
    checkToken(value, 'type');
    this.#type = toLowerAscii(value);
  }

  get subtype() {
    return this.#subtype;
  }

  set subtype(value) {
    value = `${value}`;
    checkToken(value, 'subtype');
    this.#subtype = toLowerAscii(value);
  }

  get essence() {
    return `${this.#type}/${this.#subtype}`;
  }

  get params() {
    return this.#params;
  }

  toString() {
    const params = this.#params.toString();
    return params === '' ? this.essence : `${this.essence};${params}`;
  }
}

Object.defineProperty(MIMEType.prototype, 'toJSON',
  { __proto__: null, configurable: true, value: MIMEType.prototype.toString, writable: true });

module.exports = { MIMEParams, MIMEType };
