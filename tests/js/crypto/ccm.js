'use strict';
// CCM, which wants to know the length of the message first: without anything beside the message nobody has to tell it, a message may
// be empty, and nothing that was not updated is taken for authentic.
const crypto = require('node:crypto');
const { show } = require('./fixtures/show.js');

const key = Buffer.alloc(16, 1);
const iv = Buffer.alloc(12, 2);
const options = { authTagLength: 16 };
const encrypt = (data, aad) => {
  const cipher = crypto.createCipheriv('aes-128-ccm', key, iv, options);
  if (aad) cipher.setAAD(Buffer.from('aad'), { plaintextLength: data?.length ?? 0 });
  const encrypted = data === undefined ? Buffer.alloc(0) : cipher.update(data);
  cipher.final();
  return [encrypted, cipher.getAuthTag()];
};
for (const aad of [false, true]) {
  for (const data of [undefined, Buffer.alloc(0), Buffer.from('hello'), Buffer.alloc(100, 7)]) {
    show(aad, data?.length, () => encrypt(data, aad));
    for (const [isUpdated, isRight] of [[true, true], [true, false], [false, true], [false, false]]) {
      show(aad, data?.length, isUpdated, isRight, () => {
        const [encrypted, tag] = encrypt(data, aad);
        if (!isRight) tag[0] ^= 1;
        const decipher = crypto.createDecipheriv('aes-128-ccm', key, iv, options).setAuthTag(tag);
        if (aad) decipher.setAAD(Buffer.from('aad'), { plaintextLength: encrypted.length });
        const parts = isUpdated ? [decipher.update(encrypted)] : [];
        return [...parts, decipher.final()].map((part) => part.toString('hex'));
      });
    }
  }
}
const twice = crypto.createCipheriv('aes-128-ccm', key, iv, options);
twice.update('a');
show('twice', () => twice.update('b'));

// What is authenticated besides a message may come before the tag. Without a tag nothing comes out.
{
  const key = Buffer.alloc(16);
  const nonce = Buffer.alloc(12);
  const aad = Buffer.from('besides');
  const options = { authTagLength: 16 };
  const message = Buffer.from('message');
  const plaintextLength = message.length;
  const cipher = crypto.createCipheriv('aes-128-ccm', key, nonce, options).setAAD(aad, { plaintextLength });
  const encrypted = Buffer.concat([cipher.update(message), cipher.final()]);
  const tag = cipher.getAuthTag();
  const decipher = () => crypto.createDecipheriv('aes-128-ccm', key, nonce, options).setAAD(aad, { plaintextLength });
  const finish = (name, stream) => {
    try {
      console.log(name, stream.update(encrypted).toString(), stream.final().length);
    } catch ({ message: text }) {
      console.log(name, text);
    }
  };
  finish('AAD, then tag', decipher().setAuthTag(tag));
  finish('tag, then AAD', crypto.createDecipheriv('aes-128-ccm', key, nonce, options).setAuthTag(tag).setAAD(aad, { plaintextLength }));
  finish('no tag', decipher());
  finish('another tag', decipher().setAuthTag(Buffer.alloc(16)));
  finish('other AAD', crypto.createDecipheriv('aes-128-ccm', key, nonce, options).setAAD(key, { plaintextLength }).setAuthTag(tag));
  finish('no AAD', crypto.createDecipheriv('aes-128-ccm', key, nonce, options).setAuthTag(tag));
  try {
    console.log(decipher().final());
  } catch ({ message: text }) {
    console.log('at once', text);
  }
}
