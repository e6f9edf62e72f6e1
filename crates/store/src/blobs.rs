//! Blobs: bytes stored under the hash of their content. They are files of plug-ins, packages,
//! uploads and attachments.
//!
//! A blob is written before the row that names it. A crash can therefore leave an orphan, but never
//! a row without its blob. `sweep` removes orphans, and the files that a killed process was still
//! writing. Blobs are hashed again when they are read, so the bytes that were verified at install
//! are the bytes that are served (T45).

use std::{
    fmt, io,
    path::{Path as FsPath, PathBuf},
    str::FromStr,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use aws_lc_rs::digest;
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _, TryStreamExt as _, stream::BoxStream};
use object_store::{
    ObjectStore, ObjectStoreExt as _, WriteMultipart, local::LocalFileSystem, path::Path,
};
use plugdock_schema::Millis;
use tokio::sync::RwLock;
use uuid::Uuid;

use crate::{Error, OpenError, Result};

/// The size of a part of a multipart upload. S3 requires at least 5 MiB.
const PART: usize = 5 << 20;
/// The number of parts that are uploaded at the same time.
const PARTS_AT_ONCE: usize = 2;

/// The SHA-256 of a blob, which is its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sha256(pub [u8; 32]);

impl Sha256 {
    /// Hashes these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self::finish(&digest::digest(&digest::SHA256, bytes))
    }

    pub(crate) fn finish(digest: &digest::Digest) -> Self {
        let mut hash = [0; 32];
        hash.copy_from_slice(digest.as_ref());
        Self(hash)
    }
}

impl fmt::Display for Sha256 {
    /// Writes 64 lower-case hex digits, as in URLs and in the database.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// The text is not a SHA-256 in lower-case hex.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a SHA-256 has 64 lower-case hex digits")]
pub struct BadHash;

impl FromStr for Sha256 {
    type Err = BadHash;

    fn from_str(text: &str) -> Result<Self, BadHash> {
        if text.len() != 64
            || !text
                .bytes()
                .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        {
            return Err(BadHash);
        }
        let mut hash = [0; 32];
        for (index, byte) in hash.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[index * 2..index * 2 + 2], 16).map_err(|_| BadHash)?;
        }
        Ok(Self(hash))
    }
}

/// Parses a hash that was read from the database.
pub(crate) fn parse_hash(text: &str) -> Result<Sha256> {
    text.parse()
        .map_err(|_| Error::Damaged(format!("hash {text:?}")))
}

/// The storage of blobs: a folder, or S3 with the feature `s3`.
#[derive(Clone, Debug)]
pub struct Blobs {
    objects: Arc<dyn ObjectStore>,
    prefix: Path,
    /// The folder; `None` for S3.
    folder: Option<PathBuf>,
    /// A lock that is shared while a blob is moved to its final path, and exclusive while the sweep
    /// removes one. Without it, a blob could be lost: the same bytes as an old orphan might be
    /// stored between the sweep's last check and its removal. The lock does not cover other
    /// processes that share a PostgreSQL database; there the gap is microseconds long and needs a
    /// day-old orphan.
    places: Arc<RwLock<()>>,
}

impl Blobs {
    pub(crate) fn open(data_dir: &FsPath, url: Option<&str>) -> Result<Self, OpenError> {
        match url {
            None => Self::folder(&data_dir.join("blobs")),
            Some(url) => match url.strip_prefix("file://") {
                Some(path) => Self::folder(FsPath::new(path)),
                None => crate::s3::open(url).map(|(objects, prefix)| Self {
                    objects,
                    prefix,
                    folder: None,
                    places: Arc::default(),
                }),
            },
        }
    }

    fn folder(path: &FsPath) -> Result<Self, OpenError> {
        std::fs::create_dir_all(path).map_err(OpenError::folder(path))?;
        let objects = LocalFileSystem::new_with_prefix(path)
            .map_err(|error| OpenError::Storage(error.to_string()))?
            // The blob must survive a power cut before the row that names it is written.
            .with_fsync(true);
        Ok(Self {
            objects: Arc::new(objects),
            prefix: Path::default(),
            folder: Some(path.to_owned()),
            places: Arc::default(),
        })
    }

    fn path(&self, hash: &Sha256) -> Path {
        let name = hash.to_string();
        self.prefix
            .clone()
            .join("blobs")
            .join(&name[..2])
            .join(name.as_str())
    }

    fn incoming(&self) -> Path {
        self.prefix
            .clone()
            .join("incoming")
            .join(Uuid::new_v4().to_string())
    }

