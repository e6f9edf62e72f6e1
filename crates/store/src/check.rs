//! Looks whether all that is kept is whole: what a crash, a full disk or a restored backup could
//! have left behind. Reads only, beside a running server too.

use std::collections::{HashMap, HashSet};

use plugdock_schema::{AppId, FileKey, ProxyConfigId, RecordId, Revision};
use serde_json::Value;
use sqlx::AssertSqlSafe;

use crate::{
    Error, Result, Sha256, Store, app_plugins::plugin_id, blobs::parse_hash, db::Tx, proxy_configs,
    records, with_tx,
};

/// Records read at once.
const PAGE: i64 = 500;

/// One thing that is not as it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A row names a blob that is not there.
    MissingBlob(Sha256),
    /// A blob's bytes are not those that its name promises.
    DamagedBlob(Sha256),
    /// An app's live or preview revision is not there.
    MissingRevision(AppId, Revision),
    /// An app is in operation and has no table for its records.
    MissingTable(AppId),
    /// An installed plug-in (its ID) has no current version, or one without files.
    MissingVersion(String),
    /// A record names a file that is not one of its attachments.
    MissingFile(AppId, RecordId, FileKey),
    /// An attachment that no record names.
    LooseFile(AppId, RecordId, FileKey),
    /// A proxy config that does not open under the master key.
    SealedProxyConfig(ProxyConfigId),
    /// What the database says of itself (SQLite's own check).
    Database(String),
}

/// What a check saw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Blobs that rows name, each read and hashed.
    pub blobs: usize,
    /// Their bytes.
    pub bytes: u64,
    /// Records of all apps.
    pub records: u64,
    /// Blobs that nothing names, and what a killed process left half written. No fault: the sweep
    /// takes them after [`crate::GRACE`].
    pub orphans: usize,
    /// What is wrong.
    pub faults: Vec<Fault>,
}

impl Store {
    /// Reads everything once. The rows are of one moment; the blobs are read after it.
    pub async fn check(&self) -> Result<Checked> {
        // Listed first: what is stored meanwhile has its row by the time the rows are read, or is
        // not in this list.
        let there = self.blobs().list().await?;
        let mut tx = self.pool().snapshot().await?;
        let mut seen = Checked::default();
        let wrong = tx.complaints().await?;
        seen.faults.extend(wrong.into_iter().map(Fault::Database));
        revisions(&mut tx, &mut seen).await?;
        plugins(&mut tx, &mut seen).await?;
        self.proxy_configs_open(&mut tx, &mut seen).await?;
        record_files(&mut tx, &mut seen).await?;
        let needed = needed(&mut tx).await?;
        drop(tx);
        let used = self.used_blobs().await?;
        let unnamed = |hash: &Option<Sha256>| {
            hash.is_none_or(|hash| !used.contains(&hash.0) && !needed.contains(&hash.0))
        };
        seen.orphans = there.iter().filter(|hash| unnamed(hash)).count();
        self.read_blobs(&needed, &mut seen).await?;
        Ok(seen)
    }

    async fn read_blobs(&self, needed: &HashSet<[u8; 32]>, seen: &mut Checked) -> Result<()> {
        let mut missing = Vec::new();
        for hash in needed.iter().copied().map(Sha256) {
            match self.blobs().measure(&hash).await {
                Ok(size) => {
                    seen.blobs += 1;
                    seen.bytes += size;
                }
                Err(Error::Damaged(_)) => seen.faults.push(Fault::DamagedBlob(hash)),
                Err(Error::Blobs(object_store::Error::NotFound { .. })) => missing.push(hash),
                Err(error) => return Err(error),
            }
        }
        if missing.is_empty() {
            return Ok(());
        }
        // The sweep may have taken what was let go since the rows were read.
        let mut tx = self.pool().snapshot().await?;
        let still = self::needed(&mut tx).await?;
        let missing = missing.into_iter().filter(|hash| still.contains(&hash.0));
        seen.faults.extend(missing.map(Fault::MissingBlob));
        Ok(())
    }

    async fn proxy_configs_open(&self, tx: &mut Tx, seen: &mut Checked) -> Result<()> {
        const SQL: &str = "SELECT id, app_id, plugin_id, method, url, sealed FROM proxy_configs";
        type Row = (String, i64, String, String, String, Vec<u8>);
        let rows: Vec<Row> = with_tx!(tx, |db| sqlx::query_as(SQL).fetch_all(db).await)?;
        for (id, app, plugin, method, url, sealed) in rows {
            let (id, plugin) = (ProxyConfigId(id), plugin_id(&plugin)?);
            let place = proxy_configs::place(AppId(app), &plugin, &method, &url, &id);
            let place = place.each_ref().map(String::as_str);
            if self.keyring().open_sealed(&sealed, &place).is_err() {
                seen.faults.push(Fault::SealedProxyConfig(id));
            }
        }
        Ok(())
    }
}

