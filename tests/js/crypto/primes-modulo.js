// Primes that leave a given remainder. AWS-LC never found those for a modulus that an odd prime divides where the remainder is 1
// or 0 modulo that prime, as for `add: 7n` alone.
'use strict';
const crypto = require('node:crypto');

for (const [bits, options] of [
  [16, { add: 7n }], [16, { add: 8n }], [16, { add: 14n }], [32, { add: 15n }], [64, { add: 12n, rem: 11n }],
  [16, { add: 7n, rem: 2n }], [8, { add: 3n }], [12, { add: 7n, rem: 6n }], [64, { add: 10n, safe: true }],
  [32, { add: 12n, rem: 11n, safe: true }],
]) {
  const prime = crypto.generatePrimeSync(bits, { ...options, bigint: true });
  const half = (prime - 1n) / 2n;
  // Node's may be a bit longer than asked for.
  console.log(bits, options, prime % options.add, prime >> BigInt(bits - 1) > 0n, crypto.checkPrimeSync(prime),
              !options.safe || crypto.checkPrimeSync(half));
}

// Numbers that OpenSSL has no room for are refused at once; zeros in front take no room.
{
  const { checkPrime, checkPrimeSync } = crypto;
  const long = Buffer.alloc(1 << 26);
  console.log(checkPrimeSync(Buffer.concat([Buffer.alloc(100), Buffer.from([5])])), checkPrimeSync(Buffer.alloc(100)));
  long[0] = 1;
  for (const check of [() => checkPrimeSync(long), () => checkPrime(long, () => console.log('called'))]) {
    try {
      check();
    } catch ({ name, code }) {
      console.log(name, code);
    }
  }
}
