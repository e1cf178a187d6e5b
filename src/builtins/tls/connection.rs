//! One end of a TLS connection without any input or output: encrypted bytes in, plain bytes and news out.
//!
//! A server's connection begins without a context: when the client's first message is there, JavaScript is asked for one
//! (`SNICallback`, `ALPNCallback`), which it may give later.

use super::client_hello::{self, ClientHello};
use super::context::{Context, ServerSettings};
use super::errors::{SslError, is_record, is_without_certificate};
use super::sessions::ConnectionSessions;
use super::tickets::{ConnectionTickets, NamedSession};
use super::verifiers;
use rustls::client::Resumption;
use rustls::pki_types::{CertificateDer, IpAddr, Ipv4Addr, ServerName};
use rustls::server::{Accepted, AcceptedAlert, Acceptor};
use rustls::{
    AlertDescription, CipherSuite, ClientConnection, Connection as Open, HandshakeKind, InvalidMessage, KeyLog,
    ProtocolVersion, ServerConnection, SignatureScheme,
};
use std::collections::VecDeque;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

enum State {
    /// A server that waits for the client's first message.
    Accepting(Box<Acceptor>),
    /// A server that waits for JavaScript to choose a context.
    Greeted(Box<Accepted>),
    Open(Box<Open>),
    Failed,
}

/// What happened, to be told in this order.
#[derive(Debug)]
pub enum News {
    /// The client's first message is there: `accept` has to follow.
    Hello(Hello),
    KeyLog(Vec<u8>),
    /// What the server stapled to its certificate, for a client that asked.
    Stapled(Option<Vec<u8>>),
    HandshakeDone,
    /// A client's: the name of a session to resume.
    Session(Vec<u8>),
    /// A server's: a session that a client may resume.
    SessionBegun(NamedSession),
    /// What a record held.
    Plain(Vec<u8>),
    /// The peer has said that it sends nothing more.
    Closed,
    Failed(SslError),
}

#[derive(Debug)]
pub struct Hello {
    pub server_name: Option<String>,
    pub alpn_protocols: Vec<Vec<u8>>,
    pub more: ClientHello,
}

pub struct Connection {
    state: State,
    is_server: bool,
    handshake_done: bool,
    closed: bool,
    first_bytes: Vec<u8>,
    /// What a server has read of the client's first message.
    hello: Vec<u8>,
    /// Bytes that came while JavaScript chose a context (`has_enough`).
    held: Vec<u8>,
    /// Whether nothing is sent until JavaScript has stored a session.
    pub holds_output: bool,
    /// What is to be sent.
    output: Vec<u8>,
    news: VecDeque<News>,
    sessions: Arc<ConnectionSessions>,
    tickets: Option<Arc<ConnectionTickets>>,
    /// Whether a client asks for the certificate's status.
    wants_status: bool,
    /// Whether a server and its client both have TLS 1.3.
    both_have_tls13: bool,
    /// The signature schemes of both ends, for a server.
    shared_schemes: Vec<SignatureScheme>,
    /// The most plain bytes in one record.
    max_fragment: usize,
    key_log: Option<Arc<KeyLines>>,
    server_name: Option<String>,
}

/// The lines of a key log (`'keylog'`).
#[derive(Debug, Default)]
struct KeyLines(Mutex<VecDeque<Vec<u8>>>);

impl KeyLog for KeyLines {
    fn log(&self, label: &str, client_random: &[u8], secret: &[u8]) {
        // There is no early data, and OpenSSL tells of its secret only where there is.
        if label == "CLIENT_EARLY_TRAFFIC_SECRET" {
            return;
        }
        let line = format!("{label} {} {}\n", const_hex::encode(client_random), const_hex::encode(secret));
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push_back(line.into_bytes());
    }
}

pub struct ClientSettings<'a> {
    /// For the extension; none is sent without it.
    pub server_name: Option<String>,
    pub alpn_protocols: Vec<Vec<u8>>,
    pub session: Option<&'a [u8]>,
    pub wants_status: bool,
}

/// The records of alerts that OpenSSL sends where rustls would send others.
const HANDSHAKE_FAILURE: [u8; 7] = [21, 3, 3, 0, 2, 2, 40];
const PROTOCOL_VERSION: [u8; 7] = [21, 3, 3, 0, 2, 2, 70];
const CERTIFICATE_REQUIRED: [u8; 7] = [21, 3, 3, 0, 2, 2, 116];
const UNEXPECTED_MESSAGE: [u8; 7] = [21, 3, 3, 0, 2, 2, 10];
const RECORD_OVERFLOW: [u8; 7] = [21, 3, 3, 0, 2, 2, 22];

