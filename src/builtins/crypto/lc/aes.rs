//! Modes on AES's block function that AWS-LC has no `EVP_CIPHER` for: key wrap (RFC 3394 and 5649) and OCB (RFC 7253).

use super::{Failure, Known, ffi};
use std::ffi::{c_int, c_uint};
use zeroize::Zeroizing;

/// A key schedule, which is wiped when it is dropped.
pub(super) struct Schedule(ffi::AES_KEY);

impl Drop for Schedule {
    fn drop(&mut self) {
        // SAFETY: the schedule is plain data of this size.
        unsafe { ffi::OPENSSL_cleanse((&raw mut self.0).cast(), size_of::<ffi::AES_KEY>()) };
    }
}

impl Schedule {
    pub(super) fn new(is_encrypting: bool, key: &[u8]) -> Self {
        // SAFETY: the schedule is plain data, which the call sets; the key has the length that is passed.
        unsafe {
            let mut schedule = Self(std::mem::zeroed());
            let set = if is_encrypting { ffi::AES_set_encrypt_key } else { ffi::AES_set_decrypt_key };
            set(key.as_ptr(), (key.len() * 8) as c_uint, &raw mut schedule.0);
            schedule
        }
    }

    pub(super) fn encrypt(&self, block: u128) -> u128 {
        let (input, mut output) = (block.to_be_bytes(), [0; 16]);
        // SAFETY: the schedule is one for encryption, and both arrays are a block.
        unsafe { ffi::AES_encrypt(input.as_ptr(), output.as_mut_ptr(), &self.0) };
        u128::from_be_bytes(output)
    }

    pub(super) fn decrypt(&self, block: u128) -> u128 {
        let (input, mut output) = (block.to_be_bytes(), [0; 16]);
        // SAFETY: the schedule is one for decryption, and both arrays are a block.
        unsafe { ffi::AES_decrypt(input.as_ptr(), output.as_mut_ptr(), &self.0) };
        u128::from_be_bytes(output)
    }
}

/// The usual vector of the padded form.
const PADDED_IV: [u8; 4] = [0xA6, 0x59, 0x59, 0xA6];

/// AES key wrap takes the whole key in one update.
pub struct KeyWrap {
    schedule: Schedule,
    iv: [u8; 8],
    is_encrypting: bool,
    is_padded: bool,
    is_done: bool,
}

impl KeyWrap {
    pub fn new(is_encrypting: bool, is_padded: bool, key: &[u8], iv: &[u8]) -> Result<Self, Failure> {
        let mut own_iv = [0; 8];
        own_iv[..iv.len()].copy_from_slice(iv);
        let schedule = Schedule::new(is_encrypting, key);
        Ok(Self { schedule, iv: own_iv, is_encrypting, is_padded, is_done: false })
    }

    pub fn apply(&mut self, input: &[u8]) -> Result<Vec<u8>, Failure> {
        if input.is_empty() {
            return Ok(Vec::new());
        }
        if std::mem::replace(&mut self.is_done, true) {
            return Err(Failure::from(Known::CIPHER_OPERATION_FAILED));
        }
        if !self.is_padded && !input.len().is_multiple_of(8) {
            return Err(Failure::from(Known::INVALID_INPUT_LENGTH));
        }
        let mut output = vec![0; input.len() + 16];
        if self.is_padded && self.iv[..4] != PADDED_IV {
            let result = if self.is_encrypting { self.wrap_padded(input) } else { self.unwrap_padded(input) };
            return result.ok_or_else(|| {
                super::error::clear_queue();
                Failure::from(Known::CIPHER_OPERATION_FAILED)
            });
        }
        let (out, room) = (output.as_mut_ptr(), output.len());
        let (data, size, key, iv) = (input.as_ptr(), input.len(), &raw const self.schedule.0, self.iv.as_ptr());
        let mut length = 0;
        let padded = |done: c_int, length: usize| if done == 1 { length as c_int } else { -1 };
        // SAFETY: the schedule is one for the direction; the output is longer than any result.
        let length = unsafe {
            match (self.is_encrypting, self.is_padded) {
                (true, false) => ffi::AES_wrap_key(key, iv, out, data, size),
                (false, false) => ffi::AES_unwrap_key(key, iv, out, data, size),
                (true, true) => padded(ffi::AES_wrap_key_padded(key, out, &mut length, room, data, size), length),
                (false, true) => padded(ffi::AES_unwrap_key_padded(key, out, &mut length, room, data, size), length),
            }
        };
        if length < 0 {
            super::error::clear_queue();
            return Err(Failure::from(Known::CIPHER_OPERATION_FAILED));
        }
        output.truncate(length as usize);
        Ok(output)
    }

