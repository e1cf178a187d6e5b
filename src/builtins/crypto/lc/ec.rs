//! Elliptic curves: their names, keys from coordinates, points in their three forms.

use super::bignum::{BigNumber, bytes_of, padded_bytes_of};
use super::der::{integer, tagged};
use super::pkey::{PKey, nid_of, nid_of_nist, short_name};
use super::{Failure, check, ffi};
use std::ptr::null_mut;
use zeroize::Zeroizing;

super::owned!(
    /// A key pair, or half of one, on a curve.
    EcKey: ffi::EC_KEY, ffi::EC_KEY_free
);

super::owned!(
    /// A point on a curve.
    Point: ffi::EC_POINT, ffi::EC_POINT_free
);

/// A curve that AWS-LC has; they are static.
#[derive(Clone, Copy)]
pub struct Curve(*const ffi::EC_GROUP);

// SAFETY: named curves are static and never change.
unsafe impl Send for Curve {}

/// How a point is written: the numbers of `crypto.constants.POINT_CONVERSION_*`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Compressed,
    Uncompressed,
    Hybrid,
}

impl Form {
    pub fn from_number(number: u32) -> Self {
        match number {
            2 => Self::Compressed,
            6 => Self::Hybrid,
            _ => Self::Uncompressed,
        }
    }
}

/// The names of all curves, sorted.
pub fn curve_names() -> Vec<&'static str> {
    let mut curves = [ffi::EC_builtin_curve { nid: 0, comment: std::ptr::null() }; 32];
    // SAFETY: the array has the length that is passed.
    let count = unsafe { ffi::EC_get_builtin_curves(curves.as_mut_ptr(), curves.len()) };
    let mut names: Vec<_> = curves.iter().take(count).filter_map(|curve| short_name(curve.nid)).collect();
    names.sort_unstable();
    names
}

impl Curve {
    /// By the short name in any case, or by NIST's own.
    pub fn from_name(name: &str) -> Option<Self> {
        let listed = || curve_names().into_iter().find(|listed| listed.eq_ignore_ascii_case(name));
        Self::from_nid(nid_of_nist(name).or_else(|| nid_of(listed()?))?)
    }

    /// By the short name as it is written, which is all that ECDH takes.
    pub fn from_short_name(name: &str) -> Option<Self> {
        Self::from_nid(nid_of(name)?)
    }

    fn from_nid(nid: std::ffi::c_int) -> Option<Self> {
        // SAFETY: named curves are static.
        let group = unsafe { ffi::EC_GROUP_new_by_curve_name(nid) };
        super::error::clear_queue();
        (!group.is_null()).then_some(Self(group))
    }

    pub(super) fn as_ptr(self) -> *const ffi::EC_GROUP {
        self.0
    }

