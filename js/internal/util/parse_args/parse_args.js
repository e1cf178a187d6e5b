'use strict';

// util.parseArgs: arguments of a command line, first cut into tokens, then gathered into values.

const {
  codes: {
    ERR_INVALID_ARG_VALUE,
    ERR_PARSE_ARGS_INVALID_OPTION_VALUE,
    ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL,
    ERR_PARSE_ARGS_UNKNOWN_OPTION,
  },
} = require('internal/errors');
const {
  validateArray, validateBoolean, validateBooleanArray, validateObject, validateString, validateStringArray,
  validateUnion,
} = require('internal/validators');

const { hasOwn } = Object;

// The arguments of the program, without those of the runtime.
function getMainArgs() {
  const { execArgv, argv } = process;
  const hasScript = !execArgv.some((arg) => arg === '-e' || arg === '--eval' || arg === '-p' || arg === '--print' ||
    arg === '-pe');
  return argv.slice(hasScript ? 2 : 1);
}

function ownOption(options, name, key) {
  return hasOwn(options, name) && hasOwn(options[name], key) ? options[name][key] : undefined;
}

function findLongOption(short, options) {
  for (const name of Object.keys(options)) {
    if (ownOption(options, name, 'short') === short) return name;
  }
  return short;
}

const isOptionLike = (value) => value != null && value.length > 1 && value[0] === '-';

// '-abc' in which only the last may take a value.
function isShortGroup(arg, options) {
  if (arg.length <= 2 || arg[0] !== '-' || arg[1] === '-') return false;
  return ownOption(options, findLongOption(arg[1], options), 'type') !== 'string';
}

// '-fVALUE'
function isShortWithValue(arg, options) {
  if (arg.length <= 2 || arg[0] !== '-' || arg[1] === '-') return false;
  return ownOption(options, findLongOption(arg[1], options), 'type') === 'string';
}

function tokenize(args, options) {
  const tokens = [];
  const remaining = [...args];
  let index = -1;
  let groupLength = 0;

  const pushOption = (name, rawName, value, inlineValue) => {
    tokens.push({ kind: 'option', name, rawName, index, value, inlineValue });
  };

  while (remaining.length > 0) {
    const arg = remaining.shift();
    const next = remaining[0];
    // All members of a group of short options stand at one place.
    if (groupLength > 0) groupLength--;
    else index++;

    if (arg === '--') {
      tokens.push({ kind: 'option-terminator', index });
      for (const value of remaining) tokens.push({ kind: 'positional', index: ++index, value });
      break;
    }

    if (arg.length === 2 && arg[0] === '-' && arg[1] !== '-') {
      const name = findLongOption(arg[1], options);
      let value;
      let inlineValue;
      if (ownOption(options, name, 'type') === 'string' && next != null) {
        value = remaining.shift();
        inlineValue = false;
      }
      pushOption(name, arg, value, inlineValue);
      if (value != null) index++;
      continue;
    }

    if (isShortGroup(arg, options)) {
      const expanded = [];
      for (let i = 1; i < arg.length; i++) {
        const name = findLongOption(arg[i], options);
        if (ownOption(options, name, 'type') !== 'string' || i === arg.length - 1) {
          expanded.push(`-${arg[i]}`);
        } else {
          expanded.push(`-${arg.slice(i)}`);
          break;
        }
      }
      remaining.unshift(...expanded);
      // The place was counted for the group; its members share it.
      groupLength = expanded.length;
      continue;
    }

    if (isShortWithValue(arg, options)) {
      pushOption(findLongOption(arg[1], options), `-${arg[1]}`, arg.slice(2), true);
      continue;
    }

    if (arg.startsWith('--') && arg.length > 2) {
      const equals = arg.indexOf('=', 3);
      if (equals === -1) {
        const name = arg.slice(2);
        let value;
        let inlineValue;
        if (ownOption(options, name, 'type') === 'string' && next != null) {
          value = remaining.shift();
          inlineValue = false;
        }
        pushOption(name, arg, value, inlineValue);
        if (value != null) index++;
      } else {
        const name = arg.slice(2, equals);
        pushOption(name, `--${name}`, arg.slice(equals + 1), true);
      }
      continue;
    }

    tokens.push({ kind: 'positional', index, value: arg });
  }
  return tokens;
}

