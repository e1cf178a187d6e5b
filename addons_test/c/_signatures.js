// The functions of the ABI with their parameters, as the official headers declare them.
'use strict';

const fs = require('node:fs');
const path = require('node:path');

const HEADERS = path.join(__dirname, `../node_modules/node-${process.platform}-${process.arch}/include/node`);
const TABLE = path.join(__dirname, '../../napi/src/functions.rs');

/** "napi_value* argv" -> { type: "napi_value*", name: "argv" } */
function parameter(text) {
  const [, type, name] = /^(.*?)(\w+)$/.exec(text.trim().replace(/\s+/g, ' '));
  return { type: type.replace(/ (?=\*)/g, '').trim(), name };
}

function declarationsIn(file) {
  const text = fs.readFileSync(path.join(HEADERS, file), 'utf8').replace(/\/\/.*|\/\*[^]*?\*\//g, '');
  const found = text.matchAll(/NAPI_EXTERN\s+(?:NAPI_NO_RETURN\s+)?\w+\s+(?:NAPI_NO_RETURN\s+)?NAPI_CDECL\s+(\w+)\s*\(([^)]*)\)\s*;/g);
  return [...found].map(([, name, parameters]) => ({ name, parameters: parameters.split(',').map(parameter) }));
}

/** Of all functions that the headers declare, the experimental ones too. */
const signatures = () => ['js_native_api.h', 'node_api.h'].flatMap(declarationsIn);

/** The names in the table from which anode's functions are made. */
function namesInTable() {
  const rows = fs.readFileSync(TABLE, 'utf8').matchAll(/^ {4}\d+ \w+ (\w+),$/gm);
  return [...rows].map(([, name]) => name);
}

module.exports = { signatures, namesInTable };
