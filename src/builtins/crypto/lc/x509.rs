//! X.509 certificates: what they say, and what can be checked of them.

use super::bignum::{BigNumber, bytes_of};
use super::pkey::PKey;
use super::{Allocated, Bio, Failure, c_string, decode, encode, ffi, own};
use std::ffi::{c_int, c_void};
use std::ptr::{null, null_mut};

super::owned!(
    /// A certificate. It never changes once it is made.
    Certificate: ffi::X509, ffi::X509_free
);

// SAFETY: the count of references is atomic, and what a certificate caches is locked.
unsafe impl Send for Certificate {}

impl Clone for Certificate {
    fn clone(&self) -> Self {
        // SAFETY: the certificate is alive; the clone owns the reference that is added.
        unsafe { ffi::X509_up_ref(self.as_ptr()) };
        Self(self.0)
    }
}

// SAFETY: nothing but the count of references and the cache, see above, changes.
unsafe impl Sync for Certificate {}

super::owned!(
    /// A list of certificates, each with a reference of the list's own.
    CertificateList: ffi::stack_st_X509, free_list
);

/// # Safety
/// The caller owns the list and a reference to each of its certificates.
unsafe fn free_list(list: *mut ffi::stack_st_X509) {
    let list = list.cast::<ffi::OPENSSL_STACK>();
    // SAFETY: the caller's promise.
    unsafe {
        for certificate in elements(list) {
            ffi::X509_free(certificate.cast());
        }
        ffi::OPENSSL_sk_free(list);
    }
}

impl CertificateList {
    pub fn new(certificates: &[Certificate]) -> Result<Self, Failure> {
        // SAFETY: the list is new; a certificate that it takes brings the reference that `clone` adds.
        unsafe {
            let list = Self::from_raw(ffi::OPENSSL_sk_new_null().cast())?;
            for certificate in certificates {
                let certificate = certificate.clone();
                if ffi::OPENSSL_sk_push(list.as_ptr().cast(), certificate.as_ptr().cast()) == 0 {
                    return Err(Failure::last());
                }
                std::mem::forget(certificate);
            }
            Ok(list)
        }
    }

    pub fn certificates(&self) -> Vec<Certificate> {
        // SAFETY: the list is alive, and each certificate gets a reference of its own before an owner takes it.
        let certificates = unsafe { elements(self.as_ptr().cast()) }.map(|certificate| {
            // SAFETY: as above.
            unsafe { ffi::X509_up_ref(certificate.cast()) };
            Certificate::from_raw(certificate.cast())
        });
        certificates.filter_map(Result::ok).collect()
    }
}

/// The two names in a certificate.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Name {
    Subject,
    Issuer,
}

