//! `SecureContext`: what connections are made with. JavaScript configures it step by step; a connection takes what is there
//! when it begins.

use super::compression::Format;
use super::sigalgs::{self, RestrictedKey};
use super::tickets::{ConnectionTickets, SessionSettings};
use super::trust::{self, TrustStore};
use super::verifiers::{self, AnyClient};
use super::{ListError, ciphers, groups, tickets::TicketKeys};
use crate::builtins::crypto::lc::pem::Pkcs12Error;
use crate::builtins::crypto::lc::pkey::{Encoding, Kind, PKey};
use crate::builtins::crypto::lc::x509::Certificate;
use crate::builtins::crypto::lc::{Failure, Known, pem};
use rustls::client::{ResolvesClientCert, Resumption};
use rustls::crypto::{CryptoProvider, SupportedKxGroup, aws_lc_rs};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::{CertifiedKey, SigningKey};
use rustls::{
    CipherSuite, ClientConfig, DistinguishedName, Error, KeyLog, ServerConfig, SignatureAlgorithm, SignatureScheme,
    SupportedCipherSuite, SupportedProtocolVersion, version,
};
use std::sync::Arc;
use zeroize::Zeroizing;

/// The certificates with their keys. rustls resumes a client's session only with the same object, so one that has none is
/// shared by all contexts.
#[derive(Debug, Default)]
pub struct Identities(Vec<Arc<CertifiedKey>>);

impl Identities {
    fn choose(&self, schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.0.iter().rev().find(|identity| identity.key.choose_scheme(schemes).is_some()).cloned()
    }
}

/// A server's, with what it staples to its certificate and what it chooses by.
#[derive(Debug)]
struct ServerIdentities {
    identities: Arc<Identities>,
    stapled: Option<Vec<u8>>,
    suites: Vec<SupportedCipherSuite>,
    honor_cipher_order: bool,
}

impl ServerIdentities {
    /// The suites that both ends have, in the order of the one who chooses.
    fn common_suites(&self, offered: &[CipherSuite]) -> Vec<SupportedCipherSuite> {
        if self.honor_cipher_order {
            return self.suites.iter().filter(|own| offered.contains(&own.suite())).copied().collect();
        }
        offered.iter().filter_map(|suite| self.suites.iter().find(|own| own.suite() == *suite)).copied().collect()
    }
}

impl ResolvesServerCert for ServerIdentities {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let suites = self.common_suites(hello.cipher_suites());
        let schemes = hello.signature_schemes();
        let identity = if suites.iter().any(|suite| suite.tls13().is_some()) {
            self.identities.choose_for_tls13(schemes)?
        } else {
            suites.iter().find_map(|suite| self.identities.choose_for_suite(suite, schemes))?
        };
        let Some(stapled) = &self.stapled else { return Some(identity) };
        let mut identity = CertifiedKey::clone(&identity);
        identity.ocsp = Some(stapled.clone());
        Some(Arc::new(identity))
    }
}

impl Identities {
    /// A suite of TLS 1.2 says what kind of key it goes with.
    fn choose_for_suite(&self, suite: &SupportedCipherSuite, schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        let fits = |key: &dyn SigningKey| {
            suite.usable_for_signature_algorithm(key.algorithm()) && key.choose_scheme(schemes).is_some()
        };
        self.0.iter().rev().find(|identity| fits(&*identity.key)).cloned()
    }

    fn choose_for_tls13(&self, schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        // ECDSA first where a client takes it, as OpenSSL does.
        let ecdsa = self.0.iter().rev().find(|identity| {
            identity.key.algorithm() == SignatureAlgorithm::ECDSA && identity.key.choose_scheme(schemes).is_some()
        });
        ecdsa.cloned().or_else(|| self.choose(schemes))
    }
}

impl ResolvesClientCert for Identities {
    fn resolve(&self, _: &[&[u8]], schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.choose(schemes)
    }

    fn has_certs(&self) -> bool {
        !self.0.is_empty()
    }
}

fn no_identities() -> Arc<Identities> {
    static NONE: std::sync::LazyLock<Arc<Identities>> = std::sync::LazyLock::new(Arc::default);
    NONE.clone()
}

