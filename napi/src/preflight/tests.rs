//! Images made on the spot with the C compiler, each with one thing that a host cannot give.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use super::*;

/// A folder with the images of one test.
struct Workshop(PathBuf);

impl Workshop {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("anode-preflight-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).expect("a temporary folder");
        Self(folder)
    }

    /// Compiles `source` into `name`; `flags` come last on the command line.
    fn compile(&self, name: &str, source: &str, flags: &[&str]) -> PathBuf {
        let output = self.0.join(name);
        fs::create_dir_all(output.parent().expect("a folder")).expect("a folder for the image");
        let code = self.write(&format!("{}.c", name.replace('/', "-")), source);
        let compiled = Command::new("cc")
            .args(["-shared", "-fPIC", "-nostdlib", "-o"])
            .args([&output, &code])
            .args(flags)
            .current_dir(&self.0)
            .status()
            .expect("the C compiler");
        assert!(compiled.success());
        output
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let file = self.0.join(name);
        fs::write(&file, content).expect("a file in the temporary folder");
        file
    }
}

impl Drop for Workshop {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn problems(file: &Path) -> Vec<Problem> {
    examine_for(file, &|name| name == "napi_create_object" || name == "uv_run").problems
}

fn strings(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

#[test]
fn an_addon_that_needs_what_is_there_has_no_problem() {
    let workshop = Workshop::new();
    let source = "void napi_create_object(void); void uv_run(void); void helper(void);
                  void f(void) { napi_create_object(); uv_run(); helper(); }";
    let report = examine_for(&workshop.compile("fine.node", source, &["-lc"]), &|name| name != "helper");
    assert!(report.is_clean(), "{report}");
}

#[test]
fn unknown_functions_of_the_host_are_named() {
    let workshop = Workshop::new();
    let source =
        "void napi_create_object(void); void napi_future(void); void node_api_future(void); void uv_future(void);
                  void f(void) { napi_create_object(); napi_future(); node_api_future(); uv_future(); }";
    let file = workshop.compile("node_modules/@scope/thing/build/future.node", source, &[]);
    let report = examine_for(&file, &|name| name == "napi_create_object");
    assert_eq!(
        report.problems,
        [Problem::NodeApi(strings(&["napi_future", "node_api_future"])), Problem::Libuv(strings(&["uv_future"]))]
    );
    assert_eq!(
        report.to_string(),
        format!(
            "{} (package @scope/thing) cannot be loaded:\n  - it needs napi_future and node_api_future, which are not part of the \
             Node-API of this host; look for a version of @scope/thing for an earlier one\n  - it needs uv_future, which is not part \
             of the libuv of this host",
            file.display()
        )
    );
}

#[test]
fn weak_references_are_optional() {
    let workshop = Workshop::new();
    let source = "void napi_future(void) __attribute__((weak)); void f(void) { if (napi_future) napi_future(); }";
    assert_eq!(problems(&workshop.compile("weak.node", source, &[])), []);
}

#[test]
fn an_addon_of_the_cpp_api_is_told_to_look_for_node_api() {
    let workshop = Workshop::new();
    let source = "void set(void) __asm__(\"_ZN2v86Object3SetENS_5LocalINS_7ContextEEE\");
                  void node_register_module_v108(void) { set(); }";
    let file = workshop.compile("node_modules/old/old.node", source, &[]);
    let text = examine_for(&file, &|_| false).to_string();
    assert!(
        text.ends_with(
            "(package old) cannot be loaded: it was built against V8's C++ API, not Node-API (NODE_MODULE_VERSION 108; it needs \
             v8::Object::Set): look for a version of old that uses Node-API"
        ),
        "{text}"
    );
}

#[test]
fn an_addon_of_both_apis_is_told_so_and_names_stand_once() {
    let workshop = Workshop::new();
    let source = "void begin(void) __asm__(\"_ZN2v811HandleScopeC1EPNS_7IsolateE\"); void end(void) __asm__(\"_ZN2v811HandleScopeD1Ev\");
                  void array(void) __asm__(\"_ZN2v85Array3NewEPNS_7IsolateEi\"); void napi_throw(void);
                  void f(void) { begin(); array(); end(); napi_throw(); }";
    let file = workshop.compile("both.node", source, &[]);
    let report = examine_for(&file, &|name| name == "napi_throw");
    let names = strings(&["v8::Array::New", "v8::HandleScope"]);
    assert_eq!(report.problems, [Problem::Cpp { names, beside_node_api: true, version: None }]);
    assert!(
        report.to_string().contains("it uses V8's C++ API beside Node-API (it needs v8::Array::New and"),
        "{report}"
    );
}

#[test]
fn what_a_needed_library_provides_is_not_missing() {
    let workshop = Workshop::new();
    workshop.compile("deps/libinner.so", "void uv_private(void) {}", &[]);
    workshop.compile("deps/libouter.so", "", &["-Wl,--no-as-needed", "-Ldeps", "-linner", "-Wl,-rpath,$ORIGIN"]);
    let source = "void uv_private(void); void uv_nowhere(void); void f(void) { uv_private(); uv_nowhere(); }";
    let flags = ["-Wl,--no-as-needed", "-Ldeps", "-louter", "-Wl,-rpath,$ORIGIN/deps", "-Wl,--allow-shlib-undefined"];
    let file = workshop.compile("user.node", source, &flags);
    assert_eq!(problems(&file), [Problem::Libuv(strings(&["uv_nowhere"]))]);
}

#[test]
fn libraries_are_searched_where_the_loader_searches() {
    let workshop = Workshop::new();
    workshop.compile("gone/libgone.so.1", "", &["-Wl,-soname,libgone.so.1"]);
    workshop.compile("here/libhere.so.1", "", &["-Wl,-soname,libhere.so.1"]);
    let link =
        ["-Wl,--no-as-needed", "gone/libgone.so.1", "here/libhere.so.1", "-lc", "-lm", "-Wl,-rpath,${ORIGIN}/here"];
    for tags in ["-Wl,--enable-new-dtags", "-Wl,--disable-new-dtags"] {
        let file = workshop.compile("needs.node", "", &[&link[..], &[tags]].concat());
        assert_eq!(problems(&file), [Problem::Libraries(strings(&["libgone.so.1"]))]);
    }
}

#[test]
fn a_newer_glibc_is_told_with_both_versions() {
    let workshop = Workshop::new();
    let script = workshop.write("versions.map", "GLIBC_2.5 { global: old; }; GLIBC_2.99 { global: future; };");
    let version = format!("-Wl,--version-script={}", script.display());
    workshop.compile("libc.so.6", "void old(void) {} void future(void) {}", &["-Wl,-soname,libc.so.6", &version]);
    let source = "void old(void); void future(void); void f(void) { old(); future(); }";
    let file = workshop.compile("newer.node", source, &["libc.so.6"]);
    let has = libraries::glibc_version().expect("the tests run on glibc");
    assert_eq!(problems(&file), [Problem::Glibc { needs: Version(2, 99, 0), has }]);
    assert!(examine_for(&file, &|_| true).to_string().contains("it needs glibc 2.99, this is glibc 2."));

    let source = "void old(void); void f(void) { old(); }";
    assert_eq!(problems(&workshop.compile("older.node", source, &["libc.so.6"])), []);
}

#[test]
fn another_c_library_processor_or_platform_is_recognised() {
    let workshop = Workshop::new();
    workshop.compile("libc.musl-x86_64.so.1", "", &["-Wl,-soname,libc.musl-x86_64.so.1"]);
    let musl = workshop.compile("musl.node", "", &["-Wl,--no-as-needed", "libc.musl-x86_64.so.1"]);
    assert_eq!(problems(&musl), [Problem::CLibrary { image: "musl libc" }]);

    let mut bytes = fs::read(workshop.compile("host.node", "", &[])).expect("the image");
    bytes[18..20].copy_from_slice(&8_u16.to_le_bytes()); // MIPS, of which only the class matters here
    assert_eq!(problems(&workshop.write("unknown.node", &bytes)), []);
    let other = if cfg!(target_arch = "x86_64") { (183_u16, "aarch64") } else { (62_u16, "x86_64") };
    bytes[18..20].copy_from_slice(&other.0.to_le_bytes());
    assert_eq!(
        problems(&workshop.write("foreign.node", &bytes)),
        [Problem::Architecture { image: other.1.to_owned() }]
    );
    bytes[4] = 1;
    bytes[18..20].copy_from_slice(&3_u16.to_le_bytes());
    assert_eq!(
        problems(&workshop.write("small.node", &bytes)),
        [Problem::Architecture { image: "32-bit x86".to_owned() }]
    );

    assert_eq!(problems(&workshop.write("windows.node", b"MZ\x90\0...")), [Problem::Platform { image: "Windows" }]);
}

#[test]
fn what_is_no_image_is_left_to_the_loader() {
    let workshop = Workshop::new();
    let whole =
        fs::read(workshop.compile("whole.node", "void napi_future(void); void f(void) { napi_future(); }", &[]))
            .expect("the image");
    for (name, bytes) in [
        ("empty.node", &b""[..]),
        ("text.node", b"not an image"),
        ("magic.node", b"\x7fELF"),
        ("cut.node", &whole[..200]),
    ] {
        assert_eq!(problems(&workshop.write(name, bytes)), [], "{name}");
    }
    assert_eq!(problems(&workshop.0.join("absent.node")), []);
}

#[test]
fn the_package_is_the_last_one_in_the_path() {
    let cases = [
        ("/app/node_modules/a/node_modules/b/build/b.node", Some("b")),
        ("/app/node_modules/@img/sharp/lib/sharp.node", Some("@img/sharp")),
        ("/app/node_modules/plain.node", None),
        ("/app/build/own.node", None),
    ];
    for (path, package) in cases {
        assert_eq!(package_of(Path::new(path)).as_deref(), package, "{path}");
    }
}

#[test]
fn long_lists_are_cut() {
    let names = |count: usize| (0..count).map(|index| index.to_string()).collect::<Vec<_>>();
    assert_eq!(List(&names(2)).to_string(), "0 and 1");
    assert_eq!(List(&names(6)).to_string(), "0, 1, 2, 3, 4 and 5");
    assert_eq!(List(&names(20)).to_string(), "0, 1, 2, 3, 4 and 15 more");
}
