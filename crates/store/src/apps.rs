//! Apps. An app's row holds its number and two pointers to its revisions.

use plugdock_schema::layout::Layout;
use plugdock_schema::views::Views;
use std::sync::Arc;

use plugdock_schema::acl::{Acl, AppRights};
use plugdock_schema::{AppId, Fields, Millis, Process, Revision, UserId};

use crate::{
    Access, Actor, AppScripts, AppSettings, AuditLine, By, Error, Result, Store, Topic,
    app_settings, db::Tx, records, with_db, with_tx,
};

/// An app, with the settings that lists show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct App {
    /// The app's number.
    pub id: AppId,
    /// The revision that users see; `None` until the first deploy.
    pub live: Option<Revision>,
    /// The revision that administrators edit. It is the same as `live` right after a deploy.
    pub preview: Revision,
    /// The name in the live revision, or in the preview before the first deploy.
    pub name: String,
    /// The code in the live revision, or in the preview before the first deploy; may be empty.
    pub code: String,
    /// The description in the live revision, or in the preview before the first deploy.
    pub description: String,
    /// The user who created it.
    pub creator: Option<UserId>,
    /// The time at which it was created.
    pub created_at: Millis,
    /// The time at which its settings, live or preview, last changed.
    pub updated_at: Millis,
    /// The time at which it was last deployed.
    pub deployed_at: Option<Millis>,
    /// The permissions for the app in the live revision, or in the preview before the first deploy.
    pub rights: Arc<AppRights>,
}

/// A new app.
#[derive(Clone, Debug, Default)]
pub struct NewApp {
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
}

/// A filter for listing apps. An empty list means any.
#[derive(Clone, Debug, Default)]
pub struct AppQuery {
    /// Lists only apps with these numbers.
    pub ids: Vec<AppId>,
    /// Lists only apps with one of these codes (exact match).
    pub codes: Vec<String>,
    /// Lists only apps whose name contains this text (case-insensitive).
    pub name: Option<String>,
    /// Also lists apps that were never deployed.
    pub undeployed: bool,
    /// The number of apps to skip.
    pub offset: usize,
    /// The maximum number of apps to return.
    pub limit: usize,
}

type Row = (
    i64,
    Option<i64>,
    i64,
    String,
    String,
    String,
    Option<i64>,
    i64,
    i64,
    Option<i64>,
    String,
);

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT a.id, a.live_revision, a.preview_revision, r.name, r.code, r.description,
                 a.creator, a.created_at, a.updated_at, a.deployed_at, r.acl
             FROM apps a JOIN app_revisions r
                 ON r.app_id = a.id AND r.revision = COALESCE(a.live_revision, a.preview_revision) ",
            $rest
        )
    };
}

fn app(row: Row) -> Result<App> {
    let (id, live, preview, name, code, description, creator, created, updated, deployed, acl) =
        row;
    let acl: Acl = app_settings::parse("permissions", &acl)?;
    Ok(App {
        id: AppId(id),
        live: live.map(Revision),
        preview: Revision(preview),
        name,
        code,
        description,
        creator: creator.map(UserId),
        created_at: created,
        updated_at: updated,
        deployed_at: deployed,
        rights: Arc::new(acl.app),
    })
}

/// Reads an app inside a transaction.
pub(crate) async fn load(tx: &mut Tx, id: AppId) -> Result<Option<App>> {
    let row: Option<Row> = with_tx!(tx, |db| sqlx::query_as(select!("WHERE a.id = $1"))
        .bind(id.0)
        .fetch_optional(db)
        .await)?;
    row.map(app).transpose()
}

impl Store {
    /// Adds an app with revision 1 as its preview. It has no live revision yet.
    pub async fn add_app(&self, new: NewApp, by: By, now: Millis) -> Result<App> {
        const SQL: &str =
            "INSERT INTO apps (preview_revision, top_revision, creator, created_at, updated_at)
             VALUES (1, 1, $1, $2, $3) RETURNING id";
        let mut tx = self.begin().await?;
        let id: i64 = with_tx!(tx, |db| sqlx::query_scalar(SQL)
            .bind(by.user.map(|user| user.0))
            .bind(now)
            .bind(now)
            .fetch_one(db)
            .await)?;
        let first = AppSettings {
            app: AppId(id),
            revision: Revision(1),
            name: new.name,
            code: new.code,
            description: new.description,
            fields: new.fields,
            layout: new.layout,
            views: new.views,
            plugins: Vec::new(),
            scripts: AppScripts::default(),
            process: Process::default(),
            acl: Acl::default(),
        };
        app_settings::insert(&mut tx, &first, by.user, now).await?;
        tx.note(Topic::App, id);
        let line = AuditLine::new("app.create", by, now).app(AppId(id));
        tx.audit(line.detail(&first.name));
        self.commit(tx, now).await?;
        self.app(AppId(id)).await?.ok_or(Error::NoApp(AppId(id)))
    }

