//! The functions on Keccak whose parameters are known at run time only: cSHAKE and KMAC of NIST SP 800-185, TurboSHAKE of
//! RFC 9861. The permutation is crate `keccak`.

use keccak::{Keccak, State1600};
use zeroize::Zeroize;

/// What absorbs a message and gives as many bytes as one asks for.
#[derive(Clone)]
pub struct Sponge {
    state: State1600,
    /// How many bytes go in or come out between two permutations.
    rate: usize,
    /// How many of them are used.
    position: usize,
    /// Whether it is half of Keccak's rounds.
    is_turbo: bool,
    domain: u8,
}

impl Drop for Sponge {
    fn drop(&mut self) {
        self.state.zeroize();
    }
}

impl Sponge {
    fn new(strength: usize, is_turbo: bool, domain: u8) -> Self {
        Self { state: State1600::default(), rate: 200 - strength / 4, position: 0, is_turbo, domain }
    }

    pub fn turbo_shake(strength: usize, domain: u8) -> Self {
        Self::new(strength, true, domain)
    }

    pub fn cshake(strength: usize, function: &[u8], customization: &[u8]) -> Self {
        if function.is_empty() && customization.is_empty() {
            return Self::new(strength, false, 0x1F);
        }
        Self::new(strength, false, 0x04).absorb_padded(&[function, customization])
    }

    /// KMAC with its key: the message follows, then `finish_kmac`.
    pub fn kmac(strength: usize, key: &[u8], customization: &[u8]) -> Self {
        Self::cshake(strength, b"KMAC", customization).absorb_padded(&[key])
    }

    /// The result of KMAC, whose length goes into it.
    pub fn finish_kmac(self, bits: usize) -> Vec<u8> {
        let (bytes, first) = significant(bits);
        let mut output = vec![0; bits.div_ceil(8)];
        self.absorb(&bytes[first..]).absorb(&[(8 - first) as u8]).squeeze(&mut output);
        if let (1.., Some(last)) = (bits % 8, output.last_mut()) {
            *last &= 0xFF << (8 - bits % 8);
        }
        output
    }

    fn permute(&mut self) {
        self.position = 0;
        let state = &mut self.state;
        if self.is_turbo {
            Keccak::new().with_p1600::<12>(|permute| permute(state));
        } else {
            Keccak::new().with_f1600(|permute| permute(state));
        }
    }

    fn xor(&mut self, position: usize, byte: u8) {
        self.state[position / 8] ^= u64::from(byte) << (8 * (position % 8));
    }

    pub fn update(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            if self.position.is_multiple_of(8) && bytes.len() >= 8 {
                let (word, rest) = bytes.split_at(8);
                self.state[self.position / 8] ^= u64::from_le_bytes(word.try_into().unwrap_or_default());
                self.position += 8;
                bytes = rest;
            } else {
                self.xor(self.position, bytes[0]);
                self.position += 1;
                bytes = &bytes[1..];
            }
            if self.position == self.rate {
                self.permute();
            }
        }
    }

    pub fn absorb(mut self, bytes: &[u8]) -> Self {
        self.update(bytes);
        self
    }

    /// Strings with their lengths, filled up with zeros to whole blocks.
    fn absorb_padded(self, parts: &[&[u8]]) -> Self {
        let rate = self.rate;
        let mut sponge = self.absorb_number(rate);
        for part in parts {
            sponge = sponge.absorb_number(part.len() * 8).absorb(part);
        }
        if sponge.position != 0 {
            sponge.permute();
        }
        sponge
    }

    /// A number after the count of its bytes.
    fn absorb_number(self, number: usize) -> Self {
        let (bytes, first) = significant(number);
        self.absorb(&[(8 - first) as u8]).absorb(&bytes[first..])
    }

    pub fn squeeze(mut self, output: &mut [u8]) {
        self.xor(self.position, self.domain);
        self.xor(self.rate - 1, 0x80);
        for chunk in output.chunks_mut(self.rate) {
            self.permute();
            for (byte, index) in chunk.iter_mut().zip(0..) {
                *byte = (self.state[index / 8] >> (8 * (index % 8))) as u8;
            }
        }
    }
}

/// A number's big-endian bytes, and the first one that counts; at least one does.
fn significant(number: usize) -> ([u8; 8], usize) {
    let bytes = (number as u64).to_be_bytes();
    let first = bytes.iter().position(|byte| *byte != 0).unwrap_or(7);
    (bytes, first)
}
