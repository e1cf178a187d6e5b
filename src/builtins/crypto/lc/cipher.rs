//! Symmetric ciphers, block by block: the table of their names, and one type over all that AWS-LC has.

use super::aes::{KeyWrap, Ocb};
use super::block::Algorithm;
use super::des_wrap::DesWrap;
use super::siv;
use super::{Failure, Known, check, ffi};
use crate::builtins::crypto::block_modes::{self, Chaining};
use std::ffi::c_int;
use std::ptr::{null, null_mut};
use zeroize::Zeroizing;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Cbc,
    Ccm,
    Cfb,
    Ctr,
    Ecb,
    Gcm,
    GcmSiv,
    Ocb,
    Ofb,
    Siv,
    Stream,
    Wrap,
    Xts,
}

impl Mode {
    pub fn name(self) -> &'static str {
        match self {
            Self::Cbc => "cbc",
            Self::Ccm => "ccm",
            Self::Cfb => "cfb",
            Self::Ctr => "ctr",
            Self::Ecb => "ecb",
            Self::Gcm => "gcm",
            Self::GcmSiv => "gcm-siv",
            Self::Ocb => "ocb",
            Self::Ofb => "ofb",
            Self::Siv => "siv",
            Self::Stream => "stream",
            Self::Wrap => "wrap",
            Self::Xts => "xts",
        }
    }
}

/// Who does the work.
#[derive(Clone, Copy)]
enum Engine {
    Evp(unsafe extern "C" fn() -> *const ffi::EVP_CIPHER),
    ChaCha20,
    Ocb,
    Modes(Algorithm, Chaining),
    Xts(Algorithm),
    Siv(siv::Engine),
    /// AES key wrap, of RFC 3394 or, padded, RFC 5649.
    Wrap {
        is_padded: bool,
    },
    DesWrap,
    /// OpenSSL describes it and does not make it any more.
    Legacy,
}

/// A cipher: what `crypto.getCipherInfo` tells, lengths in bytes.
#[derive(Clone, Copy)]
pub struct Info {
    pub name: &'static str,
    pub nid: i32,
    pub mode: Mode,
    pub key_length: usize,
    pub block_size: usize,
    pub iv_length: usize,
    engine: Engine,
}

macro_rules! ciphers {
    ($($name:literal $nid:literal $mode:ident $key:literal $block:literal $iv:literal $engine:expr;)*) => {
        &[$(Info {
            name: $name, nid: $nid, mode: Mode::$mode,
            key_length: $key, block_size: $block, iv_length: $iv, engine: $engine,
        }),*]
    };
}

use Engine::{ChaCha20, Evp, Modes, Siv, Wrap};

