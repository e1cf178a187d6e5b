//! The Rust half of `node:tls`, on rustls. `connection.rs` is one end of a connection without input and output, `stream.rs`
//! puts it between a socket and its JavaScript handle, `context.rs` is what connections are made with, `trust.rs` decides
//! about certificates. This file is what JavaScript calls; it holds contexts and connections as opaque objects.

mod ciphers;
mod client_hello;
mod compression;
mod connection;
mod context;
mod details;
mod errors;
mod groups;
mod script_stream;
mod sessions;
mod sigalgs;
mod stream;
mod tickets;
mod trust;
mod verifiers;

use crate::builtins::crypto::lc::{Failure, pem};
use crate::builtins::net::stream::{Consumer, Streams};
use crate::runtime::binding::Binding;
use crate::runtime::convert::{self, string, throw_error, uint8_array};
use crate::runtime::{JsCallback, Runtime, native_object};
use crate::set_functions;
use connection::{ClientSettings, Connection};
use context::{Context, ServerSettings};
use script_stream::ScriptStream;
use std::rc::Rc;
use std::sync::Arc;
use stream::TlsStream;
use tickets::ConnectionTickets;
use trust::TrustStore;
use zeroize::Zeroizing;

/// What is wrong with a list of names.
enum ListError {
    /// A name that nobody knows.
    Unknown,
    /// OpenSSL knows it, rustls has nothing for it, and nothing is left without it.
    Unavailable(String),
}

pub const BINDING: Binding = Binding { name: "tls_wrap", initialize };

fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    set_functions!(scope, target, {
        "rootCertificates" => root_certificates,
        "systemCertificates" => system_certificates,
        "splitCertificates" => split_certificates,
        "everyCertificate" => every_certificate,
        "createTrust" => create_trust,
        "getCiphers" => get_ciphers,
        "createContext" => create_context,
        "setTrust" => set_trust,
        "addCertificate" => add_certificate,
        "addKey" => add_key,
        "addPfx" => add_pfx,
        "setCiphers" => set_ciphers,
        "setCipherSuites" => set_cipher_suites,
        "setGroups" => set_groups,
        "setVersions" => set_versions,
        "allowsTls13" => allows_tls13,
        "setServerOptions" => set_server_options,
        "setSessionOptions" => set_session_options,
        "setCompression" => set_compression,
        "setSigalgs" => set_sigalgs,
        "setTicketKeys" => set_ticket_keys,
        "getTicketKeys" => get_ticket_keys,
        "getIssuer" => get_issuer,
        "getCertificate" => get_certificate,
        "create" => create,
        "createScriptStream" => create_script_stream,
        "scriptReceive" => script_receive,
        "scriptEnd" => script_end,
        "scriptFinish" => script_finish,
        "start" => start,
        "receive" => receive,
        "connect" => connect,
        "accept" => accept,
        "enableKeylog" => enable_keylog,
        "holdOutput" => hold_output,
        "setMaxSendFragment" => set_max_send_fragment,
    });
    details::initialize(scope, target);
}

type Wrap = Rc<TlsStream>;

fn with_context<'s, R>(value: v8::Local<'s, v8::Value>, body: impl FnOnce(&mut Context) -> R) -> Option<R> {
    native_object::get::<Context>(value).map(|context| body(&mut context.borrow_mut()))
}

fn wrap_of(value: v8::Local<'_, v8::Value>) -> Option<Wrap> {
    native_object::get::<Wrap>(value).map(|wrap| wrap.borrow().clone())
}

/// A copy of the bytes of a string (UTF-8) or a buffer.
fn bytes_of(scope: &mut v8::PinScope<'_, '_>, value: v8::Local<'_, v8::Value>) -> Vec<u8> {
    if value.is_string() {
        return value.to_rust_string_lossy(scope).into_bytes();
    }
    // SAFETY: the bytes are copied before any JavaScript runs.
    unsafe { convert::bytes(value) }.map(<[u8]>::to_vec).unwrap_or_default()
}

