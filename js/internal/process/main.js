'use strict';
// What the command line asks for: a script, code of -e and -p, or standard input.

const { getOptionValue } = require('internal/options');
const options = internalBinding('options');

function runMain() {
  preload();
  const code = getOptionValue('--eval');
  if (code !== undefined) {
    addBuiltinModulesToGlobal();
    return runCode('[eval]', code, getOptionValue('--input-type'), getOptionValue('--print'));
  }
  if (options.script !== undefined) {
    if (getOptionValue('--check')) return checkSyntax(process.argv[1]);
    return runScript(process.argv[1]);
  }
  readStdin((text) => {
    process._eval = text;
    runCode('[stdin]', text, getOptionValue('--input-type'), getOptionValue('--print'));
  });
}

// The modules of --require.
function preload() {
  const list = getOptionValue('--require');
  if (list.length > 0) require('internal/modules/cjs/loader').Module._preloadModules(list);
}

function runScript(path) {
  require('internal/modules/run_main').executeUserEntryPoint(path);
}

// The code of a Worker with `eval: true`.
function evalForWorker(code, isModule) {
  preload();
  runCode('[worker eval]', code, isModule ? 'module' : undefined, false);
}

function checkSyntax(path) {
  const { readFileSync } = require('node:fs');
  const { wrapSafe } = require('internal/modules/cjs/loader');
  const { Module } = require('internal/modules/cjs/loader');
  const file = Module._findPath(require('node:path').resolve(path), null, true) || path;
  wrapSafe(file, readFileSync(file, 'utf8'), undefined, 'commonjs');
}

function runCode(name, code, type, print) {
  if (type === 'module' || type === 'module-typescript') {
    if (print) {
      const { codes: { ERR_EVAL_ESM_CANNOT_PRINT } } = require('internal/errors');
      throw new ERR_EVAL_ESM_CANNOT_PRINT();
    }
    return require('internal/modules/run_main').evalModuleEntryPoint(code);
  }
  evalScript(name, code, type === undefined && !print, print);
}

// Runs code as a script that finds `require`, `module` and the like in the global object.
function evalScript(name, code, detectModule, print) {
  const { Module } = require('internal/modules/cjs/loader');
  const path = require('node:path');
  const vm = require('node:vm');
  const cwd = process.cwd();
  const module = new Module(name);
  module.filename = path.join(cwd, name);
  module.paths = Module._nodeModulePaths(cwd);
  if (detectModule && require('internal/modules/helpers').containsModuleSyntax?.(code, name)) {
    return require('internal/modules/run_main').evalModuleEntryPoint(code);
  }
  globalThis.__filename = name;
  const expose = module._compile(
    'globalThis.module = module; globalThis.exports = exports; globalThis.__dirname = __dirname; ' +
    'globalThis.require = require; return (main) => main();', `${name}-wrapper`);
  const result = expose(() => vm.runInThisContext(code, {
    filename: name,
    displayErrors: true,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }));
  if (print) {
    const { log } = require('internal/console/global');
    process.on('exit', () => log(result));
  }
}

// In code of -e and -p the built-in modules are there by their names.
function addBuiltinModulesToGlobal() {
  const { BuiltinModule } = require('internal/bootstrap/realm');
  const skip = new Set(['console', 'process', 'module', 'globalThis', 'global']);
  for (const name of BuiltinModule.getCanBeRequiredByUsersWithoutSchemeList()) {
    if (name.startsWith('_') || name.includes('/') || skip.has(name) || name in globalThis) continue;
    const set = (value) => {
      delete globalThis[name];
      globalThis[name] = value;
    };
    Object.defineProperty(globalThis, name, {
      __proto__: null,
      configurable: true,
      enumerable: false,
      get() {
        const exports = BuiltinModule.compileForPublicLoader(name);
        delete globalThis[name];
        Object.defineProperty(globalThis, name, {
          __proto__: null, configurable: true, enumerable: false, value: exports, writable: true,
        });
        return exports;
      },
      set,
    });
  }
}

function readStdin(callback) {
  process.stdin.setEncoding('utf8');
  let text = '';
  process.stdin.on('data', (chunk) => { text += chunk; });
  process.stdin.on('end', () => callback(text));
}

module.exports = { runMain, runScript, evalForWorker };
