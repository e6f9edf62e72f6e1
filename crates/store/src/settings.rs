//! One revision of an app's settings. Written once, never changed: every edit makes the next
//! one (R40).

use std::collections::BTreeMap;

use plugdock_package::PluginId;
use plugdock_schema::layout::Layout;
use plugdock_schema::views::Views;
use plugdock_schema::{AppId, Fields, Millis, Process, Revision, UserId};

use crate::{
    Access, AppScripts, Error, Result, Store, Topic, app_files, app_plugins, db::Tx, revisions,
    script_rights, with_tx,
};

/// What an app is, in one revision.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The app.
    pub app: AppId,
    /// The revision.
    pub revision: Revision,
    /// Its name.
    pub name: String,
    /// Its code, or empty.
    pub code: String,
    /// What it is for.
    pub description: String,
    /// Its form.
    pub fields: Fields,
    /// How the form is laid out.
    pub layout: Layout,
    /// Its lists.
    pub views: Views,
    /// Its plug-ins, in the order added (R46).
    pub plugins: Vec<AppPlugin>,
    /// Its own JavaScript and CSS, which run before the plug-ins (R46).
    pub scripts: AppScripts,
    /// The states of its records; changed by [`Settings::set_process`] alone.
    pub process: Process,
}

/// A plug-in of an app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppPlugin {
    /// The plug-in; installed or not (R35).
    pub id: PluginId,
    /// What `setConfig` saved; `None` if never (R41).
    pub config: Option<Config>,
    /// Whether every `required_params` of the manifest was there when it was last judged: when the
    /// plug-in was added, its config saved, the app deployed (R44). Its scripts run only then, and
    /// only while it is installed. The store sets it; an edit's own value is overwritten.
    pub enabled: bool,
    /// When it was added.
    pub added_at: Millis,
}

/// The saved settings of a plug-in in an app.
pub type Config = BTreeMap<String, String>;

impl Settings {
    /// The plug-in, where it is added.
    pub fn plugin(&self, id: &PluginId) -> Option<&AppPlugin> {
        self.plugins.iter().find(|plugin| plugin.id == *id)
    }

    /// The plug-in, to edit.
    pub fn plugin_mut(&mut self, id: &PluginId) -> Option<&mut AppPlugin> {
        self.plugins.iter_mut().find(|plugin| plugin.id == *id)
    }

    /// Puts a process in place of the one there is; its fields come and go with it.
    pub fn set_process(&mut self, process: Process) {
        self.fields.turn_process(process.enable);
        self.process = process;
    }
}

impl Store {
    /// The settings of an app in a revision; `None` where it is none, or so old that it is gone.
    pub async fn settings(&self, app: AppId, revision: Revision) -> Result<Option<Settings>> {
        let mut tx = self.pool().snapshot().await?;
        load(&mut tx, app, revision).await
    }

    /// Changes the preview settings: `edit` gets a copy of the current ones, and what it leaves
    /// becomes the next revision. One transaction; edits of an app queue, so none is lost.
    ///
    /// `expected` is the revision that the caller saw ([`Error::Conflict`] if it is not current).
    /// An error of `edit` leaves everything as it was.
    pub async fn edit_settings<E: From<Error>>(
        &self,
        access: &Access,
        expected: Option<Revision>,
        now: Millis,
        edit: impl FnOnce(&mut Settings) -> Result<(), E> + Send,
    ) -> Result<Revision, E> {
        let mut open = Edit::begin(self, access, expected).await?;
        edit(&mut open.settings)?;
        Ok(open.finish(self, access, now).await?)
    }
}

/// An edit under way: the app's row is locked.
pub(crate) struct Edit {
    pub(crate) tx: Tx,
    pub(crate) before: Settings,
    pub(crate) settings: Settings,
    next: Revision,
}

impl Edit {
    pub(crate) async fn begin(
        store: &Store,
        access: &Access,
        expected: Option<Revision>,
    ) -> Result<Self> {
        // The update locks the row on PostgreSQL as FOR UPDATE would, in SQL that SQLite has too.
        const SQL: &str = "UPDATE apps SET top_revision = top_revision + 1 WHERE id = $1
             RETURNING preview_revision, top_revision";
        access.need_manage()?;
        let app = access.app();
        let mut tx = store.begin().await?;
        let row: Option<(i64, i64)> = with_tx!(tx, |db| sqlx::query_as(SQL)
            .bind(app.0)
            .fetch_optional(db)
            .await)?;
        let (preview, next) = row.ok_or(Error::NoApp(app))?;
        let actual = Revision(preview);
        if let Some(expected) = expected.filter(|expected| *expected != actual) {
            return Err(Error::Conflict { expected, actual });
        }
        let before = must_load(&mut tx, app, actual).await?;
        Ok(Self {
            tx,
            settings: before.clone(),
            before,
            next: Revision(next),
        })
    }