pub struct Context {
    trust: Option<Arc<TrustStore>>,
    identities: Arc<Identities>,
    /// Chains whose keys have not come yet, and the other way round.
    chains: Vec<Vec<CertificateDer<'static>>>,
    /// As unencrypted PKCS#8 structures.
    keys: Vec<Zeroizing<Vec<u8>>>,
    tls13_suites: Vec<SupportedCipherSuite>,
    tls12_suites: Vec<SupportedCipherSuite>,
    groups: Vec<&'static dyn SupportedKxGroup>,
    /// What the program allows (`sigalgs`); without it, all that there are.
    schemes: Option<Vec<SignatureScheme>>,
    pub min_tls13: bool,
    pub max_tls12: bool,
    pub honor_cipher_order: bool,
    pub sessions: SessionSettings,
    /// The formats that certificates are compressed in.
    pub compression: Vec<&'static Format>,
}

/// The error of a private key that rustls does not take.
const NO_SUCH_KEYS: &str = "This kind or size of private key is not available in anode: its TLS is rustls, \
    which has RSA from 2048 bits on, ECDSA with P-256, P-384 and P-521, and Ed25519";

/// Whether OpenSSL has certificates of this kind of key for TLS: not of those that only exchange secrets, nor of SLH-DSA.
fn identifies(key: &PKey) -> bool {
    key.kind().is_some_and(|kind| {
        let only_exchanges = matches!(kind, Kind::Dh | Kind::X25519 | Kind::X448 | Kind::MlKem(_));
        !only_exchanges && !kind.is_slh_dsa()
    })
}

/// The error of a context that allows no version of TLS that there is.
pub const NO_VERSIONS: &str = "no protocols available";

/// What a server asks of one connection beside its context.
pub struct ServerSettings {
    pub alpn_protocols: Vec<Vec<u8>>,
    pub request_certificate: bool,
    pub reject_unauthorized: bool,
    /// What is to be stapled to the certificate.
    pub stapled: Option<Vec<u8>>,
    pub key_log: Option<Arc<dyn KeyLog>>,
    /// In place of the context's (`setKeyCert`).
    pub identities: Option<Arc<Identities>>,
    pub tickets: Arc<ConnectionTickets>,
}

impl Default for Context {
    fn default() -> Self {
        let suites = |tls13| aws_lc_rs::ALL_CIPHER_SUITES.iter().filter(move |suite| suite.tls13().is_some() == tls13);
        Self {
            trust: trust::nobody(),
            identities: no_identities(),
            chains: Vec::new(),
            keys: Vec::new(),
            tls13_suites: suites(true).copied().collect(),
            tls12_suites: suites(false).copied().collect(),
            groups: groups::defaults(),
            schemes: None,
            min_tls13: false,
            max_tls12: false,
            honor_cipher_order: false,
            sessions: SessionSettings::default(),
            compression: Vec::new(),
        }
    }
}

impl Context {
    /// Adds a certificate with those that lead to its root. `level` is OpenSSL's security level, which a key may be too small for.
    pub fn add_chain(&mut self, pem: &[u8], level: usize) -> Result<(), Failure> {
        const STRENGTHS: [usize; 6] = [0, 80, 112, 128, 192, 256];
        let chain = pem::certificates(pem)?;
        let leaf = chain.first().and_then(|der| Certificate::from_der(der).ok());
        if let Some(key) = leaf.and_then(|leaf| leaf.public_key().ok()) {
            if STRENGTHS.get(level).is_some_and(|least| key.strength() < *least) {
                return Err(Failure::from(Known::SSL_EE_KEY_TOO_SMALL));
            }
            if !identifies(&key) {
                return Err(Failure::from(Known::SSL_UNKNOWN_CERTIFICATE_TYPE));
            }
        }
        self.chains.push(chain.into_iter().map(CertificateDer::from).collect());
        self.join()
    }

    /// Adds a private key.
    pub fn add_key(&mut self, pem: &[u8], passphrase: &[u8]) -> Result<(), Failure> {
        let key = PKey::from_private_pem(pem, Some(passphrase)).map_err(Failure::without_stack)?;
        if !identifies(&key) {
            return Err(Failure::from(Known::SSL_UNKNOWN_CERTIFICATE_TYPE));
        }
        self.keys.push(key.to_private_der(Encoding::Pkcs8, None)?);
        self.join()
    }

