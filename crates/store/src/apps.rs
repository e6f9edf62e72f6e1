//! Apps: a number and two pointers to its revisions.

use plugdock_schema::layout::Layout;
use plugdock_schema::views::Views;
use plugdock_schema::{AppId, Fields, Millis, Process, Revision, UserId};

use crate::{
    Access, Actor, AppScripts, AppSettings, AuditLine, Error, Result, Store, Topic, app_settings,
    db::Tx, records, with_db, with_tx,
};

/// An app as lists show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct App {
    /// Its number.
    pub id: AppId,
    /// What users see; `None` until the first deploy.
    pub live: Option<Revision>,
    /// What administrators edit; the same as `live` right after a deploy.
    pub preview: Revision,
    /// The live name, before the first deploy the preview's.
    pub name: String,
    /// The live code, before the first deploy the preview's; may be empty.
    pub code: String,
    /// As the name.
    pub description: String,
    /// Who made it.
    pub creator: Option<UserId>,
    /// When it was made.
    pub created_at: Millis,
    /// When its settings last changed, preview included.
    pub updated_at: Millis,
    /// When it was last deployed.
    pub deployed_at: Option<Millis>,
}

/// An app to add.
#[derive(Clone, Debug, Default)]
pub struct NewApp {
    /// Its name.
    pub name: String,
    /// A code of its own, or empty.
    pub code: String,
    /// What it is for.
    pub description: String,
    /// Its form.
    pub fields: Fields,
    /// How the form is laid out.
    pub layout: Layout,
    /// Its lists.
    pub views: Views,
}

/// Which apps to list; empty lists mean any.
#[derive(Clone, Debug, Default)]
pub struct AppQuery {
    /// Only these.
    pub ids: Vec<AppId>,
    /// Only with one of these codes, letter for letter.
    pub codes: Vec<String>,
    /// Only with this in the name, in whatever case.
    pub name: Option<String>,
    /// Also apps that were never deployed.
    pub undeployed: bool,
    /// Skipped from the front.
    pub offset: usize,
    /// At most so many.
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
);

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT a.id, a.live_revision, a.preview_revision, r.name, r.code, r.description,
                 a.creator, a.created_at, a.updated_at, a.deployed_at
             FROM apps a JOIN app_revisions r
                 ON r.app_id = a.id AND r.revision = COALESCE(a.live_revision, a.preview_revision) ",
            $rest
        )
    };
}

fn app(row: Row) -> App {
    let (id, live, preview, name, code, description, creator, created_at, updated_at, deployed_at) =
        row;
    App {
        id: AppId(id),
        live: live.map(Revision),
        preview: Revision(preview),
        name,
        code,
        description,
        creator: creator.map(UserId),
        created_at,
        updated_at,
        deployed_at,
    }
}

/// Reads an app inside a transaction.
pub(crate) async fn load(tx: &mut Tx, id: AppId) -> Result<Option<App>> {
    let row: Option<Row> = with_tx!(tx, |db| sqlx::query_as(select!("WHERE a.id = $1"))
        .bind(id.0)
        .fetch_optional(db)
        .await)?;
    Ok(row.map(app))
}

impl Store {
    /// Adds an app with revision 1 as its preview; nothing is live.
    pub async fn add_app(&self, new: NewApp, by: UserId, now: Millis) -> Result<App> {
        const SQL: &str =
            "INSERT INTO apps (preview_revision, top_revision, creator, created_at, updated_at)
             VALUES (1, 1, $1, $2, $3) RETURNING id";
        let mut tx = self.begin().await?;
        let id: i64 = with_tx!(tx, |db| sqlx::query_scalar(SQL)
            .bind(by.0)
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
        };
        app_settings::insert(&mut tx, &first, Some(by), now).await?;
        tx.note(Topic::App, id);
        let line = AuditLine::new("app.create", Some(by), now).app(AppId(id));
        tx.audit(line.detail(&first.name));
        self.commit(tx, now).await?;
        self.app(AppId(id)).await?.ok_or(Error::NoApp(AppId(id)))
    }

    /// Deletes an app for good: settings, records, attachments, proxy configs, tokens. Its number
    /// never comes back; what the audit says of it stays. The blobs go with the next sweep.
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
        // Waits for writers of records, who hold the row; its children go with it.
        with_tx!(tx, |db| sqlx::query("DELETE FROM apps WHERE id = $1")
            .bind(app.0)
            .execute(db)
            .await
            .map(drop))?;
        records::remove_all(&mut tx, app).await?;
        let name = name.ok_or(Error::NoApp(app))?;
        tx.note(Topic::App, app);
        tx.note(Topic::ApiToken, app);
        let line = AuditLine::new("app.delete", access.user(), now).app(app);
        tx.audit(line.detail(name));
        self.commit(tx, now).await
    }

    /// Who made the newest settings of an app; `None` for a token, or where there is no such app.
    pub async fn app_modifier(&self, id: AppId) -> Result<Option<UserId>> {
        const SQL: &str = "SELECT r.created_by FROM apps a JOIN app_revisions r
             ON r.app_id = a.id AND r.revision = a.preview_revision WHERE a.id = $1";
        let row: Option<(Option<i64>,)> = with_db!(self.pool(), |db| sqlx::query_as(SQL)
            .bind(id.0)
            .fetch_optional(db)
            .await)?;
        Ok(row.and_then(|(by,)| by).map(UserId))
    }

    /// The app of that number.
    pub async fn app(&self, id: AppId) -> Result<Option<App>> {
        let known = self.known_app(id).await?;
        Ok(known.map(|known| known.app.clone()))
    }

    /// Whether there is any app.
    pub async fn has_apps(&self) -> Result<bool> {
        let one: Option<i64> = with_db!(self.pool(), |db| sqlx::query_scalar(
            "SELECT id FROM apps LIMIT 1"
        )
        .fetch_optional(db)
        .await)?;
        Ok(one.is_some())
    }

    /// The apps that `actor` may open, by number. Names are compared here, since the databases fold
    /// case differently.
    pub async fn apps(&self, actor: &Actor, query: &AppQuery) -> Result<Vec<App>> {
        let rows: Vec<Row> = with_db!(self.pool(), |db| sqlx::query_as(select!("ORDER BY a.id"))
            .fetch_all(db)
            .await)?;
        let name = query.name.as_ref().map(|name| name.to_lowercase());
        Ok(rows
            .into_iter()
            .map(app)
            .filter(|app| match actor {
                Actor::User(user) => user.active,
                Actor::Tokens(tokens) => tokens.iter().any(|token| token.app == app.id),
            })
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
