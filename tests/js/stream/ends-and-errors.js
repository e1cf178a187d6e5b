'use strict';

// What happens around the end of a stream: which end reaches whom when somebody listens late, leaves early, or when
// only one half is concerned. Every combination prints the order of what was heard.

const { Duplex, PassThrough, Readable, Writable, finished } = require('stream');

const turn = () => new Promise((resolve) => setImmediate(resolve));
const turns = async (n) => {
  while (n-- > 0) await turn();
};

function hear(stream, events, log) {
  for (const event of events) stream.on(event, (error) => log.push(error instanceof Error ? `${event}(${error.message})` : event));
}

// finished() of each half of streams in different states, before and after something goes wrong.
async function finishedOfHalves() {
  const destroyLater = (error, callback) => setImmediate(callback, error);
  const write = (chunk, encoding, callback) => callback();
  const streams = {
    both: () => new Duplex({ read() {}, write, destroy: destroyLater }),
    withoutWritable: () => new Duplex({ read() {}, writable: false, destroy: destroyLater }),
    withoutReadable: () => new Duplex({ write, readable: false, destroy: destroyLater }),
    manual: () => new Duplex({ read() {}, write, autoDestroy: false }),
    endedWritable: () => new Duplex({ read() {}, write }).end(),
    endedReadable: () => {
      const duplex = new Duplex({ read() {}, write });
      duplex.push(null);
      return duplex;
    },
  };
  const accidents = {
    nothing() {},
    destroy: (stream) => stream.destroy(),
    destroyWithError: (stream) => stream.destroy(new Error('destroyed')),
    writeAfterEnd: (stream) => stream.end().write('x'),
    error: (stream) => stream.emit('error', new Error('emitted')),
    pushAfterEnd: (stream) => stream.push(null) || stream.push('x'),
  };
  for (const [name, make] of Object.entries(streams)) {
    for (const [accident, happen] of Object.entries(accidents)) {
      for (const isBefore of [true, false]) {
        for (const options of [{}, { readable: false }, { writable: false }]) {
          const log = [];
          const stream = make();
          hear(stream, ['error', 'end', 'finish', 'close'], log);
          if (isBefore) happen(stream);
          finished(stream, options, (error) => log.push(`finished(${error?.message})`));
          if (!isBefore) happen(stream);
          await turns(3);
          console.log(name, accident, isBefore, JSON.stringify(options), log.join(' '));
        }
      }
    }
  }
}

async function leavingAPipe() {
  for (const needsDrain of [true, false]) {
    const log = [];
    const source = new Readable({ read() {} });
    const full = new Writable({ highWaterMark: 1, write() {} });
    const other = new Writable({ write: (chunk, encoding, callback) => callback(log.push(String(chunk)) && null) });
    source.pipe(full);
    source.pipe(other);
    source.push('one');
    await turn();
    full._writableState.needDrain = needsDrain;
    source.unpipe(full);
    source.push('two');
    await turn();
    console.log('left', needsDrain, source.readableFlowing, log);
  }

  const source = new Readable({ read() {} });
  source.on('data', () => {});
  source.on('readable', () => {});
  source.removeAllListeners('data');
  source.removeAllListeners('readable');
  await turn();
  console.log('flows on', source.readableFlowing);
}

async function listeningLate() {
  for (const reads of [false, true]) {
    const log = [];
    const stream = new Readable({ read() {} });
    stream.push(null);
    if (reads) stream.read();
    hear(stream, ['readable', 'end', 'close'], log);
    await turns(3);
    console.log('ended before', reads, log.join(' '));
  }
  const stream = new Readable({ read() {} });
  stream.push('abcd');
  stream.push(null);
  stream.setEncoding('base64');
  console.log('decoded', stream.readableLength, stream.read());
}

async function halvesOfAPair() {
  for (const broken of ['readable', 'writable']) {
    const log = [];
    const pair = { readable: new Readable({ read() {} }), writable: new Writable({ write() {} }) };
    hear(pair.readable, ['error', 'close'], log);
    hear(pair.writable, ['error', 'close'], log);
    const duplex = Duplex.from(pair);
    hear(duplex, ['error', 'close'], log);
    pair[broken].destroy(new Error(broken));
    await turns(3);
    console.log('pair', broken, log.join(' '));
  }

  // What is still to be read stays, though the inner stream is done.
  const through = new PassThrough({ objectMode: true });
  const log = [];
  const slow = Readable.from(['one', 'two']).pipe(Duplex.from({ readable: through, writable: through }));
  hear(slow, ['end', 'close'], log);
  slow.on('data', (data) => {
    log.push(data);
    slow.pause();
    setImmediate(() => slow.resume());
  });
  await turns(12);
  console.log('slow', log.join(' '));

  for (const error of [undefined, new Error('reason')]) {
    const heard = [];
    const duplex = Duplex.from(async function* (source, { signal }) {
      try {
        for await (const chunk of source) yield chunk;
        heard.push(`ended(${signal.aborted}, ${signal.reason?.message})`);
      } finally {
        heard.push('finally');
      }
    });
    hear(duplex, ['error', 'close'], heard);
    duplex.resume();
    await turn();
    duplex.destroy(error);
    await turns(3);
    console.log('function', heard.join(' '));
  }
}

(async () => {
  await finishedOfHalves();
  await leavingAPipe();
  await listeningLate();
  await halvesOfAPair();
})();