/// Name, number, mode, lengths of key, block and initialization vector; sorted by name.
const CIPHERS: &[Info] = ciphers! {
    "aes-128-cbc" 419 Cbc 16 16 16 Evp(ffi::EVP_aes_128_cbc);
    "aes-128-cbc-cts" 0 Cbc 16 16 16 Modes(Algorithm::Aes, Chaining::CbcCts);
    "aes-128-cfb" 421 Cfb 16 1 16 Evp(ffi::EVP_aes_128_cfb128);
    "aes-128-cfb1" 650 Cfb 16 1 16 Evp(ffi::EVP_aes_128_cfb1);
    "aes-128-cfb8" 653 Cfb 16 1 16 Evp(ffi::EVP_aes_128_cfb8);
    "aes-128-ctr" 904 Ctr 16 1 16 Evp(ffi::EVP_aes_128_ctr);
    "aes-128-ecb" 418 Ecb 16 16 0 Evp(ffi::EVP_aes_128_ecb);
    "aes-128-gcm-siv" 0 GcmSiv 16 1 12 Siv(siv::Engine::GcmSiv(ffi::EVP_aead_aes_128_gcm_siv));
    "aes-128-ocb" 958 Ocb 16 16 12 Engine::Ocb;
    "aes-128-ofb" 420 Ofb 16 1 16 Evp(ffi::EVP_aes_128_ofb);
    "aes-128-siv" 0 Siv 32 1 0 Siv(siv::Engine::Siv("aes-128-cbc", "aes-128-ctr"));
    "aes-128-xts" 913 Xts 32 1 16 Engine::Xts(Algorithm::Aes);
    "aes-192-cbc" 423 Cbc 24 16 16 Evp(ffi::EVP_aes_192_cbc);
    "aes-192-cbc-cts" 0 Cbc 24 16 16 Modes(Algorithm::Aes, Chaining::CbcCts);
    "aes-192-cfb" 425 Cfb 24 1 16 Evp(ffi::EVP_aes_192_cfb128);
    "aes-192-cfb1" 651 Cfb 24 1 16 Evp(ffi::EVP_aes_192_cfb1);
    "aes-192-cfb8" 654 Cfb 24 1 16 Evp(ffi::EVP_aes_192_cfb8);
    "aes-192-ctr" 905 Ctr 24 1 16 Evp(ffi::EVP_aes_192_ctr);
    "aes-192-ecb" 422 Ecb 24 16 0 Evp(ffi::EVP_aes_192_ecb);
    "aes-192-ocb" 959 Ocb 24 16 12 Engine::Ocb;
    "aes-192-ofb" 424 Ofb 24 1 16 Evp(ffi::EVP_aes_192_ofb);
    "aes-192-siv" 0 Siv 48 1 0 Siv(siv::Engine::Siv("aes-192-cbc", "aes-192-ctr"));
    "aes-256-cbc" 427 Cbc 32 16 16 Evp(ffi::EVP_aes_256_cbc);
    "aes-256-cbc-cts" 0 Cbc 32 16 16 Modes(Algorithm::Aes, Chaining::CbcCts);
    "aes-256-cfb" 429 Cfb 32 1 16 Evp(ffi::EVP_aes_256_cfb128);
    "aes-256-cfb1" 652 Cfb 32 1 16 Evp(ffi::EVP_aes_256_cfb1);
    "aes-256-cfb8" 655 Cfb 32 1 16 Evp(ffi::EVP_aes_256_cfb8);
    "aes-256-ctr" 906 Ctr 32 1 16 Evp(ffi::EVP_aes_256_ctr);
    "aes-256-ecb" 426 Ecb 32 16 0 Evp(ffi::EVP_aes_256_ecb);
    "aes-256-gcm-siv" 0 GcmSiv 32 1 12 Siv(siv::Engine::GcmSiv(ffi::EVP_aead_aes_256_gcm_siv));
    "aes-256-ocb" 960 Ocb 32 16 12 Engine::Ocb;
    "aes-256-ofb" 428 Ofb 32 1 16 Evp(ffi::EVP_aes_256_ofb);
    "aes-256-siv" 0 Siv 64 1 0 Siv(siv::Engine::Siv("aes-256-cbc", "aes-256-ctr"));
    "aes-256-xts" 914 Xts 64 1 16 Evp(ffi::EVP_aes_256_xts);
    "aria-128-cbc" 1066 Cbc 16 16 16 Modes(Algorithm::Aria, Chaining::Cbc);
    "aria-128-cfb" 1067 Cfb 16 1 16 Modes(Algorithm::Aria, Chaining::Cfb);
    "aria-128-cfb1" 1080 Cfb 16 1 16 Modes(Algorithm::Aria, Chaining::Cfb1);
    "aria-128-cfb8" 1083 Cfb 16 1 16 Modes(Algorithm::Aria, Chaining::Cfb8);
    "aria-128-ctr" 1069 Ctr 16 1 16 Modes(Algorithm::Aria, Chaining::Ctr);
    "aria-128-ecb" 1065 Ecb 16 16 0 Modes(Algorithm::Aria, Chaining::Ecb);
    "aria-128-ofb" 1068 Ofb 16 1 16 Modes(Algorithm::Aria, Chaining::Ofb);
    "aria-192-cbc" 1071 Cbc 24 16 16 Modes(Algorithm::Aria, Chaining::Cbc);
    "aria-192-cfb" 1072 Cfb 24 1 16 Modes(Algorithm::Aria, Chaining::Cfb);
    "aria-192-cfb1" 1081 Cfb 24 1 16 Modes(Algorithm::Aria, Chaining::Cfb1);
    "aria-192-cfb8" 1084 Cfb 24 1 16 Modes(Algorithm::Aria, Chaining::Cfb8);
    "aria-192-ctr" 1074 Ctr 24 1 16 Modes(Algorithm::Aria, Chaining::Ctr);
    "aria-192-ecb" 1070 Ecb 24 16 0 Modes(Algorithm::Aria, Chaining::Ecb);
    "aria-192-ofb" 1073 Ofb 24 1 16 Modes(Algorithm::Aria, Chaining::Ofb);
    "aria-256-cbc" 1076 Cbc 32 16 16 Modes(Algorithm::Aria, Chaining::Cbc);
    "aria-256-cfb" 1077 Cfb 32 1 16 Modes(Algorithm::Aria, Chaining::Cfb);
    "aria-256-cfb1" 1082 Cfb 32 1 16 Modes(Algorithm::Aria, Chaining::Cfb1);
    "aria-256-cfb8" 1085 Cfb 32 1 16 Modes(Algorithm::Aria, Chaining::Cfb8);
    "aria-256-ctr" 1079 Ctr 32 1 16 Modes(Algorithm::Aria, Chaining::Ctr);
    "aria-256-ecb" 1075 Ecb 32 16 0 Modes(Algorithm::Aria, Chaining::Ecb);
    "aria-256-ofb" 1078 Ofb 32 1 16 Modes(Algorithm::Aria, Chaining::Ofb);
    "bf-cbc" 91 Cbc 16 8 8 Engine::Legacy;
    "bf-cfb" 93 Cfb 16 1 8 Engine::Legacy;
    "bf-ecb" 92 Ecb 16 8 0 Engine::Legacy;
    "bf-ofb" 94 Ofb 16 1 8 Engine::Legacy;
    "camellia-128-cbc" 751 Cbc 16 16 16 Modes(Algorithm::Camellia, Chaining::Cbc);
    "camellia-128-cbc-cts" 0 Cbc 16 16 16 Modes(Algorithm::Camellia, Chaining::CbcCts);
    "camellia-128-cfb" 757 Cfb 16 1 16 Modes(Algorithm::Camellia, Chaining::Cfb);
    "camellia-128-cfb1" 760 Cfb 16 1 16 Modes(Algorithm::Camellia, Chaining::Cfb1);
    "camellia-128-cfb8" 763 Cfb 16 1 16 Modes(Algorithm::Camellia, Chaining::Cfb8);
    "camellia-128-ctr" 963 Ctr 16 1 16 Modes(Algorithm::Camellia, Chaining::Ctr);
    "camellia-128-ecb" 754 Ecb 16 16 0 Modes(Algorithm::Camellia, Chaining::Ecb);
    "camellia-128-ofb" 766 Ofb 16 1 16 Modes(Algorithm::Camellia, Chaining::Ofb);
    "camellia-192-cbc" 752 Cbc 24 16 16 Modes(Algorithm::Camellia, Chaining::Cbc);
    "camellia-192-cbc-cts" 0 Cbc 24 16 16 Modes(Algorithm::Camellia, Chaining::CbcCts);
    "camellia-192-cfb" 758 Cfb 24 1 16 Modes(Algorithm::Camellia, Chaining::Cfb);
    "camellia-192-cfb1" 761 Cfb 24 1 16 Modes(Algorithm::Camellia, Chaining::Cfb1);
    "camellia-192-cfb8" 764 Cfb 24 1 16 Modes(Algorithm::Camellia, Chaining::Cfb8);
    "camellia-192-ctr" 967 Ctr 24 1 16 Modes(Algorithm::Camellia, Chaining::Ctr);
    "camellia-192-ecb" 755 Ecb 24 16 0 Modes(Algorithm::Camellia, Chaining::Ecb);
    "camellia-192-ofb" 767 Ofb 24 1 16 Modes(Algorithm::Camellia, Chaining::Ofb);
    "camellia-256-cbc" 753 Cbc 32 16 16 Modes(Algorithm::Camellia, Chaining::Cbc);
    "camellia-256-cbc-cts" 0 Cbc 32 16 16 Modes(Algorithm::Camellia, Chaining::CbcCts);
    "camellia-256-cfb" 759 Cfb 32 1 16 Modes(Algorithm::Camellia, Chaining::Cfb);
    "camellia-256-cfb1" 762 Cfb 32 1 16 Modes(Algorithm::Camellia, Chaining::Cfb1);
    "camellia-256-cfb8" 765 Cfb 32 1 16 Modes(Algorithm::Camellia, Chaining::Cfb8);
    "camellia-256-ctr" 971 Ctr 32 1 16 Modes(Algorithm::Camellia, Chaining::Ctr);
    "camellia-256-ecb" 756 Ecb 32 16 0 Modes(Algorithm::Camellia, Chaining::Ecb);
    "camellia-256-ofb" 768 Ofb 32 1 16 Modes(Algorithm::Camellia, Chaining::Ofb);
    "cast5-cbc" 108 Cbc 16 8 8 Engine::Legacy;
    "cast5-cfb" 110 Cfb 16 1 8 Engine::Legacy;
    "cast5-ecb" 109 Ecb 16 8 0 Engine::Legacy;
    "cast5-ofb" 111 Ofb 16 1 8 Engine::Legacy;
    "chacha20" 1019 Stream 32 1 16 ChaCha20;
    "chacha20-poly1305" 1018 Stream 32 1 12 Evp(ffi::EVP_chacha20_poly1305);
    "des-cbc" 31 Cbc 8 8 8 Engine::Legacy;
    "des-cfb" 30 Cfb 8 1 8 Engine::Legacy;
    "des-cfb1" 656 Cfb 8 1 8 Engine::Legacy;
    "des-cfb8" 657 Cfb 8 1 8 Engine::Legacy;
    "des-ecb" 29 Ecb 8 8 0 Engine::Legacy;
    "des-ede" 32 Ecb 16 8 0 Evp(ffi::EVP_des_ede);
    "des-ede-cbc" 43 Cbc 16 8 8 Evp(ffi::EVP_des_ede_cbc);
    "des-ede-cfb" 60 Cfb 16 1 8 Modes(Algorithm::TripleDes, Chaining::Cfb);
    "des-ede-ofb" 62 Ofb 16 1 8 Modes(Algorithm::TripleDes, Chaining::Ofb);
    "des-ede3" 33 Ecb 24 8 0 Evp(ffi::EVP_des_ede3_ecb);
    "des-ede3-cbc" 44 Cbc 24 8 8 Evp(ffi::EVP_des_ede3_cbc);
    "des-ede3-cfb" 61 Cfb 24 1 8 Modes(Algorithm::TripleDes, Chaining::Cfb);
    "des-ede3-cfb1" 658 Cfb 24 1 8 Modes(Algorithm::TripleDes, Chaining::Cfb1);
    "des-ede3-cfb8" 659 Cfb 24 1 8 Modes(Algorithm::TripleDes, Chaining::Cfb8);
    "des-ede3-ofb" 63 Ofb 24 1 8 Modes(Algorithm::TripleDes, Chaining::Ofb);
    "des-ofb" 45 Ofb 8 1 8 Engine::Legacy;
    "desx-cbc" 80 Cbc 24 8 8 Engine::Legacy;
    "id-aes128-ccm" 896 Ccm 16 1 12 Evp(ffi::EVP_aes_128_ccm);
    "id-aes128-gcm" 895 Gcm 16 1 12 Evp(ffi::EVP_aes_128_gcm);
    "id-aes128-wrap" 788 Wrap 16 8 8 Wrap { is_padded: false };
    "id-aes128-wrap-pad" 897 Wrap 16 8 4 Wrap { is_padded: true };
    "id-aes192-ccm" 899 Ccm 24 1 12 Evp(ffi::EVP_aes_192_ccm);
    "id-aes192-gcm" 898 Gcm 24 1 12 Evp(ffi::EVP_aes_192_gcm);
    "id-aes192-wrap" 789 Wrap 24 8 8 Wrap { is_padded: false };
    "id-aes192-wrap-pad" 900 Wrap 24 8 4 Wrap { is_padded: true };
    "id-aes256-ccm" 902 Ccm 32 1 12 Evp(ffi::EVP_aes_256_ccm);
    "id-aes256-gcm" 901 Gcm 32 1 12 Evp(ffi::EVP_aes_256_gcm);
    "id-aes256-wrap" 790 Wrap 32 8 8 Wrap { is_padded: false };
    "id-aes256-wrap-pad" 903 Wrap 32 8 4 Wrap { is_padded: true };
    "id-smime-alg-cms3deswrap" 246 Wrap 24 8 0 Engine::DesWrap;
    "idea-cbc" 34 Cbc 16 8 8 Engine::Legacy;
    "idea-cfb" 35 Cfb 16 1 8 Engine::Legacy;
    "idea-ecb" 36 Ecb 16 8 0 Engine::Legacy;
    "idea-ofb" 46 Ofb 16 1 8 Engine::Legacy;
    "rc2-40-cbc" 98 Cbc 5 8 8 Engine::Legacy;
    "rc2-64-cbc" 166 Cbc 8 8 8 Engine::Legacy;
    "rc2-cbc" 37 Cbc 16 8 8 Engine::Legacy;
    "rc2-cfb" 39 Cfb 16 1 8 Engine::Legacy;
    "rc2-ecb" 38 Ecb 16 8 0 Engine::Legacy;
    "rc2-ofb" 40 Ofb 16 1 8 Engine::Legacy;
    "rc4" 5 Stream 16 1 0 Engine::Legacy;
    "rc4-40" 97 Stream 5 1 0 Engine::Legacy;
    "rc4-hmac-md5" 915 Stream 16 1 0 Engine::Legacy;
    "seed-cbc" 777 Cbc 16 16 16 Engine::Legacy;
    "seed-cfb" 779 Cfb 16 1 16 Engine::Legacy;
    "seed-ecb" 776 Ecb 16 16 0 Engine::Legacy;
    "seed-ofb" 778 Ofb 16 1 16 Engine::Legacy;
    "sm4-cbc" 1134 Cbc 16 16 16 Modes(Algorithm::Sm4, Chaining::Cbc);
    "sm4-cfb" 1137 Cfb 16 1 16 Modes(Algorithm::Sm4, Chaining::Cfb);
    "sm4-ctr" 1139 Ctr 16 1 16 Modes(Algorithm::Sm4, Chaining::Ctr);
    "sm4-ecb" 1133 Ecb 16 16 0 Modes(Algorithm::Sm4, Chaining::Ecb);
    "sm4-ofb" 1135 Ofb 16 1 16 Modes(Algorithm::Sm4, Chaining::Ofb);
};

