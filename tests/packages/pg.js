// pg without a PostgreSQL (examples/shop has a real one): what it does by itself, and against a small server of this process that speaks
// enough of the protocol: authentication by SCRAM-free password, simple and prepared queries, types, errors, notifications, pools,
// connections that are refused, cut off or never answered.
'use strict';
const net = require('node:net');
const { Client, Pool, types, escapeIdentifier, escapeLiteral, DatabaseError } = require('pg');

const later = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
const int32 = (value) => { const bytes = Buffer.alloc(4); bytes.writeInt32BE(value); return bytes; };
const int16 = (value) => { const bytes = Buffer.alloc(2); bytes.writeInt16BE(value); return bytes; };
const text = (value) => Buffer.from(`${value}\0`);
const message = (type, ...parts) => {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
};
const ready = message('Z', Buffer.from('I'));
const columns = (...list) => message('T', int16(list.length), ...list.flatMap(([name, type]) => [text(name), int32(0), int16(0), int32(type), int16(-1), int32(-1), int16(0)]));
const row = (...values) => message('D', int16(values.length), ...values.flatMap((value) => (value === null ? [int32(-1)] : [int32(Buffer.byteLength(value)), Buffer.from(value)])));
const complete = (tag) => message('C', text(tag));
const failure = (fields) => message('E', ...Object.entries(fields).map(([key, value]) => Buffer.concat([Buffer.from(key), text(value)])), Buffer.from([0]));

const answers = {
  'SELECT types': [
    columns(['n', 23], ['big', 20], ['t', 25], ['b', 16], ['j', 114], ['ts', 1184], ['arr', 1007], ['bin', 17], ['f', 701], ['nothing', 25]),
    row('42', '9007199254740993', 'tea \u8336', 't', '{"a":[1]}', '2026-01-02 03:04:05+00', '{1,2,NULL}', '\\x00ff', '1.5', null), complete('SELECT 1'),
  ],
  'SELECT two': [columns(['a', 23]), row('1'), row('2'), complete('SELECT 2')],
  'UPDATE': [complete('UPDATE 3')],
  'FAIL': [failure({ S: 'ERROR', V: 'ERROR', C: '23505', M: 'duplicate key', D: 'Key (a)=(1) exists.', s: 'public', t: 'things', n: 'things_pkey', F: 'x.c', L: '1', R: 'f' })],
  'NOTIFY': [message('A', int32(7), text('channel'), text('payload')), complete('NOTIFY')],
};

// How many clients have said that they end.
let terminated = 0;

function serve(socket) {
  let data = Buffer.alloc(0);
  let started = false;
  let asked;
  const seen = [];
  socket.on('error', () => {});
  const send = (...parts) => socket.write(Buffer.concat(parts));
  const handle = (type, body) => {
    if (type === 'p') {
      seen.push(`password ${body.toString().slice(0, -1)}`);
      if (!body.toString().startsWith('right')) return socket.end(failure({ S: 'FATAL', C: '28P01', M: 'password authentication failed' }));
      return send(message('R', int32(0)), message('S', text('server_version'), text('17.0')), message('K', int32(7), int32(8)), ready);
    }
    if (type === 'Q') {
      const query = body.toString().slice(0, -1);
      if (query === 'CUT') return socket.destroy();
      if (query === 'NEVER') return;
      return send(...answers[query] ?? [failure({ S: 'ERROR', C: '42601', M: `no ${query}` })], ready);
    }
    if (type === 'P') [, asked] = body.toString().split('\0');
    if (type === 'B') seen.push(`bind ${body.toString('latin1').replace(/[^ -~]+/g, ' ').trim()}`);
    if (type === 'P') return send(message('1'));
    if (type === 'B') return send(message('2'));
    if (type === 'E') return send(...answers[asked].filter((part) => part[0] !== 0x54));
    if (type === 'D') return send(answers[asked].find((part) => part[0] === 0x54) ?? message('n'));
    if (type === 'S') return send(ready);
    if (type === 'X') {
      console.log('   server saw', seen);
      terminated++;
    }
  };
  socket.on('data', (chunk) => {
    data = Buffer.concat([data, chunk]);
    for (;;) {
      const at = started ? 1 : 0;
      if (data.length < at + 4) return;
      const length = data.readInt32BE(at);
      if (data.length < at + length) return;
      const body = data.subarray(at + 4, at + length);
      const type = started ? String.fromCharCode(data[0]) : '';
      data = data.subarray(at + length);
      if (started) {
        handle(type, body);
      } else if (body.readInt32BE(0) === 80877103) {
        socket.write('N');
      } else {
        started = true;
        seen.push(body.subarray(4).toString().split('\0').filter(Boolean).slice(0, 4).join(' '));
        send(message('R', int32(3)));
      }
    }
  });
}

