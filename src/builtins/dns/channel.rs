//! What a `Resolver` of JavaScript is in Rust: its servers and settings, and the questions that are on their way.

use super::client::{self, Failure, Settings};
use super::records::Answer;
use crate::builtins::net::address;
use crate::runtime::convert::string;
use crate::runtime::{JsCallback, Runtime, native_object, provider};
use hickory_proto::rr::RecordType;
use std::cell::RefCell;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::rc::Rc;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;

/// c-ares's own, in milliseconds.
const DEFAULT_TIMEOUT: u64 = 2000;
const DNS_PORT: u16 = 53;

struct Channel {
    settings: Settings,
    /// Told when everything that is on its way is to end.
    cancelled: Arc<Notify>,
}

/// The servers of `/etc/resolv.conf`.
fn system_servers() -> Vec<SocketAddr> {
    let text = std::fs::read_to_string("/etc/resolv.conf").unwrap_or_default();
    let mut servers: Vec<_> = text
        .lines()
        .filter_map(|line| line.strip_prefix("nameserver"))
        .filter_map(|rest| address::parse_socket_address(rest.trim(), DNS_PORT).ok())
        .collect();
    if servers.is_empty() {
        servers.push(SocketAddr::from((Ipv4Addr::LOCALHOST, DNS_PORT)));
    }
    servers
}

/// `newChannel(timeout, tries, maxTimeout)`, the times in milliseconds; a negative timeout is the default.
pub fn new_channel(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let milliseconds = |number: Option<i64>| number.and_then(|number| u64::try_from(number).ok());
    let timeout = milliseconds(args.get(0).integer_value(scope)).unwrap_or(DEFAULT_TIMEOUT);
    let tries = args.get(1).uint32_value(scope).unwrap_or(4);
    let max_timeout = milliseconds(args.get(2).integer_value(scope)).filter(|time| *time > 0);
    let channel = Channel {
        settings: Settings {
            servers: system_servers(),
            timeout: Duration::from_millis(timeout),
            max_timeout: max_timeout.map(Duration::from_millis),
            tries,
            local_ipv4: None,
            local_ipv6: None,
        },
        cancelled: Arc::new(Notify::new()),
    };
    rv.set(native_object::create(scope, channel).into());
}

fn channel<'s>(args: &v8::FunctionCallbackArguments<'s>) -> Option<&'s RefCell<Channel>> {
    native_object::get::<Channel>(args.get(0))
}

/// `getServers(channel)`: `[[address, port], ...]`
pub fn get_servers<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    mut rv: v8::ReturnValue,
) {
    let Some(channel) = channel(&args) else { return };
    let servers = channel.borrow().settings.servers.clone();
    let mut values: Vec<v8::Local<v8::Value>> = Vec::new();
    for server in servers {
        let pair = [
            string(scope, &address::host_text(&server)).into(),
            v8::Integer::new(scope, i32::from(server.port())).into(),
        ];
        values.push(v8::Array::new_with_elements(scope, &pair).into());
    }
    rv.set(v8::Array::new_with_elements(scope, &values).into());
}

/// `setServers(channel, addresses, ports)`, two arrays.
pub fn set_servers<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, _: v8::ReturnValue) {
    let Some(channel) = channel(&args) else { return };
    let addresses = v8::Local::<v8::Array>::try_from(args.get(1));
    let ports = v8::Local::<v8::Array>::try_from(args.get(2));
    let (Ok(addresses), Ok(ports)) = (addresses, ports) else { return };
    let mut servers = Vec::new();
    for index in 0..addresses.length() {
        let text = addresses.get_index(scope, index).map(|value| value.to_rust_string_lossy(scope));
        let port = ports.get_index(scope, index).and_then(|value| value.uint32_value(scope)).unwrap_or(0);
        let port = if port == 0 { DNS_PORT } else { port as u16 };
        if let Some(Ok(server)) = text.map(|text| address::parse_socket_address(&text, port))
            && !servers.contains(&server)
        {
            servers.push(server);
        }
    }
    channel.borrow_mut().settings.servers = servers;
}

