//! Compares what this crate exports with the official headers, read by bindgen: every signature, every structure's layout,
//! every enumerator. `node-api-headers` of npm has the stable functions, the `node` package of npm the experimental ones too.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::offset_of;
use std::path::{Path, PathBuf};

use quote::ToTokens;
use syn::{BareFnArg, File, FnArg, ForeignItem, GenericArgument, Item, PathArguments, ReturnType, Type, TypeBareFn};

/// The headers of one source, and which part of the ABI they declare.
struct Headers {
    folder: PathBuf,
    define: &'static str,
    experimental: bool,
}

fn headers() -> [Headers; 2] {
    let modules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../addons_test/node_modules");
    let arch = if cfg!(target_arch = "aarch64") { "arm64" } else { "x64" };
    let stable = modules.join("node-api-headers/include");
    let all = modules.join(format!("node-linux-{arch}/include/node"));
    for folder in [&stable, &all] {
        assert!(
            folder.join("node_api.h").exists(),
            "the official headers are not at {}: `make test` installs them",
            folder.display()
        );
    }
    [
        Headers { folder: stable, define: "-DNAPI_VERSION=10", experimental: false },
        Headers { folder: all, define: "-DNAPI_EXPERIMENTAL", experimental: true },
    ]
}

fn declarations(headers: &Headers) -> (String, File) {
    let text = bindgen::Builder::default()
        .header(headers.folder.join("node_api.h").display().to_string())
        .clang_args([headers.define, "-DNODE_API_EXPERIMENTAL_NO_WARNING"])
        .allowlist_item("(napi|node_api)_.*")
        .default_enum_style(bindgen::EnumVariation::Consts)
        .prepend_enum_name(false)
        .formatter(bindgen::Formatter::None)
        .generate()
        .expect("bindgen reads the official headers")
        .to_string();
    let file = syn::parse_file(&text).expect("bindgen writes Rust");
    (text, file)
}

/// A type without spaces, and without the path in front of its name.
fn text_of(ty: &Type) -> String {
    match ty {
        Type::Ptr(pointer) => {
            let kind = if pointer.mutability.is_some() { "mut" } else { "const" };
            format!("*{kind} {}", text_of(&pointer.elem))
        }
        Type::Path(path) => {
            let last = path.path.segments.last().expect("a path has segments");
            match &last.arguments {
                PathArguments::AngleBracketed(arguments) => {
                    let inner: Vec<_> = arguments
                        .args
                        .iter()
                        .filter_map(|argument| match argument {
                            GenericArgument::Type(ty) => Some(text_of(ty)),
                            _ => None,
                        })
                        .collect();
                    if inner.is_empty() {
                        last.ident.to_string()
                    } else {
                        format!("{}<{}>", last.ident, inner.join(", "))
                    }
                }
                _ => last.ident.to_string(),
            }
        }
        Type::Never(_) => "!".to_owned(),
        other => other.to_token_stream().to_string(),
    }
}

fn result_of(output: &ReturnType) -> String {
    match output {
        ReturnType::Default => "()".to_owned(),
        ReturnType::Type(_, ty) => text_of(ty),
    }
}

/// Parameters, and the result last.
type Signature = Vec<String>;

fn signature(inputs: impl IntoIterator<Item = FnArg>, output: &ReturnType) -> Signature {
    let parameters = inputs.into_iter().filter_map(|input| match input {
        FnArg::Typed(typed) => Some(text_of(&typed.ty)),
        FnArg::Receiver(_) => None,
    });
    parameters.chain([result_of(output)]).collect()
}

fn declared_functions(file: &File) -> BTreeMap<String, Signature> {
    let mut found = BTreeMap::new();
    for item in &file.items {
        let Item::ForeignMod(module) = item else { continue };
        for item in &module.items {
            if let ForeignItem::Fn(function) = item {
                let signature = signature(function.sig.inputs.clone(), &function.sig.output);
                found.insert(function.sig.ident.to_string(), signature);
            }
        }
    }
    found
}

