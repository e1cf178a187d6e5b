'use strict';

// What a program's end and its start-up look like from outside: exit codes, options, replaced programs.

const { spawnSync } = require('child_process');

function run(code, flags = []) {
  const { status, signal, stdout, stderr } =
    spawnSync(process.execPath, [...flags, '-e', code], { encoding: 'utf8', argv0: 'program' });
  const lines = stderr.replace(/\(node:\d+\)/g, '(node:PID)').split('\n').filter((line) => !/^ +at /.test(line));
  console.log(code, flags, status, signal, JSON.stringify(stdout), lines);
}

run('process.execve("/bin/echo",["echo","hi",process.env.Q||"none"],{Q:"1"})');
run('process.kill(process.pid,"SIGKILL");setTimeout(()=>{},1000)');
run('process.on("exit",(c)=>{console.log("e",c);process.exitCode=9});process.exit(4)');
run('process.on("exit",(c)=>{console.log("e",c)});process.exitCode=6');
run('process.on("exit",(c)=>{process.exit(8)});');
run('process.exitCode="7";');
run('process.exit("5")');
run('process.setUncaughtExceptionCaptureCallback((e)=>{console.log("cap",e.message)}); setTimeout(()=>console.log("after"),1); throw new Error("q")');
run('let o={};process.finalization.register(o,(x,ev)=>console.log("fin",x===o,ev)); process.finalization.registerBeforeExit(o,(x,ev)=>console.log("bfin",ev));');
run('process.emitWarning("d","DeprecationWarning","D1")', ['--trace-deprecation']);
run('process.emitWarning("d","DeprecationWarning","D1"); process.noDeprecation=true');
run('process.noDeprecation=true;process.emitWarning("d","DeprecationWarning","D1")');
run('process.title="foo"; console.log(process.title)', ['--title=bar']);
run('console.log(process.title)', ['--title=bar']);
run('console.log(process.argv.slice(1),process.execArgv,process.argv0)', ['--no-warnings']);
run('console.log(process._eval)');
run('process.stdout.write("a",()=>console.log("cb")); process.stdout.end; console.log(process.stdout.writableLength)');
run('process.stdin.on("data",()=>{}); process.stdin.pause(); console.log("paused")');
run('process.stdin.resume(); process.stdin.unref?.(); console.log("unref")');
run('process.on("warning",w=>console.log(w.name));process.emitWarning("x")');
run('for(let i=0;i<12;i++)process.on("foo",()=>{})');
run('console.log(process.getBuiltinModule("node:fs")===require("fs"))');
run('process.stdout.on("error",()=>{}); process.stdout.destroy(); process.stdout.write("x",(e)=>console.error(e&&e.code)); console.error(process.stdout.destroyed)');
run('process.umask(0o22); console.log(process.umask().toString(8)); process.chdir("/"); console.log(process.cwd())');
run('console.log(process.hrtime([0,0]).length, process.uptime()<5, performance.now()<5000)');
