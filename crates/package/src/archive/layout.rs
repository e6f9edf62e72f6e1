//! Reads the headers of a zip archive, and checks that they agree and leave no gap.

use super::end::{End, u16_at, u32_at};
use crate::Code;

const LISTED: &[u8] = b"PK\x01\x02";
const LISTED_LENGTH: usize = 46;
const LOCAL: &[u8] = b"PK\x03\x04";
const LOCAL_LENGTH: usize = 30;
const DESCRIPTOR: &[u8] = b"PK\x07\x08";
/// The length of a data descriptor: CRC-32 and both sizes.
const DESCRIPTOR_LENGTH: usize = 12;

const ENCRYPTED: u16 = 0x2041; // traditional, strong, and masked headers
const DESCRIBED_AFTER: u16 = 0x0008;
const UTF8_NAME: u16 = 0x0800;
/// The flags that change the meaning of an entry, and therefore must be equal in both headers.
const MEANINGFUL: u16 = ENCRYPTED | DESCRIBED_AFTER | UTF8_NAME;
const AES: u16 = 99;
const ZIP64_EXTRA: u16 = 1;

/// An entry whose central directory header and local header agree.
#[derive(Debug)]
pub(super) struct Record<'a> {
    pub(super) name: &'a [u8],
    pub(super) extra: &'a [u8],
    pub(super) method: u16,
    pub(super) crc: u32,
    /// The declared size after inflating. It must not be trusted before the data is inflated.
    pub(super) size: u32,
    pub(super) data: &'a [u8],
    flags: u16,
    attributes: u32,
    packed: u32,
    offset: usize,
}

type Fault<'a> = (Code, &'a [u8]);

impl Record<'_> {
    pub(super) fn is_encrypted(&self) -> bool {
        self.flags & ENCRYPTED != 0 || self.method == AES
    }

    /// Returns true if the mode bits denote a link, a device, or a folder without a folder's name
    /// (T41). They are checked no matter which system the archive declares.
    pub(super) fn is_special(&self, folder: bool) -> bool {
        let unix = match (self.attributes >> 16) & 0o170_000 {
            0 => false,
            0o100_000 => folder,
            0o040_000 => !folder,
            _ => true,
        };
        let dos_folder = self.attributes & 0x10 != 0;
        unix || (dos_folder && !folder) || (folder && self.size != 0)
    }
}

/// Reads the central directory, and then the entries in the order of their positions. Each entry
/// must start where the previous one ends, its local header must agree with the central directory,
/// and the last one must end where the central directory starts.
pub(super) fn records<'a>(bytes: &'a [u8], end: &End) -> Result<Vec<Record<'a>>, Fault<'a>> {
    let mut records = Vec::with_capacity(end.count);
    let mut at = end.list;
    for _ in 0..end.count {
        let (record, next) = listed(bytes.get(..end.at).unwrap_or_default(), at)
            .ok_or((Code::WrongCount, &b""[..]))?;
        at = next;
        records.push(record);
    }
    if at != end.at {
        return Err((Code::WrongCount, b""));
    }
    if let Some(record) = records.iter().find(|record| record.is_zip64()) {
        return Err((Code::Zip64, record.name));
    }
    let mut by_offset: Vec<usize> = (0..records.len()).collect();
    by_offset.sort_by_key(|index| records[*index].offset);
    let mut at = 0;
    for (place, index) in by_offset.iter().enumerate() {
        let next = by_offset
            .get(place + 1)
            .map_or(end.list, |next| records[*next].offset);
        let record = &mut records[*index];
        if record.offset != at {
            return Err((
                if record.offset < at {
                    Code::Overlap
                } else {
                    Code::StrayData
                },
                record.name,
            ));
        }
        let (data, after) = local(bytes.get(..end.list).unwrap_or_default(), record)
            .map_err(|code| (code, record.name))?;
        record.data = data;
        at = described(bytes, record, after, next).map_err(|code| (code, record.name))?;
    }
    if at == end.list {
        Ok(records)
    } else {
        Err((Code::StrayData, b""))
    }
}

