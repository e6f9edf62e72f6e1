//! The app's own JavaScript and CSS in one revision: four lists of URLs and files (R46).

use plugdock_schema::{AppId, FileKey, Millis, Revision};

use crate::{
    Access, AppSettings, AuditLine, Error, Result, Sha256, Store, app_settings::Edit,
    blobs::parse_hash, db::Tx, uploads, with_db, with_tx,
};

/// The maximum number of items in one list (Kintone: 30).
pub const MAX_APP_FILES: usize = 30;
/// The maximum size of a file in bytes (Kintone: 20 MB).
pub const MAX_APP_FILE: u64 = 20 * 1024 * 1024;

/// The users for whom the app's own scripts and styles are loaded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ScriptScope {
    /// All users who open the app.
    #[default]
    All,
    /// Users who manage the app.
    Admin,
    /// No user.
    None,
}

impl ScriptScope {
    /// Returns the name that REST and the database use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "ALL",
            Self::Admin => "ADMIN",
            Self::None => "NONE",
        }
    }

    /// Parses the name that REST uses.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::All, Self::Admin, Self::None]
            .into_iter()
            .find(|scope| scope.as_str() == text)
    }
}

/// The app's own scripts and styles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AppScripts {
    /// The users for whom they are loaded.
    pub scope: ScriptScope,
    /// The four lists, indexed by [`AppList`]. Each is in the order of loading.
    pub lists: [Vec<AppSource>; 4],
}

/// One of the four lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppList {
    /// Scripts of desktop pages.
    DesktopJs,
    /// Style sheets of desktop pages.
    DesktopCss,
    /// Scripts of mobile pages.
    MobileJs,
    /// Style sheets of mobile pages.
    MobileCss,
}

impl AppList {
    /// All lists, in the order of [`AppScripts::lists`].
    pub const ALL: [Self; 4] = [
        Self::DesktopJs,
        Self::DesktopCss,
        Self::MobileJs,
        Self::MobileCss,
    ];

    /// Returns the name that the database uses, for example `desktop.js`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DesktopJs => "desktop.js",
            Self::DesktopCss => "desktop.css",
            Self::MobileJs => "mobile.js",
            Self::MobileCss => "mobile.css",
        }
    }
}

impl AppScripts {
    /// Returns one of the lists.
    pub fn list(&self, list: AppList) -> &[AppSource] {
        &self.lists[list as usize]
    }
}

/// An item of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AppSource {
    /// A URL on another server.
    Url(String),
    /// An uploaded file.
    File(AppFile),
}

/// A script or style sheet that was uploaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppFile {
    /// The key of its upload. REST names the file by this key from then on.
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

/// A new item of a list. A file is named by the key of its upload, or by the key it already has in
/// the app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewAppSource {
    /// A URL on another server.
    Url(String),
    /// A file.
    File(FileKey),
}

/// A change of the app's scripts and styles. Parts that are `None` stay as they are.
#[derive(Clone, Debug, Default)]
pub struct AppScriptsChange {
    /// The users for whom they are loaded.
    pub scope: Option<ScriptScope>,
    /// The lists that replace the current ones, indexed by [`AppList`].
    pub lists: [Option<Vec<NewAppSource>>; 4],
}

impl Store {
    /// Changes the app's own scripts and styles in its preview settings, and consumes the uploads
    /// they name. If it fails, no upload is consumed. The caller checks the length of each list.
    ///
    /// # Errors
    /// [`Error::NoFile`] for an upload that is unknown or belongs to another owner,
    /// [`Error::TooLarge`] for a file larger than [`MAX_APP_FILE`].
    pub async fn set_app_scripts(
        &self,
        access: &Access,
        change: AppScriptsChange,
        expected: Option<Revision>,
        now: Millis,
    ) -> Result<Revision> {
        let mut edit = Edit::begin(self, access, expected).await?;
        let before = edit.before.scripts.clone();
        let known = |key: &FileKey| {
            before
                .lists
                .iter()
                .flatten()
                .find_map(|source| match source {
                    AppSource::File(file) if file.key == *key => Some(file.clone()),
                    _ => None,
                })
        };
        for (index, list) in change.lists.into_iter().enumerate() {
            let Some(list) = list else { continue };
            let mut sources = Vec::with_capacity(list.len());
            for source in list {
                sources.push(match source {
                    NewAppSource::Url(url) => AppSource::Url(url),
                    NewAppSource::File(key) => AppSource::File(match known(&key) {
                        Some(file) => file,
                        None => take(&mut edit.tx, key, access, now).await?,
                    }),
                });
            }
            edit.settings.scripts.lists[index] = sources;
        }
        if let Some(scope) = change.scope {
            edit.settings.scripts.scope = scope;
        }
        let line = AuditLine::new("app.script.change", access.by(), now).app(access.app());
        edit.tx.audit(line.detail(numbers(&edit.settings.scripts)));
        edit.finish(self, access, now).await
    }

