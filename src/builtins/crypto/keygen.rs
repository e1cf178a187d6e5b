//! New keys, new primes, and whether a number is one. All of it can take long and runs on the pool when there is a callback.

use super::job::run;
use super::keys::KeyData;
use super::lc::bignum::BigNumber;
use super::lc::dh::{Dh, MIN_PRIME_BITS, group};
use super::lc::digest::Digest;
use super::lc::ec::Curve;
use super::lc::pkey::{Kind, PKey};
use super::lc::{Failure, Known};
use super::random::random_bytes;
use super::{copy_bytes, keys::optional_bytes};
use crate::runtime::provider;
use zeroize::Zeroizing;

/// `generateSecretKey(bytes, bits of the last byte, callback?)`: a handle. All bits of the last byte count when it is 0.
pub fn secret<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    let length = args.get(0).uint32_value(scope).unwrap_or_default() as usize;
    let last_bits = args.get(1).uint32_value(scope).unwrap_or_default() % 8;
    run(scope, provider::SECRET_KEY_JOB, args.get(2), rv, move || {
        let mut bytes = random_bytes(length)?;
        if let (1.., Some(last)) = (last_bits, bytes.last_mut()) {
            *last &= 0xFF << (8 - last_bits);
        }
        Ok::<_, Failure>(KeyData::Secret(bytes))
    });
}

/// What a key pair is made from.
enum Recipe {
    Rsa { bits: u32, exponent: u64, pss: Option<(Option<Digest>, Option<Digest>, Option<u32>)> },
    Dsa { bits: u32, divisor_bits: Option<u32> },
    Ec { curve: Curve, is_explicit: bool },
    DhPrime { prime: Vec<u8>, generator: Vec<u8> },
    DhBits { bits: u32, generator: u32 },
    Plain(Kind),
}

impl Recipe {
    fn make(self) -> Result<PKey, Failure> {
        match self {
            Self::Rsa { bits, .. } if bits < 512 => Err(Failure::from(Known::KEY_SIZE_TOO_SMALL)),
            Self::Rsa { exponent, .. } if exponent < 3 || exponent % 2 == 0 => {
                Err(Failure::from(Known::RSA_PUB_EXPONENT_OUT_OF_RANGE))
            }
            Self::Rsa { bits, exponent, pss: None } => PKey::generate_rsa(bits, exponent),
            Self::Rsa { bits, exponent, pss: Some((digest, mgf1, salt_length)) } => {
                PKey::generate_pss(bits, exponent, digest, mgf1, salt_length)
            }
            Self::Dsa { bits, divisor_bits } => PKey::generate_dsa(bits, divisor_bits),
            Self::Ec { curve, is_explicit: false } => curve.generate()?.into_pkey(),
            Self::Ec { curve, is_explicit: true } => curve.generate()?.into_explicit_pkey(),
            Self::DhPrime { prime, generator } => Self::dh(Dh::from_parameters(&prime, &generator)?),
            Self::DhBits { bits, .. } if bits < MIN_PRIME_BITS => Err(Failure::from(Known::DH_MODULUS_TOO_SMALL)),
            Self::DhBits { bits, generator } => Self::dh(Dh::generate_parameters(bits, generator)?),
            Self::Plain(kind) => PKey::generate(kind),
        }
    }

    fn dh(dh: Dh) -> Result<PKey, Failure> {
        dh.generate_key()?;
        dh.into_pkey()
    }
}

/// `generateKeyPair(kind, options, callback?)`: `[public handle, private handle]`. The options are an array:
/// rsa, rsa-pss: modulusLength, publicExponent, hash, MGF1 hash, salt length; dsa: modulusLength, divisorLength;
/// ec: curve, whether its parameters are spelled out; dh: group, prime, prime length, generator.
pub fn pair<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    let Some(kind) = Kind::from_name(&args.get(0).to_rust_string_lossy(scope)) else { return };
    let recipe = match recipe(scope, kind, args.get(1)) {
        Ok(recipe) => recipe,
        Err(failure) => {
            failure.throw(scope);
            return;
        }
    };
    run(scope, provider::KEY_PAIR_JOB, args.get(2), rv, move || {
        let private = recipe.make()?;
        let public = private.to_public()?;
        Ok::<_, Failure>((KeyData::Public(public), KeyData::Private(private)))
    });
}

