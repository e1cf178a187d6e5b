'use strict';
// Content, flags, modes, encodings, positions, times, metadata: what ends up on the disk and comes back.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'fs-files-')));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
process.chdir(folder);
const log = console.log;

// The surface.
log(Object.keys(fs).join(' '));
log(Object.keys(fs).filter((key) => typeof fs[key] === 'function').map((key) => `${key}/${fs[key].name}/${fs[key].length}`).join(' '));
log(fs.constants, Object.getPrototypeOf(fs.constants));
log(fs.promises.constants === fs.constants, fs.ReadStream === fs.FileReadStream, fs.realpath.native.length);

// Flags.
for (const flag of ['r', 'rs', 'sr', 'r+', 'rs+', 'sr+', 'w', 'wx', 'xw', 'w+', 'wx+', 'xw+', 'a', 'ax', 'xa', 'as', 'sa',
                    'a+', 'ax+', 'xa+', 'as+', 'sa+', fs.constants.O_RDWR, null, undefined]) {
  for (const exists of [true, false]) {
    fs.rmSync('flagged', { force: true });
    if (exists) fs.writeFileSync('flagged', 'before');
    let outcome = '';
    try {
      const fd = fs.openSync('flagged', flag);
      for (const [name, step] of [['read', () => fs.readSync(fd, Buffer.alloc(10), 0, 10, 0)],
                                  ['write', () => fs.writeSync(fd, 'now')]]) {
        try {
          outcome += ` ${name}:${step()}`;
        } catch (error) {
          outcome += ` ${name}:${error.code}`;
        }
      }
      fs.closeSync(fd);
      outcome += ` ${fs.readFileSync('flagged', 'utf8')}`;
    } catch (error) {
      outcome += ` open:${error.code}`;
    }
    log(flag, exists, outcome);
  }
}

// Encodings.
const text = 'a\u00e9\u20ac\u{1f600}\ufeffz';
for (const encoding of ['utf8', 'utf-8', 'utf16le', 'ucs2', 'latin1', 'binary', 'ascii', 'base64', 'base64url', 'hex', undefined, null]) {
  const data = encoding === 'hex' ? '00ff41' : encoding?.startsWith('base64') ? 'AP9B_w' : text;
  fs.writeFileSync('encoded', data, encoding);
  fs.appendFileSync('encoded', data, { encoding });
  log(encoding, fs.readFileSync('encoded').toString('hex'), JSON.stringify(fs.readFileSync('encoded', encoding)));
}
fs.writeFileSync('invalid', Buffer.from([0x61, 0xff, 0xc3, 0x28, 0xe2, 0x82, 0xed, 0xa0, 0x80, 0x62]));
log(JSON.stringify(fs.readFileSync('invalid', 'utf8')), JSON.stringify(fs.readFileSync('invalid', { encoding: 'utf-8' })));
fs.writeFileSync('bom', '\ufefftext\ud800');
log(JSON.stringify(fs.readFileSync('bom', 'utf8')));
const long = 'x'.repeat(100_000) + '\u00e4'.repeat(100_000) + '\u6f22'.repeat(1000);
fs.writeFileSync('long', long);
log(fs.readFileSync('long', 'utf8') === long, fs.statSync('long').size);
log(fs.readFileSync('/proc/self/status', 'utf8').startsWith('Name:'), fs.readFileSync('/dev/null').length);
for (const view of [new Uint16Array([1, 2]), new DataView(new ArrayBuffer(4), 1, 2), new Float64Array(1), new Uint8Array(0)]) {
  fs.writeFileSync('view', view);
  log(view.constructor.name, fs.readFileSync('view'));
}

// By descriptor: from the position on, without closing.
let fd = fs.openSync('numbers', 'w+');
fs.writeFileSync(fd, '0123456789');
log(JSON.stringify(fs.readFileSync(fd, 'utf8')));
log(fs.readSync(fd, Buffer.alloc(2), 0, 2, 0));
fs.ftruncateSync(fd, 5);
fs.appendFileSync(fd, 'end');
fs.fsyncSync(fd);
fs.fdatasyncSync(fd);
log(JSON.stringify(fs.readFileSync('numbers', 'latin1')), fs.fstatSync(fd).size);
const buffer = Buffer.alloc(6, '.');
log(fs.readSync(fd, buffer, 1, 3, 2), buffer.toString(), fs.readSync(fd, buffer, { position: 0n, length: 2 }), buffer.toString());
log(fs.readSync(fd, buffer, 0, 6, 100), fs.readSync(fd, new Uint8Array(4), null), fs.readSync(fd, new DataView(new ArrayBuffer(2)), 0, 2, 0));
log(fs.writeSync(fd, 'XY', 1), fs.writeSync(fd, buffer, 1, 2, 4), fs.writeSync(fd, buffer, { offset: 4 }), fs.writeSync(fd, '4142', 0, 'hex'));
log(fs.readFileSync('numbers', 'latin1'));
log(fs.writevSync(fd, [Buffer.from('aa'), new Uint16Array([0x6262]), Buffer.alloc(0)], 0), fs.writevSync(fd, [Buffer.from('cc')]));
const parts = [Buffer.alloc(3), Buffer.alloc(0), new Uint8Array(2)];
log(fs.readvSync(fd, parts, 0), parts);
const many = Array.from({ length: 2500 }, (unused, i) => Buffer.from([i & 255]));
log(fs.writevSync(fd, many, 0), fs.readvSync(fd, many.map(() => Buffer.alloc(1)), 0));
fs.closeSync(fd);