    /// Adds what a PKCS#12 file holds. Its other certificates are trusted and sent along.
    pub fn add_pkcs12(&mut self, bytes: &[u8], passphrase: Option<&[u8]>) -> Result<Vec<Certificate>, Failure> {
        let file = pem::pkcs12(bytes, passphrase).map_err(Pkcs12Error::for_context)?;
        let missing = |what| Failure::error("ERR_CRYPTO_OPERATION_FAILED", format!("Unable to load {what}"));
        let key = file.private_key.ok_or_else(|| missing("private key from PFX data"))?;
        let certificate = file.certificate.ok_or_else(|| missing("certificate from PFX data"))?;
        if !PKey::from_pkcs8(&key, None).is_ok_and(|key| identifies(&key)) {
            return Err(Failure::plain("unknown certificate type"));
        }
        let chain = std::iter::once(certificate).chain(file.authorities.iter().cloned());
        self.chains.push(chain.map(CertificateDer::from).collect());
        self.keys.push(key);
        self.join()?;
        file.authorities.iter().map(|der| Certificate::from_der(der)).collect()
    }

    /// Brings chains and keys together. In whichever order they come, a key belongs to the chain that it fits.
    fn join(&mut self) -> Result<(), Failure> {
        if self.keys.len() > self.chains.len() || self.keys.is_empty() {
            return Ok(());
        }
        let identities: Result<_, Failure> = self.keys.iter().map(|key| self.identity(key)).collect();
        self.identities = Arc::new(Identities(identities?));
        Ok(())
    }