/// What a client may send before JavaScript has chosen a context. It has no reason to send anything.
const HELD_LIMIT: usize = 64 << 10;

/// The most that a record holds.
const MAX_FRAGMENT: usize = 16384;

impl Connection {
    fn new(state: State, is_server: bool) -> Self {
        Self {
            state,
            is_server,
            handshake_done: false,
            closed: false,
            first_bytes: Vec::new(),
            hello: Vec::new(),
            held: Vec::new(),
            holds_output: false,
            output: Vec::new(),
            news: VecDeque::new(),
            sessions: Arc::default(),
            tickets: None,
            wants_status: false,
            both_have_tls13: false,
            shared_schemes: Vec::new(),
            max_fragment: MAX_FRAGMENT,
            key_log: None,
            server_name: None,
        }
    }

    pub fn server() -> Self {
        Self::new(State::Accepting(Box::default()), true)
    }

    pub fn client() -> Self {
        Self::new(State::Failed, false)
    }

    pub fn log_keys(&mut self) {
        self.key_log.get_or_insert_default();
    }

    /// A client's first message.
    pub fn connect(&mut self, context: &Context, settings: ClientSettings<'_>) {
        match self.start_client(context, settings) {
            Ok(connection) => {
                self.state = State::Open(Box::new(connection));
                self.after_input();
            }
            Err(error) => self.fail(&error),
        }
    }

    fn start_client(&mut self, context: &Context, settings: ClientSettings<'_>) -> Result<Open, rustls::Error> {
        let mut config = context.client_config()?;
        config.alpn_protocols = settings.alpn_protocols;
        // Node.js leaves it to the program to look at what was selected.
        config.check_selected_alpn = false;
        config.resumption = Resumption::store(self.sessions.clone());
        if let Some(key_log) = &self.key_log {
            config.key_log = key_log.clone();
        }
        if let Some(session) = settings.session {
            self.sessions.offer(session);
        }
        let name = settings.server_name.as_deref().and_then(|name| ServerName::try_from(name.to_owned()).ok());
        // An address is not sent, so it stands for no name.
        let name = name.unwrap_or(ServerName::IpAddress(IpAddr::V4(Ipv4Addr::from([0; 4]))));
        self.server_name = settings.server_name;
        self.wants_status = settings.wants_status;
        let mut connection = ClientConnection::new(Arc::new(config), name)?;
        connection.set_buffer_limit(None);
        Ok(connection.into())
    }

    /// A server goes on with the context that JavaScript has chosen.
    pub fn accept(&mut self, context: &Context, mut settings: ServerSettings) {
        let State::Greeted(accepted) = std::mem::replace(&mut self.state, State::Failed) else { return };
        if let Some(key_log) = &self.key_log {
            settings.key_log = Some(key_log.clone());
        }
        self.tickets = Some(settings.tickets.clone());
        let hello = accepted.client_hello();
        let is_tls13 = |suite: &CipherSuite| context.has_tls13_suite(*suite);
        self.both_have_tls13 = hello.cipher_suites().iter().any(is_tls13);
        let offered = hello.signature_schemes();
        self.shared_schemes = context.schemes().into_iter().filter(|scheme| offered.contains(scheme)).collect();
        if self.shared_schemes.is_empty() {
            self.output.extend(HANDSHAKE_FAILURE);
            self.news.push_back(News::Failed(SslError::no_shared_signature_algorithms()));
            return;
        }
        let result = match context.server_config(settings) {
            Ok(config) => accepted.into_connection(Arc::new(config)),
            Err(error) => {
                self.output.extend(PROTOCOL_VERSION);
                return self.fail(&error);
            }
        };
        match result {
            Ok(connection) => self.open_server(connection),
            Err((error, alert)) => self.refuse(&error, alert),
        }
    }

    fn open_server(&mut self, mut connection: ServerConnection) {
        connection.set_buffer_limit(None);
        self.state = State::Open(Box::new(connection.into()));
        self.after_input();
        // What came in one piece with the client's first message is in the connection already.
        if self.process() {
            let held = std::mem::take(&mut self.held);
            self.receive(&held);
        }
    }

