//! Whether a chain of certificates is to be trusted, answered as OpenSSL answers it: with the number of its error.
//!
//! The chain is built by names and key identifiers, as OpenSSL does, which gives the errors that tell what is missing; that
//! the signatures, constraints and purposes of a chain that ends at a trusted root hold is for webpki to say. Only a
//! certificate that is itself among the trusted ones needs nobody's word.

use super::certificate::{Certificate, Validity};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, CertificateRevocationListDer, TrustAnchor, UnixTime};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};
use webpki::{
    CertRevocationList, EndEntityCert, Error, OwnedCertRevocationList, RevocationOptionsBuilder,
    anchor_from_trusted_cert,
};

/// OpenSSL's `X509_V_ERR_*`, as far as they can come from here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum VerifyError {
    Unspecified = 1,
    UnableToGetIssuerCert = 2,
    UnableToGetCrl = 3,
    CertSignatureFailure = 7,
    CertNotYetValid = 9,
    CertHasExpired = 10,
    CrlHasExpired = 12,
    DepthZeroSelfSignedCert = 18,
    SelfSignedCertInChain = 19,
    UnableToGetIssuerCertLocally = 20,
    UnableToVerifyLeafSignature = 21,
    CertChainTooLong = 22,
    CertRevoked = 23,
    PathLengthExceeded = 25,
    InvalidPurpose = 26,
    InvalidCa = 79,
}

/// What the certificate is to be used for.
#[derive(Clone, Copy, PartialEq)]
pub enum Purpose {
    Server,
    Client,
}

/// OpenSSL's limit for the length of a chain.
const MAX_DEPTH: usize = 100;

/// A set of trusted certificates.
#[derive(Default)]
pub struct TrustStore {
    certificates: Vec<Arc<Certificate>>,
    by_subject: HashMap<Vec<u8>, Vec<usize>>,
    revocation_lists: Vec<CertRevocationList<'static>>,
    /// Whether a trusted certificate that is no root ends a chain (`allowPartialTrustChain`).
    pub partial_chains: bool,
}

