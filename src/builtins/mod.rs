//! The Rust half of the built-in modules: one file or folder for each binding, listed here.

mod async_context;
pub mod async_wrap;
pub mod buffer;
mod child_process;
pub mod contextify;
pub mod crypto;
mod dns;
mod encoding;
mod errors;
mod fs;
mod http2;
mod http_parser;
mod inspector;
mod locks;
pub mod messaging;
mod module_wrap;
mod modules;
pub mod net;
mod options;
mod os;
pub mod performance;
pub mod process;
mod report;
pub mod signals;
pub mod stdio;
mod task_queue;
mod timers;
mod tls;
pub mod tty;
mod types;
mod url;
mod util;
mod uv;
pub mod v8;
pub mod version;
pub mod wasm_web_api;
mod web_storage;
mod worker;
mod zlib;

use crate::runtime::binding::Binding;

/// Every binding that `internalBinding(name)` knows.
pub const BINDINGS: &[Binding] = &[
    async_context::BINDING,
    async_wrap::BINDING,
    buffer::BINDING,
    child_process::BINDING,
    contextify::BINDING,
    crypto::BINDING,
    crypto::KEYS_BINDING,
    dns::BINDING,
    encoding::BINDING,
    errors::BINDING,
    fs::BINDING,
    http2::BINDING,
    http_parser::BINDING,
    inspector::BINDING,
    locks::BINDING,
    messaging::BINDING,
    module_wrap::BINDING,
    modules::BINDING,
    net::DATAGRAM_BINDING,
    net::SOCKET_BINDING,
    net::STREAM_BINDING,
    options::BINDING,
    os::BINDING,
    performance::BINDING,
    process::BINDING,
    report::BINDING,
    signals::BINDING,
    stdio::BINDING,
    task_queue::BINDING,
    timers::BINDING,
    tls::BINDING,
    tty::BINDING,
    types::BINDING,
    url::BINDING,
    url::PATTERN_BINDING,
    util::BINDING,
    uv::BINDING,
    v8::BINDING,
    wasm_web_api::BINDING,
    web_storage::BINDING,
    worker::BINDING,
    zlib::BINDING,
];
