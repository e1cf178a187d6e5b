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

// Never a value: who copies the values into an ordinary object would give it another prototype.
const kForbidden = '__proto__';

// The arguments of the program, without those of the runtime.
function getMainArgs() {
  const { execArgv, argv } = process;
  const hasScript = !execArgv.some((arg) => arg === '-e' || arg === '--eval' || arg.startsWith('--eval=') || arg === '-p' || arg === '--print' ||
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

// '-abc', whose first takes no value, as options of their own: the one that takes a value has the rest for it.
function splitGroup(arg, takesValue) {
  const letters = arg.slice(1).split('');
  const last = letters.findIndex((letter) => takesValue(letter));
  const flags = last === -1 ? letters : letters.slice(0, last);
  const members = flags.map((letter) => `-${letter}`);
  if (last !== -1) members.push(`-${arg.slice(last + 1)}`);
  return members;
}

function tokenize(args, options) {
  const tokens = [];
  const remaining = [...args];
  let index = -1;
  let groupLength = 0;

  const longOf = (short) => findLongOption(short, options);
  const takesValue = (name) => ownOption(options, name, 'type') === 'string';

  function pushInline(name, rawName, value) {
    tokens.push({ kind: 'option', name, rawName, index, value, inlineValue: true });
  }

  // The value is the next argument, if the option takes one.
  function pushOption(name, rawName) {
    const hasValue = takesValue(name) && remaining[0] != null;
    const value = hasValue ? remaining.shift() : undefined;
    tokens.push({ kind: 'option', name, rawName, index, value, inlineValue: hasValue ? false : undefined });
    if (hasValue) index++;
  }

  while (remaining.length > 0) {
    const arg = remaining.shift();
    // All members of a group of short options stand at one place.
    if (groupLength === 0) index++;
    else groupLength--;

    if (arg === '--') {
      tokens.push({ kind: 'option-terminator', index });
      for (const value of remaining) tokens.push({ kind: 'positional', index: ++index, value });
      break;
    }

    if (arg.length < 2 || arg[0] !== '-') {
      tokens.push({ kind: 'positional', index, value: arg });
    } else if (arg[1] === '-') {
      const equals = arg.indexOf('=', 3);
      if (equals === -1) pushOption(arg.slice(2), arg);
      else pushInline(arg.slice(2, equals), arg.slice(0, equals), arg.slice(equals + 1));
    } else if (arg.length === 2) {
      pushOption(longOf(arg[1]), arg);
    } else if (takesValue(longOf(arg[1]))) {
      pushInline(longOf(arg[1]), arg.slice(0, 2), arg.slice(2));
    } else {
      const members = splitGroup(arg, (short) => takesValue(longOf(short)));
      remaining.unshift(...members);
      groupLength = members.length;
    }
  }
  return tokens;
}

// A value that looks like an option was probably meant as one.
function checkAmbiguousValue(token) {
  if (token.inlineValue || !isOptionLike(token.value)) return;
  const { name, rawName } = token;
  const spellings = rawName.startsWith('--') ? [`${rawName}=-XYZ`] : [`--${name}=-XYZ`, `${rawName}-XYZ`];
  const example = spellings.map((spelling) => `'${spelling}'`).join(' or ');
  throw new ERR_PARSE_ARGS_INVALID_OPTION_VALUE(`Option '${rawName}' argument is ambiguous.
Did you forget to specify the option argument for '${rawName}'?
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
  let wrong;
  switch (ownOption(options, name, 'type')) {
    case 'boolean':
      if (token.value != null) wrong = `'${shown}' does not take an argument`;
      break;
    case 'string':
      if (typeof token.value !== 'string') wrong = `'${shown} <value>' argument missing`;
      break;
  }
  if (wrong !== undefined) throw new ERR_PARSE_ARGS_INVALID_OPTION_VALUE(`Option ${wrong}`);
}

function storeOption(token, options, values, allowNegative) {
  if (token.name === kForbidden) return;
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
  const own = (key, fallback) => (hasOwn(config, key) ? config[key] : undefined) ?? fallback;
  const args = own('args') ?? getMainArgs();
  const strict = own('strict', true);
  const allowPositionals = own('allowPositionals', !strict);
  const returnTokens = own('tokens', false);
  const allowNegative = own('allowNegative', false);
  const options = own('options', { __proto__: null });

  validateArray(args, 'args');
  for (const { 0: name, 1: flag } of Object.entries({ strict, allowPositionals, tokens: returnTokens, allowNegative })) {
    validateBoolean(flag, name);
  }
  validateObject(options, 'options');
  validateOptionDefinitions(options);

  const tokens = tokenize(args, options);
  const result = { values: { __proto__: null }, positionals: [] };
  if (returnTokens) result.tokens = tokens;

  for (const token of tokens) {
    const { kind, value } = token;
    if (kind === 'positional') {
      if (!allowPositionals) throw new ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL(value);
      result.positionals.push(value);
      continue;
    }
    if (kind !== 'option') continue;
    if (strict) {
      checkOption({ options, allowNegative, allowPositionals }, token);
      checkAmbiguousValue(token);
    }
    storeOption(token, options, result.values, allowNegative);
  }

  for (const name of Object.keys(options)) {
    const defaultValue = ownOption(options, name, 'default');
    if (name === kForbidden || defaultValue === undefined) continue;
    if (!hasOwn(result.values, name)) result.values[name] = defaultValue;
  }
  return result;
}

module.exports = { parseArgs };