fn array_of<'s>(scope: &mut v8::PinScope<'s, '_>, value: v8::Local<'s, v8::Value>) -> Vec<v8::Local<'s, v8::Value>> {
    let Ok(array) = v8::Local::<v8::Array>::try_from(value) else { return Vec::new() };
    (0..array.length()).filter_map(|index| array.get_index(scope, index)).collect()
}

/// An array of buffers.
fn byte_lists<'s>(scope: &mut v8::PinScope<'s, '_>, value: v8::Local<'s, v8::Value>) -> Vec<Vec<u8>> {
    array_of(scope, value).into_iter().map(|item| bytes_of(scope, item)).collect()
}

fn optional_bytes(scope: &mut v8::PinScope<'_, '_>, value: v8::Local<'_, v8::Value>) -> Option<Vec<u8>> {
    (!value.is_null_or_undefined()).then(|| bytes_of(scope, value))
}

fn certificate_list<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    certificates: impl IntoIterator<Item = Vec<u8>>,
) -> v8::Local<'s, v8::Value> {
    let values: Vec<_> = certificates.into_iter().map(|bytes| uint8_array(scope, bytes).into()).collect();
    v8::Array::new_with_elements(scope, &values).into()
}

/// `rootCertificates()`: Mozilla's roots, as DER.
fn root_certificates(scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let list = certificate_list(scope, webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().map(|der| der.to_vec()));
    rv.set(list);
}

/// `systemCertificates()`: those that the system trusts (or `SSL_CERT_FILE` and `SSL_CERT_DIR` name), as DER.
fn system_certificates(scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let found = rustls_native_certs::load_native_certs().certs;
    let list = certificate_list(scope, found.iter().map(|der| der.to_vec()));
    rv.set(list);
}

/// `splitCertificates(bytes)`: all certificates of a PEM text, as DER.
fn split_certificates(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let certificates = trust::certificates(&bytes_of(scope, args.get(0)));
    let list = certificate_list(scope, certificates.iter().map(|certificate| certificate.to_der()));
    rv.set(list);
}

/// `everyCertificate(bytes)`: the same, but an error for one that is broken.
fn every_certificate(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    match pem::every_certificate(&bytes_of(scope, args.get(0))) {
        Ok(certificates) => {
            let list = certificate_list(scope, certificates);
            rv.set(list);
        }
        Err(failure) => failure.throw(scope),
    }
}

/// `createTrust(certificates, base, revocationLists, partialChains)`: a set of trusted certificates; `base` is another one to
/// begin with, or true for Mozilla's roots.
fn create_trust<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    mut rv: v8::ReturnValue,
) {
    let given = byte_lists(scope, args.get(0));
    let more = given.iter().flat_map(|bytes| trust::certificates(bytes));
    let lists = byte_lists(scope, args.get(2)).into_iter().map(|bytes| trust::revocation_lists(&bytes));
    let lists: Vec<_> = lists.collect();
    if lists.iter().any(Vec::is_empty) {
        return throw_error(scope, "ERR_CRYPTO_OPERATION_FAILED", "Failed to parse CRL");
    }
    let lists = lists.into_iter().flatten().collect();
    let partial_chains = args.get(3).boolean_value(scope);
    let store = match details::trust_of(args.get(1)) {
        Some(base) => base.extended(more.collect(), lists, partial_chains),
        None => {
            let roots = if args.get(1).is_true() { TrustStore::bundled() } else { &[] };
            TrustStore::new(roots.iter().cloned().chain(more).collect(), lists, partial_chains)
        }
    };
    match store {
        Ok(store) => {
            let object = native_object::create(scope, Arc::new(store));
            rv.set(object.into());
        }
        Err(failure) => failure.throw(scope),
    }
}

fn get_ciphers(scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let names: Vec<_> = ciphers::all_suites().map(|(name, _)| string(scope, &name.to_lowercase()).into()).collect();
    rv.set(v8::Array::new_with_elements(scope, &names).into());
}