    fn identity(&self, key: &[u8]) -> Result<Arc<CertifiedKey>, Failure> {
        let parsed = PKey::from_pkcs8(key, None)?;
        let fits = self.chains.iter().find(|chain| {
            let leaf = chain.first().and_then(|der| Certificate::from_der(der).ok());
            leaf.is_some_and(|leaf| leaf.matches_key(&parsed))
        });
        let chain = self.complete(fits.ok_or_else(|| Failure::from(Known::KEY_VALUES_MISMATCH))?);
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key));
        let key = aws_lc_rs::sign::any_supported_type(&key)
            .map_err(|_| Failure::error("ERR_FEATURE_UNAVAILABLE_ON_PLATFORM", NO_SUCH_KEYS))?;
        let key: Arc<dyn SigningKey> = match &self.schemes {
            Some(schemes) => Arc::new(RestrictedKey { key, schemes: schemes.clone() }),
            None => key,
        };
        Ok(Arc::new(CertifiedKey::new(chain, key)))
    }

    pub fn set_trust(&mut self, trust: Arc<TrustStore>) {
        self.trust = Some(trust);
        // The keys fit already, so that they do once more.
        let _ = self.join();
    }

    /// What is sent with a certificate. One that comes alone gets its issuers from those that are trusted, as with OpenSSL.
    fn complete(&self, chain: &[CertificateDer<'static>]) -> Vec<CertificateDer<'static>> {
        match &self.trust {
            Some(trust) if chain.len() == 1 => {
                trust.chain(chain).iter().map(|certificate| CertificateDer::from(certificate.to_der())).collect()
            }
            _ => chain.to_vec(),
        }
    }

    pub fn set_schemes(&mut self, list: &str) -> Result<(), ListError> {
        self.schemes = Some(sigalgs::schemes_of_list(list)?);
        // The keys fit already, so that they do once more.
        let _ = self.join();
        Ok(())
    }

    /// The signature schemes that a peer may use.
    pub fn schemes(&self) -> Vec<SignatureScheme> {
        self.schemes.clone().unwrap_or_else(sigalgs::all)
    }

    /// False: the keys have another length.
    pub fn set_ticket_keys(&mut self, bytes: &[u8]) -> bool {
        let keys = TicketKeys::new(bytes).map(Arc::new);
        let fits = keys.is_some();
        if fits {
            self.sessions.keys = keys;
        }
        fits
    }

    pub fn identities(&self) -> Arc<Identities> {
        self.identities.clone()
    }

    /// The first certificate, as `getCertificate` gives it.
    pub fn certificate(&self) -> Option<&CertificateDer<'static>> {
        self.chains.last()?.first()
    }

    /// The certificate of its issuer, if it is known.
    pub fn issuer(&self) -> Option<Certificate> {
        let certificate = Certificate::from_der(self.certificate()?).ok()?;
        self.trust.as_ref()?.issuer_of(&certificate)
    }

    /// False: the list names nothing that there is.
    pub fn set_tls12_suites(&mut self, list: &str) -> bool {
        self.tls12_suites = ciphers::suites_of_list(list);
        !self.tls12_suites.is_empty()
    }

    pub fn set_tls13_suites(&mut self, list: &str) -> bool {
        self.tls13_suites = ciphers::tls13_suites_of_list(list);
        !self.tls13_suites.is_empty()
    }

    pub fn set_groups(&mut self, list: &str) -> Result<(), ListError> {
        self.groups = if list == "auto" { groups::defaults() } else { groups::of_list(list)? };
        Ok(())
    }

    pub fn allows_tls13(&self) -> bool {
        !self.max_tls12 && !self.tls13_suites.is_empty()
    }

    /// Whether this is a suite of TLS 1.3 that a connection may use.
    pub fn has_tls13_suite(&self, suite: CipherSuite) -> bool {
        !self.max_tls12 && self.tls13_suites.iter().any(|own| own.suite() == suite)
    }

    /// Those of a version that is not allowed are not offered either: a server takes a client that offers one of TLS 1.3 for one that
    /// can use any certificate.
    fn suites(&self) -> Vec<SupportedCipherSuite> {
        let tls13 = self.tls13_suites.iter().filter(|_| !self.max_tls12);
        let tls12 = self.tls12_suites.iter().filter(|_| !self.min_tls13);
        tls13.chain(tls12).copied().collect()
    }

    fn provider(&self) -> Arc<CryptoProvider> {
        let mut provider = aws_lc_rs::default_provider();
        provider.cipher_suites = self.suites();
        provider.kx_groups.clone_from(&self.groups);
        Arc::new(provider)
    }

    fn versions(&self) -> Result<Vec<&'static SupportedProtocolVersion>, Error> {
        let mut versions = Vec::new();
        if self.allows_tls13() {
            versions.push(&version::TLS13);
        }
        if !self.min_tls13 && !self.tls12_suites.is_empty() {
            versions.push(&version::TLS12);
        }
        if versions.is_empty() { Err(Error::General(NO_VERSIONS.into())) } else { Ok(versions) }
    }

    pub fn client_config(&self) -> Result<ClientConfig, Error> {
        let mut config = ClientConfig::builder_with_provider(self.provider())
            .with_protocol_versions(&self.versions()?)?
            .dangerous()
            .with_custom_certificate_verifier(verifiers::any_server(&self.schemes()))
            .with_client_cert_resolver(self.identities.clone());
        config.resumption = Resumption::disabled();
        config.cert_compressors = self.compression.iter().map(|format| *format as _).collect();
        config.cert_decompressors = self.compression.iter().map(|format| *format as _).collect();
        Ok(config)
    }

    pub fn server_config(&self, settings: ServerSettings) -> Result<ServerConfig, Error> {
        let builder = ServerConfig::builder_with_provider(self.provider()).with_protocol_versions(&self.versions()?)?;
        let builder = if settings.request_certificate {
            // More than a hundred names would tell a client nothing.
            let trust = self.trust.as_ref().filter(|trust| trust.certificates().len() <= 100);
            let authorities = trust.map(|trust| trust.names().map(DistinguishedName::from).collect());
            builder.with_client_cert_verifier(Arc::new(AnyClient {
                schemes: self.schemes(),
                mandatory: settings.reject_unauthorized,
                authorities: authorities.unwrap_or_default(),
            }))
        } else {
            builder.with_no_client_auth()
        };
        let identities = settings.identities.unwrap_or_else(|| self.identities.clone());
        let resolver = ServerIdentities {
            identities,
            stapled: settings.stapled,
            suites: self.suites(),
            honor_cipher_order: self.honor_cipher_order,
        };
        let mut config = builder.with_cert_resolver(Arc::new(resolver));
        config.alpn_protocols = settings.alpn_protocols;
        config.ignore_client_order = self.honor_cipher_order;
        config.session_storage = settings.tickets.clone();
        config.ticketer = settings.tickets;
        config.cert_compressors = self.compression.iter().map(|format| *format as _).collect();
        config.cert_decompressors = self.compression.iter().map(|format| *format as _).collect();
        if let Some(key_log) = settings.key_log {
            config.key_log = key_log;
        }
        Ok(config)
    }
}
