//! The file that a backup is: a plain tar, which any tool lists, with the checksums of its entries
//! as the last one. Where that is missing or disagrees, nothing of the file is used.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use aws_lc_rs::digest::{Context, SHA256};
use bytes::Bytes;
use uuid::Uuid;

use super::BackupError;
use crate::Sha256;

const BLOCK: usize = 512;
/// Read at once.
const CHUNK: usize = 1 << 20;
/// The last entry, as `sha256sum` writes it.
const SUMS: &str = "SHA256SUMS";
/// What eleven octal digits hold: 8 GiB, eight times the largest upload.
const LARGEST: u64 = 0o77_777_777_777;

/// A backup being written: under another name until it is whole, for its owner's eyes only.
pub(super) struct Writing {
    file: BufWriter<File>,
    draft: PathBuf,
    target: PathBuf,
    sums: String,
    /// Bytes so far.
    pub(super) bytes: u64,
    done: bool,
}

impl Writing {
    /// Begins; what is there under that name stays untouched and is refused.
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

    /// Begins an entry of `size` bytes that come in parts.
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

    /// Ends an entry; its parts have to be as long as was said.
    pub(super) fn end(&mut self, entry: WritingEntry) -> Result<(), BackupError> {
        if entry.written != entry.size {
            return Err(BackupError::Changed(entry.name));
        }
        self.raw(&[0; BLOCK][..padding(entry.size)])?;
        let hash = Sha256::finish(&entry.hash.finish());
        self.sums += &sum_line(&hash, &entry.name);
        Ok(())
    }

    /// Writes the checksums and gives the file its name; it is on the disk then.
    pub(super) fn finish(mut self, at: i64) -> Result<u64, BackupError> {
        let sums = std::mem::take(&mut self.sums);
        self.raw(&header(SUMS, sums.len() as u64, at)?)?;
        self.raw(sums.as_bytes())?;
        self.raw(&[0; BLOCK][..padding(sums.len() as u64)])?;
        self.raw(&[0; 2 * BLOCK])?;
        let named = (|| {
            // Another backup may have taken the name meanwhile.
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
    /// A draft that was given up goes.
    fn drop(&mut self) {
        if !self.done
            && let Err(error) = fs::remove_file(&self.draft)
        {
            tracing::warn!(%error, path = %self.draft.display(), "a draft of a backup stays");
        }
    }
}

/// An entry being written.
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

/// A header of POSIX ustar.
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

/// A backup being read, entry by entry.
pub(super) struct Reading {
    file: BufReader<File>,
    path: PathBuf,
}

/// The name and size of an entry; its content comes next.
pub(super) struct Entry {
    /// Its name.
    pub(super) name: String,
    /// Its bytes.
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

    /// The next entry; `None` at the end.
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
            _ => return Err(self.damaged("one of its headers is none")),
        };
        Ok(Some(entry))
    }

    /// The content of an entry, to be read to its end before the next.
    pub(super) fn chunks(&mut self, entry: &Entry) -> Chunks<'_> {
        Chunks {
            reading: self,
            left: entry.size,
            padding: padding(entry.size),
        }
    }

    /// The whole content of a small entry.
    pub(super) fn whole(&mut self, entry: &Entry) -> Result<Vec<u8>, BackupError> {
        let mut content = Vec::new();
        for chunk in self.chunks(entry) {
            content.extend_from_slice(&chunk?);
        }
        Ok(content)
    }

    /// Reads everything once and compares it with the checksums; answers how many entries there are.
    pub(super) fn verify(mut self, mut progress: impl FnMut(u64)) -> Result<u64, BackupError> {
        let mut sums = String::new();
        let mut count = 0;
        loop {
            let Some(entry) = self.next()? else {
                return Err(self.damaged("its checksums are missing"));
            };
            if entry.name == SUMS {
                if self.whole(&entry)? != sums.as_bytes() {
                    return Err(self.damaged("its content is not what its checksums say"));
                }
                return match self.next()? {
                    None => Ok(count),
                    Some(_) => Err(self.damaged("something follows its checksums")),
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

    /// Whether that entry is the last, the checksums.
    pub(super) fn is_last(entry: &Entry) -> bool {
        entry.name == SUMS
    }
}

/// The parts of an entry's content.
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
            // No checksum covers it, and it is always the same.
            let clean = rest.iter().all(|byte| *byte == 0);
            return (!clean)
                .then(|| Err(self.reading.damaged("there is something between entries")));
        }
        let size = usize::try_from(self.left).unwrap_or(CHUNK).min(CHUNK);
        let mut chunk = vec![0; size];
        // After a failure there is no more.
        let left = std::mem::take(&mut self.left);
        Some(self.reading.fill(&mut chunk).map(|()| {
            self.left = left - size as u64;
            chunk.into()
        }))
    }
}
