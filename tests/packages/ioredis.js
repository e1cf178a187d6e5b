// ioredis without a Redis (examples/shop has a real one): against a small server of this process that answers in RESP. Commands, replies of
// every kind, pipelines, transactions, subscriptions, errors, reconnection with what was asked meanwhile, and servers that are not there.
'use strict';
const net = require('node:net');
const Redis = require('ioredis');

const later = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
const bulk = (value) => (value === null ? '$-1\r\n' : `$${Buffer.byteLength(value)}\r\n${value}\r\n`);
const list = (values) => `*${values.length}\r\n${values.join('')}`;

let connections = 0;
let cuts = 0;
const store = new Map();
const subscribers = new Set();

function answer(socket, [name, ...args]) {
  switch (name.toLowerCase()) {
    case 'info': return bulk('redis_version:7.0.0\r\nloading:0\r\n');
    case 'client': return '+OK\r\n';
    case 'auth': return args.at(-1) === 'right' ? '+OK\r\n' : '-WRONGPASS invalid username-password pair\r\n';
    case 'select': return '+OK\r\n';
    case 'ping': return '+PONG\r\n';
    case 'set': store.set(args[0], args[1]); return '+OK\r\n';
    case 'get': return bulk(store.get(args[0]) ?? null);
    case 'incr': store.set(args[0], String(Number(store.get(args[0]) ?? 0) + 1)); return `:${store.get(args[0])}\r\n`;
    case 'mget': return list(args.map((key) => bulk(store.get(key) ?? null)));
    case 'hgetall': return list(['a', '1', 'b', '2'].map(bulk));
    case 'nested': return list([':1\r\n', list([bulk('x'), bulk(null)]), '*-1\r\n', '*0\r\n', '-ERR inside\r\n']);
    case 'fail': return '-ERR it failed\r\n';
    case 'multi': return '+OK\r\n';
    case 'exec': return list(['+OK\r\n', ':5\r\n', '-ERR third\r\n']);
    case 'discard': return '+OK\r\n';
    case 'subscribe': subscribers.add(socket); return args.map((channel, index) => list([bulk('subscribe'), bulk(channel), `:${index + 1}\r\n`])).join('');
    case 'publish': for (const each of subscribers) each.write(list([bulk('message'), bulk(args[0]), bulk(args[1])])); return `:${subscribers.size}\r\n`;
    case 'unsubscribe': subscribers.delete(socket); return args.map((channel) => list([bulk('unsubscribe'), bulk(channel), ':0\r\n'])).join('');
    // Only once: it is sent again over the next connection.
    case 'cut': if (cuts++ > 0) return '+OK\r\n'; socket.destroy(); return '';
    case 'garbage': return 'garbage\r\n';
    case 'never': return '';
    case 'quit': return '+OK\r\n';
    default: return `-ERR unknown command '${name}'\r\n`;
  }
}

function serve(socket) {
  connections++;
  let data = '';
  let queued = null;
  socket.setEncoding('utf8');
  socket.on('error', () => {});
  socket.on('close', () => subscribers.delete(socket));
  socket.on('data', (chunk) => {
    data += chunk;
    for (;;) {
      const head = /^\*(\d+)\r\n/.exec(data);
      if (!head) return;
      let at = head[0].length;
      const parts = [];
      for (let count = Number(head[1]); count > 0; count--) {
        const size = /^\$(\d+)\r\n/.exec(data.slice(at, at + 20));
        if (!size) return;
        at += size[0].length;
        const bytes = Buffer.from(data.slice(at)).subarray(0, Number(size[1]));
        const part = bytes.toString();
        if (bytes.length < Number(size[1]) || data.length < at + part.length + 2) return;
        parts.push(part);
        at += part.length + 2;
      }
      data = data.slice(at);
      const name = parts[0].toLowerCase();
      if (name === 'multi') queued = [];
      else if (name === 'exec' || name === 'discard') queued = null;
      else if (queued) {
        queued.push(parts);
        socket.write('+QUEUED\r\n');
        continue;
      }
      const reply = answer(socket, parts);
      // In two pieces: replies do not come by the packet.
      if (reply.length > 3) {
        socket.write(reply.slice(0, 3));
        socket.write(reply.slice(3));
      } else if (reply) {
        socket.write(reply);
      }
      if (name === 'quit') socket.end();
    }
  });
}

