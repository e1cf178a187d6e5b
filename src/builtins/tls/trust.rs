//! Whom a context trusts, and what Node.js calls it when a peer is not among them.

use crate::builtins::crypto::lc::Failure;
use crate::builtins::crypto::lc::pem;
use crate::builtins::crypto::lc::store::{Purpose, Store};
use crate::builtins::crypto::lc::x509::{Certificate, Name};
use rustls::pki_types::CertificateDer;
use std::sync::{Arc, LazyLock};

/// A set of trusted certificates with what goes with it. It never changes once it is made.
pub struct TrustStore {
    store: Store,
    certificates: Vec<Certificate>,
    revocation_lists: Vec<Vec<u8>>,
    partial_chains: bool,
}

impl TrustStore {
    /// `partial_chains`: whether a trusted certificate that is no root ends a chain (`allowPartialTrustChain`).
    pub fn new(
        certificates: Vec<Certificate>,
        revocation_lists: Vec<Vec<u8>>,
        partial_chains: bool,
    ) -> Result<Self, Failure> {
        let mut store = Store::new()?;
        for certificate in &certificates {
            store.add(certificate)?;
        }
        for list in &revocation_lists {
            store.add_revocation_list(list)?;
        }
        if partial_chains {
            store.allow_partial_chains()?;
        }
        Ok(Self { store, certificates, revocation_lists, partial_chains })
    }

