//! X509Certificate, PKCS#12 bundles, and SPKAC.

use super::copy_bytes;
use super::job::{Reply, answer};
use super::keys::{KeyData, optional_bytes, pkey_argument};
use super::lc::pem;
use super::lc::pkey::{Encoding, PKey};
use super::lc::x509::spkac::SignedKey;
use super::lc::x509::{Certificate, GeneralName, Name};
use super::lc::{Failure, Known};
use crate::runtime::convert::{set, string};
use crate::runtime::native_object;
use std::fmt::Write;

impl Reply for Certificate {
    fn into_value<'s>(self, scope: &mut v8::PinScope<'s, '_>) -> v8::Local<'s, v8::Value> {
        native_object::create(scope, self).into()
    }
}

fn certificate_argument<'s>(value: v8::Local<'s, v8::Value>) -> Option<Certificate> {
    native_object::get::<Certificate>(value).map(|certificate| certificate.borrow().clone())
}

/// `parseX509(bytes)`: the handle of the first certificate in PEM, or of the one in DER.
pub fn parse<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    let Some(bytes) = copy_bytes(scope, args.get(0)) else { return };
    let block = pem::blocks(&bytes).into_iter().find(|block| pem::is_certificate_label(&block.label));
    let result = match block {
        Some(block) => {
            Certificate::from_der(&block.der).map_err(|_| Failure::from(super::keys::der_failure(&block.der)))
        }
        None => Certificate::from_der(&bytes).map_err(|_| Failure::from(Known::NO_START_LINE)),
    };
    answer(scope, rv, result);
}

/// Text of one byte a character, as `append_text` writes it.
fn append_safe(output: &mut String, bytes: &[u8]) {
    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    append_text(output, &text, false);
}

/// Text as it is where nothing in it could be taken for what separates names, quoted and escaped otherwise. Characters beyond ASCII
/// need no escape in text that is Unicode.
fn append_text(output: &mut String, text: &str, is_unicode: bool) {
    let is_plain = |character: char| matches!(character, ' '..='~') || (is_unicode && !character.is_ascii());
    if text.chars().all(|character| is_plain(character) && !matches!(character, '"' | '\\' | ',' | '\'')) {
        output.push_str(text);
        return;
    }
    output.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                output.push('\\');
                output.push(character);
            }
            _ if is_plain(character) && character != ',' => output.push(character),
            _ => {
                let _ = write!(output, "\\u{:04x}", u32::from(character));
            }
        }
    }
    output.push('"');
}

fn append_general_name(output: &mut String, name: &GeneralName) {
    match name {
        GeneralName::Email(bytes) => {
            output.push_str("email:");
            append_safe(output, bytes);
        }
        GeneralName::Dns(bytes) => {
            output.push_str("DNS:");
            append_safe(output, bytes);
        }
        GeneralName::Uri(bytes) => {
            output.push_str("URI:");
            append_safe(output, bytes);
        }
        GeneralName::Directory(text) => {
            output.push_str("DirName:");
            append_text(output, text, true);
        }
        GeneralName::Other(label, bytes) => {
            output.push_str("othername:");
            append_text(output, &format!("{label}:{}", String::from_utf8_lossy(bytes)), true);
        }
        GeneralName::Ip(bytes) => {
            output.push_str("IP Address:");
            match bytes.as_slice() {
                [a, b, c, d] => {
                    let _ = write!(output, "{a}.{b}.{c}.{d}");
                }
                bytes if bytes.len() == 16 => {
                    let groups: Vec<_> = bytes
                        .chunks_exact(2)
                        .map(|pair| format!("{:X}", u16::from_be_bytes([pair[0], pair[1]])))
                        .collect();
                    output.push_str(&groups.join(":"));
                }
                bytes => {
                    let _ = write!(output, "<invalid length={}>", bytes.len());
                }
            }
        }
        GeneralName::RegisteredId(text) => {
            let _ = write!(output, "Registered ID:{text}");
        }
        GeneralName::Unsupported(kind) => {
            let _ = write!(output, "{kind}:<unsupported>");
        }
    }
}

fn alternative_names(certificate: &Certificate) -> Option<String> {
    let names = certificate.alternative_names()?;
    let mut output = String::new();
    for (index, name) in names.iter().enumerate() {
        if index > 0 {
            output.push_str(", ");
        }
        append_general_name(&mut output, name);
    }
    Some(output)
}

fn authority_access(certificate: &Certificate) -> Option<String> {
    let entries = certificate.authority_access()?;
    let mut output = String::new();
    for (index, (method, name)) in entries.iter().enumerate() {
        if index > 0 {
            output.push('\n');
        }
        output.push_str(method);
        output.push_str(" - ");
        append_general_name(&mut output, name);
    }
    Some(output)
}

