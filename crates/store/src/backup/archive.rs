//! The backup file: a plain tar file, which any tar tool can list. The last entry holds the
//! checksums of the others. If that entry is missing or does not match, nothing of the file is
//! used.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use aws_lc_rs::digest::{Context, SHA256};
use bytes::Bytes;
use uuid::Uuid;

use super::BackupError;
use crate::Sha256;

const BLOCK: usize = 512;
/// The number of bytes read at once.
const CHUNK: usize = 1 << 20;
/// The name of the last entry. Its content has the format of `sha256sum`.
const SUMS: &str = "SHA256SUMS";
/// The largest size that eleven octal digits can express: 8 GiB, eight times the largest upload.
const LARGEST: u64 = 0o77_777_777_777;

/// A backup that is being written. The file has a temporary name until it is complete, and only its
/// owner can read it.
pub(super) struct Writing {
    file: BufWriter<File>,
    draft: PathBuf,
    target: PathBuf,
    sums: String,
    /// The number of bytes written so far.
    pub(super) bytes: u64,
    done: bool,
}

impl Writing {
    /// Creates the temporary file. An existing file at `target` is left alone and is an error.
    pub(super) fn begin(target: &Path) -> Result<Self, BackupError> {
        if target.exists() {
            return Err(BackupError::There(target.to_owned()));
        }
        let draft = target.with_extension(format!("{}.part", Uuid::new_v4().simple()));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&draft).map_err(BackupError::file(target))?;
        Ok(Self {
            file: BufWriter::with_capacity(1 << 20, file),
            draft,
            target: target.to_owned(),
            sums: String::new(),
            bytes: 0,
            done: false,
        })
    }

    fn raw(&mut self, bytes: &[u8]) -> Result<(), BackupError> {
        self.bytes += bytes.len() as u64;
        self.file
            .write_all(bytes)
            .map_err(BackupError::file(&self.target))
    }

    /// Writes a whole entry.
    pub(super) fn add(&mut self, name: &str, content: &[u8], at: i64) -> Result<(), BackupError> {
        let mut entry = self.start(name, content.len() as u64, at)?;
        self.part(&mut entry, content)?;
        self.end(entry)
    }

    /// Begins an entry of `size` bytes that is written in parts.
    pub(super) fn start(
        &mut self,
        name: &str,
        size: u64,
        at: i64,
    ) -> Result<WritingEntry, BackupError> {
        self.raw(&header(name, size, at)?)?;
        Ok(WritingEntry {
            name: name.to_owned(),
            size,
            written: 0,
            hash: Context::new(&SHA256),
        })
    }

    /// Writes a part of an entry.
    pub(super) fn part(
        &mut self,
        entry: &mut WritingEntry,
        bytes: &[u8],
    ) -> Result<(), BackupError> {
        entry.hash.update(bytes);
        entry.written += bytes.len() as u64;
        self.raw(bytes)
    }

    /// Ends an entry. Fails if its parts do not add up to the size in its header.
    pub(super) fn end(&mut self, entry: WritingEntry) -> Result<(), BackupError> {
        if entry.written != entry.size {
            return Err(BackupError::Changed(entry.name));
        }
        self.raw(&[0; BLOCK][..padding(entry.size)])?;
        let hash = Sha256::finish(&entry.hash.finish());
        self.sums += &sum_line(&hash, &entry.name);
        Ok(())
    }

    /// Writes the checksums, syncs the file to the disk and gives it its final name. Returns the
    /// size in bytes.
    pub(super) fn finish(mut self, at: i64) -> Result<u64, BackupError> {
        let sums = std::mem::take(&mut self.sums);
        self.raw(&header(SUMS, sums.len() as u64, at)?)?;
        self.raw(sums.as_bytes())?;
        self.raw(&[0; BLOCK][..padding(sums.len() as u64)])?;
        self.raw(&[0; 2 * BLOCK])?;
        let named = (|| {
            // Another backup may have created the target in the meantime.
            if self.target.exists() {
                return Err(io::ErrorKind::AlreadyExists.into());
            }
            self.file.flush()?;
            self.file.get_ref().sync_all()?;
            fs::rename(&self.draft, &self.target)?;
            let folder = self.target.parent().filter(|it| !it.as_os_str().is_empty());
            File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
        })();
        named.map_err(BackupError::file(&self.target))?;
        self.done = true;
        Ok(self.bytes)
    }
}

impl Drop for Writing {
    /// Removes the temporary file of a backup that was not completed.
    fn drop(&mut self) {
        if !self.done
            && let Err(error) = fs::remove_file(&self.draft)
        {
            tracing::warn!(%error, path = %self.draft.display(), "cannot remove the temporary file of a backup");
        }
    }
}

/// An entry that is being written.
pub(super) struct WritingEntry {
    name: String,
    size: u64,
    written: u64,
    hash: Context,
}

fn sum_line(hash: &Sha256, name: &str) -> String {
    format!("{hash}  {name}\n")
}

fn padding(size: u64) -> usize {
    let over = usize::try_from(size % BLOCK as u64).unwrap_or(0);
    (BLOCK - over) % BLOCK
}

