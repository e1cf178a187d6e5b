'use strict';
// Agreeing on secrets: ECDH, Diffie-Hellman, X25519, key encapsulation; primes. Results for fixed keys, and the errors.
const crypto = require('node:crypto');
const { inspect } = require('node:util');
const show = (label, fn) => {
  try {
    console.log(label, inspect(fn(), { breakLength: Infinity, depth: 4 }));
  } catch (error) {
    console.log(label, error.name, error.code, error.message, error.library, error.reason, error.opensslErrorStack);
  }
};
const ec=crypto.createECDH('secp256k1');
show('noprv',()=>ec.getPrivateKey());
show('nopub',()=>ec.getPublicKey());
show('gen',()=>ec.generateKeys('hex','compressed').length);
show('fmt',()=>ec.getPublicKey('hex','zz'));
show('setp',()=>ec.setPrivateKey('00'.repeat(32),'hex'));
show('setpub',()=>ec.setPublicKey('01','hex'));
show('conv',()=>crypto.ECDH.convertKey('01','secp256k1','hex'));
show('conv',()=>crypto.ECDH.convertKey('01','zz','hex'));
ec.setPrivateKey('01'.repeat(32),'hex');
show('pk',()=>[ec.getPublicKey('hex'),ec.getPublicKey('hex','compressed'),ec.getPublicKey('hex','hybrid'),ec.getPrivateKey('hex'),crypto.ECDH.convertKey(ec.getPublicKey(),'secp256k1',undefined,'hex','compressed')]);
show('self',()=>ec.computeSecret(ec.getPublicKey(),null,'hex'));
show('secp',()=>crypto.createECDH('secp256k1').computeSecret(ec.getPublicKey()));
const d=crypto.createDiffieHellman(Buffer.from('ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7edee386bfb5a899fa5ae9f24117c4b1fe649286651ece65381ffffffffffffffff','hex'));
show('dh',()=>[d.verifyError,d.getPrime('hex').length,d.getGenerator('hex')]);
show('dhno',()=>d.getPublicKey());
show('dhno',()=>d.getPrivateKey());
show('dhno',()=>d.computeSecret(Buffer.from('05','hex')));
d.setPrivateKey(Buffer.from('1234567890abcdef','hex'));
show('dhg',()=>d.generateKeys('hex'));
show('dhk',()=>[d.getPrivateKey('hex'),d.computeSecret(Buffer.from('1234','hex'),null,'hex')]);
show('small',()=>d.computeSecret(Buffer.from([1])));
show('large',()=>d.computeSecret(Buffer.alloc(128,255)));
show('badprime',()=>crypto.createDiffieHellman(Buffer.alloc(64,255)).verifyError);
show('g',()=>crypto.createDiffieHellman(Buffer.alloc(64,255),1));
show('g',()=>crypto.createDiffieHellman(Buffer.alloc(64,255),Buffer.from([0])));
show('arg',()=>crypto.createDiffieHellman());
show('arg',()=>crypto.createDiffieHellman('ff','hex',{}));
show('str',()=>crypto.createDiffieHellman('ab','hex','05','hex').getGenerator('hex'));
const x=crypto.generateKeyPairSync('x25519');
show('dh0',()=>crypto.diffieHellman({privateKey:x.publicKey,publicKey:x.publicKey}));
show('dh0',()=>crypto.diffieHellman({privateKey:x.privateKey}));
show('dh0',()=>crypto.diffieHellman(5));
show('dh0',()=>crypto.diffieHellman({privateKey:x.privateKey,publicKey:x.publicKey}).length);
show('ed',()=>{const e=crypto.generateKeyPairSync('ed25519');return crypto.diffieHellman(e)});
show('zero x',()=>crypto.diffieHellman({privateKey:x.privateKey,publicKey:crypto.createPublicKey({key:Buffer.alloc(32),format:'raw-public',asymmetricKeyType:'x25519'})}));
show('kem',()=>crypto.encapsulate(crypto.generateKeyPairSync('ed25519').publicKey));
show('kem',()=>crypto.encapsulate(5));
show('kem',()=>crypto.decapsulate(crypto.generateKeyPairSync('ml-kem-512').privateKey,Buffer.alloc(3)));
show('prime',()=>crypto.generatePrimeSync(0));
show('prime',()=>crypto.generatePrimeSync(8,{add:300n}));
show('prime',()=>crypto.generatePrimeSync(8,{add:5n,rem:7n}));
show('prime',()=>crypto.generatePrimeSync(32,{add:12n,rem:11n,bigint:true})%12n);
show('prime',()=>crypto.generatePrimeSync(1));
show('prime',()=>crypto.generatePrimeSync(3,{bigint:true})>3n);
show('prime',()=>crypto.generatePrimeSync(5,{safe:true,bigint:true}));
show('cp',()=>[crypto.checkPrimeSync(97n),crypto.checkPrimeSync(98n),crypto.checkPrimeSync(1n),crypto.checkPrimeSync(0n),crypto.checkPrimeSync(Buffer.from([1,1])),crypto.checkPrimeSync(7n,{checks:10})]);
show('cp',()=>crypto.checkPrimeSync('a'));
show('cp',()=>crypto.checkPrimeSync(-1n));
show('cp',()=>crypto.checkPrimeSync(1n,{checks:-1}));
// A public key that was set and is not the private key's makes no secret, whatever the other side's key is.
{
  const ecdh = crypto.createECDH('secp256k1');
  const other = crypto.createECDH('secp256k1');
  const otherKey = other.generateKeys();
  const ownKey = ecdh.generateKeys();
  ecdh.setPublicKey(otherKey);
  show('pair', () => ecdh.computeSecret(otherKey));
  show('pair', () => ecdh.computeSecret(Buffer.alloc(3)));
  ecdh.setPublicKey(crypto.ECDH.convertKey(ownKey, 'secp256k1', undefined, undefined, 'compressed'));
  show('pair', () => ecdh.computeSecret(otherKey).length);
  ecdh.setPublicKey(otherKey);
  ecdh.setPrivateKey(ecdh.getPrivateKey());
  show('pair', () => ecdh.computeSecret(otherKey).length);
}
// DSA has divisors of three sizes, and moduli from 1024 bits on, to which some shorter ones are rounded up.
for (const [modulusLength, divisorLength] of [[512, 160], [960, 224], [511, 224], [1024, 192], [1024, 161], [961, 160], [1000, undefined]]) {
  show('dsa', () => crypto.generateKeyPairSync('dsa', { modulusLength, divisorLength }).privateKey.asymmetricKeyDetails);
}
