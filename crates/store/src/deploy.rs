//! Deploying and reverting apps. Both move pointers to revisions, for all given apps or for none.

use plugdock_schema::{Millis, Revision};

use crate::{
    Access, AuditLine, Error, Result, Store, Topic, app_plugins, app_settings, db::Tx, records,
    revisions, with_tx,
};

impl Store {
    /// Makes the preview of each app live, or with `revert` creates a new preview from the live
    /// revision. This happens for all apps or for none. The revision next to an app is the preview
    /// that the caller has seen.
    ///
    /// # Errors
    /// [`Error::Conflict`] if that revision is not the current preview, [`Error::NeverDeployed`] if
    /// an app to revert has no live revision.
    pub async fn deploy(
        &self,
        apps: &[(Access, Option<Revision>)],
        revert: bool,
        now: Millis,
    ) -> Result<()> {
        for (access, _) in apps {
            access.need_manage()?;
        }
        // Every deploy locks the apps in the same order, so two deploys never deadlock.
        let mut apps: Vec<_> = apps.iter().collect();
        apps.sort_by_key(|(access, _)| access.app());
        apps.dedup_by_key(|(access, _)| access.app());
        let mut tx = self.begin().await?;
        for (access, expected) in apps {
            let pointers = lock(&mut tx, access, *expected).await?;
            if revert {
                revert_one(&mut tx, access, &pointers, now).await?;
            } else {
                deploy_one(&mut tx, access, &pointers, now).await?;
            }
            revisions::prune(&mut tx, access.app()).await?;
            tx.note(Topic::App, access.app());
            let act = if revert { "app.discard" } else { "app.deploy" };
            tx.audit(AuditLine::new(act, access.by(), now).app(access.app()));
        }
        self.commit(tx, now).await
    }
}

struct Pointers {
    live: Option<Revision>,
    preview: Revision,
    next: Revision,
}

async fn lock(tx: &mut Tx, access: &Access, expected: Option<Revision>) -> Result<Pointers> {
    const SQL: &str = "UPDATE apps SET updated_at = updated_at WHERE id = $1
         RETURNING live_revision, preview_revision, top_revision + 1";
    let app = access.app();
    let row: Option<(Option<i64>, i64, i64)> = with_tx!(tx, |db| sqlx::query_as(SQL)
        .bind(app.0)
        .fetch_optional(db)
        .await)?;
    let (live, preview, next) = row.ok_or(Error::NoApp(app))?;
    let actual = Revision(preview);
    if let Some(expected) = expected.filter(|expected| *expected != actual) {
        return Err(Error::Conflict { expected, actual });
    }
    Ok(Pointers {
        live: live.map(Revision),
        preview: actual,
        next: Revision(next),
    })
}

async fn deploy_one(tx: &mut Tx, access: &Access, pointers: &Pointers, now: Millis) -> Result<()> {
    const SQL: &str =
        "UPDATE apps SET live_revision = preview_revision, deployed_at = $1 WHERE id = $2";
    let mut settings = app_settings::must_load(tx, access.app(), pointers.preview).await?;
    app_plugins::judge_all(tx, &mut settings).await?;
    let before = match pointers.live {
        Some(live) => Some(app_settings::must_load(tx, access.app(), live).await?),
        None => None,
    };
    records::deploy_table(tx, before.as_ref(), &settings).await?;
    if let Some(before) = &before {
        records::recompute(tx, before, &settings).await?;
    }
    with_tx!(tx, |db| sqlx::query(SQL)
        .bind(now)
        .bind(access.app().0)
        .execute(db)
        .await
        .map(drop))?;
    Ok(())
}

async fn revert_one(tx: &mut Tx, access: &Access, pointers: &Pointers, now: Millis) -> Result<()> {
    const SQL: &str =
        "UPDATE apps SET preview_revision = $1, top_revision = $2, updated_at = $3 WHERE id = $4";
    let live = pointers
        .live
        .ok_or_else(|| Error::NeverDeployed(access.app()))?;
    let live = app_settings::must_load(tx, access.app(), live).await?;
    let mut next = live.clone();
    next.revision = pointers.next;
    app_settings::insert(tx, &next, access.user(), now).await?;
    revisions::copy_proxy_configs(tx, &live, next.revision).await?;
    with_tx!(tx, |db| sqlx::query(SQL)
        .bind(next.revision.0)
        .bind(next.revision.0)
        .bind(now)
        .bind(access.app().0)
        .execute(db)
        .await
        .map(drop))?;
    Ok(())
}