fn create_context(scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let object = native_object::create(scope, Context::default());
    rv.set(object.into());
}

/// `setTrust(context, trust)`
fn set_trust(_: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    if let Some(trust) = native_object::get::<Arc<TrustStore>>(args.get(1)) {
        with_context(args.get(0), |context| context.set_trust(trust.borrow().clone()));
    }
}

fn throw_failure(scope: &mut v8::PinScope<'_, '_>, result: Option<Result<(), Failure>>) {
    if let Some(Err(failure)) = result {
        failure.throw(scope);
    }
}

/// `addCertificate(context, bytes, securityLevel)`
fn add_certificate(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let bytes = bytes_of(scope, args.get(1));
    let level = args.get(2).uint32_value(scope).unwrap_or_default() as usize;
    let result = with_context(args.get(0), |context| context.add_chain(&bytes, level));
    throw_failure(scope, result);
}

/// `addKey(context, bytes, passphrase)`
fn add_key(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let bytes = Zeroizing::new(bytes_of(scope, args.get(1)));
    let passphrase = optional_bytes(scope, args.get(2)).map(Zeroizing::new);
    let result =
        with_context(args.get(0), |context| context.add_key(&bytes, passphrase.as_deref().map_or(&[], Vec::as_slice)));
    throw_failure(scope, result);
}

/// `addPfx(context, bytes, passphrase)`: the other certificates in it, as PEM, which is how authorities are given.
fn add_pfx(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let bytes = Zeroizing::new(bytes_of(scope, args.get(1)));
    let passphrase = optional_bytes(scope, args.get(2)).map(Zeroizing::new);
    let result = with_context(args.get(0), |context| {
        context.add_pkcs12(&bytes, passphrase.as_ref().map(|text| text.as_slice()))
    });
    match result {
        Some(Ok(authorities)) => {
            let texts =
                authorities.iter().filter_map(|certificate| pem::write("CERTIFICATE", &certificate.to_der()).ok());
            let list = certificate_list(scope, texts);
            rv.set(list);
        }
        Some(Err(failure)) => failure.throw(scope),
        None => {}
    }
}

/// `setSigalgs(context, list)`: true, false for a list that nobody understands, or the name of what rustls does not have.
fn set_sigalgs(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    set_names(scope, &args, rv, Context::set_schemes);
}

/// Sets a list of names: true, false for one that nobody knows, or the name that is not available.
fn set_names(
    scope: &mut v8::PinScope<'_, '_>,
    args: &v8::FunctionCallbackArguments,
    mut rv: v8::ReturnValue,
    set: fn(&mut Context, &str) -> Result<(), ListError>,
) {
    let list = args.get(1).to_rust_string_lossy(scope);
    match with_context(args.get(0), |context| set(context, &list)) {
        Some(Err(ListError::Unavailable(name))) => rv.set(string(scope, &name).into()),
        result => rv.set_bool(matches!(result, Some(Ok(())))),
    }
}

/// `setCompression(context, names)`
fn set_compression<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, _: v8::ReturnValue) {
    let names = array_of(scope, args.get(1));
    let formats =
        names.into_iter().filter_map(|name| compression::Format::from_name(&name.to_rust_string_lossy(scope)));
    let formats = formats.collect();
    with_context(args.get(0), |context| context.compression = formats);
}

/// `setTicketKeys(context, bytes)`: false for another length than theirs.
fn set_ticket_keys(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let bytes = Zeroizing::new(bytes_of(scope, args.get(1)));
    rv.set_bool(with_context(args.get(0), |context| context.set_ticket_keys(&bytes)).unwrap_or(false));
}

fn get_ticket_keys(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let keys = with_context(args.get(0), |context| context.sessions.keys.clone()).flatten();
    if let Some(keys) = keys {
        rv.set(uint8_array(scope, keys.bytes().to_vec()).into());
    }
}

