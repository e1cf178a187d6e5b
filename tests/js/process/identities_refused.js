// Who may not change identities is told so in the C library's words.
'use strict';
process.setgroups([]);
process.setgid('nogroup');
process.setuid('nobody');
for (const attempt of ['setuid', 'seteuid', 'setgid', 'setegid', 'setgroups', 'initgroups']) {
  try {
    process[attempt](attempt === 'setgroups' ? [0] : 0, 0);
    console.log(attempt, 'done');
  } catch (error) {
    console.log(attempt, error.name, error.message, { ...error });
  }
}
