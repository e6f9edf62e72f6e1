//! One revision of an app's settings. A revision is written once and never changed: every edit
//! creates the next one (R40).

use std::collections::{BTreeMap, BTreeSet};

use plugdock_package::PluginId;
use plugdock_schema::acl::follow::Named;
use plugdock_schema::layout::Layout;
use plugdock_schema::views::Views;
use plugdock_schema::{Acl, AppId, FieldId, Fields, Millis, Process, Revision, UserId};

use crate::{
    Access, AppScripts, AuditLine, Error, Result, Store, Topic, app_files, app_plugins, db::Tx,
    revisions, script_rights, with_tx,
};

/// The settings of an app in one revision.
#[derive(Clone, Debug, PartialEq)]
pub struct AppSettings {
    /// The app.
    pub app: AppId,
    /// The revision.
    pub revision: Revision,
    /// The app's name.
    pub name: String,
    /// The app's code; may be empty.
    pub code: String,
    /// The app's description.
    pub description: String,
    /// The fields of the form.
    pub fields: Fields,
    /// The layout of the form.
    pub layout: Layout,
    /// The views (lists) of the app.
    pub views: Views,
    /// The app's plug-ins, in the order in which they were added (R46).
    pub plugins: Vec<AppPlugin>,
    /// The app's own JavaScript and CSS, which run before the plug-ins (R46).
    pub scripts: AppScripts,
    /// The process management of the app. Only [`AppSettings::set_process`] changes it.
    pub process: Process,
    /// The permissions for the app.
    pub acl: Acl,
}

/// A plug-in of an app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppPlugin {
    /// The plug-in. It may be installed or not (R35).
    pub id: PluginId,
    /// The config that `setConfig` saved; `None` if it was never called (R41).
    pub config: Option<Config>,
    /// True if the config had every `required_params` of the manifest when that was last checked.
    /// It is checked when the plug-in is added, when its config is saved, and when the app is
    /// deployed (R44). The plug-in's scripts run only if this is true and the plug-in is installed.
    /// The store sets this field and overwrites a value that an edit sets.
    pub enabled: bool,
    /// The time at which it was added.
    pub added_at: Millis,
}

/// The config that a plug-in saved in an app.
pub type Config = BTreeMap<String, String>;

impl AppSettings {
    /// Returns the plug-in, if the app has it.
    pub fn plugin(&self, id: &PluginId) -> Option<&AppPlugin> {
        self.plugins.iter().find(|plugin| plugin.id == *id)
    }

    /// Returns the plug-in for editing, if the app has it.
    pub fn plugin_mut(&mut self, id: &PluginId) -> Option<&mut AppPlugin> {
        self.plugins.iter_mut().find(|plugin| plugin.id == *id)
    }

    /// Returns the settings without the `hidden` fields, also in the layout. Views, and conditions of
    /// actions, that name one of the fields in `unsearched` are left out.
    ///
    /// They are for reading only: permissions may still name the fields.
    #[must_use]
    pub fn without(&self, hidden: &BTreeSet<FieldId>, unsearched: &BTreeSet<FieldId>) -> Self {
        let fields = self.fields.without(hidden);
        let searched = self.fields.without(unsearched);
        Self {
            layout: self.layout.follow(&self.fields, &fields),
            views: self.views.seen(&self.fields, &searched),
            process: self.process.seen(&searched),
            fields,
            ..self.clone()
        }
    }

    fn named(&self) -> Named<'_> {
        Named {
            fields: &self.fields,
            process: &self.process,
        }
    }

    /// Adapts permissions and the conditions of actions to what changed since `before`.
    ///
    /// # Errors
    /// [`Error::Invalid`] if permissions name a field, an option or a state that was removed.
    fn follow(&mut self, before: &Self) -> Result<()> {
        if self.fields != before.fields || self.process != before.process {
            self.acl = self.acl.follow(before.named(), self.named())?;
        }
        if self.fields != before.fields {
            self.process.rename(&before.fields, &self.fields);
        }
        Ok(())
    }

    /// Replaces the process. Adds or removes the process fields of the form accordingly.
    pub fn set_process(&mut self, process: Process) {
        self.fields.turn_process(process.enable);
        self.process = process;
    }
}

impl Store {
    /// Returns the settings of an app in a revision. Returns `None` if there is no such revision,
    /// or if it is so old that it was removed.
    pub async fn settings(&self, app: AppId, revision: Revision) -> Result<Option<AppSettings>> {
        let mut tx = self.pool().snapshot().await?;
        load(&mut tx, app, revision).await
    }

    /// Changes the preview settings in one transaction. `edit` receives a copy of the current
    /// settings, and its result becomes the next revision. Edits of one app queue, so none is lost.
    ///
    /// `expected` is the revision that the caller has seen. If `edit` fails, nothing changes.
    ///
    /// # Errors
    /// [`Error::Conflict`] if `expected` is not the current revision, and the errors of `edit`.
    pub async fn edit_settings<E: From<Error>>(
        &self,
        access: &Access,
        expected: Option<Revision>,
        now: Millis,
        edit: impl FnOnce(&mut AppSettings) -> Result<(), E> + Send,
    ) -> Result<Revision, E> {
        let mut open = Edit::begin(self, access, expected).await?;
        edit(&mut open.settings)?;
        Ok(open.finish(self, access, now).await?)
    }
}