/// One name in an extension: what `subjectAltName` and `infoAccess` list.
#[derive(Debug)]
pub enum GeneralName {
    Email(Vec<u8>),
    Dns(Vec<u8>),
    Uri(Vec<u8>),
    /// A distinguished name, already written out.
    Directory(String),
    Ip(Vec<u8>),
    RegisteredId(String),
    /// A name of one of the kinds that have identifiers of their own: what the kind is called, and the text.
    Other(&'static str, Vec<u8>),
    Unsupported(&'static str),
}

/// A text with a zero behind it: AWS-LC takes a length of zero to say that it has to look for the end.
fn terminated(text: &str) -> Vec<u8> {
    [text.as_bytes(), &[0]].concat()
}

impl Certificate {
    pub fn from_der(der: &[u8]) -> Result<Self, Failure> {
        // SAFETY: the bytes are only read.
        Self::from_raw(decode(der, |position, length| unsafe { ffi::d2i_X509(null_mut(), position, length) }))
    }

    pub fn to_der(&self) -> Vec<u8> {
        // SAFETY: the certificate is alive.
        encode(|out| unsafe { ffi::i2d_X509(self.as_ptr(), out) }).unwrap_or_default()
    }

    pub fn public_key(&self) -> Result<PKey, Failure> {
        // SAFETY: the certificate is alive; the result owns the reference that is added.
        PKey::from_raw(unsafe { ffi::X509_get_pubkey(self.as_ptr()) })
            // Of a kind that AWS-LC does not have.
            .or_else(|failure| PKey::from_spki(&self.public_key_info()).map_err(|_| failure))
    }

    /// The public key with its algorithm, as DER.
    pub fn public_key_info(&self) -> Vec<u8> {
        // SAFETY: the certificate is alive and owns the key.
        encode(|out| unsafe { ffi::i2d_X509_PUBKEY(ffi::X509_get_X509_PUBKEY(self.as_ptr()), out) }).unwrap_or_default()
    }

    /// One of the names, as DER.
    pub fn name_der(&self, which: Name) -> Vec<u8> {
        // SAFETY: the certificate is alive and owns the name.
        encode(|out| unsafe { ffi::i2d_X509_NAME(self.name(which), out) }).unwrap_or_default()
    }

    fn name(&self, which: Name) -> *mut ffi::X509_NAME {
        // SAFETY: the certificate is alive and owns the names.
        unsafe {
            match which {
                Name::Subject => ffi::X509_get_subject_name(self.as_ptr()),
                Name::Issuer => ffi::X509_get_issuer_name(self.as_ptr()),
            }
        }
    }

    /// A name with one line for each part, escaped: `CN=example.org`.
    pub fn name_text(&self, which: Name) -> Option<String> {
        const FLAGS: u64 = (ffi::ASN1_STRFLGS_ESC_2253
            | ffi::ASN1_STRFLGS_ESC_CTRL
            | ffi::ASN1_STRFLGS_UTF8_CONVERT
            | ffi::XN_FLAG_SEP_MULTILINE
            | ffi::XN_FLAG_FN_SN) as u64;
        print_name(self.name(which), FLAGS)
    }

    /// The parts of a name: short name of the object, or its number, and value.
    pub fn name_parts(&self, which: Name) -> Vec<(String, String)> {
        let name = self.name(which);
        // SAFETY: the certificate owns the name, and the name its entries.
        unsafe {
            (0..ffi::X509_NAME_entry_count(name))
                .filter_map(|index| {
                    let entry = ffi::X509_NAME_get_entry(name, index);
                    let object = ffi::X509_NAME_ENTRY_get_object(entry);
                    let key = match ffi::OBJ_obj2nid(object) {
                        0 => object_text(object),
                        nid => super::pkey::short_name(nid)?.to_owned(),
                    };
                    Some((key, utf8(ffi::X509_NAME_ENTRY_get_data(entry))?))
                })
                .collect()
        }
    }

    /// The names of the extension `subjectAltName`; `None` without it.
    pub fn alternative_names(&self) -> Option<Vec<GeneralName>> {
        super::owned!(
            /// The names of an extension.
            Names: ffi::GENERAL_NAMES, ffi::GENERAL_NAMES_free
        );
        let raw = self.extension(ffi::NID_subject_alt_name).cast::<ffi::GENERAL_NAMES>();
        let names = Names::from_raw(raw).ok()?;
        // SAFETY: the list is alive, and its elements are names.
        Some(unsafe { elements(names.as_ptr().cast()) }.map(|name| general_name(name.cast())).collect())
    }

    /// Where the extension for access to the authority points to: method and name; `None` without it.
    pub fn authority_access(&self) -> Option<Vec<(String, GeneralName)>> {
        super::owned!(
            /// The entries of an extension.
            Entries: ffi::AUTHORITY_INFO_ACCESS, ffi::AUTHORITY_INFO_ACCESS_free
        );
        let raw = self.extension(ffi::NID_info_access).cast::<ffi::AUTHORITY_INFO_ACCESS>();
        let entries = Entries::from_raw(raw).ok()?;
        // SAFETY: the list is alive, and its elements are descriptions, which own method and place.
        let entries = unsafe {
            elements(entries.as_ptr().cast())
                .map(|entry| {
                    let entry = &*entry.cast::<ffi::ACCESS_DESCRIPTION>();
                    (object_name(entry.method), general_name(entry.location))
                })
                .collect()
        };
        Some(entries)
    }

    /// The object identifiers of the extended key usage; `None` without it.
    pub fn extended_key_usage(&self) -> Option<Vec<String>> {
        super::owned!(
            /// The identifiers of an extension.
            Identifiers: ffi::EXTENDED_KEY_USAGE, ffi::EXTENDED_KEY_USAGE_free
        );
        let raw = self.extension(ffi::NID_ext_key_usage).cast::<ffi::EXTENDED_KEY_USAGE>();
        let identifiers = Identifiers::from_raw(raw).ok()?;
        // SAFETY: the list is alive, and its elements are objects.
        Some(unsafe { elements(identifiers.as_ptr().cast()) }.map(|object| object_text(object.cast())).collect())
    }

    /// What an extension holds, null when it is not there.
    fn extension(&self, nid: c_int) -> *mut c_void {
        // SAFETY: the certificate is alive.
        let value = unsafe { ffi::X509_get_ext_d2i(self.as_ptr(), nid, null_mut(), null_mut()) };
        super::error::clear_queue();
        value
    }

    /// When the certificate begins or ends to be valid: as text and in seconds since 1970.
    pub fn time(&self, is_end: bool) -> Option<(String, i64)> {
        let bio = Bio::new().ok()?;
        let mut seconds = 0;
        // SAFETY: the certificate owns the time.
        unsafe {
            let time =
                if is_end { ffi::X509_get0_notAfter(self.as_ptr()) } else { ffi::X509_get0_notBefore(self.as_ptr()) };
            if ffi::ASN1_TIME_print(bio.as_ptr(), time) != 1 || ffi::ASN1_TIME_to_posix(time, &mut seconds) != 1 {
                return None;
            }
        }
        Some((String::from_utf8_lossy(&bio.contents()).into_owned(), seconds))
    }

    pub fn serial_number(&self) -> Option<Vec<u8>> {
        // SAFETY: the certificate owns the number that is converted; the result is owned.
        unsafe {
            let number = ffi::ASN1_INTEGER_to_BN(ffi::X509_get0_serialNumber(self.as_ptr()), null_mut());
            BigNumber::from_raw(number).ok().and_then(|number| bytes_of(number.as_ptr()))
        }
    }

    /// The algorithm of the signature: long name and identifier.
    pub fn signature_algorithm(&self) -> (Option<String>, String) {
        let (mut algorithm, mut object) = (null(), null());
        // SAFETY: the certificate owns the algorithm, and that its object.
        unsafe {
            ffi::X509_get0_signature(null_mut(), &mut algorithm, self.as_ptr());
            ffi::X509_ALGOR_get0(&mut object, null_mut(), null_mut(), algorithm);
            let name = match ffi::OBJ_obj2nid(object) {
                0 => None,
                nid => super::static_str(ffi::OBJ_nid2ln(nid)).map(str::to_owned),
            };
            (name, object_text(object))
        }
    }

    /// Whether the certificate says that it may sign others. AWS-LC takes it of all that are too old to say anything.
    pub fn is_authority(&self) -> bool {
        // SAFETY: the certificate is alive.
        unsafe {
            ffi::X509_check_ca(self.as_ptr()) == 1
                && ffi::X509_get_extension_flags(self.as_ptr()) & ffi::EXFLAG_BCONS as u32 != 0
        }
    }

    /// Whether the issuer's name and key identifiers are those of the other certificate.
    pub fn is_issued_by(&self, issuer: &Self) -> bool {
        // SAFETY: both certificates are alive.
        unsafe { ffi::X509_check_issued(issuer.as_ptr(), self.as_ptr()) == 0 }
    }

    /// Whether the private key belongs to the certificate.
    pub fn matches_key(&self, key: &PKey) -> bool {
        self.public_key().is_ok_and(|own| own.has_same_public_key(key))
    }

    /// Whether the key made the signature.
    pub fn is_signed_by(&self, key: &PKey) -> bool {
        if let Some(key) = key.own() {
            return self.is_signed_by_own(key).unwrap_or(false);
        }
        // SAFETY: both are alive.
        let result = unsafe { ffi::X509_verify(self.as_ptr(), key.as_ptr()) };
        super::error::clear_queue();
        result == 1
    }

    /// The same for a key that is not AWS-LC's.
    fn is_signed_by_own(&self, key: &own::Key) -> Result<bool, Failure> {
        // SAFETY: the certificate is alive and owns the signature, both its algorithms and the object that names it, which is not empty.
        unsafe {
            let (mut signature, mut algorithm, mut object) = (null(), null(), null());
            ffi::X509_get0_signature(&mut signature, &mut algorithm, self.as_ptr());
            // What the signature covers has to tell the same algorithm, and the signature to be whole bytes.
            let mut length = 0;
            if ffi::X509_ALGOR_cmp(algorithm, ffi::X509_get0_tbs_sigalg(self.as_ptr())) != 0
                || ffi::ASN1_BIT_STRING_num_bytes(signature, &mut length) != 1
            {
                return Ok(false);
            }
            ffi::X509_ALGOR_get0(&mut object, null_mut(), null_mut(), algorithm);
            let object = std::slice::from_raw_parts(ffi::OBJ_get0_data(object), ffi::OBJ_length(object));
            if !key.kind().is_named(object) {
                return Ok(false);
            }
            let signed = encode(|out| ffi::i2d_X509_tbs(self.as_ptr(), out))?;
            key.verify(&[], &signed, &bytes(signature))
        }
    }

    /// The name of the certificate that a host name matches. Fails when it cannot be one.
    pub fn match_host(&self, host: &str, flags: u32) -> Result<Option<String>, ()> {
        let mut peer = null_mut();
        let text = terminated(host);
        // SAFETY: the name has the length that is passed, and ends in zero; the result is owned below.
        unsafe {
            let result = ffi::X509_check_host(self.as_ptr(), text.as_ptr().cast(), host.len(), flags, &mut peer);
            let length = if peer.is_null() { 0 } else { libc::strlen(peer) };
            let name = Allocated::new(peer.cast(), length).ok();
            super::error::clear_queue();
            match result {
                1 => Ok(name.map(|name| String::from_utf8_lossy(name.as_slice()).into_owned())),
                0 => Ok(None),
                _ => Err(()),
            }
        }
    }

    pub fn matches_email(&self, email: &str, flags: u32) -> Result<bool, ()> {
        let text = terminated(email);
        // SAFETY: the address has the length that is passed, and ends in zero.
        let result = unsafe { ffi::X509_check_email(self.as_ptr(), text.as_ptr().cast(), email.len(), flags) };
        super::error::clear_queue();
        if result < 0 { Err(()) } else { Ok(result == 1) }
    }

    pub fn matches_ip(&self, ip: &str) -> Result<bool, ()> {
        let ip = c_string(ip);
        // SAFETY: the address ends in zero.
        let result = unsafe { ffi::X509_check_ip_asc(self.as_ptr(), ip.as_ptr(), 0) };
        super::error::clear_queue();
        if result < 0 { Err(()) } else { Ok(result == 1) }
    }
}

/// # Safety
/// `list` is one of AWS-LC's stacks and outlives the iterator.
unsafe fn elements(list: *const ffi::OPENSSL_STACK) -> impl Iterator<Item = *mut c_void> {
    // SAFETY: the caller's promise.
    let length = unsafe { ffi::OPENSSL_sk_num(list) };
    // SAFETY: as above, and the index is below the length.
    (0..length).map(move |index| unsafe { ffi::OPENSSL_sk_value(list, index) })
}

fn print_name(name: *const ffi::X509_NAME, flags: u64) -> Option<String> {
    let bio = Bio::new().ok()?;
    // SAFETY: the callers pass names of objects that are alive.
    let written = unsafe { ffi::X509_NAME_print_ex(bio.as_ptr(), name, 0, flags) };
    (written > 0).then(|| String::from_utf8_lossy(&bio.contents()).into_owned())
}

/// The text of a string of ASN.1, whatever its encoding.
fn utf8(text: *const ffi::ASN1_STRING) -> Option<String> {
    let mut data = null_mut();
    // SAFETY: the callers pass strings that are alive; the result is owned.
    let text = unsafe {
        let length = ffi::ASN1_STRING_to_UTF8(&mut data, text);
        Allocated::new(data, usize::try_from(length).ok()?).ok()?
    };
    Some(String::from_utf8_lossy(text.as_slice()).into_owned())
}

/// The bytes of a string of ASN.1.
fn bytes(text: *const ffi::ASN1_STRING) -> Vec<u8> {
    // SAFETY: the callers pass strings that are alive.
    unsafe {
        let (data, length) = (ffi::ASN1_STRING_get0_data(text), ffi::ASN1_STRING_length(text));
        if data.is_null() || length <= 0 {
            return Vec::new();
        }
        std::slice::from_raw_parts(data, length as usize).to_vec()
    }
}

/// The numbers of an object identifier.
fn object_text(object: *const ffi::ASN1_OBJECT) -> String {
    let mut text = [0u8; 256];
    // SAFETY: the buffer has the length that is passed; the callers pass objects that are alive.
    let length = unsafe { ffi::OBJ_obj2txt(text.as_mut_ptr().cast(), text.len() as c_int, object, 1) };
    let length = usize::try_from(length).unwrap_or_default().min(text.len() - 1);
    String::from_utf8_lossy(&text[..length]).into_owned()
}

/// A name of a kind that is not the standard's own. Only those are told whose text has the encoding that their kind asks for.
fn other_name(name: *const ffi::OTHERNAME) -> GeneralName {
    // SAFETY: the callers pass names that are alive and own their parts; a value of these types is a string.
    unsafe {
        let (kind, value) = ((*name).type_id, (*name).value);
        let (label, encoding) = match object_text(kind).as_str() {
            "1.3.6.1.4.1.311.20.2.3" => ("UPN", ffi::V_ASN1_UTF8STRING),
            "1.3.6.1.5.5.7.8.5" => ("XmppAddr", ffi::V_ASN1_UTF8STRING),
            "1.3.6.1.5.5.7.8.7" => ("SRVName", ffi::V_ASN1_IA5STRING),
            "1.3.6.1.5.5.7.8.8" => ("NAIRealm", ffi::V_ASN1_UTF8STRING),
            "1.3.6.1.5.5.7.8.9" => ("SmtpUTF8Mailbox", ffi::V_ASN1_UTF8STRING),
            _ => return GeneralName::Unsupported("othername"),
        };
        if value.is_null() || (*value).type_ != encoding {
            return GeneralName::Unsupported("othername");
        }
        GeneralName::Other(label, bytes((*value).value.asn1_string))
    }
}

/// The long name of an object, or its numbers.
fn object_name(object: *const ffi::ASN1_OBJECT) -> String {
    // SAFETY: the callers pass objects that are alive; names are static.
    let name = unsafe {
        match ffi::OBJ_obj2nid(object) {
            0 => None,
            nid => super::static_str(ffi::OBJ_nid2ln(nid)),
        }
    };
    name.map_or_else(|| object_text(object), str::to_owned)
}

fn general_name(name: *const ffi::GENERAL_NAME) -> GeneralName {
    let mut kind = 0;
    // SAFETY: the callers pass names that are alive, and the kind says what each holds.
    unsafe {
        let value = ffi::GENERAL_NAME_get0_value(name, &mut kind);
        match kind {
            ffi::GEN_EMAIL => GeneralName::Email(bytes(value.cast())),
            ffi::GEN_DNS => GeneralName::Dns(bytes(value.cast())),
            ffi::GEN_URI => GeneralName::Uri(bytes(value.cast())),
            ffi::GEN_IPADD => GeneralName::Ip(bytes(value.cast())),
            ffi::GEN_RID => GeneralName::RegisteredId(object_text(value.cast())),
            ffi::GEN_DIRNAME => {
                const FLAGS: u64 = (ffi::ASN1_STRFLGS_ESC_2253
                    | ffi::ASN1_STRFLGS_UTF8_CONVERT
                    | ffi::ASN1_STRFLGS_DUMP_UNKNOWN
                    | ffi::ASN1_STRFLGS_DUMP_DER
                    | ffi::XN_FLAG_SEP_COMMA_PLUS
                    | ffi::XN_FLAG_DN_REV
                    | ffi::XN_FLAG_FN_SN) as u64;
                GeneralName::Directory(print_name(value.cast(), FLAGS).unwrap_or_default())
            }
            ffi::GEN_OTHERNAME => other_name(value.cast()),
            ffi::GEN_X400 => GeneralName::Unsupported("X400Name"),
            _ => GeneralName::Unsupported("EdiPartyName"),
        }
    }
}

/// A signed public key and challenge, which browsers once sent.
pub mod spkac {
    use super::super::digest::Digest;
    use super::super::signature::Options;
    use super::super::{Failure, encode, ffi};
    use super::{PKey, bytes};
    use std::ptr::null_mut;

    crate::builtins::crypto::lc::owned!(
        /// A NetscapeSPKI.
        SignedKey: ffi::NETSCAPE_SPKI, ffi::NETSCAPE_SPKI_free
    );

    impl SignedKey {
        /// From base64.
        pub fn from_text(text: &[u8]) -> Result<Self, Failure> {
            let terminated = [text, &[0]].concat();
            // SAFETY: the text has the length that is passed, and ends in zero for when that is none.
            let raw = unsafe { ffi::NETSCAPE_SPKI_b64_decode(terminated.as_ptr().cast(), text.len() as isize) };
            Self::from_raw(raw)
        }

        pub fn public_key(&self) -> Result<PKey, Failure> {
            // SAFETY: the structure is alive; the result owns the reference that is added.
            PKey::from_raw(unsafe { ffi::NETSCAPE_SPKI_get_pubkey(self.as_ptr()) })
        }

        /// Whether the key in the structure signed it. What signs such structures by default is MD5, which AWS-LC refuses to
        /// verify as a whole; who asks for this knows what it is worth.
        pub fn is_valid(&self) -> bool {
            let Ok(key) = self.public_key() else { return false };
            // SAFETY: the structure is alive and owns its parts; digests are static.
            let (signed, signature, digest) = unsafe {
                let parts = &*self.as_ptr();
                let (mut object, mut digest) = (std::ptr::null(), 0);
                ffi::X509_ALGOR_get0(&mut object, null_mut(), null_mut(), parts.sig_algor);
                ffi::OBJ_find_sigid_algs(ffi::OBJ_obj2nid(object), &mut digest, null_mut());
                let signed = encode(|out| ffi::i2d_NETSCAPE_SPKAC(parts.spkac, out));
                (signed, bytes(parts.signature), Digest(ffi::EVP_get_digestbynid(digest)))
            };
            let options = Options { digest: (!digest.0.is_null()).then_some(digest), ..Options::default() };
            signed.and_then(|signed| key.verify(&options, &signed, &signature)).unwrap_or(false)
        }

        pub fn challenge(&self) -> Vec<u8> {
            // SAFETY: the structure is alive and owns its parts.
            unsafe { bytes((*(*self.as_ptr()).spkac).challenge) }
        }
    }
}
