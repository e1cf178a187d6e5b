//! The keys that were read last, from PEM, DER or the numbers of a JWK. Servers hand the same text to every `sign` and `verify`;
//! reading a private key of RSA checks its numbers, which takes longer than a verification, and what its first signature prepares is
//! kept with the key.

use super::keys::KeyData;
use super::lc::hash::Hasher;
use std::cell::RefCell;
use std::collections::VecDeque;

const CAPACITY: usize = 8;

/// State of an isolate: the last keys, the one that was used last in front. Of what they were read from only hashes are kept.
#[derive(Default)]
pub struct ParsedKeys(RefCell<VecDeque<(Vec<u8>, KeyData)>>);

impl ParsedKeys {
    /// The key that `parts` are of, read by `parse` when it is not there. `form` tells apart what else is to be known of them.
    pub fn get<E>(&self, form: u8, parts: &[&[u8]], parse: impl FnOnce() -> Result<KeyData, E>) -> Result<KeyData, E> {
        let mut hasher = Hasher::sha256();
        hasher.update(&[form]);
        for part in parts {
            hasher.update(&part.len().to_le_bytes());
            hasher.update(part);
        }
        let hash = hasher.finish();
        let mut keys = self.0.borrow_mut();
        let found = keys.iter().position(|(known, _)| *known == hash).and_then(|index| keys.remove(index));
        let entry = match found {
            Some(entry) => entry,
            None => (hash, parse()?),
        };
        let key = entry.1.clone();
        keys.push_front(entry);
        keys.truncate(CAPACITY);
        Ok(key)
    }
}
