'use strict';
// Proxies of HTTP clients: the one that an agent's environment names, which requests go through it, what it is told of
// them, and the tunnel that HTTPS takes.

const { codes } = require('internal/errors');
const { globalAgentOptions } = require('internal/http');

const kWaitForProxyTunnel = Symbol('kWaitForProxyTunnel');

// An answer to CONNECT that is longer than that is none.
const maxTunnelHead = 16384;

// ---- NO_PROXY ----

// The number of an IPv4 address, to compare it with others.
function addressNumber(address) {
  return address.split('.').reduce((number, part) => number * 256 + Number(part), 0);
}

function isInRange(host, range) {
  const { isIPv4 } = require('node:net');
  const dash = range.indexOf('-');
  if (dash === -1 || !isIPv4(host)) return false;
  const [first, last] = [range.slice(0, dash), range.slice(dash + 1)];
  if (!isIPv4(first) || !isIPv4(last)) return false;
  const number = addressNumber(host);
  return number >= addressNumber(first) && number <= addressNumber(last);
}

// Whether an entry of NO_PROXY means a host: its name, with the port or without; `.name` the name and what is below it,
// `*.name` only what is below it; a range of IPv4 addresses.
function entryMatches(entry, host, port) {
  if (entry === '*' || entry === host || entry === `${host}:${port}`) return true;
  if (entry.startsWith('*.')) return host.endsWith(entry.slice(1));
  if (entry.startsWith('.')) return host === entry.slice(1) || host.endsWith(entry);
  return isInRange(host, entry);
}

// ---- the proxy of an agent ----

class ProxyConfig {
  constructor(url, noProxy, keepAlive) {
    // The URL parser passes over ends of lines, which are what an injected header begins with.
    const parsed = /[\r\n]/.test(url) ? null : URL.parse(url);
    if (parsed === null) throw new codes.ERR_PROXY_INVALID_CONFIG(`Invalid proxy URL: ${url}`);
    const { hostname, port, protocol, username, password } = parsed;
    this.secure = protocol === 'https:';
    this.options = {
      host: hostname[0] === '[' ? hostname.slice(1, -1) : hostname,
      port: port || (this.secure ? 443 : 80),
    };
    this.connectionHeader = keepAlive ? 'keep-alive' : 'close';
    this.authorization = undefined;
    // For messages, which show no credentials.
    this.href = url;
    if (username || password) {
      const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
      this.authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
      parsed.username = '';
      parsed.password = '';
      this.href = parsed.href;
    }
    this.exceptions = noProxy ? noProxy.split(',').map((entry) => entry.trim().toLowerCase()).filter(Boolean) : [];
  }

  // Whether the connection for such options goes through the proxy. Unix sockets never do.
  covers({ host, port, socketPath }) {
    if (socketPath) return false;
    const name = (host || 'localhost').toLowerCase();
    return !this.exceptions.some((entry) => entryMatches(entry, name, port));
  }

  // A connection to the proxy itself. The options for it come from its URL, not from the request.
  connect() {
    return this.secure ? require('node:tls').connect(this.options) : require('node:net').connect(this.options);
  }
}

// The proxy that an environment names for a protocol; undefined when it names none.
function parseProxyConfigFromEnv(env, protocol, keepAlive) {
  if (env === null || typeof env !== 'object') return undefined;
  const { url, noProxy } = proxyVariables(env, protocol);
  if (!url || !(url.startsWith('http://') || url.startsWith('https://'))) return undefined;
  return new ProxyConfig(url, noProxy, keepAlive);
}

function proxyVariables(env, protocol) {
  const url = protocol === 'https:' ? env.https_proxy || env.HTTPS_PROXY : env.http_proxy || env.HTTP_PROXY;
  return { url, noProxy: env.no_proxy || env.NO_PROXY };
}

// ---- requests over a proxy without a tunnel ----

function checkHost(value, authority) {
  const url = typeof value === 'string' && value !== '' && URL.parse(`http://${value}`);
  if (!url || url.host !== authority || url.username || url.password || url.pathname !== '/') refuseHost(value, authority);
}