// Modes and owners.
process.umask(0o022);
fs.writeFileSync('moded', '', { mode: 0o751 });
log((fs.statSync('moded').mode & 0o7777).toString(8));
fs.chmodSync('moded', '0640');
log((fs.statSync('moded').mode & 0o7777).toString(8));
fd = fs.openSync('moded', 'r+', '600');
fs.fchmodSync(fd, 0o444);
fs.fchownSync(fd, -1, -1);
fs.chownSync('moded', process.getuid(), process.getgid());
fs.lchownSync('moded', -1, process.getgid());
log((fs.fstatSync(fd).mode & 0o7777).toString(8));
fs.closeSync(fd);
fs.mkdirSync('sticky', { mode: 0o1777 });
log((fs.statSync('sticky').mode & 0o7777).toString(8));

// Times.
fs.symlinkSync('moded', 'link');
for (const [atime, mtime] of [[1, 2], ['3', '4.5'], [new Date(5000), new Date('2020-01-02T03:04:05.678Z')], [1e9 + 0.123456, 1.5], [0, 0.001]]) {
  fs.utimesSync('moded', atime, mtime);
  const { atimeMs, mtimeMs, mtime: date } = fs.statSync('moded');
  log(atimeMs, mtimeMs, date.toISOString());
}
fs.utimesSync('moded', new Date(-1000), new Date(-1));
log(fs.statSync('moded').mtime, fs.statSync('moded', { bigint: true }).mtimeNs, fs.statSync('moded').mtimeMs);
fs.lutimesSync('link', 7, 8);
fd = fs.openSync('moded', 'r');
fs.futimesSync(fd, 9, 10);
fs.closeSync(fd);
log(fs.lstatSync('link').mtimeMs, fs.statSync('link').mtimeMs);
fs.utimesSync('moded', -5, -5);
log(Math.abs(fs.statSync('moded').mtimeMs - Date.now()) < 60_000);

// Stats.
const stats = fs.statSync('numbers');
log(Object.keys(stats), stats instanceof fs.Stats, stats.isFile(), stats.isDirectory(), stats.isSymbolicLink(), stats.isFIFO(),
    stats.isSocket(), stats.isBlockDevice(), stats.isCharacterDevice());
log(typeof stats.atime, stats.atime === stats.atime, Object.keys(stats).at(-1), Object.keys(fs.Stats.prototype));
stats.mtime = 5;
log(stats.mtime);
const big = fs.lstatSync('link', { bigint: true });
log(Object.keys(big), big.isSymbolicLink(), big.constructor.name, big.mtimeMs, big.mtimeNs, big.mtime, typeof big.ino);
log(fs.statSync('/dev/null').isCharacterDevice(), fs.statSync('.').isDirectory());
log(fs.statSync('.', { bigint: true }).ino === BigInt(fs.statSync('.').ino), fs.statSync('numbers').nlink);
log(Object.keys(fs.statfsSync('.')), typeof fs.statfsSync('.', { bigint: true }).blocks);

// Names: URLs, buffers, bytes that are no text.
const odd = path.join(folder, 'a b#%\u00e9\u{1f600}\n');
fs.writeFileSync(odd, 'odd');
log(fs.readFileSync(pathToFileURL(odd), 'utf8'), fs.existsSync(pathToFileURL(odd)), fs.readFileSync(Buffer.from(odd), 'utf8'));
const bytes = Buffer.concat([Buffer.from(`${folder}/raw-`), Buffer.from([0xff, 0xfe])]);
fs.writeFileSync(bytes, 'raw');
log(fs.readFileSync(bytes, 'utf8'), fs.existsSync(bytes), fs.statSync(bytes).size);
log(fs.readdirSync('.').filter((name) => name.startsWith('raw')).map((name) => JSON.stringify(name)));
log(fs.readdirSync('.', 'buffer').find((name) => name.includes(0xff)));
fs.renameSync(bytes, Buffer.concat([bytes, Buffer.from('2')]));
fs.unlinkSync(Buffer.concat([bytes, Buffer.from('2')]));
fs.linkSync('numbers', 'hard');
log(fs.statSync('hard').nlink, fs.readlinkSync('link'), fs.readlinkSync('link', 'buffer'), fs.readlinkSync('link', { encoding: 'hex' }));
log(fs.existsSync('link'), fs.existsSync(''), fs.existsSync('nope'));

// Copies.
fs.copyFileSync('long', 'copied');
log(fs.readFileSync('copied', 'utf8') === long, (fs.statSync('copied').mode & 0o777).toString(8));
fs.copyFileSync('numbers', 'copied', fs.constants.COPYFILE_FICLONE);
log(fs.readFileSync('copied').length);
fs.truncateSync('copied', 10);
fs.truncateSync('copied');
log(fs.statSync('copied').size);

// openAsBlob.
fs.writeFileSync('blob', 'hello');
(async () => {
  const blob = await fs.openAsBlob('blob', { type: 'a/b' });
  log(blob.size, blob.type, await blob.text(), await blob.slice(1, 3).text());
})();
