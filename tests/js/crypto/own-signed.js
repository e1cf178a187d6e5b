// Signatures of certificates by keys of kinds that AWS-LC does not have: what of a certificate has to agree before its bytes are looked
// at, and that a signature may be empty.
'use strict';
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const { privateKey, publicKey } = crypto.generateKeyPairSync('ed448');
const pem = fs.readFileSync(path.join(__dirname, 'fixtures', 'ed448.pem'));
const known = new crypto.X509Certificate(pem);

// Of short elements, whose length is one byte, and of long ones.
function element(tag, ...parts) {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head = length < 128 ? [tag, length] : length < 256 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from(head), content]);
}

const ed448 = Buffer.from('06032b6571', 'hex');
const ed25519 = Buffer.from('06032b6570', 'hex');
const nothing = Buffer.from('0500', 'hex');

// The certificate's first part, with the new key in the place of the old one.
function toBeSigned(inner) {
  const whole = known.raw;
  // SEQUENCE { SEQUENCE ... }: both lengths have two bytes.
  const length = whole.readUInt16BE(6);
  const content = Buffer.from(whole.subarray(8, 8 + length));
  const old = known.publicKey.export({ format: 'der', type: 'spki' });
  publicKey.export({ format: 'der', type: 'spki' }).copy(content, content.indexOf(old));
  // The algorithm that the signature is told to have is the first of both.
  const at = content.indexOf(element(0x30, ed448));
  const after = at + element(0x30, ed448).length;
  return element(0x30, content.subarray(0, at), element(0x30, ...inner), content.subarray(after));
}

function verify(title, inner, outer, unused, makeSignature) {
  const signed = toBeSigned(inner);
  const signature = makeSignature(crypto.sign(null, signed, privateKey));
  const certificate = element(0x30, signed, element(0x30, ...outer), element(3, Buffer.from([unused]), signature));
  try {
    console.log(title, new crypto.X509Certificate(certificate).verify(publicKey));
  } catch (error) {
    console.log(title, error.name);
  }
}

const whole = (signature) => signature;
verify('as it should be', [ed448], [ed448], 0, whole);
verify('another algorithm inside', [ed25519], [ed448], 0, whole);
verify('another algorithm outside', [ed448], [ed25519], 0, whole);
verify('parameters inside', [ed448, nothing], [ed448], 0, whole);
verify('parameters everywhere', [ed448, nothing], [ed448, nothing], 0, whole);
verify('bits that are not used', [ed448], [ed448], 1, whole);
verify('no bytes', [ed448], [ed448], 0, (signature) => signature.subarray(0, 0));
verify('a byte more', [ed448], [ed448], 0, (signature) => Buffer.concat([signature, Buffer.alloc(1)]));
verify('another signature', [ed448], [ed448], 0, (signature) => signature.map((byte) => byte ^ 1));