/// `setLocalAddress(channel, address)`: one of either family.
pub fn set_local_address<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    _: v8::ReturnValue,
) {
    let text = args.get(1).to_rust_string_lossy(scope);
    let Some(channel) = channel(&args) else { return };
    match address::parse_ip(&text) {
        Some((IpAddr::V4(ip), _)) => channel.borrow_mut().settings.local_ipv4 = Some(ip),
        Some((IpAddr::V6(ip), _)) => channel.borrow_mut().settings.local_ipv6 = Some(ip),
        None => {}
    }
}

/// `cancel(channel)`: everything that is on its way ends with `ECANCELLED`.
pub fn cancel<'s>(_: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, _: v8::ReturnValue) {
    if let Some(channel) = channel(&args) {
        channel.borrow().cancelled.notify_waiters();
    }
}

/// `query(channel, name, type, callback)`: `callback(code)` with c-ares's name of what went wrong, or
/// `callback(null, records, ttls)`.
pub fn query<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, _: v8::ReturnValue) {
    let name = args.get(1).to_rust_string_lossy(scope);
    let kind = args.get(2).to_rust_string_lossy(scope);
    let Ok(kind) = RecordType::from_str(&kind) else { return };
    let Some(callback) = JsCallback::request(scope, provider::QUERY, args.get(3)) else { return };
    let Some(channel) = channel(&args) else { return };
    let settings = channel.borrow().settings.clone();
    let cancelled = channel.borrow().cancelled.clone();
    let event_loop = Runtime::current(scope).event_loop();
    let alive = event_loop.keep_alive(provider::QUERY.class);
    // Weak, because the loop owns the future: both would live for ever when the loop ends first.
    let poster = Rc::downgrade(&event_loop);
    if event_loop.tokio().is_err() {
        // No descriptors: c-ares's name for servers that cannot be asked.
        return event_loop.post(move |scope| {
            drop(alive);
            report(scope, &callback, kind, Err("ECONNREFUSED"));
        });
    }
    // Enabled here, because `cancel` may come before the future runs for the first time.
    let mut cancellation = Box::pin(cancelled.notified_owned());
    cancellation.as_mut().enable();
    let asked = event_loop.spawn(async move {
        let result = tokio::select! {
            biased;
            () = cancellation => Err("ECANCELLED"),
            result = client::query(&settings, &name, kind) => result,
        };
        if let Some(event_loop) = poster.upgrade() {
            event_loop.post(move |scope| {
                drop(alive);
                report(scope, &callback, kind, result);
            });
        }
    });
    debug_assert!(asked.is_ok(), "tokio is there");
}

fn report(
    scope: &mut v8::PinScope<'_, '_>,
    callback: &JsCallback,
    kind: RecordType,
    result: Result<Vec<Answer>, Failure>,
) {
    let answers = match result {
        Ok(answers) => answers,
        Err(failure) => {
            let code = string(scope, failure);
            callback.call(scope, &[code.into()]);
            return;
        }
    };
    let mut values: Vec<v8::Local<v8::Value>> = Vec::with_capacity(answers.len());
    let mut ttls: Vec<v8::Local<v8::Value>> = Vec::with_capacity(answers.len());
    for answer in &answers {
        values.push(if kind == RecordType::ANY { answer.to_any(scope) } else { answer.to_value(scope) });
        ttls.push(v8::Number::new(scope, answer.ttl().into()).into());
    }
    let null = v8::null(scope).into();
    let values = v8::Array::new_with_elements(scope, &values).into();
    let ttls = v8::Array::new_with_elements(scope, &ttls).into();
    callback.call(scope, &[null, values, ttls]);
}

/// `hostsOf(address)`: the names that `/etc/hosts` has for an address, the first of them and its aliases.
pub fn hosts_of(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let wanted = args.get(0).to_rust_string_lossy(scope);
    let Some((wanted, _)) = address::parse_ip(&wanted) else { return };
    let text = std::fs::read_to_string("/etc/hosts").unwrap_or_default();
    let mut names: Vec<v8::Local<v8::Value>> = Vec::new();
    for line in text.lines() {
        let mut words = line.split('#').next().unwrap_or_default().split_whitespace();
        let Some((ip, _)) = words.next().and_then(address::parse_ip) else { continue };
        if ip == wanted {
            names.extend(words.map(|word| v8::Local::<v8::Value>::from(string(scope, word))));
        }
    }
    rv.set(v8::Array::new_with_elements(scope, &names).into());
}
