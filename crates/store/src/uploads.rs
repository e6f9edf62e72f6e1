//! Uploaded files that are not in use yet. A file key has one owner, is valid for three days, and
//! can be used once (R34).

use bytes::Bytes;
use futures_util::Stream;
use plugdock_schema::{FileKey, Millis, UserId};
use uuid::Uuid;

use crate::{Actor, Error, Result, Sha256, Store, blobs::parse_hash, db::Tx, with_db, with_tx};

/// The lifetime of a file key, in milliseconds: three days.
pub const UPLOAD_LIFE: Millis = 3 * 24 * 3_600_000;

/// An uploaded file that is not in use yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// The file key.
    pub key: FileKey,
    /// The file name that the uploader gave.
    pub name: String,
    /// The content type that the uploader gave.
    pub content_type: String,
    /// The size in bytes.
    pub size: u64,
    /// The hash of its blob.
    pub sha256: Sha256,
}

/// Returns the owner of an actor's uploads, as the database stores it. Tokens that are sent
/// together are one owner.
pub(crate) fn owner(actor: &Actor) -> String {
    match actor {
        Actor::User(user, _) => user_owner(user.id),
        Actor::Tokens(tokens, _) => {
            let mut ids: Vec<_> = tokens.iter().map(|token| token.id.0).collect();
            ids.sort_unstable();
            ids.iter()
                .fold("tokens".to_owned(), |text, id| text + &format!(":{id}"))
        }
    }
}

/// Returns the owner for the uploads of a signed-in user.
pub(crate) fn user_owner(user: UserId) -> String {
    format!("user:{user}")
}

type Row = (String, String, i64, String);

fn upload(key: &FileKey, (name, content_type, size, sha256): Row) -> Result<Upload> {
    Ok(Upload {
        key: key.clone(),
        name,
        content_type,
        size: u64::try_from(size).unwrap_or(0),
        sha256: parse_hash(&sha256)?,
    })
}

impl Store {
    /// Stores a body of at most `limit` bytes, and returns a key that only `by` can use for three
    /// days. A body that is too large or breaks off leaves nothing behind.
    pub async fn add_upload<E>(
        &self,
        by: &Actor,
        name: &str,
        content_type: &str,
        body: impl Stream<Item = Result<Bytes, E>> + Send,
        limit: u64,
        now: Millis,
    ) -> Result<FileKey>
    where
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        const SQL: &str = "INSERT INTO uploads (key, owner, name, content_type, size, sha256, created_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let (sha256, size) = self.blobs().put_stream(body, limit).await?;
        let key = FileKey(Uuid::new_v4().to_string());
        let mut tx = self.begin().await?;
        with_tx!(tx, |db| sqlx::query(SQL)
            .bind(key.as_str())
            .bind(owner(by))
            .bind(name)
            .bind(content_type)
            .bind(i64::try_from(size).unwrap_or(i64::MAX))
            .bind(sha256.to_string())
            .bind(now)
            .bind(now + UPLOAD_LIFE)
            .execute(db)
            .await
            .map(drop))?;
        self.commit(tx, now).await?;
        Ok(key)
    }

    /// Returns the upload with this key if `by` may use it.
    ///
    /// # Errors
    /// [`Error::NoFile`] for a key that is unknown, belongs to someone else, was used or has
    /// expired. The caller cannot tell these cases apart.
    pub async fn upload(&self, key: &FileKey, by: &Actor, now: Millis) -> Result<Upload> {
        const SQL: &str = "SELECT name, content_type, size, sha256 FROM uploads
             WHERE key = $1 AND owner = $2 AND expires_at > $3";
        let row: Option<Row> = with_db!(self.pool(), |db| sqlx::query_as(SQL)
            .bind(key.as_str())
            .bind(owner(by))
            .bind(now)
            .fetch_optional(db)
            .await)?;
        upload(key, row.ok_or_else(|| Error::NoFile(key.clone()))?)
    }
}

/// Consumes an upload inside the transaction that uses its file. A rollback restores it.
pub(crate) async fn take(tx: &mut Tx, key: &FileKey, owner: &str, now: Millis) -> Result<Upload> {
    const SQL: &str = "DELETE FROM uploads WHERE key = $1 AND owner = $2 AND expires_at > $3
         RETURNING name, content_type, size, sha256";
    let row: Option<Row> = with_tx!(tx, |db| sqlx::query_as(SQL)
        .bind(key.as_str())
        .bind(owner)
        .bind(now)
        .fetch_optional(db)
        .await)?;
    upload(key, row.ok_or_else(|| Error::NoFile(key.clone()))?)
}