    /// What the padded form has in place of a vector: the four bytes of that, and the length.
    fn padded_iv(&self, length: usize) -> Option<[u8; 8]> {
        let length = u32::try_from(length).ok().filter(|length| *length > 0)?.to_be_bytes();
        let mut iv = self.iv;
        iv[4..].copy_from_slice(&length);
        Some(iv)
    }

    /// The padded form with a vector that is not the usual one, which AWS-LC has no function for.
    fn wrap_padded(&self, input: &[u8]) -> Option<Vec<u8>> {
        let iv = self.padded_iv(input.len())?;
        let mut padded = input.to_vec();
        padded.resize(input.len().next_multiple_of(8), 0);
        let mut output = vec![0; padded.len() + 8];
        // SAFETY: the schedule is one for encryption; the output has room for the input and one more part of eight bytes.
        unsafe {
            if padded.len() == 8 {
                let block = [iv.as_slice(), &padded].concat();
                ffi::AES_encrypt(block.as_ptr(), output.as_mut_ptr(), &self.schedule.0);
                return Some(output);
            }
            let (data, size) = (padded.as_ptr(), padded.len());
            (ffi::AES_wrap_key(&self.schedule.0, iv.as_ptr(), output.as_mut_ptr(), data, size) >= 0).then_some(output)
        }
    }

    /// The length is known up to the padding: whichever fits.
    fn unwrap_padded(&self, input: &[u8]) -> Option<Vec<u8>> {
        let room = input.len().checked_sub(8).filter(|room| *room > 0 && room.is_multiple_of(8))?;
        let mut output = vec![0; room];
        (room - 7..=room).rev().find_map(|length| {
            let iv = self.padded_iv(length)?;
            // SAFETY: the schedule is one for decryption; the output has room for all but one part of eight bytes.
            let is_right = unsafe {
                if room == 8 {
                    let mut block = [0; BLOCK];
                    ffi::AES_decrypt(input.as_ptr(), block.as_mut_ptr(), &self.schedule.0);
                    output.copy_from_slice(&block[8..]);
                    block[..8] == iv
                } else {
                    let (key, data) = (&self.schedule.0, input.as_ptr());
                    ffi::AES_unwrap_key(key, iv.as_ptr(), output.as_mut_ptr(), data, input.len()) >= 0
                }
            };
            (is_right && output[length..].iter().all(|byte| *byte == 0)).then(|| output[..length].to_vec())
        })
    }
}

const BLOCK: usize = 16;

/// Multiplication by two in the field of 128 bits.
fn double(block: u128) -> u128 {
    (block << 1) ^ if block >> 127 == 1 { 0x87 } else { 0 }
}

/// The bytes as the first of a block.
fn block_of(bytes: &[u8]) -> u128 {
    let mut block = [0; BLOCK];
    block[..bytes.len()].copy_from_slice(bytes);
    u128::from_be_bytes(block)
}

/// The bytes, a one and zeros.
fn padded_block_of(bytes: &[u8]) -> u128 {
    block_of(bytes) | 0x80 << (8 * (BLOCK - 1 - bytes.len()))
}

/// OCB in pieces of any length: crate `ocb3` wants the lengths of vector and tag as types, and the message at once.
pub struct Ocb {
    encryption: Schedule,
    /// For whoever decrypts.
    decryption: Option<Schedule>,
    /// What the last, shorter block is masked with, and the tag.
    l_star: u128,
    l_dollar: u128,
    message: Chain,
    aad: Chain,
    /// Of the blocks of the message and of what is only authenticated.
    checksum: u128,
    aad_sum: u128,
    tag_length: usize,
    expected: Option<Vec<u8>>,
    tag: [u8; BLOCK],
}

/// The offset from block to block, and the bytes of a block that is not yet whole.
struct Chain {
    offset: u128,
    count: u64,
    pending: Zeroizing<Vec<u8>>,
}

impl Chain {
    fn new(offset: u128) -> Self {
        Self { offset, count: 0, pending: Zeroizing::new(Vec::new()) }
    }

