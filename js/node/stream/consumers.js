'use strict';

// node:stream/consumers: everything that a stream holds, as one value.

async function blob(stream) {
  const parts = [];
  for await (const part of stream) parts.push(part);
  return new Blob(parts);
}

async function bytes(stream) {
  const whole = await blob(stream);
  return whole.bytes();
}

async function arrayBuffer(stream) {
  const { buffer: memory } = await bytes(stream);
  return memory;
}

async function buffer(stream) {
  return Buffer.from(await arrayBuffer(stream));
}

async function text(stream) {
  const decoder = new TextDecoder();
  let result = '';
  for await (const chunk of stream) {
    result += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
  }
  // A truncated character at the very end.
  return result + decoder.decode();
}

async function json(stream) {
  return JSON.parse(await text(stream));
}

module.exports = { arrayBuffer, blob, buffer, bytes, text, json };
