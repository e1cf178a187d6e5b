//! What the parser makes of whole and of divided input; the differential tests compare it with Node's in breadth.

use super::machine::{Event, Kind, Parser};

/// The events of a request that comes in pieces, as short texts.
fn events(kind: Kind, pieces: &[&[u8]]) -> Vec<String> {
    let mut parser = Parser::new(kind, 0, 16 * 1024, 0);
    let mut seen = Vec::new();
    for piece in pieces {
        let mut position = 0;
        loop {
            match parser.execute(piece, &mut position) {
                Event::NeedData => break,
                Event::MessageBegin => seen.push("begin".to_owned()),
                Event::HeadersComplete => seen.push(format!(
                    "head {} {}",
                    String::from_utf8_lossy(&parser.target),
                    String::from_utf8_lossy(&parser.headers).replace('\n', "|")
                )),
                Event::Body(start, end) => seen.push(format!("body {}", String::from_utf8_lossy(&piece[start..end]))),
                Event::MessageComplete => seen.push("done".to_owned()),
                Event::Upgraded => {
                    seen.push(format!("upgraded at {position}"));
                    return seen;
                }
                Event::Error(error) => {
                    seen.push(format!("{} at {position}", error.code));
                    return seen;
                }
            }
        }
    }
    seen
}

#[test]
fn a_request_is_the_same_in_any_pieces() {
    let input = b"POST /a?b#c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\nConnection: close \r\n\r\n\
        3;a=\"b\"\r\nabc\r\n0\r\nX: y \r\n\r\n";
    let whole = events(Kind::Request, &[input]);
    assert_eq!(
        whole,
        ["begin", "head /a?b#c Host|x|Transfer-Encoding|gzip, chunked|Connection|close", "body abc", "done"]
    );
    for middle in 1..input.len() {
        let (left, right) = input.split_at(middle);
        let parts = events(Kind::Request, &[left, right]);
        let bodies: String = parts.iter().filter_map(|part| part.strip_prefix("body ")).collect();
        assert_eq!(bodies, "abc", "divided at {middle}");
        let others: Vec<_> = parts.iter().filter(|part| !part.starts_with("body ")).collect();
        assert_eq!(others, [&whole[0], &whole[1], &whole[3]], "divided at {middle}");
    }
}

#[test]
fn what_smuggles_requests_is_refused() {
    let head = "POST / HTTP/1.1\r\n";
    for (fields, code) in [
        ("Content-Length: 1\r\nContent-Length: 1\r\n", "HPE_UNEXPECTED_CONTENT_LENGTH at 52"),
        ("Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", "HPE_INVALID_TRANSFER_ENCODING at 54"),
        ("Transfer-Encoding: chunked\r\nContent-Length: 1\r\n", "HPE_INVALID_CONTENT_LENGTH at 60"),
        ("Transfer-Encoding: chunked, gzip\r\n", "HPE_INVALID_TRANSFER_ENCODING at 44"),
        ("Content-Length : 1\r\n", "HPE_INVALID_HEADER_TOKEN at 32"),
        ("X: y\n", "HPE_CR_EXPECTED at 21"),
        ("X: y\r\n z\r\n", "HPE_INVALID_HEADER_TOKEN at 23"),
    ] {
        let seen = events(Kind::Request, &[format!("{head}{fields}\r\n").as_bytes()]);
        assert_eq!(seen.last().map(String::as_str), Some(code), "{fields}");
    }
}

#[test]
fn another_protocol_follows_its_head() {
    let input = b"GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: ws\r\n\r\nrest";
    assert_eq!(events(Kind::Request, &[input]).last().map(String::as_str), Some("upgraded at 52"));
    let input = b"CONNECT a:80 HTTP/1.1\r\n\r\nrest";
    assert_eq!(events(Kind::Request, &[input]).last().map(String::as_str), Some("upgraded at 25"));
}
