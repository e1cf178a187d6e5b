//! The Node-API ABI on V8: everything that a program that embeds V8 needs to load native Node.js addons.
//!
//! The embedder implements [`Host`] and makes one [`Environment`] per isolate; addons find the ABI's functions among the
//! executable's exported symbols. See the README of the crate.

#![deny(unsafe_op_in_unsafe_fn, clippy::undocumented_unsafe_blocks)]

mod abi;
mod api;
mod async_context;
mod async_work;
mod backing;
mod barrier;
mod callback;
mod cleanup;
mod core;
mod env;
mod environment;
mod external;
mod fatal;
mod frame;
mod handle_scopes;
mod host;
mod layout;
mod list;
mod loader;
pub mod memory;
mod names;
pub mod patience;
pub mod preflight;
mod recall;
mod reference;
mod shim;
mod status;
mod table;
mod threadsafe;
mod wrap;

pub use env::SUPPORTED_VERSION;
pub use environment::{Environment, LoadError, Stopper, Unsupported};
pub use fatal::set_fatal_error_handler;
pub use host::{AsyncIds, AsyncResource, Host, Job, KeepAlive, NodeVersion, ScopeEnd, Wait, Waker};
pub use table::{Class, FUNCTIONS, Function};
