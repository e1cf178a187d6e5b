//! Loading addons: `dlopen`, the two ways of registering, version negotiation, the call of the initialiser.
//!
//! An addon either exports `napi_register_module_v1`, or calls `napi_module_register` from a static constructor. The
//! constructor runs only when the image is mapped, and images are never unmapped; so what it registers is remembered for the
//! life of the process, and found again when the same image is loaded into another environment.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ffi::{CStr, CString, OsStr, c_char, c_int, c_void};
use std::fmt;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use std::rc::Rc;
use std::sync::{LazyLock, Mutex, PoisonError};

use napi_sys::{napi_env, napi_module, napi_value};

use crate::abi::{Value, raw_env};
use crate::cleanup::Hook;
use crate::core::Core;
use crate::env::{DEFAULT_VERSION, EXPERIMENTAL_VERSION, Env, SUPPORTED_VERSION};
use crate::layout::slot_of;
use crate::preflight;

type Init = unsafe extern "C" fn(napi_env, napi_value) -> napi_value;
type GetVersion = unsafe extern "C" fn() -> i32;

/// Why an addon could not be loaded.
#[derive(Debug)]
pub enum LoadError {
    /// The image needs what this host does not have.
    Refused(preflight::Report),
    /// The dynamic linker refused; its own words.
    Linker(String),
    /// No Node-API module in the image.
    NotRegistered,
    /// It wants a version of Node-API that does not exist here.
    UnsupportedVersion(i32),
    /// What it registered has no initialiser.
    NoEntryPoint,
    /// The initialiser threw: the exception is pending in the isolate.
    Exception,
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LoadError::Refused(report) => report.fmt(f),
            LoadError::Linker(text) => f.write_str(text),
            LoadError::NotRegistered => f.write_str("Module did not self-register"),
            LoadError::UnsupportedVersion(version) => write!(
                f,
                "The module requires Node-API version {version}, but this version of Node.js only supports version \
                 {SUPPORTED_VERSION} add-ons."
            ),
            LoadError::NoEntryPoint => f.write_str("Module has no declared entry point."),
            LoadError::Exception => f.write_str("The module's initialiser threw an exception"),
        }
    }
}

impl std::error::Error for LoadError {}

/// What a static constructor registered.
#[derive(Clone, Copy)]
enum Registration {
    NodeApi(Option<Init>),
    /// A module for V8's C++ API, with its `NODE_MODULE_VERSION`.
    Cpp(i32),
}

thread_local! {
    /// What constructors registered while this thread is inside `dlopen`.
    static REGISTERED: RefCell<Option<Registration>> = const { RefCell::new(None) };
}

/// The registrations of all images, by the linker's handle, which is the same for every load of an image.
static IMAGES: LazyLock<Mutex<HashMap<usize, Registration>>> = LazyLock::new(Mutex::default);

/// `napi_module_register`.
pub(crate) fn register(module: *const napi_module) {
    // SAFETY: null or a module structure, which addons keep in static memory.
    if let Some(module) = unsafe { module.as_ref() } {
        REGISTERED.set(Some(Registration::NodeApi(module.nm_register_func)));
    }
}

/// `node_module_register`: the addon is of the other kind; its structure starts with the version.
pub(crate) fn register_cpp(module: *const c_int) {
    // SAFETY: null or a module structure.
    let version = unsafe { module.as_ref() }.copied().unwrap_or(0);
    REGISTERED.set(Some(Registration::Cpp(version)));
}

struct Image(*mut c_void);

impl Image {
    fn open(path: &Path, flags: c_int) -> Result<Image, LoadError> {
        let path = CString::new(path.as_os_str().as_bytes())
            .map_err(|_| LoadError::Linker("The path contains a null byte".to_owned()))?;
        // SAFETY: a valid path; running the image's constructors is what loading an addon means.
        let handle = unsafe { libc::dlopen(path.as_ptr(), flags) };
        if handle.is_null() {
            // SAFETY: `dlerror` gives null or a text that is valid until the next call on this thread.
            let text = unsafe { libc::dlerror().as_ref().map(|text| CStr::from_ptr(text)) };
            let text = text.map_or_else(|| "dlopen failed".to_owned(), |t| t.to_string_lossy().into_owned());
            return Err(LoadError::Linker(text));
        }
        Ok(Image(handle))
    }

    fn symbol(&self, name: &CStr) -> Option<*mut c_void> {
        // SAFETY: the handle is open for the life of the process.
        let address = unsafe { libc::dlsym(self.0, name.as_ptr()) };
        (!address.is_null()).then_some(address)
    }

    fn init(&self) -> Option<Init> {
        // SAFETY: the name says what the symbol is.
        self.symbol(c"napi_register_module_v1").map(|f| unsafe { std::mem::transmute::<*mut c_void, Init>(f) })
    }

    fn version(&self) -> i32 {
        self.symbol(c"node_api_module_get_api_version_v1").map_or(DEFAULT_VERSION, |f| {
            // SAFETY: the name says what the symbol is.
            unsafe { std::mem::transmute::<*mut c_void, GetVersion>(f)() }
        })
    }