/// Returns a POSIX ustar header.
fn header(name: &str, size: u64, at: i64) -> Result<[u8; BLOCK], BackupError> {
    if name.len() > 100 || size > LARGEST {
        return Err(BackupError::Changed(name.to_owned()));
    }
    let mut block = [0; BLOCK];
    let mut put =
        |at: usize, text: &str| block[at..at + text.len()].copy_from_slice(text.as_bytes());
    put(0, name);
    put(100, "0000600\0");
    put(108, "0000000\0");
    put(116, "0000000\0");
    put(124, &format!("{size:011o}\0"));
    put(136, &format!("{:011o}\0", (at / 1000).max(0)));
    put(148, "        ");
    put(156, "0");
    put(257, "ustar\x0000");
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    Ok(block)
}

/// A backup that is read entry by entry.
pub(super) struct Reading {
    file: BufReader<File>,
    path: PathBuf,
}

/// The header of an entry. Its content follows in the file.
pub(super) struct Entry {
    /// The name.
    pub(super) name: String,
    /// The size of the content in bytes.
    pub(super) size: u64,
}

impl Reading {
    pub(super) fn open(path: &Path) -> Result<Self, BackupError> {
        let file = File::open(path).map_err(BackupError::file(path))?;
        Ok(Self {
            file: BufReader::with_capacity(1 << 20, file),
            path: path.to_owned(),
        })
    }

    fn damaged(&self, what: &str) -> BackupError {
        BackupError::Damaged {
            path: self.path.clone(),
            what: what.to_owned(),
        }
    }

    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), BackupError> {
        self.file.read_exact(bytes).map_err(|error| {
            if error.kind() == io::ErrorKind::UnexpectedEof {
                self.damaged("it ends too early")
            } else {
                BackupError::file(&self.path)(error)
            }
        })
    }

    /// Reads the next header. Returns `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Entry>, BackupError> {
        let mut block = [0; BLOCK];
        self.fill(&mut block)?;
        if block == [0; BLOCK] {
            return Ok(None);
        }
        let text = |range: std::ops::Range<usize>| {
            let field = &block[range];
            let end = field.iter().position(|byte| *byte == 0);
            str::from_utf8(&field[..end.unwrap_or(field.len())]).ok()
        };
        let octal = |range| u64::from_str_radix(text(range)?.trim(), 8).ok();
        let sum: u64 = (0..BLOCK)
            .map(|at| {
                u64::from(if (148..156).contains(&at) {
                    b' '
                } else {
                    block[at]
                })
            })
            .sum();
        let entry = match (text(0..100), octal(124..136), octal(148..156)) {
            (Some(name), Some(size), Some(expected)) if expected == sum => Entry {
                name: name.to_owned(),
                size,
            },
            _ => return Err(self.damaged("it has an invalid header")),
        };
        Ok(Some(entry))
    }

    /// Returns the content of an entry in chunks. Read it to its end before the next entry.
    pub(super) fn chunks(&mut self, entry: &Entry) -> Chunks<'_> {
        Chunks {
            reading: self,
            left: entry.size,
            padding: padding(entry.size),
        }
    }

    /// Reads the whole content of a small entry.
    pub(super) fn whole(&mut self, entry: &Entry) -> Result<Vec<u8>, BackupError> {
        let mut content = Vec::new();
        for chunk in self.chunks(entry) {
            content.extend_from_slice(&chunk?);
        }
        Ok(content)
    }

    /// Reads the whole file and compares it with its checksums. Returns the number of entries.
    pub(super) fn verify(mut self, mut progress: impl FnMut(u64)) -> Result<u64, BackupError> {
        let mut sums = String::new();
        let mut count = 0;
        loop {
            let Some(entry) = self.next()? else {
                return Err(self.damaged("its checksums are missing"));
            };
            if entry.name == SUMS {
                if self.whole(&entry)? != sums.as_bytes() {
                    return Err(self.damaged("its content does not match its checksums"));
                }
                return match self.next()? {
                    None => Ok(count),
                    Some(_) => Err(self.damaged("there is an entry after its checksums")),
                };
            }
            let mut hash = Context::new(&SHA256);
            for chunk in self.chunks(&entry) {
                let chunk = chunk?;
                hash.update(&chunk);
                progress(chunk.len() as u64);
            }
            let hash = Sha256::finish(&hash.finish());
            sums += &sum_line(&hash, &entry.name);
            count += 1;
        }
    }

    /// Returns true if this is the last entry, which holds the checksums.
    pub(super) fn is_last(entry: &Entry) -> bool {
        entry.name == SUMS
    }
}

/// An iterator over the content of an entry.
pub(super) struct Chunks<'a> {
    reading: &'a mut Reading,
    left: u64,
    padding: usize,
}

impl Iterator for Chunks<'_> {
    type Item = Result<Bytes, BackupError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.left == 0 {
            let mut rest = [0; BLOCK];
            let rest = &mut rest[..std::mem::take(&mut self.padding)];
            if let Err(error) = self.reading.fill(rest) {
                return Some(Err(error));
            }
            // The checksums do not cover the padding, so it must be zero.
            let clean = rest.iter().all(|byte| *byte == 0);
            return (!clean)
                .then(|| Err(self.reading.damaged("there is data between its entries")));
        }
        let size = usize::try_from(self.left).unwrap_or(CHUNK).min(CHUNK);
        let mut chunk = vec![0; size];
        // If this read fails, the iterator ends.
        let left = std::mem::take(&mut self.left);
        Some(self.reading.fill(&mut chunk).map(|()| {
            self.left = left - size as u64;
            chunk.into()
        }))
    }
}
