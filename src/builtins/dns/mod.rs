//! Names and addresses: through the system (`getaddrinfo`, `getnameinfo`), which reads `/etc/hosts` and blocks, so on the
//! thread pool; and by asking name servers for records of any kind.

mod channel;
mod client;
mod lookup;
mod records;

use crate::runtime::binding::Binding;
use crate::set_functions;

pub const BINDING: Binding = Binding { name: "dns", initialize };

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    set_functions!(scope, target, {
        "cancel" => channel::cancel,
        "getServers" => channel::get_servers,
        "getaddrinfo" => lookup::get_addr_info,
        "getnameinfo" => lookup::get_name_info,
        "hostsOf" => channel::hosts_of,
        "newChannel" => channel::new_channel,
        "query" => channel::query,
        "setLocalAddress" => channel::set_local_address,
        "setServers" => channel::set_servers,
    });
}
