//! `createCipheriv`, `createDecipheriv` and what they are asked: the order of checks and the errors are Node's.

use super::job::run;
use super::lc::cipher::{Cipher, Info, Mode, names, stacked};
use super::lc::{Failure, Known};
use super::{copy_bytes, with_bytes};
use crate::runtime::convert::{ErrorClass, set, string, uint8_array};
use crate::runtime::{native_object, provider};
use zeroize::Zeroizing;

/// What the handle of a cipher holds.
struct State {
    info: Info,
    is_encrypting: bool,
    cipher: Option<Cipher>,
    /// The length of the tag, once it is known.
    tag_length: Option<usize>,
    /// The tag of what was encrypted, or the one that was handed in and not yet given to the cipher.
    tag: Option<Vec<u8>>,
    has_tag: bool,
    /// What CCM authenticates besides a message that it decrypts, and the message's length: it wants to have the tag before them.
    additional: Option<(Vec<u8>, usize)>,
    /// How long a message CCM can take with its nonce.
    max_message_length: usize,
    is_updated: bool,
    /// CCM takes all in one update, whose failure `final` reports.
    has_failed: bool,
}

pub fn list<'s>(scope: &mut v8::PinScope<'s, '_>, _: v8::FunctionCallbackArguments<'s>, mut rv: v8::ReturnValue) {
    let names: Vec<v8::Local<v8::Value>> = names().into_iter().map(|name| string(scope, name).into()).collect();
    rv.set(v8::Array::new_with_elements(scope, &names).into());
}

/// `getCipherInfo(name | nid, key length | undefined, iv length | undefined)`: undefined when there is no such cipher.
pub fn info<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, mut rv: v8::ReturnValue) {
    let info = if args.get(0).is_number() {
        Info::from_nid(args.get(0).int32_value(scope).unwrap_or_default())
    } else {
        Info::from_name(&args.get(0).to_rust_string_lossy(scope))
    };
    let Some(info) = info else { return };
    let length = |scope: &mut v8::PinScope<'s, '_>, value: v8::Local<'s, v8::Value>| {
        value.is_number().then(|| value.uint32_value(scope).unwrap_or_default() as usize)
    };
    let mut iv_length = info.iv_length;
    if length(scope, args.get(1)).is_some_and(|length| length != info.key_length) {
        return;
    }
    if let Some(length) = length(scope, args.get(2)) {
        if !info.accepts_iv_length(length) {
            return;
        }
        iv_length = length;
    }
    let null = v8::null(scope).into();
    let result = v8::Object::with_prototype_and_properties(scope, null, &[], &[]);
    set(scope, result, "mode", string(scope, info.mode.name()).into());
    set(scope, result, "name", string(scope, info.name).into());
    // What a cipher does not have is there as well, undefined.
    let numbers = [
        ("nid", info.nid as usize, info.nid != 0),
        ("keyLength", info.key_length, true),
        ("blockSize", info.block_size, info.mode != Mode::Stream),
        ("ivLength", iv_length, iv_length != 0),
    ];
    for (name, number, is_there) in numbers {
        let value = if is_there { v8::Number::new(scope, number as f64).into() } else { v8::undefined(scope).into() };
        set(scope, result, name, value);
    }
    rv.set(result.into());
}

fn invalid_iv() -> Failure {
    Failure::type_error("ERR_CRYPTO_INVALID_IV", "Invalid initialization vector")
}

fn invalid_tag(message: String) -> Failure {
    Failure::type_error("ERR_CRYPTO_INVALID_AUTH_TAG", message)
}

fn invalid_tag_length(length: usize) -> Failure {
    invalid_tag(format!("Invalid authentication tag length: {length}"))
}

fn is_gcm_tag_length(length: usize) -> bool {
    matches!(length, 4 | 8 | 12..=16)
}

