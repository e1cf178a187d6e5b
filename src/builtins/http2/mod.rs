//! `internalBinding('http2')`: HTTP/2 sessions and streams on nghttp2, the engine that Node.js has.
//!
//! A session is an object of JavaScript's (`create`), a stream a number in it. JavaScript submits what is to be sent by the
//! functions below, which answer at once with 0, a stream's number or one of nghttp2's negative error numbers; what happens on
//! the connection comes by the functions that `setup` hands over.

mod api;
mod callbacks;
mod events;
mod headers;
mod messages;
mod nghttp2;
mod priorities;
mod session;
mod settings;
mod statistics;
mod stream;

use crate::runtime::binding::Binding;
use crate::set_functions;

pub const BINDING: Binding = Binding { name: "http2", initialize };

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    set_functions!(scope, target, {
        "altsvc" => api::altsvc,
        "create" => api::create,
        "destroy" => api::destroy,
        "errorText" => api::error_text,
        "goaway" => api::goaway,
        "hasPendingData" => api::has_pending_data,
        "info" => api::info,
        "origin" => api::origin,
        "ping" => api::ping,
        "pushPromise" => api::push_promise,
        "readStart" => api::read_start,
        "receive" => api::receive,
        "release" => api::release,
        "removeStream" => api::remove_stream,
        "request" => api::request,
        "respond" => api::respond,
        "rstStream" => api::rst_stream,
        "setLocalWindowSize" => api::set_local_window_size,
        "setNextStreamID" => api::set_next_stream_id,
        "sessionStatistics" => api::session_statistics,
        "setup" => api::setup,
        "shutdown" => api::shutdown,
        "start" => api::start,
        "state" => api::state,
        "streamState" => api::stream_state,
        "streamStatistics" => api::stream_statistics,
        "tellTheEnd" => api::tell_the_end,
        "trailers" => api::trailers,
        "write" => api::write,
        "localSettings" => settings::local,
        "packSettings" => settings::pack,
        "remoteCustomSettings" => settings::remote_custom,
        "remoteSettings" => settings::remote,
        "settings" => settings::submit,
        "setRemoteCustomSettings" => settings::set_remote_custom,
    });
}
