'use strict';
const assert = require('node:assert');
const fs = require('node:fs'), os = require('node:os'), path = require('node:path');
const leveldown = require('leveldown');
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'ld-'));
const db = leveldown(dir);
db.open({}, (e) => {
  assert.ifError(e);
  db.put('k', Buffer.from('v'), (e) => {
    assert.ifError(e);
    db.get('k', (e, v) => {
      assert.ifError(e); assert.equal(v.toString(), 'v');
      db.batch().put('x', '1').put('y', '2').write((e) => {
        assert.ifError(e);
        const it = db.iterator({ keyAsBuffer: false, valueAsBuffer: false }), rows = [];
        const step = () => it.next((e, k, v) => {
          assert.ifError(e);
          if (k === undefined) return it.end(() => { assert.deepEqual(rows, ['k=v', 'x=1', 'y=2']); db.close((e) => { assert.ifError(e); fs.rmSync(dir, { recursive: true }); console.log('ok'); }); });
          rows.push(k + '=' + v); step();
        });
        step();
      });
    });
  });
});