/// Other names, sorted, and the one in the table.
const ALIASES: &[(&str, &str)] = &[
    ("aes-128-ccm", "id-aes128-ccm"),
    ("aes-128-gcm", "id-aes128-gcm"),
    ("aes-128-wrap", "id-aes128-wrap"),
    ("aes-128-wrap-pad", "id-aes128-wrap-pad"),
    ("aes-192-ccm", "id-aes192-ccm"),
    ("aes-192-gcm", "id-aes192-gcm"),
    ("aes-192-wrap", "id-aes192-wrap"),
    ("aes-192-wrap-pad", "id-aes192-wrap-pad"),
    ("aes-256-ccm", "id-aes256-ccm"),
    ("aes-256-gcm", "id-aes256-gcm"),
    ("aes-256-wrap", "id-aes256-wrap"),
    ("aes-256-wrap-pad", "id-aes256-wrap-pad"),
    ("aes128", "aes-128-cbc"),
    ("aes128-wrap", "id-aes128-wrap"),
    ("aes128-wrap-pad", "id-aes128-wrap-pad"),
    ("aes192", "aes-192-cbc"),
    ("aes192-wrap", "id-aes192-wrap"),
    ("aes192-wrap-pad", "id-aes192-wrap-pad"),
    ("aes256", "aes-256-cbc"),
    ("aes256-wrap", "id-aes256-wrap"),
    ("aes256-wrap-pad", "id-aes256-wrap-pad"),
    ("aria128", "aria-128-cbc"),
    ("aria192", "aria-192-cbc"),
    ("aria256", "aria-256-cbc"),
    ("bf", "bf-cbc"),
    ("blowfish", "bf-cbc"),
    ("camellia128", "camellia-128-cbc"),
    ("camellia192", "camellia-192-cbc"),
    ("camellia256", "camellia-256-cbc"),
    ("cast", "cast5-cbc"),
    ("cast-cbc", "cast5-cbc"),
    ("des", "des-cbc"),
    ("des-ede-ecb", "des-ede"),
    ("des-ede3-ecb", "des-ede3"),
    ("des3", "des-ede3-cbc"),
    ("des3-wrap", "id-smime-alg-cms3deswrap"),
    ("desx", "desx-cbc"),
    ("idea", "idea-cbc"),
    ("rc2", "rc2-cbc"),
    ("rc2-128", "rc2-cbc"),
    ("rc2-40", "rc2-40-cbc"),
    ("rc2-64", "rc2-64-cbc"),
    ("seed", "seed-cbc"),
    ("sm4", "sm4-cbc"),
    ("sm4-cfb128", "sm4-cfb"),
    ("sm4-ofb128", "sm4-ofb"),
];

