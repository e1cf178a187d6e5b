//! The Rust half of `node:url`: crate `url` parses and changes URLs. JavaScript keeps the serialised URL and the offsets of its
//! parts, so reading a part never comes here.

use crate::runtime::binding::Binding;
use crate::runtime::convert::{bytes_mut, string};
use crate::set_functions;
use url::{Position, Url, quirks};

pub const BINDING: Binding = Binding { name: "url", initialize };

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    set_functions!(scope, target, {
        "parse" => parse,
        "canParse" => can_parse,
        "update" => update,
        "format" => format,
        "domainToASCII" => domain_to_ascii,
        "domainToUnicode" => domain_to_unicode,
    });
}

/// The offsets that JavaScript keeps, in the order of its `URLContext`.
const POSITIONS: [Position; 11] = [
    Position::BeforeUsername,
    Position::AfterUsername,
    Position::BeforePassword,
    Position::AfterPassword,
    Position::BeforeHost,
    Position::AfterHost,
    Position::BeforePort,
    Position::AfterPort,
    Position::BeforePath,
    Position::AfterPath,
    Position::AfterQuery,
];

/// Returns the serialised URL and writes its offsets into `offsets`, a `Uint32Array`.
fn return_url(scope: &mut v8::PinScope<'_, '_>, mut rv: v8::ReturnValue, url: &Url, offsets: v8::Local<'_, v8::Value>) {
    // SAFETY: JavaScript passes an array of its own that nobody else has; no JavaScript runs while the slice lives.
    if let Some(bytes) = unsafe { bytes_mut(offsets) } {
        let scheme_end = url.scheme().len() + 1;
        let all = std::iter::once(scheme_end).chain(POSITIONS.iter().map(|position| url[..*position].len()));
        for (slot, offset) in bytes.as_chunks_mut::<4>().0.iter_mut().zip(all) {
            *slot = (offset as u32).to_ne_bytes();
        }
    }
    // A serialised URL is ASCII: everything else is escaped or Punycode.
    rv.set(string(scope, url.as_str()).into());
}

fn parse_with_base(input: &str, base: Option<&str>) -> Option<Url> {
    match base {
        Some(base) => Url::parse(base).ok()?.join(input).ok(),
        None => Url::parse(input).ok(),
    }
}

fn arguments(scope: &mut v8::PinScope<'_, '_>, args: &v8::FunctionCallbackArguments<'_>) -> (String, Option<String>) {
    let input = args.get(0).to_rust_string_lossy(scope);
    let base = args.get(1);
    let base = (!base.is_undefined()).then(|| base.to_rust_string_lossy(scope));
    (input, base)
}

/// `parse(input, base | undefined, offsets)`: the serialised URL, or undefined.
fn parse<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    let (input, base) = arguments(scope, &args);
    if let Some(url) = parse_with_base(&input, base.as_deref()) {
        return_url(scope, rv, &url, args.get(2));
    }
}

/// `canParse(input, base | undefined)`
fn can_parse<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, mut rv: v8::ReturnValue) {
    let (input, base) = arguments(scope, &args);
    rv.set_bool(parse_with_base(&input, base.as_deref()).is_some());
}

/// `update(href, part, value, offsets)`: the serialised URL with that part changed, or undefined when the value cannot be.
fn update<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    let href = args.get(0).to_rust_string_lossy(scope);
    let part = args.get(1).uint32_value(scope).unwrap_or(u32::MAX);
    let value = args.get(2).to_rust_string_lossy(scope);
    let Ok(mut url) = Url::parse(&href) else { return };
    // The numbers of js/internal/url.js.
    let changed = match part {
        0 => quirks::set_href(&mut url, &value).is_ok(),
        1 => quirks::set_protocol(&mut url, &value).is_ok(),
        2 => quirks::set_username(&mut url, &value).is_ok(),
        3 => quirks::set_password(&mut url, &value).is_ok(),
        4 => quirks::set_host(&mut url, &value).is_ok(),
        5 => quirks::set_hostname(&mut url, &value).is_ok(),
        6 => quirks::set_port(&mut url, &value).is_ok(),
        7 => {
            quirks::set_pathname(&mut url, &value);
            true
        }
        8 => {
            quirks::set_search(&mut url, &value);
            true
        }
        9 => {
            quirks::set_hash(&mut url, &value);
            true
        }
        _ => false,
    };
    if !changed {
        return;
    }
    // The setters of crate `url` can leave its offsets inconsistent where they change what precedes the path (`x:/a` given a
    // host): only what it parsed itself is trusted.
    if let Ok(url) = Url::parse(url.as_str()) {
        return_url(scope, rv, &url, args.get(3));
    }
}

/// `format(href, fragment, unicode, search, auth)`: each flag says whether that part is shown.
fn format<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, mut rv: v8::ReturnValue) {
    let href = args.get(0).to_rust_string_lossy(scope);
    let Ok(mut url) = Url::parse(&href) else { return };
    if !args.get(1).boolean_value(scope) {
        url.set_fragment(None);
    }
    if !args.get(3).boolean_value(scope) {
        url.set_query(None);
    }
    if !args.get(4).boolean_value(scope) {
        // These fail for URLs that cannot have credentials, and so have none.
        let _ = url.set_username("");
        let _ = url.set_password(None);
    }
    let mut text = url.as_str().to_owned();
    if args.get(2).boolean_value(scope)
        && let Some(host) = url.host_str()
    {
        let (unicode, _) = idna::domain_to_unicode(host);
        let range = url[..Position::BeforeHost].len()..url[..Position::AfterHost].len();
        text.replace_range(range, &unicode);
    }
    rv.set(string(scope, &text).into());
}

/// The host name that a special URL would get from `domain`; empty when it is none.
fn host_of(domain: &str) -> String {
    let Ok(mut url) = Url::parse("ws://x") else { return String::new() };
    match quirks::set_hostname(&mut url, domain) {
        Ok(()) => url.host_str().unwrap_or_default().to_owned(),
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

fn domain_to_unicode<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    mut rv: v8::ReturnValue,
) {
    let domain = args.get(0).to_rust_string_lossy(scope);
    let ascii = if domain.is_empty() { String::new() } else { host_of(&domain) };
    let (unicode, _) = idna::domain_to_unicode(&ascii);
    rv.set(string(scope, &unicode).into());
}
