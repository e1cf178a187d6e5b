'use strict';
const assert = require('node:assert');
const zmq = require('zeromq');
async function main() {
  const rep = new zmq.Reply(), req = new zmq.Request();
  await rep.bind('tcp://127.0.0.1:*');
  const addr = rep.lastEndpoint;
  assert.match(addr, /^tcp:\/\/127\.0\.0\.1:\d+$/);
  req.connect(addr);
  const server = (async () => { for await (const [msg] of rep) { if (msg.toString() === 'stop') { await rep.send('bye'); return; } await rep.send(Buffer.from(msg.toString().toUpperCase())); } })();
  for (let i = 0; i < 50; i++) { await req.send('hello' + i); const [r] = await req.receive(); assert.equal(r.toString(), 'HELLO' + i); }
  await req.send('stop'); assert.equal((await req.receive())[0].toString(), 'bye');
  await server;
  const pub = new zmq.Publisher(), sub = new zmq.Subscriber();
  await pub.bind('inproc://feed'); sub.connect('inproc://feed'); sub.subscribe('kitty');
  const t = setInterval(() => { pub.send(['kitty cats', 'meow']).catch(() => {}); }, 20);
  const [topic, body] = await sub.receive();
  clearInterval(t);
  assert.equal(topic.toString(), 'kitty cats'); assert.equal(body.toString(), 'meow');
  const big = Buffer.alloc(1 << 20, 9);
  const push = new zmq.Push(), pull = new zmq.Pull();
  await push.bind('tcp://127.0.0.1:*'); pull.connect(push.lastEndpoint);
  await push.send(big); assert.ok((await pull.receive())[0].equals(big));
  for (const s of [rep, req, pub, sub, push, pull]) s.close();
}
main().then(() => console.log('ok'));
