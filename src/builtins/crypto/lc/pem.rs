//! PEM, DER and PKCS#12 as programs hand them to `tls` and `crypto`: certificates and private keys, encrypted or not.
//!
//! For TLS: `certificates` gives what `rustls_pki_types::CertificateDer::from` takes, `private_key` a PKCS#8 structure for
//! `PrivatePkcs8KeyDer::from`, and `pkcs12` both. All errors are `Failure`s, which carry Node's class, code and message.

use super::pkey::{Encoding, PKey};
use super::x509::{Certificate, CertificateList};
use super::{Allocated, Bio, Failure, Known, c_string, check, decode, ffi};
use std::ptr::null_mut;
use zeroize::Zeroizing;

/// One block of a PEM text: its label and its content.
pub struct Block {
    pub label: String,
    pub der: Vec<u8>,
}

/// All blocks of a text, up to the first that is broken. What stands between blocks is skipped.
pub fn blocks(pem: &[u8]) -> Vec<Block> {
    read_blocks(pem).0
}

/// The same, and what is wrong with the first that is broken.
fn read_blocks(pem: &[u8]) -> (Vec<Block>, Option<Failure>) {
    let read = |bio: &Bio| {
        let mut blocks = Vec::new();
        loop {
            let (mut name, mut header, mut data, mut length) = (null_mut(), null_mut(), null_mut(), 0);
            // SAFETY: the stream is alive; what is handed out is owned below and freed with the owners.
            unsafe {
                if ffi::PEM_read_bio(bio.as_ptr(), &mut name, &mut header, &mut data, &mut length) != 1 {
                    let failure = Failure::last();
                    return (blocks, Some(failure).filter(|failure| !failure.is(Known::NO_START_LINE)));
                }
                let name_length = libc::strlen(name);
                let name = Allocated::new(name.cast(), name_length);
                let _header = Allocated::new(header.cast(), 0);
                let data = Allocated::new(data, length as usize);
                if let (Ok(name), Ok(data)) = (name, data) {
                    let label = String::from_utf8_lossy(name.as_slice()).into_owned();
                    blocks.push(Block { label, der: data.as_slice().to_vec() });
                }
            }
        }
    };
    Bio::reading(pem, read).unwrap_or_default()
}

/// A block with its content in base64.
pub fn write(label: &str, der: &[u8]) -> Result<Vec<u8>, Failure> {
    let bio = Bio::new()?;
    let label = c_string(label);
    // SAFETY: the stream is alive; the content has the length that is passed.
    let written = unsafe {
        ffi::PEM_write_bio(bio.as_ptr(), label.as_ptr(), c"".as_ptr(), der.as_ptr(), der.len() as std::ffi::c_long)
    };
    if written <= 0 { Err(Failure::last()) } else { Ok(bio.contents()) }
}

pub fn is_certificate_label(label: &str) -> bool {
    matches!(label, "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE")
}

/// The DER of all certificates of a text. Fails when there is none.
pub fn certificates(pem: &[u8]) -> Result<Vec<Vec<u8>>, Failure> {
    let found: Vec<Vec<u8>> =
        blocks(pem).into_iter().filter(|block| is_certificate_label(&block.label)).map(|block| block.der).collect();
    for der in &found {
        Certificate::from_der(der)?;
    }
    if found.is_empty() { Err(Failure::from(Known::NO_START_LINE)) } else { Ok(found) }
}

/// The DER of all certificates of a text, of which there may be none; an error for one that is broken.
pub fn every_certificate(pem: &[u8]) -> Result<Vec<Vec<u8>>, Failure> {
    let (blocks, failure) = read_blocks(pem);
    let found: Vec<_> =
        blocks.into_iter().filter(|block| is_certificate_label(&block.label)).map(|block| block.der).collect();
    for der in &found {
        Certificate::from_der(der).map_err(|_| Failure::from(Known::PEM_ASN1_LIB))?;
    }
    failure.map_or(Ok(found), Err)
}

/// What a PKCS#12 file holds.
pub struct Pkcs12 {
    /// As an unencrypted PKCS#8 structure.
    pub private_key: Option<Zeroizing<Vec<u8>>>,
    /// The one that belongs to the key.
    pub certificate: Option<Vec<u8>>,
    pub authorities: Vec<Vec<u8>>,
}

