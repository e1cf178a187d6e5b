//! Asking name servers: one question at a time over UDP, over TCP where the answer does not fit, each server in turn, as
//! often as the settings say.

use super::records::{self, Answer};
use ada_url::Idna;
use hickory_proto::op::{Message, Query, ResponseCode};
use hickory_proto::rr::{Name, RecordType};
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream, UdpSocket};
use tokio::time::timeout;

/// As in c-ares, whatever the settings say.
const SHORTEST_WAIT: Duration = Duration::from_millis(250);

/// Why there is no answer, by c-ares's name.
pub type Failure = &'static str;

#[derive(Clone)]
pub struct Settings {
    pub servers: Vec<SocketAddr>,
    /// How long the first round waits for a server; each further round twice as long.
    pub timeout: Duration,
    pub max_timeout: Option<Duration>,
    pub tries: u32,
    pub local_ipv4: Option<Ipv4Addr>,
    pub local_ipv6: Option<Ipv6Addr>,
}

impl Settings {
    fn local_address(&self, server: &SocketAddr) -> SocketAddr {
        let ip: IpAddr = match server {
            SocketAddr::V4(_) => self.local_ipv4.unwrap_or(Ipv4Addr::UNSPECIFIED).into(),
            SocketAddr::V6(_) => self.local_ipv6.unwrap_or(Ipv6Addr::UNSPECIFIED).into(),
        };
        SocketAddr::new(ip, 0)
    }

    fn wait(&self, round: u32) -> Duration {
        let wait = self.timeout.max(SHORTEST_WAIT).saturating_mul(1 << round.min(16));
        self.max_timeout.map_or(wait, |limit| wait.min(limit))
    }
}

/// The records that answer a question.
pub async fn query(settings: &Settings, name: &str, kind: RecordType) -> Result<Vec<Answer>, Failure> {
    if settings.servers.is_empty() {
        return Err("UNKNOWN_ARES_ERROR");
    }
    let ascii = if name.is_ascii() { None } else { Some(Idna::ascii(name)).filter(|ascii| !ascii.is_empty()) };
    let name = ascii.as_deref().unwrap_or(name);
    let name = parse_name(&name.to_ascii_lowercase()).ok_or("EBADNAME")?;
    let mut failure = "ECONNREFUSED";
    // Once an answer was too large, all that follows goes by TCP.
    let mut by_tcp = None;
    for round in 0..settings.tries.max(1) {
        for server in &settings.servers {
            let asked = timeout(settings.wait(round), ask(settings, server, &name, kind, &mut by_tcp)).await;
            let message = match asked {
                Ok(Ok(message)) => message,
                Ok(Err(error)) => {
                    failure = match error.kind() {
                        io::ErrorKind::InvalidData => "EBADRESP",
                        _ => "ECONNREFUSED",
                    };
                    continue;
                }
                Err(_) => {
                    failure = "ETIMEOUT";
                    continue;
                }
            };
            // What a server answers holds; only silence makes the next one be asked.
            return match message.metadata.response_code {
                ResponseCode::NoError => records::answers(&message, kind),
                ResponseCode::NXDomain => Err("ENOTFOUND"),
                ResponseCode::FormErr => Err("EFORMERR"),
                ResponseCode::ServFail => Err("ESERVFAIL"),
                ResponseCode::NotImp => Err("ENOTIMP"),
                ResponseCode::Refused => Err("EREFUSED"),
                // c-ares looks into the answer whatever these say, up to where they would be an extension's.
                code if u16::from(code) < 12 => records::answers(&message, kind),
                _ => Err("ESERVFAIL"),
            };
        }
    }
    Err(failure)
}

/// Of what hickory refuses, c-ares takes a label that begins with a hyphen.
fn parse_name(text: &str) -> Option<Name> {
    let mut name = match Name::from_ascii(text) {
        Err(_) if text.split('.').any(|label| label.starts_with('-')) => {
            let text = text.strip_suffix('.').unwrap_or(text);
            Name::from_labels(text.split('.').map(str::as_bytes)).ok()?
        }
        name => name.ok()?,
    };
    name.set_fqdn(true);
    Some(name)
}