function refuseHost(value, authority) {
  throw new codes.ERR_INVALID_ARG_VALUE(
    'Host in options.headers', value, `must match the request authority (${authority})`);
}

// Headers that are sent as they are: the program's Host has to be the canonical one.
function checkRawHost(headers, authority) {
  const pairs = Array.isArray(headers[0]) ? headers :
    Array.from({ length: headers.length / 2 }, (_, index) => [headers[2 * index], headers[2 * index + 1]]);
  const hosts = pairs.filter(([name]) => String(name).toLowerCase() === 'host').map(([, value]) => String(value));
  if (hosts.length > 1) {
    throw new codes.ERR_INVALID_ARG_VALUE('options.headers', '(redacted)', 'must not contain duplicate Host headers');
  }
  if (hosts.length === 1 && hosts[0] !== authority) refuseHost(hosts[0], authority);
}

// The URL of a request whose path is a path or a whole URL.
function requestUrl(path, base) {
  if (path.startsWith('/')) return new URL(base.origin + path);
  const url = URL.parse(path);
  if (!url) throw new codes.ERR_INVALID_ARG_VALUE('options.path', path, 'must be in absolute-form or start with /');
  if (url.username || url.password) {
    url.username = '';
    url.password = '';
    throw new codes.ERR_INVALID_ARG_VALUE('options.path', url.href, 'must not contain userinfo, use options.auth instead');
  }
  if (url.protocol !== 'http:') {
    throw new codes.ERR_INVALID_ARG_VALUE(
      'options.path', url.protocol, 'must use http: scheme when specified as an absolute URL');
  }
  if (url.host !== base.host) {
    throw new codes.ERR_INVALID_ARG_VALUE('options.path', url, `must match the request authority (${base.host})`);
  }
  return url;
}

// Makes a request one to a proxy: the whole URL in place of the path, and the headers that are for the proxy. The headers
// of the program are `headers`; those that come as an array have to be checked before they are stored.
function rewriteForProxy(req, proxy, { headers, host, port, path, setHost }) {
  if (req.method === 'CONNECT') {
    // The target names itself.
    const isGiven = Array.isArray(headers) || Object.keys(headers ?? {}).some(isHostName);
    if (path && !isGiven && setHost !== false) req.setHeader('Host', path);
  } else {
    const base = new URL(`http://${inBrackets(host)}`);
    base.port = port;
    const authority = base.host;
    if (Array.isArray(headers)) {
      checkRawHost(headers, authority);
    } else {
      const name = headers && Object.keys(headers).find(isHostName);
      if (name !== undefined) checkHost(headers[name], authority);
      if (req.hasHeader('host')) req.setHeader('Host', authority);
    }
    if (req.method !== 'OPTIONS' || req.path !== '*') req.path = requestUrl(req.path, base).href;
  }
  if (proxy.authorization) req.setHeader('proxy-authorization', proxy.authorization);
  req.setHeader('proxy-connection', proxy.connectionHeader);
}

function inBrackets(host) {
  return require('node:net').isIPv6(host) ? `[${host}]` : host;
}

function isHostName(name) {
  return name.toLowerCase() === 'host';
}

// ---- tunnels ----

