// node:punycode: the encoding of internationalised host names (RFC 3492), and its conversions of
// whole domains. Deprecated, and required by old packages.

'use strict';

const kMaxInt = 0x7fffffff;
const kBase = 36;
const kTMin = 1;
const kTMax = 26;
const kSkew = 38;
const kDamp = 700;
const kInitialBias = 72;
const kInitialN = 128;
const kMessages = {
  '__proto__': null,
  'overflow': 'Overflow: input needs wider integers to process',
  'not-basic': 'Illegal input >= 0x80 (not a basic code point)',
  'invalid-input': 'Invalid input',
};

function fail(kind) {
  throw new RangeError(kMessages[kind]);
}

function ucs2decode(string) {
  return Array.from(string, (character) => character.codePointAt(0));
}

function ucs2encode(codePoints) {
  return String.fromCodePoint(...codePoints);
}

function digitOf(code) {
  if (code >= 0x30 && code < 0x3a) return 26 + (code - 0x30);
  if (code >= 0x41 && code < 0x5b) return code - 0x41;
  if (code >= 0x61 && code < 0x7b) return code - 0x61;
  return kBase;
}

function codeOf(digit) {
  return digit < 26 ? digit + 0x61 : digit - 26 + 0x30;
}

function adapt(delta, count, first) {
  let k = 0;
  delta = first ? Math.floor(delta / kDamp) : delta >> 1;
  delta += Math.floor(delta / count);
  for (; delta > (kBase - kTMin) * kTMax >> 1; k += kBase) {
    delta = Math.floor(delta / (kBase - kTMin));
  }
  return Math.floor(k + (kBase - kTMin + 1) * delta / (delta + kSkew));
}

function threshold(k, bias) {
  return Math.min(Math.max(k - bias, kTMin), kTMax);
}

function decode(input) {
  const output = [];
  const basic = Math.max(input.lastIndexOf('-'), 0);
  for (let i = 0; i < basic; i++) {
    if (input.charCodeAt(i) >= 0x80) fail('not-basic');
    output.push(input.charCodeAt(i));
  }

  let n = kInitialN;
  let bias = kInitialBias;
  let i = 0;
  for (let index = basic > 0 ? basic + 1 : 0; index < input.length;) {
    const start = i;
    for (let weight = 1, k = kBase; ; k += kBase) {
      if (index >= input.length) fail('invalid-input');
      const digit = digitOf(input.charCodeAt(index++));
      if (digit >= kBase) fail('invalid-input');
      if (digit > Math.floor((kMaxInt - i) / weight)) fail('overflow');
      i += digit * weight;
      const t = threshold(k, bias);
      if (digit < t) break;
      if (weight > Math.floor(kMaxInt / (kBase - t))) fail('overflow');
      weight *= kBase - t;
    }
    const length = output.length + 1;
    bias = adapt(i - start, length, start === 0);
    if (Math.floor(i / length) > kMaxInt - n) fail('overflow');
    n += Math.floor(i / length);
    i %= length;
    output.splice(i++, 0, n);
  }
  return String.fromCodePoint(...output);
}

function encode(input) {
  const codePoints = ucs2decode(input);
  let output = '';
  for (const codePoint of codePoints) {
    if (codePoint < 0x80) output += String.fromCharCode(codePoint);
  }
  const basic = output.length;
  let handled = basic;
  if (basic > 0) output += '-';

  let n = kInitialN;
  let delta = 0;
  let bias = kInitialBias;
  while (handled < codePoints.length) {
    let next = kMaxInt;
    for (const codePoint of codePoints) {
      if (codePoint >= n && codePoint < next) next = codePoint;
    }
    if (next - n > Math.floor((kMaxInt - delta) / (handled + 1))) fail('overflow');
    delta += (next - n) * (handled + 1);
    n = next;
    for (const codePoint of codePoints) {
      if (codePoint < n && ++delta > kMaxInt) fail('overflow');
      if (codePoint !== n) continue;
      let q = delta;
      for (let k = kBase; ; k += kBase) {
        const t = threshold(k, bias);
        if (q < t) break;
        output += String.fromCharCode(codeOf(t + (q - t) % (kBase - t)));
        q = Math.floor((q - t) / (kBase - t));
      }
      output += String.fromCharCode(codeOf(q));
      bias = adapt(delta, handled + 1, handled === basic);
      delta = 0;
      handled++;
    }
    delta++;
    n++;
  }
  return output;
}

// Applies `change` to every label of a domain, or of the domain of an e-mail address.
function mapDomain(domain, change) {
  const parts = domain.split('@');
  let prefix = '';
  if (parts.length > 1) {
    prefix = `${parts[0]}@`;
    domain = parts[1];
  }
  // The other full stops of the world.
  return prefix + domain.replace(/[\x2e\u3002\uff0e\uff61]/g, '.').split('.').map(change).join('.');
}

function toUnicode(input) {
  return mapDomain(input, (label) =>
    (label.startsWith('xn--') ? decode(label.slice(4).toLowerCase()) : label));
}

function toASCII(input) {
  return mapDomain(input, (label) => (/[^\0-\x7f]/.test(label) ? `xn--${encode(label)}` : label));
}

module.exports = {
  version: '2.1.0',
  ucs2: { decode: ucs2decode, encode: ucs2encode },
  decode,
  encode,
  toASCII,
  toUnicode,
};