const show = (error) => `${error.name} ${error.code} ${error.message}`;
const closed = (redis) => new Promise((resolve) => { redis.once('end', resolve); });

async function main() {
  const server = net.createServer(serve);
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.address();
  const options = { host: '127.0.0.1', port, retryStrategy: () => 10 };

  const redis = new Redis(options);
  const events = [];
  for (const event of ['connect', 'ready', 'close', 'reconnecting', 'end']) redis.on(event, () => events.push(event));
  redis.on('error', (error) => events.push(`error ${show(error)}`));
  console.log(await redis.ping(), await redis.set('key', 'tea \u8336'), await redis.get('key'), await redis.get('nothing'), await redis.incr('count'), await redis.mget('key', 'count', 'none'));
  console.log((await redis.getBuffer('key')).length, await redis.hgetall('hash'), JSON.stringify(await redis.call('nested').catch(show)));
  console.log(await redis.call('fail').catch((error) => [error.constructor.name, show(error), error.command]));
  console.log(await redis.pipeline().set('a', '1').get('a').call('fail').incr('a').exec().then((results) => results.map(([error, value]) => error?.message ?? value)));
  console.log(await redis.multi().set('a', '1').incr('a').call('fail').exec().then((results) => results.map(([error, value]) => error?.message ?? value)));
  console.log((await Promise.all(Array.from({ length: 100 }, () => redis.incr('many')))).at(-1));
  await new Promise((resolve) => { redis.get('key', (error, value) => resolve(console.log(error, value))); });

  const subscriber = new Redis(options);
  subscriber.on('message', (channel, text) => events.push(`message ${channel} ${text}`));
  console.log(await subscriber.subscribe('news', 'more'), await subscriber.get('key').catch(show));
  console.log(await redis.publish('news', 'hello'));
  await later(20);
  console.log(await subscriber.unsubscribe('news'));
  subscriber.disconnect();
  await closed(subscriber);

  console.log('the connection is cut');
  connections = 0;
  const cut = redis.call('cut').catch(show);
  const after = redis.get('key');
  console.log(await cut, await after, connections);
  console.log(events);
  events.length = 0;
  await redis.quit();
  await closed(redis);
  console.log(events, redis.status, await redis.get('key').catch(show));

  const refusing = { maxRetriesPerRequest: 1, retryStrategy: (times) => (times > 2 ? null : 5) };
  const attempts = {
    'wrong password': { ...options, password: 'wrong', retryStrategy: null },
    'right password': { ...options, password: 'right', db: 2 },
    'no queue': { ...options, enableOfflineQueue: false },
    'garbage': { ...options, retryStrategy: null },
    'nobody there': { host: '127.0.0.1', port: 1, ...refusing },
    'no socket': { path: '/nowhere', ...refusing },
    'a command that takes too long': { ...options, commandTimeout: 30 },
  };
  for (const [name, more] of Object.entries(attempts)) {
    const other = new Redis(more);
    const errors = [];
    other.on('error', (error) => errors.push([error.code, error.syscall, error.message.slice(0, 60)].join(' ')));
    const command = name === 'garbage' ? other.call('garbage') : name.startsWith('a command') ? other.call('never') : other.get('key');
    console.log(name, await command.catch(show), [...new Set(errors)]);
    other.disconnect();
  }
  const lazy = new Redis({ ...options, lazyConnect: true });
  console.log(lazy.status, await lazy.connect().then(() => lazy.status));
  lazy.disconnect();
  server.close();
}
main();