/// `describeX509(handle)`: an object with everything that the certificate says; what it does not say is left out.
pub fn describe<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    mut rv: v8::ReturnValue,
) {
    let Some(certificate) = certificate_argument(args.get(0)) else { return };
    let result = v8::Object::new(scope);
    let (algorithm, algorithm_oid) = certificate.signature_algorithm();
    let (from, to) = (certificate.time(false), certificate.time(true));
    let serial = certificate
        .serial_number()
        .map(|bytes| const_hex::encode_upper(if bytes.is_empty() { vec![0] } else { bytes }));
    let texts = [
        ("subject", certificate.name_text(Name::Subject)),
        ("issuer", certificate.name_text(Name::Issuer)),
        ("subjectAltName", alternative_names(&certificate)),
        ("infoAccess", authority_access(&certificate)),
        ("validFrom", from.as_ref().map(|(text, _)| text.clone())),
        ("validTo", to.as_ref().map(|(text, _)| text.clone())),
        ("serialNumber", serial),
        ("signatureAlgorithm", algorithm),
        ("signatureAlgorithmOid", Some(algorithm_oid)),
    ];
    for (name, text) in texts {
        if let Some(text) = text {
            set(scope, result, name, string(scope, &text).into());
        }
    }
    for (name, time) in [("validFromSeconds", from), ("validToSeconds", to)] {
        if let Some((_, seconds)) = time {
            set(scope, result, name, v8::Number::new(scope, seconds as f64).into());
        }
    }
    if let Some(usage) = certificate.extended_key_usage() {
        let usage: Vec<v8::Local<v8::Value>> = usage.iter().map(|text| string(scope, text).into()).collect();
        set(scope, result, "keyUsage", v8::Array::new_with_elements(scope, &usage).into());
    }
    set(scope, result, "ca", v8::Boolean::new(scope, certificate.is_authority()).into());
    let raw = certificate.to_der().into_value(scope);
    set(scope, result, "raw", raw);
    for (key, which) in [("subjectParts", Name::Subject), ("issuerParts", Name::Issuer)] {
        let parts: Vec<v8::Local<v8::Value>> = certificate
            .name_parts(which)
            .into_iter()
            .flat_map(|(name, value)| [name, value])
            .map(|text| string(scope, &text).into())
            .collect();
        set(scope, result, key, v8::Array::new_with_elements(scope, &parts).into());
    }
    rv.set(result.into());
}

/// `getX509PublicKey(handle)`
pub fn public_key<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    let Some(certificate) = certificate_argument(args.get(0)) else { return };
    answer(scope, rv, certificate.public_key().map(KeyData::Public));
}

/// `checkX509(handle, what, argument, flags)`: host 0, e-mail address 1, IP address 2: the name that matches, undefined when
/// none does, null when the argument cannot be a name. Issuer 3, private key 4, signature 5: whether it fits.
pub fn check<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, mut rv: v8::ReturnValue) {
    let Some(certificate) = certificate_argument(args.get(0)) else { return };
    let what = args.get(1).uint32_value(scope).unwrap_or_default();
    match what {
        3 => {
            let issuer = certificate_argument(args.get(2));
            rv.set_bool(issuer.is_some_and(|issuer| certificate.is_issued_by(&issuer)));
            return;
        }
        4 | 5 => {
            let Some(key) = pkey_argument(scope, args.get(2)) else { return };
            rv.set_bool(if what == 4 { certificate.matches_key(&key) } else { certificate.is_signed_by(&key) });
            return;
        }
        _ => {}
    }
    let name = args.get(2).to_rust_string_lossy(scope);
    let flags = args.get(3).uint32_value(scope).unwrap_or_default();
    let matched = |is_match: bool| is_match.then(|| name.clone());
    let result = match what {
        0 => certificate.match_host(&name, flags),
        1 => certificate.matches_email(&name, flags).map(matched),
        _ => certificate.matches_ip(&name).map(matched),
    };
    match result {
        Ok(Some(name)) => rv.set(string(scope, &name).into()),
        Ok(None) => {}
        Err(()) => rv.set_null(),
    }
}

/// `parsePkcs12(bytes, passphrase | undefined)`: `[private key | undefined, certificate | undefined, other certificates]`.
pub fn parse_pkcs12<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    mut rv: v8::ReturnValue,
) {
    let Some(bytes) = copy_bytes(scope, args.get(0)) else { return };
    let passphrase = optional_bytes(scope, args.get(1));
    let bundle = pem::pkcs12(&bytes, passphrase.as_ref().map(|bytes| bytes.as_slice()));
    let parts = bundle.map_err(Failure::from).and_then(|bundle| {
        let key = bundle.private_key.map(|der| PKey::from_pkcs8(&der, None)).transpose()?;
        let certificate = bundle.certificate.map(|der| Certificate::from_der(&der)).transpose()?;
        let others: Result<Vec<_>, _> = bundle.authorities.iter().map(|der| Certificate::from_der(der)).collect();
        Ok((key, certificate, others?))
    });
    match parts {
        Err(failure) => failure.throw(scope),
        Ok((key, certificate, others)) => {
            let undefined: v8::Local<v8::Value> = v8::undefined(scope).into();
            let key = key.map_or(undefined, |key| KeyData::Private(key).into_value(scope));
            let certificate = certificate.map_or(undefined, |certificate| certificate.into_value(scope));
            let others: Vec<_> = others.into_iter().map(|certificate| certificate.into_value(scope)).collect();
            let others = v8::Array::new_with_elements(scope, &others).into();
            rv.set(v8::Array::new_with_elements(scope, &[key, certificate, others]).into());
        }
    }
}

/// `readSpkac(bytes, what)`: whether it is valid 0, the public key in PEM 1, the challenge 2; undefined when it is none.
pub fn spkac<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, mut rv: v8::ReturnValue) {
    let Some(bytes) = copy_bytes(scope, args.get(0)) else { return };
    let signed = SignedKey::from_text(bytes.trim_ascii());
    match args.get(1).uint32_value(scope) {
        Some(0) => rv.set_bool(signed.is_ok_and(|signed| signed.is_valid())),
        Some(1) => {
            if let Ok(pem) = signed.and_then(|it| it.public_key()).and_then(|key| key.to_public_pem(Encoding::Spki)) {
                rv.set(pem.into_value(scope));
            }
        }
        _ => {
            if let Ok(signed) = signed {
                rv.set(signed.challenge().into_value(scope));
            }
        }
    }
}
