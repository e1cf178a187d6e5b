'use strict';

// How many colours a terminal shows, judged by the environment.

// Depths in bits: none, 16, 256 and 16 million colours.
const kNone = 1;
const k16 = 4;
const k256 = 8;
const k16m = 24;

// By TERM, whole and in lower case.
const depthByTerm = {
  __proto__: null,
  ...Object.fromEntries([
    'cons25', 'console', 'cygwin', 'dtterm', 'eterm', 'gnome', 'hurd', 'jfbterm', 'konsole', 'kterm', 'mlterm', 'putty', 'st',
  ].map((term) => [term, k16])),
  ...Object.fromEntries(['mosh', 'rxvt-unicode-24bit', 'terminator', 'xterm-kitty'].map((term) => [term, k16m])),
};

const kColorfulTerm = /ansi|color|linux|direct|^con\d*x\d|^(rxvt|screen|xterm|vt100|vt220)/;

// Continuous integration services whose logs show colours.
const depthByService = {
  APPVEYOR: k256, BUILDKITE: k256, CIRCLECI: k16m, DRONE: k256, GITEA_ACTIONS: k16m, GITHUB_ACTIONS: k16m, GITLAB_CI: k256,
  TRAVIS: k256,
};

// By TERM_PROGRAM. iTerm can do more from its third version on.
const depthByProgram = { __proto__: null, 'Apple_Terminal': k256, 'HyperTerm': k16m, 'MacTerm': k16m, 'iTerm.app': k16m };

// What FORCE_COLOR says: anything else is no.
const depthByForce = { '__proto__': null, '': k16, '1': k16, 'true': k16, '2': k256, '3': k16m };

let warned = false;

function isSet(value) {
  return value !== undefined && value !== '';
}

// What forbids colours, and is not heard of by FORCE_COLOR.
function forbiddenBy(env) {
  return ['NODE_DISABLE_COLORS', 'NO_COLOR'].find((name) => isSet(env[name]));
}

function forcedDepth(env) {
  const depth = depthByForce[env.FORCE_COLOR];
  if (depth === undefined) return kNone;
  const ignored = forbiddenBy(env);
  if (ignored !== undefined && !warned) {
    warned = true;
    process.emitWarning(`The '${ignored}' env is ignored due to the 'FORCE_COLOR' env being set.`, 'Warning');
  }
  return depth;
}

function depthOfService(env) {
  const service = Object.keys(depthByService).find((name) => name in env);
  if (service !== undefined) return depthByService[service];
  return env.CI_NAME === 'codeship' ? k256 : kNone;
}

function depthOfProgram({ TERM_PROGRAM: program, TERM_PROGRAM_VERSION: version }) {
  const isOld = program === 'iTerm.app' && (!version || /^[0-2]\./.test(version));
  return isOld ? k256 : depthByProgram[program];
}

function depthOfTerm(env) {
  const term = env.TERM || '';
  if (env.COLORTERM === 'truecolor' || env.COLORTERM === '24bit' || term.includes('truecolor')) return k16m;
  if (term.startsWith('xterm-256')) return k256;
  const name = term.toLowerCase();
  const known = depthByTerm[name];
  if (known !== undefined) return known;
  return env.COLORTERM || kColorfulTerm.test(name) ? k16 : kNone;
}

function getColorDepth(env = process.env) {
  if (env.FORCE_COLOR !== undefined) return forcedDepth(env);
  if (forbiddenBy(env) !== undefined || env.TERM === 'dumb') return kNone;
  if (env.TMUX) return k16m;
  if ('TF_BUILD' in env && 'AGENT_NAME' in env) return k16;
  if ('CI' in env) return depthOfService(env);
  if ('TEAMCITY_VERSION' in env) return /^(9\.0*[1-9]\d*\.|\d{2,}\.)/.test(env.TEAMCITY_VERSION) ? k16 : kNone;
  return depthOfProgram(env) ?? depthOfTerm(env);
}

function hasColors(count, env) {
  // Without a count: whether there are any colors to speak of, in the environment that may stand first.
  const isEnvironment = count === undefined || (typeof count === 'object' && count !== null);
  if (isEnvironment && env === undefined) return getColorDepth(count) >= k16;
  require('internal/validators').validateInteger(count, 'count', 2);
  return count <= 2 ** getColorDepth(env);
}

module.exports = { getColorDepth, hasColors };
