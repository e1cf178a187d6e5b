// express 5: routing, parameters, middleware, errors, JSON and form bodies, static files, redirects, cookies, ETags, streams;
// with compression, helmet, express-session, multer, passport and jsonwebtoken on top.
'use strict';
const fs = require('node:fs');
const http = require('node:http');
const os = require('node:os');
const path = require('node:path');
const zlib = require('node:zlib');
const compression = require('compression');
const express = require('express');
const helmet = require('helmet');
const jwt = require('jsonwebtoken');
const multer = require('multer');
const passport = require('passport');
const session = require('express-session');
const { Strategy } = require('passport-local');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'express-'));
fs.writeFileSync(path.join(folder, 'page.html'), '<p>page</p>');
fs.utimesSync(path.join(folder, 'page.html'), 1e9, 1e9); // for the ETag

const app = express();
app.set('trust proxy', true);
app.use(helmet());
app.use(compression({ threshold: 100 }));
app.use('/static', express.static(folder, { lastModified: false }));
app.use(session({ secret: 'secret', resave: false, saveUninitialized: false, genid: () => 'fixed' }));
app.get('/', (req, res) => res.send('Hello'));
app.get('/user/:id', (req, res) => res.json({ id: req.params.id, query: req.query, ip: req.ip, hostname: req.hostname, secure: req.secure }));
app.post('/json', express.json({ limit: '1kb' }), (req, res) => res.status(201).json(req.body));
app.post('/form', express.urlencoded({ extended: true }), (req, res) => res.json(req.body));
app.post('/text', express.text(), (req, res) => res.type('txt').send(req.body.toUpperCase()));
app.post('/raw', express.raw({ type: '*/*' }), (req, res) => res.send(req.body));
app.get('/redirect', (req, res) => res.redirect(303, '/elsewhere'));
app.get('/cookie', (req, res) => res.cookie('a', 'b c', { httpOnly: true, path: '/p' }).clearCookie('d').vary('X').links({ next: '/2' }).end());
app.get('/big', (req, res) => res.send('big '.repeat(1000)));
app.get('/file', (req, res) => res.download(path.join(folder, 'page.html'), 'name.html', { lastModified: false }));
app.get('/format', (req, res) => res.format({ json: () => res.send({ a: 1 }), html: () => res.send('<b>') }));
app.get('/stream', (req, res) => { res.write('a'); setImmediate(() => { res.write('b'); res.end('c'); }); });
app.get('/throws', () => { throw new Error('thrown'); });
app.get('/rejects', async () => { throw Object.assign(new Error('rejected'), { status: 418 }); });
app.get('/count', (req, res) => { req.session.count = (req.session.count ?? 0) + 1; res.json(req.session.count); });
app.post('/upload', multer({ storage: multer.memoryStorage() }).array('files'), (req, res) => {
  res.json({ body: req.body, files: req.files.map(({ originalname, mimetype, size, buffer }) => [originalname, mimetype, size, String(buffer)]) });
});

passport.use(new Strategy((name, password, done) => done(null, password === 'right' && { name })));
app.post('/login', express.json(), passport.authenticate('local', { session: false }), (req, res) => {
  res.json({ token: jwt.sign({ name: req.user.name, iat: 1 }, 'key') });
});
app.get('/private', (req, res) => {
  try {
    res.json(jwt.verify(req.get('authorization').slice(7), 'key'));
  } catch (error) {
    res.status(401).json({ error: error.message });
  }
});

const router = express.Router({ mergeParams: true });
router.param('item', (req, res, next, item) => { req.item = `<${item}>`; next(); });
router.route('/:item').get((req, res) => res.send(req.item)).delete((req, res) => res.sendStatus(204));
app.use('/shop/:shop', router);
app.use((error, req, res, next) => res.status(error.status ?? 500).json({ error: error.message, type: error.type }));

function call(port, method, target, { headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const req = http.request({ port, host: '127.0.0.1', method, path: target, headers }, (res) => {
      const chunks = [];
      res.on('data', (chunk) => chunks.push(chunk)).on('end', () => {
        let content = Buffer.concat(chunks);
        if (res.headers['content-encoding'] === 'gzip') content = zlib.gunzipSync(content);
        delete res.headers.date;
        console.log(method, target, res.statusCode, JSON.stringify(res.headers), content.toString().slice(0, 300));
        resolve({ headers: res.headers, content });
      });
    });
    req.on('error', reject);
    req.end(body);
  });
}

const server = app.listen(0, '127.0.0.1', async () => {
  const { port } = server.address();
  const go = (...args) => call(port, ...args);
  const json = { 'content-type': 'application/json' };
  await go('GET', '/', { headers: { host: 'example' } });
  await go('HEAD', '/');
  await go('OPTIONS', '/json');
  const { headers } = await go('GET', '/user/7?a=1&b=2&b=3', { headers: { 'x-forwarded-for': '1.2.3.4', 'x-forwarded-proto': 'https', 'host': 'h' } });
  await go('GET', '/user/7?a=1&b=2&b=3', { headers: { 'if-none-match': headers.etag, 'x-forwarded-for': '1.2.3.4', 'x-forwarded-proto': 'https', 'host': 'h' } });
  await go('POST', '/json', { headers: json, body: '{"a":[1,{"b":null}]}' });
  await go('POST', '/json', { headers: json, body: '{"a":' });
  await go('POST', '/json', { headers: json, body: JSON.stringify('x'.repeat(2000)) });
  await go('POST', '/json', { headers: { ...json, 'content-encoding': 'gzip' }, body: zlib.gzipSync('{"packed":true}') });
  await go('POST', '/form', { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'a[b]=1&a[c]=2&d=%20' });
  await go('POST', '/text', { headers: { 'content-type': 'text/plain; charset=latin1' }, body: Buffer.from('caf\xe9', 'latin1') });
  await go('POST', '/raw', { headers: { 'transfer-encoding': 'chunked' }, body: Buffer.from('raw') });
  for (const target of ['/redirect', '/cookie', '/static/page.html', '/static/../x', '/static/none', '/file', '/stream', '/throws', '/rejects', '/none', '/%']) await go('GET', target);
  await go('GET', '/static/page.html', { headers: { range: 'bytes=3-6' } });
  await go('GET', '/big', { headers: { 'accept-encoding': 'gzip' } });
  await go('GET', '/format', { headers: { accept: 'text/html' } });
  await go('GET', '/format', { headers: { accept: 'image/png' } });
  const first = await go('GET', '/count');
  await go('GET', '/count', { headers: { cookie: first.headers['set-cookie'][0].split(';')[0] } });
  const boundary = 'XX';
  const part = (disposition, content) => `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`;
  await go('POST', '/upload', {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: `${part('name="a"', '1')}${part('name="files"; filename="f.txt"\r\nContent-Type: text/plain', 'content')}--${boundary}--\r\n`,
  });
  await go('POST', '/login', { headers: json, body: '{"username":"u","password":"wrong"}' });
  const { content } = await go('POST', '/login', { headers: json, body: '{"username":"u","password":"right"}' });
  await go('GET', '/private', { headers: { authorization: `Bearer ${JSON.parse(content).token}` } });
  await go('GET', '/private', { headers: { authorization: 'Bearer nonsense' } });
  await go('GET', '/shop/s/i');
  await go('DELETE', '/shop/s/i');
  await go('PUT', '/shop/s/i');
  server.close(() => fs.rmSync(folder, { recursive: true }));
  server.closeAllConnections();
});
