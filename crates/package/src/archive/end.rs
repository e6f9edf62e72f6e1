//! Finds the end record of a zip archive, which says where the list of entries is.

use crate::Code;

/// The minimum length of the end record of a zip archive.
pub(super) const LENGTH: usize = 22;
const SIGNATURE: &[u8] = b"PK\x05\x06";
const ZIP64_LOCATOR: &[u8] = b"PK\x06\x07";
const ZIP64_LOCATOR_LENGTH: usize = 20;
const MAX_COMMENT: usize = u16::MAX as usize;

/// The end record: the position and the number of the entries in the central directory.
#[derive(Debug)]
pub(super) struct End {
    /// The number of entries in the central directory.
    pub(super) count: usize,
    /// The start of the central directory.
    pub(super) list: usize,
    /// The start of the end record, which must be the end of the central directory.
    pub(super) at: usize,
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes
        .get(at..at.checked_add(2)?)?
        .try_into()
        .ok()
        .map(u16::from_le_bytes)
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes
        .get(at..at.checked_add(4)?)?
        .try_into()
        .ok()
        .map(u32::from_le_bytes)
}

/// Finds the end record.
///
/// The record's comment must reach the last byte, and the central directory must end where the
/// record starts. Any bytes in between could hide a second archive, which another reader might open
/// instead (T42).
pub(super) fn find(bytes: &[u8]) -> Result<End, Code> {
    let first = bytes.len().saturating_sub(LENGTH + MAX_COMMENT);
    let places = || {
        (first..(bytes.len() + 1).saturating_sub(LENGTH))
            .rev()
            .filter(|at| bytes[*at..].starts_with(SIGNATURE))
    };
    let mut whole = places().filter(|at| {
        u16_at(bytes, at + 20)
            .is_some_and(|comment| at + LENGTH + usize::from(comment) == bytes.len())
    });
    let Some(at) = whole.next() else {
        return Err(missing(bytes, places()));
    };
    if whole.next().is_some() {
        return Err(Code::SeveralEnds);
    }
    let field = |offset| u16_at(bytes, at + offset).ok_or(Code::Truncated);
    let wide = |offset| u32_at(bytes, at + offset).ok_or(Code::Truncated);
    let before = at
        .checked_sub(ZIP64_LOCATOR_LENGTH)
        .and_then(|before| bytes.get(before..at));
    if before.is_some_and(|record| record.starts_with(ZIP64_LOCATOR))
        || wide(12)? == u32::MAX
        || wide(16)? == u32::MAX
    {
        return Err(Code::Zip64);
    }
    if field(4)? != 0 || field(6)? != 0 || field(8)? != field(10)? {
        return Err(Code::WrongCount);
    }
    let (size, list) = (wide(12)? as usize, wide(16)? as usize);
    match list.checked_add(size) {
        Some(end) if end == at => Ok(End {
            count: usize::from(field(10)?),
            list,
            at,
        }),
        Some(end) if end < at => Err(Code::StrayData),
        _ => Err(Code::Truncated),
    }
}

/// Returns the reason for which no end record ends at the end of the bytes.
fn missing(bytes: &[u8], mut places: impl Iterator<Item = usize>) -> Code {
    let closes = |at: usize| {
        let (Some(size), Some(list)) = (u32_at(bytes, at + 12), u32_at(bytes, at + 16)) else {
            return false;
        };
        u64::from(size) + u64::from(list) == at as u64
            && u16_at(bytes, at + 20)
                .is_some_and(|comment| at + LENGTH + usize::from(comment) < bytes.len())
    };
    if places.any(closes) {
        Code::StrayData
    } else if bytes.starts_with(b"PK\x03\x04") {
        Code::Truncated
    } else {
        Code::NotZip
    }
}
