//! What JavaScript asks about a connection: what was negotiated, who the peer is and whether to trust it.

use super::stream::latin1;
use super::trust::{self, TrustStore};
use super::{bytes_of, certificate_list, ciphers, groups, sigalgs, wrap_of};
use crate::builtins::crypto::lc::store::Purpose;
use crate::runtime::convert::{string, uint8_array};
use crate::runtime::native_object;
use crate::set_functions;
use std::sync::Arc;

pub fn initialize<'s>(scope: &mut v8::PinScope<'s, '_>, target: v8::Local<'s, v8::Object>) {
    set_functions!(scope, target, {
        "getProtocol" => get_protocol,
        "getCipher" => get_cipher,
        "getALPNProtocol" => get_alpn_protocol,
        "getServername" => get_servername,
        "getGroup" => get_group,
        "isSessionReused" => is_session_reused,
        "getPeerCertificates" => get_peer_certificates,
        "getPeerChain" => get_peer_chain,
        "getSharedSigalgs" => get_shared_sigalgs,
        "verifyError" => verify_error,
        "exportKeyingMaterial" => export_keying_material,
    });
}

/// `getProtocol(connection)`: `TLSv1.3`, undefined before it is known.
fn get_protocol(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some(wrap) = wrap_of(args.get(0)) else { return };
    let version = wrap.connection.borrow().open().and_then(|connection| connection.protocol_version());
    if let Some(version) = version {
        rv.set(string(scope, ciphers::protocol_name(version)).into());
    }
}

/// `getCipher(connection)`: `[name, standardName, version]`
fn get_cipher(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some(wrap) = wrap_of(args.get(0)) else { return };
    let suite = wrap.connection.borrow().open().and_then(|connection| connection.negotiated_cipher_suite());
    let Some(suite) = suite else { return };
    let (name, standard_name) = ciphers::suite_names(suite.suite());
    let version = ciphers::protocol_name(suite.version().version);
    let names = [name, standard_name, version].map(|text| string(scope, text).into());
    rv.set(v8::Array::new_with_elements(scope, &names).into());
}

/// `getALPNProtocol(connection)`: false when none was selected.
fn get_alpn_protocol(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    rv.set_bool(false);
    let Some(wrap) = wrap_of(args.get(0)) else { return };
    let connection = wrap.connection.borrow();
    if let Some(protocol) = connection.open().and_then(|connection| connection.alpn_protocol()) {
        rv.set(string(scope, &latin1(protocol)).into());
    }
}

/// `getServername(connection)`: what the client asked for, undefined for nothing.
fn get_servername(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some(wrap) = wrap_of(args.get(0)) else { return };
    if let Some(name) = wrap.connection.borrow().server_name() {
        rv.set(string(scope, name).into());
    }
}

/// `getGroup(connection)`: the name of the group of the key exchange.
fn get_group(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some(wrap) = wrap_of(args.get(0)) else { return };
    let connection = wrap.connection.borrow();
    let group = connection.open().and_then(|connection| connection.negotiated_key_exchange_group());
    if let Some(group) = group {
        rv.set(string(scope, groups::name(group.name())).into());
    }
}

fn is_session_reused(_: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    rv.set_bool(wrap_of(args.get(0)).is_some_and(|wrap| wrap.connection.borrow().is_resumed()));
}

/// `getPeerCertificates(connection)`: what the peer sent, as DER; its own is the first.
fn get_peer_certificates(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some(wrap) = wrap_of(args.get(0)) else { return };
    let connection = wrap.connection.borrow();
    let list = certificate_list(scope, connection.peer_certificates().iter().map(|der| der.to_vec()));
    rv.set(list);
}

pub fn trust_of(value: v8::Local<'_, v8::Value>) -> Option<Arc<TrustStore>> {
    native_object::get::<Arc<TrustStore>>(value).map(|trust| trust.borrow().clone())
}

/// `getPeerChain(connection, trust)`: the peer's certificate and those that lead to its root, as DER.
fn get_peer_chain(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let (Some(wrap), Some(trust)) = (wrap_of(args.get(0)), trust_of(args.get(1))) else { return };
    let chain = trust.chain(wrap.connection.borrow().peer_certificates());
    let list = certificate_list(scope, chain.iter().map(|certificate| certificate.to_der()));
    rv.set(list);
}

/// `getSharedSigalgs(connection)`: OpenSSL's names of those that both ends have, in the server's order; a server knows.
fn get_shared_sigalgs(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some(wrap) = wrap_of(args.get(0)) else { return };
    let connection = wrap.connection.borrow();
    let names = connection.shared_schemes().iter().filter_map(|scheme| sigalgs::name(*scheme));
    let names: Vec<_> = names.map(|name| string(scope, name).into()).collect();
    rv.set(v8::Array::new_with_elements(scope, &names).into());
}

/// `verifyError(connection, trust)`: undefined when the peer's certificate is to be trusted, else `[code, message]`.
fn verify_error(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let (Some(wrap), Some(trust)) = (wrap_of(args.get(0)), trust_of(args.get(1))) else { return };
    let connection = wrap.connection.borrow();
    let certificates = connection.peer_certificates();
    let (code, message) = if certificates.is_empty() {
        // As Node.js has it for a peer without a certificate.
        ("UNABLE_TO_GET_ISSUER_CERT", "unable to get issuer certificate")
    } else {
        let purpose = if connection.is_server() { Purpose::Client } else { Purpose::Server };
        match trust.verify(certificates, purpose) {
            0 => return,
            number => trust::describe(number),
        }
    };
    let texts = [code, message].map(|text| string(scope, text).into());
    rv.set(v8::Array::new_with_elements(scope, &texts).into());
}

/// `exportKeyingMaterial(connection, length, label, context)`: undefined when it cannot be had.
fn export_keying_material(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some(wrap) = wrap_of(args.get(0)) else { return };
    let length = args.get(1).uint32_value(scope).unwrap_or_default() as usize;
    let label = args.get(2).to_rust_string_lossy(scope);
    let context = bytes_of(scope, args.get(3));
    let context = (!args.get(3).is_undefined()).then_some(context.as_slice());
    let mut connection = wrap.connection.borrow_mut();
    let exported = connection
        .open_mut()
        .and_then(|connection| connection.export_keying_material(vec![0; length], label.as_bytes(), context).ok());
    if let Some(bytes) = exported {
        rv.set(uint8_array(scope, bytes).into());
    }
}
