//! Lists of proxy configs (R07). They have names and times, but no values.

use plugdock_package::PluginId;
use plugdock_schema::{AppId, Millis, ProxyConfigId, Revision, UserId};

use crate::{Access, Result, Store, app_plugins::plugin_id, app_settings::parse, with_db};

/// A proxy config without its values, for lists (R07).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProxyConfig {
    /// The immutable ID.
    pub id: ProxyConfigId,
    /// The plug-in that saved it.
    pub plugin: PluginId,
    /// The HTTP method in upper case.
    pub method: String,
    /// The URL, as it was saved.
    pub url: String,
    /// The names of the headers, in the order of saving.
    pub headers: Vec<String>,
    /// The names of the data, in the order of saving.
    pub data: Vec<String>,
    /// The user who saved it.
    pub saved_by: Option<UserId>,
    /// The time of saving.
    pub saved_at: Millis,
    /// The last time at which it was read or used in a call. It is recorded up to a second late.
    pub used_at: Option<Millis>,
}

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

/// The columns of a [`Row`].
macro_rules! columns {
    () => {
        "c.id, c.plugin_id, c.method, c.url, c.header_names, c.data_names, c.saved_by, c.saved_at, c.used_at"
    };
}

type Row = (
    String,
    String,
    String,
    String,
    String,
    String,
    Option<i64>,
    i64,
    Option<i64>,
);

impl Store {
    /// Returns the proxy configs of a revision without their values, ordered by plug-in, URL and
    /// method.
    pub async fn proxy_configs(
        &self,
        access: &Access,
        revision: Revision,
    ) -> Result<Vec<ProxyConfig>> {
        const SQL: &str = concat!(
            "SELECT ",
            columns!(),
            " FROM revision_proxy_configs l JOIN proxy_configs c ON c.id = l.proxy_config_id
             WHERE l.app_id = $1 AND l.revision = $2 ORDER BY c.plugin_id, c.url, c.method"
        );
        access.need_manage()?;
        let rows: Vec<Row> = with_db!(self.pool(), |db| sqlx::query_as(SQL)
            .bind(access.app().0)
            .bind(revision.0)
            .fetch_all(db)
            .await)?;
        rows.into_iter().map(read).collect()
    }

    /// Returns the proxy configs of all apps, ordered by app, plug-in, URL and method. The caller
    /// must check that the user is an administrator.
    pub async fn proxy_config_list(&self) -> Result<Vec<ListedProxyConfig>> {
        const SQL: &str = concat!(
            "SELECT ",
            columns!(),
            ", c.app_id, CAST(MAX(CASE WHEN l.revision = a.live_revision THEN 1 ELSE 0 END) AS BIGINT),
               CAST(MAX(CASE WHEN l.revision = a.preview_revision THEN 1 ELSE 0 END) AS BIGINT)
             FROM proxy_configs c JOIN apps a ON a.id = c.app_id
             JOIN revision_proxy_configs l ON l.proxy_config_id = c.id AND l.app_id = a.id
                 AND (l.revision = a.live_revision OR l.revision = a.preview_revision)
             GROUP BY c.id ORDER BY c.app_id, c.plugin_id, c.url, c.method"
        );
        type Listed = (
            String,
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
            i64,
        );
        let rows: Vec<Listed> =
            with_db!(self.pool(), |db| sqlx::query_as(SQL).fetch_all(db).await)?;
        rows.into_iter()
            .map(
                |(id, plugin, method, url, headers, data, by, at, used_at, app, live, preview)| {
                    let row = (id, plugin, method, url, headers, data, by, at, used_at);
                    Ok(ListedProxyConfig {
                        app: AppId(app),
                        proxy_config: read(row)?,
                        live: live > 0,
                        preview: preview > 0,
                    })
                },
            )
            .collect()
    }
}

fn read(row: Row) -> Result<ProxyConfig> {
    let (id, plugin, method, url, headers, data, saved_by, saved_at, used_at) = row;
    Ok(ProxyConfig {
        id: ProxyConfigId(id),
        plugin: plugin_id(&plugin)?,
        method,
        url,
        headers: parse("header names", &headers)?,
        data: parse("data names", &data)?,
        saved_by: saved_by.map(UserId),
        saved_at,
        used_at,
    })
}
