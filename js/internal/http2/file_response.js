'use strict';

// stream.respondWithFD() and respondWithFile(): a file as the body of a response, read as fast as it is sent.

const fs = require('node:fs');
const { codes } = require('internal/errors');
const { assertIsObject } = require('internal/http2/session');
const { assertIsOpen } = require('internal/http2/stream');
const { kId, kMaybeDestroy, kNative, kSession, kState } = require('internal/http2/util');
const { prepareResponse, submitResponse } = require('internal/http2/server_stream');
const { constants } = require('internal/http2/constants');

const binding = internalBinding('http2');

const kReadSize = 64 * 1024;

function checkOptions(stream, headers, options) {
  assertIsOpen(stream);
  if (stream.headersSent)
    throw new codes.ERR_HTTP2_HEADERS_SENT();
  assertIsObject(options, 'options');
  options = { ...options };
  for (const name of ['offset', 'length']) {
    if (options[name] !== undefined && typeof options[name] !== 'number')
      throw new codes.ERR_INVALID_ARG_VALUE(`options.${name}`, options[name]);
  }
  if (options.statCheck !== undefined && typeof options.statCheck !== 'function')
    throw new codes.ERR_INVALID_ARG_VALUE('options.statCheck', options.statCheck);
  return options;
}

// A list of headers is for respond() alone.
function prepareFileResponse(headers) {
  if (Array.isArray(headers))
    throw new codes.ERR_INVALID_ARG_TYPE('headers', ['Object', 'Array'], headers);
  return prepareResponse(headers);
}

function checkStatus(stream, response) {
  const status = response.headers[':status'];
  if (status === 204 || status === 205 || status === 304 || stream.headRequest)
    throw new codes.ERR_HTTP2_PAYLOAD_FORBIDDEN(status);
}

function respondWithFD(stream, fd, headers, options) {
  options = checkOptions(stream, headers, options);
  const { FileHandle } = require('node:fs/promises');
  if (FileHandle !== undefined && fd instanceof FileHandle)
    fd = fd.fd;
  else if (typeof fd?.fd === 'number')
    fd = fd.fd;
  else if (typeof fd !== 'number')
    throw new codes.ERR_INVALID_ARG_TYPE('fd', ['number', 'FileHandle'], fd);
  const response = prepareFileResponse(headers);
  checkStatus(stream, response);
  const range = { offset: options.offset === undefined ? 0 : options.offset, length: options.length ?? -1 };
  if (options.statCheck === undefined) {
    send(stream, fd, response, range, options);
    return;
  }
  fs.fstat(fd, (error, stat) => {
    if (stream.destroyed || stream.closed)
      return;
    if (error) {
      stream.destroy(error);
      return;
    }
    // It may change the range as well.
    if (options.statCheck.call(stream, stat, response.headers, range) === false)
      return;
    if (!stream.headersSent)
      send(stream, fd, response, range, options);
  });
}

function respondWithFile(stream, path, headers, options) {
  options = checkOptions(stream, headers, options);
  const { onError } = options;
  const response = prepareFileResponse(headers);
  checkStatus(stream, response);
  const fail = (error) => (onError ? onError(error) : stream.destroy(error));
  fs.open(path, 'r', (openError, fd) => {
    if (openError) {
      fail(openError);
      return;
    }
    if (stream.destroyed || stream.closed) {
      closeFile(fd);
      return;
    }
    fs.fstat(fd, (error, stat) => {
      if (stream.destroyed || stream.closed) {
        closeFile(fd);
        return;
      }
      const problem = error ?? checkKind(stat, options);
      if (problem !== null) {
        closeFile(fd);
        fail(problem);
        return;
      }
      const range = { offset: options.offset ?? 0, length: options.length ?? -1 };
      if (options.statCheck?.call(stream, stat, response.headers) === false) {
        closeFile(fd);
        return;
      }
      if (stream.headersSent || stream.destroyed) {
        closeFile(fd);
        return;
      }
      if (stat.isFile()) {
        const rest = stat.size - Number(range.offset);
        range.length = range.length < 0 ? rest : Math.min(rest, range.length);
        response.headers['content-length'] = range.length;
      } else {
        range.offset = -1;
      }
      send(stream, fd, response, range, options, true);
    });
  });
}

// A part of something that is no file cannot be sent, nor can a directory.
function checkKind(stat, options) {
  if (stat.isFile())
    return null;
  if (stat.isDirectory())
    return new codes.ERR_HTTP2_SEND_FILE();
  if (options.offset !== undefined || options.length !== undefined)
    return new codes.ERR_HTTP2_SEND_FILE_NOSEEK();
  return null;
}

function closeFile(fd) {
  fs.close(fd, () => {});
}

// `range.offset`: -1 for where the descriptor is. `range.length`: -1 for all there is. `ownsFile`: it is closed at the end.
function send(stream, fd, response, range, options, ownsFile = false) {
  submitResponse(stream, response, false, Boolean(options.waitForTrailers));
  if (stream.destroyed) {
    if (ownsFile)
      closeFile(fd);
    return;
  }
  // For the program the stream has no writing side any more.
  stream[kState].shutdown = true;
  stream[kState].sendsFile = true;
  stream.end();
  if (ownsFile)
    stream.once('close', () => closeFile(fd));

  let position = range.offset < 0 ? null : Number(range.offset);
  let left = range.length < 0 ? Infinity : range.length;
  const native = stream[kSession][kNative];
  const id = stream[kId];
  const finish = () => {
    stream[kState].sendsFile = false;
    binding.shutdown(native, id);
    stream[kMaybeDestroy]();
  };
  const next = () => {
    if (stream.destroyed)
      return;
    if (left === 0) {
      finish();
      return;
    }
    // The bytes are nghttp2's until they are sent.
    const buffer = Buffer.allocUnsafeSlow(Math.min(kReadSize, left));
    fs.read(fd, buffer, 0, buffer.length, position, (error, count) => {
      if (stream.destroyed)
        return;
      if (error) {
        stream.close(constants.NGHTTP2_INTERNAL_ERROR);
        return;
      }
      if (count === 0) {
        finish();
        return;
      }
      left -= count;
      if (position !== null)
        position += count;
      if (binding.write(native, id, buffer.subarray(0, count), next) === true)
        next();
    });
  };
  next();
}

module.exports = { respondWithFD, respondWithFile };
