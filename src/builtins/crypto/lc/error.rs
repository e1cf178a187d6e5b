//! Failures as JavaScript sees them: Node's own errors, and those of the cryptographic library under the names that OpenSSL 3,
//! which Node is built on, gives them. AWS-LC's queue is translated; what it has no word for the callers name themselves.

use crate::runtime::convert::{ErrorClass, set, string};
use aws_lc_sys as ffi;

/// An error of OpenSSL: its number, which holds the library as well, and its reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    number: u32,
    reason: &'static str,
}

macro_rules! known {
    ($($name:ident = $number:literal, $reason:literal;)*) => {
        impl Known { $(pub const $name: Self = Self { number: $number, reason: $reason };)* }
    };
}

known! {
    BAD_DECRYPT = 0x1C800064, "bad decrypt";
    WRONG_FINAL_BLOCK_LENGTH = 0x1C80006B, "wrong final block length";
    PROVIDER_INVALID_DIGEST = 0x1C80007A, "invalid digest";
    KEY_SIZE_TOO_SMALL = 0x1C8000AB, "key size too small";
    MISMATCHING_DOMAIN_PARAMETERS = 0x1C8000CB, "mismatching domain parameters";
    FAILED_DURING_DERIVATION = 0x1C8000A4, "failed during derivation";
    XTS_DUPLICATED_KEYS = 0x1C800095, "xts duplicated keys";
    INVALID_SALT_LENGTH = 0x1C800070, "invalid salt length";
    INVALID_IV_LENGTH = 0x1C80006D, "invalid iv length";
    INVALID_INPUT_LENGTH = 0x1C8000E6, "invalid input length";
    CIPHER_OPERATION_FAILED = 0x1C800066, "cipher operation failed";
    UNSUPPORTED = 0x1E08010C, "unsupported";
    DECODE_ERROR = 0x03000072, "decode error";
    EVP_UNSUPPORTED = 0x0308010C, "unsupported";
    INTERRUPTED_OR_CANCELLED = 0x07880109, "interrupted or cancelled";
    BAD_PASSWORD_READ = 0x04800068, "bad password read";
    UNABLE_TO_GET_PASSPHRASE = 0x1C80009F, "unable to get passphrase";
    OPERATION_NOT_SUPPORTED = 0x03000096, "operation not supported for this keytype";
    PROVIDER_SIGNATURE_NOT_SUPPORTED = 0x030000ED, "provider signature not supported";
    INVALID_OPERATION = 0x03000094, "invalid operation";
    COMMAND_NOT_SUPPORTED = 0x03000093, "command not supported";
    DIGEST_NOT_ALLOWED = 0x1C8000AE, "digest not allowed";
    MALLOC_FAILURE = 0x078C0100, "malloc failure";
    PROVIDER_OPERATION_NOT_SUPPORTED = 0x1C8000B2, "operation not supported for this keytype";
    NOT_ENOUGH_DATA = 0x0680008E, "not enough data";
    WRONG_TAG = 0x068000A8, "wrong tag";
    BIGNUM_TOO_LONG = 0x01800072, "bignum too long";
    HEADER_TOO_LONG = 0x0680007B, "header too long";
    NESTED_ERROR = 0x0688010A, "nested asn1 error";
    BAD_OBJECT_HEADER = 0x06800066, "bad object header";
    TOO_SMALL = 0x068000E0, "too small";
    UPDATE_ERROR = 0x030000BD, "update error";
    CIPHER_PARAMETER_ERROR = 0x0300007A, "cipher parameter error";
    PROVIDER_SIGNATURE_FAILURE = 0x030000EA, "provider signature failure";
    FAILED_TO_DECRYPT = 0x1C8000A2, "failed to decrypt";
    RSA_LIBRARY = 0x1C880004, "RSA lib";
    TOO_LONG = 0x0680009B, "too long";
    NO_START_LINE = 0x0480006C, "no start line";
    BAD_END_LINE = 0x04800066, "bad end line";
    BAD_BASE64_DECODE = 0x04800064, "bad base64 decode";
    RSA_OAEP_DECODING_ERROR = 0x02000079, "oaep decoding error";
    RSA_DATA_TOO_LARGE_FOR_KEY_SIZE = 0x0200006E, "data too large for key size";
    RSA_DATA_TOO_SMALL_FOR_KEY_SIZE = 0x0200007A, "data too small for key size";
    RSA_DATA_TOO_LARGE_FOR_MODULUS = 0x02000084, "data too large for modulus";
    RSA_WRONG_SIGNATURE_LENGTH = 0x02000077, "wrong signature length";
    RSA_UNKNOWN_PADDING_TYPE = 0x02000076, "unknown padding type";
    RSA_DATA_GREATER_THAN_MOD_LEN = 0x0200006C, "data greater than mod len";
    RSA_DATA_TOO_SMALL = 0x0200006F, "data too small";
    RSA_DIGEST_TOO_BIG = 0x02000070, "digest too big for rsa key";
    RSA_BLOCK_TYPE_IS_NOT_01 = 0x0200006A, "block type is not 01";
    RSA_PADDING_CHECK_FAILED = 0x02000072, "padding check failed";
    RSA_INVALID_PADDING = 0x0200008A, "invalid padding";
    RSA_MISSING_PRIVATE_KEY = 0x020000B3, "missing private key";
    KEY_MANAGEMENT_FAILURE = 0x030000E9, "provider keymgmt failure";
    BAD_FFC_PARAMETERS = 0x05000072, "bad ffc parameters";
    RSA_PUB_EXPONENT_OUT_OF_RANGE = 0x020000B2, "pub exponent out of range";
    EC_POINT_IS_NOT_ON_CURVE = 0x0800006B, "point is not on curve";
    ILLEGAL_PADDING_MODE = 0x1C8000A5, "illegal or unsupported padding mode";
    INVALID_PADDING_MODE = 0x1C8000A8, "invalid padding mode";
    BITS_TOO_SMALL = 0x01800076, "bits too small";
    DH_MODULUS_TOO_SMALL = 0x0280007E, "modulus too small";
    KEY_VALUES_MISMATCH = 0x05800074, "key values mismatch";
    PEM_ASN1_LIB = 0x0488000D, "ASN1 lib";
    PKCS12_MAC_VERIFY_FAILURE = 0x11800071, "mac verify failure";
    SSL_EE_KEY_TOO_SMALL = 0x0A00018F, "ee key too small";
    SSL_UNKNOWN_CERTIFICATE_TYPE = 0x0A0000F7, "unknown certificate type";
}

