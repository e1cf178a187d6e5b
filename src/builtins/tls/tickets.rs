//! Sessions that a server lets its clients resume. Tickets carry a session, encrypted with the context's keys
//! (`ticketKeys`), so that servers with the same keys take each other's; without tickets a session has a name, and JavaScript
//! stores it (`'newSession'`, `'resumeSession'`). Either way a session is good for `sessionTimeout` seconds and for the
//! `sessionIdContext` that it began with.

use crate::builtins::crypto::lc::cipher::{Cipher, Info};
use crate::builtins::crypto::random::fill_bytes;
use rustls::server::{ProducesTickets, StoresServerSessions};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};
use zeroize::Zeroizing;

/// A name that tells which keys a ticket is for, and a key of AES-256.
pub struct TicketKeys(Zeroizing<[u8; TicketKeys::LENGTH]>);

impl TicketKeys {
    pub const LENGTH: usize = 48;
    const NAME: usize = 16;
    const NONCE: usize = 12;
    const TAG: usize = 16;

    /// `None` for another length.
    pub fn new(bytes: &[u8]) -> Option<Self> {
        Some(Self(Zeroizing::new(bytes.try_into().ok()?)))
    }

    pub fn random() -> Option<Self> {
        let mut bytes = Zeroizing::new([0; Self::LENGTH]);
        fill_bytes(&mut *bytes).ok()?;
        Some(Self(bytes))
    }

    pub fn bytes(&self) -> &[u8] {
        &*self.0
    }

    fn cipher(&self, nonce: &[u8], is_encrypting: bool) -> Option<Cipher> {
        Cipher::new(&Info::from_name("aes-256-gcm")?, is_encrypting, &self.0[Self::NAME..], nonce, None).ok()
    }

    /// The name of the keys, a nonce, the tag and the encrypted text.
    fn seal(&self, text: &[u8]) -> Option<Vec<u8>> {
        let mut nonce = [0; Self::NONCE];
        fill_bytes(&mut nonce).ok()?;
        let mut cipher = self.cipher(&nonce, true)?;
        let mut encrypted = cipher.update(text).ok()?;
        encrypted.extend(cipher.finish().ok()?);
        let tag = cipher.tag(Self::TAG).ok()?;
        Some([&self.0[..Self::NAME], &nonce, &tag, &encrypted].concat())
    }

    fn open(&self, ticket: &[u8]) -> Option<Vec<u8>> {
        let (name, ticket) = ticket.split_at_checked(Self::NAME)?;
        let (nonce, ticket) = ticket.split_at_checked(Self::NONCE)?;
        let (tag, encrypted) = ticket.split_at_checked(Self::TAG)?;
        if name != &self.0[..Self::NAME] {
            return None;
        }
        let mut cipher = self.cipher(nonce, false)?;
        cipher.set_tag(tag).ok()?;
        let mut text = cipher.update(encrypted).ok()?;
        text.extend(cipher.finish().ok()?);
        Some(text)
    }
}

/// What a context says of the sessions of its servers.
#[derive(Clone)]
pub struct SessionSettings {
    pub keys: Option<Arc<TicketKeys>>,
    pub uses_tickets: bool,
    /// In seconds.
    pub timeout: u32,
    pub id_context: Vec<u8>,
}

/// OpenSSL's.
const DEFAULT_TIMEOUT: u32 = 7200;

impl Default for SessionSettings {
    fn default() -> Self {
        let keys = TicketKeys::random().map(Arc::new);
        Self { keys, uses_tickets: true, timeout: DEFAULT_TIMEOUT, id_context: Vec::new() }
    }
}

impl SessionSettings {
    /// Puts in front of a session when it began and for which context.
    fn label(&self, session: &[u8]) -> Vec<u8> {
        let length = self.id_context.len() as u64;
        [&now().to_be_bytes()[..], &length.to_be_bytes(), &self.id_context, session].concat()
    }

