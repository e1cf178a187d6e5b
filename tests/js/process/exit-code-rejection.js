// exits: 1
// A rejection that nobody handles ends the process with status 1, after `exit`.
process.on('exit', (code) => console.log('exit', code, process.exitCode));
setTimeout(() => console.log('never'), 50);
Promise.reject(new Error('fatal'));
