//! Writing and reading the few DER structures that AWS-LC does not.

/// A DER integer that is not negative.
pub fn integer(bytes: &[u8]) -> Vec<u8> {
    let start = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len().saturating_sub(1));
    let mut content = bytes[start..].to_vec();
    if content.first().is_none_or(|byte| *byte >= 0x80) {
        content.insert(0, 0);
    }
    tagged(2, &content)
}

pub fn tagged(tag: u8, content: &[u8]) -> Vec<u8> {
    // What is written here is shorter than 64 KiB.
    let length = content.len();
    let mut bytes = match length {
        0..0x80 => vec![tag, length as u8],
        0x80..0x100 => vec![tag, 0x81, length as u8],
        _ => vec![tag, 0x82, (length >> 8) as u8, length as u8],
    };
    bytes.extend_from_slice(content);
    bytes
}

pub fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tagged(0x30, &parts.concat())
}

/// Reads the elements of a structure one after the other.
pub struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The content of the next element, if it has this tag.
    pub fn read(&mut self, tag: u8) -> Option<&'a [u8]> {
        let (length, rest) = match self.0 {
            [first, length @ 0..=0x7F, rest @ ..] if *first == tag => (usize::from(*length), rest),
            [first, size @ 0x81..=0x84, rest @ ..] if *first == tag => {
                let (length, rest) = rest.split_at_checked(usize::from(size & 0x7F))?;
                (length.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
            }
            _ => return None,
        };
        let (content, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some(content)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn sequence(&mut self) -> Option<Self> {
        self.read(0x30).map(Self)
    }

    pub fn small_integer(&mut self) -> Option<u32> {
        let bytes = self.read(2)?;
        (bytes.len() <= 4).then(|| bytes.iter().fold(0, |number, byte| number << 8 | u32::from(*byte)))
    }
}