    /// The session, if it may be resumed.
    fn accept(&self, labelled: &[u8]) -> Option<Vec<u8>> {
        let (began, rest) = labelled.split_first_chunk()?;
        let (length, rest) = rest.split_first_chunk()?;
        let length = usize::try_from(u64::from_be_bytes(*length)).ok()?;
        let (id_context, session) = rest.split_at_checked(length)?;
        let age = now().checked_sub(u64::from_be_bytes(*began))?;
        (age <= u64::from(self.timeout) && id_context == self.id_context).then(|| session.to_vec())
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs())
}

/// A session with its name, for JavaScript to store.
#[derive(Debug)]
pub struct NamedSession {
    pub id: Vec<u8>,
    pub data: Vec<u8>,
    /// Whether the client got a ticket for it.
    pub in_ticket: bool,
}

/// The sessions of one connection.
pub struct ConnectionTickets {
    settings: SessionSettings,
    /// What JavaScript found under the name that the client gave.
    found: Option<Vec<u8>>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// What was given to rustls to resume.
    offered: Option<Vec<u8>>,
    begun: VecDeque<NamedSession>,
}

/// What rustls writes first of a session: the name of the server, if there is one, the version and the suite.
fn head(session: &[u8]) -> Option<&[u8]> {
    let name = match session {
        [0, ..] => 1,
        [_, length, ..] => 2 + usize::from(*length),
        _ => return None,
    };
    session.get(..name + 4)
}

impl std::fmt::Debug for ConnectionTickets {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("ConnectionTickets")
    }
}

impl ConnectionTickets {
    pub fn new(settings: SessionSettings, found: Option<Vec<u8>>) -> Self {
        Self { settings, found, state: Mutex::default() }
    }

    fn with_state<R>(&self, body: impl FnOnce(&mut State) -> R) -> R {
        body(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A session that has begun and that JavaScript has not heard of.
    pub fn take_begun(&self) -> Option<NamedSession> {
        self.with_state(|state| state.begun.pop_front())
    }

    fn resume(&self, labelled: &[u8]) -> Option<Vec<u8>> {
        let session = self.settings.accept(labelled)?;
        self.with_state(|state| state.offered = Some(session.clone()));
        Some(session)
    }

    /// Whether this is the session that was given to rustls, which resumes none for another name or suite.
    fn is_resumed(&self, session: &[u8]) -> bool {
        self.with_state(|state| state.offered.as_ref().is_some_and(|offered| head(offered) == head(session)))
    }
}

impl ProducesTickets for ConnectionTickets {
    fn enabled(&self) -> bool {
        self.settings.uses_tickets && self.settings.keys.is_some()
    }

    fn lifetime(&self) -> u32 {
        self.settings.timeout
    }

    fn encrypt(&self, session: &[u8]) -> Option<Vec<u8>> {
        // As OpenSSL has it: what was resumed goes on with its ticket.
        if self.is_resumed(session) {
            return None;
        }
        let data = self.settings.label(session);
        let ticket = self.settings.keys.as_ref()?.seal(&data)?;
        let mut id = vec![0; 32];
        fill_bytes(&mut id).ok()?;
        self.with_state(|state| state.begun.push_back(NamedSession { id, data, in_ticket: true }));
        Some(ticket)
    }

    fn decrypt(&self, ticket: &[u8]) -> Option<Vec<u8>> {
        self.resume(&self.settings.keys.as_ref()?.open(ticket)?)
    }
}

impl StoresServerSessions for ConnectionTickets {
    fn put(&self, id: Vec<u8>, session: Vec<u8>) -> bool {
        let data = self.settings.label(&session);
        self.with_state(|state| state.begun.push_back(NamedSession { id, data, in_ticket: false }));
        true
    }

    fn get(&self, _: &[u8]) -> Option<Vec<u8>> {
        self.resume(self.found.as_ref()?)
    }

    /// For TLS 1.3, whose tickets JavaScript is not asked about.
    fn take(&self, _: &[u8]) -> Option<Vec<u8>> {
        None
    }

    fn can_cache(&self) -> bool {
        true
    }
}
