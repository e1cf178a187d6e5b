//! Sets of trusted certificates, and whether a chain leads to one of them: OpenSSL's answers, number by number.

use super::x509::{Certificate, CertificateList};
use super::{Failure, check, decode, ffi};
use std::ffi::{c_int, c_ulong};
use std::ptr::null_mut;

super::owned!(
    /// Trusted certificates and lists of revoked ones. What is added stays.
    Store: ffi::X509_STORE, ffi::X509_STORE_free
);

// SAFETY: the store locks what it holds; its flags change only through `&mut`.
unsafe impl Send for Store {}
// SAFETY: as above.
unsafe impl Sync for Store {}

super::owned!(
    /// A list of revoked certificates.
    RevocationList: ffi::X509_CRL, ffi::X509_CRL_free
);

super::owned!(
    /// One verification.
    Verification: ffi::X509_STORE_CTX, ffi::X509_STORE_CTX_free
);

/// What the certificate at the end of a chain is to be used for.
#[derive(Clone, Copy, PartialEq)]
pub enum Purpose {
    Server,
    Client,
}

/// As Node.js has it: a verification goes on after an error, and the last one counts.
unsafe extern "C" fn go_on(_: c_int, _: *mut ffi::X509_STORE_CTX) -> c_int {
    1
}

impl Store {
    pub fn new() -> Result<Self, Failure> {
        // SAFETY: no arguments to get wrong.
        Self::from_raw(unsafe { ffi::X509_STORE_new() })
    }

    pub fn add(&mut self, certificate: &Certificate) -> Result<(), Failure> {
        // SAFETY: both are alive; the store takes a reference of its own.
        check(unsafe { ffi::X509_STORE_add_cert(self.as_ptr(), certificate.as_ptr()) })
    }

    /// Adds a list of revoked certificates. From then on each certificate of a chain has to be on nobody's list, and each
    /// issuer has to have one.
    pub fn add_revocation_list(&mut self, der: &[u8]) -> Result<(), Failure> {
        // SAFETY: the bytes are only read; the store takes a reference of its own.
        unsafe {
            let list = RevocationList::from_raw(decode(der, |position, length| {
                ffi::d2i_X509_CRL(null_mut(), position, length)
            }))?;
            check(ffi::X509_STORE_add_crl(self.as_ptr(), list.as_ptr()))?;
        }
        self.set_flags(ffi::X509_V_FLAG_CRL_CHECK | ffi::X509_V_FLAG_CRL_CHECK_ALL)
    }

    /// From then on a trusted certificate that is no root ends a chain as well.
    pub fn allow_partial_chains(&mut self) -> Result<(), Failure> {
        self.set_flags(ffi::X509_V_FLAG_PARTIAL_CHAIN)
    }

    fn set_flags(&mut self, flags: i32) -> Result<(), Failure> {
        // SAFETY: the store is alive, and nobody else uses it.
        check(unsafe { ffi::X509_STORE_set_flags(self.as_ptr(), flags as c_ulong) })
    }

    /// Runs `body` with a verification of `leaf`, the others being certificates that may lead to a trusted one.
    fn verification<R>(
        &self,
        leaf: &Certificate,
        others: &CertificateList,
        body: impl FnOnce(&Verification) -> R,
    ) -> Result<R, Failure> {
        // SAFETY: all that the verification refers to outlives it.
        unsafe {
            let context = Verification::from_raw(ffi::X509_STORE_CTX_new())?;
            check(ffi::X509_STORE_CTX_init(context.as_ptr(), self.as_ptr(), leaf.as_ptr(), others.as_ptr()))?;
            Ok(body(&context))
        }
    }

    /// One of OpenSSL's `X509_V_ERR_*`, 0 when the first of `presented` is to be trusted.
    /// `partial_chains`: whether a trusted certificate that is no root ends a chain, whatever the store says.
    pub fn verify(&self, presented: &[Certificate], purpose: Purpose, partial_chains: bool) -> Result<i32, Failure> {
        let Some((leaf, others)) = presented.split_first() else { return Ok(ffi::X509_V_ERR_UNSPECIFIED) };
        let others = CertificateList::new(others)?;
        let name = match purpose {
            Purpose::Server => c"ssl_server",
            Purpose::Client => c"ssl_client",
        };
        let code = self.verification(leaf, &others, |context| {
            // SAFETY: the context is initialized, and the name one that AWS-LC knows.
            unsafe {
                check(ffi::X509_STORE_CTX_set_default(context.as_ptr(), name.as_ptr()))?;
                ffi::X509_STORE_CTX_set_verify_cb(context.as_ptr(), Some(go_on));
                if partial_chains {
                    ffi::X509_STORE_CTX_set_flags(context.as_ptr(), ffi::X509_V_FLAG_PARTIAL_CHAIN as c_ulong);
                }
                let answer = ffi::X509_verify_cert(context.as_ptr());
                let code = ffi::X509_STORE_CTX_get_error(context.as_ptr());
                Ok(if answer != 1 && code == ffi::X509_V_OK { ffi::X509_V_ERR_UNSPECIFIED } else { code })
            }
        })?;
        super::error::clear_queue();
        code
    }

    /// The trusted certificate that issued this one.
    pub fn issuer_of(&self, certificate: &Certificate) -> Option<Certificate> {
        let others = CertificateList::new(&[]).ok()?;
        let found = self.verification(certificate, &others, |context| {
            let mut issuer = null_mut();
            // SAFETY: the context is initialized; the result owns the reference that is handed out.
            unsafe { ffi::X509_STORE_CTX_get1_issuer(&mut issuer, context.as_ptr(), certificate.as_ptr()) };
            Certificate::from_raw(issuer)
        });
        super::error::clear_queue();
        found.ok()?.ok()
    }
}
