'use strict';

// monitorEventLoopDelay(): a timer that measures by how much it comes late.

const { codes: { ERR_ILLEGAL_CONSTRUCTOR } } = require('internal/errors');
const { validateInteger, validateObject } = require('internal/validators');
const { kEmptyObject } = require('internal/util');
const { Histogram, kSkipThrow, kState } = require('internal/histogram');
const { hrtimeBigInt } = require('internal/process/hrtime');

class ELDHistogram extends Histogram {
  #timer;
  #resolution;

  constructor(skipThrowSymbol, resolution) {
    if (skipThrowSymbol !== kSkipThrow)
      throw new ERR_ILLEGAL_CONSTRUCTOR();
    super(kSkipThrow, { lowest: 1000, highest: 3.6e12, figures: 3 });
    this.#resolution = resolution;
  }

  enable() {
    if (this.#timer !== undefined)
      return false;
    let last = hrtimeBigInt();
    this.#timer = setInterval(() => {
      const time = hrtimeBigInt();
      const delta = Number(time - last);
      last = time;
      if (!this[kState].record(delta))
        this[kState].exceeds++;
    }, this.#resolution);
    this.#timer.unref();
    return true;
  }

  disable() {
    if (this.#timer === undefined)
      return false;
    clearInterval(this.#timer);
    this.#timer = undefined;
    return true;
  }

  [Symbol.dispose]() {
    this.disable();
  }
}

function monitorEventLoopDelay(options = kEmptyObject) {
  validateObject(options, 'options');
  const { resolution = 10 } = options;
  validateInteger(resolution, 'options.resolution', 1);
  return new ELDHistogram(kSkipThrow, resolution);
}

module.exports = { monitorEventLoopDelay };