    fn refuse(&mut self, error: &rustls::Error, mut alert: AcceptedAlert) {
        match error {
            // What is no TLS gets no answer, as from OpenSSL.
            rustls::Error::InvalidMessage(_) if !is_record(&self.first_bytes) => {}
            rustls::Error::InvalidMessage(InvalidMessage::InvalidContentType)
            | rustls::Error::InappropriateMessage { .. }
            | rustls::Error::InappropriateHandshakeMessage { .. } => self.output.extend(UNEXPECTED_MESSAGE),
            rustls::Error::InvalidMessage(InvalidMessage::MessageTooLarge) => self.output.extend(RECORD_OVERFLOW),
            error if is_without_certificate(error) => self.output.extend(HANDSHAKE_FAILURE),
            // Into memory: that cannot fail.
            _ => drop(alert.write_all(&mut self.output)),
        }
        self.fail(error);
    }

    fn fail(&mut self, error: &rustls::Error) {
        self.state = State::Failed;
        let error = SslError::from_rustls(error, &self.first_bytes, self.both_have_tls13);
        self.news.push_back(News::Failed(error));
    }

    /// Takes what has arrived.
    pub fn receive(&mut self, mut bytes: &[u8]) {
        if self.first_bytes.len() < 8 {
            let missing = 8 - self.first_bytes.len();
            self.first_bytes.extend(bytes.iter().take(missing));
        }
        while !bytes.is_empty() {
            match &mut self.state {
                State::Accepting(acceptor) => {
                    // From memory: that fails only when the first message is larger than any real one.
                    let mut error = None;
                    let piece = bytes;
                    if acceptor.read_tls(&mut bytes).is_err() {
                        error = Some(rustls::Error::PeerSentOversizedRecord);
                    }
                    self.hello.extend_from_slice(&piece[..piece.len() - bytes.len()]);
                    match (error, acceptor.accept()) {
                        (Some(error), _) => return self.fail(&error),
                        (None, Ok(None)) => {}
                        (None, Ok(Some(accepted))) => {
                            let hello = accepted.client_hello();
                            let alpn = hello.alpn().map(|names| names.map(<[u8]>::to_vec).collect());
                            self.server_name = hello.server_name().map(str::to_owned);
                            let server_name = self.server_name.clone();
                            let more = client_hello::parse(&std::mem::take(&mut self.hello)).unwrap_or_default();
                            let news = Hello { server_name, alpn_protocols: alpn.unwrap_or_default(), more };
                            self.news.push_back(News::Hello(news));
                            self.state = State::Greeted(Box::new(accepted));
                        }
                        (None, Err((error, alert))) => return self.refuse(&error, alert),
                    }
                }
                State::Greeted(_) => {
                    self.held.extend_from_slice(bytes);
                    return;
                }
                State::Open(connection) => {
                    if connection.read_tls(&mut bytes).is_err() {
                        return self.fail_in_record(&rustls::Error::PeerSentOversizedRecord);
                    }
                    if !self.process() || self.closed {
                        return;
                    }
                }
                State::Failed => return,
            }
        }
    }

    /// Goes on with what the connection has read; whether it goes on after that.
    fn process(&mut self) -> bool {
        let State::Open(connection) = &mut self.state else { return false };
        let result = connection.process_new_packets();
        let stapled = verifiers::take_stapled().filter(|_| self.wants_status);
        self.news.extend(stapled.map(News::Stapled));
        self.after_input();
        match result {
            Ok(_) => true,
            Err(error) => {
                self.fail_in_record(&error);
                false
            }
        }
    }

    fn fail_in_record(&mut self, error: &rustls::Error) {
        if matches!(error, rustls::Error::AlertReceived(AlertDescription::CloseNotify)) {
            self.closed = true;
            self.state = State::Failed;
            return self.news.push_back(News::Closed);
        }
        // In TLS 1.2, where it is not encrypted yet.
        if self.output.ends_with(&CERTIFICATE_REQUIRED) {
            self.output.truncate(self.output.len() - CERTIFICATE_REQUIRED.len());
            self.output.extend(HANDSHAKE_FAILURE);
        }
        self.fail(error);
    }