/// An edit in progress. It holds the lock of the app's row.
pub(crate) struct Edit {
    pub(crate) tx: Tx,
    pub(crate) before: AppSettings,
    pub(crate) settings: AppSettings,
    next: Revision,
}

impl Edit {
    pub(crate) async fn begin(
        store: &Store,
        access: &Access,
        expected: Option<Revision>,
    ) -> Result<Self> {
        // This UPDATE locks the row on PostgreSQL as FOR UPDATE would. SQLite has no FOR UPDATE.
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

    /// Writes the new revision, points the preview to it, and returns the transaction.
    pub(crate) async fn write(mut self, access: &Access, now: Millis) -> Result<(Tx, Revision)> {
        self.settings.app = self.before.app;
        self.settings.revision = self.next;
        // Rules that only follow a renamed field are no change of permissions.
        for (action, parts) in changes(&self.before, &self.settings) {
            let line = AuditLine::new(action, access.by(), now).app(access.app());
            self.tx.audit(line.detail(parts.join(", ")));
        }
        self.settings.follow(&self.before)?;
        script_rights::check(access, &self.before, &self.settings)?;
        app_plugins::judge_changed(&mut self.tx, &self.before, &mut self.settings).await?;
        insert(&mut self.tx, &self.settings, access.user(), now).await?;
        revisions::copy_proxy_configs(&mut self.tx, &self.before, self.next).await?;
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

/// Returns the audited actions of an edit, each with the changed parts of the settings.
fn changes(before: &AppSettings, after: &AppSettings) -> Vec<(&'static str, Vec<&'static str>)> {
    let form = [
        ("fields", before.fields != after.fields),
        ("layout", before.layout != after.layout),
    ];
    let views = [("views", before.views != after.views)];
    let acl = [
        ("app", before.acl.app != after.acl.app),
        ("records", before.acl.records != after.acl.records),
        ("fields", before.acl.fields != after.acl.fields),
    ];
    let changed = |parts: &[(&'static str, bool)]| -> Vec<&'static str> {
        let changed = parts.iter().filter(|(_, is_changed)| *is_changed);
        changed.map(|(name, _)| *name).collect()
    };
    let mut all = vec![
        ("app.fields", changed(&form)),
        ("app.views", changed(&views)),
        ("app.permissions", changed(&acl)),
    ];
    all.retain(|(_, parts)| !parts.is_empty());
    all
}

/// Ends an edit: removes old revisions, notes the change and commits.
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
pub(crate) async fn load(
    tx: &mut Tx,
    app: AppId,
    revision: Revision,
) -> Result<Option<AppSettings>> {
    const SQL: &str =
        "SELECT name, code, description, fields, layout, views, script_scope, process, acl
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
        String,
    );
    let row: Option<Row> = with_tx!(tx, |db| sqlx::query_as(SQL)
        .bind(app.0)
        .bind(revision.0)
        .fetch_optional(db)
        .await)?;
    let Some((name, code, description, fields, layout, views, scope, process, acl)) = row else {
        return Ok(None);
    };
    Ok(Some(AppSettings {
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
        acl: parse("permissions", &acl)?,
    }))
}

/// Reads a revision that a pointer of the app names. A missing one is an error.
pub(crate) async fn must_load(tx: &mut Tx, app: AppId, revision: Revision) -> Result<AppSettings> {
    load(tx, app, revision)
        .await?
        .ok_or_else(|| Error::Damaged(format!("revision {revision} of app {app} is missing")))
}

/// Writes a revision inside a transaction.
pub(crate) async fn insert(
    tx: &mut Tx,
    settings: &AppSettings,
    by: Option<UserId>,
    now: Millis,
) -> Result<()> {
    const SQL: &str =
        "INSERT INTO app_revisions (app_id, revision, name, code, description, fields, layout,
         views, script_scope, process, acl, created_by, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    let fields = text("fields", &settings.fields)?;
    let layout = text("layout", &settings.layout)?;
    let views = text("views", &settings.views)?;
    let process = text("process", &settings.process)?;
    let acl = text("permissions", &settings.acl)?;
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
        .bind(&acl)
        .bind(by.map(|by| by.0))
        .bind(now)
        .execute(db)
        .await
        .map(drop))?;
    app_plugins::insert(tx, settings).await?;
    app_files::insert(tx, settings).await
}

/// Reads a JSON document. `what` names it in an error.
pub(crate) fn parse<T: serde::de::DeserializeOwned>(what: &str, text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| Error::document(what, &error))
}

/// Writes a JSON document. `what` names it in an error.
pub(crate) fn text<T: serde::Serialize>(what: &str, value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::document(what, &error))
}