/// The names of all that can be made, sorted.
pub fn names() -> Vec<&'static str> {
    let aliases = ALIASES.iter().filter(|(alias, _)| Info::from_name(alias).is_some_and(|info| !info.is_legacy()));
    let ciphers = CIPHERS.iter().filter(|info| !info.is_legacy());
    let mut names: Vec<_> = ciphers.map(|info| info.name).chain(aliases.map(|(alias, _)| *alias)).collect();
    names.sort_unstable();
    names
}

impl Info {
    pub fn from_name(name: &str) -> Option<Self> {
        let lower = name.to_ascii_lowercase();
        let name = match ALIASES.binary_search_by_key(&lower.as_str(), |(alias, _)| *alias) {
            Ok(index) => ALIASES[index].1,
            Err(_) => lower.as_str(),
        };
        CIPHERS.binary_search_by_key(&name, |info| info.name).ok().map(|index| CIPHERS[index])
    }

    pub fn from_nid(nid: i32) -> Option<Self> {
        CIPHERS.iter().find(|info| info.nid == nid && nid != 0).copied()
    }

    /// Whether there is no more than its description.
    pub fn is_legacy(&self) -> bool {
        matches!(self.engine, Engine::Legacy)
    }

    /// Whether the cipher makes a tag that proves what was encrypted.
    pub fn is_authenticated(&self) -> bool {
        matches!(self.mode, Mode::Ccm | Mode::Gcm | Mode::GcmSiv | Mode::Ocb | Mode::Siv) || self.is_chacha20_poly1305()
    }

