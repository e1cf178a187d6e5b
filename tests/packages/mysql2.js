// mysql2 speaks its protocol on both sides: a server of its own answers a pool's queries.
'use strict';

const { once } = require('node:events');
const mysql = require('mysql2');
const promise = require('mysql2/promise');

const people = [{ id: 1, name: 'Ada' }, { id: 2, name: 'Bob \u2713' }];
const column = (name, columnType) => ({
  catalog: 'def', schema: 'test', table: 'people', orgTable: 'people', name, orgName: name,
  characterSet: 45, columnLength: 300, columnType, flags: 0, decimals: 0,
});

async function main() {
  const server = mysql.createServer();
  let connections = 0;
  server.on('connection', (connection) => {
    connections += 1;
    connection.serverHandshake({
      protocolVersion: 10, serverVersion: '8.0.0-test', connectionId: connections, statusFlags: 2, characterSet: 45,
      capabilityFlags: 0xffffff & ~0x800 & ~0x20, // neither TLS nor compression
      authCallback: (params, callback) => {
        if (params.user === 'test') callback(null);
        else callback(null, { message: `no ${params.user} here`, code: 1045 });
      },
    });
    connection.on('query', (sql) => {
      if (/^select \* from people/.test(sql)) {
        connection.writeTextResult(people, [column('id', 3), column('name', 253)]);
      } else if (/^insert/.test(sql)) {
        connection.writeOk({ affectedRows: 1, insertId: 3 });
      } else {
        connection.writeError({ code: 1064, message: `cannot read ${sql}` });
      }
      connection.sequenceId = 0; // the next command counts anew
    });
    connection.on('quit', () => connection.end());
    connection.on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server._server, 'listening');
  const { port } = server._server.address();

  const pool = promise.createPool({ host: '127.0.0.1', port, user: 'test', password: 'secret', connectionLimit: 2 });
  const [rows, fields] = await pool.query('select * from people where name <> ?', ["it's"]);
  console.log(rows.map((row) => ({ ...row })), fields.map((field) => field.name));
  const [result] = await pool.query('insert into people values (?)', [{ name: 'Eve' }]);
  console.log(result.affectedRows, result.insertId);
  console.log(await pool.query('nonsense').catch(({ code, errno, sqlState, message }) => ({ code, errno, sqlState, message })));
  const all = await Promise.all(Array.from({ length: 20 }, () => pool.query('select * from people')));
  console.log(all.every(([each]) => each.length === 2), connections);
  await pool.end();

  console.log(await promise.createConnection({ host: '127.0.0.1', port, user: 'mallory' }).catch(({ code, message }) => ({ code, message })));
  await new Promise((resolve) => { server._server.close(resolve); });
  console.log(await promise.createConnection({ host: '127.0.0.1', port, user: 'test' })
    .catch(({ code, syscall, address }) => ({ code, syscall, address })));
}

main().catch((error) => { console.error(error); process.exit(1); });
