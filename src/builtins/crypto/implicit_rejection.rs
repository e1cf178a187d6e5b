//! Decryption with PKCS#1's first padding that never fails: a wrong padding gives a message that looks random and is the same
//! every time for the same key and input (the implicit rejection of draft-irtf-cfrg-rsa-guidance, which OpenSSL follows).

use super::digest::Algorithm;
use super::hmac::keyed_hash;
use zeroize::Zeroizing;

fn hmac(key: &[u8], parts: &[&[u8]]) -> Zeroizing<Vec<u8>> {
    let Some(mut hash) = keyed_hash(Algorithm::Sha256, key) else { return Zeroizing::default() };
    for part in parts {
        hash.update(part);
    }
    Zeroizing::new(hash.finish())
}

/// The pseudorandom function of the draft: `bits` of output for a label.
fn expand(key: &[u8], label: &[u8], bits: u16) -> Zeroizing<Vec<u8>> {
    let length = usize::from(bits) / 8;
    let mut output = Zeroizing::new(Vec::with_capacity(length + 32));
    let mut iteration = 0u16;
    while output.len() < length {
        output.extend_from_slice(&hmac(key, &[&iteration.to_be_bytes(), label, &bits.to_be_bytes()]));
        iteration += 1;
    }
    output.truncate(length);
    output
}

/// The message in a decrypted `block`, or the one that stands in for it. `exponent` is the private one.
pub fn message(exponent: &[u8], ciphertext: &[u8], block: &[u8]) -> Zeroizing<Vec<u8>> {
    let size = block.len();
    let mut padded = Zeroizing::new(vec![0; size.saturating_sub(exponent.len())]);
    padded.extend_from_slice(exponent);
    let hashed = Zeroizing::new(Algorithm::Sha256.hash(&padded, 32));
    let key = hmac(&hashed, &[ciphertext]);

    // The length of the stand-in: the last of 128 candidates that is not too long.
    // (A key may be too short for any message.)
    let longest = size.saturating_sub(2 + 8) as u16;
    let mask = longest.checked_ilog2().map_or(0, |bits| (1u32 << (bits + 1)) - 1) as u16;
    let mut length = 0u16;
    for pair in expand(&key, b"length", 128 * 2 * 8).chunks_exact(2) {
        let candidate = u16::from_be_bytes([pair[0], pair[1]]) & mask;
        let fits = u16::from(candidate < longest).wrapping_neg();
        length = (length & !fits) | (candidate & fits);
    }
    let stand_in = expand(&key, b"message", (size * 8) as u16);

    // Everything of the block is looked at, wherever its padding ends.
    let mut good = u8::from(block.first() == Some(&0)) & u8::from(block.get(1) == Some(&2));
    let (mut separator, mut found) = (0usize, 0u8);
    for (index, byte) in block.iter().enumerate().skip(2) {
        let is_zero = u8::from(*byte == 0);
        let is_first = is_zero & (found ^ 1);
        separator |= index & usize::from(is_first).wrapping_neg();
        found |= is_zero;
    }
    good &= found & u8::from(separator >= 10);
    let good = std::hint::black_box(usize::from(good).wrapping_neg());
    let start = (good & (separator + 1)) | (!good & (size - usize::from(length)));
    let select = good as u8;
    let chosen: Zeroizing<Vec<u8>> = Zeroizing::new(
        block.iter().zip(stand_in.iter()).map(|(real, random)| (real & select) | (random & !select)).collect(),
    );
    Zeroizing::new(chosen[start.min(size)..].to_vec())
}
