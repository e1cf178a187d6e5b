// How an addon becomes a module: both ways of registering, the version it declares, what its initialiser gives back.
'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { Worker, isMainThread } = require('node:worker_threads');
const { show, attempt } = require('../_show');

const file = (name) => path.join(__dirname, '../build/c', `${name}.node`);
// Of what is thrown, the class, the code and the message without the path and without what Node calls itself.
const load = (name) => {
  try {
    return show(require(file(name)));
  } catch (error) {
    return `throws ${error.name} [${error.code}] ${error.message.replaceAll(path.dirname(file(name)), '').replace(/Node\.js/g, 'host').split('\n')[0]}`;
  }
};

if (!isMainThread) {
  console.log('worker', ...['', '_static', '_several', '_both', '_empty'].map((name) => load(`registration${name}`)));
} else {
  for (const name of ['', '_version_1', '_version_8', '_version_9', '_version_10', '_version_experimental', '_version_negative', '_throws', '_returns_text', '_returns_null', '_static', '_several', '_both', '_empty']) {
    console.log(name, load(`registration${name}`));
  }
  console.log('not an addon', load('not_an_addon'));
  console.log('cached', require(file('registration')) === require(file('registration')), load('registration'));

  // What failed is not remembered.
  console.log('throws again', load('registration_throws'));

  for (const name of ['registration', 'registration_static', 'registration_several', 'registration_both']) {
    delete require.cache[file(name)];
    console.log('again', load(name));
    const module = { exports: {} };
    process.dlopen(module, file(name));
    console.log('dlopen', show(module.exports));
    process.dlopen(module, file(name), os.constants.dlopen.RTLD_NOW);
    console.log('dlopen with flags', show(module.exports));
  }

  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'registration-'));
  const broken = { 'empty.node': '', 'text.node': 'this is no image', 'elf.node': '\x7fELF' };
  for (const [name, content] of Object.entries(broken)) {
    fs.writeFileSync(path.join(folder, name), content);
    const code = attempt(() => { try { require(path.join(folder, name)); } catch (error) { return [error.name, error.code, error.message.replace(folder, '')]; } });
    console.log(name, code);
  }
  console.log(attempt(() => { try { process.dlopen({ exports: {} }, '/absent.node'); } catch (error) { return [error.name, error.code, error.message]; } }));
  for (const bad of [() => process.dlopen(), () => process.dlopen({ exports: {} }), () => process.dlopen({ exports: {} }, 'x', 'flags'), () => require('./absent.node')]) {
    console.log(attempt(() => { try { bad(); } catch (error) { return [error.name, error.code]; } }));
  }
  fs.rmSync(folder, { recursive: true });
  new Worker(__filename);
}
