'use strict';
// URLPattern (https://urlpattern.spec.whatwg.org/). Node.js has it in C++, whose errors and results this has: results list their
// members by name, and what goes wrong in a pattern is not said.

const binding = internalBinding('url_pattern');
const { markTransferMode } = require('internal/worker/js_transferable');

// In the order in which the binding gives them.
const components = ['hash', 'hostname', 'password', 'pathname', 'port', 'protocol', 'search', 'username'];
const members = ['baseURL', ...components];

function typeError(code, message) {
  const error = new TypeError(message);
  error.code = code;
  return error;
}

// A URLPatternInit as WebIDL reads one: member by member, what is given made a string.
function readInit(object) {
  return members.map((member) => {
    const value = object[member];
    return value == null ? undefined : `${value}`;
  });
}

// The same as an object, for the `inputs` of a result.
function initObject(values) {
  const init = {};
  members.forEach((member, index) => {
    if (values[index] !== undefined) init[member] = values[index];
  });
  return init;
}

// The regular expressions of a component, with what there is to know of it.
class Component {
  constructor(pattern, source, names, ignoreCase) {
    this.pattern = pattern;
    this.regExp = new RegExp(source, ignoreCase ? 'vi' : 'v');
    this.names = names;
  }

  match(input) {
    const found = this.regExp.exec(input);
    if (found === null) return null;
    const groups = {};
    this.names.forEach((name, index) => { groups[name] = found[index + 1]; });
    return { groups, input };
  }
}

const caseMatters = ['hostname', 'password', 'port', 'protocol', 'username'];

class URLPattern {
  #components = { __proto__: null };
  #hasRegExpGroups;

  constructor(input = undefined, baseURL = undefined, options = undefined) {
    markTransferMode(this, false, false);
    if (input != null && typeof input !== 'string' && typeof input !== 'object' && typeof input !== 'function') {
      throw typeError('ERR_INVALID_ARG_TYPE', 'Input must be an object or a string');
    }
    if (baseURL !== undefined && typeof baseURL !== 'string') {
      if (typeof baseURL !== 'object') {
        throw typeError('ERR_INVALID_ARG_TYPE', 'second argument must be a string or object');
      }
      if (options !== undefined) throw typeError('ERR_INVALID_ARG_TYPE', 'second argument must be a string');
      options = baseURL;
      baseURL = undefined;
    }
    if (options != null && typeof options !== 'object') {
      throw typeError('ERR_INVALID_ARG_TYPE', 'options must be an object');
    }
    const ignoreCase = Boolean(options?.ignoreCase);
    const isInit = typeof input !== 'string';
    const compiled = isInit && baseURL !== undefined ? undefined :
      binding.compile(isInit ? readInit(input ?? {}) : input, baseURL, ignoreCase);
    if (compiled === undefined) throw invalidPattern();
    this.#hasRegExpGroups = compiled[0];
    components.forEach((name, index) => {
      const [pattern, source, names] = compiled.slice(1 + 3 * index, 4 + 3 * index);
      try {
        this.#components[name] = new Component(pattern, source, names, ignoreCase && !caseMatters.includes(name));
      } catch {
        throw invalidPattern();
      }
    });
  }

  static #check(value) {
    if (typeof value !== 'object' || value === null || !(#components in value)) throw new TypeError('Illegal invocation');
  }

  static #pattern(value, name) {
    URLPattern.#check(value);
    return value.#components[name].pattern;
  }

  get protocol() {
    return URLPattern.#pattern(this, 'protocol');
  }

  get username() {
    return URLPattern.#pattern(this, 'username');
  }

  get password() {
    return URLPattern.#pattern(this, 'password');
  }

  get hostname() {
    return URLPattern.#pattern(this, 'hostname');
  }

  get port() {
    return URLPattern.#pattern(this, 'port');
  }

  get pathname() {
    return URLPattern.#pattern(this, 'pathname');
  }

  get search() {
    return URLPattern.#pattern(this, 'search');
  }

  get hash() {
    return URLPattern.#pattern(this, 'hash');
  }

  get hasRegExpGroups() {
    URLPattern.#check(this);
    return this.#hasRegExpGroups;
  }

  exec(input = undefined, baseURL = undefined) {
    URLPattern.#check(this);
    return this.#match('exec', input, baseURL);
  }

  test(input = undefined, baseURL = undefined) {
    URLPattern.#check(this);
    return this.#match('test', input, baseURL) !== null;
  }

  #match(operation, input, baseURL) {
    if (input !== undefined && typeof input !== 'string' && (typeof input !== 'object' || input === null)) {
      throw typeError('ERR_INVALID_ARG_TYPE', 'URLPattern input needs to be a string or an object');
    }
    if (baseURL !== undefined && typeof baseURL !== 'string') {
      throw typeError('ERR_INVALID_ARG_TYPE', 'baseURL must be a string');
    }
    const isInit = typeof input !== 'string';
    if (isInit && baseURL !== undefined) {
      throw typeError('ERR_OPERATION_FAILED', `Failed to ${operation} URLPattern`);
    }
    const given = isInit ? readInit(input ?? {}) : input;
    const values = binding.components(given, baseURL);
    if (values === undefined) return null;
    const result = { __proto__: null };
    for (let index = 0; index < components.length; index++) {
      const name = components[index];
      const match = this.#components[name].match(values[index]);
      if (match === null) return null;
      result[name] = match;
      if (name === 'hostname') {
        result.inputs = [isInit ? initObject(given) : given];
        if (baseURL !== undefined) result.inputs.push(baseURL);
      }
    }
    return result;
  }
}

function invalidPattern() {
  return typeError('ERR_INVALID_URL_PATTERN', 'Failed to construct URLPattern');
}

for (const name of [...components, 'hasRegExpGroups']) {
  Object.defineProperty(URLPattern.prototype, name, { __proto__: null, enumerable: true, configurable: false });
}
Object.defineProperties(URLPattern.prototype, {
  __proto__: null,
  exec: { __proto__: null, enumerable: true },
  test: { __proto__: null, enumerable: true },
  [Symbol.toStringTag]: { __proto__: null, value: 'URLPattern', configurable: true },
});

module.exports = { URLPattern };
