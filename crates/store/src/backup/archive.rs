//! The file format of a backup: a plain tar file, which any tar tool can list. Its last entry holds
//! the checksums of all other entries. If the checksums are missing or do not match, nothing in the
//! file is used.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use aws_lc_rs::digest::{Context, SHA256};
use bytes::Bytes;
use plugdock_schema::Millis;
use tar::{Archive, Builder, EntryType, EntryWriter, Header};
use uuid::Uuid;

use super::BackupError;
use crate::Sha256;

/// The block size of tar in bytes. Headers and padded contents are multiples of it.
const BLOCK: u64 = 512;
/// The size of the read and write buffers in bytes.
const CHUNK: usize = 1 << 20;
/// The name of the last entry. Its content has the format of `sha256sum`.
const SUMS: &str = "SHA256SUMS";

/// A backup that is being written. Until it is complete, the file has another name. Only its owner
/// can read it.
pub(super) struct Writing {
    archive: Builder<BufWriter<File>>,
    /// The header of the current entry. The size is filled in at the end of the entry.
    header: Header,
    draft: PathBuf,
    target: PathBuf,
    sums: String,
    done: bool,
}

impl Writing {
    /// Begins a backup. An existing file of that name is refused and stays unchanged.
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
            archive: Builder::new(BufWriter::with_capacity(CHUNK, file)),
            header: Header::new_ustar(),
            draft,
            target: target.to_owned(),
            sums: String::new(),
            done: false,
        })
    }

    /// Writes a whole entry.
    pub(super) fn add(
        &mut self,
        name: &str,
        content: &[u8],
        at: Millis,
    ) -> Result<(), BackupError> {
        let mut entry = self.start(name, content.len() as u64, at)?;
        entry.part(content)?;
        entry.end()
    }

    /// Begins an entry of `size` bytes whose content is written in parts.
    pub(super) fn start(
        &mut self,
        name: &str,
        size: u64,
        at: Millis,
    ) -> Result<WritingEntry<'_>, BackupError> {
        let file = || BackupError::file(&self.target);
        self.header = header(at);
        // A longer name would be written as an extension entry, which a restore does not read.
        self.header.set_path(name).map_err(file())?;
        let content = self.archive.append_writer(&mut self.header, name);
        Ok(WritingEntry {
            content: content.map_err(file())?,
            target: &self.target,
            sums: &mut self.sums,
            name: name.to_owned(),
            size,
            written: 0,
            hash: Context::new(&SHA256),
        })
    }

    /// Writes the checksums, syncs the file to disk and renames it to its final name. Returns its
    /// size in bytes.
    pub(super) fn finish(mut self, at: Millis) -> Result<u64, BackupError> {
        let sums = std::mem::take(&mut self.sums);
        self.add(SUMS, sums.as_bytes(), at)?;
        let bytes = self.name_it().map_err(BackupError::file(&self.target))?;
        self.done = true;
        Ok(bytes)
    }

    fn name_it(&mut self) -> io::Result<u64> {
        // Another backup may have taken the name in the meantime.
        if self.target.exists() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        self.archive.finish()?;
        self.archive.get_mut().flush()?;
        let file = self.archive.get_ref().get_ref();
        file.sync_all()?;
        let bytes = file.metadata()?.len();
        fs::rename(&self.draft, &self.target)?;
        let folder = self.target.parent().filter(|it| !it.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
        Ok(bytes)
    }
}

impl Drop for Writing {
    /// Removes the draft if the backup was not finished.
    fn drop(&mut self) {
        if !self.done
            && let Err(error) = fs::remove_file(&self.draft)
        {
            tracing::warn!(%error, path = %self.draft.display(), "a draft of a backup stays");
        }
    }
}

/// An entry that is being written.
pub(super) struct WritingEntry<'a> {
    content: EntryWriter<'a>,
    target: &'a Path,
    sums: &'a mut String,
    name: String,
    size: u64,
    written: u64,
    hash: Context,
}