    /// Deletes an app permanently: settings, records, attachments, proxy configs and tokens. Its
    /// number is never used again, and its audit lines stay. The next sweep removes its blobs.
    pub async fn delete_app(&self, access: &Access, now: Millis) -> Result<()> {
        const NAME: &str = "SELECT name FROM app_revisions r JOIN apps a ON a.id = r.app_id
             AND r.revision = COALESCE(a.live_revision, a.preview_revision) WHERE a.id = $1";
        access.need_manage()?;
        let app = access.app();
        let mut tx = self.begin().await?;
        let name: Option<String> = with_tx!(tx, |db| sqlx::query_scalar(NAME)
            .bind(app.0)
            .fetch_optional(db)
            .await)?;
        // This waits for writers of records, which lock the row. Child rows are deleted with it.
        with_tx!(tx, |db| sqlx::query("DELETE FROM apps WHERE id = $1")
            .bind(app.0)
            .execute(db)
            .await
            .map(drop))?;
        records::remove_all(&mut tx, app).await?;
        let name = name.ok_or(Error::NoApp(app))?;
        tx.note(Topic::App, app);
        tx.note(Topic::ApiToken, app);
        let line = AuditLine::new("app.delete", access.by(), now).app(app);
        tx.audit(line.detail(name));
        self.commit(tx, now).await
    }

    /// Returns the user who last changed the settings of an app. Returns `None` if a token changed
    /// them, or if there is no such app.
    pub async fn app_modifier(&self, id: AppId) -> Result<Option<UserId>> {
        const SQL: &str = "SELECT r.created_by FROM apps a JOIN app_revisions r
             ON r.app_id = a.id AND r.revision = a.preview_revision WHERE a.id = $1";
        let row: Option<(Option<i64>,)> = with_db!(self.pool(), |db| sqlx::query_as(SQL)
            .bind(id.0)
            .fetch_optional(db)
            .await)?;
        Ok(row.and_then(|(by,)| by).map(UserId))
    }

    /// Returns the app with this number.
    pub async fn app(&self, id: AppId) -> Result<Option<App>> {
        let known = self.known_app(id).await?;
        Ok(known.map(|known| known.app.clone()))
    }

    /// Returns true if there is any app.
    pub async fn has_apps(&self) -> Result<bool> {
        let one: Option<i64> = with_db!(self.pool(), |db| sqlx::query_scalar(
            "SELECT id FROM apps LIMIT 1"
        )
        .fetch_optional(db)
        .await)?;
        Ok(one.is_some())
    }

    /// Returns the apps that `actor` may open, ordered by number. Names are compared here because
    /// the databases fold case differently.
    pub async fn apps(&self, actor: &Actor, query: &AppQuery) -> Result<Vec<App>> {
        let rows: Vec<Row> = with_db!(self.pool(), |db| sqlx::query_as(select!("ORDER BY a.id"))
            .fetch_all(db)
            .await)?;
        let name = query.name.as_ref().map(|name| name.to_lowercase());
        let memberships = self.memberships_of(actor).await?;
        let apps: Vec<App> = rows.into_iter().map(app).collect::<Result<_>>()?;
        Ok(apps
            .into_iter()
            .filter(|app| Access::to(app, actor, &memberships).is_ok())
            .filter(|app| query.undeployed || app.live.is_some())
            .filter(|app| query.ids.is_empty() || query.ids.contains(&app.id))
            .filter(|app| query.codes.is_empty() || query.codes.contains(&app.code))
            .filter(|app| {
                name.as_ref()
                    .is_none_or(|name| app.name.to_lowercase().contains(name))
            })
            .skip(query.offset)
            .take(query.limit)
            .collect())
    }
}
