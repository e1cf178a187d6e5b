'use strict';
const assert = require('node:assert');
const { pinyin, asyncPinyin, compare } = require('@napi-rs/pinyin');
async function main() {
  assert.deepEqual(pinyin('中心'), ['zhong', 'xin']);
  assert.deepEqual(await asyncPinyin('中心', { style: 1 }), ['zhōng', 'xīn']);
  assert.deepEqual(['我', '爱', '你'].sort(compare), ['爱', '你', '我']);
}
main().then(() => console.log('ok'));
