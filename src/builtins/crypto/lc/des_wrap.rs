//! Key wrap with triple DES (RFC 3217): a key with a checksum behind it, encrypted twice, the second time backwards.

use super::cipher::{Cipher, Info};
use super::{Failure, Known, equal_in_constant_time};
use crate::builtins::crypto::random::random_bytes;
use sha1::{Digest, Sha1};
use zeroize::Zeroizing;

const BLOCK: usize = 8;
/// The vector of the second encryption.
const OUTER_IV: [u8; BLOCK] = [0x4A, 0xDD, 0xA2, 0x2C, 0x79, 0xE8, 0x21, 0x05];

pub struct DesWrap {
    key: Zeroizing<Vec<u8>>,
    is_encrypting: bool,
    is_done: bool,
}

impl DesWrap {
    pub fn new(is_encrypting: bool, key: &[u8]) -> Self {
        Self { key: Zeroizing::new(key.to_vec()), is_encrypting, is_done: false }
    }

    /// The whole key comes in one update.
    pub fn apply(&mut self, input: &[u8]) -> Result<Vec<u8>, Failure> {
        if input.is_empty() {
            return Ok(Vec::new());
        }
        if !input.len().is_multiple_of(BLOCK) || std::mem::replace(&mut self.is_done, true) {
            return Err(Failure::from(Known::CIPHER_OPERATION_FAILED));
        }
        if self.is_encrypting { self.wrap(input) } else { self.unwrap(input) }
    }

    fn wrap(&self, input: &[u8]) -> Result<Vec<u8>, Failure> {
        let iv = random_bytes(BLOCK)?;
        let checked = Zeroizing::new([input, &checksum(input)].concat());
        let mut inner = [iv.as_slice(), &self.chain(true, &iv, &checked)?].concat();
        inner.reverse();
        self.chain(true, &OUTER_IV, &inner)
    }

    fn unwrap(&self, input: &[u8]) -> Result<Vec<u8>, Failure> {
        let refused = || Failure::from(Known::CIPHER_OPERATION_FAILED);
        let mut inner = self.chain(false, &OUTER_IV, input)?;
        inner.reverse();
        let (iv, encrypted) = inner.split_at_checked(BLOCK).ok_or_else(refused)?;
        let checked = Zeroizing::new(self.chain(false, iv, encrypted)?);
        let (key, sum) = checked.split_last_chunk::<BLOCK>().filter(|(key, _)| !key.is_empty()).ok_or_else(refused)?;
        if equal_in_constant_time(&checksum(key), sum) { Ok(key.to_vec()) } else { Err(refused()) }
    }

    fn chain(&self, is_encrypting: bool, iv: &[u8], input: &[u8]) -> Result<Vec<u8>, Failure> {
        let info = Info::from_name("des-ede3-cbc").ok_or(Known::UNSUPPORTED)?;
        let mut cipher = Cipher::new(&info, is_encrypting, &self.key, iv, None)?;
        cipher.set_padding(false);
        Ok([cipher.update(input)?, cipher.finish()?].concat())
    }
}

fn checksum(key: &[u8]) -> [u8; BLOCK] {
    let mut sum = [0; BLOCK];
    sum.copy_from_slice(&Sha1::digest(key)[..BLOCK]);
    sum
}
