'use strict';
const assert = require('node:assert');
const pl = require('nodejs-polars').default ?? require('nodejs-polars');
const df = pl.DataFrame({ a: [1, 2, 3], b: ['x', 'y', 'x'] });
assert.deepEqual(df.shape, { height: 3, width: 2 });
const g = df.groupBy('b').agg(pl.col('a').sum()).sort('b'); assert.deepEqual(g.toRecords(), [{ b: 'x', a: 4 }, { b: 'y', a: 2 }]);
assert.deepEqual(df.filter(pl.col('a').gt(1)).getColumn('a').toArray(), [2, 3]);
assert.match(df.writeCSV().toString(), /^a,b\n1\.0,x|^a,b\n1,x/);
console.log('ok');
