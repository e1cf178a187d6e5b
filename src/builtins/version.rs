//! The identity that packages look at: Node.js 26, with anode's own version beside it.

pub const NODE_VERSION: &str = "v26.10.0";
pub const ANODE_VERSION: &str = env!("CARGO_PKG_VERSION");

/// The OpenSSL of that Node.js, whose names, numbers and errors `node:crypto` and `node:tls` have (the work is AWS-LC's). Install
/// scripts take it apart.
pub const OPENSSL_VERSION: &str = "3.5.8";
