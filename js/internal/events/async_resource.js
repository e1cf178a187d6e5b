'use strict';

// EventEmitterAsyncResource: an EventEmitter whose listeners run in the async context in which the emitter was made.

const EventEmitter = require('node:events');
const { AsyncResource } = require('node:async_hooks');
const { validateString } = require('internal/validators');

// The resource knows its emitter: hooks are given the resource.
class EventEmitterReferencingAsyncResource extends AsyncResource {
  #emitter;

  constructor(emitter, type, options) {
    super(type, options);
    this.#emitter = emitter;
  }

  get eventEmitter() {
    return this.#emitter;
  }
}

class EventEmitterAsyncResource extends EventEmitter {
  #resource;

  // `options` may be the name alone; a subclass has one already.
  constructor(options = undefined) {
    const settings = typeof options === 'string' ? undefined : options;
    const name = settings === options ? settings?.name : options;
    if (settings === options && new.target === EventEmitterAsyncResource) validateString(name, 'options.name');
    super(settings);
    this.#resource = new EventEmitterReferencingAsyncResource(this, name || new.target.name, settings);
  }

  emit(event, ...args) {
    return this.#resource.runInAsyncScope(super.emit, this, event, ...args);
  }

  emitDestroy() {
    this.#resource.emitDestroy();
  }

  get asyncId() {
    return this.#resource.asyncId();
  }

  get triggerAsyncId() {
    return this.#resource.triggerAsyncId();
  }

  get asyncResource() {
    return this.#resource;
  }
}

module.exports = { EventEmitterAsyncResource };
