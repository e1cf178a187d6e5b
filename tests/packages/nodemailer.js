// A letter with a text, a page and attachments goes through a real SMTP conversation.
'use strict';

const nodemailer = require('nodemailer');
const { SMTPServer } = require('smtp-server');

async function main() {
  const letters = [];
  const server = new SMTPServer({
    authMethods: ['PLAIN', 'LOGIN'],
    hideSTARTTLS: true,
    allowInsecureAuth: true,
    onAuth({ username, password }, session, callback) {
      if (username === 'ada' && password === 'secret') callback(null, { user: username });
      else callback(new Error('wrong name or password'));
    },
    onData(stream, { envelope }, callback) {
      const chunks = [];
      stream.on('data', (chunk) => chunks.push(chunk));
      stream.on('end', () => {
        letters.push({ from: envelope.mailFrom.address, to: envelope.rcptTo.map(({ address }) => address), text: Buffer.concat(chunks).toString() });
        callback(null, 'kept');
      });
    },
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.server.address();
  const options = { host: '127.0.0.1', port, secure: false, auth: { user: 'ada', pass: 'secret' } };

  const transport = nodemailer.createTransport({ ...options, pool: true, maxConnections: 1 });
  console.log('verified', await transport.verify());
  const sent = await transport.sendMail({
    from: '"Ada" <ada@example.com>', to: ['bob@example.com', 'Eve <eve@example.com>'], subject: 'Gr\u00fc\u00dfe \u8336',
    text: 'plain\n.\n..dots', html: '<p>rich</p>', date: new Date(0), messageId: '<fixed@example.com>', boundaryPrefix: 'fixed',
    attachments: [{ filename: 'numbers.bin', content: Buffer.from(Array.from({ length: 3000 }, (_, i) => i % 256)) }],
  });
  console.log(sent.accepted, sent.rejected, sent.response);
  await transport.sendMail({ from: 'ada@example.com', to: 'bob@example.com', subject: 'second', text: 'again', messageId: '<second@example.com>' });
  transport.close();

  console.log(letters.map(({ from, to }) => ({ from, to })));
  const [{ text }] = letters;
  for (const name of ['From', 'To', 'Subject', 'Message-ID', 'Date']) console.log(new RegExp(`^${name}: .*$`, 'mi').exec(text)?.[0]);
  const attachment = /numbers\.bin"?\r\n\r\n([\w+/=\r\n]+)/.exec(text.replace(/Content-Disposition: attachment; filename=numbers\.bin\r\n/, 'numbers.bin\r\n'));
  console.log('attachment', attachment && Buffer.from(attachment[1], 'base64').length);
  console.log(/\r\n\.\r\n\.\.dots/.test(text));

  const refused = nodemailer.createTransport({ ...options, auth: { user: 'ada', pass: 'wrong' } });
  console.log(await refused.verify().catch(({ code, responseCode, command }) => ({ code, responseCode, command })));
  await new Promise((resolve) => { server.close(resolve); });
  console.log(await refused.verify().catch(({ code, syscall, command }) => ({ code, syscall, command })));
}

main().catch((error) => { console.error(error); process.exit(1); });
