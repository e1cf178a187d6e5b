//! The identity that packages look at: Node.js 26, with anode's own version beside it.

pub const NODE_VERSION: &str = "v26.10.0";
pub const ANODE_VERSION: &str = env!("CARGO_PKG_VERSION");
