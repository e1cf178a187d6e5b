// flush, params, reset, close of streams.
const zlib = require('node:zlib');
const deflate = zlib.createDeflate({ level: 9 });
const inflate = zlib.createInflate();
const out = [];
inflate.on('data', (chunk) => out.push(chunk));
deflate.on('data', (chunk) => inflate.write(chunk));
deflate.write('first ');
deflate.flush(() => {
  inflate.flush(() => {
    console.log('after flush', Buffer.concat(out).toString());
    deflate.params(0, zlib.constants.Z_DEFAULT_STRATEGY, (error) => {
      console.log('params', error);
      deflate.end('second');
    });
  });
});
deflate.on('end', () => inflate.end());
inflate.on('end', () => {
  console.log('all', Buffer.concat(out).toString(), deflate.bytesWritten);
  const gzip = zlib.createGzip();
  gzip.on('close', () => console.log('closed', gzip.destroyed));
  gzip.close(() => console.log('close callback'));
});
try { deflate.params(99, 0, () => {}); } catch (error) { console.log(error.code); }
