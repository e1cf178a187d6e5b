// Requests through an HTTP proxy: what the agent's proxyEnv means, the head that the proxy gets, NO_PROXY, the requests that
// are refused since proxy and server could read them differently, the global agent and fetch.
'use strict';
const http = require('node:http');
const net = require('node:net');
const { spawnSync } = require('node:child_process');
const { once } = require('node:events');

let proxyPort;
let heads = [];
const text = (value) => String(value).replaceAll(proxyPort, 'PROXY');

function agentFor(env, options) {
  try {
    return new http.Agent({ ...options, proxyEnv: env });
  } catch (error) {
    console.log('agent', text(`${error.name} ${error.code} ${error.message}`));
    return undefined;
  }
}

// One request, and what became of it in one line.
function request(label, options) {
  heads = [];
  return new Promise((resolve) => {
    const done = (result) => {
      console.log(label, text(JSON.stringify(heads)), text(result));
      resolve();
    };
    let req;
    try {
      req = http.request(options);
    } catch (error) {
      done(`${error.name} ${error.code} ${error.message}`);
      return;
    }
    let result;
    req.on('response', (res) => {
      result = `${res.statusCode} ${req.path} ${req.host} ${JSON.stringify(req.getHeaders())}`;
      res.resume();
    });
    req.on('connect', (res, socket, head) => {
      result = `connect ${res.statusCode} ${head}`;
      socket.destroy();
    });
    req.on('error', (error) => { result = `${error.code} ${error.message}`; });
    req.on('close', () => done(result));
    req.end();
  });
}

// Whether a request to a host would go through the proxy, by its path.
function goesThrough(host, port, noProxy) {
  const agent = new http.Agent({ proxyEnv: { http_proxy: 'http://127.0.0.1:1', no_proxy: noProxy } });
  agent.createConnection = () => {
    const socket = new net.Socket();
    process.nextTick(() => socket.destroy());
    return socket;
  };
  const req = http.request({ host, port, agent });
  req.on('error', () => {});
  req.destroy();
  return req.path !== '/';
}

async function environments() {
  const url = `http://127.0.0.1:${proxyPort}`;
  const refused = 'http://127.0.0.1:1';
  for (const [label, env] of [
    ['upper', { HTTP_PROXY: url }],
    ['lower first', { http_proxy: url, HTTP_PROXY: refused }],
    ['lower empty', { http_proxy: '', HTTP_PROXY: url }],
    ['credentials', { HTTP_PROXY: url.replace('//', '//us%40er:pa%3Ass@') }],
    ['user', { HTTP_PROXY: url.replace('//', '//user@') }],
    ['password', { HTTP_PROXY: url.replace('//', '//:pw@') }],
    ['path', { HTTP_PROXY: `${url}/path?x` }],
    ['nobody there', { HTTP_PROXY: refused }],
    ['bad url', { HTTP_PROXY: 'http://' }],
    ['bad port', { HTTP_PROXY: 'http://x:99999' }],
    ['bad credentials', { HTTP_PROXY: 'http://us%zzer:p@x' }],
  ]) {
    const agent = agentFor(env);
    if (agent) await request(label, { host: 'h.test', path: '/p?a=b', agent });
  }
  // None of these is a proxy.
  for (const env of [
    { HTTP_PROXY: '127.0.0.1:1' }, { HTTP_PROXY: 'localhost:1' }, { HTTP_PROXY: 'socks5://localhost:1' }, { HTTP_PROXY: 'HTTP://localhost:1' },
    { HTTPS_PROXY: refused }, { ALL_PROXY: refused }, { HTTP_PROXY: refused, NO_PROXY: '127.0.0.1' }, {}, null, 1, 'x', [],
  ]) {
    await request(JSON.stringify(env), { host: '127.0.0.1', port: proxyPort, agent: agentFor(env) });
  }
}