/// `setSessionOptions(context, timeout, idContext)`: undefined leaves what is there.
fn set_session_options(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let timeout = args.get(1).is_number().then(|| args.get(1).uint32_value(scope)).flatten();
    let id_context = optional_bytes(scope, args.get(2));
    with_context(args.get(0), |context| {
        let sessions = &mut context.sessions;
        sessions.timeout = timeout.unwrap_or(sessions.timeout);
        if let Some(id_context) = id_context {
            sessions.id_context = id_context;
        }
    });
}

/// `getIssuer(context)`: of its certificate, as DER.
fn get_issuer(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    if let Some(issuer) = with_context(args.get(0), |context| context.issuer()).flatten() {
        rv.set(uint8_array(scope, issuer.to_der()).into());
    }
}

/// The setters of lists answer whether the list names anything that there is.
fn set_list(
    scope: &mut v8::PinScope<'_, '_>,
    args: &v8::FunctionCallbackArguments,
    mut rv: v8::ReturnValue,
    set: fn(&mut Context, &str) -> bool,
) {
    let list = args.get(1).to_rust_string_lossy(scope);
    rv.set_bool(with_context(args.get(0), |context| set(context, &list)).unwrap_or(false));
}

fn set_ciphers(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    set_list(scope, &args, rv, Context::set_tls12_suites);
}

fn set_cipher_suites(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    set_list(scope, &args, rv, Context::set_tls13_suites);
}

fn set_groups(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    set_names(scope, &args, rv, Context::set_groups);
}

/// `setVersions(context, minIsTls13, maxIsTls12)`
fn set_versions(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let (min_tls13, max_tls12) = (args.get(1).boolean_value(scope), args.get(2).boolean_value(scope));
    with_context(args.get(0), |context| {
        context.min_tls13 = min_tls13;
        context.max_tls12 = max_tls12;
    });
}

/// `allowsTls13(context)`
fn allows_tls13(_: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    rv.set_bool(with_context(args.get(0), |context| context.allows_tls13()).unwrap_or(false));
}

/// `setServerOptions(context, honorCipherOrder, tickets)`
fn set_server_options(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let [order, tickets] = [1, 2].map(|index| args.get(index).boolean_value(scope));
    with_context(args.get(0), |context| {
        context.honor_cipher_order = order;
        context.sessions.uses_tickets = tickets;
    });
}

/// `getCertificate(context)`
fn get_certificate(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let der = with_context(args.get(0), |context| context.certificate().map(|der| der.to_vec())).flatten();
    if let Some(der) = der {
        rv.set(uint8_array(scope, der).into());
    }
}

/// `create(lowerId, isServer, onEvent)`: `[connection, id]`, `id` being its number as a stream; undefined without a lower
/// stream of that number.
fn create(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let runtime = Runtime::current(scope);
    let streams = runtime.state::<Streams>();
    let Some(lower) = args.get(0).uint32_value(scope).and_then(|id| streams.get(id)) else { return };
    let Some(on_event) = JsCallback::from_value(scope, args.get(2)) else { return };
    let connection = if args.get(1).boolean_value(scope) { Connection::server() } else { Connection::client() };
    let stream = TlsStream::new(&runtime.event_loop(), lower, connection, on_event);
    let id = streams.add(stream.clone());
    let object = native_object::create(scope, stream);
    let id = v8::Integer::new_from_unsigned(scope, id);
    rv.set(v8::Array::new_with_elements(scope, &[object.into(), id.into()]).into());
}

/// `createScriptStream(onRequest)`: the same for a stream whose other end is JavaScript.
fn create_script_stream(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let runtime = Runtime::current(scope);
    let Some(on_request) = JsCallback::from_value(scope, args.get(0)) else { return };
    let stream = ScriptStream::new(&runtime.event_loop(), on_request);
    let id = runtime.state::<Streams>().add(stream.clone());
    let object = native_object::create(scope, stream);
    let id = v8::Integer::new_from_unsigned(scope, id);
    rv.set(v8::Array::new_with_elements(scope, &[object.into(), id.into()]).into());
}

