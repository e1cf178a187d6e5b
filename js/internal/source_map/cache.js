// The source maps of the modules that were loaded while somebody wanted them, stacks (source map support) or a report of
// coverage: which text has which map, read when first asked for.
'use strict';

// As V8 reads it: the last such comment counts, and one that has more than a URL says that there is no map. What stands in
// the text of a program that writes such comments itself has quotes or ${}.
const kComment = /\/\/[#@]\s+sourceMappingURL=(?<value>.*)$/gm;
const kNoURL = /[\s'"`]|\$\{/;
const kNameComment = /\/[*/][#@]\s+sourceURL=(?<url>\S+)/g;

const off = { __proto__: null, enabled: false, nodeModules: false, generatedCode: false };
let support = off;
let coverage = false;

// By the URL of the generated file: where its map is, and the map once it has been read (null where it cannot be).
const known = new Map();

function getSourceMapsSupport() {
  return Object.freeze({ ...support, __proto__: null });
}

function setSourceMapsSupport({ enabled, nodeModules, generatedCode }) {
  support = enabled ? { __proto__: null, enabled, nodeModules, generatedCode } : off;
  keepSourceMaps();
  const { defaultPrepareStackTrace, setInternalPrepareStackTrace } = require('internal/errors');
  setInternalPrepareStackTrace(enabled ?
    require('internal/source_map/prepare_stack_trace').prepareStackTraceWithSourceMaps :
    defaultPrepareStackTrace);
  internalBinding('contextify').setGeneratedCodeListener(support.generatedCode ? cacheGeneratedSourceMap : undefined);
}

// Reports of coverage want the maps from now on; stacks stay as they are.
function setSourceMapsForCoverage() {
  coverage = true;
  keepSourceMaps();
}

function keepSourceMaps() {
  require('internal/modules/helpers').getLoaderSwitches().sourceMaps = coverage || support.enabled;
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

// A module's text has been read, from a file (a path) or a URL. Called only while somebody wants maps.
function maybeCacheSourceMap(name, content) {
  const url = urlOf(name);
  if (!support.nodeModules && url.includes('/node_modules/')) return;
  let mapURL = '';
  for (const { groups } of content.matchAll(kComment)) mapURL = groups.value.trim();
  if (mapURL === '' || kNoURL.test(mapURL)) {
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
    const root = payload.sourceRoot ?? '';
    payload.sourceRoot = '';
    payload.sources = payload.sources.map((source) => {
      const location = `${root}${source}`;
      return URL.canParse(location, read.base) ? new URL(location, read.base).href : location;
    });
    return new SourceMap(payload, { lineLengths });
  } catch {
    return null;
  }
}

function mapOf(url, entry) {
  if (entry.map === undefined) entry.map = loadMap(url, entry);
  return entry.map ?? undefined;
}

// The map of a file that was loaded, given as a path or a URL; undefined where there is none.
function findSourceMap(name) {
  if (known.size === 0) return undefined;
  const url = urlOf(name);
  const entry = known.get(url);
  return entry && mapOf(url, entry);
}

// All maps as a report of coverage has them: what a map says, or where it was looked for.
function sourceMapsForCoverage() {
  if (known.size === 0) return undefined;
  const all = {};
  for (const [url, entry] of known) {
    const data = mapOf(url, entry)?.payload ?? null;
    all[url] = { lineLengths: entry.lineLengths, data, url: data === null ? entry.mapURL : null };
  }
  return all;
}

module.exports = {
  findSourceMap,
  getSourceMapsSupport,
  maybeCacheSourceMap,
  setSourceMapsForCoverage,
  setSourceMapsSupport,
  sourceMapsForCoverage,
};