/// The libraries of OpenSSL: number, name, and what stands for it in the codes of Node.
const LIBRARIES: &[(u32, &str, &str)] = &[
    (3, "bignum routines", "OSSL_BN_"),
    (4, "rsa routines", "OSSL_RSA_"),
    (5, "Diffie-Hellman routines", "OSSL_DH_"),
    (6, "digital envelope routines", "OSSL_EVP_"),
    (9, "PEM routines", "OSSL_PEM_"),
    (10, "dsa routines", "OSSL_DSA_"),
    (11, "x509 certificate routines", "OSSL_X509_"),
    (13, "asn1 encoding routines", "OSSL_ASN1_"),
    (15, "common libcrypto routines", "OSSL_CRYPTO_"),
    (16, "elliptic curve routines", "OSSL_EC_"),
    (20, "SSL routines", "SSL_"),
    (35, "PKCS12 routines", "OSSL_PKCS12_"),
    (57, "Provider routines", "OSSL_"),
    (60, "DECODER routines", "OSSL_"),
];

/// What AWS-LC says, and what OpenSSL says for the same.
const TRANSLATIONS: &[(&str, Known)] = &[
    ("BAD_DECRYPT", Known::BAD_DECRYPT),
    ("INCORRECT_PASSWORD", Known::BAD_DECRYPT),
    ("WRONG_FINAL_BLOCK_LENGTH", Known::WRONG_FINAL_BLOCK_LENGTH),
    ("DATA_NOT_MULTIPLE_OF_BLOCK_LENGTH", Known::WRONG_FINAL_BLOCK_LENGTH),
    ("XTS_DUPLICATED_KEYS", Known::XTS_DUPLICATED_KEYS),
    ("NO_START_LINE", Known::NO_START_LINE),
    ("BAD_END_LINE", Known::BAD_END_LINE),
    ("BAD_BASE64_DECODE", Known::BAD_BASE64_DECODE),
    ("BAD_PASSWORD_READ", Known::INTERRUPTED_OR_CANCELLED),
    ("PROBLEMS_GETTING_PASSWORD", Known::INTERRUPTED_OR_CANCELLED),
    ("NOT_ENOUGH_DATA", Known::NOT_ENOUGH_DATA),
    ("BIGNUM_TOO_LONG", Known::BIGNUM_TOO_LONG),
    ("HEADER_TOO_LONG", Known::HEADER_TOO_LONG),
    ("WRONG_TAG", Known::WRONG_TAG),
    ("OAEP_DECODING_ERROR", Known::RSA_OAEP_DECODING_ERROR),
    ("DATA_TOO_LARGE_FOR_KEY_SIZE", Known::RSA_DATA_TOO_LARGE_FOR_KEY_SIZE),
    ("DATA_TOO_SMALL_FOR_KEY_SIZE", Known::RSA_DATA_TOO_SMALL_FOR_KEY_SIZE),
    ("DATA_TOO_LARGE_FOR_MODULUS", Known::RSA_DATA_TOO_LARGE_FOR_MODULUS),
    ("DATA_TOO_LARGE", Known::RSA_DATA_TOO_LARGE_FOR_MODULUS),
    ("DATA_LEN_NOT_EQUAL_TO_MOD_LEN", Known::RSA_DATA_GREATER_THAN_MOD_LEN),
    ("DIGEST_TOO_BIG_FOR_RSA_KEY", Known::RSA_DIGEST_TOO_BIG),
    ("ILLEGAL_OR_UNSUPPORTED_PADDING_MODE", Known::ILLEGAL_PADDING_MODE),
    ("INVALID_PADDING_MODE", Known::INVALID_PADDING_MODE),
    ("PKCS_DECODING_ERROR", Known::RSA_INVALID_PADDING),
    ("PADDING_CHECK_FAILED", Known::RSA_INVALID_PADDING),
    ("BLOCK_TYPE_IS_NOT_01", Known::RSA_INVALID_PADDING),
    ("WRONG_SIGNATURE_LENGTH", Known::RSA_WRONG_SIGNATURE_LENGTH),
    ("OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE", Known::OPERATION_NOT_SUPPORTED),
    ("POINT_IS_NOT_ON_CURVE", Known::EC_POINT_IS_NOT_ON_CURVE),
    ("DIFFERENT_PARAMETERS", Known::MISMATCHING_DOMAIN_PARAMETERS),
    ("KEY_VALUES_MISMATCH", Known::KEY_VALUES_MISMATCH),
    ("BITS_TOO_SMALL", Known::BITS_TOO_SMALL),
];