impl WritingEntry<'_> {
    /// Writes a part of the content.
    pub(super) fn part(&mut self, bytes: &[u8]) -> Result<(), BackupError> {
        self.hash.update(bytes);
        self.written += bytes.len() as u64;
        self.content
            .write_all(bytes)
            .map_err(BackupError::file(self.target))
    }

    /// Ends the entry. Fails if the parts do not add up to the size that [`Writing::start`] was
    /// given.
    pub(super) fn end(self) -> Result<(), BackupError> {
        if self.written != self.size {
            return Err(BackupError::Changed(self.name));
        }
        self.content
            .finish()
            .map_err(BackupError::file(self.target))?;
        *self.sums += &sum_line(&Sha256::finish(&self.hash.finish()), &self.name);
        Ok(())
    }
}

fn sum_line(hash: &Sha256, name: &str) -> String {
    format!("{hash}  {name}\n")
}

/// Returns a POSIX ustar header without a name and a size.
fn header(at: Millis) -> Header {
    let mut header = Header::new_ustar();
    header.set_entry_type(EntryType::Regular);
    header.set_mode(0o600);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(u64::try_from(at / 1_000).unwrap_or(0));
    header
}

/// A backup that is being read, entry by entry.
pub(super) struct Reading {
    archive: Archive<BufReader<File>>,
    path: PathBuf,
    length: u64,
}

impl Reading {
    pub(super) fn open(path: &Path) -> Result<Self, BackupError> {
        let file = File::open(path).map_err(BackupError::file(path))?;
        let length = file.metadata().map_err(BackupError::file(path))?.len();
        Ok(Self {
            archive: Archive::new(BufReader::with_capacity(CHUNK, file)),
            path: path.to_owned(),
            length,
        })
    }

    /// Returns the entries from the first one. They can be read only once.
    pub(super) fn entries(&mut self) -> Result<Entries<'_>, BackupError> {
        let entries = self.archive.entries();
        Ok(Entries {
            // A backup has no extension entries. An extension would change the name or size of the
            // next entry.
            inner: entries.map_err(BackupError::file(&self.path))?.raw(true),
            path: &self.path,
            length: self.length,
            end: 0,
        })
    }

    /// Reads the whole file and compares it with the checksums. Returns the number of entries.
    pub(super) fn verify(mut self, mut progress: impl FnMut(u64)) -> Result<u64, BackupError> {
        let mut beside = File::open(&self.path).map_err(BackupError::file(&self.path))?;
        let mut entries = self.entries()?;
        let mut sums = String::new();
        let mut count = 0;
        loop {
            let Some(mut entry) = entries.next()? else {
                return Err(entries.damaged("its checksums are missing"));
            };
            if !is_filled_up(&mut beside, entry.end).map_err(BackupError::file(entries.path))? {
                return Err(entries.damaged("there is something between entries"));
            }
            if entry.is_last() {
                if entry.whole()? != sums.as_bytes() {
                    return Err(entries.damaged("its content is not what its checksums say"));
                }
                return match entries.next()? {
                    None => Ok(count),
                    Some(_) => Err(entries.damaged("something follows its checksums")),
                };
            }
            let mut hash = Context::new(&SHA256);
            for chunk in &mut entry {
                let chunk = chunk?;
                hash.update(&chunk);
                progress(chunk.len() as u64);
            }
            sums += &sum_line(&Sha256::finish(&hash.finish()), &entry.name);
            count += 1;
        }
    }
}

/// Returns true if the padding after an entry consists of zeros. No checksum covers the padding.
fn is_filled_up(file: &mut File, end: u64) -> io::Result<bool> {
    let mut rest = Vec::new();
    file.seek(SeekFrom::Start(end))?;
    let size = end.next_multiple_of(BLOCK) - end;
    file.take(size).read_to_end(&mut rest)?;
    Ok(rest.iter().all(|byte| *byte == 0))
}

/// The entries of a backup.
pub(super) struct Entries<'a> {
    inner: tar::Entries<'a, BufReader<File>>,
    path: &'a Path,
    length: u64,
    /// The offset at which the padding of the last entry ends.
    end: u64,
}

