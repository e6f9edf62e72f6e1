//! Saved proxy configs of plug-ins, as `setProxyConfig` saves them. Their values are sealed.
//!
//! A proxy config never changes: saving it again creates a new one. Revisions hold links to proxy
//! configs. Preview and live therefore share those that were not saved again (R40).

mod masks;

use plugdock_package::PluginId;
use plugdock_schema::{AppId, Millis, ProxyConfigId, Revision};
use secrecy::{ExposeSecret as _, SecretString};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{
    Access, AuditLine, Error, Result, Store, Topic,
    app_plugins::plugin_id,
    app_settings::{self, Edit, text},
    db::Tx,
    sealing, with_db, with_tx,
};

pub use masks::{MaskPlace, Member};

/// A proxy config to save. The caller checks that it may be saved (R10, R16, R43).
#[derive(Clone, Debug)]
pub struct NewProxyConfig {
    /// The HTTP method in upper case.
    pub method: String,
    /// The URL, exactly as it was given to `setProxyConfig`.
    pub url: String,
    /// The names and values of the headers.
    pub headers: Vec<(String, SecretString)>,
    /// The names of the data, with values as the JSON text of a scalar.
    pub data: Vec<(String, SecretString)>,
}

/// A proxy config with its values, for the proxy and for `getProxyConfig`.
#[derive(Clone, Debug)]
pub struct OpenProxyConfig {
    /// The immutable ID.
    pub id: ProxyConfigId,
    /// The plug-in that saved it.
    pub plugin: PluginId,
    /// The HTTP method in upper case.
    pub method: String,
    /// The URL, as it was saved.
    pub url: String,
    /// The names and values of the headers, in the order of saving.
    pub headers: Vec<(String, SecretString)>,
    /// The names of the data, with values as the JSON text of a scalar, in the order of saving.
    pub data: Vec<(String, SecretString)>,
}

impl Store {
    /// Saves a proxy config in the preview settings and returns the new revision. It replaces the
    /// one with the same plug-in, method and URL. Masks in its values are replaced by the values of
    /// that one (R08).
    ///
    /// # Errors
    /// [`Error::NotAdded`] if the plug-in is not in the preview settings (R04), and
    /// [`Error::MaskElsewhere`] if a mask was made for another value.
    pub async fn save_proxy_config(
        &self,
        access: &Access,
        plugin: &PluginId,
        mut proxy_config: NewProxyConfig,
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
        masks::restore(self, &mut tx, revision, (app, plugin), &mut proxy_config).await?;
        unlink_same(&mut tx, app, revision, plugin, &proxy_config).await?;
        let id = ProxyConfigId(Uuid::new_v4().to_string());
        let place = place(app, plugin, &proxy_config.method, &proxy_config.url, &id);
        let key = sealing::hold_current(&mut tx, now).await?;
        let place = place.each_ref().map(String::as_str);
        let sealed = self.keyring().seal(&key, &pack(&proxy_config)?, &place)?;
        insert(
            &mut tx,
            &id,
            access,
            plugin,
            &proxy_config,
            &key,
            &sealed,
            now,
        )
        .await?;
        with_tx!(tx, |db| {
            sqlx::query(
            "INSERT INTO revision_proxy_configs (app_id, revision, proxy_config_id) VALUES ($1, $2, $3)"
        )
        .bind(app.0)
        .bind(revision.0)
        .bind(id.as_str())
        .execute(db)
        .await
        .map(drop)
        })?;
        let line = AuditLine::new("proxy_config.save", access.by(), now)
            .app(app)
            .plugin(plugin);
        tx.audit(line.detail(audit_detail(&proxy_config.method, &proxy_config.url)));
        app_settings::close(self, tx, app, revision, now).await
    }

    /// Returns the proxy configs of a revision with their values, ordered by plug-in, URL and
    /// method. It fills the proxy's cached snapshot. The rights of a caller are checked before the
    /// snapshot is used (R04, R26).
    pub async fn open_proxy_configs(
        &self,
        app: AppId,
        revision: Revision,
    ) -> Result<Vec<OpenProxyConfig>> {
        const SQL: &str = "SELECT e.id, e.plugin_id, e.method, e.url, e.sealed
             FROM revision_proxy_configs l JOIN proxy_configs e ON e.id = l.proxy_config_id
             WHERE l.app_id = $1 AND l.revision = $2 ORDER BY e.plugin_id, e.url, e.method";
        let rows: Vec<Row> = with_db!(self.pool(), |db| sqlx::query_as(SQL)
            .bind(app.0)
            .bind(revision.0)
            .fetch_all(db)
            .await)?;
        rows.into_iter()
            .map(|row| open_row(self, app, row))
            .collect()
    }

    /// Deletes a proxy config of the app permanently: from the preview, the live and every older
    /// revision. After a second at most, no process uses it any more. No revision is created, so
    /// the preview being edited stays current.
    pub async fn delete_proxy_config(
        &self,
        access: &Access,
        id: &ProxyConfigId,
        now: Millis,
    ) -> Result<()> {
        access.need_manage()?;
        let mut tx = self.begin().await?;
        let gone: Option<(String, String, String)> = with_tx!(tx, |db| {
            sqlx::query_as(
            "DELETE FROM proxy_configs WHERE id = $1 AND app_id = $2 RETURNING plugin_id, method, url"
        )
        .bind(id.as_str())
        .bind(access.app().0)
        .fetch_optional(db)
        .await
        })?;
        let Some((plugin, method, url)) = gone else {
            return Err(Error::NoProxyConfig(id.clone()));
        };
        tx.note(Topic::App, access.app());
        let line = AuditLine::new("proxy_config.delete", access.by(), now)
            .app(access.app())
            .plugin(&plugin_id(&plugin)?);
        tx.audit(line.detail(audit_detail(&method, &url)));
        self.commit(tx, now).await
    }
}

