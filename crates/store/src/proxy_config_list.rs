//! The list of all proxy configs of the server for administrators (R07). It has names and times,
//! but no values.

use plugdock_schema::{AppId, ProxyConfigId, UserId};

use crate::{ProxyConfig, Result, Store, app_plugins::plugin_id, app_settings::parse, with_db};

/// A proxy config of an app's preview or live settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedProxyConfig {
    /// The app.
    pub app: AppId,
    /// The proxy config without its values.
    pub proxy_config: ProxyConfig,
    /// True if it is in the live settings, so that calls use it.
    pub live: bool,
    /// True if it is in the preview settings, so that it is live after the next deploy.
    pub preview: bool,
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

impl Store {
    /// Returns the proxy configs of all apps, ordered by app, plug-in, URL and method. The caller
    /// must check that the user is an administrator.
    pub async fn proxy_config_list(&self) -> Result<Vec<ListedProxyConfig>> {
        const SQL: &str =
            "SELECT e.id, e.app_id, e.plugin_id, e.method, e.url, e.header_names, e.data_names,
                 e.saved_by, e.saved_at, e.used_at,
                 CAST(MAX(CASE WHEN l.revision = a.live_revision THEN 1 ELSE 0 END) AS BIGINT),
                 CAST(MAX(CASE WHEN l.revision = a.preview_revision THEN 1 ELSE 0 END) AS BIGINT)
             FROM proxy_configs e JOIN apps a ON a.id = e.app_id
             JOIN revision_proxy_configs l ON l.proxy_config_id = e.id AND l.app_id = a.id
                 AND (l.revision = a.live_revision OR l.revision = a.preview_revision)
             GROUP BY e.id ORDER BY e.app_id, e.plugin_id, e.url, e.method";
        let rows: Vec<Row> = with_db!(self.pool(), |db| sqlx::query_as(SQL).fetch_all(db).await)?;
        rows.into_iter().map(listed).collect()
    }
}

fn listed(row: Row) -> Result<ListedProxyConfig> {
    let (id, app, plugin, method, url, headers, data, saved_by, saved_at, used_at, live, preview) =
        row;
    Ok(ListedProxyConfig {
        app: AppId(app),
        proxy_config: ProxyConfig {
            id: ProxyConfigId(id),
            plugin: plugin_id(&plugin)?,
            method,
            url,
            headers: parse("header names", &headers)?,
            data: parse("data names", &data)?,
            saved_by: saved_by.map(UserId),
            saved_at,
            used_at,
        },
        live: live > 0,
        preview: preview > 0,
    })
}