    pub fn name(self) -> Option<&'static str> {
        // SAFETY: the curve is static.
        short_name(unsafe { ffi::EC_GROUP_get_curve_name(self.0) })
    }

    /// How many bytes a coordinate has.
    pub fn field_length(self) -> usize {
        // SAFETY: the curve is static.
        unsafe { ffi::EC_GROUP_get_degree(self.0) as usize }.div_ceil(8)
    }

    /// How many bytes a private key has.
    pub fn order_length(self) -> usize {
        // SAFETY: the curve is static.
        unsafe { ffi::EC_GROUP_order_bits(self.0).max(0) as usize }.div_ceil(8)
    }

    fn empty_key(self) -> Result<EcKey, Failure> {
        // SAFETY: the curve is static.
        unsafe {
            let key = EcKey::from_raw(ffi::EC_KEY_new())?;
            check(ffi::EC_KEY_set_group(key.as_ptr(), self.0))?;
            Ok(key)
        }
    }

    pub fn generate(self) -> Result<EcKey, Failure> {
        let key = self.empty_key()?;
        // SAFETY: the key is alive.
        check(unsafe { ffi::EC_KEY_generate_key(key.as_ptr()) })?;
        Ok(key)
    }

    /// The key whose public half has these coordinates.
    pub fn key_from_coordinates(self, x: &[u8], y: &[u8]) -> Result<EcKey, Failure> {
        let key = self.empty_key()?;
        let (x, y) = (BigNumber::from_bytes(x)?, BigNumber::from_bytes(y)?);
        // SAFETY: the numbers are copied.
        check(unsafe { ffi::EC_KEY_set_public_key_affine_coordinates(key.as_ptr(), x.as_ptr(), y.as_ptr()) })?;
        Ok(key)
    }

    /// The key whose public half is a point in any of its forms.
    pub fn key_from_point(self, bytes: &[u8]) -> Result<EcKey, Failure> {
        let key = self.empty_key()?;
        let point = self.point(bytes)?;
        // SAFETY: the point is copied.
        check(unsafe { ffi::EC_KEY_set_public_key(key.as_ptr(), point.as_ptr()) })?;
        Ok(key)
    }

    /// The key with this private half; its public half is computed.
    pub fn key_from_private(self, bytes: &[u8]) -> Result<EcKey, Failure> {
        let key = self.empty_key()?;
        let number = BigNumber::from_bytes(bytes)?;
        // SAFETY: the key, the curve and the numbers are alive; what is set is copied.
        unsafe {
            check(ffi::EC_KEY_set_private_key(key.as_ptr(), number.as_ptr()))?;
            let point = Point::from_raw(ffi::EC_POINT_new(self.0))?;
            check(ffi::EC_POINT_mul(
                self.0,
                point.as_ptr(),
                number.as_ptr(),
                std::ptr::null(),
                std::ptr::null(),
                null_mut(),
            ))?;
            check(ffi::EC_KEY_set_public_key(key.as_ptr(), point.as_ptr()))?;
        }
        Ok(key)
    }

    fn point(self, bytes: &[u8]) -> Result<Point, Failure> {
        // SAFETY: the curve is static; the bytes are only read.
        unsafe {
            let point = Point::from_raw(ffi::EC_POINT_new(self.0))?;
            // The hybrid form is the uncompressed one with another first byte.
            let uncompressed: Vec<u8>;
            let bytes = match bytes {
                [6 | 7, rest @ ..] => {
                    uncompressed = [&[4], rest].concat();
                    &uncompressed
                }
                bytes => bytes,
            };
            check(ffi::EC_POINT_oct2point(self.0, point.as_ptr(), bytes.as_ptr(), bytes.len(), null_mut()))?;
            Ok(point)
        }
    }

    /// A point in another form.
    pub fn convert(self, bytes: &[u8], form: Form) -> Result<Vec<u8>, Failure> {
        let point = self.point(bytes)?;
        self.write(point.as_ptr(), form)
    }

    pub(super) fn write(self, point: *const ffi::EC_POINT, form: Form) -> Result<Vec<u8>, Failure> {
        let number = match form {
            Form::Compressed => ffi::point_conversion_form_t::POINT_CONVERSION_COMPRESSED,
            Form::Uncompressed | Form::Hybrid => ffi::point_conversion_form_t::POINT_CONVERSION_UNCOMPRESSED,
        };
        let mut bytes = vec![0; 1 + 2 * self.field_length()];
        // SAFETY: the point is alive; the vector has room for the longest form.
        let length =
            unsafe { ffi::EC_POINT_point2oct(self.0, point, number, bytes.as_mut_ptr(), bytes.len(), null_mut()) };
        if length == 0 {
            return Err(Failure::last());
        }
        bytes.truncate(length);
        if form == Form::Hybrid {
            bytes[0] = 6 | (bytes[length - 1] & 1);
        }
        Ok(bytes)
    }
}

