// The gallery does what it promises: accounts, sign-in, uploads, thumbnails, and the errors that callers can cause.
// timeout: 60
'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const sharp = require('sharp');
const { createApp } = require('./app');

async function main(folder) {
  const server = createApp(folder).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;

  let token;
  const ask = async (method, where, { json, form, as = token } = {}) => {
    const headers = { ...(as && { authorization: `Bearer ${as}` }), ...(json && { 'content-type': 'application/json' }) };
    const response = await fetch(origin + where, { method, headers, body: json ? JSON.stringify(json) : form });
    const type = response.headers.get('content-type');
    const body = type?.startsWith('application/json') ? await response.json() : Buffer.from(await response.arrayBuffer());
    return { status: response.status, type, body };
  };
  const show = (what, { status, body }, hide = []) => {
    const shown = Buffer.isBuffer(body) ? `${body.length > 0 ? 'bytes' : 'empty'}` : { ...body };
    for (const key of hide) shown[key] = typeof shown[key];
    console.log(what, status, shown);
  };

  const ada = { name: 'ada', password: 'correct horse' };
  show('account', await ask('POST', '/accounts', { json: ada }));
  show('account again', await ask('POST', '/accounts', { json: ada }));
  show('short password', await ask('POST', '/accounts', { json: { name: 'bob', password: 'short' } }));
  show('wrong password', await ask('POST', '/sessions', { json: { ...ada, password: 'wrong horse' } }));
  show('not signed in', await ask('GET', '/pictures'));
  token = (await ask('POST', '/sessions', { json: ada })).body.token;

  const picture = await sharp({ create: { width: 640, height: 480, channels: 3, background: { r: 200, g: 80, b: 40 } } })
    .composite([{ input: { create: { width: 200, height: 200, channels: 4, background: '#00aaff80' } }, left: 40, top: 60 }])
    .png().toBuffer();
  const form = (bytes, name = 'picture') => {
    const data = new FormData();
    data.append('note', 'a field beside the file \u2713');
    data.append(name, new Blob([bytes], { type: 'image/png' }), 'picture.png');
    return data;
  };
  const added = await ask('POST', '/pictures', { form: form(picture) });
  show('upload', added, ['id', 'bytes']);
  show('no picture', await ask('POST', '/pictures', { form: form(Buffer.from('not a picture')) }));
  show('another field', await ask('POST', '/pictures', { form: form(picture, 'something') }));
  show('too large', await ask('POST', '/pictures', { form: form(Buffer.alloc((8 << 20) + 1)) }));

  const { id } = added.body;
  const original = await ask('GET', `/pictures/${id}`);
  console.log('original', original.status, original.type, original.body.equals(picture));
  const thumbnail = await ask('GET', `/pictures/${id}/thumbnail`);
  const { format, width, height } = await sharp(thumbnail.body).metadata();
  console.log('thumbnail', thumbnail.status, thumbnail.type, format, width, height);
  const many = await Promise.all(Array.from({ length: 8 }, () => ask('POST', '/pictures', { form: form(picture) })));
  console.log('eight at once', many.map(({ status }) => status).join(' '));
  console.log('list', (await ask('GET', '/pictures')).body.length);

  await ask('POST', '/accounts', { json: { name: 'eve', password: 'another password' } });
  const eve = (await ask('POST', '/sessions', { json: { name: 'eve', password: 'another password' } })).body.token;
  show('of another', await ask('GET', `/pictures/${id}`, { as: eve }));
  show('remove', await ask('DELETE', `/pictures/${id}`));
  show('removed', await ask('GET', `/pictures/${id}`));
  console.log('files left', fs.readdirSync(folder).length);
  show('elsewhere', await ask('GET', '/nowhere'));
  show('broken JSON', await fetch(`${origin}/sessions`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"name":',
  }).then(async (response) => ({ status: response.status, body: await response.json() })), ['error']);

  await new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); });
  console.log('closed');
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gallery-'));
main(folder).catch((error) => {
  console.error(error);
  process.exitCode = 1;
}).finally(() => fs.rmSync(folder, { recursive: true, force: true }));
