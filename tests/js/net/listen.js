'use strict';

// server.listen in every form and what it refuses; Unix sockets; descriptors; connecting with every form of arguments;
// lookups, several addresses, the order of their attempts.

const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { once } = require('node:events');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'net-listen-'));
const closed = (emitter) => new Promise((resolve) => emitter.once('close', resolve));

function attempt(fn) {
  try {
    fn();
    console.log('no error');
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}

async function refusals() {
  for (const args of [
    [{}], [true], [{ port: -1 }], [{ port: 'a' }], [{ path: null }], [{ fd: -1 }], [{ fd: 'x' }], [{ host: 'x' }],
    ['99999'], [{ path: 1 }], [{ port: 0, signal: 1 }], [{ port: {} }],
  ]) attempt(() => net.createServer().listen(...args));
  for (const options of [
    3, 'x', { highWaterMark: 'x' }, { blockList: 1 }, { keepAliveInitialDelay: 'x' },
  ]) attempt(() => net.createServer(options));
  for (const options of [
    { objectMode: true }, { keepAliveInitialDelay: 'x' }, { blockList: 1 }, { typeOfService: 900 }, { fd: 'a' },
    { fd: -1 }, { fd: 9999 },
  ]) attempt(() => new net.Socket(options));
  for (const args of [
    [], [{}], [{ port: -1 }], [{ port: 99999 }], [{ port: 'x' }], [{ port: true }], [{ port: null }], [{ path: 1 }],
    [{ port: 1, localAddress: 'x' }], [{ port: 1, localPort: 'x' }], [{ port: 1, lookup: 1, host: 'a' }],
    [{ port: 1, autoSelectFamily: 1 }], [{ port: 1, autoSelectFamilyAttemptTimeout: 0 }], [{ port: 1, family: 5, host: 'a' }],
    [{ port: 1, hints: 1, host: 'a' }],
  ]) attempt(() => net.connect(...args));
  for (const value of [NaN, 'x', 256, -1])
    attempt(() => new net.Socket().setTypeOfService(value));
  attempt(() => new net.Socket().setTimeout('x'));
  attempt(() => new net.Socket().setTimeout(10, 'x'));
  attempt(() => net.setDefaultAutoSelectFamily(1));
  attempt(() => net.setDefaultAutoSelectFamilyAttemptTimeout(0));
  console.log(net.getDefaultAutoSelectFamily(), net.getDefaultAutoSelectFamilyAttemptTimeout());
}

async function forms() {
  for (const args of [[], [0], ['0'], [0, '127.0.0.1'], [0, '127.0.0.1', 5], [0, 5], [{ port: 0, host: 'localhost' }],
                      [null], [undefined], [{ port: undefined }], [{ port: 0, reusePort: true }], [{ port: 0, exclusive: true }]]) {
    const server = net.createServer();
    let called = false;
    server.listen(...args, () => { called = true; });
    await once(server, 'listening');
    const { address, family, port } = server.address();
    console.log(JSON.stringify(args), address.replace('::', '0.0.0.0'), typeof family, port > 0, called);
    await closed(server.close());
  }
  // Two servers share a port when both say so.
  const first = net.createServer().listen({ port: 0, host: '127.0.0.1', reusePort: true });
  await once(first, 'listening');
  const second = net.createServer().listen({ port: first.address().port, host: '127.0.0.1', reusePort: true });
  await once(second, 'listening');
  console.log(second.address().port === first.address().port);
  await Promise.all([closed(first.close()), closed(second.close())]);
  // A bound handle, and a server that gives its own.
  const handle = net._createServerHandle('127.0.0.1', 0, 4);
  const third = net.createServer().listen(handle);
  await once(third, 'listening');
  console.log(third.address().address);
  await closed(third.close());
}

async function unixSockets() {
  const name = path.join(folder, 'socket');
  const server = net.createServer((socket) => {
    console.log(socket.remoteAddress, socket.localAddress, socket.address());
    socket.on('error', () => {});
    socket.end('from the server');
    socket.on('data', (data) => console.log('server got', String(data)));
  });
  server.listen({ path: name, readableAll: true, writableAll: true });
  await once(server, 'listening');
  console.log(server.address() === name, (fs.statSync(name).mode & 0o777).toString(8));
  const client = net.connect(name);
  client.write('to the server');
  client.on('data', (data) => console.log('client got', String(data)));
  console.log(client._handle.constructor.name, client.pending);
  await closed(client);

  const taken = net.createServer().listen(name);
  const [error] = await once(taken, 'error');
  console.log(error.message.replace(folder, ''), Object.keys(error), error.errno, error.port);
  attempt(() => net.connect(name).on('error', () => {}).resetAndDestroy());
  await closed(server.close());
  console.log(fs.existsSync(name));

  for (const target of [name, path.join(folder, 'x'.repeat(200)), path.join(folder, 'no', 'folder')]) {
    const refused = net.connect({ path: target });
    const [problem] = await once(refused, 'error');
    console.log(problem.message.replace(folder, ''), Object.keys(problem), problem.syscall);
    const failing = net.createServer().listen(target.replace('socket', 'no/socket'));
    const [failure] = await once(failing, 'error');
    console.log(failure.message.replace(folder, ''), Object.keys(failure));
  }

  const abstract = net.createServer((socket) => socket.end('abstract')).listen(`\0anode-${process.pid}`);
  await once(abstract, 'listening');
  const [data] = await once(net.connect(`\0anode-${process.pid}`), 'data');
  console.log(String(data));
  await closed(abstract.close());
}

async function descriptors() {
  const notASocket = fs.openSync(__filename, 'r');
  const server = net.createServer().listen({ fd: notASocket });
  const [error] = await once(server, 'error');
  console.log(error.code, error.syscall, error.message);
  fs.closeSync(notASocket);
}

async function lookups() {
  const server = net.createServer((socket) => socket.end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  const events = (socket) => {
    for (const name of ['lookup', 'connectionAttempt', 'connectionAttemptFailed', 'connectionAttemptTimeout', 'connect', 'close'])
      socket.on(name, (...args) => console.log(' ', name, ...args.map((arg) =>
        (arg === port ? 'PORT' : arg instanceof Error ? arg.message.replaceAll(port, 'PORT') : arg))));
    socket.resume();
    return socket;
  };
  const connect = async (title, options) => {
    console.log(title);
    const socket = events(net.connect({ port, host: 'some.host', ...options }));
    let failure;
    socket.on('error', (error) => { failure = error; });
    await closed(socket);
    console.log(' ', socket.autoSelectFamilyAttemptedAddresses?.map((name) => name.replace(port, 'PORT')));
    if (failure) {
      console.log(' ', failure.constructor.name, failure.code, failure.message.replaceAll(port, 'PORT'),
                  Object.keys(failure), failure.errors?.map((error) => error.message.replaceAll(port, 'PORT')));
    }
  };
  await connect('one address', { lookup: (host, options, callback) => {
    console.log(' ', host, { ...options });
    callback(null, '127.0.0.1', 4);
  }, family: 4 });
  await connect('all addresses', { lookup: (host, options, callback) => {
    console.log(' ', host, { ...options });
    process.nextTick(callback, null, [
      { address: '127.0.0.9', family: 4 }, { address: '127.0.0.8', family: 4 }, { address: '127.0.0.1', family: 4 }]);
  } });
  await connect('all fail', { lookup: (host, options, callback) => callback(null, [
    { address: '127.0.0.9', family: 4 }, { address: '127.0.0.8', family: 4 }]) });
  await connect('no address', { lookup: (host, options, callback) => callback(null, 'nonsense', 4), family: 4 });
  await connect('no family', { lookup: (host, options, callback) => callback(null, '127.0.0.1', 5), family: 4 });
  await connect('nothing valid', { lookup: (host, options, callback) => callback(null, [{ address: 'x', family: 4 }]) });
  await connect('an error', { lookup: (host, options, callback) => callback(new Error('no such host')) });
  const blockList = new net.BlockList();
  blockList.addAddress('127.0.0.1');
  await connect('blocked', { host: '127.0.0.1', blockList });
  await connect('local host', { host: 'localhost', family: 4 });
  await closed(server.close());

  const guarded = net.createServer({ blockList }, () => console.log('never')).listen(0, '127.0.0.1');
  guarded.on('drop', (data) => console.log('drop', data.remoteAddress));
  await once(guarded, 'listening');
  await closed(net.connect(guarded.address().port, '127.0.0.1').resume());
  await closed(guarded.close());

  const missing = net.createServer().listen(0, 'no.such.host.invalid');
  const [error] = await once(missing, 'error');
  console.log(error.code, error.syscall, error.hostname, Object.keys(error));
}

(async () => {
  for (const part of [refusals, forms, unixSockets, descriptors, lookups]) {
    console.log(`# ${part.name}`);
    await part();
  }
  fs.rmSync(folder, { recursive: true });
})();
