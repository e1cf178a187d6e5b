//! Modes of operation over any block cipher: for the ciphers that AWS-LC lacks (ARIA, Camellia, SM4), and for the modes that it lacks
//! (feedback modes of triple DES, ciphertext stealing, XTS with keys of 128 bits).

use super::lc::{Failure, Known};
use zeroize::Zeroizing;

/// A block cipher with its key. Blocks have the length that `block_size` tells, which is no more than 16.
pub trait BlockCipher: Send {
    fn block_size(&self) -> usize;
    fn encrypt(&self, block: &mut [u8]);
    fn decrypt(&self, block: &mut [u8]);
}

pub type AnyBlockCipher = Box<dyn BlockCipher>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chaining {
    Ecb,
    Cbc,
    /// CBC with ciphertext stealing, in the order that NIST calls CS1.
    CbcCts,
    Ctr,
    Ofb,
    /// Feedback of whole blocks, bytes, bits.
    Cfb,
    Cfb8,
    Cfb1,
}

/// A message on its way through one of the modes.
pub struct Modes {
    cipher: AnyBlockCipher,
    chaining: Chaining,
    is_encrypting: bool,
    is_padding: bool,
    /// The vector: the last block of ciphertext, the counter, or the last block of the stream.
    register: Zeroizing<Vec<u8>>,
    /// A block of the stream that the message is combined with, and how much of it is used.
    stream: Zeroizing<Vec<u8>>,
    used: usize,
    /// What is not yet a whole block; the last one of a message that is decrypted may be padding.
    pending: Zeroizing<Vec<u8>>,
    /// Whether a message that has to come as a whole has come.
    is_done: bool,
}

fn combine(block: &mut [u8], other: &[u8]) {
    for (byte, other) in block.iter_mut().zip(other) {
        *byte ^= other;
    }
}

impl Modes {
    /// The vector is a block, or nothing for ECB.
    pub fn new(cipher: AnyBlockCipher, chaining: Chaining, is_encrypting: bool, iv: &[u8]) -> Self {
        let size = cipher.block_size();
        Self {
            cipher,
            chaining,
            is_encrypting,
            is_padding: true,
            register: Zeroizing::new(iv.to_vec()),
            stream: Zeroizing::new(vec![0; size]),
            used: size,
            pending: Zeroizing::new(Vec::new()),
            is_done: false,
        }
    }

    pub fn set_padding(&mut self, is_padding: bool) {
        self.is_padding = is_padding;
    }

    pub fn update(&mut self, input: &[u8]) -> Result<Vec<u8>, Failure> {
        Ok(match self.chaining {
            Chaining::Ecb | Chaining::Cbc => self.update_blocks(input),
            Chaining::CbcCts => {
                if std::mem::replace(&mut self.is_done, true) || input.len() < self.cipher.block_size() {
                    return Err(Failure::from(Known::CIPHER_OPERATION_FAILED));
                }
                self.steal(input)
            }
            Chaining::Ctr | Chaining::Ofb | Chaining::Cfb => input.iter().map(|byte| self.stream_byte(*byte)).collect(),
            Chaining::Cfb8 => input.iter().map(|byte| self.shift(*byte, 8)).collect(),
            Chaining::Cfb1 => input
                .iter()
                .map(|byte| (0..8).fold(0, |output, bit| output | self.shift(byte << bit & 0x80, 1) >> bit))
                .collect(),
        })
    }

    pub fn finish(&mut self) -> Result<Vec<u8>, Failure> {
        match self.chaining {
            Chaining::Ecb | Chaining::Cbc => {}
            Chaining::CbcCts if !self.is_done => return Err(Failure::plain("Unsupported state")),
            _ => return Ok(Vec::new()),
        }
        let size = self.cipher.block_size();
        let mut last = std::mem::take(&mut *self.pending);
        match (self.is_padding, self.is_encrypting) {
            (true, true) => {
                let padding = size - last.len();
                last.resize(size, padding as u8);
                self.chain(&mut last);
            }
            (true, false) => {
                if last.len() != size {
                    return Err(Failure::from(Known::WRONG_FINAL_BLOCK_LENGTH));
                }
                self.chain(&mut last);
                let padding = last.last().copied().unwrap_or_default();
                let start = size.checked_sub(usize::from(padding)).filter(|start| *start < size);
                let start = start.filter(|start| last[*start..].iter().all(|byte| *byte == padding));
                last.truncate(start.ok_or(Known::BAD_DECRYPT)?);
            }
            (false, _) if !last.is_empty() => return Err(Failure::from(Known::WRONG_FINAL_BLOCK_LENGTH)),
            (false, _) => {}
        }
        Ok(last)
    }

    /// One block of ECB or CBC, in place.
    fn chain(&mut self, block: &mut [u8]) {
        let is_chained = self.chaining != Chaining::Ecb;
        if self.is_encrypting {
            if is_chained {
                combine(block, &self.register);
            }
            self.cipher.encrypt(block);
            if is_chained {
                self.register.copy_from_slice(block);
            }
        } else {
            let ciphertext = block.to_vec();
            self.cipher.decrypt(block);
            if is_chained {
                combine(block, &self.register);
                self.register.copy_from_slice(&ciphertext);
            }
        }
    }

