'use strict';

// util.parseEnv and process.loadEnvFile: the format of .env files.

const kExport = /^export\s+/;

function parseEnv(content) {
  require('internal/validators').validateString(content, 'content');
  const result = { __proto__: null };
  content = content.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
  let position = 0;

  const skipLine = () => {
    const end = content.indexOf('\n', position);
    position = end === -1 ? content.length : end + 1;
  };

  while (position < content.length) {
    if (content[position] === '\n' || content[position] === ' ' || content[position] === '\t') {
      position++;
      continue;
    }
    if (content[position] === '#') {
      skipLine();
      continue;
    }
    const equals = content.indexOf('=', position);
    const lineEnd = content.indexOf('\n', position);
    if (equals === -1 || (lineEnd !== -1 && lineEnd < equals)) {
      if (lineEnd === -1) break;
      position = lineEnd + 1;
      continue;
    }
    const key = content.slice(position, equals).trim().replace(kExport, '');
    position = equals + 1;
    if (key === '') {
      // Whatever follows the sign may be an assignment of its own.
      if (position >= content.length || content[position] === '\n') result[key] = '';
      continue;
    }
    // Blanks before the value belong to nobody, but the end of the line ends it.
    while (content[position] === ' ' || content[position] === '\t') position++;

    const quote = content[position];
    if (quote === '"' || quote === "'" || quote === '`') {
      const close = content.indexOf(quote, position + 1);
      if (close !== -1) {
        const value = content.slice(position + 1, close);
        result[key] = quote === '"' ? value.replaceAll('\\n', '\n') : value;
        position = close + 1;
        skipLine();
        continue;
      }
    }
    const end = content.indexOf('\n', position);
    let value = content.slice(position, end === -1 ? content.length : end);
    const comment = value.indexOf('#');
    if (comment !== -1) value = value.slice(0, comment);
    result[key] = value.trim();
    skipLine();
  }
  return result;
}

module.exports = { parseEnv };