impl<'a> Entries<'a> {
    /// Returns the next entry, or `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Entry<'a>>, BackupError> {
        let content = match self.inner.next() {
            Some(Ok(content)) => content,
            // Two empty blocks mark the end of a tar file.
            None if self.end + 2 * BLOCK <= self.length => return Ok(None),
            Some(Err(error)) if error.raw_os_error().is_some() => {
                return Err(BackupError::file(self.path)(error));
            }
            Some(Err(_)) if self.end + BLOCK <= self.length => return Err(self.no_header()),
            Some(Err(_)) | None => return Err(self.damaged("it ends too early")),
        };
        let name = String::from_utf8(content.path_bytes().into_owned());
        let name = name.map_err(|_| self.no_header())?;
        if content.header().entry_type() != EntryType::Regular {
            return Err(self.damaged("something in it is no file"));
        }
        let size = content.size();
        // The `tar` library has already checked that this sum does not overflow.
        let end = content.raw_file_position() + size;
        self.end = end.next_multiple_of(BLOCK);
        if self.end > self.length {
            return Err(self.damaged("it ends too early"));
        }
        Ok(Some(Entry {
            name,
            size,
            content,
            left: size,
            end,
            path: self.path,
        }))
    }

    fn no_header(&self) -> BackupError {
        self.damaged("one of its headers is none")
    }

    fn damaged(&self, what: &str) -> BackupError {
        BackupError::Damaged {
            path: self.path.to_owned(),
            what: what.to_owned(),
        }
    }
}

/// An entry. It iterates over the parts of its content.
pub(super) struct Entry<'a> {
    /// The name of the entry.
    pub(super) name: String,
    /// The size of the content in bytes.
    pub(super) size: u64,
    content: tar::Entry<'a, BufReader<File>>,
    /// The number of bytes that are not read yet.
    left: u64,
    /// The offset in the file at which the content ends.
    end: u64,
    path: &'a Path,
}

impl Entry<'_> {
    /// Returns the whole content of a small entry.
    pub(super) fn whole(&mut self) -> Result<Vec<u8>, BackupError> {
        let mut content = Vec::new();
        for chunk in self {
            content.extend_from_slice(&chunk?);
        }
        Ok(content)
    }

    /// Returns true if this is the last entry, which holds the checksums.
    pub(super) fn is_last(&self) -> bool {
        self.name == SUMS
    }
}

