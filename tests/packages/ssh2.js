// An SSH client and server of ssh2 in one process: key exchanges, ciphers, MACs and host keys of every kind that both sides know,
// sign-in by password and by key, a command, a subsystem for files, a forwarded port.
'use strict';

const crypto = require('node:crypto');
const { once } = require('node:events');
const { Client, Server, utils } = require('ssh2');

const kinds = { rsa: ['rsa', { bits: 2048 }], ecdsa: ['ecdsa', { bits: 256 }], ed25519: ['ed25519', {}] };
// One in some hundreds of the keys that the package makes it cannot read itself: a number in it begins with a zero byte.
function keyPair(type, options) {
  let pair;
  do pair = utils.generateKeyPairSync(type, options); while (utils.parseKey(pair.private, options?.passphrase) instanceof Error);
  return pair;
}
const hostKeys = Object.fromEntries(Object.entries(kinds).map(([name, [type, options]]) => [name, keyPair(type, options)]));
const userKey = keyPair('ed25519', { passphrase: 'secret', cipher: 'aes256-cbc' });
const allowed = utils.parseKey(userKey.public);

function same(a, b) {
  return a.length === b.length && crypto.timingSafeEqual(a, b);
}

function serve(client) {
  // The client tells of the same errors.
  client.on('error', () => {});
  client.setNoDelay();
  client.on('authentication', (context) => {
    if (context.method === 'password' && context.username === 'ada' && context.password === 'word') return context.accept();
    if (context.method === 'publickey' && same(context.key.data, allowed.getPublicSSH())) {
      if (!context.signature || allowed.verify(context.blob, context.signature, context.hashAlgo) === true) return context.accept();
    }
    context.reject(['password', 'publickey']);
  });
  client.on('ready', () => {
    client.on('session', (accept) => {
      const session = accept();
      session.on('exec', (acceptExec, reject, { command }) => {
        const stream = acceptExec();
        stream.stderr.write('to stderr');
        stream.write(command.repeat(command === 'long' ? 20000 : 1));
        stream.exit(3);
        stream.end();
      });
      session.on('sftp', (acceptSftp) => {
        const sftp = acceptSftp();
        sftp.on('REALPATH', (id) => sftp.name(id, [{ filename: '/home/ada', longname: '', attrs: {} }]));
      });
    });
    client.on('tcpip', (accept) => {
      const channel = accept();
      channel.on('data', (data) => channel.end(`echo ${data}`));
    });
  });
}

async function connect(server, options, onHandshake = () => {}) {
  const client = new Client();
  client.on('handshake', onHandshake);
  // `once` hears the first error; a second one may follow when the peer hangs up.
  client.on('error', () => {});
  const ready = once(client, 'ready');
  client.connect({ host: '127.0.0.1', port: server.address().port, username: 'ada', readyTimeout: 0, ...options });
  client.setNoDelay();
  await ready;
  return client;
}

function exec(client, command) {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, stream) => {
      if (error) return reject(error);
      let text = '';
      let errors = '';
      let code;
      stream.on('data', (data) => { text += data; }).on('exit', (value) => { code = value; });
      stream.stderr.on('data', (data) => { errors += data; });
      stream.on('close', () => resolve([text, errors, code]));
    });
  });
}

async function main() {
  const algorithms = {
    kex: ['curve25519-sha256', 'ecdh-sha2-nistp256', 'ecdh-sha2-nistp521', 'diffie-hellman-group14-sha256', 'diffie-hellman-group14-sha1'],
    serverHostKey: ['ssh-ed25519', 'ecdsa-sha2-nistp256', 'rsa-sha2-512', 'ssh-rsa'],
    cipher: ['chacha20-poly1305@openssh.com', 'aes128-gcm@openssh.com', 'aes256-ctr', 'aes192-cbc', '3des-cbc'],
    hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512', 'hmac-sha1', 'hmac-md5'],
  };
  const server = new Server({
    hostKeys: Object.values(hostKeys).map((pair) => pair.private),
    algorithms: Object.fromEntries(Object.entries(algorithms).map(([kind, names]) => [kind, { append: names }])),
  }, serve);
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  for (const [kind, names] of Object.entries(algorithms)) {
    for (const name of names) {
      let negotiated;
      const wanted = { [kind]: [name], ...(kind === 'hmac' ? { cipher: ['aes128-ctr'] } : {}) };
      try {
        const client = await connect(server, { password: 'word', algorithms: wanted }, (value) => { negotiated = value; });
        const [text, errors, code] = await exec(client, 'long');
        console.log(kind, name, negotiated.kex, negotiated.serverHostKey, negotiated.cs.cipher, negotiated.cs.mac, text.length, errors, code);
        client.end();
      } catch (error) {
        console.log(kind, name, error.level, error.message);
      }
    }
  }

  const withKey = await connect(server, { privateKey: userKey.private, passphrase: 'secret' });
  console.log(await exec(withKey, 'whoami'));
  const sftp = await new Promise((resolve, reject) => { withKey.sftp((error, value) => (error ? reject(error) : resolve(value))); });
  console.log(await new Promise((resolve) => { sftp.realpath('.', (error, path) => resolve(error || path)); }));
  const channel = await new Promise((resolve, reject) => {
    withKey.forwardOut('127.0.0.1', 1, 'inner.example.org', 80, (error, stream) => (error ? reject(error) : resolve(stream)));
  });
  channel.write('through');
  console.log(String((await once(channel, 'data'))[0]));
  withKey.end();

  for (const wrong of [{ password: 'wrong' }, { privateKey: hostKeys.rsa.private }, { password: 'word', hostVerifier: () => false }]) {
    await connect(server, wrong).then(() => console.log('accepted'), (error) => console.log(error.level, error.message));
  }
  server.close();
}
main();