/// Why a PKCS#12 file cannot be read.
pub enum Pkcs12Error {
    /// OpenSSL's reason.
    Malformed(&'static str),
    WrongPassword,
    Unsupported,
    Other(Failure),
}

impl Pkcs12Error {
    fn of(failure: &Failure) -> Self {
        match failure.reason() {
            "unknown algorithm"
            | "unknown cipher"
            | "unsupported cipher"
            | "unknown hash"
            | "unsupported prf"
            | "unsupported keylength" => Self::Unsupported,
            "bad pkcs12 data" | "decode error" => Self::Malformed("field missing"),
            // AWS-LC leaves no error where the password is not the right one.
            _ => Self::WrongPassword,
        }
    }

    /// The error of a context of TLS.
    pub fn for_context(self) -> Failure {
        match self {
            Self::Malformed(reason) => Failure::plain(reason),
            Self::WrongPassword => Failure::plain("mac verify failure"),
            Self::Unsupported => Failure::error("ERR_CRYPTO_UNSUPPORTED_OPERATION", "Unsupported PKCS12 PFX data"),
            Self::Other(failure) => failure,
        }
    }
}

/// That of `crypto.parsePKCS12()`.
impl From<Pkcs12Error> for Failure {
    fn from(error: Pkcs12Error) -> Self {
        match error {
            Pkcs12Error::Malformed(_) => {
                Self::error("ERR_CRYPTO_OPERATION_FAILED", "Input is not a valid PKCS#12 structure")
            }
            Pkcs12Error::WrongPassword => Self::from(Known::PKCS12_MAC_VERIFY_FAILURE),
            Pkcs12Error::Unsupported => Self::error(
                "ERR_CRYPTO_UNSUPPORTED_OPERATION",
                "PKCS#12 bundle uses an unsupported algorithm; it may require the OpenSSL legacy provider",
            ),
            Pkcs12Error::Other(failure) => failure,
        }
    }
}

/// Whether the bytes are one structure of ASN.1, as far as its head tells.
fn check_frame(bytes: &[u8]) -> Result<(), Pkcs12Error> {
    const CUT: Pkcs12Error = Pkcs12Error::Malformed("not enough data");
    let [tag, length, rest @ ..] = bytes else { return Err(CUT) };
    // A long length says first how many bytes it has; without any the end is marked.
    let (length, rest) = match length {
        0x80 => (0, rest),
        short @ 0..0x80 => (usize::from(*short), rest),
        long => {
            let (length, rest) = rest.split_at_checked(usize::from(long & 0x7F)).ok_or(CUT)?;
            (length.iter().fold(0_usize, |sum, byte| sum.saturating_mul(256).saturating_add(usize::from(*byte))), rest)
        }
    };
    match tag {
        _ if rest.len() < length => Err(CUT),
        0x30 => Ok(()),
        _ => Err(Pkcs12Error::Malformed("wrong tag")),
    }
}

pub fn pkcs12(bytes: &[u8], passphrase: Option<&[u8]>) -> Result<Pkcs12, Pkcs12Error> {
    super::owned!(
        /// A PKCS#12 file.
        File: ffi::PKCS12, ffi::PKCS12_free
    );
    // AWS-LC looks into the structure only when it takes it apart.
    check_frame(bytes)?;
    // SAFETY: the bytes are only read.
    let file = File::from_raw(decode(bytes, |position, length| unsafe {
        ffi::d2i_PKCS12(null_mut(), position, length as usize)
    }))
    .map_err(|_| Pkcs12Error::Malformed("field missing"))?;
    let password = c_string(&String::from_utf8_lossy(passphrase.unwrap_or_default()));
    let (mut key, mut certificate, mut authorities) = (null_mut(), null_mut(), null_mut());
    // SAFETY: the file is alive; what is handed out is owned below.
    let (key, certificate, authorities) = unsafe {
        check(ffi::PKCS12_parse(file.as_ptr(), password.as_ptr(), &mut key, &mut certificate, &mut authorities))
            .map_err(|failure| Pkcs12Error::of(&failure))?;
        (PKey::from_raw(key).ok(), Certificate::from_raw(certificate).ok(), CertificateList::from_raw(authorities).ok())
    };
    super::error::clear_queue();
    Ok(Pkcs12 {
        private_key: key
            .map(|key| key.to_private_der(Encoding::Pkcs8, None))
            .transpose()
            .map_err(Pkcs12Error::Other)?,
        certificate: certificate.map(|certificate| certificate.to_der()),
        authorities: authorities
            .map(|list| list.certificates().iter().map(Certificate::to_der).collect())
            .unwrap_or_default(),
    })
}