    /// Returns the list and the blob of the app's file with this hash and name. Users see files of
    /// the live revision; users who manage the app see files of every stored revision.
    ///
    /// # Errors
    /// [`Error::NoFile`] if there is no such file.
    pub async fn app_file(
        &self,
        access: &Access,
        sha256: &Sha256,
        name: &str,
    ) -> Result<(String, Sha256)> {
        const SQL: &str = "SELECT f.list FROM app_files f JOIN apps a ON a.id = f.app_id
             WHERE f.app_id = $1 AND f.sha256 = $2 AND f.name = $3
                 AND (f.revision = a.live_revision OR $4) ORDER BY f.revision DESC LIMIT 1";
        let none = || Error::NoFile(FileKey(name.to_owned()));
        if !access.can_view() && !access.can_add() && !access.can_manage() {
            return Err(none());
        }
        let list: Option<String> = with_db!(self.pool(), |db| sqlx::query_scalar(SQL)
            .bind(access.app().0)
            .bind(sha256.to_string())
            .bind(name)
            .bind(access.can_manage())
            .fetch_optional(db)
            .await)?;
        Ok((list.ok_or_else(none)?, *sha256))
    }
}

/// Returns the numbers of files and URLs in all lists, for the audit log.
fn numbers(scripts: &AppScripts) -> String {
    let all = scripts.lists.iter().flatten();
    let (files, urls): (Vec<_>, Vec<_>) = all.partition(|it| matches!(it, AppSource::File(_)));
    format!("files={}, urls={}", files.len(), urls.len())
}

async fn take(tx: &mut Tx, key: FileKey, access: &Access, now: Millis) -> Result<AppFile> {
    let upload = uploads::take(tx, &key, access.owner(), now).await?;
    if upload.size > MAX_APP_FILE {
        return Err(Error::TooLarge(MAX_APP_FILE));
    }
    Ok(AppFile {
        key,
        name: upload.name,
        content_type: upload.content_type,
        size: upload.size,
        sha256: upload.sha256,
    })
}

pub(crate) async fn load(
    tx: &mut Tx,
    app: AppId,
    revision: Revision,
    scope: &str,
) -> Result<AppScripts> {
    const SQL: &str = "SELECT list, url, file_key, name, content_type, size, sha256 FROM app_files
         WHERE app_id = $1 AND revision = $2 ORDER BY list, place";
    type Row = (
        String,
        Option<String>,
        Option<String>,
        Option<String>,
        Option<String>,
        Option<i64>,
        Option<String>,
    );
    let rows: Vec<Row> = with_tx!(tx, |db| sqlx::query_as(SQL)
        .bind(app.0)
        .bind(revision.0)
        .fetch_all(db)
        .await)?;
    let damaged = || Error::Damaged(format!("scripts of app {app} in revision {revision}"));
    let mut scripts = AppScripts {
        scope: ScriptScope::parse(scope).ok_or_else(damaged)?,
        ..AppScripts::default()
    };
    for (list, url, key, name, content_type, size, sha256) in rows {
        let found = AppList::ALL.into_iter().find(|it| it.as_str() == list);
        let source = match (url, key, sha256) {
            (Some(url), None, None) => AppSource::Url(url),
            (None, Some(key), Some(sha256)) => AppSource::File(AppFile {
                key: FileKey(key),
                name: name.ok_or_else(damaged)?,
                content_type: content_type.ok_or_else(damaged)?,
                size: size
                    .and_then(|size| u64::try_from(size).ok())
                    .ok_or_else(damaged)?,
                sha256: parse_hash(&sha256)?,
            }),
            _ => return Err(damaged()),
        };
        scripts.lists[found.ok_or_else(damaged)? as usize].push(source);
    }
    Ok(scripts)
}

pub(crate) async fn insert(tx: &mut Tx, settings: &AppSettings) -> Result<()> {
    const SQL: &str = "INSERT INTO app_files (app_id, revision, list, place, url, file_key, name,
         content_type, size, sha256) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    for list in AppList::ALL {
        for (place, source) in (1_i64..).zip(settings.scripts.list(list)) {
            let (url, file) = match source {
                AppSource::Url(url) => (Some(url), None),
                AppSource::File(file) => (None, Some(file)),
            };
            with_tx!(tx, |db| sqlx::query(SQL)
                .bind(settings.app.0)
                .bind(settings.revision.0)
                .bind(list.as_str())
                .bind(place)
                .bind(url)
                .bind(file.map(|file| file.key.as_str()))
                .bind(file.map(|file| file.name.as_str()))
                .bind(file.map(|file| file.content_type.as_str()))
                .bind(file.map(|file| i64::try_from(file.size).unwrap_or(i64::MAX)))
                .bind(file.map(|file| file.sha256.to_string()))
                .execute(db)
                .await
                .map(drop))?;
        }
    }
    Ok(())
}
