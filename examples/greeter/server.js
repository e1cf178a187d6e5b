// The server. PORT says where to listen (50051); it prints the port when it does.
'use strict';

const grpc = require('@grpc/grpc-js');
const { Greeter } = require('./service');

const GREETINGS = { en: 'Hello', fr: 'Bonjour', ja: '\u3053\u3093\u306b\u3061\u306f', sw: 'Habari' };

function greeting({ name, language }) {
  if (name === '') throw Object.assign(new Error('nobody to greet'), { code: grpc.status.INVALID_ARGUMENT });
  const word = GREETINGS[language || 'en'];
  if (word === undefined) throw Object.assign(new Error(`no greeting in ${language}`), { code: grpc.status.NOT_FOUND });
  return { text: `${word}, ${name}` };
}

function greet(call, callback) {
  const trailer = new grpc.Metadata();
  trailer.set('greeted-by', call.metadata.get('caller')[0] ?? 'nobody');
  const [stamp] = call.metadata.get('stamp-bin');
  if (stamp) trailer.set('stamp-bin', Buffer.from(stamp).reverse());
  try {
    callback(null, greeting(call.request), trailer);
  } catch (error) {
    callback(error);
  }
}

function greetInAll(call) {
  for (const language of Object.keys(GREETINGS)) call.write(greeting({ ...call.request, language }));
  call.end();
}

function greetTogether(call, callback) {
  const names = [];
  call.on('data', ({ name }) => names.push(name));
  call.on('end', () => callback(null, greeting({ name: names.join(' and '), language: 'en' })));
}

function greetEach(call) {
  call.on('data', (person) => {
    try {
      call.write(greeting(person));
    } catch (error) {
      call.emit('error', error);
    }
  });
  call.on('end', () => call.end());
}

/** @returns {Promise<{server: grpc.Server, port: number}>} */
function listen(address, credentials = grpc.ServerCredentials.createInsecure(), options = {}) {
  const server = new grpc.Server(options);
  server.addService(Greeter.service, { greet, greetInAll, greetTogether, greetEach });
  return new Promise((resolve, reject) => {
    server.bindAsync(address, credentials, (error, port) => {
      if (error) reject(error);
      else resolve({ server, port });
    });
  });
}

if (require.main === module) {
  listen(`127.0.0.1:${process.env.PORT ?? 50051}`).then(({ server, port }) => {
    console.log(`listening on port ${port}`);
    process.once('SIGTERM', () => server.tryShutdown(() => {}));
  });
}

module.exports = { listen };
