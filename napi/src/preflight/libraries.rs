//! The libraries that an image needs: whether they are there, and what they provide.

use std::ffi::{CStr, CString};
use std::path::{Path, PathBuf};

use super::Version;
use super::image::{Facts, Image};

pub const HOST_C_LIBRARY: &str = if cfg!(target_env = "musl") { "musl libc" } else { "glibc" };

/// The C library that the image is built for, when it is not this one. An image of the other kind may even load, where a
/// library of its name lies about, and then crashes.
pub fn other_c_library(needed: &[&str]) -> Option<&'static str> {
    let needs = |test: fn(&str) -> bool| needed.iter().any(|name| test(name));
    if cfg!(target_env = "musl") {
        needs(|name| name == "libc.so.6").then_some("glibc")
    } else {
        // glibc's own `libc.so` is a text for the linker, so it cannot be meant. musl has one library for everything.
        if needs(|name| name == "libc.so") && needs(|name| ["libdl.so", "libm.so", "liblog.so"].contains(&name)) {
            return Some("Android's libc");
        }
        needs(|name| name == "libc.so" || name.starts_with("libc.musl-")).then_some("musl libc")
    }
}

pub fn glibc_version() -> Option<Version> {
    #[cfg(target_env = "gnu")]
    {
        // SAFETY: glibc returns a constant string.
        let version = unsafe { CStr::from_ptr(libc::gnu_get_libc_version()) };
        version.to_str().ok().and_then(Version::parse)
    }
    #[cfg(not(target_env = "gnu"))]
    None
}

/// The needed libraries that are nowhere to be found.
pub fn missing(facts: &Facts, file: &Path) -> Vec<String> {
    let own_places = own_places(&facts.run_path, file);
    let absent = |name: &str| locate(name, &own_places).is_none() && !loader_has(name);
    facts.needed.iter().filter(|name| absent(name)).map(|&name| name.to_owned()).collect()
}

/// Takes from `names` what the image gets from a library that it needs, directly or not. A library that cannot be looked
/// into may provide anything.
pub fn drop_provided_elsewhere(names: &mut Vec<&str>, facts: &Facts, file: &Path) {
    let mut seen: Vec<String> = Vec::new();
    let mut queue: Vec<(String, Vec<PathBuf>)> = Vec::new();
    let enqueue = |queue: &mut Vec<_>, needed: &[&str], places: Vec<PathBuf>| {
        queue.extend(
            needed.iter().filter(|name| !is_system_library(name)).map(|&name| (name.to_owned(), places.clone())),
        );
    };
    enqueue(&mut queue, &facts.needed, own_places(&facts.run_path, file));

    while let Some((name, places)) = queue.pop() {
        if names.is_empty() {
            return;
        }
        if seen.contains(&name) {
            continue;
        }
        let opened = locate(&name, &places).and_then(|path| Image::open(&path).ok().map(|image| (path, image)));
        seen.push(name);
        let Some((path, library)) = opened else {
            names.clear();
            return;
        };
        let facts = library.facts();
        names.retain(|name| !facts.defined.contains(name));
        // The loader searches the places of an image's own author only for what that image needs.
        enqueue(&mut queue, &facts.needed, own_places(&facts.run_path, &path));
    }
}

/// The C and C++ run-time libraries, which define no function of a host.
fn is_system_library(name: &str) -> bool {
    [
        "libc.so",
        "libm.so",
        "libdl.so",
        "libpthread.so",
        "librt.so",
        "libgcc_s.so",
        "libstdc++.so",
        "libc++",
        "ld-linux",
        "ld-musl",
    ]
    .iter()
    .any(|prefix| name.starts_with(prefix))
}

