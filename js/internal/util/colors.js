'use strict';

// Escape sequences for messages of the runtime itself; empty strings until refresh() finds that stderr shows colours.

module.exports = {
  blue: '',
  green: '',
  white: '',
  yellow: '',
  red: '',
  gray: '',
  clear: '',
  reset: '',
  hasColors: false,

  // FORCE_COLOR decides when it is set; otherwise what the terminal can do.
  shouldColorize(stream) {
    if (process.env.FORCE_COLOR !== undefined) {
      return require('internal/tty').getColorDepth() > 2;
    }
    return Boolean(stream?.isTTY && (typeof stream.getColorDepth !== 'function' || stream.getColorDepth() > 2));
  },

  refresh() {
    if (!module.exports.shouldColorize(process.stderr)) return;
    const { inspect } = require('internal/util/inspect');
    for (const color of ['blue', 'green', 'white', 'yellow', 'red', 'gray']) {
      module.exports[color] = `\u001b[${inspect.colors[color][0]}m`;
    }
    module.exports.clear = '\u001bc';
    module.exports.reset = '\u001b[0m';
    module.exports.hasColors = true;
  },
};