impl Iterator for Entry<'_> {
    type Item = Result<Bytes, BackupError>;

    fn next(&mut self) -> Option<Self::Item> {
        // After an error, the iterator returns nothing more.
        let left = std::mem::take(&mut self.left);
        if left == 0 {
            return None;
        }
        let size = usize::try_from(left).unwrap_or(CHUNK).min(CHUNK);
        let mut chunk = vec![0; size];
        let read = self.content.read_exact(&mut chunk);
        Some(read.map_err(BackupError::file(self.path)).map(|()| {
            self.left = left - size as u64;
            chunk.into()
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes a backup with a short and a long entry, and returns its bytes.
    fn written(folder: &Path) -> Vec<u8> {
        let path = folder.join("good.tar");
        let mut file = Writing::begin(&path).unwrap();
        file.add("about", b"{}", 1_800_000_000_000).unwrap();
        let mut entry = file.start("blobs/long", 3_000_000, 0).unwrap();
        entry.part(&vec![7; 2_000_000]).unwrap();
        entry.part(&vec![8; 1_000_000]).unwrap();
        entry.end().unwrap();
        let bytes = file.finish(-1).unwrap();
        let written = fs::read(&path).unwrap();
        assert_eq!(bytes, written.len() as u64);
        written
    }

    /// Verifies a file with these bytes. Returns the number of entries, or the damage if the file
    /// is refused.
    fn verified(folder: &Path, bytes: &[u8]) -> Result<u64, String> {
        let path = folder.join("tried.tar");
        fs::write(&path, bytes).unwrap();
        let verified = Reading::open(&path).unwrap().verify(|_| {});
        verified.map_err(|error| match error {
            BackupError::Damaged { what, .. } => what,
            other => panic!("{other}"),
        })
    }

    /// Returns a tar file with one entry whose header `change` modifies.
    fn one(change: impl FnOnce(&mut Header)) -> Vec<u8> {
        let mut header = header(0);
        header.set_path("entry").unwrap();
        header.set_size(0);
        change(&mut header);
        header.set_cksum();
        let mut bytes = header.as_bytes().to_vec();
        bytes.extend([0; 1024]);
        bytes
    }

    #[test]
    fn what_is_written_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let bytes = written(folder.path());
        assert_eq!(verified(folder.path(), &bytes), Ok(2));
        let mut file = Reading::open(&folder.path().join("good.tar")).unwrap();
        let mut entries = file.entries().unwrap();
        let mut entry = entries.next().unwrap().unwrap();
        assert_eq!((entry.name.as_str(), entry.size), ("about", 2));
        assert_eq!(entry.whole().unwrap(), b"{}");
        // An entry that is not read is skipped.
        assert_eq!(entries.next().unwrap().unwrap().size, 3_000_000);
        assert!(entries.next().unwrap().unwrap().is_last());
        assert!(entries.next().unwrap().is_none());
    }

    #[test]
    fn an_entry_is_as_long_as_was_said_or_there_is_no_file() {
        let folder = tempfile::tempdir().unwrap();
        for said in [0, 2] {
            let mut file = Writing::begin(&folder.path().join("short.tar")).unwrap();
            let mut entry = file.start("entry", said, 0).unwrap();
            entry.part(b"x").unwrap();
            assert!(matches!(entry.end(), Err(BackupError::Changed(name)) if name == "entry"));
        }
        let mut file = Writing::begin(&folder.path().join("long.tar")).unwrap();
        assert!(file.start(&"x".repeat(101), 0, 0).is_err());
        drop(file);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_file_cut_anywhere_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let bytes = written(folder.path());
        for length in [0, 1, 511, 512, 513, 1_024, 1_536, 2_000_000] {
            let refused = verified(folder.path(), &bytes[..length]);
            assert_eq!(refused, Err("it ends too early".to_owned()), "{length}");
        }
        for less in [1, 512, 1_024, 1_025, 2_048] {
            let refused = verified(folder.path(), &bytes[..bytes.len() - less]);
            assert_eq!(refused, Err("it ends too early".to_owned()), "{less} less");
        }
    }

    #[test]
    fn what_no_checksum_covers_is_what_it_always_is() {
        let folder = tempfile::tempdir().unwrap();
        let bytes = written(folder.path());
        let end = bytes.len();
        for (at, what) in [
            (3, "one of its headers is none"),
            (130, "one of its headers is none"),
            (512, "its content is not what its checksums say"),
            (514, "there is something between entries"),
            (1_023, "there is something between entries"),
            (end - 1_025, "there is something between entries"),
            (end - 1_024, "one of its headers is none"),
        ] {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert_eq!(
                verified(folder.path(), &changed),
                Err(what.to_owned()),
                "{at}"
            );
        }
        let mut more = bytes[..end - 1_024].to_vec();
        more.extend(one(|_| {}));
        let refused = verified(folder.path(), &more);
        assert_eq!(refused, Err("something follows its checksums".to_owned()));
    }

    #[test]
    fn an_archive_of_others_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let refused =
            |change: &dyn Fn(&mut Header)| verified(folder.path(), &one(change)).unwrap_err();
        for kind in [
            EntryType::Link,
            EntryType::Symlink,
            EntryType::Directory,
            EntryType::Char,
            EntryType::Fifo,
            EntryType::GNUSparse,
            EntryType::GNULongName,
            EntryType::GNULongLink,
            EntryType::XHeader,
            EntryType::XGlobalHeader,
        ] {
            let what = refused(&|header| header.set_entry_type(kind));
            assert_eq!(what, "something in it is no file", "{kind:?}");
        }
        for size in [513, 1 << 33, 1 << 62] {
            assert_eq!(
                refused(&|header| header.set_size(size)),
                "it ends too early",
                "{size}"
            );
        }
        let no_header = "one of its headers is none";
        assert_eq!(refused(&|header| header.set_size(u64::MAX)), no_header);
        assert_eq!(
            refused(&|header| header.as_old_mut().size = *b"12345678xyz\0"),
            no_header
        );
        assert_eq!(
            refused(&|header| header.as_old_mut().name[0] = 0xff),
            no_header
        );
        // Entry names are never used as paths. This name matches nothing that a restore reads.
        assert_eq!(
            refused(&|header| header.as_old_mut().name[..5].copy_from_slice(b"/../x")),
            "its checksums are missing"
        );
    }
}
