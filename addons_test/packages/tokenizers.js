'use strict';
const assert = require('node:assert');
const { Tokenizer } = require('tokenizers');
async function main() {
  const json = { version: '1.0', truncation: null, padding: null, added_tokens: [], normalizer: { type: 'Lowercase' }, pre_tokenizer: { type: 'Whitespace' }, post_processor: null, decoder: null, model: { type: 'WordLevel', vocab: { '[UNK]': 0, who: 1, is: 2, john: 3, '?': 4 }, unk_token: '[UNK]' } };
  const t = Tokenizer.fromString(JSON.stringify(json));
  const e = await t.encode('Who is John?');
  assert.deepEqual(e.getIds(), [1, 2, 3, 4]); assert.deepEqual(e.getTokens(), ['who', 'is', 'john', '?']); assert.deepEqual(e.getOffsets()[2], [7, 11]);
  assert.match(await t.decode([1, 2, 3], false), /who is john/);
  assert.equal((await t.encodeBatch(['who', 'is is'])).length, 2);
}
main().then(() => console.log('ok'));
