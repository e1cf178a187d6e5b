// The source maps of the modules that were loaded while source map support was on: which text has which map, read when
// first asked for.
'use strict';

const kComment = /\/[*/][#@]\s+sourceMappingURL=(?<url>\S+)/g;
const kNameComment = /\/[*/][#@]\s+sourceURL=(?<url>\S+)/g;

const off = { __proto__: null, enabled: false, nodeModules: false, generatedCode: false };
let support = off;

// By the URL of the generated file: where its map is, and the map once it has been read (null where it cannot be).
const known = new Map();

function getSourceMapsSupport() {
  return Object.freeze({ ...support, __proto__: null });
}

function setSourceMapsSupport({ enabled, nodeModules, generatedCode }) {
  support = enabled ? { __proto__: null, enabled, nodeModules, generatedCode } : off;
  require('internal/modules/helpers').getLoaderSwitches().sourceMaps = enabled;
  const { defaultPrepareStackTrace, setInternalPrepareStackTrace } = require('internal/errors');
  setInternalPrepareStackTrace(enabled ?
    require('internal/source_map/prepare_stack_trace').prepareStackTraceWithSourceMaps :
    defaultPrepareStackTrace);
  internalBinding('contextify').setGeneratedCodeListener(support.generatedCode ? cacheGeneratedSourceMap : undefined);
}

// A text that `eval` or `Function` is about to compile. Without a name for it no stack could be told to be of it.
function cacheGeneratedSourceMap(content) {
  let name;
  for (const { groups } of content.matchAll(kNameComment)) name = groups.url;
  if (name !== undefined) maybeCacheSourceMap(name, content);
}

function urlOf(name) {
  if (/^(?:file|data|node):/.test(name)) return name;
  const { pathToFileURL } = require('internal/url');
  return pathToFileURL(name).href;
}

// A module's text has been read, from a file (a path) or a URL. Called only while support is on.
function maybeCacheSourceMap(name, content) {
  const url = urlOf(name);
  if (!support.nodeModules && url.includes('/node_modules/')) return;
  let mapURL;
  for (const { groups } of content.matchAll(kComment)) mapURL = groups.url;
  if (mapURL === undefined) {
    known.delete(url);
    return;
  }
  const lineLengths = content.split(/\n|\u2028|\u2029/).map((line) => line.length);
  known.set(url, { mapURL, lineLengths, map: undefined });
}

// The text of a map, and the URL that its sources are relative to.
function readMap(url, mapURL) {
  const { URL, fileURLToPath } = require('internal/url');
  const data = /^data:(?<type>[^,;]*)(?<parameters>(?:;[^,;]*)*),(?<body>.*)$/s.exec(mapURL);
  if (data !== null) {
    const { type, parameters, body } = data.groups;
    if (type !== 'application/json') return undefined;
    const { Buffer } = require('node:buffer');
    const isBase64 = parameters.split(';').includes('base64');
    return { text: isBase64 ? Buffer.from(body, 'base64').toString('utf8') : decodeURIComponent(body), base: url };
  }
  const location = new URL(mapURL, url);
  if (location.protocol !== 'file:') return undefined;
  return { text: require('node:fs').readFileSync(fileURLToPath(location), 'utf8'), base: location.href };
}

function loadMap(url, { mapURL, lineLengths }) {
  const { SourceMap } = require('internal/source_map/source_map');
  const { URL } = require('internal/url');
  // A map is a help and no more: whatever is wrong with it, the program goes on without.
  try {
    const read = readMap(url, mapURL);
    if (read === undefined) return null;
    const payload = JSON.parse(read.text);
    const root = payload.sourceRoot ? `${payload.sourceRoot.replace(/\/$/, '')}/` : '';
    payload.sources = payload.sources.map((source) => {
      const location = `${root}${source}`;
      return URL.canParse(location, read.base) ? new URL(location, read.base).href : location;
    });
    return new SourceMap(payload, { lineLengths });
  } catch {
    return null;
  }
}

// The map of a file that was loaded, given as a path or a URL; undefined where there is none.
function findSourceMap(name) {
  if (known.size === 0) return undefined;
  const url = urlOf(name);
  const entry = known.get(url);
  if (entry === undefined) return undefined;
  if (entry.map === undefined) entry.map = loadMap(url, entry);
  return entry.map ?? undefined;
}

module.exports = { findSourceMap, getSourceMapsSupport, maybeCacheSourceMap, setSourceMapsSupport };
