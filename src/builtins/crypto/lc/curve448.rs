//! Ed448 and X448 (RFC 8032, 7748): signatures, agreement on secrets.

use super::{Failure, Known};
use ed448_goldilocks::{Signature, SigningKey, VerifyingKey};
use zeroize::Zeroizing;

/// How many bytes either half of a key has.
pub const ED448_LENGTH: usize = 57;
pub const X448_LENGTH: usize = 56;

fn refused() -> Failure {
    Failure::from(Known::UNSUPPORTED)
}

fn array<const N: usize>(bytes: &[u8]) -> Result<[u8; N], Failure> {
    bytes.try_into().map_err(|_| refused())
}

fn signing_key(bytes: &[u8]) -> Result<SigningKey, Failure> {
    SigningKey::try_from(bytes).map_err(|_| refused())
}

/// The public half of a key of Ed448.
pub fn signer_of(private: &[u8]) -> Result<Vec<u8>, Failure> {
    Ok(signing_key(private)?.verifying_key().to_bytes().to_vec())
}

/// The public half of a key of X448.
pub fn point_of(private: &[u8]) -> Result<Vec<u8>, Failure> {
    Ok(x448::x448_unchecked(*Zeroizing::new(array(private)?), x448::X448_BASEPOINT_BYTES).to_vec())
}

pub fn sign(private: &[u8], context: &[u8], message: &[u8]) -> Result<Vec<u8>, Failure> {
    let signature = signing_key(private)?.sign_ctx(context, message).map_err(|_| refused())?;
    Ok(signature.to_bytes().to_vec())
}

pub fn verify(public: &[u8], context: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let (Ok(signature), Ok(public)) = (Signature::try_from(signature), array(public)) else { return false };
    VerifyingKey::from_bytes(&public).is_ok_and(|key| key.verify_ctx(&signature, context, message).is_ok())
}

/// A secret of zeros, which points of a small order give whoever has the other key, is none.
pub fn derive(private: &[u8], peer: &[u8]) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let private = Zeroizing::new(array(private)?);
    let secret = Zeroizing::new(x448::x448_unchecked(*private, array(peer)?).to_vec());
    if secret.iter().fold(0, |all, byte| all | byte) == 0 {
        return Err(Failure::from(Known::FAILED_DURING_DERIVATION));
    }
    Ok(secret)
}
