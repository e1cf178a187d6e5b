// A broker (aedes) and clients (mqtt): topics, wildcards, all qualities of service, retained messages, a will.
'use strict';

const { once } = require('node:events');
const net = require('node:net');
const { Aedes } = require('aedes');
const mqtt = require('mqtt');

async function main() {
  const broker = await Aedes.createBroker();
  const server = net.createServer(broker.handle);
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const url = `mqtt://127.0.0.1:${server.address().port}`;

  const listener = await mqtt.connectAsync(url, { clientId: 'listener' });
  console.log(await listener.subscribeAsync({ 'home/+/temperature': { qos: 1 }, 'log/#': { qos: 2 } }));
  const heard = [];
  const enough = new Promise((resolve) => {
    listener.on('message', (topic, payload, { qos, retain }) => {
      heard.push(`${topic} ${payload.length > 20 ? payload.length : payload} ${qos} ${retain}`);
      if (heard.length === 5) resolve();
    });
  });

  const sender = await mqtt.connectAsync(url, {
    clientId: 'sender', will: { topic: 'log/will', payload: 'gone', qos: 1, retain: false },
  });
  await sender.publishAsync('home/kitchen/temperature', '21', { qos: 0 });
  await sender.publishAsync('home/cellar/temperature', '12', { qos: 1, retain: true });
  await sender.publishAsync('home/cellar/humidity', '80', { qos: 1 });
  await sender.publishAsync('log/a/b', 'exactly once', { qos: 2 });
  await sender.publishAsync('log/large', Buffer.alloc(200_000, 1), { qos: 2 });
  sender.stream.destroy();
  await enough;
  sender.end(true);
  console.log(heard.sort());

  const late = await mqtt.connectAsync(url, { clientId: 'late' });
  late.subscribe('home/#');
  const [topic, payload, packet] = await once(late, 'message');
  console.log(topic, String(payload), packet.retain);
  await late.unsubscribeAsync('home/#');
  await Promise.all([late.endAsync(), listener.endAsync()]);
  await new Promise((resolve) => { broker.close(resolve); });
  await new Promise((resolve) => { server.close(resolve); });
  console.log('closed');
}

main().catch((error) => { console.error(error); process.exit(1); });
