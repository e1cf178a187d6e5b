//! Reading an ELF image: which machine it is for, which libraries, versions and functions it needs.
//!
//! The file is mapped, and only its header, its section table and its dynamic sections are touched, so that the size of an
//! addon does not matter.

use std::fs::File;
use std::path::Path;

use memmap2::Mmap;
use object::Endianness;
use object::elf;
use object::read::elf::{Dyn, FileHeader, Sym};

use super::Version;

pub const HOST_PLATFORM: &str = if cfg!(target_os = "macos") { "macOS" } else { "Linux" };

/// An image of this platform, mapped into memory.
pub struct Image {
    bytes: Mmap,
}

/// Why a file is no image of this platform.
pub enum Unreadable {
    For { platform: &'static str },
    Other,
}

/// What the dynamic sections of an image say.
#[derive(Default)]
pub struct Facts<'a> {
    /// `DT_NEEDED`, in their order.
    pub needed: Vec<&'a str>,
    /// Where its author says that the libraries are: `DT_RUNPATH`, or else `DT_RPATH`.
    pub run_path: Vec<&'a str>,
    /// The functions and variables that it must get from elsewhere; those that it can do without are left out.
    pub undefined: Vec<&'a str>,
    /// The functions and variables that it offers.
    pub defined: Vec<&'a str>,
    /// The newest glibc that it needs.
    pub glibc: Option<Version>,
}

type Header = elf::FileHeader64<Endianness>;

impl Image {
    pub fn open(file: &Path) -> Result<Self, Unreadable> {
        let file = File::open(file).map_err(|_| Unreadable::Other)?;
        // SAFETY: the mapping is private and read only. Who changes the file meanwhile changes what is read, which the
        // parser takes as it is; who shortens it ends the process, as for the image that the loader maps next.
        let bytes = unsafe { Mmap::map(&file) }.map_err(|_| Unreadable::Other)?;
        match platform_of(&bytes) {
            Some(platform) if platform == HOST_PLATFORM && platform == "Linux" => Ok(Self { bytes }),
            Some(platform) if platform != HOST_PLATFORM => Err(Unreadable::For { platform }),
            _ => Err(Unreadable::Other),
        }
    }

    /// The name of the processor that the image is for, when it is not this one.
    pub fn foreign_architecture(&self) -> Option<String> {
        let class = *self.bytes.get(4)?;
        let machine = u16::from_le_bytes([*self.bytes.get(18)?, *self.bytes.get(19)?]);
        let narrow = class == elf::ELFCLASS32.0;
        let bits = if narrow { "32-bit " } else { "" };
        let name = match elf::Machine(machine) {
            elf::EM_X86_64 => "x86_64",
            elf::EM_AARCH64 => "aarch64",
            elf::EM_386 => "x86",
            elf::EM_ARM => "arm",
            elf::EM_RISCV => "riscv64",
            elf::EM_PPC64 => "powerpc64",
            elf::EM_S390 => "s390x",
            elf::EM_LOONGARCH => "loongarch64",
            _ => return narrow.then(|| "a 32-bit processor".to_owned()),
        };
        (name != std::env::consts::ARCH || narrow).then(|| format!("{bits}{name}"))
    }

    /// What the dynamic sections say; nothing of what cannot be read.
    pub fn facts(&self) -> Facts<'_> {
        self.read().unwrap_or_default()
    }

    fn read(&self) -> object::Result<Facts<'_>> {
        let data: &[u8] = &self.bytes;
        let header = Header::parse(data)?;
        let endian = header.endian()?;
        let sections = header.sections(endian, data)?;
        let mut facts = Facts::default();

        let symbols = sections.symbols(endian, data, elf::SHT_DYNSYM)?;
        for symbol in symbols.iter() {
            let Ok(name) = symbol.name(endian, symbols.strings()).map(text) else {
                continue;
            };
            match (symbol.is_undefined(endian), symbol.st_bind()) {
                (_, elf::STB_LOCAL) | (true, elf::STB_WEAK) => {}
                (true, _) => facts.undefined.push(name),
                (false, _) => facts.defined.push(name),
            }
        }

        if let Some((dynamic, strings)) = sections.dynamic(endian, data)? {
            let strings = sections.strings(endian, data, strings)?;
            let (mut rpath, mut runpath) = (None, None);
            for entry in dynamic {
                let Ok(value) = entry.string(endian, strings).map(text) else {
                    continue;
                };
                match entry.tag(endian) {
                    elf::DT_NEEDED => facts.needed.push(value),
                    elf::DT_RPATH => rpath = Some(value),
                    elf::DT_RUNPATH => runpath = Some(value),
                    _ => {}
                }
            }
            facts.run_path = runpath
                .or(rpath)
                .into_iter()
                .flat_map(|list| list.split(':'))
                .filter(|path| !path.is_empty())
                .collect();
        }

        if let Some((mut needs, strings)) = sections.gnu_verneed(endian, data)? {
            let strings = sections.strings(endian, data, strings)?;
            while let Some((_, mut versions)) = needs.next()? {
                while let Some(version) = versions.next()? {
                    if version.vna_flags.get(endian).contains(elf::VER_FLG_WEAK) {
                        continue;
                    }
                    let version = version
                        .name(endian, strings)
                        .ok()
                        .and_then(|name| Version::parse(text(name).strip_prefix("GLIBC_")?));
                    facts.glibc = facts.glibc.max(version);
                }
            }
        }
        Ok(facts)
    }
}

/// Which platform's images start like this.
fn platform_of(bytes: &[u8]) -> Option<&'static str> {
    match bytes.get(..4)? {
        [0x7f, b'E', b'L', b'F'] if bytes.get(7) == Some(&elf::ELFOSABI_FREEBSD.0) => Some("FreeBSD"),
        [0x7f, b'E', b'L', b'F'] => Some("Linux"),
        [b'M', b'Z', ..] => Some("Windows"),
        [0xcf | 0xce, 0xfa, 0xed, 0xfe] | [0xca, 0xfe, 0xba, 0xbe | 0xbf] => Some("macOS"),
        _ => None,
    }
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}