    /// Whether a message is encrypted all at once, when the one update comes.
    pub fn is_whole(&self) -> bool {
        matches!(self.mode, Mode::Ccm | Mode::GcmSiv | Mode::Siv)
    }

    pub fn is_chacha20_poly1305(&self) -> bool {
        self.nid == 1018
    }

    /// Whether an initialization vector can have this length.
    pub fn accepts_iv_length(&self, length: usize) -> bool {
        match self.mode {
            Mode::Ccm => (7..=13).contains(&length),
            Mode::Ocb => (1..=15).contains(&length),
            Mode::Gcm => (1..=128).contains(&length),
            _ => length == self.iv_length,
        }
    }
}

super::owned!(
    /// The state of a cipher of AWS-LC.
    Context: ffi::EVP_CIPHER_CTX, ffi::EVP_CIPHER_CTX_free
);

/// A cipher at work.
pub struct Cipher {
    state: State,
    block_size: usize,
    /// Whether CCM, which wants to know the length of the message first, still has to be told.
    needs_length: bool,
}

enum State {
    Evp(Context),
    ChaCha20(Box<ChaCha>),
    Ocb(Box<Ocb>),
    Modes(Box<block_modes::Modes>),
    Xts(Box<block_modes::Xts>),
    Siv(Box<siv::Siv>),
    Wrap(Box<KeyWrap>),
    DesWrap(DesWrap),
}

