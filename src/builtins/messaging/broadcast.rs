//! `BroadcastChannel`: what one member of a group posts arrives at all others, on whatever thread they are. A member is a port
//! that the group knows the other end of.

use super::message::serialize;
use super::port::{Port, attach};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The groups of the process by name: the number of each member, and the end that its messages are put into.
#[derive(Default)]
struct Groups {
    last: u64,
    members: HashMap<String, Vec<(u64, Port)>>,
}

static GROUPS: Mutex<Option<Groups>> = Mutex::new(None);

fn groups() -> MutexGuard<'static, Option<Groups>> {
    GROUPS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// `joinBroadcast(name)`: the new member's number and its port.
pub fn join(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let name = args.get(0).to_rust_string_lossy(scope);
    let (ours, theirs) = Port::pair();
    let id = {
        let mut groups = groups();
        let groups = groups.get_or_insert_default();
        groups.last += 1;
        let members = groups.members.entry(name).or_default();
        // Those whose threads have ended.
        members.retain(|(_, port)| !port.is_closed());
        members.push((groups.last, theirs));
        groups.last
    };
    if let Some(port) = attach(scope, ours) {
        let id = v8::Number::new(scope, id as f64);
        rv.set(v8::Array::new_with_elements(scope, &[id.into(), port.into()]).into());
    }
}

/// `broadcast(name, id, value)`: to all members but the one that it comes from.
pub fn broadcast<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, _: v8::ReturnValue) {
    let (name, id) = member(scope, &args);
    // What cannot be sent is an error also when nobody is there, and what getters do happens once.
    let Some(message) = serialize(scope, args.get(2), &[], None) else { return };
    let others: Vec<Port> = match groups().as_ref().and_then(|groups| groups.members.get(&name)) {
        Some(members) => members.iter().filter(|(other, _)| *other != id).map(|(_, port)| port.clone()).collect(),
        None => Vec::new(),
    };
    for port in others {
        port.post(message.copy());
    }
}

/// `leaveBroadcast(name, id)`
pub fn leave(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let (name, id) = member(scope, &args);
    if let Some(groups) = groups().as_mut()
        && let Some(members) = groups.members.get_mut(&name)
    {
        members.retain(|(other, _)| *other != id);
        if members.is_empty() {
            groups.members.remove(&name);
        }
    }
}

fn member(scope: &mut v8::PinScope<'_, '_>, args: &v8::FunctionCallbackArguments) -> (String, u64) {
    let name = args.get(0).to_rust_string_lossy(scope);
    (name, args.get(1).number_value(scope).unwrap_or_default() as u64)
}