fn make(
    name: &str,
    is_encrypting: bool,
    key: &[u8],
    iv: Option<&[u8]>,
    tag_length: Option<usize>,
) -> Result<State, Failure> {
    let info = Info::from_name(name).ok_or_else(|| Failure::error("ERR_CRYPTO_UNKNOWN_CIPHER", "Unknown cipher"))?;
    let iv = match iv {
        None if info.iv_length != 0 => return Err(invalid_iv()),
        None => &[],
        Some(iv) => iv,
    };
    if !info.accepts_iv_length(iv.len()) {
        return Err(invalid_iv());
    }
    let tag_length = match (info.mode, tag_length) {
        _ if !info.is_authenticated() => None,
        (Mode::Gcm, Some(length)) if !is_gcm_tag_length(length) => return Err(invalid_tag_length(length)),
        (Mode::Gcm, length) => length,
        (Mode::Ccm | Mode::Ocb, None) => return Err(invalid_tag(format!("authTagLength required for {name}"))),
        (Mode::Ccm, Some(length)) if !matches!(length, 4 | 6 | 8 | 10 | 12 | 14 | 16) => {
            return Err(invalid_tag_length(length));
        }
        (Mode::Ccm, length) => length,
        (Mode::Siv | Mode::GcmSiv, Some(length)) if length != 16 => return Err(invalid_tag_length(length)),
        (_, Some(length)) if !(1..=16).contains(&length) => return Err(invalid_tag_length(length)),
        (_, length) => Some(length.unwrap_or(16)),
    };
    if key.len() != info.key_length && !info.is_legacy() {
        return Err(Failure::Node(
            ErrorClass::RangeError,
            "ERR_CRYPTO_INVALID_KEYLEN",
            "Invalid key length".to_owned(),
        ));
    }
    let max_message_length = match (info.mode, iv.len()) {
        (Mode::Ccm, 13) => (1 << 16) - 1,
        (Mode::Ccm, 12) => (1 << 24) - 1,
        _ => i32::MAX as usize,
    };
    let cipher = Cipher::new(&info, is_encrypting, key, iv, tag_length).map_err(stacked)?;
    Ok(State {
        info,
        is_encrypting,
        cipher: Some(cipher),
        tag_length,
        tag: None,
        has_tag: false,
        additional: None,
        max_message_length,
        is_updated: false,
        has_failed: false,
    })
}

/// `createCipher(isEncrypting, name, key, iv | null, tag length | undefined)`
pub fn create<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, mut rv: v8::ReturnValue) {
    let name = args.get(1).to_rust_string_lossy(scope);
    let Some(key) = super::keys::secret_argument(scope, args.get(2)) else { return };
    let iv = super::keys::optional_bytes(scope, args.get(3));
    let iv = iv.as_ref().map(|iv| iv.as_slice());
    let tag_length = args.get(4).is_number().then(|| args.get(4).uint32_value(scope).unwrap_or_default() as usize);
    match make(&name, args.get(0).is_true(), &key, iv, tag_length) {
        Ok(state) => rv.set(native_object::create(scope, state).into()),
        Err(failure) => failure.throw(scope),
    }
}

impl State {
    /// Gives the cipher the tag that was handed in, as late as possible: it may come at any time before `final`.
    fn pass_tag(&mut self) -> Result<(), Failure> {
        let Some(cipher) = &mut self.cipher else { return Ok(()) };
        if let Some(tag) = self.tag.take() {
            cipher.set_tag(&tag)?;
        }
        if let Some((data, length)) = self.additional.take() {
            cipher.set_message_length(length)?;
            cipher.set_aad(&data)?;
        }
        Ok(())
    }

