//! Makes the functions of the ABI visible to the addons that this crate's own tests and examples load. A program that uses
//! the crate does the same for itself, see the README.

use std::path::PathBuf;
use std::{env, fs};

macro_rules! functions {
    ($($since:literal $class:ident $name:ident,)*) => {
        const NAMES: &[&str] = &[$(stringify!($name),)* "node_module_register"];
    };
}

include!("src/functions.rs");

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=src/functions.rs");
    let list = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it")).join("exported_symbols.txt");
    let names: String = NAMES.iter().map(|name| format!("  {name};\n")).collect();
    fs::write(&list, format!("{{\n{names}}};\n")).expect("OUT_DIR is writable");
    for kind in ["tests", "examples"] {
        println!("cargo:rustc-link-arg-{kind}=-Wl,--dynamic-list={}", list.display());
    }
}
