'use strict';
// Certificates: everything they say and everything that can be checked of them; PKCS#12; SPKAC; Argon2.
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { inspect } = require('node:util');
const read = (name) => fs.readFileSync(path.join(__dirname, 'fixtures', name));
const show = (label, fn) => {
  try {
    console.log(label, inspect(fn(), { breakLength: Infinity, depth: 6 }));
  } catch (error) {
    console.log(label, error.name, error.code, error.message, error.library, error.reason);
  }
};
const x=new crypto.X509Certificate(read('ca.pem')),leaf=new crypto.X509Certificate(read('leaf.pem'));
for(const p of ['subject','subjectAltName','issuer','issuerCertificate','infoAccess','validFrom','validTo','validFromDate','validToDate','fingerprint','fingerprint256','fingerprint512','keyUsage','serialNumber','signatureAlgorithm','signatureAlgorithmOid','ca'])show(p,()=>[x[p],leaf[p]]);
show('raw',()=>x.raw.length);
show('pk',()=>x.publicKey.asymmetricKeyType);
show('str',()=>[x.toString()===x.toJSON(),x.toString().length,x.toString().slice(0,60)]);
show('legacy',()=>x.toLegacyObject());
show('leg2',()=>leaf.toLegacyObject());
show('insp',()=>leaf);
for(const h of['example.org','www.example.com','a.b.example.com','EXAMPLE.ORG','nope','.example.com','*.example.com'])show('host '+h,()=>x.checkHost(h));for(const o of [{subject:'always'},{subject:'never'},{wildcards:false},{partialWildcards:false},{multiLabelWildcards:true},{singleLabelSubdomains:true}])show('host',()=>[x.checkHost('www.example.com',o),x.checkHost('example.org',o)]);
show('h',()=>x.checkHost(5));
show('h',()=>x.checkHost('a',{subject:'zz'}));
show('h',()=>x.checkHost('a\0b'));
show('email',()=>[x.checkEmail('a@example.org'),x.checkEmail('ca@example.org'),x.checkEmail('b@x'),x.checkEmail('ca@example.org',{subject:'always'})]);
show('ip',()=>[x.checkIP('127.0.0.1'),x.checkIP('::1'),x.checkIP('1.1.1.1'),x.checkIP('zz')]);
show('iss',()=>[leaf.checkIssued(x),x.checkIssued(leaf),x.checkIssued(x)]);
show('iss',()=>leaf.checkIssued(5));
show('ver',()=>[leaf.verify(x.publicKey),x.verify(x.publicKey),leaf.verify(leaf.publicKey)]);
show('ver',()=>leaf.verify(5));
show('cpk',()=>[x.checkPrivateKey(crypto.createPrivateKey(read('ca.key'))),leaf.checkPrivateKey(crypto.createPrivateKey(read('ca.key')))]);
show('cpk',()=>x.checkPrivateKey(x.publicKey));
show('bad',()=>new crypto.X509Certificate('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'));
show('bad',()=>new crypto.X509Certificate(5));
show('der',()=>new crypto.X509Certificate(x.raw).subject===x.subject);
show('clone',()=>structuredClone(x).subject===x.subject);
show('call',()=>crypto.X509Certificate('a'));
show('names',()=>Object.getOwnPropertyNames(crypto.X509Certificate.prototype).join());
show('desc',()=>[Object.getOwnPropertyDescriptor(crypto.X509Certificate.prototype,'subject'),Object.prototype.toString.call(x)]);
const s=read('spkac.txt').toString().trim();
show('spk',()=>[crypto.Certificate.verifySpkac(s),crypto.Certificate.exportChallenge(s),crypto.Certificate.exportPublicKey(s).toString(),crypto.Certificate().verifySpkac(Buffer.from(s)),new crypto.Certificate().exportChallenge('zz'),crypto.Certificate.exportPublicKey('a'),crypto.Certificate.verifySpkac('zz')]);
show('spk',()=>crypto.Certificate.verifySpkac(5));
show('p12',()=>crypto.parsePKCS12(read('leaf.p12'),{passphrase:'secret'}));
show('p12',()=>crypto.parsePKCS12(read('leaf.p12'),'secret'));
show('p12',()=>crypto.parsePKCS12(read('leaf.p12'),{passphrase:'bad'}));
show('p12',()=>crypto.parsePKCS12(read('leaf.p12')));
show('p12',()=>crypto.parsePKCS12(Buffer.alloc(3)));
show('p12',()=>crypto.parsePKCS12(5));
show('eng',()=>crypto.setEngine('a'));
show('eng',()=>crypto.setEngine());
show('argon',()=>crypto.argon2Sync('argon2id',{message:'m',nonce:Buffer.alloc(16),parallelism:1,tagLength:32,memory:64,passes:2}).toString('hex'));
show('argon',()=>crypto.argon2Sync('argon2i',{message:'m',nonce:Buffer.alloc(16),parallelism:2,tagLength:16,memory:64,passes:1,secret:Buffer.from('s'),associatedData:Buffer.from('ad')}).toString('hex'));
show('argon',()=>crypto.argon2Sync('zz',{}));
show('argon',()=>crypto.argon2Sync('argon2d',{message:'m',nonce:Buffer.alloc(3),parallelism:1,tagLength:32,memory:64,passes:2}));
show('argon',()=>crypto.argon2Sync('argon2d',{message:'m',nonce:Buffer.alloc(8),parallelism:1,tagLength:3,memory:64,passes:2}));
show('argon',()=>crypto.argon2Sync('argon2d',{message:'m',nonce:Buffer.alloc(8),parallelism:1,tagLength:4,memory:6,passes:2}));
show('argon',()=>crypto.argon2Sync('argon2d',{message:'m',nonce:Buffer.alloc(8),parallelism:0,tagLength:4,memory:8,passes:2}));
show('argon',()=>crypto.argon2Sync('argon2d',{message:'m',nonce:Buffer.alloc(8),parallelism:1,tagLength:4,memory:8,passes:0}));
show('argon',()=>crypto.argon2('argon2d',{message:'m',nonce:Buffer.alloc(8),parallelism:1,tagLength:4,memory:8,passes:1}));
show('argon',()=>crypto.argon2Sync('argon2d',{message:5}));
show('argon',()=>crypto.argon2Sync('argon2d'));
// Names of other kinds: those that are known are told if their text has the encoding that it should have; text that is Unicode is
// not escaped for its characters, only for what could be taken for another name.
{
  const names = new crypto.X509Certificate(read('names.pem'));
  console.log(names.subjectAltName.split(/, (?=[A-Za-z]+:)/));
  console.log(names.toLegacyObject().subjectaltname === names.subjectAltName);
}
// A certificate of version 1, which cannot say that it is an authority, is none.
{
  const old = new crypto.X509Certificate(read('version1.pem'));
  console.log(old.subject, old.checkIssued(old), old.verify(old.publicKey), old.ca, old.toLegacyObject().ca);
}

// Ed448, which AWS-LC does not have.
{
  const own = new crypto.X509Certificate(read('ed448.pem'));
  console.log(own.publicKey.asymmetricKeyType, own.verify(own.publicKey), own.checkIssued(own), own.verify(x.publicKey));
  console.log(x.verify(own.publicKey), own.checkPrivateKey(crypto.createPrivateKey(read('ca.key'))));
}