    /// Collects what came of the last input.
    fn after_input(&mut self) {
        self.take_key_lines();
        let State::Open(connection) = &mut self.state else { return };
        while connection.wants_write() {
            // Into memory: that cannot fail.
            let _ = connection.write_tls(&mut self.output);
        }
        let is_tls13 = connection.protocol_version() == Some(ProtocolVersion::TLSv1_3);
        let is_resumed = connection.handshake_kind() == Some(HandshakeKind::Resumed);
        let mut begun: Vec<_> = std::iter::from_fn(|| self.tickets.as_ref()?.take_begun()).collect();
        if !is_tls13 && begun.iter().any(|session| session.in_ticket) {
            // The client has it: there is nothing to store.
            begun.clear();
        }
        // A session of TLS 1.2 begins before the end of its handshake, which waits for JavaScript to store it.
        let begun = begun.into_iter().map(News::SessionBegun);
        let mut sessions: Vec<_> = begun.chain(self.take_arrived_sessions(is_resumed && !is_tls13)).collect();
        if !is_tls13 {
            self.news.extend(sessions.drain(..));
        }
        let State::Open(connection) = &mut self.state else { return };
        if !self.handshake_done && !connection.is_handshaking() {
            self.handshake_done = true;
            self.news.push_back(News::HandshakeDone);
        }
        self.news.extend(sessions);
        while let Ok(chunk) = connection.reader().into_first_chunk()
            && !chunk.is_empty()
        {
            let length = chunk.len();
            self.news.push_back(News::Plain(chunk.to_vec()));
            std::io::BufRead::consume(&mut connection.reader(), length);
        }
        // The end of the stream is only there once the peer has said so.
        if !self.closed && matches!(connection.reader().into_first_chunk(), Ok(chunk) if chunk.is_empty()) {
            self.closed = true;
            self.news.push_back(News::Closed);
        }
    }

    fn take_arrived_sessions(&self, resumed: bool) -> impl Iterator<Item = News> {
        std::iter::from_fn(move || self.sessions.take_arrived(resumed)).map(News::Session)
    }

    fn take_key_lines(&mut self) {
        let Some(key_log) = &self.key_log else { return };
        let lines = std::mem::take(&mut *key_log.0.lock().unwrap_or_else(PoisonError::into_inner));
        self.news.extend(lines.into_iter().map(News::KeyLog));
    }

    /// Whether nothing more is to be read until JavaScript has chosen a context.
    pub fn has_enough(&self) -> bool {
        matches!(self.state, State::Greeted(_)) && self.held.len() >= HELD_LIMIT
    }

    pub fn take_news(&mut self) -> Option<News> {
        self.news.pop_front()
    }

    /// What is to be sent now. The last message of a handshake waits until JavaScript has heard of its end: one that then
    /// refuses the peer's certificate sends nothing more, so that the peer's handshake never ends.
    pub fn take_output(&mut self) -> Vec<u8> {
        if self.is_held() { Vec::new() } else { std::mem::take(&mut self.output) }
    }

    /// Whether what is to be sent waits for JavaScript.
    pub fn is_held(&self) -> bool {
        self.holds_output || self.news.iter().any(|it| matches!(it, News::HandshakeDone | News::SessionBegun(_)))
    }

    /// Whether plain bytes can be sent.
    pub fn is_ready(&self) -> bool {
        self.handshake_done && matches!(self.state, State::Open(_))
    }

    pub fn is_failed(&self) -> bool {
        matches!(self.state, State::Failed)
    }

    pub fn send(&mut self, plain: &[u8]) {
        let State::Open(connection) = &mut self.state else { return };
        for fragment in plain.chunks(self.max_fragment) {
            // Into memory: that cannot fail.
            let _ = connection.writer().write_all(fragment);
        }
        while connection.wants_write() {
            let _ = connection.write_tls(&mut self.output);
        }
    }

    /// False: no record can be so small or so large.
    pub fn set_max_fragment(&mut self, size: usize) -> bool {
        let fits = (512..=MAX_FRAGMENT).contains(&size);
        if fits {
            self.max_fragment = size;
        }
        fits
    }

    pub fn shared_schemes(&self) -> &[SignatureScheme] {
        &self.shared_schemes
    }

    /// Tells the peer that nothing more comes. In a handshake the end of the connection says it, as with OpenSSL.
    pub fn send_close(&mut self) {
        if !self.handshake_done {
            return;
        }
        let State::Open(connection) = &mut self.state else { return };
        connection.send_close_notify();
        while connection.wants_write() {
            // Into memory: that cannot fail.
            let _ = connection.write_tls(&mut self.output);
        }
    }

    pub fn open(&self) -> Option<&Open> {
        match &self.state {
            State::Open(connection) => Some(connection),
            _ => None,
        }
    }

    pub fn open_mut(&mut self) -> Option<&mut Open> {
        match &mut self.state {
            State::Open(connection) => Some(connection),
            _ => None,
        }
    }

    pub fn is_server(&self) -> bool {
        self.is_server
    }

    pub fn server_name(&self) -> Option<&str> {
        self.server_name.as_deref()
    }

    pub fn is_resumed(&self) -> bool {
        self.open().is_some_and(|connection| connection.handshake_kind() == Some(HandshakeKind::Resumed))
    }

    pub fn peer_certificates(&self) -> &[CertificateDer<'static>] {
        self.open().and_then(|connection| connection.peer_certificates()).unwrap_or_default()
    }
}
