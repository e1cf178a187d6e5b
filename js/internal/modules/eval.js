// Source text that is no file: the code of -e and -p, and what comes on standard input. And `--check` of a file.
'use strict';

const { getOptionValue } = require('internal/options');
const path = require('node:path');

const contextify = internalBinding('contextify');
const files = internalBinding('modules');

// The module that the code is taken to be, and the variables of the CommonJS wrapper as globals.
function setUpEvalModule(name) {
  const { Module, kIsExecuting } = require('internal/modules/cjs/loader');
  const { makeRequireFunction } = require('internal/modules/helpers');
  let cwd;
  try {
    cwd = process.cwd();
  } catch {
    // A directory that is gone.
    cwd = path.dirname(process.execPath);
  }
  const mod = new Module(name);
  mod.filename = path.join(cwd, name);
  mod.paths = Module._nodeModulePaths(cwd);
  mod[kIsExecuting] = false;
  // `module` is there already: the built-in one.
  const variables = { __filename: name, module: mod, exports: mod.exports, __dirname: '.', require: makeRequireFunction(mod) };
  for (const [variable, value] of Object.entries(variables)) {
    delete globalThis[variable];
    Object.defineProperty(globalThis, variable, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
  }
  return mod;
}

// When the process ends: a promise is settled by then, if it ever is. First among the listeners.
function print(value) {
  const { log } = require('internal/console/global');
  process.prependOnceListener('exit', () => log(value));
}

// A script may declare what in a file of CommonJS is there already: `const require = ...`.
function looksLikeModule(source, name) {
  if (getOptionValue('--experimental-detect-module') === false) return false;
  try {
    require('internal/vm').compileMainScript(source, name);
    return false;
  } catch {
    return contextify.containsModuleSyntax(source, name);
  }
}

function evalSource(source, name, printResult) {
  const inputType = getOptionValue('--input-type');
  const mayBeTypeScript = inputType === undefined && getOptionValue('--strip-types');
  if (inputType?.endsWith('-typescript')) {
    source = require('internal/modules/typescript').stripTypeScriptModuleTypes(source, name);
  }
  // For what comes from standard input, and in a worker, they are no globals.
  if (name === '[eval]') require('internal/modules/helpers').addBuiltinLibsToObject(globalThis, '<eval>');
  if (inputType?.startsWith('module')) {
    evalModule(source, name, printResult, false);
    return;
  }
  if (inputType === undefined && !printResult && looksLikeModule(source, name)) {
    evalModule(source, name, printResult, mayBeTypeScript);
    return;
  }
  afterPreloads(() => evalScript(source, name, printResult, mayBeTypeScript));
}

// `mayBeTypeScript`: what is no JavaScript is tried once more without its types.
function evalModule(source, name, printResult, mayBeTypeScript) {
  if (printResult) {
    const { ERR_EVAL_ESM_CANNOT_PRINT } = require('internal/errors').codes;
    throw new ERR_EVAL_ESM_CANNOT_PRINT();
  }
  require('internal/modules/run_main').evalModuleEntryPoint((url) => {
    if (!mayBeTypeScript) return source;
    try {
      internalBinding('module_wrap').compileModule(url, source, 0, 0);
      return source;
    } catch (error) {
      return eraseTypes(source, name, error);
    }
  });
}

// To -e and -p `crypto` is the module, although the global of that name is Web Crypto. What is put around a text for that stands on
// lines of its own. The text may make a variable of that name itself: in a function by `var` as well, but a function has no value to
// print.
function compileWithCrypto(source, name, printResult) {
  const { compileMainScript } = require('internal/vm');
  if (printResult) return compileMainScript(`let crypto = process.getBuiltinModule('crypto'); {\n${source}\n}`, name, -1);
  const makeFunction = compileMainScript(`(function(crypto) { {\n${source}\n} })`, name, -1);
  return () => Reflect.apply(makeFunction(), globalThis, [require('node:crypto')]);
}

function evalScript(source, name, printResult, mayBeTypeScript) {
  const { compileMainScript } = require('internal/vm');
  let script;
  try {
    const usesCrypto = name === '[eval]' && /\bcrypto\b/.test(source);
    script = usesCrypto ? compileWithCrypto(source, name, printResult) : compileMainScript(source, name);
  } catch (error) {
    if (!mayBeTypeScript) throw error;
    const erased = eraseTypes(source, name, error);
    if (looksLikeModule(erased, name)) evalModule(erased, name, printResult, false);
    else evalScript(erased, name, printResult, false);
    return;
  }
  setUpEvalModule(name);
  const result = script();
  if (printResult) print(result);
}

// What is wrong as TypeScript too keeps the error that it has as JavaScript, with the other's message before its stack.
function eraseTypes(source, name, error) {
  const { isTypeScriptSyntaxError, stripTypeScriptModuleTypes } = require('internal/modules/typescript');
  try {
    return stripTypeScriptModuleTypes(source, name);
  } catch (typeError) {
    if (!isTypeScriptSyntaxError(typeError)) throw typeError;
    error.stack = error.stack.replace(/\n(?=\w*Error: )/, () => `${typeError.message}\n\n`);
    throw error;
  }
}

// The modules of --import come first, if there are any.
function afterPreloads(run) {
  const { hasPreloads, runEntryPointWithESMLoader } = require('internal/modules/run_main');
  if (hasPreloads()) runEntryPointWithESMLoader(run);
  else run();
}

function readStandardInput(use) {
  const chunks = [];
  const { stdin } = process;
  stdin.setEncoding('utf8');
  stdin.on('data', (chunk) => chunks.push(chunk));
  stdin.on('end', () => use(chunks.join('')));
}

function evalStandardInput(printResult) {
  readStandardInput((source) => {
    process._eval = source;
    evalSource(source, '[stdin]', printResult);
  });
}

// Compiles a file, or what comes on standard input, without running it, after what was to be loaded before it.
function checkSyntax(main) {
  afterPreloads(() => (main === undefined || main === '-' ? checkStandardInput() : checkFile(main)));
}

function checkStandardInput() {
  readStandardInput((source) => {
    if (getOptionValue('--input-type') === 'module') compileModule('[stdin]', source);
    else require('internal/modules/cjs/loader').wrapSafe('[stdin]', source, 'commonjs');
  });
}

function checkFile(main) {
  const { Module, formatOf, isWrapperPatched } = require('internal/modules/cjs/loader');
  const filename = Module._findPath(path.resolve(main));
  if (!filename) Module._resolveFilename(path.resolve(main), null, true);
  const source = files.readSource(filename);
  const format = formatOf(filename);
  if (format === 'module') {
    compileModule(require('internal/url').pathToFileURL(filename).href, source);
    return;
  }
  if (isWrapperPatched()) require('internal/vm').compileMainScript(Module.wrap(source), filename);
  else contextify.compileFunctionForCJSLoader(source, filename, format === undefined);
}

function compileModule(url, source) {
  internalBinding('module_wrap').compileModule(url, source, 0, 0);
}

module.exports = { checkSyntax, evalSource, evalStandardInput };
