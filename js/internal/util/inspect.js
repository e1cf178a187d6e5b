'use strict';

// util.inspect and util.format: the entry points. What prints a value is in internal/util/inspect/.

const { colors, styles, stylizeNoColor, stylizeWithColor } = require('internal/util/inspect/style');

const inspectDefaultOptions = Object.seal({
  showHidden: false,
  depth: 2,
  colors: false,
  customInspect: true,
  showProxy: false,
  maxArrayLength: 100,
  maxStringLength: 10000,
  breakLength: 80,
  compact: 3,
  sorted: false,
  getters: false,
  numericSeparator: false,
});

// Property by property: to spread a sealed object is slow. `budget`: characters written for each level of indentation.
function newContext({
  showHidden, depth, colors, customInspect, showProxy, maxArrayLength, maxStringLength, breakLength, compact, sorted, getters,
  numericSeparator,
}) {
  return {
    budget: {}, indentationLvl: 0, seen: [], currentDepth: 0, stylize: stylizeNoColor, showHidden, depth, colors,
    customInspect, showProxy, maxArrayLength, maxStringLength, breakLength, compact, sorted, getters, numericSeparator,
  };
}

// The second signature is that of old.
function inspect(value, options, depth, hasColors) {
  const ctx = newContext(inspectDefaultOptions);
  if (depth !== undefined) ctx.depth = depth;
  if (hasColors !== undefined) ctx.colors = hasColors;
  if (typeof options === 'boolean') ctx.showHidden = options;
  else if (options) takeOptions(ctx, options);
  if (ctx.colors) ctx.stylize = stylizeWithColor;
  ctx.maxArrayLength ??= Infinity;
  ctx.maxStringLength ??= Infinity;
  return require('internal/util/inspect/value').formatValue(ctx, value, 0);
}

// What inspect() does not know itself is for custom functions of inspection.
function takeOptions(ctx, options) {
  for (const key of Object.keys(options)) {
    if (key === 'stylize' || Object.hasOwn(inspectDefaultOptions, key)) ctx[key] = options[key];
    else ctx.userOptions = options;
  }
}

Object.defineProperty(inspect, 'length', { __proto__: null, configurable: true, value: 2 });

inspect.custom = Symbol.for('nodejs.util.inspect.custom');

Object.defineProperty(inspect, 'defaultOptions', {
  __proto__: null,
  get() {
    return inspectDefaultOptions;
  },
  set(options) {
    require('internal/validators').validateObject(options, 'options');
    Object.assign(inspectDefaultOptions, options);
  },
});

inspect.colors = colors;
inspect.styles = styles;

module.exports = { inspect, inspectDefaultOptions, stylizeWithColor };

const { format, formatWithOptions } = require('internal/util/inspect/format');
const { getStringWidth, isZeroWidthCodePoint, stripVTControlCharacters } = require('internal/util/inspect/width');

Object.assign(module.exports, {
  format,
  formatWithOptions,
  getStringWidth,
  isZeroWidthCodePoint,
  stripVTControlCharacters,
});