async fn revisions(tx: &mut Tx, seen: &mut Checked) -> Result<()> {
    const SQL: &str = "SELECT p.id, p.revision FROM
             (SELECT id, live_revision AS revision FROM apps WHERE live_revision IS NOT NULL
              UNION SELECT id, preview_revision AS revision FROM apps) p
         WHERE NOT EXISTS (SELECT 1 FROM app_revisions r WHERE r.app_id = p.id AND r.revision = p.revision)";
    let rows: Vec<(i64, i64)> = with_tx!(tx, |db| sqlx::query_as(SQL).fetch_all(db).await)?;
    let faults = rows
        .into_iter()
        .map(|(app, revision)| Fault::MissingRevision(AppId(app), Revision(revision)));
    seen.faults.extend(faults);
    Ok(())
}

async fn plugins(tx: &mut Tx, seen: &mut Checked) -> Result<()> {
    const SQL: &str =
        "SELECT id FROM plugins p WHERE current_number IS NOT NULL AND NOT EXISTS
         (SELECT 1 FROM plugin_versions v JOIN plugin_files f ON f.plugin_id = v.plugin_id AND f.number = v.number
          WHERE v.plugin_id = p.id AND v.number = p.current_number)";
    let rows: Vec<String> = with_tx!(tx, |db| sqlx::query_scalar(SQL).fetch_all(db).await)?;
    seen.faults
        .extend(rows.into_iter().map(Fault::MissingVersion));
    Ok(())
}

/// Each record's files are its attachments, and the other way round.
async fn record_files(tx: &mut Tx, seen: &mut Checked) -> Result<()> {
    const LIVE: &str = "SELECT id FROM apps WHERE live_revision IS NOT NULL ORDER BY id";
    const FILES: &str = "SELECT key, record_id FROM attachments WHERE app_id = $1";
    let apps: Vec<i64> = with_tx!(tx, |db| sqlx::query_scalar(LIVE).fetch_all(db).await)?;
    for app in apps {
        if !records::has_table(tx, AppId(app)).await? {
            seen.faults.push(Fault::MissingTable(AppId(app)));
            continue;
        }
        let rows: Vec<(String, i64)> =
            with_tx!(tx, |db| sqlx::query_as(FILES).bind(app).fetch_all(db).await)?;
        let mut files: HashMap<String, i64> = rows.into_iter().collect();
        let mut after = 0;
        loop {
            let sql = format!("SELECT id, doc FROM r_{app} WHERE id > $1 ORDER BY id LIMIT $2");
            let page: Vec<(i64, String)> =
                with_tx!(tx, |db| sqlx::query_as(AssertSqlSafe(sql.clone()))
                    .bind(after)
                    .bind(PAGE)
                    .fetch_all(db)
                    .await)?;
            let Some((last, _)) = page.last() else { break };
            after = *last;
            for (id, doc) in page {
                seen.records += 1;
                let doc: Value = serde_json::from_str(&doc)
                    .map_err(|error| Error::document("a record", &error))?;
                let mut keys = Vec::new();
                file_keys(&doc, &mut keys);
                for key in keys {
                    if files.get(key) == Some(&id) {
                        files.remove(key);
                    } else {
                        let fault = Fault::MissingFile(AppId(app), RecordId(id), key.into());
                        seen.faults.push(fault);
                    }
                }
            }
        }
        let loose = files
            .into_iter()
            .map(|(key, record)| Fault::LooseFile(AppId(app), RecordId(record), FileKey(key)));
        seen.faults.extend(loose);
    }
    Ok(())
}

/// The keys of every file in a record's document. Texts that people write are never objects there.
fn file_keys<'a>(value: &'a Value, keys: &mut Vec<&'a str>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| file_keys(item, keys)),
        Value::Object(members) => {
            keys.extend(members.get("fileKey").and_then(Value::as_str));
            members.values().for_each(|item| file_keys(item, keys));
        }
        _ => {}
    }
}

/// Blobs that must be there. Packages are not among them: nothing reads one again, and the demo's
/// never was a file.
async fn needed(tx: &mut Tx) -> Result<HashSet<[u8; 32]>> {
    const SQL: &str = "SELECT sha256 FROM plugin_files UNION SELECT sha256 FROM uploads
         UNION SELECT sha256 FROM app_files WHERE sha256 IS NOT NULL
         UNION SELECT sha256 FROM attachments";
    let rows: Vec<String> = with_tx!(tx, |db| sqlx::query_scalar(SQL).fetch_all(db).await)?;
    rows.iter().map(|hash| Ok(parse_hash(hash)?.0)).collect()
}
