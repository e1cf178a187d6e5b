//! What went wrong in a connection, as OpenSSL's errors tell it: `ERR_SSL_...` codes made from OpenSSL's reasons.

use super::context::NO_VERSIONS;
use crate::runtime::convert::{set, string};
use rustls::{AlertDescription, ContentType, Error, InvalidMessage, PeerIncompatible};

/// An error of OpenSSL's: its number and text.
#[derive(Clone, Debug)]
pub struct SslError {
    number: u32,
    reason: String,
}

/// In OpenSSL the reason of an alert is its number above this.
const ALERTS: u32 = 1000;
/// OpenSSL's number of the library, where the numbers of errors have it.
const LIBRARY: u32 = 0x0A00_0000;
const LIBRARY_NAME: &str = "SSL routines";

impl SslError {
    fn new(number: u32, reason: impl Into<String>) -> Self {
        Self { number: LIBRARY + number, reason: reason.into() }
    }

    pub fn no_shared_signature_algorithms() -> Self {
        Self::new(376, "no shared signature algorithms")
    }

    /// The first bytes that came, and whether both ends have TLS 1.3, tell apart what rustls calls the same.
    pub fn from_rustls(error: &Error, first_bytes: &[u8], is_tls13: bool) -> Self {
        match error {
            Error::AlertReceived(alert) => Self::alert(*alert),
            Error::InvalidMessage(InvalidMessage::MessageTooLarge) if is_record(first_bytes) => {
                Self::new(146, "data length too long")
            }
            Error::InvalidMessage(InvalidMessage::InvalidContentType | InvalidMessage::UnknownProtocolVersion)
            | Error::InvalidMessage(InvalidMessage::MessageTooLarge | InvalidMessage::InvalidEmptyPayload) => {
                Self::not_tls(first_bytes)
            }
            Error::NoApplicationProtocol => Self::new(235, "no application protocol"),
            Error::NoCertificatesPresented => Self::new(199, "peer did not return a certificate"),
            Error::DecryptError => Self::new(281, "decryption failed or bad record mac"),
            Error::PeerIncompatible(reason) => match reason {
                PeerIncompatible::NoKxGroupsInCommon if is_tls13 => Self::new(101, "no suitable key share"),
                PeerIncompatible::NoCipherSuitesInCommon | PeerIncompatible::NoKxGroupsInCommon => {
                    Self::new(193, "no shared cipher")
                }
                PeerIncompatible::NoSignatureSchemesInCommon
                | PeerIncompatible::NoCertificateRequestSignatureSchemesInCommon => {
                    Self::new(118, "no suitable signature algorithm")
                }
                PeerIncompatible::ServerDoesNotSupportTls12Or13
                | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig
                | PeerIncompatible::SupportedVersionsExtensionRequired
                | PeerIncompatible::Tls12NotOffered
                | PeerIncompatible::Tls12NotOfferedOrEnabled => Self::new(258, "unsupported protocol"),
                other => Self::new(271, format!("peer incompatible: {other:?}")),
            },
            Error::PeerSentOversizedRecord => Self::new(150, "encrypted length too long"),
            // Within a handshake, not in its place.
            Error::InappropriateMessage { got_type: ContentType::ApplicationData, .. }
                if first_bytes.first() == Some(&u8::from(ContentType::Handshake)) =>
            {
                Self::new(245, "unexpected record")
            }
            Error::InappropriateMessage { .. } | Error::InappropriateHandshakeMessage { .. } => {
                Self::new(244, "unexpected message")
            }
            Error::InvalidMessage(_) | Error::PeerMisbehaved(_) => Self::new(271, "bad message"),
            Error::InvalidCertificate(_) => Self::new(123, "bad signature"),
            error if is_without_certificate(error) && is_tls13 => Self::new(118, "no suitable signature algorithm"),
            error if is_without_certificate(error) => Self::new(193, "no shared cipher"),
            Error::General(text) if text == NO_VERSIONS => Self::new(191, NO_VERSIONS),
            other => Self::new(294, other.to_string()),
        }
    }

