//! Reads and writes zip archives, with the strictness of a security boundary.
//!
//! This is a reader of our own. A general reader accepts as much as possible, and an attacker can
//! make an archive that two programs read differently (T42). Here, every byte of the archive must
//! belong to exactly one record, and the central directory and the local headers must agree. Any
//! other archive is refused with a specific code. The archive is read from memory, and only
//! inflated data is copied.

mod end;
mod inflate;
mod layout;
mod names;
mod write;

use crate::problems::{Problems, shown};
use crate::{Code, Limits, Problem};

pub(crate) use names::{is_plain_path, plain};
pub(crate) use write::Writer;

/// The remaining budget for the outer and the inner archive together (T44).
#[derive(Debug)]
pub(crate) struct Budget {
    entries: usize,
    most_entries: usize,
    inflated: u64,
    most_inflated: u64,
}

/// An entry of an archive. Its data is still compressed.
#[derive(Debug)]
pub(crate) struct Entry<'a> {
    /// True for a folder, which has no data.
    pub(crate) folder: bool,
    /// The name. It is checked, and has no leading `./` and, for a folder, no trailing `/`.
    pub(crate) name: String,
    archive: &'static str,
    deflated: bool,
    crc: u32,
    size: u64,
    data: &'a [u8],
}

impl Budget {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            entries: limits.entries,
            most_entries: limits.entries,
            inflated: limits.inflated,
            most_inflated: limits.inflated,
        }
    }
}

/// Reads the entries of an archive. `archive` is its name in messages. Returns `None` if the
/// structure is invalid. Entries that are invalid by themselves are reported and left out.
pub(crate) fn read<'a>(
    bytes: &'a [u8],
    archive: &'static str,
    budget: &mut Budget,
    problems: &mut Problems,
) -> Option<Vec<Entry<'a>>> {
    let report = |code| Problem::new(archive, code).with("archive", archive);
    let end = match end::find(bytes) {
        Ok(end) => end,
        Err(code) => {
            problems.add(report(code));
            return None;
        }
    };
    // This check comes before any entry is read, so that a flood of entries costs nothing (T43).
    if end.count > budget.entries {
        let count = budget.most_entries - budget.entries + end.count;
        let problem = Problem::new(archive, Code::TooManyEntries);
        problems.add(
            problem
                .with("count", &count)
                .with("limit", &budget.most_entries),
        );
        return None;
    }
    budget.entries -= end.count;
    let records = match layout::records(bytes, &end) {
        Ok(records) => records,
        Err((code, name)) => {
            let problem = report(code);
            problems.add(if code.params().contains(&"entry") {
                problem.with("entry", &lossy(name))
            } else {
                problem
            });
            return None;
        }
    };
    let mut entries = Vec::with_capacity(records.len());
    for record in records {
        match entry(&record, archive) {
            Ok(entry) => entries.push(entry),
            Err(code) => {
                let problem = report(code).with("entry", &lossy(record.name));
                problems.add(if code == Code::UnknownMethod {
                    problem.with("method", &record.method)
                } else {
                    problem
                });
            }
        }
    }
    for (code, name) in names::clashes(&entries) {
        problems.add(report(code).with("entry", &shown(name)));
    }
    Some(entries)
}

fn entry<'a>(record: &layout::Record<'a>, archive: &'static str) -> Result<Entry<'a>, Code> {
    if record.is_encrypted() {
        return Err(Code::EncryptedEntry);
    }
    let (name, folder) = names::entry_name(record.name, record.extra)?;
    if record.is_special(folder) {
        return Err(Code::SpecialEntry);
    }
    let deflated = match record.method {
        0 => false,
        8 => true,
        _ => return Err(Code::UnknownMethod),
    };
    Ok(Entry {
        folder,
        name,
        archive,
        deflated,
        crc: record.crc,
        size: u64::from(record.size),
        data: record.data,
    })
}

fn lossy(name: &[u8]) -> String {
    shown(&String::from_utf8_lossy(name))
}
