//! Groups of a key exchange (`ecdhCurve`) under OpenSSL's names, and the one that rustls's provider leaves out: P-521.

use super::ListError;
use aws_lc_rs::agreement::{ECDH_P521, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral};
use aws_lc_rs::rand::SystemRandom;
use rustls::crypto::{ActiveKeyExchange, SharedSecret, SupportedKxGroup, aws_lc_rs as provider};
use rustls::{Error, NamedGroup, PeerMisbehaved};

/// Names of each, the one that `getEphemeralKeyInfo()` says first.
const NAMES: &[(&str, NamedGroup)] = &[
    ("X25519", NamedGroup::X25519),
    ("prime256v1", NamedGroup::secp256r1),
    ("P-256", NamedGroup::secp256r1),
    ("secp256r1", NamedGroup::secp256r1),
    ("secp384r1", NamedGroup::secp384r1),
    ("P-384", NamedGroup::secp384r1),
    ("secp521r1", NamedGroup::secp521r1),
    ("P-521", NamedGroup::secp521r1),
    ("X25519MLKEM768", NamedGroup::X25519MLKEM768),
    ("SecP256r1MLKEM768", NamedGroup::secp256r1MLKEM768),
    ("MLKEM768", NamedGroup::MLKEM768),
    ("MLKEM1024", NamedGroup::MLKEM1024),
];

/// Families that OpenSSL has and rustls does not: what a name of theirs begins with, in lower case.
const UNAVAILABLE: &[&str] = &[
    "x448",
    "ffdhe",
    "brainpool",
    "secp",
    "sect",
    "prime192",
    "prime239",
    "p-192",
    "p-224",
    "k-",
    "b-",
    "mlkem512",
    "c2",
];

pub fn name(group: NamedGroup) -> &'static str {
    NAMES.iter().find(|(_, known)| *known == group).map_or("", |(name, _)| name)
}

/// OpenSSL's order: the hybrid one first.
pub fn defaults() -> Vec<&'static dyn SupportedKxGroup> {
    vec![
        provider::kx_group::X25519MLKEM768,
        provider::kx_group::X25519,
        provider::kx_group::SECP256R1,
        provider::kx_group::SECP384R1,
        &SECP521R1,
    ]
}

/// The groups that a list of names asks for, in its order. What there is not is left out as long as something is left.
pub fn of_list(list: &str) -> Result<Vec<&'static dyn SupportedKxGroup>, ListError> {
    let mut groups: Vec<&'static dyn SupportedKxGroup> = Vec::new();
    let mut unavailable = None;
    for item in list.split([':', '/']) {
        let name = item.trim_start_matches(['*', '?']);
        let known = NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, group)| *group);
        let all = provider::ALL_KX_GROUPS.iter().copied().chain([&SECP521R1 as _]);
        let group = known.and_then(|known| all.into_iter().find(|group| group.name() == known));
        let lower = name.to_ascii_lowercase();
        match group {
            Some(group) if groups.iter().all(|other| other.name() != group.name()) => groups.push(group),
            Some(_) => {}
            None if known.is_some() || UNAVAILABLE.iter().any(|family| lower.starts_with(family)) => {
                unavailable.get_or_insert(name);
            }
            // An unknown name may be marked as one to be passed over.
            None if item.starts_with('?') => {}
            None => return Err(ListError::Unknown),
        }
    }
    match unavailable {
        Some(name) if groups.is_empty() => Err(ListError::Unavailable(name.to_owned())),
        None if groups.is_empty() => Err(ListError::Unknown),
        _ => Ok(groups),
    }
}

#[derive(Debug)]
struct Secp521r1;

static SECP521R1: Secp521r1 = Secp521r1;

struct Exchange {
    private_key: EphemeralPrivateKey,
    public_key: Vec<u8>,
}

impl SupportedKxGroup for Secp521r1 {
    fn start(&self) -> Result<Box<dyn ActiveKeyExchange>, Error> {
        let private_key = EphemeralPrivateKey::generate(&ECDH_P521, &SystemRandom::new());
        let private_key = private_key.map_err(|_| Error::FailedToGetRandomBytes)?;
        let public_key = private_key.compute_public_key().map_err(|_| Error::FailedToGetRandomBytes)?;
        Ok(Box::new(Exchange { private_key, public_key: public_key.as_ref().to_vec() }))
    }

    fn name(&self) -> NamedGroup {
        NamedGroup::secp521r1
    }
}

impl ActiveKeyExchange for Exchange {
    fn complete(self: Box<Self>, peer: &[u8]) -> Result<SharedSecret, Error> {
        let invalid = Error::PeerMisbehaved(PeerMisbehaved::InvalidKeyShare);
        let peer = UnparsedPublicKey::new(&ECDH_P521, peer);
        agree_ephemeral(self.private_key, peer, invalid, |secret| Ok(SharedSecret::from(secret)))
    }

    fn pub_key(&self) -> &[u8] {
        &self.public_key
    }

    fn group(&self) -> NamedGroup {
        NamedGroup::secp521r1
    }
}
