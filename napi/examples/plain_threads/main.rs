//! Runs a script that may load addons: `plain_threads script.js`, with `load('/path/to/addon.node')` and `print(...)`.

mod host;

fn main() {
    let path = std::env::args().nth(1).expect("usage: plain_threads SCRIPT");
    let script = std::fs::read_to_string(&path).expect("the script can be read");
    host::run(&script, |line| println!("{line}"));
}
