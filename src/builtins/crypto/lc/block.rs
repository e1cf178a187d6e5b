//! Block ciphers by the name of their algorithm: AES and triple DES of AWS-LC, the others of RustCrypto's crates.

use super::aes::Schedule;
use super::ffi;
use crate::builtins::crypto::block_modes::{AnyBlockCipher, BlockCipher};
use cipher::{Array, BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use std::ffi::c_int;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    Aes,
    Aria,
    Camellia,
    Sm4,
    TripleDes,
}

impl Algorithm {
    /// `None` for keys of a length that the algorithm does not have.
    pub fn with_key(self, key: &[u8]) -> Option<AnyBlockCipher> {
        fn of<C>(key: &[u8]) -> Option<AnyBlockCipher>
        where
            C: KeyInit + BlockCipherEncrypt + BlockCipherDecrypt + Send + 'static,
        {
            C::new_from_slice(key).ok().map(|cipher| Box::new(FromCrate(cipher)) as AnyBlockCipher)
        }
        match (self, key.len()) {
            (Self::Aes, 16 | 24 | 32) => Some(Box::new(Aes(Schedule::new(true, key), Schedule::new(false, key)))),
            (Self::Aria, 16) => of::<aria::Aria128>(key),
            (Self::Aria, 24) => of::<aria::Aria192>(key),
            (Self::Aria, 32) => of::<aria::Aria256>(key),
            (Self::Camellia, 16) => of::<camellia::Camellia128>(key),
            (Self::Camellia, 24) => of::<camellia::Camellia192>(key),
            (Self::Camellia, 32) => of::<camellia::Camellia256>(key),
            (Self::Sm4, 16) => of::<sm4::Sm4>(key),
            // Two keys, the first of which comes again in the third place.
            (Self::TripleDes, 16) => Some(Box::new(TripleDes::new([&key[..8], &key[8..], &key[..8]]))),
            (Self::TripleDes, 24) => Some(Box::new(TripleDes::new([&key[..8], &key[8..16], &key[16..]]))),
            _ => None,
        }
    }
}

/// The schedules of both directions.
struct Aes(Schedule, Schedule);

impl BlockCipher for Aes {
    fn block_size(&self) -> usize {
        16
    }

    fn encrypt(&self, block: &mut [u8]) {
        if let Ok(bytes) = <[u8; 16]>::try_from(&*block) {
            block.copy_from_slice(&self.0.encrypt(u128::from_be_bytes(bytes)).to_be_bytes());
        }
    }

    fn decrypt(&self, block: &mut [u8]) {
        if let Ok(bytes) = <[u8; 16]>::try_from(&*block) {
            block.copy_from_slice(&self.1.decrypt(u128::from_be_bytes(bytes)).to_be_bytes());
        }
    }
}

struct FromCrate<C>(C);

impl<C: BlockCipherEncrypt + BlockCipherDecrypt + Send> BlockCipher for FromCrate<C> {
    fn block_size(&self) -> usize {
        C::block_size()
    }

    fn encrypt(&self, block: &mut [u8]) {
        if let Ok(block) = <&mut Array<u8, C::BlockSize>>::try_from(block) {
            self.0.encrypt_block(block);
        }
    }

    fn decrypt(&self, block: &mut [u8]) {
        if let Ok(block) = <&mut Array<u8, C::BlockSize>>::try_from(block) {
            self.0.decrypt_block(block);
        }
    }
}

/// The schedules of the three keys.
struct TripleDes([ffi::DES_key_schedule; 3]);

impl TripleDes {
    /// Each key has eight bytes.
    fn new(keys: [&[u8]; 3]) -> Self {
        Self(keys.map(|key| {
            let mut bytes = [0; 8];
            bytes.copy_from_slice(key);
            let key = ffi::DES_cblock { bytes };
            let mut schedule = std::mem::MaybeUninit::uninit();
            // SAFETY: the function reads a key of eight bytes and sets the whole schedule.
            unsafe {
                ffi::DES_set_key_unchecked(&key, schedule.as_mut_ptr());
                schedule.assume_init()
            }
        }))
    }

    fn apply(&self, block: &mut [u8], is_encrypting: bool) {
        let Ok(bytes) = <[u8; 8]>::try_from(&*block) else { return };
        let (input, mut output) = (ffi::DES_cblock { bytes }, ffi::DES_cblock { bytes: [0; 8] });
        let [first, second, third] = &self.0;
        // SAFETY: both blocks have eight bytes, and the schedules are set.
        unsafe { ffi::DES_ecb3_encrypt(&input, &mut output, first, second, third, c_int::from(is_encrypting)) };
        block.copy_from_slice(&output.bytes);
    }
}

impl Drop for TripleDes {
    fn drop(&mut self) {
        // SAFETY: the schedules are plain data of this size.
        unsafe { ffi::OPENSSL_cleanse((&raw mut self.0).cast(), size_of_val(&self.0)) };
    }
}

impl BlockCipher for TripleDes {
    fn block_size(&self) -> usize {
        8
    }

    fn encrypt(&self, block: &mut [u8]) {
        self.apply(block, true);
    }

    fn decrypt(&self, block: &mut [u8]) {
        self.apply(block, false);
    }
}
