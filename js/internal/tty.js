'use strict';

// How many colours a terminal shows, judged by the environment.

const COLORS_2 = 1;
const COLORS_16 = 4;
const COLORS_256 = 8;
const COLORS_16m = 24;

// By the beginning of TERM, from the first match on.
const depthByTerm = new Map([
  ['eterm', COLORS_16],
  ['cons25', COLORS_16],
  ['console', COLORS_16],
  ['cygwin', COLORS_16],
  ['dtterm', COLORS_16],
  ['gnome', COLORS_16],
  ['hurd', COLORS_16],
  ['jfbterm', COLORS_16],
  ['konsole', COLORS_16],
  ['kterm', COLORS_16],
  ['mlterm', COLORS_16],
  ['mosh', COLORS_16m],
  ['putty', COLORS_16],
  ['st', COLORS_16],
  // https://github.com/da-x/rxvt-unicode/tree/v9.22-with-24bit-color
  ['rxvt-unicode-24bit', COLORS_16m],
  // https://bugs.launchpad.net/terminator/+bug/1030562
  ['terminator', COLORS_16m],
  ['xterm-kitty', COLORS_16m],
]);

const colorfulTerms = [
  /ansi/, /color/, /linux/, /direct/, /^con[0-9]*x[0-9]/, /^rxvt/, /^screen/, /^xterm/, /^vt100/, /^vt220/,
];

// Continuous integration services whose logs show colours.
const depthByService = new Map([
  ['APPVEYOR', COLORS_256],
  ['BUILDKITE', COLORS_256],
  ['CIRCLECI', COLORS_16m],
  ['DRONE', COLORS_256],
  ['GITEA_ACTIONS', COLORS_16m],
  ['GITHUB_ACTIONS', COLORS_16m],
  ['GITLAB_CI', COLORS_256],
  ['TRAVIS', COLORS_256],
]);

let warned = false;

function warnOnDeactivatedColors(env) {
  if (warned)
    return;
  const name = env.NODE_DISABLE_COLORS !== undefined && env.NODE_DISABLE_COLORS !== '' ?
    'NODE_DISABLE_COLORS' : env.NO_COLOR !== undefined && env.NO_COLOR !== '' ? 'NO_COLOR' : '';
  if (name !== '') {
    process.emitWarning(
      `The '${name}' env is ignored due to the 'FORCE_COLOR' env being set.`, 'Warning');
    warned = true;
  }
}

function isSet(value) {
  return value !== undefined && value !== '';
}

function getColorDepth(env = process.env) {
  if (env.FORCE_COLOR !== undefined) {
    switch (env.FORCE_COLOR) {
      case '':
      case '1':
      case 'true':
        warnOnDeactivatedColors(env);
        return COLORS_16;
      case '2':
        warnOnDeactivatedColors(env);
        return COLORS_256;
      case '3':
        warnOnDeactivatedColors(env);
        return COLORS_16m;
      default:
        return COLORS_2;
    }
  }
  if (isSet(env.NODE_DISABLE_COLORS) || isSet(env.NO_COLOR) || env.TERM === 'dumb')
    return COLORS_2;

  if (env.TMUX)
    return COLORS_16m;

  if ('TF_BUILD' in env && 'AGENT_NAME' in env)
    return COLORS_16;

  if ('CI' in env) {
    for (const [service, depth] of depthByService) {
      if (service in env)
        return depth;
    }
    return env.CI_NAME === 'codeship' ? COLORS_256 : COLORS_2;
  }

  if ('TEAMCITY_VERSION' in env)
    return /^(9\.(0*[1-9]\d*)\.|\d{2,}\.)/.test(env.TEAMCITY_VERSION) ? COLORS_16 : COLORS_2;

  switch (env.TERM_PROGRAM) {
    case 'iTerm.app':
      return !env.TERM_PROGRAM_VERSION || /^[0-2]\./.test(env.TERM_PROGRAM_VERSION) ?
        COLORS_256 : COLORS_16m;
    case 'HyperTerm':
    case 'MacTerm':
      return COLORS_16m;
    case 'Apple_Terminal':
      return COLORS_256;
  }

  if (env.COLORTERM === 'truecolor' || env.COLORTERM === '24bit')
    return COLORS_16m;

  if (env.TERM) {
    if (/truecolor/.test(env.TERM))
      return COLORS_16m;
    if (/^xterm-256/.test(env.TERM))
      return COLORS_256;
    const term = env.TERM.toLowerCase();
    if (depthByTerm.has(term))
      return depthByTerm.get(term);
    if (colorfulTerms.some((pattern) => pattern.test(term)))
      return COLORS_16;
  }
  if (env.COLORTERM)
    return COLORS_16;
  return COLORS_2;
}

function hasColors(count, env) {
  const { validateInteger } = require('internal/validators');
  if (env === undefined && (count === undefined || (typeof count === 'object' && count !== null))) {
    env = count;
    count = 16;
  } else {
    validateInteger(count, 'count', 2);
  }
  return count <= 2 ** getColorDepth(env);
}

module.exports = { getColorDepth, hasColors };
