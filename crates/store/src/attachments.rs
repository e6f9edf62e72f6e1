//! Files that records carry. A record's value holds the key; the bytes lie in a blob.

use plugdock_schema::{AppId, FileKey, Millis, RecordId};
use uuid::Uuid;

use crate::{
    Access, Error, Result, Sha256, Store, Upload, blobs::parse_hash, db::Tx, uploads, with_db,
    with_tx,
};

/// A file of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its key, as it stands in the record.
    pub key: FileKey,
    /// The record.
    pub record: RecordId,
    /// As the sender named it.
    pub name: String,
    /// As the sender said.
    pub content_type: String,
    /// Bytes.
    pub size: u64,
    /// Its blob.
    pub sha256: Sha256,
}

impl Store {
    /// A file of a record of the app that `access` opens; [`Error::NoFile`] otherwise.
    pub async fn attachment(&self, access: &Access, key: &FileKey) -> Result<Attachment> {
        const SQL: &str = "SELECT record_id, name, content_type, size, sha256 FROM attachments
             WHERE key = $1 AND app_id = $2";
        if !access.can_view() {
            return Err(Error::Denied);
        }
        let row: Option<(i64, String, String, i64, String)> =
            with_db!(self.pool(), |db| sqlx::query_as(SQL)
                .bind(key.as_str())
                .bind(access.app().0)
                .fetch_optional(db)
                .await)?;
        let (record, name, content_type, size, sha256) =
            row.ok_or_else(|| Error::NoFile(key.clone()))?;
        Ok(Attachment {
            key: key.clone(),
            record: RecordId(record),
            name,
            content_type,
            size: u64::try_from(size).unwrap_or(0),
            sha256: parse_hash(&sha256)?,
        })
    }

    /// The app that a file belongs to, for a download that names only the file: ask for its `Access` next.
    pub async fn attachment_app(&self, key: &FileKey) -> Result<Option<AppId>> {
        let app: Option<i64> = with_db!(self.pool(), |db| sqlx::query_scalar(
            "SELECT app_id FROM attachments WHERE key = $1"
        )
        .bind(key.as_str())
        .fetch_optional(db)
        .await)?;
        Ok(app.map(AppId))
    }
}

/// Turns an upload of whoever `access` is for into a file of a record, under a new key, inside the
/// transaction that saves the record.
pub(crate) async fn attach(
    tx: &mut Tx,
    upload: &FileKey,
    access: &Access,
    record: RecordId,
    now: Millis,
) -> Result<(FileKey, Upload)> {
    const SQL: &str = "INSERT INTO attachments (key, app_id, record_id, name, content_type, size, sha256, attached_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let upload = uploads::take(tx, upload, access.owner(), now).await?;
    let key = FileKey(Uuid::new_v4().to_string());
    with_tx!(tx, |db| sqlx::query(SQL)
        .bind(key.as_str())
        .bind(access.app().0)
        .bind(record.0)
        .bind(&upload.name)
        .bind(&upload.content_type)
        .bind(i64::try_from(upload.size).unwrap_or(i64::MAX))
        .bind(upload.sha256.to_string())
        .bind(now)
        .execute(db)
        .await
        .map(drop))?;
    Ok((key, upload))
}

/// Lets a file of a record go; the sweep removes its bytes when nothing else has them.
pub(crate) async fn detach(tx: &mut Tx, app: AppId, record: RecordId, key: &FileKey) -> Result<()> {
    const SQL: &str = "DELETE FROM attachments WHERE key = $1 AND app_id = $2 AND record_id = $3";
    with_tx!(tx, |db| sqlx::query(SQL)
        .bind(key.as_str())
        .bind(app.0)
        .bind(record.0)
        .execute(db)
        .await
        .map(drop))?;
    Ok(())
}
