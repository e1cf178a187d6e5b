// The driver's own work without a server: BSON, connection strings, and the errors of a server that is not there.
'use strict';

const { BSON, MongoClient, ObjectId, Long, MongoServerSelectionError } = require('mongodb');
const net = require('node:net');

async function main() {
  const document = { _id: new ObjectId('0123456789abcdef01234567'), name: 'tea \u8336', price: Long.fromNumber(450), tags: ['a', 'b'], at: new Date(0) };
  const bytes = BSON.serialize(document);
  console.log(bytes.length, BSON.deserialize(bytes));
  console.log(BSON.EJSON.stringify(document));

  // A port that nobody listens on.
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => { server.once('listening', resolve); });
  const { port } = server.address();
  await new Promise((resolve) => { server.close(resolve); });

  const client = new MongoClient(`mongodb://127.0.0.1:${port}/shop?retryWrites=false`, { serverSelectionTimeoutMS: 300 });
  const events = [];
  for (const name of ['topologyOpening', 'serverOpening', 'serverHeartbeatFailed']) {
    client.once(name, () => { events.push(name); });
  }
  const error = await client.db().collection('products').findOne({ sku: 'tea' }).catch((reason) => reason);
  console.log(error instanceof MongoServerSelectionError, error.message.replaceAll(port, 'PORT'));
  console.log(events);
  const { cause } = error.reason.servers.get(`127.0.0.1:${port}`).error;
  console.log(cause.code, cause.syscall, cause.address);
  await client.close();
  console.log('closed');
}

main().catch((error) => { console.error(error); process.exit(1); });