/// The source files below `src`, parsed.
fn sources() -> Vec<File> {
    fn collect(folder: &Path, into: &mut Vec<File>) {
        for entry in std::fs::read_dir(folder).expect("the sources are there").flatten() {
            let path = entry.path();
            if path.is_dir() {
                collect(&path, into);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).expect("sources are text");
                into.push(syn::parse_file(&text).expect("sources are Rust"));
            }
        }
    }
    let mut files = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    files
}

fn exported_functions() -> BTreeMap<String, Signature> {
    let mut found = BTreeMap::new();
    for item in sources().iter().flat_map(|file| &file.items) {
        if let Item::Fn(function) = item
            && function.attrs.iter().any(|attribute| attribute.to_token_stream().to_string().contains("no_mangle"))
        {
            let abi = function.sig.abi.as_ref().and_then(|abi| abi.name.as_ref()).map(|name| name.value());
            assert_eq!(abi.as_deref(), Some("C"), "{} has C's calling convention", function.sig.ident);
            let signature = signature(function.sig.inputs.clone(), &function.sig.output);
            found.insert(function.sig.ident.to_string(), signature);
        }
    }
    found
}

/// Our type, and what the headers may call it. A pointer to something of ours that the addon cannot look into stands for one
/// of the opaque handles.
const TYPES: &[(&str, &[&str])] = &[
    ("()", &["()"]),
    ("!", &["!"]),
    ("EnvPtr", &["napi_env", "node_api_basic_env"]),
    ("napi_status", &["napi_status"]),
    ("bool", &["bool"]),
    ("u32", &["u32"]),
    ("i32", &["i32"]),
    ("c_int", &["c_int"]),
    ("i64", &["i64"]),
    ("u64", &["u64"]),
    ("f64", &["f64"]),
    ("usize", &["usize"]),
    ("napi_key_collection_mode", &["napi_key_collection_mode"]),
    ("napi_key_conversion", &["napi_key_conversion"]),
    ("napi_key_filter", &["napi_key_filter"]),
    ("napi_threadsafe_function_call_mode", &["napi_threadsafe_function_call_mode"]),
    ("napi_threadsafe_function_release_mode", &["napi_threadsafe_function_release_mode"]),
    ("napi_typedarray_type", &["napi_typedarray_type"]),
    ("Opaque", &["*mut c_void"]),
    ("Value", &["napi_value"]),
    ("In<Value>", &["*const napi_value"]),
    ("In<c_char>", &["*const c_char"]),
    ("In<u8>", &["*const c_char", "*const c_void"]),
    ("In<u16>", &["*const char16_t"]),
    ("In<u64>", &["*const u64"]),
    ("In<PropertyDescriptor>", &["*const napi_property_descriptor"]),
    ("In<napi_type_tag>", &["*const napi_type_tag"]),
    ("In<napi_module>", &["*mut napi_module"]),
    ("Out<Value>", &["*mut napi_value"]),
    ("Out<bool>", &["*mut bool"]),
    ("Out<c_char>", &["*mut c_char"]),
    ("Out<u8>", &["*mut c_char"]),
    ("Out<u16>", &["*mut char16_t"]),
    ("Out<c_int>", &["*mut c_int"]),
    ("Out<i32>", &["*mut i32"]),
    ("Out<u32>", &["*mut u32"]),
    ("Out<i64>", &["*mut i64"]),
    ("Out<u64>", &["*mut u64"]),
    ("Out<f64>", &["*mut f64"]),
    ("Out<usize>", &["*mut usize"]),
    ("Out<Opaque>", &["*mut *mut c_void", "*mut *mut uv_loop_s"]),
    ("Out<*const c_char>", &["*mut *const c_char"]),
    ("Out<napi_valuetype>", &["*mut napi_valuetype"]),
    ("Out<napi_typedarray_type>", &["*mut napi_typedarray_type"]),
    ("Out<*const napi_extended_error_info>", &["*mut *const napi_extended_error_info"]),
    ("Out<*const napi_node_version>", &["*mut *const napi_node_version"]),
    ("Option<NativeCallback>", &["napi_callback"]),
    ("Option<FinalizeCallback>", &["napi_finalize", "node_api_basic_finalize"]),
    ("Option<NoEnvFinalize>", &["node_api_noenv_finalize"]),
    ("Option<Execute>", &["napi_async_execute_callback"]),
    ("Option<Complete>", &["napi_async_complete_callback"]),
    ("Option<CallJs>", &["napi_threadsafe_function_call_js"]),
    ("Option<SyncHook>", &["napi_cleanup_hook"]),
    ("Option<AsyncHook>", &["napi_async_cleanup_hook"]),
    ("In<CallbackInfo>", &["napi_callback_info"]),
    ("Out<Reference>", &["napi_ref"]),
    ("Out<*const Reference>", &["*mut napi_ref"]),
    ("Out<Deferred>", &["napi_deferred"]),
    ("Out<*mut Deferred>", &["*mut napi_deferred"]),
    ("Out<WorkItem>", &["napi_async_work"]),
    ("Out<*const WorkItem>", &["*mut napi_async_work"]),
    ("Out<ThreadsafeFunction>", &["napi_threadsafe_function"]),
    ("Out<*const ThreadsafeFunction>", &["*mut napi_threadsafe_function"]),
    ("In<AsyncContext>", &["napi_async_context"]),
    ("Out<AsyncContext>", &["napi_async_context"]),
    ("Out<*mut AsyncContext>", &["*mut napi_async_context"]),
    ("Out<CallbackScope>", &["napi_callback_scope"]),
    ("Out<*mut CallbackScope>", &["*mut napi_callback_scope"]),
    ("ScopePlace", &["napi_handle_scope", "napi_escapable_handle_scope"]),
    ("Out<ScopePlace>", &["*mut napi_handle_scope", "*mut napi_escapable_handle_scope"]),
    ("napi_async_cleanup_hook_handle", &["napi_async_cleanup_hook_handle"]),
    ("Out<napi_async_cleanup_hook_handle>", &["*mut napi_async_cleanup_hook_handle"]),
];

