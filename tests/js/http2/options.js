// What the options of servers and sessions do: limits on header lists, pings, settings and streams, windows, padding, custom settings,
// numbers of streams, white space and repeated fields; bodies that nobody reads.
'use strict';
const http2 = require('node:http2');
const { describe } = require('./_h2.js');

const once = (emitter, event) => new Promise((resolve) => emitter.once(event, resolve));
const later = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function answer(stream) {
  stream.respond();
  stream.end('x');
}

// A server and a client with these options, for one test.
async function withOptions(name, serverOptions, clientOptions, test, onStream = answer) {
  console.log(name);
  const server = http2.createServer(serverOptions);
  server.on('sessionError', () => {});
  server.on('stream', (stream, headers) => {
    stream.on('error', (error) => console.log(`  server: ${describe(error)}`));
    onStream(stream, headers);
  });
  await new Promise((resolve) => server.listen(0, resolve));
  const client = http2.connect(`http://localhost:${server.address().port}`, clientOptions);
  client.on('error', (error) => console.log(`  session: ${describe(error)}`));
  await once(client, 'remoteSettings');
  if (client.pendingSettingsAck) await once(client, 'localSettings');
  await test(client);
  client.destroy();
  await new Promise((resolve) => server.close(resolve));
}

async function request(client, label, headers) {
  const stream = client.request(headers);
  stream.on('error', (error) => console.log(`  ${label}: ${describe(error)}`));
  stream.on('response', (fields) => console.log(`  ${label}: ${fields[':status']} ${fields.seen ?? ''}`.trimEnd()));
  stream.on('frameError', (...args) => console.log(`  ${label}: frameError ${args}`));
  stream.resume();
  await once(stream, 'close');
  console.log(`  ${label}: close ${stream.rstCode}`);
}

async function upload(client, bytes) {
  const stream = client.request({ ':method': 'POST' });
  stream.setEncoding('utf8');
  let body = '';
  stream.on('data', (chunk) => { body += chunk; });
  stream.end(bytes);
  await once(stream, 'close');
  console.log(`  ${body}`);
}

const echoField = (name) => (stream, headers) => {
  stream.respond({ seen: JSON.stringify(headers[name]) });
  stream.end();
};