    /// Stores bytes with a known hash. Storing a blob again is no error and resets its age for the
    /// sweep.
    pub(crate) async fn put(&self, hash: &Sha256, bytes: Vec<u8>) -> Result<()> {
        let _place = self.places.read().await;
        self.objects.put(&self.path(hash), bytes.into()).await?;
        Ok(())
    }

    /// Stores a body of unknown hash with at most a few parts of it in memory. A body that breaks
    /// off leaves nothing behind.
    ///
    /// # Errors
    /// [`Error::TooLarge`] for a body of more than `limit` bytes.
    pub(crate) async fn put_stream<E>(
        &self,
        body: impl Stream<Item = Result<Bytes, E>>,
        limit: u64,
    ) -> Result<(Sha256, u64)>
    where
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let incoming = self.incoming();
        let mut writer =
            WriteMultipart::new_with_chunk_size(self.objects.put_multipart(&incoming).await?, PART);
        let mut body = std::pin::pin!(body);
        let mut hash = digest::Context::new(&digest::SHA256);
        let mut size = 0;
        let failure = loop {
            let chunk = match body.next().await {
                None => break None,
                Some(Ok(chunk)) => chunk,
                Some(Err(error)) => break Some(Error::Body(error.into())),
            };
            size += chunk.len() as u64;
            if size > limit {
                break Some(Error::TooLarge(limit));
            }
            hash.update(&chunk);
            if let Err(error) = writer.wait_for_capacity(PARTS_AT_ONCE).await {
                break Some(error.into());
            }
            writer.put(chunk);
        };
        if let Some(failure) = failure {
            if let Err(error) = writer.abort().await {
                tracing::warn!(%error, "cannot remove an unfinished upload; the sweep will remove it");
            }
            return Err(failure);
        }
        writer.finish().await?;
        let hash = Sha256::finish(&hash.finish());
        let _place = self.places.read().await;
        if let Err(error) = self.objects.rename(&incoming, &self.path(&hash)).await {
            // A full disk is a likely cause, so the space is freed now and not by the sweep a day
            // later.
            if let Err(error) = self.objects.delete(&incoming).await {
                tracing::warn!(%error, "cannot remove an unfinished upload; the sweep will remove it");
            }
            return Err(error.into());
        }
        Ok((hash, size))
    }

    /// Returns the whole blob, checked against its hash. Use it for small blobs (files of plug-ins,
    /// packages).
    pub async fn get(&self, hash: &Sha256) -> Result<Bytes> {
        let bytes = self.objects.get(&self.path(hash)).await?.bytes().await?;
        if Sha256::of(&bytes) == *hash {
            Ok(bytes)
        } else {
            Err(Error::Damaged(format!("blob {hash}")))
        }
    }

    /// Returns the blob as a stream. The hash is checked at the end: the stream of a damaged blob
    /// ends with [`Error::Damaged`].
    pub async fn stream(&self, hash: &Sha256) -> Result<BoxStream<'static, Result<Bytes>>> {
        Ok(self.sized(hash).await?.1)
    }

    /// Returns the size of the blob and the stream of [`Self::stream`].
    pub(crate) async fn sized(
        &self,
        hash: &Sha256,
    ) -> Result<(u64, BoxStream<'static, Result<Bytes>>)> {
        let expected = *hash;
        let found = self.objects.get(&self.path(hash)).await?;
        let size = found.meta.size;
        let parts = found.into_stream().map_err(Error::from);
        let end = futures_util::stream::once(async { Ok(Bytes::new()) });
        let checked = parts.map_ok(Some).chain(end.map_ok(|_: Bytes| None)).scan(
            digest::Context::new(&digest::SHA256),
            move |context, part| {
                let out = match part {
                    Ok(Some(bytes)) => {
                        context.update(&bytes);
                        Ok(bytes)
                    }
                    Ok(None) if Sha256::finish(&context.clone().finish()) == expected => {
                        Ok(Bytes::new())
                    }
                    Ok(None) => Err(Error::Damaged(format!("blob {expected}"))),
                    Err(error) => Err(error),
                };
                futures_util::future::ready(Some(out))
            },
        );
        let full = checked.try_filter(|part| futures_util::future::ready(!part.is_empty()));
        Ok((size, full.boxed()))
    }

    /// Checks that the folder can be written. S3 is not checked, because probes run every second.
    pub async fn probe(&self) -> Result<()> {
        if self.folder.is_some() {
            let name = format!("probe-{}", Uuid::new_v4().simple());
            let place = self.prefix.clone().join("incoming").join(name);
            self.objects.put(&place, PROBE.into()).await?;
            self.objects.delete(&place).await?;
        }
        Ok(())
    }

    /// Reads a blob to its end, checks it against its hash, and returns its size in bytes.
    pub(crate) async fn measure(&self, hash: &Sha256) -> Result<u64> {
        let parts = self.stream(hash).await?;
        parts
            .try_fold(0, |size, part| async move { Ok(size + part.len() as u64) })
            .await
    }

    /// Lists all stored objects. `None` stands for an upload that was never finished.
    pub(crate) async fn list(&self) -> Result<Vec<Option<Sha256>>> {
        let mut found = Vec::new();
        for folder in FOLDERS {
            let mut list = self.objects.list(Some(&self.prefix.clone().join(folder)));
            while let Some(object) = list.try_next().await? {
                found.push(hash_of(&object.location));
            }
        }
        found.extend(self.unfinished().await?.iter().map(|_| None));
        Ok(found)
    }

    /// Removes blobs that were written before `before` (by the storage's clock) and for which
    /// `used` returns false, and what interrupted uploads left behind. Returns the number of
    /// removed objects.
    pub(crate) async fn sweep(
        &self,
        before: Millis,
        used: impl Fn(&Sha256) -> bool,
    ) -> Result<usize> {
        let old = |at: i64| at < before;
        let mut removed = 0;
        for folder in FOLDERS {
            let folder = self.prefix.clone().join(folder);
            let mut list = self.objects.list(Some(&folder));
            while let Some(found) = list.try_next().await? {
                let unused = hash_of(&found.location).is_none_or(|hash| !used(&hash));
                if !unused || !old(found.last_modified.timestamp_millis()) {
                    continue;
                }
                let _alone = self.places.write().await;
                // The same bytes may have been stored again since the list was read.
                let now = match self.objects.head(&found.location).await {
                    Ok(now) => now,
                    // The sweep of another process removed it.
                    Err(object_store::Error::NotFound { .. }) => continue,
                    Err(error) => return Err(error.into()),
                };
                if old(now.last_modified.timestamp_millis()) {
                    self.objects.delete(&found.location).await?;
                    removed += 1;
                }
            }
        }
        for (path, at) in self.unfinished().await? {
            if old(at) {
                tokio::fs::remove_file(path).await.or_else(gone)?;
                removed += 1;
            }
        }
        Ok(removed)
    }

    /// Returns the files that a process was writing when it was killed, with the time of the last
    /// write. Their names end with `#` and a number. `LocalFileSystem` hides them in its lists, so
    /// they would stay forever.
    async fn unfinished(&self) -> Result<Vec<(PathBuf, Millis)>> {
        let Some(folder) = self.folder.clone() else {
            // S3 ends abandoned multipart uploads by a rule of the bucket.
            return Ok(Vec::new());
        };
        let found = tokio::task::spawn_blocking(move || {
            let mut found = Vec::new();
            for inner in FOLDERS {
                find_unfinished(&folder.join(inner), &mut found).or_else(gone)?;
            }
            Ok::<_, io::Error>(found)
        });
        let found = found.await.map_err(io::Error::other)?;
        Ok(found?)
    }
}

