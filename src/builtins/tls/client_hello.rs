//! What rustls does not tell of a client's first message: the session that it wants to resume and what it asks for.

/// Extensions by their numbers.
const STATUS_REQUEST: u16 = 5;
const SESSION_TICKET: u16 = 35;
const SUPPORTED_VERSIONS: u16 = 43;

const TLS13: usize = 0x304;

const HANDSHAKE_RECORD: u8 = 22;

#[derive(Debug, Default, PartialEq)]
pub struct ClientHello {
    pub session_id: Vec<u8>,
    /// Whether it brings a ticket of TLS 1.2.
    pub has_ticket: bool,
    /// Whether it wants to know the certificate's status.
    pub wants_status: bool,
    /// Whether it can have TLS 1.3.
    pub offers_tls13: bool,
}

/// The rest of a message that is being read.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (head, tail) = self.0.split_at_checked(length)?;
        self.0 = tail;
        Some(head)
    }

    /// A big-endian number of so many bytes.
    fn number(&mut self, length: usize) -> Option<usize> {
        Some(self.take(length)?.iter().fold(0, |number, byte| number << 8 | usize::from(*byte)))
    }

    /// Bytes behind their length, which takes so many bytes itself.
    fn vector(&mut self, size: usize) -> Option<Reader<'a>> {
        let length = self.number(size)?;
        self.take(length).map(Reader)
    }
}

/// Reads the records that begin a connection; `None` where they hold no such message, which is then rustls's to refuse.
pub fn parse(records: &[u8]) -> Option<ClientHello> {
    let mut records = Reader(records);
    let mut message = Vec::new();
    while !records.0.is_empty() {
        if records.number(1)? != usize::from(HANDSHAKE_RECORD) {
            break;
        }
        records.take(2)?;
        message.extend_from_slice(records.vector(2)?.0);
    }
    let mut message = Reader(&message);
    message.take(1)?;
    let mut message = message.vector(3)?;
    // Version and random bytes.
    message.take(2 + 32)?;
    let mut hello = ClientHello { session_id: message.vector(1)?.0.to_vec(), ..ClientHello::default() };
    // Cipher suites and compression methods.
    message.vector(2)?;
    message.vector(1)?;
    let Some(mut extensions) = message.vector(2) else { return Some(hello) };
    while !extensions.0.is_empty() {
        let kind = extensions.number(2)?;
        let content = extensions.vector(2)?;
        hello.has_ticket |= kind == usize::from(SESSION_TICKET) && !content.0.is_empty();
        hello.wants_status |= kind == usize::from(STATUS_REQUEST);
        if kind == usize::from(SUPPORTED_VERSIONS) {
            let mut versions = { content }.vector(1)?;
            hello.offers_tls13 |= std::iter::from_fn(|| versions.number(2)).any(|version| version == TLS13);
        }
    }
    Some(hello)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A message with a session's name of four bytes, a ticket, a request for the status and two versions, in records of `size` bytes.
    fn records(size: usize) -> Vec<u8> {
        let mut body = vec![3, 3];
        body.extend([7; 32]);
        body.extend([4, 1, 2, 3, 4]);
        body.extend([0, 2, 0x13, 1, 1, 0]);
        body.extend([0, 19, 0, 35, 0, 1, 9, 0, 5, 0, 1, 1, 0, 43, 0, 5, 4, 3, 4, 3, 3]);
        let mut message = vec![1, 0, 0, body.len() as u8];
        message.extend(body);
        let records = message.chunks(size).flat_map(|part| [&[22, 3, 1, 0, part.len() as u8], part].concat());
        records.collect()
    }

    #[test]
    fn reads_a_message_in_one_record_or_in_several() {
        let hello =
            ClientHello { session_id: vec![1, 2, 3, 4], has_ticket: true, wants_status: true, offers_tls13: true };
        assert_eq!(parse(&records(200)), Some(hello));
        assert_eq!(parse(&records(5)), parse(&records(200)));
    }

    #[test]
    fn what_is_cut_off_is_no_message() {
        let whole = records(200);
        assert!((0..whole.len()).all(|length| parse(&whole[..length]).is_none()));
    }
}
