//! Which revisions stay, and what goes with them.

use plugdock_schema::{AppId, Revision};

use crate::{AppSettings, Result, db::Tx, with_tx};

/// Older revisions kept beside live and preview.
pub(crate) const KEPT: i64 = 20;

/// Links the proxy configs of one revision to the next, but for plug-ins that left the app.
pub(crate) async fn copy_proxy_configs(
    tx: &mut Tx,
    from: &AppSettings,
    to: Revision,
) -> Result<()> {
    const SQL: &str = "INSERT INTO revision_proxy_configs (app_id, revision, proxy_config_id)
         SELECT l.app_id, $1, l.proxy_config_id FROM revision_proxy_configs l
         JOIN proxy_configs e ON e.id = l.proxy_config_id
         JOIN app_plugins p ON p.app_id = l.app_id AND p.revision = $2 AND p.plugin_id = e.plugin_id
         WHERE l.app_id = $3 AND l.revision = $4";
    with_tx!(tx, |db| sqlx::query(SQL)
        .bind(to.0)
        .bind(to.0)
        .bind(from.app.0)
        .bind(from.revision.0)
        .execute(db)
        .await
        .map(drop))?;
    Ok(())
}

/// Removes what is neither live nor preview nor among the last [`KEPT`], and proxy configs that no
/// revision holds any more, so that no app grows without bound.
pub(crate) async fn prune(tx: &mut Tx, app: AppId) -> Result<()> {
    const REVISIONS: &str = "DELETE FROM app_revisions WHERE app_id = $1 AND revision <=
             (SELECT top_revision FROM apps WHERE id = $2) - $3
         AND NOT EXISTS (SELECT 1 FROM apps a WHERE a.id = app_revisions.app_id
             AND (a.live_revision = app_revisions.revision OR a.preview_revision = app_revisions.revision))";
    const ENTRIES: &str = "DELETE FROM proxy_configs WHERE app_id = $1
         AND NOT EXISTS (SELECT 1 FROM revision_proxy_configs l WHERE l.proxy_config_id = proxy_configs.id)";
    with_tx!(tx, |db| sqlx::query(REVISIONS)
        .bind(app.0)
        .bind(app.0)
        .bind(KEPT)
        .execute(db)
        .await
        .map(drop))?;
    with_tx!(tx, |db| sqlx::query(ENTRIES)
        .bind(app.0)
        .execute(db)
        .await
        .map(drop))?;
    Ok(())
}
