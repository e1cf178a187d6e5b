//! C++ names in the Itanium mangling, as far as it takes to recognise V8's and Node.js's and to print them.

/// Whether a symbol is a member of the namespaces `v8` or `node`: a function, a table or a type description of theirs.
pub fn is_v8_or_node(symbol: &str) -> bool {
    nested_name(symbol).is_some_and(|rest| rest.starts_with("2v8") || rest.starts_with("4node"))
}

/// `v8::Object::Set` for `_ZN2v86Object3SetE…`; `None` for a symbol of other namespaces.
pub fn readable(symbol: &str) -> Option<String> {
    is_v8_or_node(symbol).then(|| parts(nested_name(symbol).unwrap_or_default()).join("::"))
}

/// What follows the mark of a nested name and its qualifiers.
fn nested_name(symbol: &str) -> Option<&str> {
    let rest = symbol.strip_prefix("_Z")?;
    // A virtual table, a table of tables, a type description, the name of a type.
    let rest = ["TV", "TT", "TI", "TS"].iter().find_map(|table| rest.strip_prefix(table)).unwrap_or(rest);
    Some(rest.strip_prefix('N')?.trim_start_matches(['K', 'V', 'r', 'R', 'O']))
}

/// The plain identifiers at the start of a nested name: `6Object3SetE` has `Object` and `Set`.
fn parts(mut rest: &str) -> Vec<&str> {
    let mut found = Vec::new();
    loop {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let Some(part) = rest[..digits].parse().ok().and_then(|length: usize| rest.get(digits..digits + length)) else {
            return found;
        };
        rest = &rest[digits + part.len()..];
        found.push(part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_v8_and_node_are_recognised_and_printed() {
        let cases = [
            ("_ZN2v86Object3SetENS_5LocalINS_7ContextEEENS1_INS_5ValueEEES5_", Some("v8::Object::Set")),
            ("_ZNK2v85Value8IsNumberEv", Some("v8::Value::IsNumber")),
            ("_ZTIN2v87IsolateE", Some("v8::Isolate")),
            ("_ZN4node19GetCurrentEventLoopEPN2v87IsolateE", Some("node::GetCurrentEventLoop")),
            ("_ZN2v811HandleScopeD1Ev", Some("v8::HandleScope")),
            ("_ZN4YAML4node3GetEv", None),
            ("_ZN3v8x3GetEv", None),
            ("_ZN4nodeE", Some("node")),
            ("napi_create_object", None),
            ("_ZN", None),
        ];
        for (symbol, expected) in cases {
            assert_eq!(readable(symbol).as_deref(), expected, "{symbol}");
        }
    }
}