function exceptions() {
  const hosts = [
    ['127.0.0.1', 9], ['localhost', 9], ['example.test', 80], ['a.example.test', 80], ['b.a.example.test.', 82], ['::1', 9],
    ['[::1]', 9], ['test', 80], ['127.0.0.3', 7], ['TEST', 80], ['example.test.', 80],
  ];
  for (const noProxy of [
    '127.0.0.1', 'localhost', 'localhost:9', '127.0.0.1:1', '*.test', '.test', 'test', 'EXAMPLE.TEST', 'example.test:80',
    'example.test:81', 'a, example.test', 'a example.test', '*', '127.0.0.0/8', '127.0.0.1-127.0.0.5', '127.0.0.1-127.0.0.5:9', '::1',
    '[::1]', '[::1]:9', '::1:9', 'x*.test', '*ple.test', '*.example.test', '.example.test', ' ', ',', '127.0.0.1-nonsense',
    '127.0.0.5-127.0.0.1', '*:80', '*,x', '::1-::5', 'example.test.', 'ex?mple.test', '*.a.test,*.test:80', '*.test:80,.test:80',
  ]) {
    console.log(JSON.stringify(noProxy), hosts.filter(([host, port]) => !goesThrough(host, port, noProxy)).join(' '));
  }
}

async function messages() {
  const env = { HTTP_PROXY: `http://u:p@127.0.0.1:${proxyPort}` };
  const agent = agentFor(env);
  for (const [label, options] of [
    ['host header', { headers: { host: 'other.test:99', a: 'b' } }],
    ['same host, other case', { host: 'H.test', headers: { host: 'h.TEST:80' } }],
    ['without its port', { port: 81, headers: { host: 'h.test' } }],
    ['many hosts', { headers: { host: ['h.test', 'a'] } }],
    ['empty host', { headers: { host: '' } }],
    ['host with user', { headers: { host: 'u@h.test' } }],
    ['host with path', { headers: { host: 'h.test/b' } }],
    ['host first', { headers: { host: 'x' }, path: 'mailto:x' }],
    ['raw headers', { headers: ['host', 'h.test', 'A', 'b'] }],
    ['raw headers, no host', { headers: ['A', 'b', 'proxy-connection', 'z'] }],
    ['raw pairs', { headers: [['A', 'b'], ['host', 'h.test']] }],
    ['raw host', { headers: ['host', 'z.test'] }],
    ['raw host with port', { headers: ['Host', 'H.test:80'] }],
    ['raw hosts', { headers: [['Host', 'h.test'], ['Host', 'b']] }],
    ['auth', { auth: 'a:b' }],
    ['no host', { setHost: false }],
    ['ipv6', { host: '::1', port: 8 }],
    ['user in host', { host: 'user:pw@h' }],
    ['space in host', { host: 'a b' }],
    ['slash in host', { host: 'ex/ample.test' }],
    ['expect', { method: 'POST', headers: { expect: '100-continue' } }],
    ['headers of proxies', { headers: { 'proxy-authorization': 'mine', 'proxy-connection': 'mine' } }],
    ['connection', { headers: { connection: 'close' } }],
    ['own connection', { agent: undefined, createConnection: () => net.connect(proxyPort, '127.0.0.1') }],
    ['unix socket', { socketPath: '/nowhere/none.sock' }],
    ['lookup', { lookup: () => { throw new Error('of no use'); } }],
    ['CONNECT', { method: 'CONNECT', path: 'other.test:443' }],
    ['CONNECT with host', { method: 'CONNECT', path: 'other.test:443', headers: { host: 'k.test' } }],
    ['CONNECT, raw', { method: 'CONNECT', path: 'other.test:443', headers: ['a', 'b'] }],
    ['CONNECT, no host', { method: 'CONNECT', path: 'other.test:443', setHost: false }],
    ['CONNECT to nothing', { method: 'CONNECT', path: undefined }],
  ]) {
    await request(label, { host: 'h.test', path: '/x', agent, ...options });
  }
  for (const path of [
    'http://h.test/y', 'http://h.test:80/y', 'HTTP://h.test', 'http://h.test:81/y', 'http://other.test/y', 'https://h.test/y', 'ftp://u:p@h.test/y',
    'http://u:p@h.test/y', 'http://h.test/y#z', 'http://h.test/a/../y', '//other.test/y', 'y', '?y', 'foo:bar', 'http://', '/a/../b%20?c#d', '/\u00e9',
    '/\\a', '*',
  ]) {
    await request(path, { host: 'h.test', path, agent });
  }
  await request('OPTIONS *', { host: 'h.test', path: '*', method: 'OPTIONS', agent });
  const kept = agentFor(env, { keepAlive: true });
  await request('kept', { host: 'h.test', agent: kept });
  await request('kept, close', { host: 'h.test', agent: kept, headers: { connection: 'close' } });
  console.log(Object.keys(kept.freeSockets));
  kept.destroy();
}

