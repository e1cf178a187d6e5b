// The server in a process of its own, a client here: all four kinds of calls, metadata, deadlines, errors, a large message.
// timeout: 60
'use strict';

const { spawn } = require('node:child_process');
const { once } = require('node:events');
const path = require('node:path');
const { promisify } = require('node:util');
const grpc = require('@grpc/grpc-js');
const { Greeter } = require('./service');

async function collect(stream) {
  const texts = [];
  for await (const { text } of stream) texts.push(text);
  return texts;
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
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
