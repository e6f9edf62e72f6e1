//! Saved entries as they are listed: names and times, no value (R07).

use plugdock_package::PluginId;
use plugdock_rules::call::Method;
use plugdock_schema::{AppId, EntryId, Millis, UserId};

use super::sealed;
use crate::{Access, Result, Store, app_plugins::plugin_id, settings::parse, with_db};

/// An entry of an app's preview or live settings: everything but its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptEntry {
    /// Its immutable key.
    pub id: EntryId,
    /// The app.
    pub app: AppId,
    /// Whose it is.
    pub plugin: PluginId,
    /// Calls of this method are meant.
    pub method: Method,
    /// As saved.
    pub url: String,
    /// Names of headers, in the order saved.
    pub headers: Vec<String>,
    /// Names of data, in the order saved.
    pub data: Vec<String>,
    /// Who saved it.
    pub saved_by: Option<UserId>,
    /// When.
    pub saved_at: Millis,
    /// When it was last added to a call or read; a second late at most.
    pub used_at: Option<Millis>,
    /// Whether calls use it.
    pub live: bool,
    /// Whether it stays with the next deploy.
    pub preview: bool,
}

impl KeptEntry {
    /// Whether it adds anything to a call. One that does not is no sign that somebody meant to call
    /// there (R06).
    pub fn adds(&self) -> bool {
        !self.headers.is_empty() || !self.data.is_empty()
    }
}

type Row = (
    String,
    i64,
    String,
    String,
    String,
    String,
    String,
    Option<i64>,
    i64,
    Option<i64>,
    i64,
    i64,
);

/// The question for those that the condition lets through, by app, plug-in, URL and method.
macro_rules! listed {
    ($condition:literal) => {
        concat!(
            "SELECT e.id, e.app_id, e.plugin_id, e.method, e.url, e.header_names, e.data_names,
                 e.saved_by, e.saved_at, e.used_at,
                 CAST(MAX(CASE WHEN l.revision = a.live_revision THEN 1 ELSE 0 END) AS BIGINT),
                 CAST(MAX(CASE WHEN l.revision = a.preview_revision THEN 1 ELSE 0 END) AS BIGINT)
             FROM entries e JOIN apps a ON a.id = e.app_id
             JOIN revision_entries l ON l.entry_id = e.id AND l.app_id = a.id
                 AND (l.revision = a.live_revision OR l.revision = a.preview_revision) ",
            $condition,
            " GROUP BY e.id ORDER BY e.app_id, e.plugin_id, e.url, e.method"
        )
    };
}

impl Store {
    /// The entries of all apps. For administrators: the caller checks that.
    pub async fn kept_entries(&self) -> Result<Vec<KeptEntry>> {
        const SQL: &str = listed!("");
        let rows: Vec<Row> = with_db!(self.pool(), |db| sqlx::query_as(SQL).fetch_all(db).await)?;
        rows.into_iter().map(kept).collect()
    }

    /// The entries of one app, for those who manage it.
    pub async fn entries(&self, access: &Access) -> Result<Vec<KeptEntry>> {
        access.need_manage()?;
        self.entries_of(access.app()).await
    }

    /// The entries of one app. For what the proxy knows of it: the caller checks its callers.
    pub async fn entries_of(&self, app: AppId) -> Result<Vec<KeptEntry>> {
        const SQL: &str = listed!("WHERE e.app_id = $1");
        let rows: Vec<Row> = with_db!(self.pool(), |db| sqlx::query_as(SQL)
            .bind(app.0)
            .fetch_all(db)
            .await)?;
        rows.into_iter().map(kept).collect()
    }
}

fn kept(row: Row) -> Result<KeptEntry> {
    let (id, app, plugin, method, url, headers, data, saved_by, saved_at, used_at, live, preview) =
        row;
    let id = EntryId(id);
    Ok(KeptEntry {
        method: sealed::method(&id, &method)?,
        id,
        app: AppId(app),
        plugin: plugin_id(&plugin)?,
        url,
        headers: parse("header names", &headers)?,
        data: parse("data names", &data)?,
        saved_by: saved_by.map(UserId),
        saved_at,
        used_at,
        live: live > 0,
        preview: preview > 0,
    })
}
