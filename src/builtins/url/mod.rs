//! The Rust half of `node:url`: crate `url` parses and changes URLs. JavaScript keeps the serialised URL and the offsets of its
//! parts, so reading a part never comes here.

mod pattern;

use crate::runtime::binding::Binding;
use crate::runtime::convert::{bytes_mut, string};
use crate::set_functions;
use std::borrow::Cow;
use url::{Position, Url, quirks};

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
    });
}

/// The offsets that JavaScript keeps, in the order of its `URLContext`.
fn offsets_of(url: &Url) -> [usize; 12] {
    let scheme_end = url.scheme().len() + ":".len();
    let username_start = if url.has_authority() { scheme_end + "//".len() } else { scheme_end };
    let username_end = username_start + url.username().len();
    // `Position::BeforePassword` is of no use here: it takes the `@` after a lone user name for a password.
    let (password_start, password_end) = match url.password() {
        Some(password) => (username_end + ":".len(), username_end + ":".len() + password.len()),
        None => (username_end, username_end),
    };
    let at = |position| url[..position].len();
    [
        scheme_end,
        username_start,
        username_end,
        password_start,
        password_end,
        at(Position::BeforeHost),
        at(Position::AfterHost),
        at(Position::BeforePort),
        at(Position::AfterPort),
        at(Position::BeforePath),
        at(Position::AfterPath),
        at(Position::AfterQuery),
    ]
}

/// Returns the serialised URL and writes its offsets into `offsets`, a `Uint32Array`.
fn return_url(scope: &mut v8::PinScope<'_, '_>, mut rv: v8::ReturnValue, url: &Url, offsets: v8::Local<'_, v8::Value>) {
    // SAFETY: JavaScript passes an array of its own that nobody else has; no JavaScript runs while the slice lives.
    if let Some(bytes) = unsafe { bytes_mut(offsets) } {
        for (slot, offset) in bytes.as_chunks_mut::<4>().0.iter_mut().zip(offsets_of(url)) {
            *slot = (offset as u32).to_ne_bytes();
        }
    }
    // A serialised URL is ASCII: everything else is escaped or Punycode.
    if let Some(href) = v8::String::new_from_one_byte(scope, url.as_str().as_bytes(), v8::NewStringType::Normal) {
        rv.set(href.into());
    }
}

fn parse_on(input: &str, base: Option<&Url>) -> Option<Url> {
    let url = match base {
        Some(base) => base.join(&with_two_slashes(input, base)).ok()?,
        None => Url::parse(input).ok()?,
    };
    Some(up_to_date(url))
}

/// Before the host of a web address any number of slashes is as good as two; crate `url` takes more than two for an empty host when
/// the scheme is the base's.
fn with_two_slashes<'a>(input: &'a str, base: &Url) -> Cow<'a, str> {
    let is_ignored = |character: char| matches!(character, '\t' | '\n' | '\r');
    let is_slash = |character: char| matches!(character, '/' | '\\');
    let text = input.trim_start_matches(|character| character <= ' ');
    let rest = text.trim_start_matches(|character| is_slash(character) || is_ignored(character));
    let slashes = text[..text.len() - rest.len()].chars().filter(|&character| is_slash(character)).count();
    if slashes > 2 && is_web(base) { Cow::Owned(format!("//{rest}")) } else { Cow::Borrowed(input) }
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https" | "ws" | "wss" | "ftp")
}

/// The text of the URL with another path, as the setter has it. Crate `url` makes a host of a path that begins with two slashes in a URL
/// that has none, and puts a slash in place of an empty path where the standard leaves nothing.
fn with_pathname(url: &mut Url, value: &str) -> String {
    let is_special = is_web(url) || url.scheme() == "file";
    let had_authority = url.has_authority();
    quirks::set_pathname(url, value);
    if is_special || url.cannot_be_a_base() {
        return url.as_str().to_owned();
    }
    let (before, path, after) = (url.scheme(), url.path(), &url[Position::AfterPath..]);
    if had_authority && value.is_empty() {
        format!("{}{after}", &url[..Position::BeforePath])
    } else if !had_authority && path.starts_with("//") {
        format!("{before}:/.{path}{after}")
    } else {
        url.as_str().to_owned()
    }
}

/// What the standard has asked for since crate `url` was written: `^` in a path is escaped, and so is the space that ends an
/// opaque path before a query or fragment.
fn up_to_date(url: Url) -> Url {
    if !url.path().contains(['^', ' ']) {
        return url;
    }
    let path = url[..Position::BeforePath].len()..url[..Position::AfterPath].len();
    let mut text = url.as_str().to_owned();
    if url.cannot_be_a_base() {
        if !url.path().ends_with(' ') || path.end == text.len() {
            return url;
        }
        text.replace_range(path.end - 1..path.end, "%20");
    } else {
        let escaped = url.path().replace('^', "%5E");
        text.replace_range(path, &escaped);
    }
    Url::parse(&text).unwrap_or(url)
}

/// The setter of the scheme. Crate `url` does not let another special scheme become `file`, the standard does.
fn set_protocol(url: &mut Url, value: &str) -> bool {
    let is_file = value.split(':').next().is_some_and(|scheme| scheme.eq_ignore_ascii_case("file"));
    if !is_file || !is_web(url) || url.port().is_some() || !url.username().is_empty() || url.password().is_some() {
        return quirks::set_protocol(url, value).is_ok();
    }
    match Url::parse(&format!("file{}", &url[Position::AfterScheme..])) {
        Ok(changed) => {
            *url = changed;
            true
        }
        Err(_) => false,
    }
}

/// Parses the string that an argument is, without a copy of what is ASCII.
fn parse_argument(
    scope: &mut v8::PinScope<'_, '_>,
    input: v8::Local<'_, v8::Value>,
    parse: impl FnOnce(&str) -> Option<Url>,
) -> Option<Url> {
    let input = v8::Local::<v8::String>::try_from(input).ok()?;
    // The view forbids V8 to do anything meanwhile; parsing does not need it.
    parse(&v8::ValueView::new(scope, input).to_cow_lossy())
}

/// The URL that the arguments `(input, base | undefined)` are.
fn parse_arguments(scope: &mut v8::PinScope<'_, '_>, args: &v8::FunctionCallbackArguments<'_>) -> Option<Url> {
    let base = args.get(1);
    let base =
        if base.is_undefined() { None } else { Some(parse_argument(scope, base, |base| Url::parse(base).ok())?) };
    parse_argument(scope, args.get(0), |input| parse_on(input, base.as_ref()))
}

/// `parse(input, base | undefined, offsets)`: the serialised URL, or undefined.
fn parse<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    if let Some(url) = parse_arguments(scope, &args) {
        return_url(scope, rv, &url, args.get(2));
    }
}

/// `canParse(input, base | undefined)`
fn can_parse<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, mut rv: v8::ReturnValue) {
    rv.set_bool(parse_arguments(scope, &args).is_some());
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
        1 => set_protocol(&mut url, &value),
        2 => quirks::set_username(&mut url, &value).is_ok(),
        3 => quirks::set_password(&mut url, &value).is_ok(),
        4 => quirks::set_host(&mut url, &value).is_ok(),
        5 => quirks::set_hostname(&mut url, &value).is_ok(),
        6 => quirks::set_port(&mut url, &value).is_ok(),
        7 => {
            let text = with_pathname(&mut url, &value);
            if let Some(url) = parse_on(&text, None) {
                return_url(scope, rv, &url, args.get(3));
            }
            return;
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
    if let Some(url) = parse_on(url.as_str(), None) {
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
