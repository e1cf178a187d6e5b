'use strict';

// The `navigator` global.

const { codes: { ERR_ILLEGAL_CONSTRUCTOR } } = require('internal/errors');
const { kEnumerableProperty } = require('internal/util');

const kInitialize = Symbol('kInitialize');

function platformName() {
  // What browsers on Linux say.
  const { arch } = process;
  return arch === 'x64' ? 'Linux x86_64' : arch === 'arm64' ? 'Linux aarch64' : `Linux ${arch}`;
}

class Navigator {
  #concurrency;
  #language;
  #languages;
  #userAgent;

  constructor() {
    if (arguments[0] === kInitialize)
      return;
    throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  get locks() {
    return require('internal/locks').locks;
  }

  get hardwareConcurrency() {
    return this.#concurrency ??= require('node:os').availableParallelism();
  }

  get language() {
    return this.#language ??= Intl?.Collator().resolvedOptions().locale || 'en-US';
  }

  get languages() {
    return this.#languages ??= Object.freeze([this.language]);
  }

  get userAgent() {
    return this.#userAgent ??= `Node.js/${process.versions.node.split('.', 1)[0]}`;
  }

  get platform() {
    return platformName();
  }
}
for (const name of ['locks', 'hardwareConcurrency', 'language', 'languages', 'userAgent', 'platform']) {
  Object.defineProperty(Navigator.prototype, name, kEnumerableProperty);
}

module.exports = { Navigator, navigator: new Navigator(kInitialize) };