    /// Hands the whole blocks to `use_block`, each with its offset, and keeps the rest.
    fn blocks(&mut self, l_dollar: u128, input: &[u8], mut use_block: impl FnMut(u128, u128)) {
        self.pending.extend_from_slice(input);
        let pending = std::mem::take(&mut *self.pending);
        let mut chunks = pending.chunks_exact(BLOCK);
        for block in &mut chunks {
            self.count += 1;
            self.offset ^= (0..=self.count.trailing_zeros()).fold(l_dollar, |l, _| double(l));
            use_block(self.offset, block_of(block));
        }
        self.pending.extend_from_slice(chunks.remainder());
        drop(Zeroizing::new(pending));
    }
}

impl Ocb {
    /// The vector has up to 15 bytes, the tag up to 16: the caller has seen to it.
    pub fn new(is_encrypting: bool, key: &[u8], iv: &[u8], tag_length: usize) -> Result<Self, Failure> {
        let encryption = Schedule::new(true, key);
        let decryption = (!is_encrypting).then(|| Schedule::new(false, key));
        let mut nonce = [0; BLOCK];
        let start = BLOCK.checked_sub(iv.len()).filter(|start| *start > 0);
        let start =
            start.ok_or_else(|| Failure::type_error("ERR_CRYPTO_INVALID_IV", "Invalid initialization vector"))?;
        nonce[start..].copy_from_slice(iv);
        nonce[start - 1] |= 1;
        let nonce = u128::from_be_bytes(nonce) | ((tag_length * 8 % 128) as u128) << 121;
        let bottom = (nonce & 63) as u32;
        let top = encryption.encrypt(nonce & !63);
        let stretch = (top >> 64) as u64 ^ (top >> 56) as u64;
        let offset = (top << bottom) | u128::from(stretch.checked_shr(64 - bottom).unwrap_or_default());
        let l_star = encryption.encrypt(0);
        Ok(Self {
            encryption,
            decryption,
            l_star,
            l_dollar: double(l_star),
            message: Chain::new(offset),
            aad: Chain::new(0),
            checksum: 0,
            aad_sum: 0,
            tag_length,
            expected: None,
            tag: [0; BLOCK],
        })
    }

    pub fn set_aad(&mut self, data: &[u8]) {
        let Self { encryption, aad, aad_sum, l_dollar, .. } = self;
        aad.blocks(*l_dollar, data, |offset, block| *aad_sum ^= encryption.encrypt(block ^ offset));
    }

    pub fn set_tag(&mut self, tag: &[u8]) {
        self.expected = Some(tag.to_vec());
    }

    /// What `finish` made.
    pub fn tag(&self) -> &[u8; BLOCK] {
        &self.tag
    }

    pub fn update(&mut self, input: &[u8]) -> Vec<u8> {
        let Self { encryption, decryption, message, checksum, l_dollar, .. } = self;
        let mut output = Vec::with_capacity(input.len() + BLOCK);
        message.blocks(*l_dollar, input, |offset, block| {
            let result = match decryption {
                None => encryption.encrypt(block ^ offset),
                Some(decryption) => decryption.decrypt(block ^ offset),
            } ^ offset;
            *checksum ^= if decryption.is_none() { block } else { result };
            output.extend_from_slice(&result.to_be_bytes());
        });
        output
    }

    /// The last bytes of the message; makes the tag, and compares it with the one that was handed in.
    pub fn finish(&mut self) -> Result<Vec<u8>, Failure> {
        let rest = std::mem::take(&mut *self.message.pending);
        let mut output = Vec::new();
        if !rest.is_empty() {
            self.message.offset ^= self.l_star;
            let pad = self.encryption.encrypt(self.message.offset).to_be_bytes();
            output = rest.iter().zip(pad).map(|(byte, pad)| byte ^ pad).collect();
            self.checksum ^= padded_block_of(if self.decryption.is_none() { &rest } else { &output });
        }
        if !self.aad.pending.is_empty() {
            self.aad.offset ^= self.l_star;
            self.aad_sum ^= self.encryption.encrypt(padded_block_of(&self.aad.pending) ^ self.aad.offset);
        }
        let tag = self.encryption.encrypt(self.checksum ^ self.message.offset ^ self.l_dollar) ^ self.aad_sum;
        self.tag = tag.to_be_bytes();
        let tag = &self.tag[..self.tag_length.min(BLOCK)];
        let is_right = self.decryption.is_none()
            || self.expected.as_ref().is_some_and(|expected| super::equal_in_constant_time(expected, tag));
        if is_right { Ok(output) } else { Err(Failure::plain("Unsupported state or unable to authenticate data")) }
    }
}
