'use strict';
// The options that the command line gave.

const binding = internalBinding('options');

module.exports = {
  // The value of an option by its long name; undefined for one that was not given and has no default.
  getOptionValue(name) {
    return binding.values[name];
  },
  getAllOptionValues() {
    return binding.values;
  },
};
