// The server in a process of its own, a client here: all four kinds of calls, metadata, deadlines, errors, a large message.
// Then a server here with TLS: who may call it, binary metadata, limits, what it hears of a client that cancels, its end.
// timeout: 60
'use strict';

const { spawn } = require('node:child_process');
const { once } = require('node:events');
const path = require('node:path');
const { promisify } = require('node:util');
const grpc = require('@grpc/grpc-js');
const { readFileSync } = require('node:fs');
const { listen } = require('./server');
const { Greeter } = require('./service');

async function collect(stream) {
  const texts = [];
  for await (const { text } of stream) texts.push(text);
  return texts;
}

const pem = (name) => readFileSync(path.join(__dirname, '../../tests/fixtures/tls', `${name}.pem`));

async function withTLS() {
  const identity = [{ private_key: pem('server-key'), cert_chain: pem('server-cert') }];
  const open = await listen('localhost:0', grpc.ServerCredentials.createSsl(null, identity), {
    'grpc.max_receive_message_length': 100_000, 'grpc.max_concurrent_streams': 2,
  });
  const mutual = await listen('localhost:0', grpc.ServerCredentials.createSsl(pem('ca-cert'), identity, true));
  const connect = (port, ...credentials) => new Greeter(`localhost:${port}`, grpc.credentials.createSsl(...credentials));
  const ask = (client, person, metadata = new grpc.Metadata(), options = {}) => new Promise((resolve) => {
    const answer = {};
    const call = client.greet(person, metadata, options, (error, reply) => {
      // What the connection failed of is in Node's words and in OpenSSL's.
      answer.outcome = error ? `${grpc.status[error.code]}${error.code === grpc.status.UNAVAILABLE ? '' : `: ${error.details}`}` : reply.text;
    });
    call.on('metadata', (headers) => { answer.headers = Object.keys(headers.getMap()).filter((name) => name !== 'date').join(); });
    call.on('status', ({ metadata: trailer }) => resolve([answer.outcome, answer.headers, trailer.get('stamp-bin').map(String).join()]));
  });

  const client = connect(open.port, pem('ca-cert'));
  const metadata = new grpc.Metadata();
  metadata.set('stamp-bin', Buffer.from('abc'));
  console.log('TLS', await ask(client, { name: 'Ada' }, metadata));
  console.log('many at once', (await Promise.all(Array.from({ length: 10 }, (_, index) => ask(client, { name: `${index}` })))).map(([text]) => text).join());
  console.log('too large', (await ask(client, { name: 'x'.repeat(200_000) }))[0].replace(/\d+/g, 'N'));
  const stranger = connect(open.port, pem('self-cert'));
  console.log('another authority', await ask(stranger, { name: 'Ada' }, undefined, { deadline: Date.now() + 5000 }));
  const named = connect(mutual.port, pem('ca-cert'), pem('client-key'), pem('client-cert'));
  console.log('a client with a certificate', await ask(named, { name: 'Ada' }));
  const nameless = connect(mutual.port, pem('ca-cert'));
  console.log('a client without', await ask(nameless, { name: 'Ada' }, undefined, { deadline: Date.now() + 5000 }));

  const heard = new Promise((resolve) => {
    open.server.register('/greeter.Greeter/Wait', (call) => call.on('cancelled', () => resolve(`${call.cancelled} ${call.getPath()}`)),
      (value) => value, (value) => value, 'bidi');
  });
  const waiting = client.makeBidiStreamRequest('/greeter.Greeter/Wait', (value) => value, (value) => value);
  waiting.on('error', (error) => console.log('waiting', grpc.status[error.code]));
  waiting.write(Buffer.from('x'));
  setTimeout(() => waiting.cancel(), 50);
  console.log('the server hears', await heard);

  const cutOff = client.greetEach();
  cutOff.write({ name: 'Ada' });
  await once(cutOff, 'data');
  open.server.forceShutdown();
  const [error] = await once(cutOff, 'error');
  // CANCELLED when the last frame comes before the end of the connection.
  console.log('shut down', ['CANCELLED', 'UNAVAILABLE'].includes(grpc.status[error.code]));
  for (const one of [client, stranger, named, nameless]) one.close();
  mutual.server.forceShutdown();
}

async function main() {
  const child = spawn(process.execPath, [path.join(__dirname, 'server.js')], {
    env: { ...process.env, PORT: '0' }, stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
  const client = new Greeter(`127.0.0.1:${/\d+/.exec(line)[0]}`, grpc.credentials.createInsecure());
  const greet = promisify(client.greet.bind(client));
  const failure = (error) => `${grpc.status[error.code]}: ${error.details}`;

  const metadata = new grpc.Metadata();
  metadata.set('caller', 'test');
  const call = client.greet({ name: 'Ada', language: 'fr' }, metadata, (error, reply) => console.log('greet', error, reply));
  const [status] = await once(call, 'status');
  console.log('status', status.code, status.metadata.get('greeted-by'));
  console.log('unknown language', await greet({ name: 'Ada', language: 'xx' }).catch(failure));
  console.log('nobody', await greet({ name: '' }).catch(failure));
  console.log('in all', await collect(client.greetInAll({ name: 'Ada' })));

  const together = new Promise((resolve, reject) => {
    const stream = client.greetTogether((error, reply) => (error ? reject(error) : resolve(reply.text)));
    for (const name of ['Ada', 'Bob', 'Eve']) stream.write({ name });
    stream.end();
  });
  console.log('together', await together);

  const each = client.greetEach();
  for (let i = 0; i < 200; i++) each.write({ name: `person ${i}`, language: i % 2 ? 'sw' : 'ja' });
  each.end();
  const texts = await collect(each);
  console.log('each', texts.length, texts[0], texts[199]);

  const refused = client.greetEach();
  refused.write({ name: 'Ada', language: 'xx' });
  console.log('each, refused', await collect(refused).catch(failure));

  const large = 'x'.repeat(1 << 20);
  console.log('large', (await greet({ name: large })).text.length);
  const late = client.greetEach(new grpc.Metadata(), { deadline: Date.now() + 200 });
  console.log('deadline', await collect(late).catch((error) => grpc.status[error.code]));
  const cancelled = client.greetEach();
  setImmediate(() => cancelled.cancel());
  console.log('cancelled', await collect(cancelled).catch((error) => grpc.status[error.code]));

  client.close();
  child.kill('SIGTERM');
  console.log('server', ...await once(child, 'exit'));
  await withTLS();
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