fn is_same(ours: &str, theirs: &str) -> bool {
    TYPES.iter().any(|(name, official)| *name == ours && official.contains(&theirs))
}

#[test]
fn every_function_has_the_official_signature() {
    let ours = exported_functions();
    for headers in headers() {
        let (_, file) = declarations(&headers);
        let theirs = declared_functions(&file);
        for (name, official) in &theirs {
            let own = ours.get(name).unwrap_or_else(|| panic!("{name} is not exported"));
            let same =
                own.len() == official.len() && own.iter().zip(official).all(|(own, official)| is_same(own, official));
            assert!(same, "{name} is {own:?}, the headers say {official:?}");
        }
        let declared: BTreeSet<_> = theirs.keys().map(String::as_str).collect();
        let table: BTreeSet<_> = anode_napi::FUNCTIONS
            .iter()
            .filter(|function| headers.experimental || function.since != 0)
            .map(|function| function.name)
            .collect();
        assert_eq!(declared, table, "the table has exactly the functions of the headers");
    }
}

/// The types of callbacks in this crate, and the official ones.
const CALLBACKS: &[(&str, &str)] = &[
    ("NativeCallback", "napi_callback"),
    ("Init", "napi_addon_register_func"),
    ("FinalizeCallback", "napi_finalize"),
    ("NoEnvFinalize", "node_api_noenv_finalize"),
    ("Execute", "napi_async_execute_callback"),
    ("Complete", "napi_async_complete_callback"),
    ("CallJs", "napi_threadsafe_function_call_js"),
    ("SyncHook", "napi_cleanup_hook"),
    ("AsyncHook", "napi_async_cleanup_hook"),
    ("GetVersion", "node_api_addon_get_api_version_func"),
];