async fn ask(
    settings: &Settings,
    server: &SocketAddr,
    name: &Name,
    kind: RecordType,
    by_tcp: &mut Option<Vec<Connection>>,
) -> io::Result<Message> {
    let mut message = Message::query();
    message.metadata.id = random_id();
    message.metadata.recursion_desired = true;
    message.add_query(Query::query(name.clone(), kind));
    let question = message.to_vec().map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
    if by_tcp.is_none() {
        let answer = ask_udp(settings, server, &question, &message).await?;
        if !answer.metadata.truncation {
            return Ok(answer);
        }
    }
    let connections = by_tcp.get_or_insert_default();
    ask_tcp(settings, server, &question, &message, connections).await
}

fn random_id() -> u16 {
    let mut bytes = [0; 2];
    // Without randomness the port of the socket still is one that nobody else knows.
    let _ = rustix::rand::getrandom(&mut bytes[..], rustix::rand::GetRandomFlags::empty());
    u16::from_ne_bytes(bytes)
}

/// A message, unless it is one that c-ares refuses as well.
fn parse(bytes: &[u8]) -> io::Result<Message> {
    let invalid = || io::Error::from(io::ErrorKind::InvalidData);
    let operation = bytes.get(2).ok_or_else(invalid)? >> 3 & 15;
    let message = Message::from_vec(bytes).map_err(|_| invalid())?;
    let is_valid = matches!(operation, 0 | 1 | 2 | 4 | 5)
        && matches!(&message.queries[..], [query] if matches!(query.query_class().into(), 1 | 3 | 4 | 254 | 255))
        && [&message.answers, &message.authorities, &message.additionals].into_iter().flatten().all(records::is_valid);
    if is_valid { Ok(message) } else { Err(invalid()) }
}

async fn ask_udp(settings: &Settings, server: &SocketAddr, question: &[u8], asked: &Message) -> io::Result<Message> {
    let socket = UdpSocket::bind(settings.local_address(server)).await?;
    // Connected: the system lets nobody else's datagrams through.
    socket.connect(server).await?;
    socket.send(question).await?;
    let mut buffer = vec![0; 64 << 10];
    loop {
        let count = socket.recv(&mut buffer).await?;
        let answer = parse(&buffer[..count])?;
        if answers(&answer, asked) {
            return Ok(answer);
        }
    }
}

/// Whether `message` is about the question that was asked; others are passed over.
fn answers(message: &Message, asked: &Message) -> bool {
    message.metadata.id == asked.metadata.id && message.queries == asked.queries
}

async fn ask_tcp(
    settings: &Settings,
    server: &SocketAddr,
    question: &[u8],
    asked: &Message,
    connections: &mut Vec<Connection>,
) -> io::Result<Message> {
    let index = match connections.iter().position(|connection| connection.server == *server) {
        Some(index) => index,
        None => {
            connections.push(Connection::open(settings, server).await?);
            connections.len() - 1
        }
    };
    let result = connections[index].ask(question, asked).await;
    if result.is_err() {
        connections.swap_remove(index);
    }
    result
}

/// A connection to a server, which the next round uses as well when there was no answer.
struct Connection {
    server: SocketAddr,
    stream: TcpStream,
    /// What has arrived and is no whole message.
    arrived: Vec<u8>,
}

impl Connection {
    async fn open(settings: &Settings, server: &SocketAddr) -> io::Result<Self> {
        let socket = if server.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
        socket.bind(settings.local_address(server))?;
        Ok(Self { server: *server, stream: socket.connect(*server).await?, arrived: Vec::new() })
    }

    async fn ask(&mut self, question: &[u8], asked: &Message) -> io::Result<Message> {
        let length = u16::try_from(question.len()).map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
        self.stream.write_all(&[&length.to_be_bytes()[..], question].concat()).await?;
        loop {
            let message = self.next_message().await?;
            // One of no bytes is passed over.
            if message.is_empty() {
                continue;
            }
            let answer = parse(&message)?;
            if answers(&answer, asked) {
                return Ok(answer);
            }
        }
    }

    async fn next_message(&mut self) -> io::Result<Vec<u8>> {
        loop {
            if let [high, low, rest @ ..] = &self.arrived[..] {
                let length = usize::from(u16::from_be_bytes([*high, *low]));
                if rest.len() >= length {
                    let mut message = self.arrived.split_off(2);
                    self.arrived = message.split_off(length);
                    return Ok(message);
                }
            }
            match self.stream.read_buf(&mut self.arrived).await {
                // Where an answer has begun c-ares waits for the rest of it, whatever has become of the connection.
                Ok(0) | Err(_) if !self.arrived.is_empty() => std::future::pending().await,
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                result => result?,
            };
        }
    }
}
