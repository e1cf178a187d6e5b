'use strict';
const assert = require('node:assert');
const sqlite3 = require('sqlite3').verbose();
const db = new sqlite3.Database(':memory:');
db.serialize(() => {
  db.run('CREATE TABLE lorem (info TEXT, n INTEGER)');
  const st = db.prepare('INSERT INTO lorem VALUES (?, ?)');
  for (let i = 0; i < 10; i++) st.run('Ipsum ' + i, i);
  st.finalize();
  db.get('SELECT sum(n) AS s, count(*) AS c FROM lorem', (err, row) => { assert.ifError(err); assert.deepEqual({ ...row }, { s: 45, c: 10 }); });
  const rows = [];
  db.each('SELECT info FROM lorem WHERE n > ?', 7, (err, row) => { assert.ifError(err); rows.push(row.info); }, (err, n) => { assert.ifError(err); assert.equal(n, 2); assert.deepEqual(rows, ['Ipsum 8', 'Ipsum 9']); });
  db.run('INSERT INTO nope VALUES (1)', (err) => { assert.match(err.message, /no such table/); });
});
db.close((err) => { assert.ifError(err); console.log('ok'); });