    fn update(&mut self, input: &[u8]) -> Result<Vec<u8>, Failure> {
        let unsupported = || Failure::plain("Trying to add data in unsupported state");
        if self.cipher.is_none() || (self.info.is_whole() && self.is_updated) {
            return Err(unsupported());
        }
        if self.info.mode == Mode::Ccm && input.len() > self.max_message_length {
            return Err(Failure::Node(
                ErrorClass::RangeError,
                "ERR_CRYPTO_INVALID_MESSAGELEN",
                "Invalid message length".to_owned(),
            ));
        }
        self.is_updated = true;
        if !self.is_encrypting && self.info.mode == Mode::Ccm && !self.has_tag {
            self.has_failed = true;
            return Ok(Vec::new());
        }
        if !self.is_encrypting && self.info.is_authenticated() {
            self.pass_tag()?;
        }
        let is_whole = self.info.is_whole();
        let result = self.cipher.as_mut().ok_or_else(unsupported)?.update(input);
        match result {
            Err(_) if is_whole && !self.is_encrypting => {
                self.has_failed = true;
                Ok(Vec::new())
            }
            result => result.map_err(|failure| match failure {
                Failure::Node(..) => failure,
                Failure::OpenSsl { .. } | Failure::Reworded(..) => unsupported(),
            }),
        }
    }

    fn finish(&mut self) -> Result<Vec<u8>, Failure> {
        let is_authenticated = self.info.is_authenticated();
        let unauthenticated = || Failure::plain("Unsupported state or unable to authenticate data");
        if self.cipher.is_none() {
            return Err(Failure::error("ERR_CRYPTO_INVALID_STATE", "Invalid state"));
        }
        // Wrapping with triple DES wants to be given something, if only nothing.
        if self.info.mode == Mode::Wrap && self.info.iv_length == 0 && !self.is_updated {
            return Err(Failure::plain("Unsupported state"));
        }
        let passed = if !self.is_encrypting && is_authenticated { self.pass_tag() } else { Ok(()) };
        let Some(mut cipher) = self.cipher.take() else { return Ok(Vec::new()) };
        if self.has_failed || passed.is_err() || (is_authenticated && !self.is_encrypting && !self.has_tag) {
            return Err(unauthenticated());
        }
        // These do everything in their one update: without it nothing is decrypted, and CCM alone takes it that there was nothing.
        if self.info.is_whole() && !self.is_updated {
            if !self.is_encrypting || self.info.mode != Mode::Ccm {
                return Err(unauthenticated());
            }
            cipher.update(&[]).map_err(|_| unauthenticated())?;
        }
        let output = if self.info.mode == Mode::Ccm { Ok(Vec::new()) } else { cipher.finish() };
        let output = output.map_err(|failure| if is_authenticated { unauthenticated() } else { stacked(failure) })?;
        if self.is_encrypting && is_authenticated {
            let length = self.tag_length.unwrap_or(16);
            self.tag_length = Some(length);
            self.tag = Some(cipher.tag(length).map_err(|_| unauthenticated())?);
        }
        Ok(output)
    }
}

/// `updateCipher(cipher, data, encoding)`
pub fn update<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, mut rv: v8::ReturnValue) {
    let Some(state) = native_object::get::<State>(args.get(0)) else { return };
    match with_bytes(scope, args.get(1), args.get(2), |bytes| state.borrow_mut().update(bytes)) {
        Some(Ok(bytes)) => rv.set(uint8_array(scope, bytes).into()),
        Some(Err(failure)) => failure.throw(scope),
        None => {}
    }
}

/// `finishCipher(cipher)`
pub fn finish<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    let Some(state) = native_object::get::<State>(args.get(0)) else { return };
    let result = state.borrow_mut().finish();
    super::job::answer(scope, rv, result);
}

/// `setCipherPadding(cipher, is padding)`: whether it could.
pub fn set_padding<'s>(_: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, mut rv: v8::ReturnValue) {
    let Some(state) = native_object::get::<State>(args.get(0)) else { return };
    let mut state = state.borrow_mut();
    if let Some(cipher) = &mut state.cipher {
        cipher.set_padding(args.get(1).is_true());
        rv.set_bool(true);
    }
}

