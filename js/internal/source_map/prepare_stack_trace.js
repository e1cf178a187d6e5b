// Stack traces, and the line that an uncaught error is shown with, in the places of the original sources.
'use strict';

const { defaultPrepareStackTrace } = require('internal/errors');
const { findSourceMap } = require('internal/source_map/cache');

function readablePlace(source) {
  const { fileURLToPath } = require('internal/url');
  return source.startsWith('file://') ? fileURLToPath(source) : source;
}

// What the original calls the function of a frame: the name of the entry where the function begins, or else of the place
// that called it.
function originalName(map, trace, index) {
  const frame = trace[index];
  const enclosing = map.findEntry(frame.getEnclosingLineNumber() - 1, frame.getEnclosingColumnNumber() - 1);
  if (enclosing.name !== undefined) return enclosing.name;
  const caller = trace[index + 1];
  if (caller === undefined || caller.getFileName() !== frame.getFileName()) return undefined;
  return map.findEntry(caller.getLineNumber() - 1, caller.getColumnNumber() - 1).name;
}

// What stands before the place of a frame: unlike V8, Node names the type of the receiver before every kind of function, and
// not what the function was called as. `name` is the original's.
function labelOf(frame, name) {
  const type = frame.getTypeName();
  const own = name || frame.getFunctionName() || frame.getMethodName() || '<anonymous>';
  return `${frame.isAsync() ? 'async ' : ''}${frame.isConstructor() ? 'new ' : ''}${type === null ? '' : `${type}.`}${own}`;
}

function describeFrame(trace, index) {
  const frame = trace[index];
  const file = frame.getFileName() || frame.getScriptNameOrSourceURL();
  const map = file ? findSourceMap(file) : undefined;
  const line = frame.getLineNumber();
  if (map === undefined || line === null) return `${frame}`;
  const { originalSource, originalLine, originalColumn } = map.findEntry(line - 1, frame.getColumnNumber() - 1);
  if (originalSource === undefined || originalLine === undefined) return `${frame}`;
  const place = `${readablePlace(originalSource)}:${originalLine + 1}:${originalColumn + 1}`;
  return `${labelOf(frame, originalName(map, trace, index))} (${place})`;
}

function prepareStackTraceWithSourceMaps(globalThis, error, trace) {
  const header = defaultPrepareStackTrace(globalThis, error, []);
  const lines = [header];
  for (let index = 0; index < trace.length; index++) {
    let frame;
    try {
      frame = describeFrame(trace, index);
    } catch {
      // A stack is made in any state of the program; without the original it is still a stack.
      frame = `${trace[index]}`;
    }
    lines.push(`    at ${frame}`);
  }
  return lines.join('\n');
}

// `arrow` is file and line, the line's text, and a caret below what threw. Undefined where no map knows better.
function mapArrow(arrow) {
  const [place, , caret = ''] = arrow.split('\n');
  const [, file, line] = /^(.*):(\d+)$/.exec(place) ?? [];
  const map = file === undefined ? undefined : findSourceMap(file);
  if (map === undefined) return undefined;
  const { originalSource, originalLine, originalColumn } = map.findEntry(line - 1, caret.search(/\^/));
  if (originalSource === undefined || originalLine === undefined) return undefined;
  const source = originalText(map, originalSource)?.split(/\r?\n/)[originalLine];
  if (source === undefined) return undefined;
  const indent = source.slice(0, originalColumn).replace(/[^\t]/g, ' ');
  return `${readablePlace(originalSource)}:${originalLine + 1}\n${source}\n${indent}^`;
}

function originalText(map, source) {
  const { sources, sourcesContent } = map.payload;
  const content = sourcesContent?.[sources.indexOf(source)];
  if (content !== undefined && content !== null) return content;
  try {
    return require('node:fs').readFileSync(readablePlace(source), 'utf8');
  } catch {
    return undefined;
  }
}

module.exports = { mapArrow, prepareStackTraceWithSourceMaps };
