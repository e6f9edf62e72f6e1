//! Saved proxy settings of plug-ins: what `setProxyConfig` leaves, sealed.
//!
//! An entry never changes: saving over one makes another. Revisions hold links to entries, so that
//! preview and live share what was not saved anew (R40).

mod list;
mod sealed;

use plugdock_package::PluginId;
use plugdock_rules::entry::Entry;
use plugdock_schema::{AppId, EntryId, Millis, Revision};
use secrecy::SecretString;
use uuid::Uuid;

pub use self::list::KeptEntry;
pub(crate) use self::sealed::{Row, Sealed};
use crate::{
    Access, AuditLine, Error, Result, Store, Topic,
    app_plugins::plugin_id,
    db::Tx,
    sealing,
    settings::{self, Edit, text},
    with_db, with_tx,
};

impl Store {
    /// Saves an entry into the preview settings, over the one of the same plug-in, method and URL,
    /// and answers the new revision. [`Error::NotAdded`] where the plug-in is not in them (R04). That
    /// it may be saved at all (R10, R16, R43), [`Entry::read`] has seen to.
    pub async fn save_entry(
        &self,
        access: &Access,
        plugin: &PluginId,
        entry: &Entry,
        now: Millis,
    ) -> Result<Revision> {
        let app = access.app();
        let edit = Edit::begin(self, access, None).await?;
        if edit.settings.plugin(plugin).is_none() {
            return Err(Error::NotAdded {
                app,
                plugin: plugin.clone(),
            });
        }
        let (mut tx, revision) = edit.write(access, now).await?;
        unlink_same(&mut tx, app, revision, plugin, entry).await?;
        let id = EntryId(Uuid::new_v4().to_string());
        let key = sealing::hold_current(&mut tx, now).await?;
        let sealed = sealed::seal(self.keyring(), &key, (app, plugin, &id), entry)?;
        insert(&mut tx, &id, access, plugin, entry, &key, &sealed, now).await?;
        with_tx!(tx, |db| sqlx::query(
            "INSERT INTO revision_entries (app_id, revision, entry_id) VALUES ($1, $2, $3)"
        )
        .bind(app.0)
        .bind(revision.0)
        .bind(id.as_str())
        .execute(db)
        .await
        .map(drop))?;
        let line = AuditLine::new("entry.save", access.user(), now)
            .app(app)
            .plugin(plugin);
        tx.audit(line.detail(said(entry.method.as_str(), entry.url.as_str())));
        settings::close(self, tx, app, revision, now).await
    }

    /// The entries of one plug-in in a revision with their values, by URL and method, and by which key
    /// each is kept. For the proxy and `getProxyConfig`, whose callers are checked before (R04, R26).
    pub async fn open_entries(
        &self,
        app: AppId,
        revision: Revision,
        plugin: &PluginId,
    ) -> Result<Vec<(EntryId, Entry)>> {
        const SQL: &str = "SELECT e.id, e.app_id, e.plugin_id, e.method, e.url, e.sealed
             FROM revision_entries l JOIN entries e ON e.id = l.entry_id
             WHERE l.app_id = $1 AND l.revision = $2 AND e.plugin_id = $3 ORDER BY e.url, e.method";
        let rows: Vec<Row> = with_db!(self.pool(), |db| sqlx::query_as(SQL)
            .bind(app.0)
            .bind(revision.0)
            .bind(plugin.as_str())
            .fetch_all(db)
            .await)?;
        rows.into_iter()
            .map(|row| Sealed::of(row)?.entry(self.keyring()))
            .collect()
    }

    /// Deletes an entry of the app for good: from preview, live and every older revision. No process
    /// uses it a second later. No revision is made, so that what is being edited stays as it is.
    pub async fn delete_entry(&self, access: &Access, id: &EntryId, now: Millis) -> Result<()> {
        access.need_manage()?;
        let mut tx = self.begin().await?;
        let gone: Option<(String, String, String)> = with_tx!(tx, |db| sqlx::query_as(
            "DELETE FROM entries WHERE id = $1 AND app_id = $2 RETURNING plugin_id, method, url"
        )
        .bind(id.as_str())
        .bind(access.app().0)
        .fetch_optional(db)
        .await)?;
        let Some((plugin, method, url)) = gone else {
            return Err(Error::NoEntry(id.clone()));
        };
        tx.note(Topic::App, access.app());
        let line = AuditLine::new("entry.delete", access.user(), now)
            .app(access.app())
            .plugin(&plugin_id(&plugin)?);
        tx.audit(line.detail(said(&method, &url)));
        self.commit(tx, now).await
    }
}

/// An entry in the audit: for what it is, without a query, which may hold a key.
fn said(method: &str, url: &str) -> String {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    format!("{method} {url}")
}

async fn unlink_same(
    tx: &mut Tx,
    app: AppId,
    revision: Revision,
    plugin: &PluginId,
    entry: &Entry,
) -> Result<()> {
    const SQL: &str = "DELETE FROM revision_entries WHERE app_id = $1 AND revision = $2 AND entry_id IN
         (SELECT id FROM entries WHERE app_id = $3 AND plugin_id = $4 AND method = $5 AND url = $6)";
    with_tx!(tx, |db| sqlx::query(SQL)
        .bind(app.0)
        .bind(revision.0)
        .bind(app.0)
        .bind(plugin.as_str())
        .bind(entry.method.as_str())
        .bind(entry.url.as_str())
        .execute(db)
        .await
        .map(drop))?;
    Ok(())
}

#[expect(clippy::too_many_arguments, reason = "one row")]
async fn insert(
    tx: &mut Tx,
    id: &EntryId,
    access: &Access,
    plugin: &PluginId,
    entry: &Entry,
    key: &str,
    sealed: &[u8],
    now: Millis,
) -> Result<()> {
    const SQL: &str =
        "INSERT INTO entries (id, app_id, plugin_id, method, url, header_names, data_names,
         key_id, sealed, saved_by, saved_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let names = |pairs: &[(String, SecretString)]| {
        pairs
            .iter()
            .map(|(name, _)| name.clone())
            .collect::<Vec<_>>()
    };
    with_tx!(tx, |db| sqlx::query(SQL)
        .bind(id.as_str())
        .bind(access.app().0)
        .bind(plugin.as_str())
        .bind(entry.method.as_str())
        .bind(entry.url.as_str())
        .bind(text("header names", &names(&entry.headers))?)
        .bind(text("data names", &names(&entry.data))?)
        .bind(key)
        .bind(sealed)
        .bind(access.user().map(|user| user.0))
        .bind(now)
        .execute(db)
        .await
        .map(drop))?;
    Ok(())
}
