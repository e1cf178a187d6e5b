// Structures around keys of kinds that AWS-LC does not have: their algorithms have no parameters, and nothing unknown comes behind a key.
'use strict';
const crypto = require('node:crypto');

const objects = { 'ed448': '06032b6571', 'x448': '06032b656f', 'slh-dsa-sha2-128s': '0609608648016503040314' };
const lengths = { 'ed448': 57, 'x448': 56, 'slh-dsa-sha2-128s': 32 };

// All of them are shorter than 256 bytes.
function element(tag, ...parts) {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(content.length < 128 ? [tag, content.length] : [tag, 0x81, content.length]), content]);
}

function read(name, method, type, key) {
  try {
    console.log(name, crypto[method]({ key, format: 'der', type }).asymmetricKeyType);
  } catch {
    console.log(name, 'is refused');
  }
}

for (const [kind, hex] of Object.entries(objects)) {
  const object = Buffer.from(hex, 'hex');
  const nothing = Buffer.from('0500', 'hex');
  const publicBits = Buffer.concat([Buffer.from([0]), Buffer.alloc(lengths[kind])]);
  for (const [name, ...algorithm] of [['plain', object], ['null', object, nothing], ['empty', object, element(0x30)]]) {
    read(`${kind} spki ${name}`, 'createPublicKey', 'spki', element(0x30, element(0x30, ...algorithm), element(3, publicBits)));
  }

  const isSlhDsa = kind.startsWith('slh');
  const bytes = Buffer.alloc(isSlhDsa ? 64 : lengths[kind], 7);
  const content = element(4, isSlhDsa ? bytes : element(4, bytes));
  const info = (name, version, algorithm, ...more) =>
    read(`${kind} pkcs8 ${name}`, 'createPrivateKey', 'pkcs8', element(0x30, element(2, version), element(0x30, ...algorithm), content, ...more));
  const first = Buffer.from([0]);
  const second = Buffer.from([1]);
  info('plain', first, [object]);
  info('null', first, [object, nothing]);
  info('attributes', first, [object], element(0xa0));
  info('public', second, [object], element(0x81, publicBits));
  info('attributes, public', second, [object], element(0xa0), element(0x81, publicBits));
  info('public, attributes', second, [object], element(0x81, publicBits), element(0xa0));
  info('public in the first version', first, [object], element(0x81, publicBits));
  info('third version', Buffer.from([2]), [object]);
  info('something else', first, [object], element(4, bytes));
}
