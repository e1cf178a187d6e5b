// breakOnSigint: SIGINT ends a script or a module that runs, the innermost one, also where the program listens for SIGINT itself (it is
// not told), and afterwards does what it did before. A timeout beside it says which of the two it was.
'use strict';
const vm = require('vm');
const { spawn } = require('child_process');

if (process.argv[2] === undefined) {
  main();
} else {
  child(process.argv[2]);
}

function attempt(label, run) {
  try {
    console.log(label, run());
  } catch (error) {
    console.log(label, error.name, error.code, error.message);
  }
}

function child(what) {
  globalThis.send = () => process.kill(process.pid, 'SIGINT');
  const options = { breakOnSigint: true };
  switch (what) {
    case 'each':
      attempt('this context', () => vm.runInThisContext('send(); for (;;);', options));
      attempt('another context', () => vm.runInNewContext('send(); for (;;);', { send }, options));
      attempt('in a promise', () => vm.runInNewContext('Promise.resolve().then(() => { send(); for (;;); })', { send },
        { ...options, microtaskMode: 'afterEvaluate' }));
      attempt('in time', () => vm.runInThisContext('5', { ...options, timeout: 10000 }));
      attempt('no signal', () => vm.runInThisContext('for (;;);', { ...options, timeout: 20 }));
      attempt('first', () => vm.runInThisContext('send(); for (;;);', { ...options, timeout: 10000 }));
      attempt('kind', () => vm.runInThisContext('1', { breakOnSigint: 1 }));
      break;
    case 'nested':
      globalThis.run = (text) => {
        try {
          vm.runInThisContext(text, options);
        } catch (error) {
          return error.code;
        }
      };
      attempt('outer', () => vm.runInThisContext('run("send(); for (;;);") + " inside"', options));
      break;
    case 'listener': {
      const seen = [];
      process.on('SIGINT', () => seen.push('heard'));
      attempt('script', () => vm.runInThisContext('send(); for (;;);', options));
      setTimeout(() => {
        console.log(seen);
        send();
        setTimeout(() => {
          console.log(seen);
          process.removeAllListeners('SIGINT');
          send();
          setTimeout(() => {}, 10000);
        }, 50);
      }, 50);
      break;
    }
    case 'after':
      attempt('script', () => vm.runInThisContext('send(); for (;;);', options));
      send();
      setTimeout(() => {}, 10000);
      break;
    case 'module': {
      const module = new vm.SourceTextModule('send(); for (;;);');
      module.linkRequests([]);
      module.instantiate();
      module.evaluate(options).catch((error) => console.log(error.code));
      break;
    }
  }
}

async function main() {
  for (const what of ['each', 'nested', 'listener', 'after', 'module']) {
    const child = spawn(process.execPath, ['--no-warnings', '--experimental-vm-modules', __filename, what], { stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => { text += chunk; });
    await new Promise((resolve) => child.on('close', (...end) => {
      console.log(`--- ${what}`, ...end);
      process.stdout.write(text);
      resolve();
    }));
  }
}
