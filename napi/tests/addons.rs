//! Loads small C addons into the plain-threads host and drives them from JavaScript.

#[path = "../examples/plain_threads/host.rs"]
mod host;

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;

/// Node's headers: those of the `node` on the path, or the system's.
fn headers() -> PathBuf {
    let beside = Command::new("node")
        .args(["-p", "require('path').resolve(process.execPath, '../../include/node')"])
        .output()
        .map(|output| PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()))
        .unwrap_or_default();
    [beside, PathBuf::from("/usr/include/node")]
        .into_iter()
        .find(|path| path.join("node_api.h").exists())
        .expect("Node's headers are installed")
}

/// Compiles `tests/addons/NAME.c`.
fn compile(name: &str) -> PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/addons/{name}.c"));
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}.node", std::process::id()));
    let status = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-pthread", "-o"])
        .arg(&target)
        .arg(&source)
        .arg("-I")
        .arg(headers())
        .status()
        .expect("there is a C compiler");
    assert!(status.success(), "{} compiles", source.display());
    target
}

/// Runs a script with `addon` loaded, and compares what it prints.
fn check(addon: &str, script: &str, expected: &[&str]) {
    let path = compile(addon);
    let script = format!("const addon = load({:?});\n{script}", path.display().to_string());
    let output = Rc::new(RefCell::new(Vec::new()));
    let lines = Rc::clone(&output);
    host::run(&script, move |line| lines.borrow_mut().push(line));
    assert_eq!(*output.borrow(), expected);
}

#[test]
fn addons() {
    values_and_functions();
    classes_and_wraps();
    finalizers();
    asynchronous();
}

fn values_and_functions() {
    check(
        "basics",
        r#"
        print(addon.add(1, 2), addon.add(0.5, 1e9), addon.add.name);
        print(addon.echo('grüße 🎈'), addon.echo(''), addon.echo('x'.repeat(5)));
        print(addon.call((x) => x * 2, 21));
        try { addon.call(() => { throw new Error('inside'); }); } catch (e) { print(e.message); }
        try { addon.throw(); } catch (e) { print(e instanceof TypeError, e.code, e.message); }
        try { addon.add('1', 2); } catch (e) { print(e.message); }
        const b = addon.externalBuffer();
        print(b instanceof Uint8Array, b.constructor.name, b.length, b[3]);
        "#,
        &[
            "3 1000000000.5 add",
            "grüße 🎈  xxxxx",
            "42",
            "inside",
            "true E_CODE thrown",
            "napi_get_value_double(env, argv[0], &a)",
            "true Buffer 4 100",
        ],
    );
}

fn classes_and_wraps() {
    check(
        "basics",
        r#"
        const { Counter } = addon;
        const c = new Counter(5);
        print(c.increment(), c.value, c instanceof Counter, Counter.name, Counter.make(1, 1));
        class Derived extends Counter { twice() { this.increment(); return this.increment(); } }
        const d = new Derived(10);
        print(d.twice(), d instanceof Counter, c.increment());
        try { Counter.prototype.increment.call({}); } catch (e) { print(e.constructor.name, e.message); }
        const plain = addon.wrap({});
        print(addon.increment.call(plain), addon.increment.call(plain));
        try { addon.wrap(plain); } catch (e) { print(e.message); }
        try { addon.wrap(c); } catch (e) { print(e.message); }
        try { addon.increment.call(Object.create(Counter.prototype)); } catch (e) { print(e.message); }
        print(Object.getOwnPropertySymbols(plain).length, Object.keys(plain).length);
        "#,
        &[
            "6 7 true Counter 2",
            "12 true 8",
            "TypeError Illegal invocation",
            "1 2",
            "napi_wrap(env, arg, calloc(1, sizeof(int)), Finalize, NULL, NULL)",
            "napi_wrap(env, arg, calloc(1, sizeof(int)), Finalize, NULL, NULL)",
            "napi_unwrap(env, self, (void **)&count)",
            "0 0",
        ],
    );
}

fn finalizers() {
    check(
        "basics",
        r#"
        const before = addon.finalized();
        (() => { for (let i = 0; i < 100; i++) { new addon.Counter(); addon.wrap({}); addon.externalBuffer(); } })();
        gc();
        // V8 gives up the memory of buffers on a thread of its own.
        const wait = (turns) => addon.work(1).then(() => {
          const count = addon.finalized() - before;
          if (count === 300 || turns === 0) print(count); else wait(turns - 1);
        });
        wait(100000);
        "#,
        &["300"],
    );
}

fn asynchronous() {
    check(
        "basics",
        r#"
        addon.work(21).then((v) => { print('work', v); start(4, 1000, 16); });
        let runs = [[1, 5, 0], [4, 2500, 64], [2, 10, 1]];
        let count = 0;
        function start(threads, each, capacity) {
          count = 0;
          addon.threads(() => {
            if (++count === threads * each) {
              print(threads, each, capacity, count);
              if (runs.length) start(...runs.shift());
            }
          }, threads, each, capacity);
        }
        "#,
        &["work 42", "4 1000 16 4000", "1 5 0 5", "4 2500 64 10000", "2 10 1 20"],
    );
}