impl Cipher {
    /// `tag_length` is the length of the tag for those that want to know it beforehand. The caller has checked the lengths.
    pub fn new(
        info: &Info,
        is_encrypting: bool,
        key: &[u8],
        iv: &[u8],
        tag_length: Option<usize>,
    ) -> Result<Self, Failure> {
        let unusable = || Failure::from(Known::UNSUPPORTED);
        let state = match info.engine {
            Evp(cipher) => State::Evp(Self::context(info, cipher, is_encrypting, key, iv, tag_length)?),
            ChaCha20 => State::ChaCha20(Box::new(ChaCha::new(key, iv))),
            Engine::Ocb => State::Ocb(Box::new(Ocb::new(is_encrypting, key, iv, tag_length.unwrap_or(16))?)),
            Modes(algorithm, chaining) => {
                let cipher = algorithm.with_key(key).ok_or_else(unusable)?;
                State::Modes(Box::new(block_modes::Modes::new(cipher, chaining, is_encrypting, iv)))
            }
            Engine::Xts(algorithm) => {
                let (data, tweak) = key.split_at(key.len() / 2);
                if is_encrypting && data == tweak {
                    return Err(Failure::from(Known::XTS_DUPLICATED_KEYS));
                }
                let cipher = |key| algorithm.with_key(key).ok_or_else(unusable);
                let iv: [u8; 16] = iv.try_into().map_err(|_| unusable())?;
                State::Xts(Box::new(block_modes::Xts::new(cipher(data)?, &cipher(tweak)?, is_encrypting, iv)))
            }
            Siv(engine) => State::Siv(Box::new(siv::Siv::new(engine, is_encrypting, key, iv))),
            Engine::Legacy => return Err(Failure::stacked(Known::EVP_UNSUPPORTED)),
            Engine::DesWrap => State::DesWrap(DesWrap::new(is_encrypting, key)),
            Wrap { is_padded } => State::Wrap(Box::new(KeyWrap::new(is_encrypting, is_padded, key, iv)?)),
        };
        Ok(Self { state, block_size: info.block_size, needs_length: info.mode == Mode::Ccm })
    }

