//! The Rust half of `node:url`: Ada parses and changes URLs, as in Node. JavaScript keeps the serialised URL and the offsets of its
//! parts, so reading a part never comes here.

mod pattern;

use crate::runtime::binding::Binding;
use crate::runtime::convert::{bytes_mut, string};
use crate::set_functions;
use ada_url::{Idna, Url};

pub const BINDING: Binding = Binding { name: "url", initialize };
pub use pattern::BINDING as PATTERN_BINDING;

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    set_functions!(scope, target, {
        "parse" => parse,
        "canParse" => can_parse,
        "update" => update,
        "format" => format,
        "domainToASCII" => domain_to_ascii,
        "domainToUnicode" => domain_to_unicode,
        "toASCII" => to_ascii,
    });
}

/// What JavaScript keeps of a URL beside its text, in the order of its `URLContext`; `u32::MAX` stands for a part that is not there.
fn components_of(url: &Url) -> [u32; 9] {
    let components = url.components();
    let or_none = |offset: Option<u32>| offset.unwrap_or(u32::MAX);
    [
        components.protocol_end,
        components.username_end,
        components.host_start,
        components.host_end,
        or_none(components.pathname_start),
        or_none(components.search_start),
        or_none(components.hash_start),
        or_none(components.port),
        url.scheme_type() as u32,
    ]
}

/// Writes what JavaScript keeps of the URL into `components`, a `Uint32Array`.
fn tell_components(url: &Url, components: v8::Local<'_, v8::Value>) {
    // SAFETY: JavaScript passes an array of its own that nobody else has; no JavaScript runs while the slice lives.
    if let Some(bytes) = unsafe { bytes_mut(components) } {
        for (slot, component) in bytes.as_chunks_mut::<4>().0.iter_mut().zip(components_of(url)) {
            *slot = component.to_ne_bytes();
        }
    }
}

/// The serialised URL. It is ASCII: everything else is escaped or Punycode.
fn href_of<'s>(scope: &mut v8::PinScope<'s, '_>, url: &Url) -> Option<v8::Local<'s, v8::String>> {
    v8::String::new_from_one_byte(scope, url.href().as_bytes(), v8::NewStringType::Normal)
}

/// The base that the second argument is, if it is given.
fn base_of(scope: &mut v8::PinScope<'_, '_>, args: &v8::FunctionCallbackArguments<'_>) -> Option<String> {
    let base = args.get(1);
    (!base.is_undefined()).then(|| base.to_rust_string_lossy(scope))
}

/// `parse(input, base | undefined, components)`: the serialised URL, or undefined.
fn parse<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, mut rv: v8::ReturnValue) {
    let Ok(input) = v8::Local::<v8::String>::try_from(args.get(0)) else { return };
    let base = base_of(scope, &args);
    let (url, is_input) = {
        // The view forbids V8 to do anything meanwhile; parsing does not need it.
        let view = v8::ValueView::new(scope, input);
        let text = view.to_cow_lossy();
        let Ok(url) = Url::parse(&*text, base.as_deref()) else { return };
        let is_input = url.href() == text;
        (url, is_input)
    };
    tell_components(&url, args.get(2));
    if is_input {
        rv.set(input.into());
    } else if let Some(href) = href_of(scope, &url) {
        rv.set(href.into());
    }
}

/// `canParse(input, base | undefined)`
fn can_parse<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, mut rv: v8::ReturnValue) {
    let Ok(input) = v8::Local::<v8::String>::try_from(args.get(0)) else { return };
    let base = base_of(scope, &args);
    rv.set_bool(Url::can_parse(&v8::ValueView::new(scope, input).to_cow_lossy(), base.as_deref()));
}

/// `update(href, part, value, components)`: the serialised URL with that part changed, or undefined when the value cannot be.
fn update<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, mut rv: v8::ReturnValue) {
    let href = args.get(0).to_rust_string_lossy(scope);
    let part = args.get(1).uint32_value(scope).unwrap_or(u32::MAX);
    let value = args.get(2).to_rust_string_lossy(scope);
    let Ok(mut url) = Url::parse(&*href, None) else { return };
    // The numbers of js/internal/url.js.
    let changed = match part {
        0 => url.set_href(&value),
        1 => url.set_protocol(&value),
        2 => url.set_username(Some(&value)),
        3 => url.set_password(Some(&value)),
        4 => url.set_host(Some(&value)),
        5 => url.set_hostname(Some(&value)),
        6 => url.set_port(Some(&value)),
        7 => url.set_pathname(Some(&value)),
        8 => {
            url.set_search(Some(&value));
            Ok(())
        }
        9 => {
            url.set_hash(Some(&value));
            Ok(())
        }
        _ => Err(()),
    };
    if changed.is_err() {
        return;
    }
    tell_components(&url, args.get(3));
    if let Some(href) = href_of(scope, &url) {
        rv.set(href.into());
    }
}

/// `format(href, fragment, unicode, search, auth)`: each flag says whether that part is shown.
fn format<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, mut rv: v8::ReturnValue) {
    let href = args.get(0).to_rust_string_lossy(scope);
    let Ok(mut url) = Url::parse(&*href, None) else { return };
    if !args.get(1).boolean_value(scope) {
        url.set_hash(None);
    }
    if !args.get(3).boolean_value(scope) {
        url.set_search(None);
    }
    if !args.get(4).boolean_value(scope) {
        // These fail for URLs that cannot have credentials, and so have none.
        let _ = url.set_username(None);
        let _ = url.set_password(None);
    }
    let mut text = url.href().to_owned();
    if args.get(2).boolean_value(scope) {
        let end = url.components().host_end as usize;
        text.replace_range(end - url.hostname().len()..end, &Idna::unicode(url.hostname()));
    }
    rv.set(string(scope, &text).into());
}

/// The host name that a special URL would get from `domain`; empty when it is none.
fn host_of(domain: &str) -> String {
    let Ok(mut url) = Url::parse("ws://x", None) else { return String::new() };
    match url.set_hostname(Some(domain)) {
        Ok(()) => url.hostname().to_owned(),
        Err(()) => String::new(),
    }
}

fn domain_to_ascii<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    mut rv: v8::ReturnValue,
) {
    let domain = args.get(0).to_rust_string_lossy(scope);
    let ascii = if domain.is_empty() { String::new() } else { host_of(&domain) };
    rv.set(string(scope, &ascii).into());
}

/// `toASCII(name)`: the name in Punycode, whether a host can have it or not; empty when it is none.
fn to_ascii<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, mut rv: v8::ReturnValue) {
    let name = args.get(0).to_rust_string_lossy(scope);
    rv.set(string(scope, &Idna::ascii(&name)).into());
}

fn domain_to_unicode<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    mut rv: v8::ReturnValue,
) {
    let domain = args.get(0).to_rust_string_lossy(scope);
    let ascii = if domain.is_empty() { String::new() } else { host_of(&domain) };
    rv.set(string(scope, &Idna::unicode(&ascii)).into());
}
