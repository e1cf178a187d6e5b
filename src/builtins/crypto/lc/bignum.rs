//! Large numbers: the components of keys, and primes.

use super::{Failure, check, ffi};
use std::ffi::c_int;

super::owned!(
    /// A number of any size, wiped when it is dropped.
    BigNumber: ffi::BIGNUM, ffi::BN_clear_free
);

// SAFETY: the number has one owner, and nothing in it belongs to a thread.
unsafe impl Send for BigNumber {}

impl BigNumber {
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Failure> {
        // Zeros in front do not make a number too long.
        let bytes = &bytes[bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len())..];
        // SAFETY: the bytes are only read.
        Self::from_raw(unsafe { ffi::BN_bin2bn(bytes.as_ptr(), bytes.len(), std::ptr::null_mut()) })
    }

    pub fn from_word(word: u64) -> Result<Self, Failure> {
        Self::from_bytes(&word.to_be_bytes())
    }

    /// Big-endian, without zeros in front.
    pub fn to_bytes(&self) -> Vec<u8> {
        bytes_of(self.as_ptr()).unwrap_or_default()
    }

    /// Hands the number over to an owner in C.
    pub(super) fn into_raw(self) -> *mut ffi::BIGNUM {
        let raw = self.as_ptr();
        std::mem::forget(self);
        raw
    }

    pub fn bits(&self) -> usize {
        // SAFETY: the number is alive.
        unsafe { ffi::BN_num_bits(self.as_ptr()) as usize }
    }

    pub fn compare(&self, other: &Self) -> std::cmp::Ordering {
        // SAFETY: the numbers are alive.
        unsafe { ffi::BN_cmp(self.as_ptr(), other.as_ptr()) }.cmp(&0)
    }

    /// What a function of AWS-LC that takes the result, the number itself, another one and a context makes of the two.
    fn combined(
        &self,
        other: &Self,
        function: unsafe extern "C" fn(
            *mut ffi::BIGNUM,
            *const ffi::BIGNUM,
            *const ffi::BIGNUM,
            *mut ffi::BN_CTX,
        ) -> c_int,
    ) -> Result<Self, Failure> {
        let result = Self::from_word(0)?;
        // SAFETY: the context is freed below; the numbers are alive.
        let done = unsafe {
            let context = ffi::BN_CTX_new();
            let done = function(result.as_ptr(), self.as_ptr(), other.as_ptr(), context);
            ffi::BN_CTX_free(context);
            done
        };
        check(done).map(|()| result)
    }

    pub fn product(&self, other: &Self) -> Result<Self, Failure> {
        self.combined(other, ffi::BN_mul)
    }

    /// The greatest number that both are multiples of.
    pub fn common_divisor(&self, other: &Self) -> Result<Self, Failure> {
        self.combined(other, ffi::BN_gcd)
    }

    /// What leaves 1 when it is multiplied by the number and divided by `modulus`; a failure when nothing does.
    pub fn inverse(&self, modulus: &Self) -> Result<Self, Failure> {
        let result = Self::from_word(0)?;
        // SAFETY: the context is freed below; the numbers are alive.
        let answer = unsafe {
            let context = ffi::BN_CTX_new();
            let answer = ffi::BN_mod_inverse(result.as_ptr(), self.as_ptr(), modulus.as_ptr(), context);
            ffi::BN_CTX_free(context);
            answer
        };
        if answer.is_null() { Err(Failure::last()) } else { Ok(result) }
    }

    /// The number less one. It is not zero.
    pub fn predecessor(&self) -> Result<Self, Failure> {
        // SAFETY: the number is alive.
        let result = Self::from_raw(unsafe { ffi::BN_dup(self.as_ptr()) })?;
        // SAFETY: the copy is alive.
        check(unsafe { ffi::BN_sub_word(result.as_ptr(), 1) }).map(|()| result)
    }

    /// A prime of that many bits; `modulus` and `remainder` fix what it leaves when it is divided.
    pub fn generate_prime(
        bits: usize,
        is_safe: bool,
        modulus: Option<&Self>,
        remainder: Option<&Self>,
    ) -> Result<Self, Failure> {
        // There are none with the two highest bits set, and AWS-LC would look for one forever.
        if bits < 2 || (is_safe && bits < 6 && bits != 3) {
            return Err(Failure::from(super::Known::BITS_TOO_SMALL));
        }
        if let Some(modulus) = modulus {
            return Self::generate_congruent_prime(bits, is_safe, modulus, remainder);
        }
        let (prime, bits) = (Self::from_word(0)?, c_int::try_from(bits).unwrap_or(c_int::MAX));
        let (nothing, no_callback) = (std::ptr::null(), std::ptr::null_mut());
        // SAFETY: the number is alive; no callback.
        check(unsafe {
            ffi::BN_generate_prime_ex(prime.as_ptr(), bits, c_int::from(is_safe), nothing, nothing, no_callback)
        })?;
        Ok(prime)
    }

    /// A prime that leaves `remainder` when it is divided by `modulus`: without one 1, for a safe prime 3. AWS-LC looks for such
    /// primes as well, but forever where an odd prime divides the modulus and leaves 1, as 7 does with the usual remainder.
    fn generate_congruent_prime(
        bits: usize,
        is_safe: bool,
        modulus: &Self,
        remainder: Option<&Self>,
    ) -> Result<Self, Failure> {
        let (prime, half) = (Self::from_word(0)?, Self::from_word(0)?);
        let usual = Self::from_word(if is_safe { 3 } else { 1 })?;
        let remainder = remainder.unwrap_or(&usual);
        let smallest = Self::from_word(if is_safe { 5 } else { 3 })?;
        let length = c_int::try_from(bits).unwrap_or(c_int::MAX);
        loop {
            // SAFETY: all numbers are alive.
            unsafe {
                check(ffi::BN_rand(prime.as_ptr(), length, ffi::BN_RAND_TOP_ONE, ffi::BN_RAND_BOTTOM_ODD))?;
                let excess = prime.combined(modulus, ffi::BN_nnmod)?;
                check(ffi::BN_sub(prime.as_ptr(), prime.as_ptr(), excess.as_ptr()))?;
                check(ffi::BN_add(prime.as_ptr(), prime.as_ptr(), remainder.as_ptr()))?;
                if prime.bits() < bits || prime.compare(&smallest).is_lt() {
                    check(ffi::BN_add(prime.as_ptr(), prime.as_ptr(), modulus.as_ptr()))?;
                }
                check(ffi::BN_rshift1(half.as_ptr(), prime.as_ptr()))?;
            }
            // Both pass one round before either passes all of them.
            let mut is_found = true;
            for checks in [1, 0] {
                is_found = is_found && prime.is_prime(checks)? && (!is_safe || half.is_prime(checks)?);
            }
            if is_found {
                return Ok(prime);
            }
        }
    }

    /// A prime of that many bits whose multiplicative group has a subgroup of this order, a prime, and what generates the subgroup.
    pub fn group_of_order(&self, bits: usize) -> Result<(Self, Self), Failure> {
        let double = Self::from_word(0)?;
        // SAFETY: the numbers are alive.
        check(unsafe { ffi::BN_lshift1(double.as_ptr(), self.as_ptr()) })?;
        let prime = Self::generate_congruent_prime(bits, false, &double, None)?;
        let cofactor = prime.predecessor()?.quotient(self)?;
        let mut base = 2;
        loop {
            let generator = Self::from_word(base)?.power(&cofactor, &prime)?;
            if generator.bits() > 1 {
                return Ok((prime, generator));
            }
            base += 1;
        }
    }

    fn quotient(&self, divisor: &Self) -> Result<Self, Failure> {
        let result = Self::from_word(0)?;
        // SAFETY: the context is freed below; the numbers are alive, and the remainder is not asked for.
        let done = unsafe {
            let context = ffi::BN_CTX_new();
            let done = ffi::BN_div(result.as_ptr(), std::ptr::null_mut(), self.as_ptr(), divisor.as_ptr(), context);
            ffi::BN_CTX_free(context);
            done
        };
        check(done).map(|()| result)
    }

    fn power(&self, exponent: &Self, modulus: &Self) -> Result<Self, Failure> {
        let result = Self::from_word(0)?;
        // SAFETY: the context is freed below; the numbers are alive.
        let done = unsafe {
            let context = ffi::BN_CTX_new();
            let done = ffi::BN_mod_exp(result.as_ptr(), self.as_ptr(), exponent.as_ptr(), modulus.as_ptr(), context);
            ffi::BN_CTX_free(context);
            done
        };
        check(done).map(|()| result)
    }

    /// Whether the number is a prime, as far as `checks` rounds of Miller-Rabin tell; 0 takes as many as its size asks for.
    pub fn is_prime(&self, checks: i32) -> Result<bool, Failure> {
        // SAFETY: the context is freed below; the number is alive; no callback.
        let result = unsafe {
            let context = ffi::BN_CTX_new();
            let result = ffi::BN_is_prime_fasttest_ex(self.as_ptr(), checks, context, 1, std::ptr::null_mut());
            ffi::BN_CTX_free(context);
            result
        };
        if result < 0 { Err(Failure::last()) } else { Ok(result == 1) }
    }
}

/// The bytes of a number that somebody else owns; `None` for null.
pub(super) fn bytes_of(number: *const ffi::BIGNUM) -> Option<Vec<u8>> {
    if number.is_null() {
        return None;
    }
    // SAFETY: the callers pass numbers of objects that are alive; the vector has the length that is written.
    unsafe {
        let mut bytes = vec![0; ffi::BN_num_bytes(number) as usize];
        ffi::BN_bn2bin(number, bytes.as_mut_ptr());
        Some(bytes)
    }
}

/// The same in exactly `length` bytes, with zeros in front.
pub(super) fn padded_bytes_of(number: *const ffi::BIGNUM, length: usize) -> Option<Vec<u8>> {
    let bytes = bytes_of(number)?;
    let mut padded = vec![0; length.checked_sub(bytes.len())?];
    padded.extend_from_slice(&bytes);
    Some(padded)
}