    fn context(
        info: &Info,
        cipher: unsafe extern "C" fn() -> *const ffi::EVP_CIPHER,
        is_encrypting: bool,
        key: &[u8],
        iv: &[u8],
        tag_length: Option<usize>,
    ) -> Result<Context, Failure> {
        let direction = c_int::from(is_encrypting);
        // SAFETY: the context is alive; key and vector have the lengths that the cipher was told.
        unsafe {
            let context = Context::from_raw(ffi::EVP_CIPHER_CTX_new())?;
            let pointer = context.as_ptr();
            check(ffi::EVP_CipherInit_ex(pointer, cipher(), null_mut(), null(), null(), direction))?;
            if matches!(info.mode, Mode::Ccm | Mode::Gcm) {
                let length = c_int::try_from(iv.len()).unwrap_or(c_int::MAX);
                check(ffi::EVP_CIPHER_CTX_ctrl(pointer, ffi::EVP_CTRL_AEAD_SET_IVLEN, length, null_mut()))?;
            }
            if let Some(length) = tag_length.filter(|_| info.mode == Mode::Ccm) {
                let length = length as c_int;
                check(ffi::EVP_CIPHER_CTX_ctrl(pointer, ffi::EVP_CTRL_AEAD_SET_TAG, length, null_mut()))?;
            }
            let iv = if info.iv_length == 0 { null() } else { iv.as_ptr() };
            check(ffi::EVP_CipherInit_ex(pointer, null(), null_mut(), key.as_ptr(), iv, direction))?;
            Ok(context)
        }
    }

    pub fn set_padding(&mut self, is_padding: bool) {
        if let State::Modes(modes) = &mut self.state {
            modes.set_padding(is_padding);
        }
        if let State::Evp(context) = &self.state {
            // SAFETY: the context is alive.
            unsafe { ffi::EVP_CIPHER_CTX_set_padding(context.as_ptr(), c_int::from(is_padding)) };
        }
    }

    /// Tells the length of the whole message, which CCM wants before anything else.
    pub fn set_message_length(&mut self, length: usize) -> Result<(), Failure> {
        self.needs_length = false;
        let State::Evp(context) = &self.state else { return Ok(()) };
        let (mut written, length) = (0, c_int::try_from(length).unwrap_or(c_int::MAX));
        // SAFETY: without input and output only the length is taken.
        check(unsafe { ffi::EVP_CipherUpdate(context.as_ptr(), null_mut(), &mut written, null(), length) })
    }

    /// Data that is authenticated and not encrypted.
    pub fn set_aad(&mut self, data: &[u8]) -> Result<(), Failure> {
        if let State::Ocb(ocb) = &mut self.state {
            ocb.set_aad(data);
            return Ok(());
        }
        if let State::Siv(siv) = &mut self.state {
            return siv.set_aad(data);
        }
        let State::Evp(context) = &self.state else { return Err(Failure::plain("Unsupported state")) };
        let length = c_int::try_from(data.len()).map_err(|_| Failure::plain("Data is too long"))?;
        let mut written = 0;
        // SAFETY: the data is only read, and without output nothing is written but the length.
        check(unsafe { ffi::EVP_CipherUpdate(context.as_ptr(), null_mut(), &mut written, data.as_ptr(), length) })
    }

    /// The tag that decrypted data has to have.
    pub fn set_tag(&mut self, tag: &[u8]) -> Result<(), Failure> {
        if let State::Ocb(ocb) = &mut self.state {
            ocb.set_tag(tag);
            return Ok(());
        }
        if let State::Siv(siv) = &mut self.state {
            siv.set_tag(tag);
            return Ok(());
        }
        let State::Evp(context) = &self.state else { return Err(Failure::plain("Unsupported state")) };
        // SAFETY: the tag has the length that is passed, and AWS-LC copies it.
        check(unsafe {
            ffi::EVP_CIPHER_CTX_ctrl(
                context.as_ptr(),
                ffi::EVP_CTRL_AEAD_SET_TAG,
                tag.len() as c_int,
                tag.as_ptr().cast_mut().cast(),
            )
        })
    }

    /// The tag of what was encrypted.
    pub fn tag(&mut self, length: usize) -> Result<Vec<u8>, Failure> {
        if let State::Ocb(ocb) = &self.state {
            return Ok(ocb.tag()[..length.min(16)].to_vec());
        }
        if let State::Siv(siv) = &self.state {
            return siv.tag().ok_or_else(|| Failure::plain("Unsupported state"));
        }
        let State::Evp(context) = &self.state else { return Err(Failure::plain("Unsupported state")) };
        let mut tag = vec![0; length];
        // SAFETY: the vector has the length that is passed.
        check(unsafe {
            ffi::EVP_CIPHER_CTX_ctrl(
                context.as_ptr(),
                ffi::EVP_CTRL_AEAD_GET_TAG,
                length as c_int,
                tag.as_mut_ptr().cast(),
            )
        })?;
        Ok(tag)
    }

