//! What building a chain has to know of a certificate.

use rustls::pki_types::CertificateDer;
use std::time::{SystemTime, UNIX_EPOCH};
use x509_cert::Certificate as Parsed;
use x509_cert::der::{Decode, Encode};
use x509_cert::ext::pkix::{AuthorityKeyIdentifier, BasicConstraints, KeyUsage, SubjectKeyIdentifier};

pub struct Certificate {
    pub der: CertificateDer<'static>,
    /// Names as DER, to be compared byte by byte.
    pub subject: Vec<u8>,
    pub issuer: Vec<u8>,
    pub public_key_info: Vec<u8>,
    key_id: Option<Vec<u8>>,
    issuer_key_id: Option<Vec<u8>>,
    not_before: u64,
    not_after: u64,
    pub is_v1: bool,
    may_sign: bool,
}

/// Where the present is in a certificate's time.
#[derive(PartialEq)]
pub enum Validity {
    NotYet,
    Now,
    Over,
}

impl Certificate {
    pub fn parse(der: &[u8]) -> Option<Self> {
        let parsed = Parsed::from_der(der).ok()?;
        let certificate = &parsed.tbs_certificate;
        let basic_constraints =
            certificate.get::<BasicConstraints>().ok().flatten().map(|(_, constraints)| constraints);
        let key_usage = certificate.get::<KeyUsage>().ok().flatten().map(|(_, usage)| usage);
        let is_v1 = certificate.version == x509_cert::Version::V1;
        Some(Self {
            der: CertificateDer::from(der.to_vec()),
            subject: certificate.subject.to_der().ok()?,
            issuer: certificate.issuer.to_der().ok()?,
            public_key_info: certificate.subject_public_key_info.to_der().ok()?,
            key_id: certificate
                .get::<SubjectKeyIdentifier>()
                .ok()
                .flatten()
                .map(|(_, identifier)| identifier.0.as_bytes().to_vec()),
            issuer_key_id: certificate
                .get::<AuthorityKeyIdentifier>()
                .ok()
                .flatten()
                .and_then(|(_, identifier)| Some(identifier.key_identifier?.as_bytes().to_vec())),
            not_before: certificate.validity.not_before.to_unix_duration().as_secs(),
            not_after: certificate.validity.not_after.to_unix_duration().as_secs(),
            is_v1,
            // Of version 1 only a trusted root may sign, and that is asked for elsewhere.
            may_sign: (is_v1 || basic_constraints.is_some_and(|constraints| constraints.ca))
                && key_usage.is_none_or(|usage| usage.key_cert_sign()),
        })
    }

    pub fn is_self_issued(&self) -> bool {
        self.subject == self.issuer && self.has_key_of_issuer(self)
    }

    /// Whether the names and the key identifiers say that `issuer` issued this one.
    pub fn is_issued_by(&self, issuer: &Self) -> bool {
        self.issuer == issuer.subject && self.has_key_of_issuer(issuer)
    }

    fn has_key_of_issuer(&self, issuer: &Self) -> bool {
        match (&self.issuer_key_id, &issuer.key_id) {
            (Some(wanted), Some(key)) => wanted == key,
            _ => true,
        }
    }

    pub fn may_sign(&self) -> bool {
        self.may_sign
    }

    pub fn validity(&self) -> Validity {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
        if now < self.not_before {
            Validity::NotYet
        } else if now > self.not_after {
            Validity::Over
        } else {
            Validity::Now
        }
    }
}
