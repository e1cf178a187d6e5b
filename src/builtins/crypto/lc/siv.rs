//! Ciphers that take a message as a whole and make their vector from it: AES-SIV (RFC 5297) and AES-GCM-SIV (RFC 8452). And CMAC,
//! which SIV is made of, over any block cipher.

use super::cipher::{Cipher, Info};
use super::{Failure, Known, check, equal_in_constant_time, ffi};
use std::ptr::null;
use zeroize::Zeroizing;

const BLOCK: usize = 16;

/// Multiplication by two in the field that has as many bits as the block.
fn double(block: &mut [u8]) {
    let polynomial = if block.len() == BLOCK { 0x87 } else { 0x1B };
    let mut carry = 0;
    for byte in block.iter_mut().rev() {
        let next = *byte >> 7;
        *byte = *byte << 1 | carry;
        carry = next;
    }
    if let Some(last) = block.last_mut() {
        *last ^= carry * polynomial;
    }
}

/// The CMAC (NIST SP 800-38B) of a message with a cipher that is in the table with CBC.
pub fn cmac(cbc: &Info, key: &[u8], message: &[u8]) -> Result<Vec<u8>, Failure> {
    let size = cbc.block_size;
    let zero = vec![0; cbc.iv_length];
    let apply = |blocks: &[u8]| {
        let mut cipher = Cipher::new(cbc, true, key, &zero, None)?;
        cipher.set_padding(false);
        let mut output = cipher.update(blocks)?;
        Ok::<_, Failure>(output.split_off(output.len() - size))
    };
    let mut subkey = Zeroizing::new(apply(&vec![0; size])?);
    double(&mut subkey);
    let mut blocks = Zeroizing::new(message.to_vec());
    if message.is_empty() || !message.len().is_multiple_of(size) {
        double(&mut subkey);
        blocks.push(0x80);
        let length = blocks.len().next_multiple_of(size);
        blocks.resize(length, 0);
    }
    let start = blocks.len() - size;
    blocks[start..].iter_mut().zip(subkey.iter()).for_each(|(byte, key)| *byte ^= key);
    apply(&blocks)
}

/// Either of them, which get everything that is only authenticated before the message.
pub struct Siv {
    engine: Engine,
    is_encrypting: bool,
    key: Zeroizing<Vec<u8>>,
    iv: Vec<u8>,
    aad: Vec<Vec<u8>>,
    tag: Option<Vec<u8>>,
    is_done: bool,
}

#[derive(Clone, Copy)]
pub enum Engine {
    /// Over AES in CBC and in CTR, each with half of the key.
    Siv(&'static str, &'static str),
    GcmSiv(unsafe extern "C" fn() -> *const ffi::EVP_AEAD),
}

impl Siv {
    pub fn new(engine: Engine, is_encrypting: bool, key: &[u8], iv: &[u8]) -> Self {
        let key = Zeroizing::new(key.to_vec());
        Self { engine, is_encrypting, key, iv: iv.to_vec(), aad: Vec::new(), tag: None, is_done: false }
    }

    /// Fails once the message was there.
    pub fn set_aad(&mut self, data: &[u8]) -> Result<(), Failure> {
        if self.is_done {
            return Err(Failure::from(Known::CIPHER_OPERATION_FAILED));
        }
        self.aad.push(data.to_vec());
        Ok(())
    }

    pub fn set_tag(&mut self, tag: &[u8]) {
        self.tag = Some(tag.to_vec());
    }

    pub fn tag(&self) -> Option<Vec<u8>> {
        self.tag.clone()
    }

    pub fn update(&mut self, input: &[u8]) -> Result<Vec<u8>, Failure> {
        let failed = || Failure::from(Known::CIPHER_OPERATION_FAILED);
        if std::mem::replace(&mut self.is_done, true) {
            return Err(failed());
        }
        let expected = if self.is_encrypting { None } else { Some(self.tag.take().ok_or_else(failed)?) };
        let (output, tag) = match self.engine {
            Engine::Siv(cbc, ctr) => {
                let info = |name| Info::from_name(name).ok_or_else(failed);
                self.siv(&info(cbc)?, &info(ctr)?, input, expected.as_deref())?
            }
            Engine::GcmSiv(aead) => self.gcm_siv(aead, input, expected.as_deref())?,
        };
        self.tag = Some(tag);
        Ok(output)
    }