async function globalAgent() {
  for (const env of [null, 1, 'x', {}, { NO_PROXY: 'x' }, { http_proxy: 'zzz' }, { http_proxy: 'http://' }, { https_proxy: 'ftp://x' }]) {
    try {
      console.log(JSON.stringify(env), http.setGlobalProxyFromEnv(env)());
    } catch (error) {
      console.log(JSON.stringify(env), error.name, error.code, error.message);
    }
  }
  const before = http.globalAgent;
  const env = { http_proxy: `http://127.0.0.1:${proxyPort}` };
  const restore = http.setGlobalProxyFromEnv(env);
  console.log(restore.name, before === http.globalAgent, http.globalAgent.options.proxyEnv === env);
  await request('global', { host: 'h.test' });
  await request('no agent', { host: '127.0.0.1', port: 1, agent: false });
  heads = [];
  const fetched = await fetch('http://h.test/f');
  console.log('fetch', fetched.status, await fetched.text(), text(heads.join().split('\r\n')[0]));
  http.globalAgent.destroy();
  restore();
  restore();
  console.log(before === http.globalAgent);
}

// What a new process makes of its environment.
function processes() {
  const script = `
    const http = require('node:http');
    console.log(http.globalAgent.options.proxyEnv === process.env, require('node:https').globalAgent.options.proxyEnv === process.env);
    process.env.http_proxy = 'http://127.0.0.1:2';
    http.get('http://h.test/').on('error', (error) => {
      console.log(error.message);
      fetch('http://h.test/').catch((error) => console.log(error.cause.message));
    });`;
  const refused = 'http://127.0.0.1:1';
  for (const [env, options] of [
    [{ NODE_USE_ENV_PROXY: '1', http_proxy: refused }],
    [{ http_proxy: refused }, ['--use-env-proxy']],
    [{ http_proxy: refused, NODE_OPTIONS: '--use-env-proxy' }],
  ]) {
    const { stdout, stderr } = spawnSync(process.execPath, [...(options ?? []), '-e', script], { env, encoding: 'utf8' });
    console.log(stdout, stderr);
  }
  for (const [env, options] of [
    [{ NODE_USE_ENV_PROXY: '1', http_proxy: refused }, ['--no-use-env-proxy']],
    [{ NODE_USE_ENV_PROXY: '0', http_proxy: refused }],
    [{ NODE_USE_ENV_PROXY: 'true', http_proxy: refused }],
    [{ NODE_USE_ENV_PROXY: '1' }],
  ]) {
    const print = 'require("node:http").globalAgent.options.proxyEnv === undefined';
    console.log(spawnSync(process.execPath, [...(options ?? []), '-p', print], { env, encoding: 'utf8' }).stdout);
  }
  for (const url of ['http://', 'zzz']) {
    const { status, stderr } = spawnSync(process.execPath, ['-p', '1'], { env: { NODE_USE_ENV_PROXY: '1', http_proxy: url }, encoding: 'utf8' });
    console.log(status, /ERR_PROXY_INVALID_CONFIG\]?: .*/.exec(stderr)?.[0]);
  }
}

(async () => {
  const proxy = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', (data) => {
      heads.push(data.toString('latin1'));
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nKeep-Alive: timeout=9\r\n\r\nok');
    });
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  proxyPort = proxy.address().port;
  await environments();
  exceptions();
  await messages();
  await globalAgent();
  processes();
  proxy.close();
})();
