//! Writes zip archives. Their dates are fixed, so that packages are reproducible.

use flate2::{Compress, Compression, Crc, FlushCompress, Status};

use super::{is_plain_path, plain};

/// 1 January 1980, 00:00. A fixed date keeps packages reproducible.
const DATE: u16 = 0x0021;
const VERSION: u16 = 20;
/// The version made by: Unix, so that the mode below is used.
const MADE_BY: u16 = 3 << 8 | VERSION;
const UTF8_NAME: u16 = 0x0800;
const DEFLATE: u16 = 8;
const MODE: u32 = 0o100_644 << 16;

/// Writes an archive to memory. All entries are deflated, as by Kintone's packer (B1.1).
#[derive(Debug, Default)]
pub(crate) struct Writer {
    bytes: Vec<u8>,
    list: Vec<u8>,
    count: u16,
}

impl Writer {
    /// Adds a file. The caller has checked that the name is a plain path and that the data is
    /// within the limits.
    pub(crate) fn add(&mut self, name: &str, data: &[u8]) {
        debug_assert!(is_plain_path(plain(name)), "{name:?}");
        let packed = deflate(data);
        let mut sum = Crc::new();
        sum.update(data);
        let mut shared = Vec::new();
        for field in [UTF8_NAME, DEFLATE, 0, DATE] {
            shared.extend(field.to_le_bytes());
        }
        for field in [sum.sum(), short(packed.len()), short(data.len())] {
            shared.extend(field.to_le_bytes());
        }
        shared.extend(u16::try_from(name.len()).unwrap_or(u16::MAX).to_le_bytes());
        shared.extend([0; 2]);

        self.list.extend(b"PK\x01\x02");
        self.list.extend(MADE_BY.to_le_bytes());
        self.list.extend(VERSION.to_le_bytes());
        self.list.extend(&shared);
        self.list.extend([0; 6]);
        self.list.extend(MODE.to_le_bytes());
        self.list.extend(short(self.bytes.len()).to_le_bytes());
        self.list.extend(name.as_bytes());

        self.bytes.extend(b"PK\x03\x04");
        self.bytes.extend(VERSION.to_le_bytes());
        self.bytes.extend(&shared);
        self.bytes.extend(name.as_bytes());
        self.bytes.extend(packed);
        self.count += 1;
    }

    /// Returns the archive.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        let at = self.bytes.len();
        self.bytes.extend(&self.list);
        self.bytes.extend(b"PK\x05\x06\0\0\0\0");
        self.bytes.extend(self.count.to_le_bytes());
        self.bytes.extend(self.count.to_le_bytes());
        self.bytes.extend(short(self.list.len()).to_le_bytes());
        self.bytes.extend(short(at).to_le_bytes());
        self.bytes.extend([0; 2]);
        self.bytes
    }
}

/// Converts a length to 32 bits. The limits for packing are far below 4 GB.
fn short(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn deflate(data: &[u8]) -> Vec<u8> {
    let mut deflater = Compress::new(Compression::best(), false);
    let mut packed = Vec::with_capacity(data.len() / 2 + 64);
    loop {
        let rest = data
            .get(usize::try_from(deflater.total_in()).unwrap_or(usize::MAX)..)
            .unwrap_or_default();
        packed.reserve(1024);
        match deflater.compress_vec(rest, &mut packed, FlushCompress::Finish) {
            Ok(Status::StreamEnd) => return packed,
            Ok(_) => {}
            Err(error) => unreachable!("deflating in memory cannot fail: {error}"),
        }
    }
}