    pub fn update(&mut self, input: &[u8]) -> Result<Vec<u8>, Failure> {
        if self.needs_length {
            self.set_message_length(input.len())?;
        }
        let context = match &mut self.state {
            State::ChaCha20(chacha) => return Ok(chacha.apply(input)),
            State::Ocb(ocb) => return Ok(ocb.update(input)),
            State::Modes(modes) => return modes.update(input),
            State::Xts(xts) => return xts.update(input),
            State::Siv(siv) => return siv.update(input),
            State::Wrap(wrap) => return wrap.apply(input),
            State::DesWrap(wrap) => return wrap.apply(input),
            State::Evp(context) => context,
        };
        let mut output = vec![0; input.len() + self.block_size];
        let mut total = 0;
        // An empty input still has to reach CCM, which makes its tag then.
        let mut rest = input;
        loop {
            let chunk = &rest[..rest.len().min(1 << 30)];
            let mut written = 0;
            // SAFETY: what comes out is at most a block longer than what went in so far.
            check(unsafe {
                ffi::EVP_CipherUpdate(
                    context.as_ptr(),
                    output[total..].as_mut_ptr(),
                    &mut written,
                    chunk.as_ptr(),
                    chunk.len() as c_int,
                )
            })?;
            total += written.max(0) as usize;
            rest = &rest[chunk.len()..];
            if rest.is_empty() {
                break;
            }
        }
        output.truncate(total);
        Ok(output)
    }

    /// What is left after the last update; checks padding or tag.
    pub fn finish(&mut self) -> Result<Vec<u8>, Failure> {
        if let State::Ocb(ocb) = &mut self.state {
            return ocb.finish();
        }
        if let State::Modes(modes) = &mut self.state {
            return modes.finish();
        }
        let State::Evp(context) = &self.state else { return Ok(Vec::new()) };
        let mut output = vec![0; self.block_size.max(16)];
        let mut written = 0;
        // SAFETY: at most one block comes out.
        check(unsafe { ffi::EVP_CipherFinal_ex(context.as_ptr(), output.as_mut_ptr(), &mut written) })?;
        output.truncate(written.max(0) as usize);
        Ok(output)
    }
}

/// The stream of ChaCha20 from a block counter on: OpenSSL's vector is the counter and then the nonce.
struct ChaCha {
    key: Zeroizing<[u8; 32]>,
    /// As four little-endian words: the first counts blocks and carries into the second.
    iv: [u8; 16],
    /// How far the current block is used.
    offset: usize,
}

impl ChaCha {
    fn new(key: &[u8], iv: &[u8]) -> Self {
        let (mut own_key, mut own_iv) = (Zeroizing::new([0; 32]), [0; 16]);
        own_key.copy_from_slice(key);
        own_iv.copy_from_slice(iv);
        Self { key: own_key, iv: own_iv, offset: 0 }
    }

    fn apply(&mut self, input: &[u8]) -> Vec<u8> {
        const BLOCK: usize = 64;
        // The stream begins with a block, so what is used of it is put in front and thrown away.
        let padded = Zeroizing::new([&vec![0; self.offset], input].concat());
        let mut output = vec![0; padded.len()];
        let mut start = 0;
        while start < padded.len() {
            let counter = u32::from_le_bytes([self.iv[0], self.iv[1], self.iv[2], self.iv[3]]);
            // Up to the block at which the counter wraps.
            let blocks_left = (u64::from(u32::MAX) - u64::from(counter) + 1).min((1 << 40) / BLOCK as u64) as usize;
            let length = (padded.len() - start).min(blocks_left * BLOCK);
            // SAFETY: input and output have the length that is passed, key and nonce their fixed ones.
            unsafe {
                ffi::CRYPTO_chacha_20(
                    output[start..].as_mut_ptr(),
                    padded[start..].as_ptr(),
                    length,
                    self.key.as_ptr(),
                    self.iv[4..].as_ptr(),
                    counter,
                );
            }
            let low = u64::from_le_bytes(self.iv[..8].try_into().unwrap_or_default());
            let next = low.wrapping_add((length / BLOCK) as u64);
            self.iv[..8].copy_from_slice(&next.to_le_bytes());
            start += length;
        }
        let skipped = self.offset;
        self.offset = padded.len() % BLOCK;
        output.split_off(skipped)
    }
}

/// The failures that OpenSSL's providers report, as it shows them.
pub fn stacked(failure: Failure) -> Failure {
    let Failure::OpenSsl { number, .. } = &failure else { return failure };
    [Known::BAD_DECRYPT, Known::WRONG_FINAL_BLOCK_LENGTH, Known::XTS_DUPLICATED_KEYS]
        .into_iter()
        .find(|known| known.has_number(*number))
        .map_or(failure, Failure::stacked)
}