    fn not_tls(first_bytes: &[u8]) -> Self {
        const METHODS: &[&[u8]] = &[b"GET ", b"POST", b"HEAD", b"PUT "];
        if METHODS.iter().any(|method| first_bytes.starts_with(method)) {
            return Self::new(156, "http request");
        }
        if first_bytes.starts_with(b"CONNE") {
            return Self::new(155, "https proxy request");
        }
        if is_record(first_bytes) {
            return Self::new(244, "unexpected message");
        }
        Self::new(267, "wrong version number")
    }

    fn alert(alert: AlertDescription) -> Self {
        let number = u32::from(u8::from(alert));
        let reason = match alert {
            AlertDescription::UnexpectedMessage => "ssl/tls alert unexpected message",
            AlertDescription::BadRecordMac => "ssl/tls alert bad record mac",
            AlertDescription::DecompressionFailure => "ssl/tls alert decompression failure",
            AlertDescription::HandshakeFailure => "ssl/tls alert handshake failure",
            AlertDescription::NoCertificate => "ssl/tls alert no certificate",
            AlertDescription::BadCertificate => "ssl/tls alert bad certificate",
            AlertDescription::UnsupportedCertificate => "ssl/tls alert unsupported certificate",
            AlertDescription::CertificateRevoked => "ssl/tls alert certificate revoked",
            AlertDescription::CertificateExpired => "ssl/tls alert certificate expired",
            AlertDescription::CertificateUnknown => "ssl/tls alert certificate unknown",
            AlertDescription::IllegalParameter => "ssl/tls alert illegal parameter",
            AlertDescription::UnknownCA => "tlsv1 alert unknown ca",
            AlertDescription::AccessDenied => "tlsv1 alert access denied",
            AlertDescription::DecodeError => "tlsv1 alert decode error",
            AlertDescription::DecryptError => "tlsv1 alert decrypt error",
            AlertDescription::ProtocolVersion => "tlsv1 alert protocol version",
            AlertDescription::InsufficientSecurity => "tlsv1 alert insufficient security",
            AlertDescription::InternalError => "tlsv1 alert internal error",
            AlertDescription::InappropriateFallback => "tlsv1 alert inappropriate fallback",
            AlertDescription::UserCanceled => "tlsv1 alert user cancelled",
            AlertDescription::NoRenegotiation => "tlsv1 alert no renegotiation",
            AlertDescription::MissingExtension => "tlsv13 alert missing extension",
            AlertDescription::UnsupportedExtension => "tlsv1 unsupported extension",
            AlertDescription::UnrecognisedName => "tlsv1 unrecognized name",
            AlertDescription::BadCertificateStatusResponse => "tlsv1 bad certificate status response",
            AlertDescription::UnknownPSKIdentity => "tlsv1 alert unknown psk identity",
            AlertDescription::CertificateRequired => "tlsv13 alert certificate required",
            AlertDescription::NoApplicationProtocol => "tlsv1 alert no application protocol",
            _ => "ssl/tls alert",
        };
        Self::new(ALERTS + number, reason)
    }

    /// Node's error for it: `code`, `library`, `reason`.
    pub fn to_value<'s>(&self, scope: &mut v8::PinScope<'s, '_>) -> v8::Local<'s, v8::Value> {
        let Self { number, reason } = self;
        let mut text = format!("error:{number:08X}:{LIBRARY_NAME}::{reason}");
        if let Some(alert) = number.checked_sub(LIBRARY + ALERTS).filter(|alert| *alert < 256) {
            text.push_str(&format!(":SSL alert number {alert}"));
        }
        let message = string(scope, &text);
        let error = v8::Exception::error(scope, message);
        if let Ok(object) = v8::Local::<v8::Object>::try_from(error) {
            let code = format!("ERR_SSL_{}", reason.to_uppercase().replace(' ', "_"));
            for (key, value) in [("library", LIBRARY_NAME), ("reason", reason), ("code", &code)] {
                set(scope, object, key, string(scope, value).into());
            }
        }
        error
    }
}

/// Whether a server has no certificate that its client takes.
pub fn is_without_certificate(error: &Error) -> bool {
    matches!(error, Error::General(text) if text == "no server certificate chain resolved")
}

/// A record of TLS starts with its type and 3, the major version.
pub fn is_record(bytes: &[u8]) -> bool {
    bytes.get(1) == Some(&3)
}