    /// What the image's constructors registered just now. It is remembered.
    fn take_registration(&self) -> Option<Registration> {
        let registration = REGISTERED.take()?;
        IMAGES.lock().unwrap_or_else(PoisonError::into_inner).insert(self.0 as usize, registration);
        Some(registration)
    }

    /// What the image's constructors registered when it was first loaded.
    fn registration(&self) -> Option<Registration> {
        IMAGES.lock().unwrap_or_else(PoisonError::into_inner).get(&(self.0 as usize)).copied()
    }

    /// The initialiser and the version: as in Node, a module of Node-API that was registered just now comes before the
    /// well-known symbol, which comes before what was registered earlier.
    fn entry_point(&self, path: &Path, registered: Option<Registration>) -> Result<(Init, i32), LoadError> {
        let of_registration = |init: Option<Init>| Ok((init.ok_or(LoadError::NoEntryPoint)?, DEFAULT_VERSION));
        if let Some(Registration::NodeApi(init)) = registered {
            return of_registration(init);
        }
        if let Some(init) = self.init() {
            return Ok((init, self.version()));
        }
        match self.registration() {
            Some(Registration::NodeApi(init)) => of_registration(init),
            Some(Registration::Cpp(version)) => Err(LoadError::Refused(preflight::Report::cpp_module(path, version))),
            None => Err(LoadError::NotRegistered),
        }
    }
}

pub(crate) fn load<'s>(
    core: &Rc<Core>,
    scope: &mut v8::PinScope<'s, '_>,
    path: &Path,
    flags: Option<c_int>,
    module: v8::Local<'s, v8::Object>,
    exports: v8::Local<'s, v8::Value>,
) -> Result<v8::Local<'s, v8::Value>, LoadError> {
    let report = preflight::examine(path);
    if !report.is_clean() {
        return Err(LoadError::Refused(report));
    }
    let outer = REGISTERED.take();
    // Bound as they are called: images are published that refer to functions which nobody has and nobody calls.
    let image = Image::open(path, flags.unwrap_or(libc::RTLD_LAZY));
    let registered = image.as_ref().ok().and_then(Image::take_registration);
    REGISTERED.set(outer);
    let (init, version) = image?.entry_point(path, registered)?;
    if version > SUPPORTED_VERSION && version != EXPERIMENTAL_VERSION {
        return Err(LoadError::UnsupportedVersion(version));
    }
    let env = Env::new(core, file_url(path), version);
    core.envs.borrow_mut().push(Rc::clone(&env));
    core.cleanup.add(Hook::Env(Rc::clone(&env)));

    let own = Value::of(exports).raw();
    // SAFETY: the addon's initialiser, as its image declares it.
    let (returned, _) = env.enter_module(|| unsafe { init(raw_env(&env), own) });
    if env.is_exception_pending() {
        env.rethrow();
        return Err(LoadError::Exception);
    }
    if returned.is_null() || returned == own {
        return Ok(exports);
    }
    // SAFETY: a live handle that the addon returned.
    let returned = unsafe { std::mem::transmute::<napi_value, v8::Local<'s, v8::Value>>(returned) };
    if slot_of(returned) != slot_of(exports)
        && !returned.strict_equals(exports)
        && let Some(key) = v8::String::new(scope, "exports")
        && module.set(scope, key.into(), returned).is_none()
    {
        return Err(LoadError::Exception);
    }
    Ok(returned)
}

/// The `file:` URL of a path, percent-encoded as WHATWG URLs are.
fn file_url(path: &Path) -> CString {
    let mut url = b"file://".to_vec();
    for &byte in OsStr::as_bytes(path.as_os_str()) {
        if byte.is_ascii_graphic() && !b"\"#%<>?[\\]^`{|}".contains(&byte) {
            url.push(byte);
        } else {
            url.extend_from_slice(format!("%{byte:02X}").as_bytes());
        }
    }
    // Every null byte is encoded by now.
    CString::new(url).unwrap_or_default()
}

/// A text of the addon's: `length` bytes, or up to the null byte if the length is `NAPI_AUTO_LENGTH`.
///
/// # Safety
/// Null, or valid for that many bytes.
pub(crate) unsafe fn bytes<'a>(text: *const c_char, length: usize) -> Option<&'a [u8]> {
    if text.is_null() {
        return None;
    }
    // SAFETY: forwarded to the caller.
    Some(unsafe {
        if length == usize::MAX {
            CStr::from_ptr(text).to_bytes()
        } else {
            std::slice::from_raw_parts(text.cast(), length)
        }
    })
}

const _: () = assert!(size_of::<Init>() == size_of::<*mut c_void>());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_urls_are_percent_encoded() {
        assert_eq!(file_url(Path::new("/a b/ü#1?%.node")).as_c_str(), c"file:///a%20b/%C3%BC%231%3F%25.node");
    }
}
