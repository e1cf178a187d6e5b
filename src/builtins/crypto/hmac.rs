//! `crypto.createHmac`.

use super::digest::{Algorithm, with_digest};
use super::hash::algorithm_argument;
use super::{return_bytes, with_bytes};
use crate::runtime::native_object;
use hmac::digest::{FixedOutput, Update};
use hmac::{Hmac, KeyInit, SimpleHmac};

/// A keyed hash that is being computed.
pub trait KeyedHash {
    fn update(&mut self, bytes: &[u8]);
    fn finish(self: Box<Self>) -> Vec<u8>;
}

impl<T: Update + FixedOutput> KeyedHash for T {
    fn update(&mut self, bytes: &[u8]) {
        Update::update(self, bytes);
    }

    fn finish(self: Box<Self>) -> Vec<u8> {
        self.finalize_fixed().to_vec()
    }
}

/// The HMAC of an algorithm with a key; `None` for algorithms that have none.
pub fn keyed_hash(algorithm: Algorithm, key: &[u8]) -> Option<Box<dyn KeyedHash>> {
    // Any length of a key is accepted, so `new_from_slice` does not fail.
    with_digest!(algorithm,
        eager: D => Some(Box::new(Hmac::<D>::new_from_slice(key).ok()?) as Box<dyn KeyedHash>),
        plain: D => Some(Box::new(SimpleHmac::<D>::new_from_slice(key).ok()?) as Box<dyn KeyedHash>),
        other: None,
    )
}

type State = Option<Box<dyn KeyedHash>>;

/// `createHmac(algorithm, key, spare | undefined)`: undefined for algorithms that have none. As in `createHash`, a handle that is
/// spare becomes the new one's.
pub fn create<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    let Some(algorithm) = algorithm_argument(scope, args.get(0)) else { return };
    let Some(key) = super::keys::secret_argument(scope, args.get(1)) else { return };
    let state: State = keyed_hash(algorithm, &key);
    if state.is_some() {
        native_object::create_or_reuse(scope, args.get(2), rv, state);
    }
}

/// `updateHmac(hmac, data, encoding)`: whether it could take the data.
pub fn update<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, mut rv: v8::ReturnValue) {
    let Some(state) = native_object::get::<State>(args.get(0)) else { return };
    let updated = with_bytes(scope, args.get(1), args.get(2), |bytes| match state.borrow_mut().as_mut() {
        Some(hash) => {
            hash.update(bytes);
            true
        }
        None => false,
    });
    rv.set_bool(updated.unwrap_or(false));
}

/// `finishHmac(hmac, encoding | undefined)`
pub fn finish<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    let Some(state) = native_object::get::<State>(args.get(0)) else { return };
    let Some(hash) = state.borrow_mut().take() else { return };
    let bytes = hash.finish();
    return_bytes(scope, rv, bytes, args.get(1));
}