/// `setCipherAAD(cipher, data, plaintext length | undefined)`: whether it could.
pub fn set_aad<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, mut rv: v8::ReturnValue) {
    let Some(state) = native_object::get::<State>(args.get(0)) else { return };
    let Some(data) = copy_bytes(scope, args.get(1)) else { return };
    let length = args.get(2).is_number().then(|| args.get(2).uint32_value(scope).unwrap_or_default() as usize);
    let result = (|| {
        let mut state = state.borrow_mut();
        if state.cipher.is_none() || !state.info.is_authenticated() {
            return Ok(false);
        }
        if state.info.mode == Mode::Ccm {
            let Some(length) = length else {
                return Err(Failure::type_error(
                    "ERR_MISSING_ARGS",
                    "options.plaintextLength required for CCM mode with AAD",
                ));
            };
            if length > state.max_message_length {
                return Err(Failure::Node(
                    ErrorClass::RangeError,
                    "ERR_CRYPTO_INVALID_MESSAGELEN",
                    "Invalid message length".to_owned(),
                ));
            }
            if !state.is_encrypting {
                state.additional = Some((data.to_vec(), length));
                return Ok(true);
            }
            if let Some(cipher) = &mut state.cipher {
                cipher.set_message_length(length)?;
            }
        }
        Ok(state.cipher.as_mut().is_some_and(|cipher| cipher.set_aad(&data).is_ok()))
    })();
    match result {
        Ok(done) => rv.set_bool(done),
        Err(failure) => failure.throw(scope),
    }
}

/// `setCipherTag(cipher, tag)`: whether it could.
pub fn set_tag<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, mut rv: v8::ReturnValue) {
    let Some(state) = native_object::get::<State>(args.get(0)) else { return };
    let Some(tag) = copy_bytes(scope, args.get(1)) else { return };
    let mut state = state.borrow_mut();
    if state.cipher.is_none() || !state.info.is_authenticated() || state.is_encrypting || state.has_tag {
        rv.set_bool(false);
        return;
    }
    let fits = match (state.info.mode, state.tag_length) {
        // A shorter one has to be announced: it is easier to forge.
        (Mode::Gcm, None) => tag.len() == 16,
        (_, length) => length == Some(tag.len()),
    };
    if !fits {
        invalid_tag_length(tag.len()).throw(scope);
        return;
    }
    state.tag = Some(tag);
    state.has_tag = true;
    rv.set_bool(true);
}

/// `getCipherTag(cipher)`: undefined before the end, and when there is none.
pub fn tag<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, mut rv: v8::ReturnValue) {
    let Some(state) = native_object::get::<State>(args.get(0)) else { return };
    let state = state.borrow();
    if let (None, true, Some(tag)) = (&state.cipher, state.is_encrypting, &state.tag) {
        rv.set(uint8_array(scope, tag.clone()).into());
    }
}

/// What `crypto.subtle` wants done: a whole message with a cipher.
struct Task {
    name: String,
    is_encrypting: bool,
    key: Zeroizing<Vec<u8>>,
    iv: Vec<u8>,
    aad: Option<Zeroizing<Vec<u8>>>,
    tag_length: Option<usize>,
    /// How many of the last bits of AES-CTR's block are the counter.
    counter_bits: Option<u32>,
}

