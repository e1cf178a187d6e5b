//! Names and addresses: through the system (`getaddrinfo`, `getnameinfo`), which reads `/etc/hosts` and blocks, so on the
//! thread pool.

mod lookup;

use crate::runtime::binding::Binding;
use crate::set_functions;

pub const BINDING: Binding = Binding { name: "dns", initialize };

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    set_functions!(scope, target, {
        "getaddrinfo" => lookup::get_addr_info,
        "getnameinfo" => lookup::get_name_info,
    });
}
