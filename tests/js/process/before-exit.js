// exits: 7
// beforeExit comes whenever the loop runs dry, and exit once.
let rounds = 0;
process.on('beforeExit', (code) => {
  console.log('beforeExit', code);
  if (++rounds < 3) setTimeout(() => console.log('more work'), 1);
  else process.exitCode = 7;
});
process.on('exit', (code) => {
  console.log('exit', code);
  process.nextTick(() => console.log('never'));
});