    /// Mozilla's roots, as the program has them inside (`tls.rootCertificates`).
    pub fn bundled() -> &'static [Certificate] {
        static BUNDLED: LazyLock<Vec<Certificate>> = LazyLock::new(|| {
            let roots = webpki_root_certs::TLS_SERVER_ROOT_CERTS;
            roots.iter().filter_map(|der| Certificate::from_der(der).ok()).collect()
        });
        &BUNDLED
    }

    /// Another one with these as well.
    pub fn extended(
        &self,
        certificates: Vec<Certificate>,
        revocation_lists: Vec<Vec<u8>>,
        partial_chains: bool,
    ) -> Result<Self, Failure> {
        Self::new(
            [self.certificates.clone(), certificates].concat(),
            [self.revocation_lists.clone(), revocation_lists].concat(),
            self.partial_chains || partial_chains,
        )
    }

    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// The names of the authorities that a server tells its clients.
    pub fn names(&self) -> impl Iterator<Item = Vec<u8>> {
        self.certificates.iter().map(|certificate| certificate.name_der(Name::Subject))
    }

    /// OpenSSL's number of what is wrong with the chain, 0 when the first of `presented` is to be trusted.
    pub fn verify(&self, presented: &[CertificateDer<'_>], purpose: Purpose) -> i32 {
        let presented = parse(presented);
        let verify = |partial| self.store.verify(&presented, purpose, partial).unwrap_or(UNSPECIFIED);
        match (verify(false), presented.first()) {
            // A certificate that is signed with its own key is a root to OpenSSL even where it says that this key signs none; AWS-LC
            // looks for another issuer.
            (UNVERIFIED_LEAF, Some(leaf)) if is_self_signed(leaf) => {
                if self.has(leaf) {
                    verify(true)
                } else {
                    SELF_SIGNED_LEAF
                }
            }
            (number, _) => number,
        }
    }

    fn has(&self, certificate: &Certificate) -> bool {
        let der = certificate.to_der();
        self.certificates.iter().any(|trusted| trusted.to_der() == der)
    }

    pub fn issuer_of(&self, certificate: &Certificate) -> Option<Certificate> {
        self.store.issuer_of(certificate)
    }

    /// The chain from the first of `presented` as far as it can be followed.
    pub fn chain(&self, presented: &[CertificateDer<'_>]) -> Vec<Certificate> {
        let mut rest = parse(presented);
        let mut chain: Vec<Certificate> = rest.drain(..rest.len().min(1)).collect();
        while let Some(last) = chain.last()
            && !last.is_issued_by(last)
            && chain.len() <= MAX_DEPTH
        {
            let index = rest.iter().position(|candidate| last.is_issued_by(candidate));
            let Some(issuer) = index.map(|index| rest.remove(index)).or_else(|| self.issuer_of(last)) else { break };
            chain.push(issuer);
        }
        chain
    }
}

/// OpenSSL's limit for the length of a chain.
const MAX_DEPTH: usize = 100;

const UNSPECIFIED: i32 = 1;
const SELF_SIGNED_LEAF: i32 = 18;
const UNVERIFIED_LEAF: i32 = 21;

fn is_self_signed(certificate: &Certificate) -> bool {
    certificate.name_der(Name::Subject) == certificate.name_der(Name::Issuer)
        && certificate.public_key().is_ok_and(|key| certificate.is_signed_by(&key))
}

fn parse(certificates: &[CertificateDer<'_>]) -> Vec<Certificate> {
    certificates.iter().filter_map(|der| Certificate::from_der(der).ok()).collect()
}

/// All certificates of a PEM text, of which there may be none.
pub fn certificates(bytes: &[u8]) -> Vec<Certificate> {
    let ders = pem::certificates(bytes).unwrap_or_default();
    ders.iter().filter_map(|der| Certificate::from_der(der).ok()).collect()
}

/// The lists of revoked certificates in a PEM text, as DER.
pub fn revocation_lists(pem: &[u8]) -> Vec<Vec<u8>> {
    pem::blocks(pem).into_iter().filter(|block| block.label == "X509 CRL").map(|block| block.der).collect()
}

/// What a store of no certificates is.
pub fn nobody() -> Option<Arc<TrustStore>> {
    TrustStore::new(Vec::new(), Vec::new(), false).ok().map(Arc::new)
}

/// AWS-LC's `X509_V_ERR_*`, Node's code and OpenSSL's text.
const ERRORS: &[(i32, &str, &str)] = &[
    (2, "UNABLE_TO_GET_ISSUER_CERT", "unable to get issuer certificate"),
    (3, "UNABLE_TO_GET_CRL", "unable to get certificate CRL"),
    (4, "UNABLE_TO_DECRYPT_CERT_SIGNATURE", "unable to decrypt certificate's signature"),
    (5, "UNABLE_TO_DECRYPT_CRL_SIGNATURE", "unable to decrypt CRL's signature"),
    (6, "UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY", "unable to decode issuer public key"),
    (7, "CERT_SIGNATURE_FAILURE", "certificate signature failure"),
    (8, "CRL_SIGNATURE_FAILURE", "CRL signature failure"),
    (9, "CERT_NOT_YET_VALID", "certificate is not yet valid"),
    (10, "CERT_HAS_EXPIRED", "certificate has expired"),
    (11, "CRL_NOT_YET_VALID", "CRL is not yet valid"),
    (12, "CRL_HAS_EXPIRED", "CRL has expired"),
    (13, "ERROR_IN_CERT_NOT_BEFORE_FIELD", "format error in certificate's notBefore field"),
    (14, "ERROR_IN_CERT_NOT_AFTER_FIELD", "format error in certificate's notAfter field"),
    (15, "ERROR_IN_CRL_LAST_UPDATE_FIELD", "format error in CRL's lastUpdate field"),
    (16, "ERROR_IN_CRL_NEXT_UPDATE_FIELD", "format error in CRL's nextUpdate field"),
    (17, "OUT_OF_MEM", "out of memory"),
    (18, "DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed certificate"),
    (19, "SELF_SIGNED_CERT_IN_CHAIN", "self-signed certificate in certificate chain"),
    (20, "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "unable to get local issuer certificate"),
    (21, "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "unable to verify the first certificate"),
    (22, "CERT_CHAIN_TOO_LONG", "certificate chain too long"),
    (23, "CERT_REVOKED", "certificate revoked"),
    (24, "INVALID_CA", "invalid CA certificate"),
    (25, "PATH_LENGTH_EXCEEDED", "path length constraint exceeded"),
    (26, "INVALID_PURPOSE", "unsuitable certificate purpose"),
    (27, "CERT_UNTRUSTED", "certificate not trusted"),
    (28, "CERT_REJECTED", "certificate rejected"),
    (32, "UNSPECIFIED", "key usage does not include certificate signing"),
    (33, "UNSPECIFIED", "unable to get CRL issuer certificate"),
    (34, "UNSPECIFIED", "unhandled critical extension"),
    (35, "UNSPECIFIED", "key usage does not include CRL signing"),
    (36, "UNSPECIFIED", "unhandled critical CRL extension"),
    (41, "UNSPECIFIED", "invalid or inconsistent certificate extension"),
    (47, "UNSPECIFIED", "permitted subtree violation"),
    (48, "UNSPECIFIED", "excluded subtree violation"),
    (51, "UNSPECIFIED", "unsupported name constraint type"),
];

/// Node's code and OpenSSL's text of a number that `verify` gave.
pub fn describe(number: i32) -> (&'static str, &'static str) {
    let known = ERRORS.iter().find(|(known, ..)| *known == number);
    known.map_or(("UNSPECIFIED", "unspecified certificate verification error"), |(_, code, text)| (code, text))
}
