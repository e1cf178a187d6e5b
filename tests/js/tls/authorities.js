'use strict';
// Who is trusted where a program names nobody: the options and variables that say so, and what the lists of authorities
// hold; the options that change the other defaults of tls; --tls-keylog.
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const { join } = require('node:path');

const fixture = (name) => join(__dirname, '../../fixtures/tls', name);
const directory = fs.mkdtempSync(join(os.tmpdir(), 'authorities-'));
const inDirectory = (name) => join(directory, name);
fs.writeFileSync(inDirectory('bad.pem'), 'no certificate');
fs.mkdirSync(inDirectory('certs'));
fs.copyFileSync(fixture('self-cert.pem'), join(directory, 'certs', 'self.pem'));

const lists = `
const tls = require('node:tls');
const bundled = new Set(tls.getCACertificates('bundled'));
const names = (list) => list.map((pem) => new (require('node:crypto').X509Certificate)(pem).subject.split('\\n').at(-1));
for (const type of ['system', 'extra']) console.log(type, names(tls.getCACertificates(type)).sort());
const all = tls.getCACertificates();
console.log('default', names(all.filter((pem) => !bundled.has(pem))).sort(), all.some((pem) => bundled.has(pem)));`;
const connection = `
const { readFileSync } = require('node:fs');
const key = readFileSync(${JSON.stringify(fixture('server-key.pem'))});
const cert = readFileSync(${JSON.stringify(fixture('server-cert.pem'))});
const server = require('node:tls').createServer({ key, cert }, (socket) => socket.end()).listen(0, () => {
  const client = require('node:tls').connect({ port: server.address().port, servername: 'localhost' });
  client.on('secureConnect', () => console.log('trusted'));
  client.on('error', (error) => console.log(error.code));
  client.resume().on('close', () => server.close());
});`;
const defaults = `
const tls = require('node:tls');
console.log(tls.DEFAULT_MIN_VERSION, tls.DEFAULT_MAX_VERSION, tls.DEFAULT_CIPHERS.slice(0, 40));`;

function run(name, args, env, code) {
  const { NODE_EXTRA_CA_CERTS, ...rest } = process.env;
  const child = spawn(process.execPath, [...args, '-e', code], {
    env: { ...rest, SSL_CERT_FILE: fixture('ca-cert.pem'), SSL_CERT_DIR: inDirectory('certs'), ...env },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => { output += data; });
  return new Promise((resolve) => child.on('close', (status) => {
    output = output.replaceAll(process.execPath, 'node').replaceAll(directory, '').replace(/\(node:\d+\) /g, '')
      .replace(/^\(Use .*\n/gm, '').replace(/[0-9a-f]{64,}/g, '-');
    resolve(`${name}: ${status}\n${output.split('\n').sort().join('\n  ').trimEnd()}`);
  }));
}

(async () => {
  const self = { NODE_EXTRA_CA_CERTS: fixture('self-cert.pem') };
  const runs = [
    ['nothing', [], {}, lists + connection],
    ['extra', [], self, lists],
    ['extra that is trusted', [], { NODE_EXTRA_CA_CERTS: fixture('ca-cert.pem') }, connection],
    ['extra missing', [], { NODE_EXTRA_CA_CERTS: '/nowhere' }, lists],
    ['extra without certificates', [], { NODE_EXTRA_CA_CERTS: inDirectory('bad.pem') }, lists],
    ['system', ['--use-system-ca'], {}, lists + connection],
    ['system by variable', [], { NODE_USE_SYSTEM_CA: '1' }, lists + connection],
    ['system and extra', ['--use-system-ca'], self, lists],
    ['OpenSSL', ['--use-openssl-ca'], {}, lists + connection],
    ['OpenSSL and extra', ['--use-openssl-ca'], self, lists],
    ['bundled', ['--use-bundled-ca'], {}, lists + connection],
    ['bundled and OpenSSL', ['--use-bundled-ca', '--use-openssl-ca'], {}, ''],
    ['set by the program', [], {}, `require('node:tls').setDefaultCACertificates([require('node:fs').readFileSync(
      ${JSON.stringify(fixture('ca-cert.pem'))})]);${lists}${connection}`],
    ['warning of nothing looked at', [], { NODE_TLS_REJECT_UNAUTHORIZED: '0' }, connection],
    ['key log', [`--tls-keylog=${inDirectory('keys')}`], { NODE_TLS_REJECT_UNAUTHORIZED: '0' }, connection],
    ['key log that cannot be', ['--tls-keylog=/nowhere/keys'], { NODE_TLS_REJECT_UNAUTHORIZED: '0' }, connection],
  ];
  for (const args of [
    ['--tls-min-v1.3'], ['--tls-max-v1.2'], ['--tls-min-v1.3', '--tls-max-v1.2'], ['--tls-min-v1.0', '--tls-min-v1.3'],
    ['--tls-cipher-list=ECDHE-RSA-AES128-GCM-SHA256'],
  ]) {
    runs.push([args.join(' '), args, {}, defaults]);
  }
  for (const result of await Promise.all(runs.map((args) => run(...args)))) console.log(result);
  console.log(fs.readFileSync(inDirectory('keys'), 'utf8').replace(/[0-9a-f]{64,}/g, '-').split('\n').sort().join('\n'));
  fs.rmSync(directory, { recursive: true });
})();