    fn update_blocks(&mut self, input: &[u8]) -> Vec<u8> {
        let size = self.cipher.block_size();
        self.pending.extend_from_slice(input);
        let held_back = usize::from(self.is_padding && !self.is_encrypting);
        let whole = self.pending.len().saturating_sub(held_back) / size * size;
        let mut output = self.pending[..whole].to_vec();
        for block in output.chunks_exact_mut(size) {
            self.chain(block);
        }
        self.pending.drain(..whole);
        output
    }

    /// A whole message whose end takes from the block before it what it lacks.
    fn steal(&mut self, input: &[u8]) -> Vec<u8> {
        let size = self.cipher.block_size();
        let rest = input.len() % size;
        let mut output = input.to_vec();
        if rest == 0 {
            output.chunks_exact_mut(size).for_each(|block| self.chain(block));
            return output;
        }
        let start = input.len() - rest - size;
        output[..start].chunks_exact_mut(size).for_each(|block| self.chain(block));
        let tail = &input[start..];
        if self.is_encrypting {
            let mut before = tail[..size].to_vec();
            self.chain(&mut before);
            let mut last = tail[size..].to_vec();
            last.resize(size, 0);
            self.chain(&mut last);
            output[start..start + rest].copy_from_slice(&before[..rest]);
            output[start + rest..].copy_from_slice(&last);
        } else {
            let mut last = tail[rest..].to_vec();
            self.cipher.decrypt(&mut last);
            let mut before = [&tail[..rest], &last[rest..]].concat();
            combine(&mut last, &tail[..rest]);
            self.chain(&mut before);
            output[start..start + size].copy_from_slice(&before);
            output[start + size..].copy_from_slice(&last[..rest]);
        }
        output
    }

    fn stream_byte(&mut self, byte: u8) -> u8 {
        if self.used == self.stream.len() {
            self.used = 0;
            self.stream.copy_from_slice(&self.register);
            self.cipher.encrypt(&mut self.stream);
            match self.chaining {
                Chaining::Ctr => {
                    for byte in self.register.iter_mut().rev() {
                        *byte = byte.wrapping_add(1);
                        if *byte != 0 {
                            break;
                        }
                    }
                }
                Chaining::Ofb => self.register.copy_from_slice(&self.stream),
                _ => {}
            }
        }
        let output = byte ^ self.stream[self.used];
        if self.chaining == Chaining::Cfb {
            self.register[self.used] = if self.is_encrypting { output } else { byte };
        }
        self.used += 1;
        output
    }

    /// The highest `bits` of a byte, 8 or 1, with the register shifted by as many.
    fn shift(&mut self, byte: u8, bits: u32) -> u8 {
        self.stream.copy_from_slice(&self.register);
        self.cipher.encrypt(&mut self.stream);
        let mask = !(0xFF_u8.checked_shr(bits).unwrap_or_default());
        let output = (byte ^ self.stream[0]) & mask;
        let ciphertext = if self.is_encrypting { output } else { byte };
        let mut carry = u16::from(ciphertext) >> (8 - bits);
        for byte in self.register.iter_mut().rev() {
            let shifted = u16::from(*byte) << bits | carry;
            *byte = shifted as u8;
            carry = shifted >> 8;
        }
        output
    }
}

/// XTS (IEEE 1619) over a cipher with blocks of 16 bytes. A message, which is a sector, comes as a whole.
pub struct Xts {
    data: AnyBlockCipher,
    tweak: u128,
    is_encrypting: bool,
    is_done: bool,
}

impl Xts {
    /// `tweak` is the cipher with the second half of the key.
    pub fn new(data: AnyBlockCipher, tweak: &AnyBlockCipher, is_encrypting: bool, iv: [u8; 16]) -> Self {
        let mut block = iv;
        tweak.encrypt(&mut block);
        Self { data, tweak: u128::from_le_bytes(block), is_encrypting, is_done: false }
    }

    fn block(&self, block: &mut [u8], tweak: u128) {
        let tweak = tweak.to_le_bytes();
        combine(block, &tweak);
        if self.is_encrypting {
            self.data.encrypt(block)
        } else {
            self.data.decrypt(block)
        }
        combine(block, &tweak);
    }

    pub fn update(&mut self, input: &[u8]) -> Result<Vec<u8>, Failure> {
        const SIZE: usize = 16;
        if std::mem::replace(&mut self.is_done, true) || input.len() < SIZE {
            return Err(Failure::from(Known::CIPHER_OPERATION_FAILED));
        }
        let next = |tweak: u128| (tweak << 1) ^ ((tweak >> 127) * 0x87);
        let rest = input.len() % SIZE;
        // The last whole block waits for what is left after it.
        let whole = input.len() - rest - if rest == 0 { 0 } else { SIZE };
        let mut output = input.to_vec();
        let mut tweak = self.tweak;
        for block in output[..whole].chunks_exact_mut(SIZE) {
            self.block(block, tweak);
            tweak = next(tweak);
        }
        if rest != 0 {
            // Whoever decrypts meets the two last blocks in the other order.
            let tweaks = if self.is_encrypting { [tweak, next(tweak)] } else { [next(tweak), tweak] };
            let (before, last) = output[whole..].split_at_mut(SIZE);
            self.block(before, tweaks[0]);
            before[..rest].swap_with_slice(last);
            self.block(before, tweaks[1]);
        }
        Ok(output)
    }
}
