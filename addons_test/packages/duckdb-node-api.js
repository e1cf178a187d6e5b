'use strict';
const assert = require('node:assert');
const { DuckDBInstance, DuckDBListValue } = require('@duckdb/node-api');
async function main() {
  const inst = await DuckDBInstance.create(':memory:');
  const c = await inst.connect();
  await c.run('create table t as select range as i, \'name\' || range as n from range(1000)');
  const r = await c.runAndReadAll('select sum(i)::integer as s, max(n) as m, [1,2] as l from t where i < $1', [10]);
  assert.equal(r.getRows()[0][0], 45); assert.equal(r.getRows()[0][1], 'name9');
  assert.deepEqual(r.columnNames(), ['s', 'm', 'l']);
  const st = await c.prepare('select $1::varchar || $2::integer as x'); st.bindVarchar(1, 'a'); st.bindInteger(2, 5);
  assert.deepEqual((await (await st.run()).getRowObjects?.()) ?? (await (await st.runAndReadAll()).getRowObjects()), [{ x: 'a5' }]);
  const app = await c.createAppender('t'); app.appendBigInt(5000n); app.appendVarchar('zed'); app.endRow(); app.closeSync();
  assert.equal((await c.runAndReadAll('select count(*)::integer from t')).getRows()[0][0], 1001);
  await assert.rejects(c.run('selec 1'), /syntax error/i);
  c.closeSync();
}
main().then(() => console.log('ok'));
