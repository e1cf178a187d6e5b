//! Sessions that a client may resume. rustls does not serialise them, so what JavaScript gets as a session (`'session'`,
//! `getSession()`) is a name under which this process keeps it.

use crate::builtins::crypto::random::fill_bytes;
use rustls::NamedGroup;
use rustls::client::{ClientSessionStore, Tls12ClientSessionValue, Tls13ClientSessionValue};
use rustls::pki_types::ServerName;
use std::collections::{HashMap, VecDeque};
use std::sync::{LazyLock, Mutex, PoisonError};

/// How many sessions a process keeps; the oldest goes first.
const KEPT: usize = 1024;

/// The names start with this, so that the bytes of a foreign session are never looked up.
const PREFIX: &[u8] = b"anode-tls-session";

enum Session {
    Tls12(Tls12ClientSessionValue),
    /// A ticket is used once.
    Tls13(Tls13ClientSessionValue),
}

impl std::fmt::Debug for Session {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Session")
    }
}

#[derive(Default)]
struct Kept {
    sessions: HashMap<Vec<u8>, Session>,
    order: VecDeque<Vec<u8>>,
}

static KEPT_SESSIONS: LazyLock<Mutex<Kept>> = LazyLock::new(Mutex::default);

fn new_name() -> Option<Vec<u8>> {
    let mut random = [0; 24];
    fill_bytes(&mut random).ok()?;
    Some([PREFIX, &random].concat())
}

fn keep(name: Vec<u8>, session: Session) {
    let mut kept = KEPT_SESSIONS.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.sessions.insert(name.clone(), session).is_some() {
        return;
    }
    if kept.order.len() == KEPT
        && let Some(oldest) = kept.order.pop_front()
    {
        kept.sessions.remove(&oldest);
    }
    kept.order.push_back(name);
}

/// What one connection resumes and what it gets to resume later.
#[derive(Debug, Default)]
pub struct ConnectionSessions {
    /// The name of the session that JavaScript gave.
    offered: Mutex<Option<Vec<u8>>>,
    /// Those that have come and that JavaScript has not heard of.
    arrived: Mutex<VecDeque<Session>>,
    group: Mutex<Option<NamedGroup>>,
}

impl ConnectionSessions {
    pub fn offer(&self, name: &[u8]) {
        *self.offered.lock().unwrap_or_else(PoisonError::into_inner) = Some(name.to_vec());
    }

    /// The name of a session that has come. In a connection that has `resumed` one of TLS 1.2 it takes that one's place, and
    /// nobody needs to be told.
    pub fn take_arrived(&self, resumed: bool) -> Option<Vec<u8>> {
        loop {
            let session = self.arrived.lock().unwrap_or_else(PoisonError::into_inner).pop_front()?;
            let offered = self.offered_name().filter(|_| resumed);
            let name = offered.clone().or_else(new_name)?;
            keep(name.clone(), session);
            if offered.is_none() {
                return Some(name);
            }
        }
    }

    fn arrive(&self, session: Session) {
        self.arrived.lock().unwrap_or_else(PoisonError::into_inner).push_back(session);
    }

    fn offered_name(&self) -> Option<Vec<u8>> {
        self.offered.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl ClientSessionStore for ConnectionSessions {
    fn set_kx_hint(&self, _: ServerName<'static>, group: NamedGroup) {
        *self.group.lock().unwrap_or_else(PoisonError::into_inner) = Some(group);
    }

    fn kx_hint(&self, _: &ServerName<'_>) -> Option<NamedGroup> {
        *self.group.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set_tls12_session(&self, _: ServerName<'static>, value: Tls12ClientSessionValue) {
        self.arrive(Session::Tls12(value));
    }

    fn tls12_session(&self, _: &ServerName<'_>) -> Option<Tls12ClientSessionValue> {
        let name = self.offered_name()?;
        let kept = KEPT_SESSIONS.lock().unwrap_or_else(PoisonError::into_inner);
        match kept.sessions.get(&name) {
            Some(Session::Tls12(value)) => Some(value.clone()),
            _ => None,
        }
    }

    fn remove_tls12_session(&self, _: &ServerName<'static>) {
        self.offered.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    fn insert_tls13_ticket(&self, _: ServerName<'static>, value: Tls13ClientSessionValue) {
        self.arrive(Session::Tls13(value));
    }

    fn take_tls13_ticket(&self, _: &ServerName<'static>) -> Option<Tls13ClientSessionValue> {
        let name = self.offered_name()?;
        let mut kept = KEPT_SESSIONS.lock().unwrap_or_else(PoisonError::into_inner);
        match kept.sessions.remove(&name) {
            Some(Session::Tls13(value)) => Some(value),
            Some(other) => {
                kept.sessions.insert(name, other);
                None
            }
            None => None,
        }
    }
}
