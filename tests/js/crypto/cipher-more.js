'use strict';
// Ciphers and modes beside those that everybody uses: ARIA, Camellia, SM4, feedback modes of triple DES, ciphertext stealing, XTS
// with 128 bits, SIV and GCM-SIV. Known answers in pieces of any size, both ways, and what each refuses.
const crypto = require('node:crypto');
const { show } = require('./fixtures/show.js');

const bytes = (length) => Buffer.from(Array.from({ length }, (_, i) => i));
const isThere = (name) => /^(?:aria|camellia|sm4|des-ede3?-(?:cfb|ofb))/.test(name) && !/gcm|ccm|xts|cts|wrap/.test(name);

// Each name is found, in any case.
for (const name of crypto.getCiphers()) {
  const info = crypto.getCipherInfo(name);
  if (info === undefined || crypto.getCipherInfo(name.toUpperCase()).name !== info.name) console.log('not found', name);
}

for (const name of crypto.getCiphers().filter(isThere)) {
  const { keyLength, ivLength, ...info } = crypto.getCipherInfo(name);
  const key = bytes(keyLength);
  const iv = ivLength ? bytes(ivLength) : null;
  show(name, { keyLength, ivLength, ...info });
  for (const length of [0, 1, 16, 33]) {
    show(name, length, () => {
      const cipher = crypto.createCipheriv(name, key, iv);
      const encrypted = Buffer.concat([cipher.update(bytes(length >> 1)), cipher.update(bytes(length - (length >> 1))), cipher.final()]);
      const decipher = crypto.createDecipheriv(name, key, iv);
      const back = [decipher.update(encrypted.subarray(0, 5)), decipher.update(encrypted.subarray(5)), decipher.final()];
      return [encrypted.toString('hex'), Buffer.concat(back).toString('hex')];
    });
  }
  const transform = (make, length, isPadding) => show(name, make.name, length, isPadding, () => {
    const cipher = make(name, key, iv).setAutoPadding(isPadding);
    return [cipher.update(bytes(length), null, 'hex'), cipher.final('hex')];
  });
  transform(crypto.createCipheriv, 17, false);
  transform(crypto.createCipheriv, 32, false);
  transform(crypto.createDecipheriv, 32, false);
  transform(crypto.createDecipheriv, 32, true);
  transform(crypto.createDecipheriv, 5, true);
}

for (const name of ['aes-128-cbc-cts', 'aes-256-cbc-cts', 'camellia-192-cbc-cts', 'aes-128-xts']) {
  const info = crypto.getCipherInfo(name);
  show(name, info);
  const start = (make) => make(name, bytes(info.keyLength), bytes(16));
  for (const length of [0, 1, 15, 16, 17, 31, 32, 33, 50]) {
    show(name, length, () => {
      const encrypted = start(crypto.createCipheriv).update(bytes(length));
      const decipher = start(crypto.createDecipheriv);
      return [encrypted.toString('hex'), decipher.update(encrypted, null, 'hex'), decipher.final().length];
    });
  }
  const cipher = start(crypto.createCipheriv);
  show(name, 'once', () => cipher.update(bytes(16), null, 'hex'));
  show(name, 'twice', () => cipher.update(bytes(16), null, 'hex'));
}
show('stealing from nothing', () => crypto.createCipheriv('aes-128-cbc-cts', bytes(16), bytes(16)).final());
show('one key twice', () => crypto.createCipheriv('aes-128-xts', Buffer.alloc(32), bytes(16)));

for (const name of ['aes-128-siv', 'aes-192-siv', 'aes-256-siv', 'aes-128-gcm-siv', 'aes-256-gcm-siv']) {
  const { keyLength, ivLength, ...info } = crypto.getCipherInfo(name);
  const key = bytes(keyLength);
  const iv = ivLength ? bytes(ivLength) : null;
  show(name, { keyLength, ivLength, ...info });
  const seal = (message, ...data) => {
    const cipher = crypto.createCipheriv(name, key, iv);
    for (const part of data) cipher.setAAD(part);
    return [Buffer.concat([cipher.update(message), cipher.final()]), cipher.getAuthTag()];
  };
  const open = ([encrypted, tag], ...data) => {
    const decipher = crypto.createDecipheriv(name, key, iv);
    if (tag) decipher.setAuthTag(tag);
    for (const part of data) decipher.setAAD(part);
    const opened = decipher.update(encrypted);
    return Buffer.concat([opened, decipher.final()]).toString('hex');
  };
  for (const length of [0, 1, 15, 16, 17, 40]) {
    show(name, length, () => {
      const sealed = seal(bytes(length), Buffer.from('a'));
      return [...sealed.map((part) => part.toString('hex')), open(sealed, Buffer.from('a'))];
    });
  }
  show(name, 'nothing beside it', () => seal(bytes(20)));
  show(name, 'two parts', () => seal(bytes(20), Buffer.from('a'), Buffer.from('b')));
  show(name, 'an empty part', () => seal(bytes(20), Buffer.alloc(0)));
  // What `update` gives is not looked at: Node hands out what GCM-SIV has decrypted before it compares the tag, anode does not.
  show(name, 'wrong tag', () => open([seal(bytes(17))[0], bytes(16)]));
  show(name, 'wrong data', () => open(seal(bytes(17), Buffer.from('a')), Buffer.from('b')));
  show(name, 'no tag', () => open([seal(bytes(17))[0]]));
  show(name, 'no message', () => crypto.createCipheriv(name, key, iv).final());
  for (const authTagLength of [0, 4, 12, 16, 17]) {
    show(name, 'tag of', authTagLength, () => crypto.createCipheriv(name, key, iv, { authTagLength }).update('x', 'utf8', 'hex'));
  }
  for (const length of [4, 12, 17]) show(name, 'tag of', length, () => crypto.createDecipheriv(name, key, iv).setAuthTag(bytes(length)) && 1);
  for (const length of [0, 1, 11, 13, 16]) show(name, 'vector of', length, () => crypto.createCipheriv(name, key, bytes(length)).final());
  show(name, 'short key', () => crypto.createCipheriv(name, key.subarray(1), iv));
  const late = crypto.createCipheriv(name, key, iv);
  late.update('x');
  show(name, 'late', () => late.setAAD(Buffer.from('a')));
}