/// The content that a probe writes: 4 KiB, so that the disk must allocate a block.
const PROBE: &[u8] = &[b'.'; 4096];

/// The folder of blobs, and the folder of uploads whose hash is not known yet.
const FOLDERS: [&str; 2] = ["blobs", "incoming"];

fn hash_of(path: &Path) -> Option<Sha256> {
    path.filename().and_then(|name| name.parse().ok())
}

fn find_unfinished(folder: &FsPath, found: &mut Vec<(PathBuf, Millis)>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        // A file that was finished in the meantime no longer has this name.
        let Some(known) = entry
            .metadata()
            .map(Some)
            .or_else(|error| gone(error).map(|()| None))?
        else {
            continue;
        };
        if known.is_dir() {
            find_unfinished(&entry.path(), found).or_else(gone)?;
        } else if entry.file_name().as_encoded_bytes().contains(&b'#') {
            found.push((entry.path(), millis(known.modified()?)));
        }
    }
    Ok(())
}

/// Treats a file that no longer exists as success.
fn gone(error: io::Error) -> io::Result<()> {
    if error.kind() == io::ErrorKind::NotFound {
        Ok(())
    } else {
        Err(error)
    }
}

fn millis(at: SystemTime) -> Millis {
    let since = at.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_reads_back_and_anything_else_is_refused() {
        let hash = Sha256::of(b"abc");
        assert_eq!(hash.to_string().parse(), Ok(hash));
        for bad in [
            "",
            "ab",
            &"G".repeat(64),
            &"A".repeat(64),
            "../../../../etc/passwd",
        ] {
            assert_eq!(bad.parse::<Sha256>(), Err(BadHash), "{bad}");
        }
    }
}