// A value that looks like an option was probably meant as one.
function checkAmbiguousValue(token) {
  if (token.inlineValue || !isOptionLike(token.value)) return;
  const example = token.rawName.startsWith('--') ? `'${token.rawName}=-XYZ'` :
    `'--${token.name}=-XYZ' or '${token.rawName}-XYZ'`;
  throw new ERR_PARSE_ARGS_INVALID_OPTION_VALUE(`Option '${token.rawName}' argument is ambiguous.
Did you forget to specify the option argument for '${token.rawName}'?
To specify an option argument starting with a dash use ${example}.`);
}

function checkOption(config, token) {
  const { options, allowNegative, allowPositionals } = config;
  let { name } = token;
  if (!hasOwn(options, name) || (allowNegative && name.startsWith('no-'))) {
    if (allowNegative && name.startsWith('no-') && hasOwn(options, name.slice(3)) &&
        ownOption(options, name.slice(3), 'type') === 'boolean') {
      name = name.slice(3);
    } else if (!hasOwn(options, name)) {
      throw new ERR_PARSE_ARGS_UNKNOWN_OPTION(token.rawName, allowPositionals);
    }
  }
  const short = ownOption(options, name, 'short');
  const shown = `${short ? `-${short}, ` : ''}--${name}`;
  const type = ownOption(options, name, 'type');
  if (type === 'string' && typeof token.value !== 'string') {
    throw new ERR_PARSE_ARGS_INVALID_OPTION_VALUE(`Option '${shown} <value>' argument missing`);
  }
  if (type === 'boolean' && token.value != null) {
    throw new ERR_PARSE_ARGS_INVALID_OPTION_VALUE(
      `Option '${shown}' does not take an argument`);
  }
}

function storeOption(token, options, values, allowNegative) {
  if (token.name === '__proto__') return;
  let value = token.value ?? true;
  if (allowNegative && token.value === undefined && token.name.startsWith('no-')) {
    token.name = token.name.slice(3);
    value = false;
  }
  const { name } = token;
  if (ownOption(options, name, 'multiple')) {
    if (values[name]) values[name].push(value);
    else values[name] = [value];
  } else {
    values[name] = value;
  }
}

function validateOptionDefinitions(options) {
  for (const name of Object.keys(options)) {
    const option = options[name];
    validateObject(option, `options.${name}`);
    const type = hasOwn(option, 'type') ? option.type : undefined;
    validateUnion(type, `options.${name}.type`, ['string', 'boolean']);
    if (hasOwn(option, 'short')) {
      validateString(option.short, `options.${name}.short`);
      if (option.short.length !== 1) {
        throw new ERR_INVALID_ARG_VALUE(`options.${name}.short`, option.short, 'must be a single character');
      }
    }
    const multiple = hasOwn(option, 'multiple') ? option.multiple : undefined;
    if (hasOwn(option, 'multiple')) validateBoolean(multiple, `options.${name}.multiple`);
    const defaultValue = hasOwn(option, 'default') ? option.default : undefined;
    if (defaultValue === undefined) continue;
    const defaultName = `options.${name}.default`;
    if (type === 'string') (multiple ? validateStringArray : validateString)(defaultValue, defaultName);
    else (multiple ? validateBooleanArray : validateBoolean)(defaultValue, defaultName);
  }
}

function parseArgs(config = {}) {
  const own = (key, fallback) => (hasOwn(config, key) && config[key] !== undefined ? config[key] : fallback);
  const args = own('args', undefined) ?? getMainArgs();
  const strict = own('strict', true);
  const allowPositionals = own('allowPositionals', !strict);
  const returnTokens = own('tokens', false);
  const allowNegative = own('allowNegative', false);
  const options = own('options', { __proto__: null });

  validateArray(args, 'args');
  validateBoolean(strict, 'strict');
  validateBoolean(allowPositionals, 'allowPositionals');
  validateBoolean(returnTokens, 'tokens');
  validateBoolean(allowNegative, 'allowNegative');
  validateObject(options, 'options');
  validateOptionDefinitions(options);

  const tokens = tokenize(args, options);
  const result = { values: { __proto__: null }, positionals: [] };
  if (returnTokens) result.tokens = tokens;

  for (const token of tokens) {
    if (token.kind === 'option') {
      if (strict) {
        checkOption({ options, allowNegative, allowPositionals }, token);
        checkAmbiguousValue(token);
      }
      storeOption(token, options, result.values, allowNegative);
    } else if (token.kind === 'positional') {
      if (!allowPositionals) throw new ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL(token.value);
      result.positionals.push(token.value);
    }
  }

  for (const name of Object.keys(options)) {
    const defaultValue = ownOption(options, name, 'default');
    if (defaultValue !== undefined && !hasOwn(result.values, name)) result.values[name] = defaultValue;
  }
  return result;
}

module.exports = { parseArgs };
