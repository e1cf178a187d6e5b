// transcode() of bytes that are no text in their encoding, of halves of characters, and of characters that are not seen.
'use strict';
const { transcode } = require('node:buffer');

const inputs = ['5c', 'be', 'fffe', 'efbbbf6162', 'fffe6100', 'feff0061', '6180ff', 'f09f9880', 'e298', '3dd800de', '3dd8', '', '610062', '61c2ad62',
  'ad0000fe', '61efbbbf62', 'f3a08480', '00d8b7', '00dcb7', '6100d8'];
for (const from of ['utf8', 'utf16le', 'latin1', 'ascii']) {
  for (const to of ['utf8', 'utf16le', 'latin1', 'ascii']) {
    for (const hex of inputs) {
      try {
        console.log(from, to, hex, transcode(Buffer.from(hex, 'hex'), from, to).toString('hex'));
      } catch ({ name, code, errno, message }) {
        console.log(from, to, hex, name, code, errno, message);
      }
    }
  }
}