fn recipe<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    kind: Kind,
    options: v8::Local<'s, v8::Value>,
) -> Result<Recipe, Failure> {
    let options = v8::Local::<v8::Array>::try_from(options).ok();
    let undefined: v8::Local<v8::Value> = v8::undefined(scope).into();
    let option = |scope: &mut v8::PinScope<'s, '_>, index: u32| {
        options.and_then(|options| options.get_index(scope, index)).unwrap_or(undefined)
    };
    let number = |scope: &mut v8::PinScope<'s, '_>, value: v8::Local<'s, v8::Value>| {
        value.is_number().then(|| value.uint32_value(scope).unwrap_or_default())
    };
    let first = option(scope, 0);
    let second = option(scope, 1);
    Ok(match kind {
        Kind::Rsa | Kind::RsaPss => {
            let mut digests = [None, None];
            for (index, digest) in digests.iter_mut().enumerate() {
                let name = option(scope, 2 + index as u32);
                if name.is_string() {
                    let name = name.to_rust_string_lossy(scope);
                    *digest = Some(Digest::from_name(&name).map_err(|failure| match failure {
                        Failure::Node(class, code, _) if index == 1 => {
                            Failure::Node(class, code, format!("Invalid MGF1 digest: {name}"))
                        }
                        failure => failure,
                    })?);
                }
            }
            let salt = option(scope, 4);
            let salt_length = number(scope, salt);
            let pss = (kind == Kind::RsaPss).then_some((digests[0], digests[1], salt_length));
            let bits = number(scope, first).unwrap_or_default();
            Recipe::Rsa { bits, exponent: number(scope, second).unwrap_or(65537).into(), pss }
        }
        Kind::Dsa => {
            Recipe::Dsa { bits: number(scope, first).unwrap_or_default(), divisor_bits: number(scope, second) }
        }
        Kind::Ec => {
            let name = first.to_rust_string_lossy(scope);
            let curve = Curve::from_name(&name)
                .ok_or_else(|| Failure::type_error("ERR_CRYPTO_INVALID_CURVE", "Invalid EC curve name"))?;
            Recipe::Ec { curve, is_explicit: second.is_true() }
        }
        Kind::Dh => {
            let bits = option(scope, 2);
            let generator = option(scope, 3);
            let generator = number(scope, generator).unwrap_or(2);
            if first.is_string() {
                let (prime, generator) = group(&first.to_rust_string_lossy(scope))
                    .ok_or_else(|| Failure::error("ERR_CRYPTO_UNKNOWN_DH_GROUP", "Unknown DH group"))?;
                Recipe::DhPrime { prime, generator }
            } else if let Some(prime) = optional_bytes(scope, second) {
                Recipe::DhPrime { prime: prime.to_vec(), generator: generator.to_be_bytes().to_vec() }
            } else {
                Recipe::DhBits { bits: number(scope, bits).unwrap_or_default(), generator }
            }
        }
        kind => Recipe::Plain(kind),
    })
}

/// `generatePrime(bits, is safe, add | undefined, rem | undefined, callback?)`: big-endian bytes.
pub fn prime<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    let bits = args.get(0).uint32_value(scope).unwrap_or_default() as usize;
    let is_safe = args.get(1).is_true();
    let add = optional_bytes(scope, args.get(2));
    let remainder = optional_bytes(scope, args.get(3));
    let numbers = (|| {
        let number =
            |bytes: &Option<Zeroizing<Vec<u8>>>| bytes.as_ref().map(|it| BigNumber::from_bytes(it)).transpose();
        Ok::<_, Failure>((number(&add)?, number(&remainder)?))
    })();
    let (add, remainder) = match numbers {
        Ok(numbers) => numbers,
        Err(failure) => return failure.throw(scope),
    };
    if let Some(add) = &add {
        let invalid = |message: &str| {
            Failure::Node(crate::runtime::convert::ErrorClass::RangeError, "ERR_OUT_OF_RANGE", message.to_owned())
        };
        if add.bits() > bits {
            return invalid("invalid options.add").throw(scope);
        }
        if remainder.as_ref().is_some_and(|remainder| remainder.compare(add).is_ge()) {
            return invalid("invalid options.rem").throw(scope);
        }
    }
    run(scope, provider::RANDOM_PRIME_JOB, args.get(4), rv, move || {
        let prime = BigNumber::generate_prime(bits, is_safe, add.as_ref(), remainder.as_ref())?;
        let bytes = prime.to_bytes();
        let mut padded = vec![0; bits.div_ceil(8).saturating_sub(bytes.len())];
        padded.extend_from_slice(&bytes);
        Ok::<_, Failure>(padded)
    });
}

/// `checkPrime(bytes, checks, callback?)`
pub fn check_prime<'s>(scope: &mut v8::PinScope<'s, '_>, args: v8::FunctionCallbackArguments<'s>, rv: v8::ReturnValue) {
    let Some(bytes) = copy_bytes(scope, args.get(0)) else { return };
    let checks = args.get(1).int32_value(scope).unwrap_or_default();
    match BigNumber::from_bytes(&bytes) {
        Ok(number) => run(scope, provider::CHECK_PRIME_JOB, args.get(2), rv, move || number.is_prime(checks)),
        Err(failure) => failure.throw(scope),
    }
}
