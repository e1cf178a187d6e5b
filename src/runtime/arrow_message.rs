//! Where an error is: the file with the line, the source line, and a caret under what threw. Node prints it above the stack of
//! an uncaught exception; errors of `node:vm` and of loading CommonJS carry it in `stack`, since the stack of a syntax error
//! has no frame in the text that is wrong.

use crate::runtime::convert::string;

/// Node's own limit of the line with the caret, in characters.
const MAX_CARET_LINE: usize = 1020;

/// `file:line`, the source line, the caret line. `column_offset`: how far the first line of the text is moved to the right
/// (`columnOffset` of `node:vm`) if the error is in that line.
pub fn arrow_message(
    scope: &mut v8::PinScope<'_, '_>,
    message: v8::Local<'_, v8::Message>,
    column_offset: usize,
) -> Option<String> {
    let source_line = message.get_source_line(scope)?.to_rust_string_lossy(scope);
    let line = message.get_line_number(scope)?;
    let file = message.get_script_resource_name(scope).filter(|name| !name.is_undefined());
    // Code that `eval` or `Function` made.
    let file = file.map_or_else(|| "<anonymous_script>".to_owned(), |name| name.to_rust_string_lossy(scope));
    let start = message.get_start_column();
    let moved = if start >= column_offset { column_offset } else { 0 };
    let caret = caret(&source_line, start - moved, message.get_end_column().saturating_sub(moved));
    Some(format!("{file}:{line}\n{source_line}\n{caret}"))
}

/// Nothing is marked where the text ends too early.
fn caret(source_line: &str, start: usize, end: usize) -> String {
    let indent = source_line.chars().take(start).map(|character| if character == '\t' { '\t' } else { ' ' });
    indent.chain(std::iter::repeat_n('^', end.saturating_sub(start))).take(MAX_CARET_LINE).collect()
}

fn decorated<'s>(scope: &v8::PinScope<'s, '_, ()>) -> v8::Local<'s, v8::Private> {
    let name = v8::String::new(scope, "anode:decorated");
    v8::Private::for_api(scope, name)
}

/// Whether the stack of `exception` tells already where the error is.
pub fn is_decorated(scope: &mut v8::PinScope<'_, '_>, exception: v8::Local<'_, v8::Value>) -> bool {
    let key = decorated(scope);
    v8::Local::<v8::Object>::try_from(exception).is_ok_and(|error| error.has_private(scope, key).unwrap_or(false))
}

/// Notes that the stack of `exception` tells where the error is.
pub fn set_decorated(scope: &mut v8::PinScope<'_, '_>, exception: v8::Local<'_, v8::Value>) {
    if let Ok(error) = v8::Local::<v8::Object>::try_from(exception) {
        let key = decorated(scope);
        let yes = v8::Boolean::new(scope, true);
        error.set_private(scope, key, yes.into());
    }
}

/// Throws what was caught on; if `decorate`, with the place of the error before its stack, once. `column_offset`: that of a line,
/// as for `arrow_message`.
pub fn rethrow(
    scope: &mut v8::PinnedRef<'_, v8::TryCatch<'_, '_, v8::HandleScope<'_>>>,
    decorate: bool,
    column_offset: impl FnOnce(usize) -> usize,
) {
    if decorate
        && !scope.has_terminated()
        && let (Some(exception), Some(message)) = (scope.exception(), scope.message())
    {
        let line = message.get_line_number(scope).unwrap_or(0);
        put_before_stack(scope, exception, message, column_offset(line), "\n\n");
    }
    scope.rethrow();
}

/// The same for an error of linking modules, which Node leaves no empty line in.
pub fn rethrow_link_error(scope: &mut v8::PinnedRef<'_, v8::TryCatch<'_, '_, v8::HandleScope<'_>>>) {
    if let (false, Some(exception), Some(message)) = (scope.has_terminated(), scope.exception(), scope.message()) {
        put_before_stack(scope, exception, message, 0, "\n");
    }
    scope.rethrow();
}

/// What reading or writing `stack` throws is ignored: the error is what the program is to see.
fn put_before_stack(
    scope: &mut v8::PinScope<'_, '_>,
    exception: v8::Local<'_, v8::Value>,
    message: v8::Local<'_, v8::Message>,
    column_offset: usize,
    separator: &str,
) {
    v8::tc_scope!(let scope, scope);
    let Ok(error) = v8::Local::<v8::Object>::try_from(exception) else {
        return;
    };
    if is_decorated(scope, exception) {
        return;
    }
    let Some(arrow) = arrow_message(scope, message, column_offset) else {
        return;
    };
    let key = string(scope, "stack").into();
    let Some(stack) = error.get(scope, key).filter(|stack| stack.is_string()) else {
        return;
    };
    let text = format!("{arrow}{separator}{}", stack.to_rust_string_lossy(scope));
    let text = string(scope, &text).into();
    error.set(scope, key, text);
    set_decorated(scope, exception);
}
