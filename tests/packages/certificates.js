// Certificates and requests made in JavaScript over WebCrypto and node:crypto (@peculiar/x509, pkijs, selfsigned, acme-client,
// node-forge) are what X509Certificate, a TLS server and the other packages read.
'use strict';

require('reflect-metadata');
const crypto = require('node:crypto');
const tls = require('node:tls');
const x509 = require('@peculiar/x509');
const pkijs = require('pkijs');
const forge = require('node-forge');
const selfsigned = require('selfsigned');
const acme = require('acme-client');

const notBefore = new Date('2025-01-01T00:00:00Z');
const notAfter = new Date('2049-01-01T00:00:00Z');

x509.cryptoProvider.set(crypto.webcrypto);

function describe(pem) {
  const { subject, issuer, subjectAltName, validFrom, validTo, keyUsage, ca, publicKey } = new crypto.X509Certificate(pem);
  return { subject, issuer, subjectAltName, validFrom, validTo, keyUsage, ca, key: publicKey.asymmetricKeyType };
}

const kAlgorithms = [
  { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' },
  { name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' },
  { name: 'Ed25519' },
];

async function peculiar() {
  for (const algorithm of kAlgorithms) {
    const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
    const root = await x509.X509CertificateGenerator.createSelfSigned({
      serialNumber: '01', name: 'CN=Root, O=Example', notBefore, notAfter, signingAlgorithm: algorithm, keys,
      extensions: [
        new x509.BasicConstraintsExtension(true, 2, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    });
    const leafKeys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
    const request = await x509.Pkcs10CertificateRequestGenerator.create({
      name: 'CN=leaf.example.org', keys: leafKeys, signingAlgorithm: algorithm,
      extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: 'leaf.example.org' }])],
    });
    const leaf = await x509.X509CertificateGenerator.create({
      serialNumber: '02', subject: request.subject, issuer: root.subject, notBefore, notAfter,
      signingAlgorithm: algorithm, publicKey: await request.publicKey.export(), signingKey: keys.privateKey,
      extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: 'leaf.example.org' }]),
                   new x509.ExtendedKeyUsageExtension(['1.3.6.1.5.5.7.3.1'])],
    });
    const chain = await new x509.X509ChainBuilder({ certificates: [root] }).build(leaf);
    const [parsedRoot, parsedLeaf] = [root, leaf].map((it) => new crypto.X509Certificate(it.toString('pem')));
    console.log(algorithm.name, await request.verify(), await leaf.verify({ publicKey: root.publicKey, date: notBefore }),
                chain.length, parsedLeaf.verify(parsedRoot.publicKey), parsedLeaf.checkIssued(parsedRoot),
                parsedLeaf.checkHost('leaf.example.org'),
                (await leaf.getThumbprint('SHA-256')).byteLength,
                Buffer.from(await leaf.getThumbprint('SHA-1')).toString('hex').toUpperCase() === parsedLeaf.fingerprint.replaceAll(':', ''));
    console.log(describe(root.toString('pem')), describe(leaf.toString('pem')));
    await handshake(algorithm.name, root, leaf, leafKeys.privateKey);
  }
}

async function handshake(label, root, leaf, key) {
  const pkcs8 = crypto.KeyObject.from(key).export({ format: 'pem', type: 'pkcs8' });
  const server = tls.createServer({ cert: leaf.toString('pem'), key: pkcs8 }, (socket) => socket.end('hello'));
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const socket = tls.connect({
    port: server.address().port, host: '127.0.0.1', servername: 'leaf.example.org', ca: root.toString('pem'),
  });
  let text = '';
  for await (const chunk of socket) text += chunk;
  console.log(label, text, socket.authorized, socket.authorizationError);
  await new Promise((resolve) => { server.close(resolve); });
}

async function withPkijs() {
  pkijs.setEngine('node', new pkijs.CryptoEngine({ name: 'node', crypto: crypto.webcrypto }));
  const asn1js = require('asn1js');
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = new pkijs.Certificate();
  certificate.version = 2;
  certificate.serialNumber = new asn1js.Integer({ value: 7 });
  for (const name of [certificate.issuer, certificate.subject]) {
    name.typesAndValues.push(new pkijs.AttributeTypeAndValue({ type: '2.5.4.3', value: new asn1js.Utf8String({ value: 'pkijs' }) }));
  }
  certificate.notBefore.value = notBefore;
  certificate.notAfter.value = notAfter;
  await certificate.subjectPublicKeyInfo.importKey(keys.publicKey);
  await certificate.sign(keys.privateKey, 'SHA-256');
  const der = Buffer.from(certificate.toSchema(true).toBER(false));
  const parsed = new crypto.X509Certificate(der);
  console.log('pkijs', parsed.subject, parsed.verify(parsed.publicKey), await certificate.verify());

  // A message signed and one encrypted for the certificate's key.
  const signed = new pkijs.SignedData({
    version: 1,
    encapContentInfo: new pkijs.EncapsulatedContentInfo({
      eContentType: pkijs.ContentInfo.DATA, eContent: new asn1js.OctetString({ valueHex: Buffer.from('text').buffer.slice(0, 4) }),
    }),
    signerInfos: [new pkijs.SignerInfo({
      version: 1, sid: new pkijs.IssuerAndSerialNumber({ issuer: certificate.issuer, serialNumber: certificate.serialNumber }),
    })],
    certificates: [certificate],
  });
  await signed.sign(keys.privateKey, 0, 'SHA-256');
  console.log('signed', await signed.verify({ signer: 0, trustedCerts: [certificate], checkChain: false }));

  const ecdh = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveKey', 'deriveBits']);
  await certificate.subjectPublicKeyInfo.importKey(ecdh.publicKey);
  const enveloped = new pkijs.EnvelopedData();
  enveloped.addRecipientByCertificate(certificate);
  await enveloped.encrypt({ name: 'AES-CBC', length: 128 }, Buffer.from('for the owner'));
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', ecdh.privateKey);
  const plain = await enveloped.decrypt(0, { recipientCertificate: certificate, recipientPrivateKey: pkcs8 });
  console.log('enveloped', Buffer.from(plain).toString());
}