// Connects to the proxy and has it connect to the host of `options`. The callback gets an error, or the socket whose other
// end is that host.
function openTunnel(proxy, options, callback) {
  const { host, port, timeout } = options;
  const target = `${inBrackets(host)}:${port}`;
  const socket = proxy.connect();
  // The agent waits for the callback.
  socket[kWaitForProxyTunnel] = true;
  let head = '';

  function finish(error) {
    socket.removeListener('error', finish);
    socket.removeListener('end', onEnd);
    socket.removeListener('readable', onReadable);
    socket.removeListener('timeout', onTimeout);
    if (error) socket.destroy();
    else socket.setTimeout(0);
    callback(error, socket);
  }

  function fail(message, properties) {
    finish(Object.assign(new codes.ERR_PROXY_TUNNEL(message), properties));
  }

  function onEnd() {
    fail('Connection to establish proxy tunnel ended unexpectedly');
  }

  function onTimeout() {
    fail(`Connection to establish proxy tunnel timed out after ${timeout}ms`, { proxyTunnelTimeout: timeout });
  }

  function onReadable() {
    for (let chunk; (chunk = socket.read()) !== null;) {
      head += chunk.latin1Slice();
      const end = head.indexOf('\r\n\r\n');
      if (end === -1) {
        if (head.length <= maxTunnelHead) continue;
        fail(`Proxy response headers exceeded ${maxTunnelHead} bytes`);
        return;
      }
      const statusLine = head.slice(0, head.indexOf('\r\n'));
      const statusCode = Number.parseInt(statusLine.split(' ')[1], 10);
      if (statusCode !== 200) {
        fail(`Failed to establish tunnel to ${target} via ${proxy.href}: ${statusLine}`, { statusCode });
        return;
      }
      // A TLS server does not speak first: what follows the head is nothing of its.
      finish(null);
      return;
    }
  }

  socket.on('error', finish);
  socket.on('end', onEnd);
  socket.on('readable', onReadable);
  if (timeout) {
    socket.setTimeout(timeout);
    socket.on('timeout', onTimeout);
  }
  socket.once(proxy.secure ? 'secureConnect' : 'connect', () => {
    const authorization = proxy.authorization ? `proxy-authorization: ${proxy.authorization}\r\n` : '';
    const connection = proxy.connectionHeader === 'keep-alive' ? 'proxy-connection: keep-alive\r\n' : '';
    socket.write(`CONNECT ${target} HTTP/1.1\r\n${connection}${authorization}host: ${target}\r\n\r\n`);
  });
  return socket;
}

// ---- the global agents and fetch ----

// fetch goes through the proxies of an environment. Answers with the dispatcher that it had.
function replaceDispatcher(httpProxy, httpsProxy, noProxy) {
  const { EnvHttpProxyAgent, getGlobalDispatcher, setGlobalDispatcher } = require('deps/undici/index-fetch');
  const dispatcher = new EnvHttpProxyAgent({ httpProxy, httpsProxy, noProxy });
  const previous = getGlobalDispatcher();
  setGlobalDispatcher(dispatcher);
  return previous;
}

// From now on the global agents and fetch go through the proxies of an environment. Answers with the function that undoes it;
// undefined when the environment names no proxy.
function setGlobalProxy(env) {
  const { url: httpProxy, noProxy } = proxyVariables(env, 'http:');
  const { url: httpsProxy } = proxyVariables(env, 'https:');
  if (!httpProxy && !httpsProxy) return undefined;
  const modules = [httpProxy && require('node:http'), httpsProxy && require('node:https')].filter(Boolean);
  const agents = modules.map(({ Agent }) => new Agent(globalAgentOptions(env)));
  const previousDispatcher = replaceDispatcher(httpProxy, httpsProxy, noProxy);
  const previousAgents = modules.map(({ globalAgent }) => globalAgent);
  modules.forEach((module, index) => { module.globalAgent = agents[index]; });
  return function restore() {
    modules.forEach((module, index) => { module.globalAgent = previousAgents[index]; });
    require('deps/undici/index-fetch').setGlobalDispatcher(previousDispatcher);
  };
}

// --use-env-proxy: what the process has in its environment when it starts. The modules ask for the option when they make
// their agents.
function setupHttpProxy() {
  const { url: httpProxy, noProxy } = proxyVariables(process.env, 'http:');
  const { url: httpsProxy } = proxyVariables(process.env, 'https:');
  if (!httpProxy && !httpsProxy) return;
  require('node:https');
  void require('node:http').globalAgent;
  replaceDispatcher(httpProxy, httpsProxy, noProxy);
}

// Throws for a variable of an environment that is no URL.
function checkProxyVariables(env) {
  for (const protocol of ['http:', 'https:']) {
    const { url } = proxyVariables(env, protocol);
    if (url && !URL.canParse(url)) throw new codes.ERR_PROXY_INVALID_CONFIG(url);
  }
}

module.exports = {
  checkProxyVariables, kWaitForProxyTunnel, openTunnel, parseProxyConfigFromEnv, rewriteForProxy, setGlobalProxy, setupHttpProxy,
};
