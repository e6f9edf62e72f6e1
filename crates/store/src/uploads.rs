//! Files on their way: a key, one owner, three days, used once (R34).

use bytes::Bytes;
use futures_util::Stream;
use plugdock_schema::{FileKey, Millis, UserId};
use uuid::Uuid;

use crate::{Actor, Error, Result, Sha256, Store, blobs::parse_hash, db::Tx, with_db, with_tx};

/// How long a file key lives, in milliseconds: three days.
pub const UPLOAD_LIFE: Millis = 3 * 24 * 3_600_000;

/// An uploaded file that nothing has taken yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Its key.
    pub key: FileKey,
    /// As the sender named it.
    pub name: String,
    /// As the sender said.
    pub content_type: String,
    /// Bytes.
    pub size: u64,
    /// Its blob.
    pub sha256: Sha256,
}

/// Whose upload it is, as it stands in the database. Tokens that are sent together are one owner.
pub(crate) fn owner(actor: &Actor) -> String {
    match actor {
        Actor::User(user) => user_owner(user.id),
        Actor::Tokens(tokens) => {
            let mut ids: Vec<_> = tokens.iter().map(|token| token.id.0).collect();
            ids.sort_unstable();
            ids.iter()
                .fold("tokens".to_owned(), |text, id| text + &format!(":{id}"))
        }
    }
}

/// The owner that a signed-in user is.
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
    /// Stores a body of at most `limit` bytes and gives it a key that only `by` can use, for three days.
    /// A body that is too large or breaks off leaves nothing behind.
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

    /// The upload of that key, where `by` may use it; [`Error::NoFile`] for one that is unknown, of
    /// someone else, used or too old, all alike.
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

/// Uses an upload up, inside the transaction that puts its file to use: rolled back, it is as before.
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
