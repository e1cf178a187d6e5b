'use strict';

// The methods of process refuse what Node refuses, with the same class, code, message and properties.

function attempt(text) {
  try {
    console.log(text, '=>', eval(text));
  } catch (error) {
    console.log(text, '!!', error.name, error.code, JSON.stringify(error.message), { ...error });
  }
}

for (const text of `
process.chdir('/nonexistent-directory')
process.chdir(1)
process.umask('zz')
process.umask('0o22')
process.umask(-1)
process.umask('27') >= 0
process.umask() === 0o27
process.umask('99')
process.kill('a')
process.kill(0, 'SIGFOO')
process.kill(99999999, 0)
process.kill(process.pid, 0)
process.kill(process.pid, 1000)
process.exitCode = 'abc'
process.exitCode = 1.5
process.exitCode = {}
process.exitCode = true
process.exitCode = '3'
process.exitCode
process.exitCode = null
process.exitCode = undefined
process.exit('x')
process.hrtime(1)
process.hrtime([1])
process.hrtime([1, 2, 3])
process.cpuUsage(1)
process.cpuUsage({ user: -1, system: 1 })
process.cpuUsage({ user: 1, system: 'a' })
process.threadCpuUsage(1)
process.emitWarning(1)
process.emitWarning('a', 1)
process.emitWarning('a', { type: 1 })
process.emitWarning('a', 'b', 1)
process.setuid('no_such_user')
process.setuid({})
process.setgid('no_such_group')
process.setgroups(1)
process.loadEnvFile('/nonexistent')
process.loadEnvFile(1)
process.getBuiltinModule('fs') === require('fs')
process.getBuiltinModule('no_such_module')
process.getBuiltinModule(1)
process.setSourceMapsEnabled(1)
process.setUncaughtExceptionCaptureCallback(1)
process.addUncaughtExceptionCaptureCallback(1)
process.execve(1)
process.execve('/nonexistent', [1])
process.execve('/nonexistent', ['a'], { a: 1 })
process.dlopen()
process.debugPort = 1
process.report.signal = 'x'
process.nextTick(1)
process.on('SIGKILL', () => {})
process.listenerCount('SIGKILL')
process.binding('no_such_binding')
process._linkedBinding('x')
process.finalization.register(1, () => {})
`.trim().split('\n')) attempt(text);