/// The folders that the image itself names, with `$ORIGIN` and its likes filled in.
fn own_places(run_path: &[&str], file: &Path) -> Vec<PathBuf> {
    let file = file.canonicalize().unwrap_or_else(|_| file.to_owned());
    let origin = file.parent().unwrap_or(Path::new("/")).to_string_lossy().into_owned();
    let lib = if cfg!(target_pointer_width = "64") { "lib64" } else { "lib" };
    let substitutes = [("ORIGIN", origin.as_str()), ("LIB", lib), ("PLATFORM", std::env::consts::ARCH)];
    run_path
        .iter()
        .map(|path| {
            let path = substitutes.iter().fold((*path).to_owned(), |path, (token, value)| {
                path.replace(&format!("${{{token}}}"), value).replace(&format!("${token}"), value)
            });
            PathBuf::from(path)
        })
        .collect()
}

/// Where a library lies, among the places that are known from outside of the loader.
fn locate(name: &str, own_places: &[PathBuf]) -> Option<PathBuf> {
    if name.contains('/') {
        return Some(PathBuf::from(name)).filter(|path| path.exists());
    }
    let within = |folders: &[PathBuf]| folders.iter().map(|folder| folder.join(name)).find(|path| path.exists());
    let multiarch = format!("/lib/{}-linux-gnu", std::env::consts::ARCH);
    let system =
        [&multiarch, &format!("/usr{multiarch}"), "/lib64", "/usr/lib64", "/lib", "/usr/lib"].map(PathBuf::from);
    within(own_places).or_else(|| within(&system)).or_else(|| within(&initial_library_path())).or_else(|| cached(name))
}

/// `LD_LIBRARY_PATH` as the loader sees it: as it was when the process started.
fn initial_library_path() -> Vec<PathBuf> {
    let environment = std::fs::read("/proc/self/environ").unwrap_or_default();
    let list = environment
        .split(|byte| *byte == 0)
        .find_map(|line| line.strip_prefix(b"LD_LIBRARY_PATH="))
        .unwrap_or_default();
    String::from_utf8_lossy(list).split([':', ';']).filter(|path| !path.is_empty()).map(PathBuf::from).collect()
}

/// Looks a library up in `/etc/ld.so.cache`.
///
/// The part that counts starts with its name; a header of 48 bytes in all says how many entries of 24 bytes follow, and an
/// entry holds where its library's name and path stand, counted from that start.
fn cached(name: &str) -> Option<PathBuf> {
    const START: &[u8] = b"glibc-ld.so.cache1.1";
    const HEADER: usize = 48;
    const ENTRY: usize = 24;

    let file = std::fs::read("/etc/ld.so.cache").ok()?;
    let cache = &file[file.windows(START.len()).position(|window| window == START)?..];
    let number = |at: usize| -> Option<usize> {
        let bytes = cache.get(at..at + 4)?;
        usize::try_from(u32::from_le_bytes(bytes.try_into().ok()?)).ok()
    };
    let string = |at: usize| CStr::from_bytes_until_nul(cache.get(at..)?).ok()?.to_str().ok();

    let count = number(START.len())?;
    (0..count)
        .map(|index| HEADER + index * ENTRY)
        .find(|entry| number(entry + 4).and_then(string) == Some(name))
        .and_then(|entry| number(entry + 8).and_then(string))
        .map(PathBuf::from)
        .filter(|path| path.exists())
}

/// Whether the loader finds a library by its name alone, loaded already or not.
fn loader_has(name: &str) -> bool {
    let Ok(name) = CString::new(name) else {
        return false;
    };
    // SAFETY: the name ends with a NUL. The initialisers of the library run, as they would when the addon is loaded. The
    // handle is kept: like every image, the library stays.
    !unsafe { libc::dlopen(name.as_ptr(), libc::RTLD_LAZY) }.is_null()
}

/// Whether a symbol of that name is there for every image: exported by the program, or by a library that was loaded for all.
pub fn is_loaded_symbol(name: &str) -> bool {
    let Ok(name) = CString::new(name) else {
        return false;
    };
    // SAFETY: the name ends with a NUL; the address is not used.
    !unsafe { libc::dlsym(libc::RTLD_DEFAULT, name.as_ptr()) }.is_null()
}
