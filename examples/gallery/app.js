// A picture gallery: an Express API that keeps uploaded pictures, with a thumbnail of each, behind a sign-in.
//
//   app.js [FOLDER]     where to keep the pictures (./pictures); PORT says where to listen (3000)
//
//   POST   /accounts              {name, password}           201 {name}
//   POST   /sessions              {name, password}           201 {token}: sent as `Authorization: Bearer TOKEN` from then on
//   POST   /pictures              a form with a file `picture`    201 {id, format, width, height, bytes}
//   GET    /pictures                                         200 [{id, …}]
//   GET    /pictures/ID                                      200 the original
//   GET    /pictures/ID/thumbnail                            200 at most 160 pixels wide and high, as WebP
//   DELETE /pictures/ID                                      204
'use strict';

const express = require('express');
const multer = require('multer');

const { Accounts } = require('./lib/accounts');
const { Pictures } = require('./lib/pictures');

const MAX_UPLOAD = 8 << 20;
const UPLOAD_ERRORS = { LIMIT_FILE_SIZE: 413, LIMIT_FILE_COUNT: 400, LIMIT_UNEXPECTED_FILE: 400 };

/** @returns {express.Express} the API, with its pictures below `folder` */
function createApp(folder) {
  const accounts = new Accounts();
  const pictures = new Pictures(folder);
  const app = express();
  app.disable('x-powered-by');
  app.use(express.json({ limit: '10kb' }));

  app.post('/accounts', async (request, response) => {
    const { name, password } = request.body ?? {};
    const created = await accounts.create(name, password);
    response.status(201).json(created);
  });
  app.post('/sessions', async (request, response) => {
    const { name, password } = request.body ?? {};
    response.status(201).json({ token: await accounts.signIn(name, password) });
  });

  app.use('/pictures', (request, response, next) => {
    request.account = accounts.ofToken(/^Bearer (\S+)$/.exec(request.get('authorization') ?? '')?.[1]);
    next();
  });
  const upload = multer({ storage: multer.memoryStorage(), limits: { fileSize: MAX_UPLOAD, files: 1 } });
  app.post('/pictures', upload.single('picture'), async (request, response) => {
    const picture = await pictures.add(request.account, request.file?.buffer);
    response.status(201).location(`/pictures/${picture.id}`).json(picture);
  });
  app.get('/pictures', (request, response) => {
    response.json(pictures.of(request.account));
  });
  app.get('/pictures/:id', (request, response) => {
    const { file, format } = pictures.get(request.account, request.params.id);
    response.type(format).sendFile(file);
  });
  app.get('/pictures/:id/thumbnail', (request, response) => {
    response.type('webp').sendFile(pictures.get(request.account, request.params.id).thumbnail);
  });
  app.delete('/pictures/:id', async (request, response) => {
    await pictures.remove(request.account, request.params.id);
    response.status(204).end();
  });

  app.use((request, response) => {
    response.status(404).json({ error: 'not found' });
  });
  app.use((error, request, response, next) => {
    if (response.headersSent) return next(error);
    const status = error.status ?? UPLOAD_ERRORS[error.code] ?? 500;
    if (status === 500) console.error(error);
    response.status(status).json({ error: status === 500 ? 'internal error' : error.message });
  });
  return app;
}

if (require.main === module) {
  const server = createApp(process.argv[2] ?? 'pictures').listen(Number(process.env.PORT ?? 3000), (error) => {
    if (error) throw error;
    console.log(`listening on port ${server.address().port}`);
  });
}

module.exports = { createApp };
