// A session in which a program talks to its own inspector: answers and notifications come at once, in the middle of post() or of what
// they tell of; profiles, coverage and heap snapshots are those of this program.
'use strict';
const inspector = require('node:inspector');
const promises = require('node:inspector/promises');

function attempt(label, run) {
  try {
    console.log(label, run());
  } catch (error) {
    console.log(label, 'threw', error.name, error.code, error.message);
  }
}

const session = new inspector.Session();
attempt('connect', () => session.connect());
attempt('again', () => session.connect());
attempt('params', () => session.post('Runtime.evaluate', 'x'));
attempt('callback', () => session.post('Runtime.evaluate', {}, 5));
attempt('null', () => session.post('Runtime.evaluate', null));

session.post('Runtime.evaluate', { expression: '"\u4e00" + 1' }, (...args) => console.log('answer', JSON.stringify(args)));
console.log('after the answer');
session.post('Nope.nope', (error, result) => console.log(error.name, error.code, error.message, result, Object.keys(error)));
session.post('Runtime.evaluate', (error) => console.log(error.code, error.message));
session.post('Runtime.evaluate', { expression: 'throw new TypeError("x")' },
             (error, result) => console.log(error, result.exceptionDetails.exception.className));
session.post('Schema.getDomains', (error, { domains }) => console.log(domains.map((domain) => domain.name).join()));

process.removeAllListeners('warning').once('warning', (warning) => console.log('warning', warning.message));
session.post('Runtime.evaluate', { expression: '1' }, () => { throw new Error('thrown in a callback'); });

// A profile.
session.post('Profiler.enable');
session.post('Profiler.start');
for (let i = 0, x = 0; i < 1e6; i++) x += i;
session.post('Profiler.stop', (error, { profile }) => console.log(error, Object.keys(profile).sort().join()));

// Coverage: how often what ran.
session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
function covered(x) { return x ? 'yes' : 'no'; }
covered(1);
covered(2);
session.post('Profiler.takePreciseCoverage', (error, { result }) => {
  const [script] = result.filter((script) => script.url === require('node:url').pathToFileURL(__filename).href);
  const source = require('node:fs').readFileSync(__filename, 'utf8');
  for (const { startOffset, endOffset, count } of script.functions.find((f) => f.functionName === 'covered').ranges) {
    console.log('covered', count, source.slice(startOffset, endOffset));
  }
});
session.post('Profiler.disable');

// A pause: the frame is there while the listener runs, and the program goes on after it.
session.on('Debugger.paused', ({ params }) => {
  console.log('paused', params.reason, params.callFrames[0].functionName);
  session.post('Debugger.evaluateOnCallFrame', { callFrameId: params.callFrames[0].callFrameId, expression: 'local' },
               (error, { result }) => console.log('local', result.value));
});
session.post('Debugger.enable');
(function paused() {
  const local = 42;
  debugger; // eslint-disable-line no-debugger
  console.log('goes on', local);
})();
session.post('Debugger.disable');

// A snapshot, in pieces.
let length = 0;
let pieces = 0;
session.on('HeapProfiler.addHeapSnapshotChunk', ({ params }) => { length += params.chunk.length; });
session.on('inspectorNotification', ({ method }) => { if (method === 'HeapProfiler.addHeapSnapshotChunk') pieces++; });
session.post('HeapProfiler.takeHeapSnapshot', null, (error, result) => {
  console.log(error, result, length > 1e5, pieces > 0);
  setTimeout(ends);
});

// What is left open when the session ends is answered then; a session may end in its own callback, and begin again.
async function ends() {
  session.post('Runtime.evaluate', { expression: 'new Promise((resolve) => setTimeout(resolve, 1, 7))', awaitPromise: true }, (error, { result }) => {
    console.log('awaited', result.value);
    session.post('Runtime.evaluate', { expression: 'new Promise(() => {})', awaitPromise: true }, (error) => console.log('pending', error.code, error.message));
    setImmediate(() => {
      session.disconnect();
      attempt('post', () => session.post('Runtime.enable'));
      session.connect();
      session.post('Runtime.evaluate', { expression: '3' }, (error, answer) => {
        console.log(answer);
        session.disconnect();
      });
    });
  });
  const other = new promises.Session();
  other.connect();
  console.log(await other.post('Runtime.evaluate', { expression: '5' }));
  await other.post('Nope.nope').catch((error) => console.log(error.code, error.message));
  other.disconnect();
  await other.post('Runtime.enable').catch((error) => console.log(error.code));
}
