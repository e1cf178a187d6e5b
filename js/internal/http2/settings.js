'use strict';

// SETTINGS: what programs may set, in Node's words, and the numbers of the protocol for it.

const { codes, hideStackFrames } = require('internal/errors');
const { constants } = require('internal/http2/constants');

const binding = internalBinding('http2');

const MAX_UINT32 = 0xffffffff;
const MAX_CUSTOM_SETTINGS = 10;

// Names and numbers of the protocol, in the order of src/builtins/http2/settings.rs. `isFlag`: true and false.
const known = [
  { name: 'headerTableSize', id: 1 },
  { name: 'enablePush', id: 2, isFlag: true },
  { name: 'maxConcurrentStreams', id: 3 },
  { name: 'initialWindowSize', id: 4 },
  { name: 'maxFrameSize', id: 5 },
  { name: 'maxHeaderListSize', id: 6 },
  { name: 'enableConnectProtocol', id: 8, isFlag: true },
];

// The settings that are numbers, in the order in which they are checked, with their limits where those are narrower than the
// protocol's 32 bits.
const limits = [
  ['headerTableSize'],
  ['initialWindowSize', 0, constants.MAX_INITIAL_WINDOW_SIZE],
  ['maxFrameSize', constants.MIN_MAX_FRAME_SIZE, constants.MAX_MAX_FRAME_SIZE],
  ['maxConcurrentStreams'],
  ['maxHeaderListSize'],
  ['maxHeaderSize'],
];

const assertWithinRange = hideStackFrames((name, value, min, max) => {
  const isRight = value === undefined || (typeof value === 'number' && !(value < min) && !(value > max));
  if (!isRight) throw new codes.ERR_HTTP2_INVALID_SETTING_VALUE.RangeError(name, value, min, max);
});

const assertIsFlag = hideStackFrames((name, value) => {
  if (value !== undefined && typeof value !== 'boolean')
    throw new codes.ERR_HTTP2_INVALID_SETTING_VALUE(name, value);
});

const validateSettings = hideStackFrames((settings) => {
  if (settings === undefined) return;
  if (settings.customSettings !== undefined) {
    if (settings.customSettings === null || typeof settings.customSettings !== 'object')
      throw new codes.ERR_INVALID_ARG_TYPE('customSettings', 'Number', settings.customSettings);
    const entries = Object.entries(settings.customSettings);
    if (entries.length > MAX_CUSTOM_SETTINGS)
      throw new codes.ERR_HTTP2_TOO_MANY_CUSTOM_SETTINGS();
    for (const [id, value] of entries) {
      assertWithinRange('customSettings:id', Number(id), 0, 0xffff);
      assertWithinRange('customSettings:value', Number(value), 0, MAX_UINT32);
    }
  }
  for (const [name, min = 0, max = MAX_UINT32] of limits) assertWithinRange(name, settings[name], min, max);
  for (const { name, isFlag } of known) {
    if (isFlag) assertIsFlag(name, settings[name]);
  }
});

// The list [number, value, ...] for Rust.
function toEntries(settings) {
  const entries = [];
  for (const { name, id } of known) {
    let value = settings[name];
    if (name === 'maxHeaderListSize' && settings.maxHeaderSize !== undefined) {
      if (value !== undefined && value !== settings.maxHeaderSize)
        process.emitWarning('settings.maxHeaderSize overwrite settings.maxHeaderListSize');
      value = settings.maxHeaderSize;
    }
    if (value !== undefined) entries.push(id, Number(value));
  }
  for (const [id, value] of Object.entries(settings.customSettings ?? {})) entries.push(Number(id), Number(value));
  return entries;
}

// Node's object for the values in force. `custom`: [number, value, ...].
function toSettings(values, custom = []) {
  const settings = {
    headerTableSize: values[0],
    enablePush: values[1] === 1,
    initialWindowSize: values[3],
    maxFrameSize: values[4],
    maxConcurrentStreams: values[2],
    maxHeaderListSize: values[5],
    maxHeaderSize: values[5],
    enableConnectProtocol: values[6] === 1,
  };
  if (custom.length > 0) {
    settings.customSettings = {};
    for (let i = 0; i < custom.length; i += 2) settings.customSettings[custom[i]] = custom[i + 1];
  }
  return settings;
}

function getDefaultSettings() {
  return {
    __proto__: null,
    headerTableSize: constants.DEFAULT_SETTINGS_HEADER_TABLE_SIZE,
    enablePush: Boolean(constants.DEFAULT_SETTINGS_ENABLE_PUSH),
    initialWindowSize: constants.DEFAULT_SETTINGS_INITIAL_WINDOW_SIZE,
    maxFrameSize: constants.DEFAULT_SETTINGS_MAX_FRAME_SIZE,
    maxConcurrentStreams: constants.DEFAULT_SETTINGS_MAX_CONCURRENT_STREAMS,
    maxHeaderSize: constants.DEFAULT_SETTINGS_MAX_HEADER_LIST_SIZE,
    maxHeaderListSize: constants.DEFAULT_SETTINGS_MAX_HEADER_LIST_SIZE,
    enableConnectProtocol: Boolean(constants.DEFAULT_SETTINGS_ENABLE_CONNECT_PROTOCOL),
  };
}

// The payload of a SETTINGS frame.
function getPackedSettings(settings) {
  if (settings !== undefined && (settings === null || typeof settings !== 'object' || Array.isArray(settings)))
    throw new codes.ERR_INVALID_ARG_TYPE('settings', 'Object', settings);
  settings ??= {};
  validateSettings(settings);
  const payload = binding.packSettings(toEntries(settings));
  if (payload === undefined) {
    const { NghttpError } = require('internal/http2/util');
    throw new NghttpError(-501);
  }
  return Buffer.from(payload.buffer);
}

function getUnpackedSettings(buf, options = {}) {
  if (!ArrayBuffer.isView(buf) || buf.length === undefined)
    throw new codes.ERR_INVALID_ARG_TYPE('buf', ['Buffer', 'TypedArray'], buf);
  if (buf.length % 6 !== 0)
    throw new codes.ERR_HTTP2_INVALID_PACKED_SETTINGS_LENGTH();
  const settings = {};
  // Element by element, whatever their size.
  const bytes = Buffer.from(buf);
  for (let offset = 0; offset < buf.length; offset += 6) {
    const id = bytes.readUInt16BE(offset);
    const value = bytes.readUInt32BE(offset + 2);
    const setting = known.find((entry) => entry.id === id);
    if (setting === undefined) {
      settings.customSettings ??= {};
      settings.customSettings[id] = value;
    } else if (setting.name === 'maxHeaderListSize') {
      settings.maxHeaderSize = value;
      settings.maxHeaderListSize = value;
    } else {
      settings[setting.name] = setting.isFlag ? value !== 0 : value;
    }
  }
  if (options != null && options.validate)
    validateSettings(settings);
  return settings;
}

// The option `remoteCustomSettings`: numbers that a session is to keep.
function validateRemoteCustomSettings(ids) {
  if (!Array.isArray(ids)) return [];
  if (ids.length > MAX_CUSTOM_SETTINGS)
    throw new codes.ERR_HTTP2_TOO_MANY_CUSTOM_SETTINGS();
  const entries = [];
  for (const id of ids) {
    if (typeof id === 'number') entries.push(id, 0);
  }
  return entries;
}

module.exports = {
  getDefaultSettings, getPackedSettings, getUnpackedSettings, toEntries, toSettings, validateRemoteCustomSettings,
  validateSettings,
};
