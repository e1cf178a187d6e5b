//! `SecureContext`: what connections are made with. JavaScript configures it step by step; a connection takes what is there
//! when it begins.

use super::ciphers;
use super::trust::TrustStore;
use super::verifiers::{self, AnyClient};
use rustls::client::{ResolvesClientCert, Resumption};
use rustls::crypto::{CryptoProvider, SupportedKxGroup, aws_lc_rs};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{
    ClientHello, NoServerSessionStorage, ProducesTickets, ResolvesServerCert, ServerSessionMemoryCache,
    StoresServerSessions,
};
use rustls::sign::CertifiedKey;
use rustls::{
    ClientConfig, DistinguishedName, Error, InconsistentKeys, KeyLog, ServerConfig, SignatureAlgorithm,
    SignatureScheme, SupportedCipherSuite, SupportedProtocolVersion, version,
};
use std::sync::Arc;

/// The certificates with their keys. rustls resumes a client's session only with the same object, so one that has none is
/// shared by all contexts.
#[derive(Debug, Default)]
pub struct Identities(Vec<Arc<CertifiedKey>>);

impl Identities {
    fn choose(&self, schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.0.iter().rev().find(|identity| identity.key.choose_scheme(schemes).is_some()).cloned()
    }
}

impl ResolvesServerCert for Identities {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        // ECDSA first where a client takes it, as OpenSSL does.
        let schemes = hello.signature_schemes();
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
    pub trust: Arc<TrustStore>,
    identities: Arc<Identities>,
    /// Chains whose keys have not come yet, and the other way round.
    chains: Vec<Vec<CertificateDer<'static>>>,
    keys: Vec<PrivateKeyDer<'static>>,
    tls13_suites: Vec<SupportedCipherSuite>,
    tls12_suites: Vec<SupportedCipherSuite>,
    groups: Vec<&'static dyn SupportedKxGroup>,
    pub min_tls13: bool,
    pub max_tls12: bool,
    pub honor_cipher_order: bool,
    tickets: Option<Arc<dyn ProducesTickets>>,
    sessions: Arc<dyn StoresServerSessions>,
}

/// What a server asks of one connection beside its context.
pub struct ServerSettings {
    pub alpn_protocols: Vec<Vec<u8>>,
    pub request_certificate: bool,
    pub reject_unauthorized: bool,
    pub key_log: Option<Arc<dyn KeyLog>>,
}

impl Default for Context {
    fn default() -> Self {
        let suites = |tls13| aws_lc_rs::ALL_CIPHER_SUITES.iter().filter(move |suite| suite.tls13().is_some() == tls13);
        Self {
            trust: Arc::default(),
            identities: no_identities(),
            chains: Vec::new(),
            keys: Vec::new(),
            tls13_suites: suites(true).copied().collect(),
            tls12_suites: suites(false).copied().collect(),
            groups: default_groups(),
            min_tls13: false,
            max_tls12: false,
            honor_cipher_order: false,
            tickets: aws_lc_rs::Ticketer::new().ok(),
            sessions: ServerSessionMemoryCache::new(1024),
        }
    }
}

/// OpenSSL's order: the hybrid one first.
fn default_groups() -> Vec<&'static dyn SupportedKxGroup> {
    vec![
        aws_lc_rs::kx_group::X25519MLKEM768,
        aws_lc_rs::kx_group::X25519,
        aws_lc_rs::kx_group::SECP256R1,
        aws_lc_rs::kx_group::SECP384R1,
    ]
}

/// All certificates of a PEM text, or the one of DER bytes.
pub fn certificates(bytes: &[u8]) -> Vec<CertificateDer<'static>> {
    if bytes.first() == Some(&0x30) {
        return vec![CertificateDer::from(bytes.to_vec())];
    }
    // OpenSSL's trusted certificates have another label and something behind the certificate; no package uses them.
    CertificateDer::pem_slice_iter(bytes).map_while(Result::ok).collect()
}

#[derive(Debug)]
pub enum KeyProblem {
    /// No PEM text with a key.
    NoStartLine,
    /// It is encrypted: JavaScript decrypts it first.
    Encrypted,
    /// A key that rustls does not take.
    Unsupported(String),
    /// It does not belong to the certificate.
    Mismatch,
}

impl Context {
    /// Adds a certificate with those that lead to its root. False: there is none in it.
    pub fn add_chain(&mut self, bytes: &[u8]) -> Result<bool, KeyProblem> {
        let chain = certificates(bytes);
        if chain.is_empty() {
            return Ok(false);
        }
        self.chains.push(chain);
        self.join()?;
        Ok(true)
    }

