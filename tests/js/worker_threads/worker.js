// Workers: data in and out, errors, exit codes, termination, standard streams.
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');
if (!isMainThread) {
  if (workerData.kind === 'echo') {
    parentPort.on('message', (message) => {
      if (message === 'end') parentPort.close();
      else parentPort.postMessage({ echo: message, data: workerData });
    });
  } else if (workerData.kind === 'throw') {
    throw new RangeError('from the worker');
  } else if (workerData.kind === 'exit') {
    process.on('exit', (code) => parentPort.postMessage(['exiting', code]));
    process.exit(3);
  } else if (workerData.kind === 'loop') {
    parentPort.postMessage('looping');
    for (;;);
  } else if (workerData.kind === 'print') {
    console.log('printed by the worker');
    process.stdout.write('no newline');
  } else if (workerData.kind === 'env') {
    process.env.ADDED = 1;
    parentPort.postMessage([process.env.GIVEN, process.env.ADDED, process.argv.slice(2), typeof process.chdir]);
    try { process.chdir('/'); } catch (error) { parentPort.postMessage(error.code); }
  }
} else {
  const run = (workerData, options = {}) => new Promise((resolve) => {
    const worker = new Worker(__filename, { workerData, ...options });
    let online = false;
    worker.on('online', () => { online = true; });
    worker.on('message', (message) => {
      console.log(workerData.kind, 'message', message);
      if (message === 'looping') worker.terminate().then((code) => console.log('terminated', code));
    });
    worker.on('error', (error) => console.log(workerData.kind, 'error', error.name, error.message));
    worker.on('exit', (code) => { console.log(workerData.kind, 'exit', code, online); resolve(); });
    if (workerData.kind === 'echo') {
      worker.postMessage([1, { two: 2 }]);
      worker.postMessage('end');
    }
  });
  (async () => {
    await run({ kind: 'echo', map: new Map([[1, 2]]) });
    await run({ kind: 'throw' });
    await run({ kind: 'exit' });
    await run({ kind: 'loop' });
    await run({ kind: 'env' }, { env: { GIVEN: 'yes' }, argv: ['a', 2] });
    const worker = new Worker(__filename, { workerData: { kind: 'print' }, stdout: true });
    let text = '';
    worker.stdout.setEncoding('utf8').on('data', (chunk) => { text += chunk; });
    await new Promise((resolve) => worker.on('exit', resolve));
    await new Promise((resolve) => setImmediate(resolve));
    console.log(JSON.stringify(text));
    const evaluated = new Worker('require("worker_threads").parentPort.postMessage(40 + 2)', { eval: true });
    evaluated.on('message', (value) => console.log('eval', value));
  })();
}
