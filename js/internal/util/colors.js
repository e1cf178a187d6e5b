'use strict';

// Escape sequences for messages of the runtime itself; empty strings until refresh() finds that stderr shows colours.

const names = ['blue', 'green', 'white', 'yellow', 'red', 'gray'];

const colors = module.exports = {
  ...Object.fromEntries([...names, 'clear', 'reset'].map((name) => [name, ''])),
  hasColors: false,

  // FORCE_COLOR decides when it is set; otherwise what the terminal can do.
  shouldColorize(stream) {
    if (process.env.FORCE_COLOR !== undefined) {
      return require('internal/tty').getColorDepth() > 2;
    }
    return Boolean(stream?.isTTY && (typeof stream.getColorDepth !== 'function' || stream.getColorDepth() > 2));
  },

  refresh() {
    if (!colors.shouldColorize(process.stderr)) return;
    const { inspect } = require('internal/util/inspect');
    for (const name of names) colors[name] = `\x1b[${inspect.colors[name][0]}m`;
    Object.assign(colors, { clear: '\x1bc', reset: '\x1b[0m', hasColors: true });
  },
};
