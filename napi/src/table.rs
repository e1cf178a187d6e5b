//! What the rest of the crate derives from the table of functions: classes for the entry prologue, the list of names and
//! versions for tools, and the references that keep every function in the executable.

/// What a function of the ABI may do, and therefore what its entry has to check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(non_camel_case_types, reason = "the names are written as in the table")]
pub enum Class {
    any_thread,
    basic,
    no_js,
    may_run_js,
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Function {
    pub name: &'static str,
    /// The Node-API version that introduced it; 0 means experimental.
    pub since: u32,
    pub class: Class,
}

macro_rules! functions {
    ($($since:literal $class:ident $name:ident,)*) => {
        /// All functions of the ABI.
        pub const FUNCTIONS: &[Function] =
            &[$(Function { name: stringify!($name), since: $since, class: Class::$class }),*];

        /// The addresses of all functions: whoever references this keeps them all in the executable.
        #[used]
        pub(crate) static ADDRESSES: Addresses = Addresses([$(crate::api::$name as *const ()),*]);
    };
}

const COUNT: usize = 161;

pub(crate) struct Addresses(#[allow(dead_code, reason = "read by the linker only")] [*const (); COUNT]);

// SAFETY: addresses of functions, never dereferenced.
unsafe impl Sync for Addresses {}

include!("functions.rs");

/// The class of a function, at compile time: naming a function without a row does not compile.
pub(crate) const fn class_of(name: &str) -> Class {
    let mut i = 0;
    while i < FUNCTIONS.len() {
        if same(FUNCTIONS[i].name, name) {
            return FUNCTIONS[i].class;
        }
        i += 1;
    }
    panic!("no row in functions.rs")
}

const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_per_version_are_those_of_the_headers() {
        let up_to = |v: u32| FUNCTIONS.iter().filter(|f| f.since != 0 && f.since <= v).count();
        let cumulative: Vec<usize> = (1..=10).map(up_to).collect();
        assert_eq!(cumulative, [111, 112, 117, 124, 128, 137, 139, 145, 149, 155]);
        assert_eq!(FUNCTIONS.len() - up_to(10), 6);
    }
}