fn bare_signature(function: &TypeBareFn) -> Signature {
    let parameters = function.inputs.iter().map(|BareFnArg { ty, .. }| match text_of(ty) {
        opaque if opaque == "Opaque" => "*mut c_void".to_owned(),
        // A typedef of the other.
        env if env == "node_api_basic_env" => "napi_env".to_owned(),
        other => other,
    });
    parameters.chain([result_of(&function.output)]).collect()
}

/// The function type inside an alias: bare, or in an `Option`.
fn function_in(ty: &Type) -> Option<&TypeBareFn> {
    match ty {
        Type::BareFn(function) => Some(function),
        Type::Path(path) => match &path.path.segments.last()?.arguments {
            PathArguments::AngleBracketed(arguments) => arguments.args.iter().find_map(|argument| match argument {
                GenericArgument::Type(ty) => function_in(ty),
                _ => None,
            }),
            _ => None,
        },
        _ => None,
    }
}

fn callback_types(files: &[File]) -> BTreeMap<String, Signature> {
    let aliases = files.iter().flat_map(|file| &file.items).filter_map(|item| match item {
        Item::Type(alias) => Some((alias.ident.to_string(), bare_signature(function_in(&alias.ty)?))),
        _ => None,
    });
    aliases.collect()
}

#[test]
fn every_callback_has_the_official_signature() {
    let ours = callback_types(&sources());
    let [_, all] = headers();
    let theirs = callback_types(&[declarations(&all).1]);
    for (own, official) in CALLBACKS {
        let (own_signature, official_signature) = (&ours[*own], &theirs[*official]);
        assert_eq!(own_signature, official_signature, "{own} against {official}");
    }
}

/// `["Size of X"][size_of::<X>() - 16usize]` and the like, which bindgen writes to check itself: label to number.
fn official_layouts(text: &str) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for part in text.split("[\"").skip(1) {
        let Some((label, rest)) = part.split_once("\"]") else { continue };
        if !label.starts_with("Size of ") && !label.starts_with("Offset of field: ") {
            continue;
        }
        let number = rest.split(';').next().and_then(|check| check.rsplit("- ").next());
        let digits: String = number.unwrap_or_default().trim().chars().take_while(char::is_ascii_digit).collect();
        found.insert(label.to_owned(), digits.parse().expect("bindgen writes a number"));
    }
    found
}

macro_rules! layouts {
    ($($name:ident { $($field:ident)* })*) => {{
        let mut found = BTreeMap::new();
        $(
            found.insert(format!("Size of {}", stringify!($name)), size_of::<napi_sys::$name>());
            $(found.insert(
                format!("Offset of field: {}::{}", stringify!($name), stringify!($field)),
                offset_of!(napi_sys::$name, $field),
            );)*
        )*
        found
    }};
}

#[test]
fn every_structure_has_the_official_layout() {
    let ours = layouts! {
        napi_extended_error_info { error_message engine_reserved engine_error_code error_code }
        napi_property_descriptor { utf8name name method getter setter value attributes data }
        napi_type_tag { lower upper }
        napi_node_version { major minor patch release }
        napi_module { nm_version nm_flags nm_filename nm_register_func nm_modname nm_priv reserved }
    };
    for headers in headers() {
        assert_eq!(ours, official_layouts(&declarations(&headers).0));
    }
}

/// The enumerators of the headers, by their names.
fn official_enumerators(file: &File) -> BTreeMap<String, i64> {
    let constants = file.items.iter().filter_map(|item| match item {
        Item::Const(constant) => {
            let value: syn::LitInt = syn::parse2(constant.expr.to_token_stream()).ok()?;
            Some((constant.ident.to_string(), value.base10_parse().ok()?))
        }
        _ => None,
    });
    constants.collect()
}

