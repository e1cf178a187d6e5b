'use strict';
// Ciphers: known answers for every mode, tags and what belongs to them, errors in their order.
const crypto = require('node:crypto');
const { inspect } = require('node:util');
const show = (label, fn) => {
  try {
    console.log(label, inspect(fn(), { breakLength: Infinity, depth: 4 }));
  } catch (error) {
    console.log(label, error.name, error.code, error.message, error.library, error.reason, error.opensslErrorStack);
  }
};
for(const m of ['aes-128-cbc','aes-192-ctr','aes-256-ofb','aes-128-cfb','aes-128-cfb8','aes-128-cfb1','aes-256-xts','chacha20','des-ede','des-ede-cbc','des-ede3','des3','aes-256-ecb']){const i=crypto.getCipherInfo(m);
show(m,()=>{const k=Buffer.from(Array.from({length:i.keyLength},(_,n)=>n*7+1));const e=crypto.createCipheriv(m,k,i.ivLength?Buffer.alloc(i.ivLength,3):null);const o=e.update('hello world, this is a text!','utf8','hex')+e.update(Buffer.alloc(100,5),null,'hex')+e.final('hex');const dd=crypto.createDecipheriv(m,k,i.ivLength?Buffer.alloc(i.ivLength,3):null);return [o,dd.update(o,'hex','latin1')+dd.final('latin1')]});}
for(const m of ['aes-128-gcm','aes-256-gcm','aes-128-ccm','chacha20-poly1305'])for(const tl of [undefined,16,12,8])for(const iv of [12,8,13]){show(`${m} ${tl} ${iv}`,()=>{const i=crypto.getCipherInfo(m);const k=Buffer.alloc(i.keyLength,9);const o={authTagLength:tl};const e=crypto.createCipheriv(m,k,Buffer.alloc(iv,3),o);e.setAAD(Buffer.from('aad'),{plaintextLength:11});const x=e.update('hello world','utf8');const y=e.final();const tag=e.getAuthTag();const dd=crypto.createDecipheriv(m,k,Buffer.alloc(iv,3),o);dd.setAuthTag(tag);dd.setAAD(Buffer.from('aad'),{plaintextLength:11});return[x.toString('hex'),y.length,tag.toString('hex'),dd.update(x,null,'utf8')+dd.final('utf8')]});}
show('ccm noaad',()=>{const e=crypto.createCipheriv('aes-128-ccm',Buffer.alloc(16),Buffer.alloc(12),{authTagLength:16});e.setAAD(Buffer.alloc(2))});
show('ccm twice',()=>{const e=crypto.createCipheriv('aes-128-ccm',Buffer.alloc(16),Buffer.alloc(12),{authTagLength:16});e.update('a');e.update('b');});
show('ccm bad',()=>{const e=crypto.createDecipheriv('aes-128-ccm',Buffer.alloc(16),Buffer.alloc(12),{authTagLength:16});e.setAuthTag(Buffer.alloc(16));const u=e.update('a');console.log('u',u);e.final()});
show('ccm notag',()=>{const e=crypto.createDecipheriv('aes-128-ccm',Buffer.alloc(16),Buffer.alloc(12),{authTagLength:16});const u=e.update('a');console.log('u',u);e.final()});
show('ccm long',()=>{const e=crypto.createCipheriv('aes-128-ccm',Buffer.alloc(16),Buffer.alloc(13),{authTagLength:16});e.update(Buffer.alloc(70000))});
show('tag early',()=>crypto.createCipheriv('aes-128-gcm',Buffer.alloc(16),Buffer.alloc(12)).getAuthTag());
show('tag cbc',()=>crypto.createCipheriv('aes-128-cbc',Buffer.alloc(16),Buffer.alloc(16)).getAuthTag());
show('aad cbc',()=>crypto.createCipheriv('aes-128-cbc',Buffer.alloc(16),Buffer.alloc(16)).setAAD(Buffer.alloc(1)));
show('settag',()=>crypto.createDecipheriv('aes-128-gcm',Buffer.alloc(16),Buffer.alloc(12)).setAuthTag(Buffer.alloc(5)));
show('settag',()=>crypto.createDecipheriv('aes-128-gcm',Buffer.alloc(16),Buffer.alloc(12),{authTagLength:12}).setAuthTag(Buffer.alloc(16)));
show('settag2',()=>crypto.createDecipheriv('aes-128-gcm',Buffer.alloc(16),Buffer.alloc(12)).setAuthTag(Buffer.alloc(16)).setAuthTag(Buffer.alloc(16)));
show('settag',()=>crypto.createDecipheriv('aes-128-gcm',Buffer.alloc(16),Buffer.alloc(12)).setAuthTag(5));
show('settag8',()=>crypto.createDecipheriv('aes-128-gcm',Buffer.alloc(16),Buffer.alloc(12)).setAuthTag(Buffer.alloc(8))&&1);
show('pad',()=>{const e=crypto.createCipheriv('aes-128-cbc',Buffer.alloc(16),Buffer.alloc(16));e.final();e.setAutoPadding()});
show('badkey',()=>crypto.createCipheriv('aes-128-cbc',Buffer.alloc(3),Buffer.alloc(16)));
show('ivnull',()=>crypto.createCipheriv('aes-128-ecb',Buffer.alloc(16),null)&&1);
show('iv',()=>crypto.createCipheriv('aes-128-ecb',Buffer.alloc(16),Buffer.alloc(16)));
show('iv',()=>crypto.createCipheriv('aes-128-cbc',Buffer.alloc(16),null));
show('iv',()=>crypto.createCipheriv('aes-128-cbc',Buffer.alloc(16)));
show('iv',()=>crypto.createCipheriv('aes-128-cbc',5,''));
show('iv',()=>crypto.createCipheriv('chacha20-poly1305',Buffer.alloc(32),Buffer.alloc(13)));
show('atl',()=>crypto.createCipheriv('aes-128-gcm',Buffer.alloc(16),Buffer.alloc(12),{authTagLength:'a'}));
show('enc',()=>{const e=crypto.createCipheriv('aes-128-cbc',Buffer.alloc(16),Buffer.alloc(16));e.update('a','utf8','hex');e.update('a','utf8','base64')});
show('data',()=>crypto.createCipheriv('aes-128-cbc',Buffer.alloc(16),Buffer.alloc(16)).update(5));
show('dstr',()=>crypto.createDecipheriv('aes-128-cbc',Buffer.alloc(16),Buffer.alloc(16)).update('abc','hex'));
show('xts same',()=>crypto.createCipheriv('aes-256-xts',Buffer.alloc(64),Buffer.alloc(16)));
show('xts short',()=>crypto.createCipheriv('aes-256-xts',Buffer.from([...Array(64).keys()]),Buffer.alloc(16)).update('a'));
show('wrap',()=>{const e=crypto.createCipheriv('aes128-wrap',Buffer.alloc(16,1),Buffer.from('A6A6A6A6A6A6A6A6','hex'));const o=e.update(Buffer.alloc(16,2));const f=e.final();const dd=crypto.createDecipheriv('aes128-wrap',Buffer.alloc(16,1),Buffer.from('A6A6A6A6A6A6A6A6','hex'));return[o.toString('hex'),f,dd.update(o),dd.final()]});
show('wrap-pad',()=>{const e=crypto.createCipheriv('id-aes256-wrap-pad',Buffer.alloc(32,1),Buffer.from('A65959A6','hex'));return[e.update('hello','utf8','hex'),e.final('hex')]});
show('wrapbad',()=>{const dd=crypto.createDecipheriv('aes128-wrap',Buffer.alloc(16,1),Buffer.from('A6A6A6A6A6A6A6A6','hex'));return dd.update(Buffer.alloc(24))});
show('wrapodd',()=>{const dd=crypto.createCipheriv('aes128-wrap',Buffer.alloc(16,1),Buffer.from('A6A6A6A6A6A6A6A6','hex'));return dd.update(Buffer.alloc(23))});
// Ciphers that OpenSSL describes and does not make any more: the length of the vector is looked at before that, the one of the key
// is not. They are on no list.
for (const name of [
  'bf', 'BF-CBC', 'bf-ecb', 'blowfish', 'cast', 'cast5-ofb', 'des', 'des-cbc', 'des-cfb1', 'desx', 'idea-ecb', 'rc2', 'rc2-40', 'rc2-64-cbc',
  'rc4', 'rc4-40', 'seed', 'seed-cfb',
]) {
  const info = crypto.getCipherInfo(name);
  console.log(name, info, crypto.getCiphers().includes(name.toLowerCase()), crypto.getCipherInfo(info.nid).name);
  for (const ivLength of [info.ivLength ?? 0, 5]) {
    try {
      crypto.createCipheriv(name, Buffer.alloc(3), ivLength === 0 ? null : Buffer.alloc(ivLength));
    } catch (error) {
      console.log(error.name, { ...error }, error.message);
    }
  }
}
