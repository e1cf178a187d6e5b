// Errors of linking. V8's "does not provide an export named" is made helpful where the module that was imported is CommonJS.
'use strict';

const messagePattern = /^The requested module '(.+)' does not provide an export named '(.+)'$/;

// The module whose import failed: its file and line stand in the first line of the decorated stack, or it is searched for.
function findImporter(root, specifier, name) {
  const seen = new Set();
  const queue = [root];
  while (queue.length > 0) {
    const record = queue.pop();
    if (seen.has(record)) continue;
    seen.add(record);
    for (const request of record.requests ?? []) {
      if (request.specifier === specifier && request.record.format === 'commonjs' &&
          !request.record.exportNames?.includes(name)) {
        return { record, request };
      }
      queue.push(request.record);
    }
  }
  return undefined;
}

// `{ a, b as c }` of the import statement in question, as the pattern of a destructuring: of one that stands on one line.
function destructuring(record, specifier) {
  const { source } = record;
  if (typeof source !== 'string') return undefined;
  const quoted = specifier.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const match = new RegExp(`import\\s*(?:[\\w$]+\\s*,\\s*)?(\\{[^}\\n]*\\})\\s*from\\s*['"]${quoted}['"]`).exec(source);
  return match?.[1].replace(/\s+as\s+/g, ': ');
}

function explain(error, root) {
  if (error?.name !== 'SyntaxError') return;
  const match = messagePattern.exec(error.message);
  if (match === null) return;
  const [, specifier, name] = match;
  const found = findImporter(root, specifier, name);
  if (found === undefined) return;
  const names = destructuring(found.record, specifier);
  let message = `Named export '${name}' not found. The requested module '${specifier}' is a CommonJS module, which may not ` +
    'support all module.exports as named exports.\nCommonJS modules can always be imported via the default export, for ' +
    `example using:\n\nimport pkg from '${specifier}';\n`;
  if (names !== undefined) message += `const ${names} = pkg;\n`;
  const { stack } = error;
  const old = error.message;
  error.message = message;
  if (typeof stack === 'string' && stack.includes(old)) error.stack = stack.replace(old, () => message);
}

// Only WebAssembly modules have what `import source` asks for.
function makeSourcePhaseError(url) {
  const error = new SyntaxError(`Source phase import object is not defined for module '${url}'`);
  error.code = 'ERR_SOURCE_PHASE_NOT_DEFINED';
  return error;
}

module.exports = { explain, makeSourcePhaseError };