#[test]
fn every_enumerator_has_the_official_value() {
    use napi_sys::{
        KeyCollectionMode, KeyConversion, KeyFilter, PropertyAttributes, Status, ThreadsafeFunctionCallMode,
        ThreadsafeFunctionReleaseMode, TypedarrayType, ValueType,
    };
    let [_, all] = headers();
    let official = official_enumerators(&declarations(&all).1);
    let mut checked = BTreeSet::new();
    let mut check = |name: &'static str, own: i32| {
        assert_eq!(official.get(name).copied(), Some(i64::from(own)), "{name}");
        checked.insert(name.to_owned());
    };
    macro_rules! enumerators {
        ($($module:ident { $($name:ident)* })*) => { $($(check(stringify!($name), $module::$name);)*)* };
    }
    enumerators! {
        Status {
            napi_ok napi_invalid_arg napi_object_expected napi_string_expected napi_name_expected napi_function_expected
            napi_number_expected napi_boolean_expected napi_array_expected napi_generic_failure napi_pending_exception
            napi_cancelled napi_escape_called_twice napi_handle_scope_mismatch napi_callback_scope_mismatch napi_queue_full
            napi_closing napi_bigint_expected napi_date_expected napi_arraybuffer_expected
            napi_detachable_arraybuffer_expected napi_would_deadlock napi_no_external_buffers_allowed napi_cannot_run_js
        }
        ValueType {
            napi_undefined napi_null napi_boolean napi_number napi_string napi_symbol napi_object napi_function
            napi_external napi_bigint
        }
    }
    for (name, own) in [
        ("napi_default", PropertyAttributes::default),
        ("napi_writable", PropertyAttributes::writable),
        ("napi_enumerable", PropertyAttributes::enumerable),
        ("napi_configurable", PropertyAttributes::configurable),
        ("napi_static", PropertyAttributes::static_),
        ("napi_default_method", PropertyAttributes::writable | PropertyAttributes::configurable),
        (
            "napi_default_jsproperty",
            PropertyAttributes::writable | PropertyAttributes::enumerable | PropertyAttributes::configurable,
        ),
        ("napi_int8_array", TypedarrayType::int8_array),
        ("napi_uint8_array", TypedarrayType::uint8_array),
        ("napi_uint8_clamped_array", TypedarrayType::uint8_clamped_array),
        ("napi_int16_array", TypedarrayType::int16_array),
        ("napi_uint16_array", TypedarrayType::uint16_array),
        ("napi_int32_array", TypedarrayType::int32_array),
        ("napi_uint32_array", TypedarrayType::uint32_array),
        ("napi_float32_array", TypedarrayType::float32_array),
        ("napi_float64_array", TypedarrayType::float64_array),
        ("napi_bigint64_array", TypedarrayType::bigint64_array),
        ("napi_biguint64_array", TypedarrayType::biguint64_array),
        // Newer than napi-sys.
        ("napi_float16_array", 11),
        ("napi_key_include_prototypes", KeyCollectionMode::include_prototypes),
        ("napi_key_own_only", KeyCollectionMode::own_only),
        ("napi_key_all_properties", KeyFilter::all_properties),
        ("napi_key_writable", KeyFilter::writable),
        ("napi_key_enumerable", KeyFilter::enumerable),
        ("napi_key_configurable", KeyFilter::configurable),
        ("napi_key_skip_strings", KeyFilter::skip_strings),
        ("napi_key_skip_symbols", KeyFilter::skip_symbols),
        ("napi_key_keep_numbers", KeyConversion::keep_numbers),
        ("napi_key_numbers_to_strings", KeyConversion::numbers_to_strings),
        ("napi_tsfn_release", ThreadsafeFunctionReleaseMode::release),
        ("napi_tsfn_abort", ThreadsafeFunctionReleaseMode::abort),
        ("napi_tsfn_nonblocking", ThreadsafeFunctionCallMode::nonblocking),
        ("napi_tsfn_blocking", ThreadsafeFunctionCallMode::blocking),
    ] {
        check(name, own);
    }
    let declared: BTreeSet<_> = official.keys().filter(|name| name.starts_with("napi_")).cloned().collect();
    assert_eq!(checked, declared, "every enumerator of the headers is checked");
}
