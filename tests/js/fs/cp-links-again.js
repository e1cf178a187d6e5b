// A link to a directory that is there already is not copied over itself: what it leads to would become a part of itself. The two
// forms of cp word it in their own way, and cpSync with a filter like the asynchronous form.
'use strict';
const fs = require('fs');
const os = require('os');
const path = require('path');
const root = fs.mkdtempSync(path.join(os.tmpdir(), 'cp-links-'));
const cases = {
  same: (at) => { fs.mkdirSync(`${at}/t`); fs.symlinkSync(`${at}/t`, `${at}/from/l`); fs.symlinkSync(`${at}/t`, `${at}/to/l`); },
  file: (at) => { fs.writeFileSync(`${at}/f`, ''); fs.symlinkSync(`${at}/f`, `${at}/from/l`); fs.symlinkSync(`${at}/f`, `${at}/to/l`); },
  above: (at) => { fs.mkdirSync(`${at}/t/u`, { recursive: true }); fs.symlinkSync(`${at}/t`, `${at}/from/l`); fs.symlinkSync(`${at}/t/u`, `${at}/to/l`); },
  below: (at) => { fs.mkdirSync(`${at}/t/u`, { recursive: true }); fs.symlinkSync(`${at}/t/u`, `${at}/from/l`); fs.symlinkSync(`${at}/t`, `${at}/to/l`); },
};
const forms = {
  cpSync: (from, to) => fs.cpSync(from, to, { recursive: true }),
  filtered: (from, to) => fs.cpSync(from, to, { recursive: true, filter: () => true }),
  cp: (from, to) => fs.promises.cp(from, to, { recursive: true }),
};
(async () => {
  for (const [name, make] of Object.entries(cases)) {
    for (const [form, copy] of Object.entries(forms)) {
      const at = path.join(root, `${name}-${form}`);
      for (const folder of ['from', 'to']) fs.mkdirSync(`${at}/${folder}`, { recursive: true });
      make(at);
      let result = 'copied';
      try {
        await copy(`${at}/from`, `${at}/to`);
      } catch (error) {
        result = `${error.name} ${error.code} ${error.message} ${error.errno} ${error.syscall}`.replaceAll(at, '');
      }
      console.log(name, form, result, fs.readlinkSync(`${at}/to/l`).replace(at, ''));
    }
  }
  fs.rmSync(root, { recursive: true });
})();