    /// Adds a private key, PEM or DER.
    pub fn add_key(&mut self, bytes: &[u8]) -> Result<(), KeyProblem> {
        let key = if bytes.first() == Some(&0x30) {
            PrivateKeyDer::try_from(bytes.to_vec()).map_err(|text| KeyProblem::Unsupported(text.to_owned()))?
        } else {
            let text = String::from_utf8_lossy(bytes);
            if text.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----") || text.contains("Proc-Type: 4,ENCRYPTED") {
                return Err(KeyProblem::Encrypted);
            }
            PrivateKeyDer::from_pem_slice(bytes).map_err(|_| KeyProblem::NoStartLine)?
        };
        aws_lc_rs::sign::any_supported_type(&key).map_err(|error| KeyProblem::Unsupported(error.to_string()))?;
        self.keys.push(key);
        self.join()
    }

    /// Brings chains and keys together. In whichever order they come, a key belongs to the chain at the same place or, where
    /// the numbers tell nothing, to the one that it fits.
    fn join(&mut self) -> Result<(), KeyProblem> {
        if self.keys.len() > self.chains.len() || self.keys.is_empty() {
            return Ok(());
        }
        let mut identities = Vec::new();
        for key in &self.keys {
            let key = aws_lc_rs::sign::any_supported_type(key).map_err(|_| KeyProblem::Mismatch)?;
            let fits = self.chains.iter().find_map(|chain| {
                let identity = CertifiedKey::new(chain.clone(), key.clone());
                // A certificate of version 1 cannot be compared: the handshake will show it.
                let other = identity.keys_match() == Err(Error::InconsistentKeys(InconsistentKeys::KeyMismatch));
                (!other).then(|| Arc::new(identity))
            });
            identities.push(fits.ok_or(KeyProblem::Mismatch)?);
        }
        self.identities = Arc::new(Identities(identities));
        Ok(())
    }

    /// The first certificate, as `getCertificate` gives it.
    pub fn certificate(&self) -> Option<&CertificateDer<'static>> {
        self.chains.last()?.first()
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

    pub fn set_groups(&mut self, list: &str) -> bool {
        self.groups = if list == "auto" { default_groups() } else { ciphers::groups_of_list(list) };
        !self.groups.is_empty()
    }

    pub fn disable_tickets(&mut self) {
        self.tickets = None;
    }

    pub fn disable_session_storage(&mut self) {
        self.sessions = Arc::new(NoServerSessionStorage {});
    }

    fn provider(&self) -> Arc<CryptoProvider> {
        let mut provider = aws_lc_rs::default_provider();
        provider.cipher_suites = self.tls13_suites.iter().chain(&self.tls12_suites).copied().collect();
        provider.kx_groups.clone_from(&self.groups);
        Arc::new(provider)
    }

    fn versions(&self) -> Vec<&'static SupportedProtocolVersion> {
        let mut versions = Vec::new();
        if !self.max_tls12 && !self.tls13_suites.is_empty() {
            versions.push(&version::TLS13);
        }
        if !self.min_tls13 && !self.tls12_suites.is_empty() {
            versions.push(&version::TLS12);
        }
        versions
    }

    pub fn client_config(&self) -> Result<ClientConfig, Error> {
        let mut config = ClientConfig::builder_with_provider(self.provider())
            .with_protocol_versions(&self.versions())?
            .dangerous()
            .with_custom_certificate_verifier(verifiers::any_server())
            .with_client_cert_resolver(self.identities.clone());
        config.resumption = Resumption::disabled();
        Ok(config)
    }

    pub fn server_config(&self, settings: ServerSettings) -> Result<ServerConfig, Error> {
        let builder = ServerConfig::builder_with_provider(self.provider()).with_protocol_versions(&self.versions())?;
        let builder = if settings.request_certificate {
            // More than a hundred names would tell a client nothing.
            let authorities = if self.trust.certificates().len() > 100 {
                Vec::new()
            } else {
                let names = self.trust.certificates().iter().map(|certificate| certificate.subject.clone());
                names.map(DistinguishedName::from).collect()
            };
            let mandatory = settings.reject_unauthorized;
            builder.with_client_cert_verifier(Arc::new(AnyClient { mandatory, authorities }))
        } else {
            builder.with_no_client_auth()
        };
        let mut config = builder.with_cert_resolver(self.identities.clone());
        config.alpn_protocols = settings.alpn_protocols;
        config.ignore_client_order = self.honor_cipher_order;
        config.session_storage = self.sessions.clone();
        if let Some(tickets) = &self.tickets {
            config.ticketer = tickets.clone();
        }
        if let Some(key_log) = settings.key_log {
            config.key_log = key_log;
        }
        Ok(config)
    }
}
