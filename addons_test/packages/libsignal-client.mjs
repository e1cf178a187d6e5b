import assert from 'node:assert';
import * as Signal from '@signalapp/libsignal-client';
assert.equal(Buffer.from(Signal.hkdf(32, Buffer.from('0b'.repeat(22), 'hex'), Buffer.from(''), null)).length, 32);
const k = Signal.PrivateKey.generate(), pub = k.getPublicKey(), msg = Buffer.from('hello');
const sig = k.sign(msg); assert.equal(pub.verify(msg, sig), true); assert.equal(pub.verify(Buffer.from('x'), sig), false);
assert.deepEqual(k.agree(Signal.PrivateKey.deserialize(k.serialize()).getPublicKey()), k.agree(pub));
const aes = Signal.Aes256GcmSiv.new(Buffer.alloc(32, 1)); const ct = aes.encrypt(msg, Buffer.alloc(12), Buffer.alloc(0)); assert.equal(Buffer.from(aes.decrypt(ct, Buffer.alloc(12), Buffer.alloc(0))).toString(), 'hello');
assert.throws(() => aes.decrypt(ct, Buffer.alloc(12, 1), Buffer.alloc(0)));
// async store callbacks: group session round trip
class Store extends Signal.SenderKeyStore { m = new Map(); async saveSenderKey(s, d, r) { this.m.set(s.toString() + d, r); } async getSenderKey(s, d) { return this.m.get(s.toString() + d) ?? null; } }
const sender = Signal.ProtocolAddress.new('+14159999111', 4), id = 'd1d1d1d1-7000-11eb-b32a-33b8a8a487a6', a = new Store(), b = new Store();
const skdm = await Signal.SenderKeyDistributionMessage.create(sender, id, a); await Signal.processSenderKeyDistributionMessage(sender, skdm, b);
const c = await Signal.groupEncrypt(sender, id, a, msg); assert.equal(Buffer.from(await Signal.groupDecrypt(sender, b, c.serialize())).toString(), 'hello');
console.log('ok');
