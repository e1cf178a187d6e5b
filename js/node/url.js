// node:url: the URL classes of the web, and the functions of the time before them.

'use strict';

const {
  URL,
  URLSearchParams,
  domainToASCII,
  domainToUnicode,
  fileURLToPath,
  fileURLToPathBuffer,
  pathToFileURL,
  urlToHttpOptions,
} = require('internal/url');
const { Url, urlFormat, urlParse, urlResolve, urlResolveObject } = require('internal/url/legacy');

const { exposeLazy } = require('internal/bootstrap/expose');

module.exports = {
  Url,
  parse: urlParse,
  resolve: urlResolve,
  resolveObject: urlResolveObject,
  format: urlFormat,
  URL,
  URLSearchParams,
  domainToASCII,
  domainToUnicode,
  pathToFileURL,
  fileURLToPath,
  fileURLToPathBuffer,
  urlToHttpOptions,
};

exposeLazy('URLPattern', () => require('internal/url/pattern').URLPattern, true, module.exports);