async function main() {
  await withOptions('maxHeaderListPairs', { maxHeaderListPairs: 6 }, {}, async (client) => {
    await request(client, 'as many', { a: 1, b: 2 });
    await request(client, 'one more', { a: 1, b: 2, c: 3 });
  });
  await withOptions('settings.maxHeaderListSize', { settings: { maxHeaderListSize: 300 } }, {}, async (client) => {
    await request(client, 'small', { a: 'x' });
    await request(client, 'large', { a: 'x'.repeat(400) });
  });
  await withOptions('maxSendHeaderBlockLength', {}, { maxSendHeaderBlockLength: 500 }, async (client) => {
    await request(client, 'small', { a: 'x' });
    await request(client, 'large', { a: 'x'.repeat(1000) });
    await once(client, 'close');
    console.log(`  ${client.closed} ${client.destroyed}`);
  });
  await withOptions('headers that are too long without an option', {}, {}, async (client) => {
    await request(client, 'large', { a: 'x'.repeat(70_000) });
    console.log(`  ${client.closed} ${client.destroyed}`);
  });
  await withOptions('maxOutstandingPings', {}, { maxOutstandingPings: 2 }, async (client) => {
    const pings = [1, 2, 3, 4].map((number) => new Promise((resolve) => {
      const sent = client.ping((error) => {
        console.log(`  ping ${number}: ${error && error.code}`);
        resolve();
      });
      console.log(`  ping ${number} sent: ${sent}`);
    }));
    await Promise.all(pings);
  });
  await withOptions('maxOutstandingSettings', {}, { maxOutstandingSettings: 2 }, async (client) => {
    const closed = once(client, 'close');
    for (let number = 1; number <= 4; number++) {
      try {
        client.settings({}, (error) => console.log(`  settings ${number}: ${error && error.code}`));
      } catch (error) {
        console.log(`  settings ${number}: throws ${describe(error)}`);
      }
    }
    await closed;
  });
  await withOptions('settings.maxConcurrentStreams', { settings: { maxConcurrentStreams: 2 } }, {}, async (client) => {
    await Promise.all([1, 2, 3, 4, 5].map(() => once(client.request().resume(), 'close')));
    console.log(`  at most ${most}`);
  }, (stream) => {
    most = Math.max(most, ++open);
    setTimeout(() => {
      open--;
      answer(stream);
    }, 10);
  });
  await withOptions('settings.initialWindowSize', { settings: { initialWindowSize: 10 } }, {}, async (client) => {
    await upload(client, 'x'.repeat(100));
  }, (stream) => {
    let length = 0;
    let longest = 0;
    stream.on('data', (chunk) => {
      length += chunk.length;
      longest = Math.max(longest, chunk.length);
    });
    stream.on('end', () => {
      stream.respond();
      stream.end(`${length} bytes, ${longest} at once`);
    });
  });
  for (const paddingStrategy of [0, 1, 2]) {
    await withOptions(`paddingStrategy: ${paddingStrategy}`, { paddingStrategy }, { paddingStrategy }, async (client) => {
      await upload(client, 'there and back');
    }, (stream) => {
      stream.respond();
      stream.pipe(stream);
    });
  }
  await withOptions(
    'custom settings', { remoteCustomSettings: [55], settings: { customSettings: { 77: 5 } } },
    { remoteCustomSettings: [77], settings: { customSettings: { 55: 9, 56: 1 } } }, async (client) => {
      console.log(' ', JSON.stringify(client.remoteSettings));
      console.log(' ', JSON.stringify(client.localSettings));
    });
  await withOptions('setNextStreamID', {}, {}, async (client) => {
    client.setNextStreamID(2 ** 31 - 1);
    await request(client, 'the last', {});
    await request(client, 'one more', {});
  });
  for (const strictFieldWhitespaceValidation of [true, false]) {
    await withOptions(
      `strictFieldWhitespaceValidation: ${strictFieldWhitespaceValidation}`, { strictFieldWhitespaceValidation }, {},
      (client) => request(client, 'a value in spaces', { a: ' x ' }), echoField('a'));
  }
  const lenient = { strictSingleValueFields: false };
  await withOptions('strictSingleValueFields: false', lenient, lenient,
                    (client) => request(client, 'two ages', { age: ['1', '2'] }), echoField('age'));
  await withOptions(
    'settings.enableConnectProtocol', { settings: { enableConnectProtocol: true } }, {}, async (client) => {
      console.log(`  ${client.remoteSettings.enableConnectProtocol}`);
      await request(client, 'websocket', { ':method': 'CONNECT', ':protocol': 'websocket', ':path': '/ws' });
    }, echoField(':protocol'));
  await withOptions('an answer that waits to be read', {}, {}, async (client) => {
    const stream = client.request();
    while (stream.readableLength < 65_535) await later(5);
    await later(20);
    console.log(`  ${stream.readableLength} ${stream.state.localWindowSize}`);
    let length = 0;
    stream.on('data', (chunk) => { length += chunk.length; });
    await once(stream, 'end');
    console.log(`  ${length}`);
  }, (stream) => {
    stream.respond();
    stream.end(Buffer.alloc(300_000));
  });
  await withOptions('an upload that the server does not read', {}, {}, async (client) => {
    const stream = client.request({ ':method': 'POST' });
    stream.on('response', (headers) => console.log(`  ${headers[':status']}`));
    stream.on('aborted', () => console.log('  aborted'));
    stream.resume();
    stream.write(Buffer.alloc(200_000));
    await once(stream, 'close');
    console.log(`  close ${stream.rstCode}`);
  });
}

let open = 0;
let most = 0;

main();