/// Reads one header of the central directory and returns it with the position of the next.
fn listed(list: &[u8], at: usize) -> Option<(Record<'_>, usize)> {
    let row = list.get(at..)?;
    if !row.starts_with(LISTED) {
        return None;
    }
    let name_end = LISTED_LENGTH + usize::from(u16_at(row, 28)?);
    let extra_end = name_end + usize::from(u16_at(row, 30)?);
    let next = extra_end + usize::from(u16_at(row, 32)?);
    row.get(..next)?;
    let record = Record {
        name: row.get(LISTED_LENGTH..name_end)?,
        extra: row.get(name_end..extra_end)?,
        flags: u16_at(row, 8)?,
        method: u16_at(row, 10)?,
        crc: u32_at(row, 16)?,
        packed: u32_at(row, 20)?,
        size: u32_at(row, 24)?,
        attributes: u32_at(row, 38)?,
        offset: u32_at(row, 42)? as usize,
        data: &[],
    };
    // A single file cannot contain a part of a split archive.
    (u16_at(row, 34)? == 0).then_some((record, at + next))
}

impl Record<'_> {
    fn is_zip64(&self) -> bool {
        let wide =
            self.packed == u32::MAX || self.size == u32::MAX || self.offset == u32::MAX as usize;
        wide || extra_fields(self.extra).any(|(id, _)| id == ZIP64_EXTRA)
    }
}

/// Checks that the local header agrees with the central directory. Returns the data and its end.
fn local<'a>(bytes: &'a [u8], record: &Record<'_>) -> Result<(&'a [u8], usize), Code> {
    let header = bytes.get(record.offset..).unwrap_or_default();
    if !header.starts_with(LOCAL) {
        return Err(Code::HeaderMismatch);
    }
    let short = |at| u16_at(header, at).ok_or(Code::Truncated);
    let wide = |at| u32_at(header, at).ok_or(Code::Truncated);
    let name_end = LOCAL_LENGTH + usize::from(short(26)?);
    let data = name_end + usize::from(short(28)?);
    let name = header.get(LOCAL_LENGTH..name_end).ok_or(Code::Truncated)?;
    let extra = header.get(name_end..data).ok_or(Code::Truncated)?;
    let described_after = record.flags & DESCRIBED_AFTER != 0;
    let same = |local: u32, listed: u32| local == listed || (described_after && local == 0);
    let agrees = name == record.name
        && (short(6)? ^ record.flags) & MEANINGFUL == 0
        && short(8)? == record.method
        && same(wide(14)?, record.crc)
        && same(wide(18)?, record.packed)
        && same(wide(22)?, record.size)
        && !extra_fields(extra).any(|(id, _)| id == ZIP64_EXTRA);
    if !agrees {
        return Err(Code::HeaderMismatch);
    }
    let end = data
        .checked_add(record.packed as usize)
        .ok_or(Code::Truncated)?;
    let packed = header.get(data..end).ok_or(Code::Truncated)?;
    Ok((packed, record.offset + end))
}

/// Returns the end of the entry, which is after its data or after the data descriptor that repeats
/// its sizes.
fn described(bytes: &[u8], record: &Record<'_>, after: usize, next: usize) -> Result<usize, Code> {
    if record.flags & DESCRIBED_AFTER == 0 {
        return Ok(after);
    }
    let Some(room) = next.checked_sub(after) else {
        return Err(Code::Overlap);
    };
    let skipped = room
        .checked_sub(DESCRIPTOR_LENGTH)
        .ok_or(Code::HeaderMismatch)?;
    let tail = bytes.get(after..next).unwrap_or_default();
    // The signature of the descriptor is optional, and a checksum may look like it, so the
    // available space decides.
    let fields = match skipped {
        0 => tail,
        4 if tail.starts_with(DESCRIPTOR) => &tail[4..],
        _ => return Err(Code::HeaderMismatch),
    };
    let agrees = u32_at(fields, 0) == Some(record.crc)
        && u32_at(fields, 4) == Some(record.packed)
        && u32_at(fields, 8) == Some(record.size);
    if agrees {
        Ok(next)
    } else {
        Err(Code::HeaderMismatch)
    }
}

/// Iterates over the IDs and contents of extra fields, and stops at the first invalid field.
pub(super) fn extra_fields(mut extra: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    std::iter::from_fn(move || {
        let (id, length) = (u16_at(extra, 0)?, usize::from(u16_at(extra, 2)?));
        let content = extra.get(4..4 + length)?;
        extra = &extra[4 + length..];
        Some((id, content))
    })
}
