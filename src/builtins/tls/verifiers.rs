//! What rustls asks about certificates in a handshake. As in Node.js a handshake succeeds whoever the peer is, once it has
//! proven to hold the key of its certificate; whether to trust the certificate is decided when the handshake is over
//! (`TrustStore::verify`), by JavaScript where `rejectUnauthorized` or `checkServerIdentity` say so.

use super::sigalgs;
use crate::builtins::crypto::lc::x509::Certificate;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, SubjectPublicKeyInfoDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{CertificateError, DigitallySignedStruct, DistinguishedName, Error, PeerMisbehaved, SignatureScheme};
use std::cell::Cell;
use std::sync::{Arc, Mutex, PoisonError};

thread_local! {
    /// What the server stapled to its certificate (`Some(None)`: nothing), from when rustls tells of the certificate to when
    /// the connection, whose input rustls works on in this thread, takes it.
    static STAPLED: Cell<Option<Option<Vec<u8>>>> = const { Cell::new(None) };
}

pub fn take_stapled() -> Option<Option<Vec<u8>>> {
    STAPLED.take()
}

/// Whether the holder of the certificate's key signed the message. webpki would read no end-entity certificates of version
/// 1, but a signature needs only the key.
fn verify(
    allowed: &[SignatureScheme],
    message: &[u8],
    certificate: &CertificateDer<'_>,
    signed: &DigitallySignedStruct,
    tls13: bool,
) -> Result<HandshakeSignatureValid, Error> {
    if !allowed.contains(&signed.scheme) {
        return Err(PeerMisbehaved::SignedHandshakeWithUnadvertisedSigScheme.into());
    }
    let certificate = Certificate::from_der(certificate).map_err(|_| CertificateError::BadEncoding)?;
    let key = SubjectPublicKeyInfoDer::from(certificate.public_key_info());
    if tls13 {
        return rustls::crypto::verify_tls13_signature_with_raw_key(message, &key, signed, sigalgs::algorithms());
    }
    let raw = webpki::RawPublicKeyEntity::try_from(&key).map_err(|_| CertificateError::BadEncoding)?;
    let mut candidates = sigalgs::algorithms().mapping.iter().filter(|(scheme, _)| *scheme == signed.scheme);
    let valid = candidates
        .any(|(_, list)| list.iter().any(|one| raw.verify_signature(*one, message, signed.signature()).is_ok()));
    if valid { Ok(HandshakeSignatureValid::assertion()) } else { Err(CertificateError::BadSignature.into()) }
}

/// What the two traits of rustls have in common.
macro_rules! signatures {
    () => {
        fn verify_tls12_signature(
            &self,
            message: &[u8],
            certificate: &CertificateDer<'_>,
            signed: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            verify(&self.schemes, message, certificate, signed, false)
        }

        fn verify_tls13_signature(
            &self,
            message: &[u8],
            certificate: &CertificateDer<'_>,
            signed: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            verify(&self.schemes, message, certificate, signed, true)
        }

        fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
            self.schemes.clone()
        }
    };
}

/// For clients.
#[derive(Debug)]
struct AnyServer {
    schemes: Vec<SignatureScheme>,
}

/// There is one for each list of signature schemes, since rustls resumes a session only for the verifier that it began with.
pub fn any_server(schemes: &[SignatureScheme]) -> Arc<dyn ServerCertVerifier> {
    static VERIFIERS: Mutex<Vec<Arc<AnyServer>>> = Mutex::new(Vec::new());
    let mut verifiers = VERIFIERS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(verifier) = verifiers.iter().find(|verifier| verifier.schemes == schemes) {
        return verifier.clone();
    }
    let verifier = Arc::new(AnyServer { schemes: schemes.to_vec() });
    verifiers.push(verifier.clone());
    verifier
}

impl ServerCertVerifier for AnyServer {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        stapled: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        STAPLED.set(Some((!stapled.is_empty()).then(|| stapled.to_vec())));
        Ok(ServerCertVerified::assertion())
    }

    signatures!();
}

/// For servers that ask for a certificate (`requestCert`).
#[derive(Debug)]
pub struct AnyClient {
    pub schemes: Vec<SignatureScheme>,
    /// Whether a client without a certificate is refused.
    pub mandatory: bool,
    /// The names of the authorities that the client is told.
    pub authorities: Vec<DistinguishedName>,
}

impl ClientCertVerifier for AnyClient {
    fn client_auth_mandatory(&self) -> bool {
        self.mandatory
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &self.authorities
    }

    fn verify_client_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        Ok(ClientCertVerified::assertion())
    }

    signatures!();
}