impl EcKey {
    pub fn into_pkey(self) -> Result<PKey, Failure> {
        // SAFETY: the key takes a reference of its own.
        unsafe {
            let key = PKey::from_raw(ffi::EVP_PKEY_new())?;
            check(ffi::EVP_PKEY_set1_EC_KEY(key.as_ptr(), self.as_ptr()))?;
            Ok(key)
        }
    }

    pub fn curve(&self) -> Curve {
        // SAFETY: a key has a curve from its making on.
        Curve(unsafe { ffi::EC_KEY_get0_group(self.as_ptr()) })
    }

    /// Whether the halves fit each other and the curve.
    pub fn check(&self) -> Result<(), Failure> {
        // SAFETY: the key is alive.
        check(unsafe { ffi::EC_KEY_check_key(self.as_ptr()) })
    }

    pub fn public_point(&self, form: Form) -> Result<Vec<u8>, Failure> {
        // SAFETY: the key is alive, and so is its point.
        let point = unsafe { ffi::EC_KEY_get0_public_key(self.as_ptr()) };
        if point.is_null() { Err(Failure::plain("No public key")) } else { self.curve().write(point, form) }
    }

    /// The private half without zeros in front.
    pub fn private_number(&self) -> Option<Zeroizing<Vec<u8>>> {
        // SAFETY: the key is alive, and so is its number.
        bytes_of(unsafe { ffi::EC_KEY_get0_private_key(self.as_ptr()) }).map(Zeroizing::new)
    }

    /// The same in the full length that the curve has.
    pub fn padded_private_number(&self) -> Option<Zeroizing<Vec<u8>>> {
        // SAFETY: as above.
        let number = unsafe { ffi::EC_KEY_get0_private_key(self.as_ptr()) };
        padded_bytes_of(number, self.curve().order_length()).map(Zeroizing::new)
    }

    /// The coordinate that this private half and a point of the same curve give.
    pub fn compute_secret(&self, peer: &[u8]) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let point = self.curve().point(peer)?;
        let mut secret = Zeroizing::new(vec![0; self.curve().field_length()]);
        // SAFETY: the key and the point are alive; the vector has the length that is passed.
        let length = unsafe {
            ffi::ECDH_compute_key(secret.as_mut_ptr().cast(), secret.len(), point.as_ptr(), self.as_ptr(), None)
        };
        if length < 0 { Err(Failure::last()) } else { Ok(secret) }
    }
}

impl PKey {
    /// The key on its curve; `None` for other kinds.
    pub fn ec_key(&self) -> Option<EcKey> {
        // SAFETY: the key is alive; the result owns the reference that is added.
        let key = unsafe { ffi::EVP_PKEY_get1_EC_KEY(self.as_ptr()) };
        EcKey::from_raw(key).ok()
    }
}

/// A signature of ECDSA or DSA as two numbers of the same length, from its DER form.
pub fn signature_to_p1363(der: &[u8], length: usize) -> Option<Vec<u8>> {
    super::owned!(
        /// The two numbers of a signature.
        Numbers: ffi::ECDSA_SIG, ffi::ECDSA_SIG_free
    );
    // SAFETY: the bytes are only read; the numbers live as long as the signature.
    unsafe {
        let numbers = Numbers::from_raw(ffi::ECDSA_SIG_from_bytes(der.as_ptr(), der.len())).ok()?;
        let r = padded_bytes_of(ffi::ECDSA_SIG_get0_r(numbers.as_ptr()), length)?;
        let s = padded_bytes_of(ffi::ECDSA_SIG_get0_s(numbers.as_ptr()), length)?;
        Some([r, s].concat())
    }
}

/// The opposite: `None` when the length is not twice the one of a number.
pub fn signature_from_p1363(bytes: &[u8], length: usize) -> Option<Vec<u8>> {
    if bytes.len() != 2 * length {
        return None;
    }
    let (r, s) = bytes.split_at(length);
    let body = [integer(r), integer(s)].concat();
    Some(tagged(0x30, &body))
}