async function withSelfsigned() {
  const attributes = [{ name: 'commonName', value: 'localhost' }];
  for (const options of [{ keySize: 2048, algorithm: 'sha256' }, { keyType: 'ec', curve: 'P-256' }]) {
    const made = await selfsigned.generate(attributes, { ...options, notBeforeDate: notBefore, notAfterDate: notAfter });
    const parsed = new crypto.X509Certificate(made.cert);
    console.log('selfsigned', Object.keys(made).sort(), describe(made.cert), parsed.checkPrivateKey(crypto.createPrivateKey(made.private)),
                parsed.verify(crypto.createPublicKey(made.public)));
  }
}

async function withAcme() {
  for (const make of [() => acme.crypto.createPrivateRsaKey(2048), () => acme.crypto.createPrivateEcdsaKey('P-384')]) {
    const [key, csr] = await acme.crypto.createCsr({ commonName: 'a.example.org', altNames: ['b.example.org', '10.0.0.1'] }, await make());
    console.log('acme', acme.crypto.readCsrDomains(csr), acme.crypto.getPemBodyAsB64u(csr).length > 100,
                Object.keys(acme.crypto.getJwk(key)), key.toString().split('\n')[0]);
    const request = new x509.Pkcs10CertificateRequest(csr.toString());
    console.log(request.subject, await request.verify());
  }
  const [, certificate] = await acme.crypto.createAlpnCertificate(
    { identifier: { type: 'dns', value: 'a.example.org' } }, 'token', await acme.crypto.createPrivateEcdsaKey());
  console.log(new crypto.X509Certificate(certificate).subjectAltName);
}

function withForge() {
  const { privateKey, publicKey } = crypto.generateKeyPairSync('rsa', { modulusLength: 2048 });
  const forgeKey = forge.pki.privateKeyFromPem(privateKey.export({ format: 'pem', type: 'pkcs1' }));
  const forgePublic = forge.pki.publicKeyFromPem(publicKey.export({ format: 'pem', type: 'spki' }));
  const digest = forge.md.sha256.create();
  digest.update('text', 'utf8');
  const signature = Buffer.from(forgeKey.sign(digest), 'binary');
  console.log('forge', crypto.verify('sha256', Buffer.from('text'), publicKey, signature),
              forgePublic.verify(digest.digest().bytes(), crypto.sign('sha256', Buffer.from('text'), privateKey).toString('binary')));
  const oaep = { md: forge.md.sha256.create(), mgf1: { md: forge.md.sha256.create() } };
  const encrypted = Buffer.from(forgePublic.encrypt('secret', 'RSA-OAEP', oaep), 'binary');
  console.log(crypto.privateDecrypt({ key: privateKey, oaepHash: 'sha256' }, encrypted).toString(),
              forgeKey.decrypt(crypto.publicEncrypt({ key: publicKey, oaepHash: 'sha256' }, Buffer.from('other')).toString('binary'), 'RSA-OAEP', oaep));
  const pss = forge.pss.create({ md: forge.md.sha256.create(), mgf: forge.mgf.mgf1.create(forge.md.sha256.create()), saltLength: 20 });
  console.log(crypto.verify('sha256', Buffer.from('text'),
                            { key: publicKey, padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength: 20 },
                            Buffer.from(forgeKey.sign(digest, pss), 'binary')));

  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forgePublic;
  certificate.serialNumber = '0a';
  certificate.validity.notBefore = notBefore;
  certificate.validity.notAfter = notAfter;
  const name = [{ name: 'commonName', value: 'forge' }, { shortName: 'OU', value: 'Unit' }];
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.setExtensions([{ name: 'basicConstraints', cA: true }, { name: 'subjectAltName', altNames: [{ type: 2, value: 'f.example.org' }] }]);
  certificate.sign(forgeKey, forge.md.sha256.create());
  const pem = forge.pki.certificateToPem(certificate);
  console.log(describe(pem), new crypto.X509Certificate(pem).verify(publicKey));

  // Encrypted keys and PKCS#12 files, both ways.
  for (const algorithm of ['aes128', 'aes256', '3des']) {
    const text = forge.pki.encryptRsaPrivateKey(forgeKey, 'password', { algorithm });
    console.log(algorithm, crypto.createPrivateKey({ key: text, passphrase: 'password' }).equals(privateKey));
    const p12 = forge.asn1.toDer(forge.pkcs12.toPkcs12Asn1(forgeKey, [certificate], 'password', { algorithm })).getBytes();
    const context = tls.createSecureContext({ pfx: Buffer.from(p12, 'binary'), passphrase: 'password' });
    console.log(typeof context.context);
  }
  for (const cipher of ['aes-256-cbc', 'des-ede3-cbc']) {
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8', cipher, passphrase: 'password' });
    console.log(cipher, forge.pki.decryptRsaPrivateKey(pem, 'password').d.equals(forgeKey.d));
  }
}

(async () => {
  await peculiar();
  await withPkijs();
  await withSelfsigned();
  await withAcme();
  withForge();
})();
