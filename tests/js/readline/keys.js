'use strict';
// Keys that edit a line, completions, history, questions, lines that come in pieces, iteration, keypress events, moving the cursor.
const readline = require('node:readline'),
  rlp = require('node:readline/promises'),
  { PassThrough, Readable, Writable } = require('node:stream'),
  { once } = require('node:events'),
  util = require('node:util');
const { later, steps } = require('../_steps');
const show = (...a) => console.log(...a);
const { attempt: err } = steps(show);
class Out extends Writable {
  constructor(o) {
    super(o);
    this.text = '';
    this.columns = 40;
    this.rows = 10;
  }
  _write(c, e, cb) {
    this.text += c;
    cb();
  }
}
const mk = (o = {}) => {
  const input = new PassThrough();
  const output = new Out();
  const rl = readline.createInterface({ input, output, terminal: true, ...o });
  return { input, output, rl };
};
(async () => {
  // history
  {
    const { input, rl, output } = mk({ historySize: 3 });
    rl.on('line', (l) => show('line', l));
    rl.on('history', (h) => show('history', h));
    for (const l of ['a', 'b', 'b', '', 'c', 'd']) input.write(l + '\n');
    input.write('\x1b[A\x1b[A\x1b[B\r');
    input.write('\x10\x10\x0e\r');
    show(rl.history);
    rl.close();
    show(JSON.stringify(output.text));
  }
  {
    const { input, rl } = mk({ history: ['x', 'y', 'z'], historySize: 5, removeHistoryDuplicates: true });
    rl.on('line', (l) => show('line', l));
    input.write('z\nq\nz\n');
    show(rl.history);
    input.write('y\x1b[A\r');
    show(rl.history);
    rl.close();
  }
  for (const o of [
    { historySize: -1 },
    { historySize: 'x' },
    { historySize: NaN },
    { historySize: 0 },
    { history: 5 },
    { history: [1] },
    { tabSize: 0 },
    { tabSize: 'x' },
    { tabSize: 5 },
    { escapeCodeTimeout: -1 },
    { escapeCodeTimeout: 'x' },
    { crlfDelay: 'x' },
    { crlfDelay: -5 },
    { completer: 5 },
    { prompt: 5 },
    { signal: 5 },
    { terminal: 'x' },
  ])
    err('opt ' + util.inspect(o), () => {
      const { rl } = mk(o);
      const r = [rl.historySize, rl.tabSize, rl.escapeCodeTimeout, rl.crlfDelay, rl.getPrompt(), rl.terminal];
      rl.close();
      return r.join();
    });
  err('noinput2', () => readline.createInterface({}));
  err('input5', () => readline.createInterface({ input: 5 }));
  // keys
  const keys = {
    left: '\x1b[D',
    right: '\x1b[C',
    home: '\x1b[H',
    end: '\x1b[F',
    ca: '\x01',
    ce: '\x05',
    ck: '\x0b',
    cu: '\x15',
    cw: '\x17',
    cy: '\x19',
    cd: '\x04',
    ch: '\x08',
    cb: '\x02',
    cf: '\x06',
    ct: '\x14',
    mb: '\x1bb',
    mf: '\x1bf',
    md: '\x1bd',
    mbs: '\x1b\x7f',
    my: '\x1by',
    cl: '\x0c',
    cleft: '\x1b[1;5D',
    cright: '\x1b[1;5C',
    del: '\x1b[3~',
    cdel: '\x1b[3;5~',
    undo: '\x1f',
    redo: '\x1e',
    up: '\x1b[A',
    tab: '\t',
    bs: '\x7f',
  };
  const seqs = [
    ['abc def', 'left', 'left', 'X'],
    ['abc def', 'home', 'del', 'Y'],
    ['abc def', 'ca', 'cf', 'ck', 'Z'],
    ['abc def', 'cb', 'cu', 'cy'],
    ['abc def ghi', 'cw', 'cw', 'cy', 'my'],
    ['one two', 'mb', 'md', 'cy', 'cy'],
    ['one two three', 'mb', 'mb', 'mf', '!'],
    ['ab', 'ct'],
    ['abc', 'left', 'ct'],
    ['abc', 'mbs'],
    ['a-b c', 'cleft', 'cleft', '|'],
    ['a b c', 'home', 'cright', '|', 'cdel'],
    ['abc', 'undo', 'undo', 'redo'],
    ['abc', 'cw', 'undo', 'redo', 'q'],
    ['\u{1F600}x', 'left', 'bs'],
    ['\u{1F600}x', 'left', 'left', 'right', 'Y'],
    ['e\u0301x', 'left', 'left', 'Z'],
    ['\u4f60\u597d', 'left', 'm'],
    ['a\tb'],
    ['abc', 'home', 'cd', 'cd', 'cd'],
    ['   abc', 'ca', 'mf', '^'],
    ['x'.repeat(90), 'home', 'up', 'end', 'q'],
    ['abc', 'cl', 'd'],
    ['foo.bar', 'cw'],
    ['foo.bar', 'mb', '*'],
    ['a', 'ch', 'ch', 'b'],
    ['abc def', 'cw', 'x', 'cw', 'cy', 'my', 'my'],
  ];
  for (const s of seqs) {
    const { input, rl, output } = mk({ prompt: '> ' });
    rl.prompt();
    const st = [];
    for (const k of s) {
      input.write(keys[k] ?? k);
      st.push(rl.line.length > 50 ? rl.line.length + '@' + rl.cursor : rl.line + '@' + rl.cursor);
    }
    show(s.join(' ').slice(0, 40), util.inspect(st), util.inspect(rl.getCursorPos()), JSON.stringify(output.text).slice(0, 300));
    rl.close();
  }
  // completer
  for (const [name, completer] of [
    ['many', (l) => [['alpha', 'alps', 'beta'].filter((x) => x.startsWith(l)), l]],
    ['async', (l, cb) => setTimeout(cb, 5, null, [['foo', 'foobar', 'food'].filter((x) => x.startsWith(l)), l])],
    ['none', () => [[], '']],
    ['sections', (l) => [['abc', 'abd', '', 'abx'], l]],
    [
      'throws',
      (l) => {
        throw new Error('thrown');
      },
    ],
    ['long', (l) => [Array.from({ length: 20 }, (_, i) => l + 'item' + i), l]],
  ]) {
    const { input, rl, output } = mk({ completer, prompt: '$ ' });
    try {
      for (const k of ['a', '\t', '\t', 'l', '\t', '\t', '\t']) {
        input.write(k);
        await later(15);
      }
    } catch (e) {
      show('caught', e.message);
    }
    show(name, rl.line, rl.cursor, JSON.stringify(output.text));
    rl.close();
  }
  {
    const { input, rl, output } = mk({ completer: async (l) => [['prom', 'promise'], l] });
    input.write('p\t');
    await later(20);
    show(rl.line, JSON.stringify(output.text));
    rl.close();
  }
  {
    const input = new PassThrough(),
      output = new Out();
    const rl = rlp.createInterface({
      input,
      output,
      terminal: true,
      completer: async (l) => [['zoo', 'zoom'].filter((x) => x.startsWith(l)), l],
    });
    const q = rl.question('name? ');
    input.write('z\t');
    await later(10);
    input.write('\t');
    await later(10);
    input.write('\r');
    show(await q, JSON.stringify(output.text));
    const ac = new AbortController();
    const q2 = rl.question('x? ', { signal: ac.signal });
    ac.abort();
    await q2.catch((e) => show(e.name, e.code));
    const q3 = rl.question('y?');
    rl.close();
    await Promise.race([
      q3.then(
        (x) => show('q3', x),
        (e) => show('q3', e.name, e.code, e.message),
      ),
      later(20),
    ]);
    await rl.question('z').catch((e) => show(e.code, e.message));
    err('prompt closed', () => rl.prompt());
    err('write closed', () => rl.write('x'));
    err('pause closed', () => rl.pause());
    err('resume closed', () => rl.resume());
  }
  // question
  {
    const { input, rl, output } = mk({ terminal: false });
    rl.question('q1 ', (a) => show('a1', a));
    rl.question('q2 ', (a) => show('a2', a));
    input.write('x\ny\n');
    await later(5);
    show(JSON.stringify(output.text));
    err('q', () => rl.question('x'));
    const ac = new AbortController();
    rl.question('s', { signal: ac.signal }, () => show('never'));
    ac.abort();
    err('qa', () => rl.question('s', { signal: ac.signal }, () => show('never')));
    show(await Promise.race([util.promisify(rl.question).call(rl, 'p? '), (input.write('ans\n'), later(20).then(() => 'late'))]));
    rl.close();
  }
  // lines
  const lines = async (chunks, o = {}) => {
    const input = new PassThrough();
    const rl = readline.createInterface({ input, ...o });
    const got = [];
    rl.on('line', (l) => got.push(l));
    rl.on('close', () => got.push('CLOSE'));
    for (const c of chunks) {
      input.write(c);
      await later(2);
    }
    input.end();
    await once(rl, 'close');
    show(JSON.stringify(chunks.map(String)), JSON.stringify(got));
  };
  await lines(['a\r', '\nb\rc\n\nd']);
  await lines(['a\r\n', 'b\u2028c\u2029d\u0085e\n']);
  await lines([Buffer.from([0xe2, 0x82]), Buffer.from([0xac, 10])]);
  await lines(['\ufeffbom\n']);
  await lines(['']);
  await lines(['\n']);
  await lines(['a\r', '\nb'], { crlfDelay: Infinity });
  await lines(['\r', '\r', '\n']);
  await lines(['x\r\r\ny']);
  // async iterator
  {
    const out = [];
    for await (const l of readline.createInterface({ input: Readable.from(['a\nb\n', 'c']) })) {
      out.push(l);
      await later(2);
    }
    show(out);
  }
  {
    const input = new PassThrough();
    const rl = readline.createInterface({ input });
    input.end('a\nb\nc\n');
    await later(20);
    const out = [];
    for await (const l of rl) out.push(l);
    show('late', out);
  }
  {
    const input = new PassThrough();
    const rl = readline.createInterface({ input });
    input.write('a\nb\nc\n');
    for await (const l of rl) {
      show('break', l);
      break;
    }
    show(rl.closed);
    input.end();
  }
  {
    const input = new PassThrough();
    const rl = readline.createInterface({ input });
    setTimeout(() => input.destroy(new Error('boom')), 5);
    try {
      for await (const l of rl) show(l);
      show('end');
    } catch (e) {
      show('it', e.message);
    }
  }
  {
    const rl = readline.createInterface({ input: Readable.from(['x\n'.repeat(3000)]) });
    let n = 0;
    for await (const l of rl) n++;
    show(n);
  }
  {
    const ac = new AbortController();
    const rl = readline.createInterface({ input: new PassThrough(), signal: ac.signal });
    rl.on('close', () => show('closed by signal'));
    ac.abort();
    await later(5);
    const r2 = readline.createInterface({ input: new PassThrough(), signal: AbortSignal.abort() });
    r2.on('close', () => show('closed2'));
    await later(5);
    show(r2.closed);
  }
  // pause
  {
    const { input, rl } = mk({ terminal: false });
    rl.on('pause', () => show('pause'));
    rl.on('resume', () => show('resume'));
    rl.on('line', (l) => {
      show('l', l);
      if (l === '1') rl.pause();
    });
    input.write('1\n2\n');
    await later(5);
    show(rl.paused);
    input.write('3\n');
    await later(5);
    rl.resume();
    await later(5);
    rl.close();
    rl.close();
  }
  // keypress
  {
    const input = new PassThrough();
    readline.emitKeypressEvents(input);
    const out = [];
    input.on('keypress', (s, k) => out.push(JSON.stringify([s, k.name, k.ctrl, k.meta, k.shift, k.sequence, k.code])));
    for (const k of [
      'a',
      'A',
      '\x01',
      '\x1ba',
      '\x1b',
      '\x1b[A',
      '\x1b[1;2A',
      '\x1bOP',
      '\x1b[15~',
      '\x1b[[A',
      '\x1b[Z',
      '\r',
      '\n',
      '\t',
      ' ',
      '\x7f',
      '\b',
      '\x00',
      '\x1b\x1b[A',
      '\x1b[200~',
      '\x1b[201~',
      '\u00e9',
      '\u{1F600}',
      '\x1b[5;3~',
      '\x1b[24;6~',
      '\x1bO5P',
      '1',
      '!',
      '\x1b[ab',
      '\x1b\r',
      '\x1b\x7f',
      '\x1b ',
      '\x9b',
      '\x1b[3$',
      '\x1b[3^',
    ]) {
      input.write(k);
      await later(2);
    }
    await later(600);
    show(out.join('\n'));
  }
  // cursor functions
  {
    const o = new Out();
    for (const [f, a] of [
      ['cursorTo', [1]],
      ['cursorTo', [1, 2]],
      ['cursorTo', [NaN]],
      ['cursorTo', ['x']],
      ['cursorTo', [1, 'y']],
      ['cursorTo', []],
      ['moveCursor', [1, -2]],
      ['moveCursor', [0, 0]],
      ['moveCursor', [-1, 3]],
      ['clearLine', [0]],
      ['clearLine', [-1]],
      ['clearLine', [1]],
      ['clearScreenDown', []],
      ['clearScreenDown', [5]],
    ]) {
      err(f + a, () => readline[f](o, ...a));
    }
    show(JSON.stringify(o.text));
    err('null', () => readline.cursorTo(null, 1));
    err('undef', () => readline.clearLine(undefined, 1, () => show('cb')));
    const R = new rlp.Readline(o);
    R.clearLine(1).cursorTo(1, 2).moveCursor(1, 1).clearScreenDown();
    await R.commit();
    show(JSON.stringify(o.text.slice(-30)));
    R.rollback();
    err('Readline', () => new rlp.Readline(5));
    err('cl', () => R.clearLine(5));
    err('ct', () => R.cursorTo('x'));
    const A = new rlp.Readline(o, { autoCommit: true });
    A.cursorTo(5);
    await later(2);
    show(JSON.stringify(o.text.slice(-10)));
  }
  show(
    util.inspect(new readline.Interface({ input: new PassThrough() }).close()),
    Reflect.ownKeys(readline).join(),
    Reflect.ownKeys(readline.Interface.prototype).map(String).join(),
  );
})();
