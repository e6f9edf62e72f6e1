//! Files attached to records. A record's value holds the key; the bytes are in a blob.

use plugdock_schema::query::time::Moment;
use plugdock_schema::{AppId, FileKey, Millis, RecordId};
use uuid::Uuid;

use crate::{
    Access, Error, Result, Sha256, Store, Upload, blobs::parse_hash, db::Tx, uploads, with_db,
    with_tx,
};

/// A file attached to a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// The key, as it appears in the record.
    pub key: FileKey,
    /// The record.
    pub record: RecordId,
    /// The file name that the uploader gave.
    pub name: String,
    /// The content type that the uploader gave.
    pub content_type: String,
    /// The size in bytes.
    pub size: u64,
    /// The hash of its blob.
    pub sha256: Sha256,
}

impl Store {
    /// Returns a file of a record in the app of `access`.
    ///
    /// # Errors
    /// [`Error::NoFile`] if the app has no such file in a record that the actor may see,
    /// [`Error::Denied`] if the actor may see no records.
    pub async fn attachment(
        &self,
        access: &Access,
        key: &FileKey,
        moment: &Moment,
    ) -> Result<Attachment> {
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
        if !self
            .sees_file(access, RecordId(record), key, moment)
            .await?
        {
            return Err(Error::NoFile(key.clone()));
        }
        Ok(Attachment {
            key: key.clone(),
            record: RecordId(record),
            name,
            content_type,
            size: u64::try_from(size).unwrap_or(0),
            sha256: parse_hash(&sha256)?,
        })
    }

    /// Returns the app of a file, for a download that names only the file. The caller must then get
    /// an `Access` to that app.
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

/// Turns an upload of the owner of `access` into a file of a record, under a new key. It runs
/// inside the transaction that saves the record.
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

/// Removes a file from a record. The sweep removes its blob when nothing else refers to it.
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