    /// Writes the new revision, points the preview to it, and gives back the transaction.
    pub(crate) async fn write(mut self, access: &Access, now: Millis) -> Result<(Tx, Revision)> {
        self.settings.app = self.before.app;
        self.settings.revision = self.next;
        script_rights::check(access, &self.before, &self.settings)?;
        app_plugins::judge_changed(&mut self.tx, &self.before, &mut self.settings).await?;
        insert(&mut self.tx, &self.settings, access.user(), now).await?;
        revisions::copy_entries(&mut self.tx, &self.before, self.next).await?;
        with_tx!(self.tx, |db| sqlx::query(
            "UPDATE apps SET preview_revision = $1, updated_at = $2 WHERE id = $3"
        )
        .bind(self.next.0)
        .bind(now)
        .bind(self.settings.app.0)
        .execute(db)
        .await
        .map(drop))?;
        Ok((self.tx, self.next))
    }

    pub(crate) async fn finish(
        self,
        store: &Store,
        access: &Access,
        now: Millis,
    ) -> Result<Revision> {
        let (tx, revision) = self.write(access, now).await?;
        close(store, tx, access.app(), revision, now).await
    }
}

/// Ends an edit: old revisions go, the change is told.
pub(crate) async fn close(
    store: &Store,
    mut tx: Tx,
    app: AppId,
    revision: Revision,
    now: Millis,
) -> Result<Revision> {
    revisions::prune(&mut tx, app).await?;
    tx.note(Topic::App, app);
    store.commit(tx, now).await?;
    Ok(revision)
}

/// Reads a revision inside a transaction.
pub(crate) async fn load(tx: &mut Tx, app: AppId, revision: Revision) -> Result<Option<Settings>> {
    const SQL: &str = "SELECT name, code, description, fields, layout, views, script_scope, process
         FROM app_revisions
         WHERE app_id = $1 AND revision = $2";
    type Row = (
        String,
        String,
        String,
        String,
        String,
        String,
        String,
        String,
    );
    let row: Option<Row> = with_tx!(tx, |db| sqlx::query_as(SQL)
        .bind(app.0)
        .bind(revision.0)
        .fetch_optional(db)
        .await)?;
    let Some((name, code, description, fields, layout, views, scope, process)) = row else {
        return Ok(None);
    };
    Ok(Some(Settings {
        app,
        revision,
        name,
        code,
        description,
        fields: parse("fields", &fields)?,
        layout: parse("layout", &layout)?,
        views: parse("views", &views)?,
        plugins: app_plugins::load(tx, app, revision).await?,
        scripts: app_files::load(tx, app, revision, &scope).await?,
        process: parse("process", &process)?,
    }))
}

/// Reads a revision that a pointer of the app names.
pub(crate) async fn must_load(tx: &mut Tx, app: AppId, revision: Revision) -> Result<Settings> {
    load(tx, app, revision)
        .await?
        .ok_or_else(|| Error::Damaged(format!("revision {revision} of app {app} is missing")))
}

/// Writes a revision inside a transaction.
pub(crate) async fn insert(
    tx: &mut Tx,
    settings: &Settings,
    by: Option<UserId>,
    now: Millis,
) -> Result<()> {
    const SQL: &str =
        "INSERT INTO app_revisions (app_id, revision, name, code, description, fields, layout,
         views, script_scope, process, created_by, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    let fields = text("fields", &settings.fields)?;
    let layout = text("layout", &settings.layout)?;
    let views = text("views", &settings.views)?;
    let process = text("process", &settings.process)?;
    with_tx!(tx, |db| sqlx::query(SQL)
        .bind(settings.app.0)
        .bind(settings.revision.0)
        .bind(&settings.name)
        .bind(&settings.code)
        .bind(&settings.description)
        .bind(&fields)
        .bind(&layout)
        .bind(&views)
        .bind(settings.scripts.scope.as_str())
        .bind(&process)
        .bind(by.map(|by| by.0))
        .bind(now)
        .execute(db)
        .await
        .map(drop))?;
    app_plugins::insert(tx, settings).await?;
    app_files::insert(tx, settings).await
}

/// Reads a document.
pub(crate) fn parse<T: serde::de::DeserializeOwned>(what: &str, text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| Error::document(what, &error))
}

/// Writes a document.
pub(crate) fn text<T: serde::Serialize>(what: &str, value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::document(what, &error))
}