const show = (error) => `${error.constructor.name} ${error.code} ${error.message}`;

async function main() {
  console.log(escapeIdentifier('a"b'), escapeLiteral("it's \\ here"), types.getTypeParser(1082)('2026-01-02') instanceof Date);
  const server = net.createServer(serve);
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.address();
  const options = { host: '127.0.0.1', port, user: 'me', password: 'right', database: 'shop' };

  const client = new Client(options);
  const events = [];
  client.on('notification', ({ channel, payload, processId }) => events.push([channel, payload, processId]));
  client.on('end', () => events.push('end'));
  await client.connect();
  const { rows, rowCount, command, fields } = await client.query('SELECT types');
  console.log(rows, rowCount, command, fields.map(({ name, dataTypeID }) => [name, dataTypeID]));
  console.log((await client.query({ text: 'SELECT two', rowMode: 'array' })).rows, (await client.query('UPDATE')).rowCount);
  console.log((await client.query('SELECT two', [1, 'two', null, [1, 'a'], { a: 1 }, new Date(0), Buffer.from('x'), true])).rows);
  console.log((await client.query({ name: 'prepared', text: 'SELECT two', values: ['a'] })).rowCount, (await client.query({ name: 'prepared', text: 'SELECT two', values: ['b'] })).rowCount);
  await client.query('FAIL').catch((error) => console.log(error instanceof DatabaseError, show(error), error.severity, error.detail, error.table, error.constraint));
  await client.query('NOTHING').catch((error) => console.log(show(error)));
  await client.query('NOTIFY');
  console.log(await Promise.all([client.query('SELECT two'), client.query('UPDATE'), client.query('SELECT two')].map((query) => query.then((result) => result.rowCount))));
  await new Promise((resolve) => { client.query('SELECT two', (error, result) => resolve(console.log(error, result.rows.length))); });
  await client.end();
  console.log(events);

  for (const [name, more] of Object.entries({ 'wrong password': { password: 'wrong' }, 'wants TLS': { ssl: true }, 'timeout': { query_timeout: 50 } })) {
    const other = new Client({ ...options, ...more });
    other.on('error', () => {});
    const connected = await other.connect().then(() => undefined, show);
    console.log(name, connected ?? await other.query('NEVER').catch(show));
    await other.end().catch(() => {});
  }
  const cut = new Client(options);
  const cutError = new Promise((resolve) => { cut.once('error', resolve); });
  await cut.connect();
  console.log(await cut.query('CUT').catch(show), show(await cutError));
  console.log(await cut.query('UPDATE').catch(show));

  const before = terminated;
  const pool = new Pool({ ...options, max: 2, idleTimeoutMillis: 50 });
  const all = await Promise.all(Array.from({ length: 6 }, () => pool.query('SELECT two')));
  console.log(all.map((result) => result.rowCount), pool.totalCount, pool.idleCount, pool.waitingCount);
  const taken = await pool.connect();
  console.log(pool.idleCount);
  taken.release();
  // The server has heard of both as well.
  while (pool.totalCount > 0 || terminated < before + 2) await later(5);
  console.log('idle ones are gone');
  await pool.end();
  console.log(await pool.query('UPDATE').catch(show));

  const silent = net.createServer((socket) => socket.on('error', () => {}));
  await new Promise((resolve) => { silent.listen(0, '127.0.0.1', resolve); });
  console.log(await new Client({ ...options, port: silent.address().port, connectionTimeoutMillis: 50 }).connect().catch(show));
  silent.close();
  server.close();
  console.log(await new Client({ ...options, port: 1 }).connect().catch((error) => [error.code, error.syscall, error.address, error.port]));
  console.log(await new Client({ host: '/nowhere', port: 1 }).connect().catch((error) => [error.code, error.syscall, error.address]));
  process.exit();
}
main();