impl TrustStore {
    /// Mozilla's roots, as the program has them inside (`tls.rootCertificates`).
    pub fn bundled() -> &'static TrustStore {
        static BUNDLED: LazyLock<TrustStore> = LazyLock::new(|| {
            let mut store = TrustStore::default();
            for certificate in webpki_root_certs::TLS_SERVER_ROOT_CERTS {
                store.add(certificate);
            }
            store
        });
        &BUNDLED
    }

    /// Whether it could be parsed.
    pub fn add(&mut self, der: &[u8]) -> bool {
        let Some(certificate) = Certificate::parse(der) else { return false };
        self.add_parsed(Arc::new(certificate));
        true
    }

    fn add_parsed(&mut self, certificate: Arc<Certificate>) {
        self.by_subject.entry(certificate.subject.clone()).or_default().push(self.certificates.len());
        self.certificates.push(certificate);
    }

    pub fn add_all(&mut self, other: &TrustStore) {
        for certificate in &other.certificates {
            self.add_parsed(certificate.clone());
        }
    }

    /// Adds what a PEM text or DER bytes hold. False: there is none, or one that cannot be read.
    pub fn add_revocation_lists(&mut self, bytes: &[u8]) -> bool {
        let lists: Vec<_> = if bytes.first() == Some(&0x30) {
            vec![CertificateRevocationListDer::from(bytes)]
        } else {
            CertificateRevocationListDer::pem_slice_iter(bytes).map_while(Result::ok).collect()
        };
        let mut parsed = lists.iter().map(|list| OwnedCertRevocationList::from_der(list).map(CertRevocationList::from));
        !lists.is_empty() && parsed.all(|list| list.map(|list| self.revocation_lists.push(list)).is_ok())
    }

    pub fn certificates(&self) -> &[Arc<Certificate>] {
        &self.certificates
    }

    fn contains(&self, certificate: &Certificate) -> bool {
        self.with_subject(&certificate.subject).any(|trusted| trusted.der == certificate.der)
    }

    fn with_subject(&self, subject: &[u8]) -> impl Iterator<Item = &Arc<Certificate>> {
        self.by_subject.get(subject).into_iter().flatten().map(|index| &self.certificates[*index])
    }

    fn issuer_of(&self, certificate: &Certificate) -> Option<Arc<Certificate>> {
        let issuers = || self.with_subject(&certificate.issuer).filter(|issuer| certificate.is_issued_by(issuer));
        issuers().find(|issuer| issuer.validity() == Validity::Now).or_else(|| issuers().next()).cloned()
    }

    /// The chain from the first of `presented` as far as it can be followed, and how many of it are not from this store.
    pub fn chain(&self, presented: &[CertificateDer<'_>]) -> (Vec<Arc<Certificate>>, usize) {
        let mut rest: Vec<_> = presented.iter().filter_map(|der| Certificate::parse(der)).map(Arc::new).collect();
        if rest.is_empty() {
            return (Vec::new(), 0);
        }
        let mut last = rest.remove(0);
        let mut chain = vec![last.clone()];
        let mut untrusted = usize::from(!self.contains(&last));
        while !last.is_self_issued() && chain.len() <= MAX_DEPTH {
            // What is trusted is looked for first: OpenSSL's X509_V_FLAG_TRUSTED_FIRST.
            if let Some(issuer) = self.issuer_of(&last) {
                last = issuer;
            } else if let Some(index) = rest.iter().position(|candidate| last.is_issued_by(candidate)) {
                last = rest.remove(index);
                untrusted = chain.len() + 1;
            } else {
                break;
            }
            chain.push(last.clone());
        }
        (chain, untrusted)
    }

    /// Whether the first of `presented` is to be trusted.
    pub fn verify(&self, presented: &[CertificateDer<'_>], purpose: Purpose) -> Result<(), VerifyError> {
        let (chain, untrusted) = self.chain(presented);
        let (Some(leaf), Some(last)) = (chain.first(), chain.last()) else { return Err(VerifyError::Unspecified) };
        let mut error = None;
        let anchored = untrusted < chain.len() && (last.is_self_issued() || self.partial_chains)
            || last.is_self_issued() && self.contains(last);
        if chain.len() > MAX_DEPTH {
            error = Some(VerifyError::CertChainTooLong);
        } else if !anchored {
            error = Some(match (last.is_self_issued(), chain.len()) {
                (true, 1) => VerifyError::DepthZeroSelfSignedCert,
                (true, _) => VerifyError::SelfSignedCertInChain,
                (false, 1) if untrusted == 1 => VerifyError::UnableToVerifyLeafSignature,
                (false, length) if untrusted < length => VerifyError::UnableToGetIssuerCert,
                (false, _) => VerifyError::UnableToGetIssuerCertLocally,
            });
        }
        if chain.iter().skip(1).any(|certificate| !certificate.may_sign()) {
            error = error.or(Some(VerifyError::InvalidCa));
        }
        // From the root to the leaf; OpenSSL reports the last error that it met.
        for certificate in chain.iter().rev() {
            match certificate.validity() {
                Validity::Now => {}
                Validity::NotYet => error = Some(VerifyError::CertNotYetValid),
                Validity::Over => error = Some(VerifyError::CertHasExpired),
            }
        }
        if let Some(error) = error {
            return Err(error);
        }
        if chain.len() == 1 {
            // Trusted by itself.
            return Ok(());
        }
        self.verify_path(leaf, &chain[1..chain.len() - 1], last, purpose)
    }

    fn verify_path(
        &self,
        leaf: &Certificate,
        intermediates: &[Arc<Certificate>],
        root: &Certificate,
        purpose: Purpose,
    ) -> Result<(), VerifyError> {
        let anchor: TrustAnchor = anchor_from_trusted_cert(&root.der).map_err(verify_error)?;
        let leaf = EndEntityCert::try_from(&leaf.der).map_err(verify_error)?;
        let intermediates: Vec<_> = intermediates.iter().map(|certificate| certificate.der.clone()).collect();
        let lists: Vec<&CertRevocationList> = self.revocation_lists.iter().collect();
        let revocation = RevocationOptionsBuilder::new(&lists).ok().map(RevocationOptionsBuilder::build);
        let usage = match purpose {
            Purpose::Server => webpki::KeyUsage::server_auth(),
            Purpose::Client => webpki::KeyUsage::client_auth(),
        };
        let algorithms = rustls::crypto::aws_lc_rs::default_provider().signature_verification_algorithms;
        leaf.verify_for_usage(algorithms.all, &[anchor], &intermediates, UnixTime::now(), usage, revocation, None)
            .map(drop)
            .map_err(verify_error)
    }
}

fn verify_error(error: Error) -> VerifyError {
    match error {
        Error::CertExpired { .. } => VerifyError::CertHasExpired,
        Error::CertNotValidYet { .. } => VerifyError::CertNotYetValid,
        Error::CertRevoked => VerifyError::CertRevoked,
        Error::CrlExpired { .. } => VerifyError::CrlHasExpired,
        Error::UnknownRevocationStatus => VerifyError::UnableToGetCrl,
        Error::UnknownIssuer => VerifyError::UnableToGetIssuerCertLocally,
        Error::EndEntityUsedAsCa => VerifyError::InvalidCa,
        Error::PathLenConstraintViolated => VerifyError::PathLengthExceeded,
        Error::CaUsedAsEndEntity | Error::RequiredEkuNotFoundContext(_) => VerifyError::InvalidPurpose,
        Error::InvalidSignatureForPublicKey
        | Error::SignatureAlgorithmMismatch
        | Error::UnsupportedSignatureAlgorithmContext(_)
        | Error::UnsupportedSignatureAlgorithmForPublicKeyContext(_) => VerifyError::CertSignatureFailure,
        _ => VerifyError::Unspecified,
    }
}

impl VerifyError {
    /// Node's code for it and OpenSSL's text.
    pub fn describe(self) -> (&'static str, &'static str) {
        match self {
            Self::Unspecified => ("UNSPECIFIED", "unspecified certificate verification error"),
            Self::UnableToGetIssuerCert => ("UNABLE_TO_GET_ISSUER_CERT", "unable to get issuer certificate"),
            Self::UnableToGetCrl => ("UNABLE_TO_GET_CRL", "unable to get certificate CRL"),
            Self::CertSignatureFailure => ("CERT_SIGNATURE_FAILURE", "certificate signature failure"),
            Self::CertNotYetValid => ("CERT_NOT_YET_VALID", "certificate is not yet valid"),
            Self::CertHasExpired => ("CERT_HAS_EXPIRED", "certificate has expired"),
            Self::CrlHasExpired => ("CRL_HAS_EXPIRED", "CRL has expired"),
            Self::DepthZeroSelfSignedCert => ("DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed certificate"),
            Self::SelfSignedCertInChain => {
                ("SELF_SIGNED_CERT_IN_CHAIN", "self-signed certificate in certificate chain")
            }
            Self::UnableToGetIssuerCertLocally => {
                ("UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "unable to get local issuer certificate")
            }
            Self::UnableToVerifyLeafSignature => {
                ("UNABLE_TO_VERIFY_LEAF_SIGNATURE", "unable to verify the first certificate")
            }
            Self::CertChainTooLong => ("CERT_CHAIN_TOO_LONG", "certificate chain too long"),
            Self::CertRevoked => ("CERT_REVOKED", "certificate revoked"),
            Self::PathLengthExceeded => ("PATH_LENGTH_EXCEEDED", "path length constraint exceeded"),
            Self::InvalidPurpose => ("INVALID_PURPOSE", "unsuitable certificate purpose"),
            Self::InvalidCa => ("INVALID_CA", "invalid CA certificate"),
        }
    }
}
