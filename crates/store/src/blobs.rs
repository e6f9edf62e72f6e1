//! Bytes by the hash of their content: files of plug-ins, packages, uploads, attachments.
//!
//! A blob is written before the row that names it, so a crash leaves an orphan and never a hole;
//! `sweep` removes orphans. What is read is hashed again: the bytes verified at install are the
//! bytes served (T45).

use std::{fmt, path::Path as FsPath, str::FromStr, sync::Arc};

use aws_lc_rs::digest;
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _, TryStreamExt as _, stream::BoxStream};
use object_store::{
    ObjectStore, ObjectStoreExt as _, WriteMultipart, local::LocalFileSystem, path::Path,
};
use uuid::Uuid;

use crate::{Error, Millis, OpenError, Result};

/// Parts of a multipart upload; S3 wants at least 5 MiB each.
const PART: usize = 5 << 20;
/// Parts on their way at once.
const PARTS_AT_ONCE: usize = 2;

/// The SHA-256 of a blob, which is its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sha256(pub [u8; 32]);

impl Sha256 {
    /// Of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self::finish(&digest::digest(&digest::SHA256, bytes))
    }

    fn finish(digest: &digest::Digest) -> Self {
        let mut hash = [0; 32];
        hash.copy_from_slice(digest.as_ref());
        Self(hash)
    }
}

impl fmt::Display for Sha256 {
    /// 64 lower-case hex digits, as in URLs and in the database.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// The text is no SHA-256 in lower-case hex.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a SHA-256 is 64 lower-case hex digits")]
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

/// A hash that came out of the database.
pub(crate) fn parse_hash(text: &str) -> Result<Sha256> {
    text.parse()
        .map_err(|_| Error::Damaged(format!("hash {text:?}")))
}

/// Where blobs lie: a folder, or S3 behind the feature `s3`.
#[derive(Clone, Debug)]
pub struct Blobs {
    objects: Arc<dyn ObjectStore>,
    prefix: Path,
}

impl Blobs {
    pub(crate) fn open(data_dir: &FsPath, url: Option<&str>) -> Result<Self, OpenError> {
        match url {
            None => Self::folder(&data_dir.join("blobs")),
            Some(url) => match url.strip_prefix("file://") {
                Some(path) => Self::folder(FsPath::new(path)),
                None => crate::s3::open(url).map(|(objects, prefix)| Self { objects, prefix }),
            },
        }
    }

    fn folder(path: &FsPath) -> Result<Self, OpenError> {
        std::fs::create_dir_all(path).map_err(OpenError::folder(path))?;
        let objects = LocalFileSystem::new_with_prefix(path)
            .map_err(|error| OpenError::Storage(error.to_string()))?
            // A blob outlives a power cut as soon as the row that names it can be written.
            .with_fsync(true);
        Ok(Self {
            objects: Arc::new(objects),
            prefix: Path::default(),
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

    /// Stores bytes whose hash is known; again is no error, and makes the blob young for the sweep.
    pub(crate) async fn put(&self, hash: &Sha256, bytes: Vec<u8>) -> Result<()> {
        self.objects.put(&self.path(hash), bytes.into()).await?;
        Ok(())
    }

    /// Stores a body of unknown hash, never holding more than a few parts of it in memory. One over
    /// `limit` bytes is [`Error::TooLarge`]; a body that breaks off leaves nothing.
    pub(crate) async fn put_stream<E>(
        &self,
        body: impl Stream<Item = Result<Bytes, E>> + Send,
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
                tracing::warn!(%error, "an unfinished upload stays until the sweep");
            }
            return Err(failure);
        }
        writer.finish().await?;
        let hash = Sha256::finish(&hash.finish());
        self.objects.rename(&incoming, &self.path(&hash)).await?;
        Ok((hash, size))
    }

    /// The whole blob, checked against its name; for what is small (files of plug-ins, packages).
    pub async fn get(&self, hash: &Sha256) -> Result<Bytes> {
        let bytes = self.objects.get(&self.path(hash)).await?.bytes().await?;
        if Sha256::of(&bytes) == *hash {
            Ok(bytes)
        } else {
            Err(Error::Damaged(format!("blob {hash}")))
        }
    }

    /// The blob as a stream. It is checked along the way: a damaged one ends with [`Error::Damaged`].
    pub async fn stream(&self, hash: &Sha256) -> Result<BoxStream<'static, Result<Bytes>>> {
        let expected = *hash;
        let parts = self
            .objects
            .get(&self.path(hash))
            .await?
            .into_stream()
            .map_err(Error::from);
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
        Ok(full.boxed())
    }

    /// Removes blobs written before `before` (by the storage's clock) that `used` does not hold, and
    /// what interrupted uploads left; answers how many.
    pub(crate) async fn sweep(
        &self,
        before: Millis,
        used: impl Fn(&Sha256) -> bool,
    ) -> Result<usize> {
        let old = |at: i64| at < before;
        let mut removed = 0;
        for folder in ["blobs", "incoming"] {
            let folder = self.prefix.clone().join(folder);
            let mut list = self.objects.list(Some(&folder));
            while let Some(found) = list.try_next().await? {
                let named = found.location.filename().and_then(|name| name.parse().ok());
                let unused = named.is_none_or(|hash: Sha256| !used(&hash));
                if !unused || !old(found.last_modified.timestamp_millis()) {
                    continue;
                }
                // Someone may have stored the same bytes since the list was made.
                let now = self.objects.head(&found.location).await?;
                if old(now.last_modified.timestamp_millis()) {
                    self.objects.delete(&found.location).await?;
                    removed += 1;
                }
            }
        }
        Ok(removed)
    }
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