/// ID, plug-in, method, URL and sealed values of a proxy config.
type Row = (String, String, String, String, Vec<u8>);

fn open_row(store: &Store, app: AppId, row: Row) -> Result<OpenProxyConfig> {
    let (id, plugin, method, url, sealed) = row;
    let id = ProxyConfigId(id);
    let plugin = plugin_id(&plugin)?;
    let place = place(app, &plugin, &method, &url, &id);
    let place = place.each_ref().map(String::as_str);
    let plain = store.keyring().open_sealed(&sealed, &place)?;
    let (headers, data) = unpack(&plain)?;
    Ok(OpenProxyConfig {
        id,
        plugin,
        method,
        url,
        headers,
        data,
    })
}

/// Returns the text for the audit log: method and URL without the query, which may contain a key.
fn audit_detail(method: &str, url: &str) -> String {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    format!("{method} {url}")
}

/// Returns the data that a proxy config is sealed with. A value moved to another row cannot be
/// opened.
pub(crate) fn place(
    app: AppId,
    plugin: &PluginId,
    method: &str,
    url: &str,
    id: &ProxyConfigId,
) -> [String; 6] {
    let owned = |text: &str| text.to_owned();
    [
        // Existing values were sealed with this word, so it must never change.
        "entry".into(),
        app.to_string(),
        owned(plugin.as_str()),
        owned(method),
        owned(url),
        owned(id.as_str()),
    ]
}

async fn unlink_same(
    tx: &mut Tx,
    app: AppId,
    revision: Revision,
    plugin: &PluginId,
    proxy_config: &NewProxyConfig,
) -> Result<()> {
    const SQL: &str = "DELETE FROM revision_proxy_configs WHERE app_id = $1 AND revision = $2 AND proxy_config_id IN
         (SELECT id FROM proxy_configs WHERE app_id = $3 AND plugin_id = $4 AND method = $5 AND url = $6)";
    with_tx!(tx, |db| sqlx::query(SQL)
        .bind(app.0)
        .bind(revision.0)
        .bind(app.0)
        .bind(plugin.as_str())
        .bind(&proxy_config.method)
        .bind(&proxy_config.url)
        .execute(db)
        .await
        .map(drop))?;
    Ok(())
}

#[expect(
    clippy::too_many_arguments,
    reason = "these are the columns of one row"
)]
async fn insert(
    tx: &mut Tx,
    id: &ProxyConfigId,
    access: &Access,
    plugin: &PluginId,
    proxy_config: &NewProxyConfig,
    key: &str,
    sealed: &[u8],
    now: Millis,
) -> Result<()> {
    const SQL: &str =
        "INSERT INTO proxy_configs (id, app_id, plugin_id, method, url, header_names, data_names,
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
        .bind(&proxy_config.method)
        .bind(&proxy_config.url)
        .bind(text("header names", &names(&proxy_config.headers))?)
        .bind(text("data names", &names(&proxy_config.data))?)
        .bind(key)
        .bind(sealed)
        .bind(access.user().map(|user| user.0))
        .bind(now)
        .execute(db)
        .await
        .map(drop))?;
    Ok(())
}

/// Encodes both lists into one buffer, with the length before each text. The buffer has its final
/// size from the start, because growing would leave copies of secrets in memory.
fn pack(proxy_config: &NewProxyConfig) -> Result<Zeroizing<Vec<u8>>> {
    let lists = [&proxy_config.headers, &proxy_config.data];
    let pairs = lists.iter().flat_map(|list| list.iter());
    let size = 8 + pairs
        .map(|(name, value)| 8 + name.len() + value.expose_secret().len())
        .sum::<usize>();
    let mut out = Zeroizing::new(Vec::with_capacity(size));
    for list in lists {
        put_length(&mut out, list.len())?;
        for (name, value) in list {
            for part in [name.as_str(), value.expose_secret()] {
                put_length(&mut out, part.len())?;
                out.extend_from_slice(part.as_bytes());
            }
        }
    }
    Ok(out)
}

fn put_length(out: &mut Vec<u8>, length: usize) -> Result<()> {
    let length = u32::try_from(length).map_err(|_| Error::TooLarge(u64::from(u32::MAX)))?;
    out.extend_from_slice(&length.to_be_bytes());
    Ok(())
}

type Pairs = Vec<(String, SecretString)>;

fn unpack(mut bytes: &[u8]) -> Result<(Pairs, Pairs)> {
    let read = &mut bytes;
    let lists = (take_list(read), take_list(read));
    match lists {
        (Some(headers), Some(data)) if read.is_empty() => Ok((headers, data)),
        _ => Err(Error::Damaged("a proxy config cannot be read".into())),
    }
}

fn take_list(bytes: &mut &[u8]) -> Option<Pairs> {
    let count = take_length(bytes)?;
    (0..count)
        .map(|_| {
            Some((
                take_text(bytes)?.to_owned(),
                SecretString::from(take_text(bytes)?),
            ))
        })
        .collect()
}

fn take_length(bytes: &mut &[u8]) -> Option<usize> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    *bytes = rest;
    usize::try_from(u32::from_be_bytes(*length)).ok()
}

fn take_text<'a>(bytes: &mut &'a [u8]) -> Option<&'a str> {
    let length = take_length(bytes)?;
    let (text, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    std::str::from_utf8(text).ok()
}
