//! Reading and writing zip archives, as strictly as a security boundary wants it.
//!
//! The reader is ours because a general one is built to make sense of what it is given, and two
//! programs that make different sense of the same bytes are an attack (T42). Here every byte of
//! the archive belongs to exactly one record, the list and the entries say the same, and anything
//! else is refused by name. It reads from memory, so nothing is copied but what is inflated.

mod end;
mod inflate;
mod layout;
mod names;
mod write;

use crate::problems::{Problems, shown};
use crate::{Code, Limits, Problem};

pub(crate) use names::{is_plain_path, plain};
pub(crate) use write::Writer;

/// What may still be spent, over the outer and the inner archive together (T44).
#[derive(Debug)]
pub(crate) struct Budget {
    entries: usize,
    most_entries: usize,
    inflated: u64,
    most_inflated: u64,
}

/// One entry; its data is still packed.
#[derive(Debug)]
pub(crate) struct Entry<'a> {
    /// A folder has no data.
    pub(crate) folder: bool,
    /// Checked, without a leading `./` and without a folder's trailing `/`.
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

/// The entries of the archive `bytes`, which messages call `archive`. `None` where its structure
/// cannot be trusted; entries that are bad on their own are reported and left out.
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
    // Before a single entry is looked at: a flood costs nothing (T43).
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