fn script_stream_of(value: v8::Local<'_, v8::Value>) -> Option<Rc<ScriptStream>> {
    native_object::get::<Rc<ScriptStream>>(value).map(|stream| stream.borrow().clone())
}

/// `scriptReceive(stream, bytes)`
fn script_receive(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let bytes = bytes_of(scope, args.get(1));
    if let Some(stream) = script_stream_of(args.get(0)) {
        stream.receive(scope, &bytes);
    }
}

/// `scriptEnd(stream, errno)`, `scriptFinish(stream, errno)`: with 0 or a positive number.
fn script_end(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let errno = args.get(1).int32_value(scope).unwrap_or(libc::EIO);
    if let Some(stream) = script_stream_of(args.get(0)) {
        stream.end(scope, errno);
    }
}

fn script_finish(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let errno = args.get(1).int32_value(scope).unwrap_or(libc::EIO);
    if let Some(stream) = script_stream_of(args.get(0)) {
        stream.finish(scope, errno);
    }
}

/// `start(connection)`: takes the lower stream over. 0 or a negative errno.
fn start(_: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let result = wrap_of(args.get(0)).map_or(Err(libc::EBADF), |wrap| wrap.start());
    rv.set_int32(result.err().map_or(0, |errno| -errno));
}

/// `receive(connection, bytes)`: what somebody else has read from the lower stream.
fn receive(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let bytes = bytes_of(scope, args.get(1));
    if let Some(wrap) = wrap_of(args.get(0)) {
        wrap.bytes(scope, &bytes);
    }
}

/// `connect(connection, context, servername, protocols, session, wantsStatus)`
fn connect<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, _: v8::ReturnValue) {
    let Some(wrap) = wrap_of(args.get(0)) else { return };
    let session = bytes_of(scope, args.get(4));
    let settings = ClientSettings {
        server_name: args.get(2).is_string().then(|| args.get(2).to_rust_string_lossy(scope)),
        alpn_protocols: byte_lists(scope, args.get(3)),
        session: (!session.is_empty()).then_some(&session),
        wants_status: args.get(5).boolean_value(scope),
    };
    with_context(args.get(1), |context| wrap.connection.borrow_mut().connect(context, settings));
    wrap.settle();
}

/// `accept(connection, context, protocols, requestCert, rejectUnauthorized, session, stapled, keyCert)`: the answer to the event
/// `hello`.
fn accept<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, _: v8::ReturnValue) {
    let Some(wrap) = wrap_of(args.get(0)) else { return };
    let Some(sessions) = with_context(args.get(1), |context| context.sessions.clone()) else { return };
    let found = optional_bytes(scope, args.get(5));
    let settings = ServerSettings {
        alpn_protocols: byte_lists(scope, args.get(2)),
        request_certificate: args.get(3).boolean_value(scope),
        reject_unauthorized: args.get(4).boolean_value(scope),
        stapled: optional_bytes(scope, args.get(6)),
        key_log: None,
        identities: with_context(args.get(7), |context| context.identities()),
        tickets: Arc::new(ConnectionTickets::new(sessions, found)),
    };
    with_context(args.get(1), |context| wrap.accept(context, settings));
}

/// `holdOutput(connection, hold)`: nothing is sent while a session is being stored.
fn hold_output(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let hold = args.get(1).boolean_value(scope);
    if let Some(wrap) = wrap_of(args.get(0)) {
        wrap.connection.borrow_mut().holds_output = hold;
        wrap.settle();
    }
}

/// `setMaxSendFragment(connection, size)`: whether records can have that size.
fn set_max_send_fragment(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let size = args.get(1).uint32_value(scope).unwrap_or_default() as usize;
    rv.set_bool(wrap_of(args.get(0)).is_some_and(|wrap| wrap.connection.borrow_mut().set_max_fragment(size)));
}

/// `enableKeylog(connection)`, before its handshake.
fn enable_keylog(_: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    if let Some(wrap) = wrap_of(args.get(0)) {
        wrap.connection.borrow_mut().log_keys();
    }
}
