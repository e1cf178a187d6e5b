//! The Rust half of `URLPattern` (<https://urlpattern.spec.whatwg.org/>): crate `urlpattern` takes patterns and what is matched
//! against them apart. The regular expressions that it makes of a pattern are run by JavaScript, whose language they are.

use crate::runtime::binding::Binding;
use crate::runtime::convert::string;
use crate::set_functions;
use url::Url;
use urlpattern::quirks::{self, MatchInput, UrlPatternComponent};
use urlpattern::regexp::RegExp;
use urlpattern::{RegexSyntax, UrlPatternInit, UrlPatternMatchInput, UrlPatternOptions};

pub const BINDING: Binding = Binding { name: "url_pattern", initialize };

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    set_functions!(scope, target, {
        "compile" => compile,
        "components" => components,
    });
}

/// The source of a regular expression of JavaScript's. Whether it is valid, JavaScript finds out when it makes one of it.
struct Source(String);

impl RegExp for Source {
    fn syntax() -> RegexSyntax {
        RegexSyntax::EcmaScript
    }

    fn parse(pattern: &str, _flags: &str, _force_eval: bool) -> Result<Self, ()> {
        Ok(Self(pattern.to_owned()))
    }

    /// Only asked whether a pattern for a scheme matches one of the special ones, `https` and the like. One that crate `regex`
    /// does not know (with a look-ahead, say) counts as one that does not.
    fn matches<'a>(&self, text: &'a str) -> Option<Vec<Option<&'a str>>> {
        regex::Regex::new(&self.0).ok()?.matches(text)
    }

    fn pattern_string(&self) -> &str {
        &self.0
    }
}

/// What the first two arguments are: a string, or a `URLPatternInit` as an array of its members in alphabetical order; and the base
/// URL of a string.
enum Input {
    Text(String, Option<Url>),
    Init(UrlPatternInit),
}

impl Input {
    /// `None`: one of the base URLs is none.
    fn of(scope: &mut v8::PinScope<'_, '_>, args: &v8::FunctionCallbackArguments<'_>) -> Option<Self> {
        let (input, base) = (args.get(0), args.get(1));
        let Ok(members) = v8::Local::<v8::Array>::try_from(input) else {
            let base = match base.is_undefined() {
                true => None,
                false => Some(Url::parse(&base.to_rust_string_lossy(scope)).ok()?),
            };
            return Some(Self::Text(input.to_rust_string_lossy(scope), base));
        };
        let member = |index| {
            let value = members.get_index(scope, index)?;
            (!value.is_undefined()).then(|| value.to_rust_string_lossy(scope))
        };
        Some(Self::Init(UrlPatternInit {
            base_url: member(0).map(|base| Url::parse(&base)).transpose().ok()?,
            hash: member(1),
            hostname: member(2),
            password: member(3),
            pathname: member(4),
            port: member(5),
            protocol: member(6),
            search: member(7),
            username: member(8),
        }))
    }
}

fn string_array<'s>(scope: &mut v8::PinScope<'s, '_>, texts: &[String]) -> v8::Local<'s, v8::Value> {
    let texts: Vec<v8::Local<v8::Value>> = texts.iter().map(|text| string(scope, text).into()).collect();
    v8::Array::new_with_elements(scope, &texts).into()
}

fn parse_pattern(init: UrlPatternInit, options: UrlPatternOptions) -> Option<quirks::UrlPattern> {
    let parse = |init| quirks::parse_pattern::<Source>(init, options.clone()).ok();
    let pathname = init.pathname.clone().filter(|pathname| pathname.contains('/'));
    let pattern = parse(init.clone())?;
    let Some(pathname) = pathname else { return Some(pattern) };
    if !pattern.pathname.pattern_string.contains("%2F") || has_special_scheme(&pattern.protocol) {
        return Some(pattern);
    }
    // In an opaque path the crate takes a slash at the beginning of a fixed part for that of the whole path, and escapes it. So
    // it gets another character, which opaque paths and regular expressions leave as it is.
    let Some(stand_in) = "~'&@=;,<>`".chars().find(|character| !pathname.contains(*character)) else {
        return Some(pattern);
    };
    let mut pattern = parse(UrlPatternInit { pathname: Some(pathname.replace('/', &stand_in.to_string())), ..init })?;
    let UrlPatternComponent { pattern_string, regexp_string, .. } = &mut pattern.pathname;
    *pattern_string = pattern_string.replace(stand_in, "/");
    *regexp_string = regexp_string.replace(stand_in, "\\/");
    Some(pattern)
}

/// Whether the protocol may be one whose URLs have no opaque paths.
fn has_special_scheme(protocol: &UrlPatternComponent) -> bool {
    let source = Source(protocol.regexp_string.clone());
    ["ftp", "file", "http", "https", "ws", "wss"].iter().any(|scheme| source.matches(scheme).is_some())
}

/// `compile(pattern, base | undefined, ignoreCase)`: whether it has groups with regular expressions of their own, and then for each
/// component, in alphabetical order, its pattern, the source of its regular expression and the names of its groups; undefined when
/// it is no pattern.
fn compile<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, mut rv: v8::ReturnValue) {
    let init = match Input::of(scope, &args) {
        Some(Input::Text(pattern, base)) => UrlPatternInit::parse_constructor_string::<Source>(&pattern, base).ok(),
        Some(Input::Init(init)) => Some(init),
        None => None,
    };
    let options = UrlPatternOptions { regex_syntax: RegexSyntax::EcmaScript, ignore_case: args.get(2).is_true() };
    let Some(pattern) = init.and_then(|init| parse_pattern(init, options)) else { return };
    let mut values = vec![v8::Boolean::new(scope, pattern.has_regexp_groups).into()];
    let quirks::UrlPattern { hash, hostname, password, pathname, port, protocol, search, username, .. } = pattern;
    for component in [hash, hostname, password, pathname, port, protocol, search, username] {
        let UrlPatternComponent { pattern_string, regexp_string, group_name_list, .. } = component;
        values.push(string(scope, &pattern_string).into());
        values.push(string(scope, &regexp_string).into());
        values.push(string_array(scope, &group_name_list));
    }
    rv.set(v8::Array::new_with_elements(scope, &values).into());
}

/// The URL as the rest of `node:url` understands it: Ada follows the standard where crate `url` does not yet.
fn parse(input: &str, base: Option<&Url>) -> Option<Url> {
    let url = ada_url::Url::parse(input, base.map(Url::as_str)).ok()?;
    Url::parse(url.href()).ok()
}

/// `components(input, base | undefined)`: the components of a URL or of what describes one, in alphabetical order; undefined when it
/// is neither.
fn components<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, mut rv: v8::ReturnValue) {
    let input = match Input::of(scope, &args) {
        Some(Input::Text(url, base)) => parse(&url, base.as_ref()).map(UrlPatternMatchInput::Url),
        Some(Input::Init(init)) => Some(UrlPatternMatchInput::Init(init)),
        None => None,
    };
    let Some(components) = input.and_then(quirks::parse_match_input) else { return };
    let MatchInput { protocol, username, password, hostname, port, pathname, search, hash } = components;
    rv.set(string_array(scope, &[hash, hostname, password, pathname, port, protocol, search, username]));
}