    fn siv(
        &self,
        cbc: &Info,
        ctr: &Info,
        input: &[u8],
        expected: Option<&[u8]>,
    ) -> Result<(Vec<u8>, Vec<u8>), Failure> {
        let (mac_key, key) = self.key.split_at(self.key.len() / 2);
        let crypt = |tag: &[u8]| {
            let mut counter = tag.to_vec();
            // So that a counter may have 32 bits.
            counter[8] &= 0x7F;
            counter[12] &= 0x7F;
            Cipher::new(ctr, true, key, &counter, None)?.update(input)
        };
        match expected {
            None => {
                let tag = self.vector(cbc, mac_key, input)?;
                Ok((crypt(&tag)?, tag))
            }
            Some(tag) => {
                let message = Zeroizing::new(crypt(tag)?);
                if !equal_in_constant_time(&self.vector(cbc, mac_key, &message)?, tag) {
                    return Err(Failure::from(Known::CIPHER_OPERATION_FAILED));
                }
                Ok((message.to_vec(), tag.to_vec()))
            }
        }
    }

    /// The vector of a message, which is its tag: S2V of the RFC.
    fn vector(&self, cbc: &Info, key: &[u8], message: &[u8]) -> Result<Vec<u8>, Failure> {
        let mix = |block: &mut [u8], other: &[u8]| block.iter_mut().zip(other).for_each(|(byte, other)| *byte ^= other);
        let mut sum = cmac(cbc, key, &[0; BLOCK])?;
        for data in &self.aad {
            double(&mut sum);
            mix(&mut sum, &cmac(cbc, key, data)?);
        }
        let mut last = Zeroizing::new(message.to_vec());
        match message.len().checked_sub(BLOCK) {
            Some(start) => mix(&mut last[start..], &sum),
            None => {
                double(&mut sum);
                last.push(0x80);
                last.resize(BLOCK, 0);
                mix(&mut last, &sum);
            }
        }
        cmac(cbc, key, &last)
    }

    fn gcm_siv(
        &self,
        aead: unsafe extern "C" fn() -> *const ffi::EVP_AEAD,
        input: &[u8],
        expected: Option<&[u8]>,
    ) -> Result<(Vec<u8>, Vec<u8>), Failure> {
        super::owned!(
            /// A key that is set up.
            Context: ffi::EVP_AEAD_CTX, ffi::EVP_AEAD_CTX_free
        );
        let aad = self.aad.concat();
        let (mut output, mut tag, mut tag_length) = (vec![0; input.len()], vec![0; BLOCK], 0);
        let (nonce, nonce_length) = (self.iv.as_ptr(), self.iv.len());
        // SAFETY: all bytes have the lengths that are passed; the output is as long as the input.
        unsafe {
            let context = Context::from_raw(ffi::EVP_AEAD_CTX_new(aead(), self.key.as_ptr(), self.key.len(), BLOCK))?;
            match expected {
                None => check(ffi::EVP_AEAD_CTX_seal_scatter(
                    context.as_ptr(),
                    output.as_mut_ptr(),
                    tag.as_mut_ptr(),
                    &mut tag_length,
                    tag.len(),
                    nonce,
                    nonce_length,
                    input.as_ptr(),
                    input.len(),
                    null(),
                    0,
                    aad.as_ptr(),
                    aad.len(),
                ))?,
                Some(expected) => {
                    tag = expected.to_vec();
                    check(ffi::EVP_AEAD_CTX_open_gather(
                        context.as_ptr(),
                        output.as_mut_ptr(),
                        nonce,
                        nonce_length,
                        input.as_ptr(),
                        input.len(),
                        expected.as_ptr(),
                        expected.len(),
                        aad.as_ptr(),
                        aad.len(),
                    ))?;
                }
            }
        }
        Ok((output, tag))
    }
}
