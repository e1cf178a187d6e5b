// Two pages in a real browser and a client here talk with each other; long polling, WebSocket and binary messages.
// timeout: 120
'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { once } = require('node:events');
const { io: connect } = require('socket.io-client');
const { Browser } = require('../../tests/lib/browser');
const { createChat } = require('./app');

async function main(folder) {
  const { server, io } = createChat();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const origin = `http://127.0.0.1:${server.address().port}`;

  const client = connect(origin, { transports: ['polling', 'websocket'], forceNew: true });
  const heard = [];
  client.on('said', ({ from, text }) => heard.push(`${from}: ${text}`));
  await once(client, 'connect');
  // The upgrade from polling happens beside the handshake: before or after it.
  if (client.io.engine.transport.name === 'polling') await once(client.io.engine, 'upgrade');
  console.log('connected over', client.io.engine.transport.name);
  console.log('join', await client.emitWithAck('join', 'script', 'lobby'));
  client.emit('say', 'first, before anybody else is here');

  const browser = await Browser.start(folder);
  try {
    const people = "[...document.querySelectorAll('#people span')].map((item) => item.textContent).join()";
    const shown = "[...document.querySelectorAll('#messages li')].map((item) => item.textContent)";
    const ada = await browser.open(`${origin}/?transports=websocket`);
    await ada.enter('#join input', 'ada');
    await ada.until(`${people} === 'ada,script'`);
    const bob = await browser.open(`${origin}/?transports=polling`);
    await bob.enter('#join input', 'ada');
    await bob.until("document.querySelector('#problem').textContent !== ''");
    console.log('taken name:', await bob.evaluate("document.querySelector('#problem').textContent"));
    await bob.evaluate("document.querySelector('#join').reset()");
    await bob.enter('#join input', 'bob');
    await ada.until(`${people} === 'ada,bob,script'`);

    await ada.enter('#say input', 'hello from the browser \u2713');
    await bob.until(`${shown}.length === 2`);
    await bob.enter('#say input', 'hello <b>ada</b>');
    await ada.until(`${shown}.length === 3`);
    client.emit('say', 'x'.repeat(1000));
    client.emit('say', 'x'.repeat(1001));
    client.emit('say', 'last');
    await Promise.all([ada, bob].map((page) => page.until(`${shown}.length === 5`)));
    for (const [name, page] of Object.entries({ ada, bob })) {
      console.log(name, 'sees', (await page.evaluate(shown)).map((text) => text.replace(/x{1000}/, 'a thousand x')));
    }
    console.log('script hears', heard.length);

    const other = connect(origin, { transports: ['websocket'], forceNew: true });
    await other.emitWithAck('join', 'other', 'files');
    const third = connect(origin, { transports: ['websocket'], forceNew: true });
    await third.emitWithAck('join', 'third', 'files');
    const arrival = once(third, 'file');
    const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, i) => i % 251));
    console.log('file', await other.emitWithAck('file', bytes));
    const [from, received] = await arrival;
    console.log('file from', from, bytes.equals(received));
    other.close();
    third.close();

    await bob.send('Page.close');
    await ada.until(`${people} === 'ada,script'`);
    console.log('bob has left');
  } finally {
    await browser.stop();
  }
  client.close();
  await io.close();
  console.log('closed');
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'chat-'));
const clean = () => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
main(folder).then(clean, (error) => {
  console.error(error);
  clean();
  process.exit(1); // connections may be open still
});