impl Task {
    fn run(&self, data: &[u8]) -> Result<Vec<u8>, Failure> {
        if let Some(bits) = self.counter_bits {
            return self.count(bits, data);
        }
        // WebCrypto asks more of GCM's vector than `createCipheriv` does.
        if self.name.ends_with("-gcm") {
            match self.iv.len() {
                0..12 => return Err(invalid_iv()),
                12..=128 => {}
                _ => return Err(Failure::from(Known::INVALID_IV_LENGTH)),
            }
        }
        let mut state = make(&self.name, self.is_encrypting, &self.key, Some(&self.iv), self.tag_length)?;
        if let (Some(aad), Some(cipher)) = (&self.aad, &mut state.cipher) {
            cipher.set_aad(aad)?;
        }
        // What a key was wrapped with says why it cannot be unwrapped; streams do not tell.
        if let (Mode::Wrap, Some(cipher)) = (state.info.mode, &mut state.cipher) {
            return cipher.update(data).map_err(|failure| match failure {
                Failure::OpenSsl { number, reason, .. } => {
                    Failure::OpenSsl { number, reason, stack: vec![Known::UPDATE_ERROR] }
                }
                failure => failure,
            });
        }
        let Some(tag_length) = self.tag_length else {
            return all(&mut state, data).map_err(Failure::without_stack);
        };
        if self.is_encrypting {
            let mut output = all(&mut state, data)?;
            output.extend(state.tag.unwrap_or_default());
            return Ok(output);
        }
        let (data, tag) =
            data.split_at_checked(data.len().wrapping_sub(tag_length)).ok_or_else(|| Failure::plain(JOB_FAILED))?;
        state.tag = Some(tag.to_vec());
        state.has_tag = true;
        all(&mut state, data).map_err(|_| Failure::plain(JOB_FAILED))
    }

    /// AES-CTR, whose counter wraps within its bits: the rest of the block stays as it is.
    fn count(&self, bits: u32, data: &[u8]) -> Result<Vec<u8>, Failure> {
        const BLOCK: usize = 16;
        let block = u128::from_be_bytes(self.iv.as_slice().try_into().map_err(|_| invalid_iv())?);
        let mask = u128::MAX.checked_shr(128 - bits).unwrap_or_default();
        let counter = block & mask;
        let blocks = data.len().div_ceil(BLOCK) as u128;
        if blocks.saturating_sub(1) > mask {
            return Err(Failure::plain(JOB_FAILED));
        }
        // One less than the number of blocks up to the wrap, which itself may not fit.
        let until_wrap = mask - counter;
        let split = if blocks > until_wrap {
            data.len().min((until_wrap as usize).saturating_add(1) * BLOCK)
        } else {
            data.len()
        };
        let (first, second) = data.split_at(split);
        let mut output = self.part(block, first)?;
        output.extend(self.part(block & !mask, second)?);
        Ok(output)
    }

    fn part(&self, iv: u128, data: &[u8]) -> Result<Vec<u8>, Failure> {
        let mut state = make(&self.name, self.is_encrypting, &self.key, Some(&iv.to_be_bytes()), None)?;
        all(&mut state, data)
    }
}

const JOB_FAILED: &str = "Cipher job failed";

fn all(state: &mut State, data: &[u8]) -> Result<Vec<u8>, Failure> {
    let mut output = state.update(data)?;
    output.extend(state.finish()?);
    Ok(output)
}

/// `cipherJob(is encrypting, name, key, iv, data, AAD | undefined, tag length | undefined, counter bits | undefined, callback)`:
/// what is encrypted ends in its tag.
pub fn job<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    let number = |scope: &mut v8::PinScope<'s, '_>, value: v8::Local<'s, v8::Value>| {
        value.is_number().then(|| value.uint32_value(scope).unwrap_or_default())
    };
    let is_encrypting = args.get(0).is_true();
    let name = args.get(1).to_rust_string_lossy(scope);
    let Some(key) = super::keys::secret_argument(scope, args.get(2)) else { return };
    let Some(iv) = copy_bytes(scope, args.get(3)) else { return };
    let Some(data) = copy_bytes(scope, args.get(4)) else { return };
    let aad = super::keys::optional_bytes(scope, args.get(5));
    let tag_length = number(scope, args.get(6)).map(|length| length as usize);
    let counter_bits = number(scope, args.get(7));
    let task = Task { name, is_encrypting, key, iv, aad, tag_length, counter_bits };
    run(scope, provider::CIPHER_JOB, args.get(8), rv, move || task.run(&data));
}
