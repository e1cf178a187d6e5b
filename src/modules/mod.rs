//! Loading: how specifiers become files (`Resolver`), what CommonJS files export (`cjs_lexer`), and what V8 asks of its host
//! for `import()` and `import.meta` (`hooks`). The bindings `modules`, `module_wrap` and `contextify` show it to JavaScript.

pub mod cjs_lexer;
pub mod error;
pub mod exports;
pub mod file_system;
mod hooks;
pub mod package_json;
pub mod resolver;

pub use file_system::file_system_changed;
pub use hooks::{attributes_object, install, module_object, remember_module};
pub use resolver::Resolver;
