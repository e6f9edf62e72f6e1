//! Reviews of scripts that were on app pages before R50, when other users could still add them. An
//! administrator decides to keep or to remove them.

use plugdock_schema::{AppId, Millis, Revision};

use crate::{
    Access, AppList, AppSettings, AppSource, AuditLine, Error, Result, Store, Topic, app_settings,
    db::Tx, revisions, with_tx,
};

/// An app that waits for an administrator's decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptReview {
    /// The app.
    pub app: AppId,
    /// The name of the app.
    pub name: String,
    /// The scripts of the live and the preview revision, without duplicates. The list is never
    /// empty.
    pub scripts: Vec<HeldScript>,
}

/// A piece of script that an app holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeldScript {
    /// A file with this name in one of the lists.
    File(AppList, String),
    /// A URL in one of the lists.
    Url(AppList, String),
    /// The HTML of the custom view with this name.
    View(String),
}

impl Store {
    /// Returns the apps that wait for a decision, ordered by number. Only administrators may see
    /// them.
    pub async fn script_reviews(&self) -> Result<Vec<ScriptReview>> {
        const SQL: &str = "SELECT a.id, a.live_revision, a.preview_revision FROM script_reviews s
             JOIN apps a ON a.id = s.app_id ORDER BY a.id";
        let mut tx = self.pool().snapshot().await?;
        let rows: Vec<(i64, Option<i64>, i64)> =
            with_tx!(tx, |db| sqlx::query_as(SQL).fetch_all(db).await)?;
        let mut reviews = Vec::new();
        for (app, live, preview) in rows {
            let app = AppId(app);
            let mut review = ScriptReview {
                app,
                name: String::new(),
                scripts: Vec::new(),
            };
            for revision in live.into_iter().chain([preview]) {
                let settings = app_settings::must_load(&mut tx, app, Revision(revision)).await?;
                if review.name.is_empty() {
                    review.name.clone_from(&settings.name);
                }
                for script in held(&settings) {
                    if !review.scripts.contains(&script) {
                        review.scripts.push(script);
                    }
                }
            }
            if !review.scripts.is_empty() {
                reviews.push(review);
            }
        }
        Ok(reviews)
    }

    /// Accepts the script of an app as if an administrator had added it, and ends its review. Does
    /// nothing if the app has no review.
    ///
    /// # Errors
    /// [`Error::ScriptDenied`] if the user may not add script to the app.
    pub async fn accept_scripts(&self, access: &Access, now: Millis) -> Result<()> {
        let Some(mut tx) = self.decide(access).await? else {
            return Ok(());
        };
        tx.audit(AuditLine::new("app.script.accept", access.by(), now).app(access.app()));
        self.commit(tx, now).await
    }

    /// Removes all JavaScript, CSS and custom views of an app from its live and its preview
    /// settings. Other settings do not change. Does nothing if the app has no review.
    ///
    /// # Errors
    /// The errors of [`Store::accept_scripts`].
    pub async fn remove_scripts(&self, access: &Access, now: Millis) -> Result<()> {
        const POINTERS: &str = "SELECT live_revision, preview_revision FROM apps WHERE id = $1";
        const POINT: &str =
            "UPDATE apps SET live_revision = $1, preview_revision = $2, updated_at = $3
             WHERE id = $4";
        let app = access.app();
        let Some(mut tx) = self.decide(access).await? else {
            return Ok(());
        };
        let (live, preview): (Option<i64>, i64) = with_tx!(tx, |db| sqlx::query_as(POINTERS)
            .bind(app.0)
            .fetch_one(db)
            .await)?;
        let clean_live = match live {
            Some(live) => Some(clean(&mut tx, access, Revision(live), now).await?),
            None => None,
        };
        let clean_preview = match clean_live {
            Some(clean) if live == Some(preview) => clean,
            _ => clean(&mut tx, access, Revision(preview), now).await?,
        };
        with_tx!(tx, |db| sqlx::query(POINT)
            .bind(clean_live.map(|revision| revision.0))
            .bind(clean_preview.0)
            .bind(now)
            .bind(app.0)
            .execute(db)
            .await
            .map(drop))?;
        revisions::prune(&mut tx, app).await?;
        tx.note(Topic::App, app);
        tx.audit(AuditLine::new("app.script.remove", access.by(), now).app(app));
        self.commit(tx, now).await
    }

    /// Locks the app's row and ends its review. Returns the transaction, or `None` if there was no
    /// review.
    async fn decide(&self, access: &Access) -> Result<Option<Tx>> {
        if !access.can_script() {
            return Err(Error::ScriptDenied);
        }
        let app = access.app();
        let mut tx = self.begin().await?;
        with_tx!(tx, |db| sqlx::query(
            "UPDATE apps SET updated_at = updated_at WHERE id = $1"
        )
        .bind(app.0)
        .execute(db)
        .await
        .map(drop))?;
        let waited = with_tx!(tx, |db| sqlx::query(
            "DELETE FROM script_reviews WHERE app_id = $1"
        )
        .bind(app.0)
        .execute(db)
        .await
        .map(|done| done.rows_affected()))?;
        Ok((waited > 0).then_some(tx))
    }
}

/// Creates a revision like `from`, but without script.
async fn clean(tx: &mut Tx, access: &Access, from: Revision, now: Millis) -> Result<Revision> {
    const NEXT: &str = "UPDATE apps SET top_revision = top_revision + 1 WHERE id = $1
         RETURNING top_revision";
    let before = app_settings::must_load(tx, access.app(), from).await?;
    let next: i64 = with_tx!(tx, |db| sqlx::query_scalar(NEXT)
        .bind(before.app.0)
        .fetch_one(db)
        .await)?;
    let mut after = before.clone();
    after.revision = Revision(next);
    after.scripts.lists = Default::default();
    after.views.remove_custom();
    app_settings::insert(tx, &after, access.user(), now).await?;
    revisions::copy_proxy_configs(tx, &before, after.revision).await?;
    Ok(after.revision)
}

fn held(settings: &AppSettings) -> Vec<HeldScript> {
    let mut all = Vec::new();
    for list in AppList::ALL {
        all.extend(
            settings
                .scripts
                .list(list)
                .iter()
                .map(|source| match source {
                    AppSource::Url(url) => HeldScript::Url(list, url.clone()),
                    AppSource::File(file) => HeldScript::File(list, file.name.clone()),
                }),
        );
    }
    let custom = settings.views.iter().filter(|view| view.is_custom());
    all.extend(custom.map(|view| HeldScript::View(view.name.clone())));
    all
}
