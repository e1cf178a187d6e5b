'use strict';
// The MessageEvent interface.

const { Event } = require('internal/event_target');
const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS } } = require('internal/errors');
const { kEnumerableProperty, kEmptyObject } = require('internal/util');
const binding = internalBinding('messaging');

class MessageEvent extends Event {
  #data;
  #origin;
  #lastEventId;
  #source;
  #ports;

  constructor(type, init = kEmptyObject) {
    super(type, init);
    const { data = null, origin = '', lastEventId = '', source = null, ports = [] } = init ?? kEmptyObject;
    if (source !== null && !binding.isPort(source)) throw new ERR_INVALID_ARG_TYPE('init.source', 'MessagePort', source);
    this.#data = data;
    this.#origin = `${origin}`;
    this.#lastEventId = `${lastEventId}`;
    this.#source = source;
    const list = [...ports];
    for (let i = 0; i < list.length; i++) {
      if (!binding.isPort(list[i])) throw new ERR_INVALID_ARG_TYPE(`init.ports[${i}]`, 'MessagePort', list[i]);
    }
    this.#ports = Object.freeze(list);
  }

  static #check(value) {
    if (typeof value !== 'object' || value === null || !(#data in value)) throw new ERR_INVALID_THIS('MessageEvent');
    return value;
  }

  get data() { return MessageEvent.#check(this).#data; }
  get origin() { return MessageEvent.#check(this).#origin; }
  get lastEventId() { return MessageEvent.#check(this).#lastEventId; }
  get source() { return MessageEvent.#check(this).#source; }
  get ports() { return MessageEvent.#check(this).#ports; }
}

for (const name of ['data', 'origin', 'lastEventId', 'source', 'ports']) {
  Object.defineProperty(MessageEvent.prototype, name, kEnumerableProperty);
}
Object.defineProperty(MessageEvent.prototype, Symbol.toStringTag, {
  __proto__: null, configurable: true, value: 'MessageEvent',
});

module.exports = { MessageEvent };
