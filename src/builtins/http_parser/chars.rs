//! Which bytes may stand where in a message.

const TOKEN: u8 = 1;
const VALUE: u8 = 2;
const URL: u8 = 4;
const QUOTED: u8 = 8;
const USERINFO: u8 = 16;

const TABLE: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let letter = byte as u8;
        if letter.is_ascii_alphanumeric() {
            table[byte] |= TOKEN | USERINFO;
        }
        if letter == b'\t' || (letter >= 0x20 && letter != 0x7f) {
            table[byte] |= VALUE;
        }
        if letter > 0x20 && letter < 0x7f && letter != b'#' && letter != b'?' {
            table[byte] |= URL;
        }
        if letter == b'\t'
            || letter == b' '
            || (letter > 0x20 && letter < 0x7f && letter != b'"' && letter != b'\\')
            || letter >= 0x80
        {
            table[byte] |= QUOTED;
        }
        byte += 1;
    }
    let mut index = 0;
    let others = b"!#$%&'*+-.^_`|~";
    while index < others.len() {
        table[others[index] as usize] |= TOKEN;
        index += 1;
    }
    let mut index = 0;
    let others = b"-_.!~*'()%;:&=+$,";
    while index < others.len() {
        table[others[index] as usize] |= USERINFO;
        index += 1;
    }
    table
};

/// RFC 9110's `tchar`: names of header fields, names and values of chunk extensions.
pub fn is_token(byte: u8) -> bool {
    TABLE[byte as usize] & TOKEN != 0
}

/// What a field value may hold.
pub fn is_value(byte: u8) -> bool {
    TABLE[byte as usize] & VALUE != 0
}

/// What a path, query or fragment may hold, without the two that separate them.
pub fn is_url(byte: u8) -> bool {
    TABLE[byte as usize] & URL != 0
}

/// What may stand between quotation marks as itself.
pub fn is_quoted(byte: u8) -> bool {
    TABLE[byte as usize] & QUOTED != 0
}

/// What may precede the `@` of an authority.
pub fn is_userinfo(byte: u8) -> bool {
    TABLE[byte as usize] & USERINFO != 0
}

/// How many bytes at the start of `input` pass.
pub fn run_of(input: &[u8], passes: impl Fn(u8) -> bool) -> usize {
    input.iter().position(|byte| !passes(*byte)).unwrap_or(input.len())
}

/// Without the spaces and tabs at the end.
pub fn trim_end(bytes: &[u8]) -> &[u8] {
    let length = bytes.iter().rposition(|byte| !matches!(byte, b' ' | b'\t')).map_or(0, |last| last + 1);
    &bytes[..length]
}

/// Without the spaces and tabs on both sides.
pub fn trim(bytes: &[u8]) -> &[u8] {
    let bytes = trim_end(bytes);
    &bytes[run_of(bytes, |byte| matches!(byte, b' ' | b'\t'))..]
}
