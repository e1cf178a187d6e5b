'use strict';
const assert = require('node:assert');
const s = require('sodium-native');
const key = Buffer.alloc(s.crypto_secretbox_KEYBYTES), nonce = Buffer.alloc(s.crypto_secretbox_NONCEBYTES);
s.randombytes_buf(key); s.randombytes_buf(nonce);
const m = Buffer.from('Hello, World!'), c = Buffer.alloc(m.length + s.crypto_secretbox_MACBYTES), p = Buffer.alloc(m.length);
s.crypto_secretbox_easy(c, m, nonce, key);
assert.ok(s.crypto_secretbox_open_easy(p, c, nonce, key)); assert.ok(p.equals(m));
c[0] ^= 1; assert.equal(s.crypto_secretbox_open_easy(p, c, nonce, key), false);
const pk = Buffer.alloc(s.crypto_sign_PUBLICKEYBYTES), sk = Buffer.alloc(s.crypto_sign_SECRETKEYBYTES), sig = Buffer.alloc(s.crypto_sign_BYTES);
s.crypto_sign_keypair(pk, sk); s.crypto_sign_detached(sig, m, sk); assert.ok(s.crypto_sign_verify_detached(sig, m, pk));
const h = Buffer.alloc(32); s.crypto_hash_sha256(h, Buffer.from('abc'));
assert.equal(h.toString('hex'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
const sec = s.sodium_malloc(32); assert.equal(sec.length, 32); s.sodium_memzero(sec);
const out = Buffer.alloc(s.crypto_pwhash_STRBYTES);
s.crypto_pwhash_str_async(out, Buffer.from('pw'), s.crypto_pwhash_OPSLIMIT_MIN, s.crypto_pwhash_MEMLIMIT_MIN, (err) => {
  assert.ifError(err); assert.ok(s.crypto_pwhash_str_verify(out, Buffer.from('pw'))); console.log('ok');
});
