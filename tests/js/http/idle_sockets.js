// A client's socket and what nobody asked for: data or the end while an agent keeps it, data after a response in the same piece;
// and the end of the connection as the end of a response, at once or too early. Each ends the socket.
'use strict';
const http = require('node:http');
const net = require('node:net');

const later = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
const response = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi';

// Prints what request, response and socket emit and when the socket is destroyed.
function watch(name, emitter, log) {
  const { emit } = emitter;
  emitter.emit = function(event, ...args) {
    log.push(`${name} ${String(event)}`);
    return emit.call(this, event, ...args);
  };
}

function request(port, agent, log) {
  return new Promise((resolve) => {
    const req = http.get({ port, host: '127.0.0.1', agent }, (res) => {
      watch('res', res, log);
      let body = '';
      res.on('data', (data) => { body += data; });
      res.on('close', () => { log.push(`body ${body} complete ${res.complete}`); resolve(); });
    });
    watch('req', req, log);
    req.on('error', (error) => {
      log.push(`${error.code} ${error.message}`);
      resolve();
    });
    req.on('socket', (socket) => {
      log.push(`reused ${req.reusedSocket}`);
      if (req.reusedSocket) return;
      watch('socket', socket, log);
      const { destroy } = socket;
      socket.destroy = function(...args) {
        if (!this.destroyed) log.push('destroy');
        return destroy.apply(this, args);
      };
    });
  });
}

async function run(title, answer, agent, { afterwards } = {}) {
  const log = [];
  const connections = [];
  const server = net.createServer((connection) => {
    connections.push(connection);
    connection.on('error', () => {});
    connection.on('data', () => answer(connection));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await request(port, agent, log);
  await later(10);
  if (afterwards) {
    log.push('-- afterwards');
    afterwards(connections[0]);
    await later(50);
    log.push(`kept ${Object.values(agent.freeSockets).length} total ${agent.totalSocketCount}`, '-- the next one');
    await request(port, agent, log);
    await later(10);
  }
  agent?.destroy?.();
  connections.forEach((connection) => connection.destroy());
  await new Promise((resolve) => server.close(resolve));
  console.log(`== ${title}\n${log.join('\n')}`);
}

async function main() {
  const keeping = () => new http.Agent({ keepAlive: true });
  const respond = (connection) => connection.write(response);
  await run('nothing comes', respond, keeping(), { afterwards: () => {} });
  await run('the end comes', respond, keeping(), { afterwards: (connection) => connection.end() });
  await run('data come', respond, keeping(), { afterwards: (connection) => connection.write(response) });
  await run('data come with the response', (connection) => connection.write(`${response}${response}`), keeping());
  for (const agent of [keeping, () => false]) {
    await run('the end is the end of the body', (connection) => connection.end('HTTP/1.1 200 OK\r\n\r\nhi'), agent());
    await run('an end without a response', (connection) => connection.end(), agent());
    await run('an end within the head', (connection) => connection.end('HTTP/1.1 200 OK\r\nConte'), agent());
    await run('an end within the body', (connection) => connection.end(response.slice(0, -1)), agent());
  }
}

main();
