'use strict';

// A cluster: the life of workers, servers that share an address, who gets connections, how workers end.

const cluster = require('node:cluster');
const dgram = require('node:dgram');
const net = require('node:net');
const { once } = require('node:events');

if (cluster.isWorker) {
  worker();
} else {
  primary();
}

function worker() {
  const server = net.createServer((socket) => {
    socket.end(`worker ${cluster.worker.id}`);
  });
  process.on('message', (message) => {
    if (message === 'disconnect') cluster.worker.disconnect();
    else if (message === 'kill') process.exit(7);
    else if (message === 'destroy') cluster.worker.destroy();
    else if (message === 'udp') {
      const socket = dgram.createSocket('udp4');
      socket.on('message', (data) => process.send(`datagram ${data}`));
      socket.bind(0, '127.0.0.1', () => process.send({ udp: socket.address().port }));
    } else if (message === 'taken') {
      net.createServer().on('error', (error) => process.send(`${error.code} ${error.syscall}`)).listen(process.env.TAKEN, '127.0.0.1');
    } else if (message === 'exclusive') {
      const own = net.createServer().listen({ port: 0, host: '127.0.0.1', exclusive: true }, () => {
        process.send(`own ${own.address().port !== server.address().port}`);
        own.close();
      });
    } else if (message === 'state') {
      process.send([cluster.isWorker, cluster.isPrimary, cluster.worker.id, cluster.worker.isConnected(), cluster.worker.state,
                    process.env.NODE_UNIQUE_ID === undefined, Object.keys(cluster.workers ?? {}).length].join());
    }
  });
  server.listen(0, '127.0.0.1');
}

async function ask(worker, message) {
  worker.send(message);
  const [answer] = await once(worker, 'message');
  return answer;
}

const connect = (port) => new Promise((resolve) => {
  let text = '';
  net.connect(port, '127.0.0.1').on('data', (data) => { text += data; }).on('close', () => resolve(text));
});

async function primary() {
  console.log(cluster.isPrimary, cluster.isMaster, cluster.isWorker, cluster.schedulingPolicy, cluster.SCHED_RR, cluster.SCHED_NONE);
  console.log(Object.keys(cluster.settings).length, typeof cluster.setupMaster, typeof cluster._getServer);
  const taken = net.createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  cluster.setupPrimary({ args: ['argument'] });
  const [settings] = await once(cluster, 'setup');
  console.log(Object.keys(settings), settings.args);

  const events = [];
  const workers = [];
  for (let i = 0; i < 2; i++) {
    const one = cluster.fork({ TAKEN: taken.address().port });
    for (const event of ['online', 'listening', 'disconnect', 'exit', 'error']) {
      one.on(event, (...args) => events.push(`${one.id} ${event} ${event === 'listening' ? Object.keys(args[0]) : args}`));
    }
    const [, address] = await once(cluster, 'listening');
    console.log(one.id, one.state, one.isConnected(), one.isDead(), address.addressType, address.address, address.port > 0);
    workers.push([one, address.port]);
  }
  const [[first, port], [second, otherPort]] = workers;
  console.log(port === otherPort, Object.keys(cluster.workers));
  const answers = [];
  for (let i = 0; i < 4; i++) answers.push(await connect(port));
  console.log(answers.sort().join());
  console.log(await ask(first, 'state'));
  console.log(await ask(first, 'taken'));
  console.log(await ask(first, 'exclusive'));
  const { udp } = await ask(second, 'udp');
  const sender = dgram.createSocket('udp4');
  sender.send('hello', udp, '127.0.0.1');
  console.log((await once(second, 'message'))[0]);
  sender.close();

  first.send('disconnect');
  const [code, signal] = await once(first, 'exit');
  console.log(code, signal, first.exitedAfterDisconnect, first.isDead(), first.state);
  console.log(await connect(port));
  second.send('kill');
  console.log(await once(cluster, 'exit').then(([one, ...rest]) => [one.id, ...rest, one.exitedAfterDisconnect]));
  console.log(Object.keys(cluster.workers));
  console.log(events.join('\n'));

  const third = cluster.fork();
  await once(third, 'listening');
  third.send('destroy');
  await once(third, 'exit');
  console.log(third.exitedAfterDisconnect, third.process.exitCode);
  const fourth = cluster.fork();
  await once(fourth, 'listening');
  fourth.kill();
  await once(fourth, 'exit');
  console.log(fourth.process.signalCode, fourth.exitedAfterDisconnect);
  const fifth = cluster.fork();
  await once(fifth, 'listening');
  await new Promise((resolve) => cluster.disconnect(resolve));
  console.log(Object.keys(cluster.workers), fifth.exitedAfterDisconnect);
  taken.close();
}