impl Known {
    pub fn has_number(self, number: u32) -> bool {
        self.number == number
    }
}

/// Empties the error queue of this thread, after a failure that means nothing.
pub(super) fn clear_queue() {
    // SAFETY: the queue belongs to the thread.
    unsafe { ffi::ERR_clear_error() };
}

/// Why an operation failed.
#[derive(Clone)]
pub enum Failure {
    OpenSsl {
        number: u32,
        reason: String,
        /// What `opensslErrorStack` lists.
        stack: Vec<Known>,
    },
    /// An error of OpenSSL under words of Node's own.
    Reworded(Known, &'static str, &'static [Known]),
    /// An error of Node's own; an empty code leaves the property out.
    Node(ErrorClass, &'static str, String),
}

impl From<Known> for Failure {
    fn from(known: Known) -> Self {
        Self::OpenSsl { number: known.number, reason: known.reason.to_owned(), stack: Vec::new() }
    }
}

impl From<&'static str> for Failure {
    fn from(message: &'static str) -> Self {
        Self::plain(message)
    }
}

impl Failure {
    /// An `Error` without a code.
    pub fn plain(message: impl Into<String>) -> Self {
        Self::Node(ErrorClass::Error, "", message.into())
    }

    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::Node(ErrorClass::Error, code, message.into())
    }

    pub fn type_error(code: &'static str, message: impl Into<String>) -> Self {
        Self::Node(ErrorClass::TypeError, code, message.into())
    }

    /// The same with nothing to tell of errors before it, as where a job of the pool reports it.
    pub fn without_stack(self) -> Self {
        match self {
            Self::OpenSsl { number, reason, .. } => Self::OpenSsl { number, reason, stack: Vec::new() },
            other => other,
        }
    }

    /// The same error with `opensslErrorStack` naming itself, as where OpenSSL's decoders report it twice.
    pub fn stacked(known: Known) -> Self {
        Self::OpenSsl { number: known.number, reason: known.reason.to_owned(), stack: vec![known] }
    }

    /// An error with what OpenSSL's own layers have put on top of it.
    pub fn under(known: Known, stack: &[Known]) -> Self {
        Self::OpenSsl { number: known.number, reason: known.reason.to_owned(), stack: stack.to_vec() }
    }

    /// What AWS-LC's error queue of this thread tells first; the queue is empty afterwards.
    pub fn last() -> Self {
        // SAFETY: the queue belongs to the thread; the reasons are static text.
        let (packed, reason) = unsafe {
            let packed = ffi::ERR_get_error();
            let reason = super::static_str(ffi::ERR_reason_error_string(packed)).unwrap_or("unknown error");
            ffi::ERR_clear_error();
            (packed, reason)
        };
        if let Some((_, known)) = TRANSLATIONS.iter().find(|(name, _)| *name == reason) {
            return Self::from(*known);
        }
        let library = match packed >> 24 {
            library @ (3..=6 | 9..=11) => library,
            12 => 13,
            15 => 16,
            _ => 57,
        };
        Self::OpenSsl {
            number: library << 23 | (packed & 0xFFF),
            reason: reason.to_ascii_lowercase().replace('_', " "),
            stack: Vec::new(),
        }
    }

    /// OpenSSL's reason; nothing for an error of Node's own.
    pub fn reason(&self) -> &str {
        match self {
            Self::OpenSsl { reason, .. } => reason,
            Self::Reworded(known, ..) => known.reason,
            Self::Node(..) => "",
        }
    }

    pub fn is(&self, known: Known) -> bool {
        matches!(self, Self::OpenSsl { number, .. } if known.has_number(*number))
    }

    pub fn to_value<'s>(&self, scope: &mut v8::PinScope<'s, '_>) -> v8::Local<'s, v8::Value> {
        match self {
            Self::Node(class, code, message) => {
                let message = string(scope, message);
                let error = match class {
                    ErrorClass::Error => v8::Exception::error(scope, message),
                    ErrorClass::TypeError => v8::Exception::type_error(scope, message),
                    ErrorClass::RangeError => v8::Exception::range_error(scope, message),
                };
                if let (false, Ok(object)) = (code.is_empty(), v8::Local::<v8::Object>::try_from(error)) {
                    set(scope, object, "code", string(scope, code).into());
                }
                error
            }
            Self::OpenSsl { number, reason, stack } => {
                let message = string(scope, &describe(*number, reason));
                let error = v8::Exception::error(scope, message);
                let Ok(object) = v8::Local::<v8::Object>::try_from(error) else { return error };
                decorate(scope, object, *number, reason, stack);
                error
            }
            Self::Reworded(known, message, stack) => {
                let message = string(scope, message);
                let error = v8::Exception::error(scope, message);
                if let Ok(object) = v8::Local::<v8::Object>::try_from(error) {
                    decorate(scope, object, known.number, known.reason, stack);
                }
                error
            }
        }
    }

    pub fn throw(&self, scope: &mut v8::PinScope<'_, '_>) {
        let error = self.to_value(scope);
        scope.throw_exception(error);
    }
}

/// Gives an error the properties that Node gives those of OpenSSL.
fn decorate<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    error: v8::Local<'s, v8::Object>,
    number: u32,
    reason: &str,
    stack: &[Known],
) {
    if !stack.is_empty() {
        let lines: Vec<v8::Local<v8::Value>> =
            stack.iter().map(|known| string(scope, &describe(known.number, known.reason)).into()).collect();
        let lines = v8::Array::new_with_elements(scope, &lines);
        set(scope, error, "opensslErrorStack", lines.into());
    }
    let (_, library, prefix) = library_of(number);
    let code = format!("ERR_{prefix}{}", reason.to_ascii_uppercase().replace(' ', "_"));
    for (name, value) in [("library", library), ("reason", reason), ("code", &code)] {
        set(scope, error, name, string(scope, value).into());
    }
}

fn library_of(number: u32) -> (u32, &'static str, &'static str) {
    let library = number >> 23;
    LIBRARIES.iter().copied().find(|(known, ..)| *known == library).unwrap_or((library, "unknown library", "OSSL_"))
}

fn describe(number: u32, reason: &str) -> String {
    format!("error:{number:08X}:{}::{reason}", library_of(number).1)
}
