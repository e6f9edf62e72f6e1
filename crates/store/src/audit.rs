//! Who did what: lines that are only added, in batches, and go after a while.

use plugdock_package::PluginId;

use crate::{
    AppId, EntryId, Millis, Result, Store, UserId, app_plugins::plugin_id, db::is_deadlock,
    with_db, with_tx,
};

/// How long a line is kept, in milliseconds: 90 days.
pub const AUDIT_LIFE: Millis = 90 * 24 * 3_600_000;

/// How often a batch that PostgreSQL ended is written again.
const TRIES: u32 = 3;

/// One thing that was done. Never holds a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditLine {
    /// When.
    pub at: Millis,
    /// What, as dotted words: `entry.read.app`.
    pub action: String,
    /// Who; `None` for a token or the server itself.
    pub user: Option<UserId>,
    /// In which app.
    pub app: Option<AppId>,
    /// With which plug-in.
    pub plugin: Option<PluginId>,
    /// What else there is to say.
    pub detail: String,
}

/// Which lines to read; `None` means any.
#[derive(Clone, Debug, Default)]
pub struct AuditQuery {
    /// Only of this app.
    pub app: Option<AppId>,
    /// Only of this plug-in.
    pub plugin: Option<PluginId>,
    /// Only of this action.
    pub action: Option<String>,
    /// Skipped from the newest.
    pub offset: i64,
    /// At most so many.
    pub limit: i64,
}

impl Store {
    /// Adds lines, all in one transaction.
    pub async fn add_audit(&self, lines: Vec<AuditLine>) -> Result<()> {
        self.note_use(lines, Vec::new()).await
    }

    /// Adds lines and says when entries were last used, all in one transaction. Other processes are
    /// not told: nothing that they hold becomes wrong.
    pub async fn note_use(
        &self,
        lines: Vec<AuditLine>,
        mut used: Vec<(EntryId, Millis)>,
    ) -> Result<()> {
        // In one order everywhere, so that two batches never wait for each other. An edit that
        // removes entries takes them as they come: then PostgreSQL ends one of the two.
        used.sort();
        let mut tries = 0;
        loop {
            match self.try_note_use(&lines, &used).await {
                Err(error) if tries < TRIES && is_deadlock(&error) => tries += 1,
                done => return done,
            }
        }
    }

    async fn try_note_use(&self, lines: &[AuditLine], used: &[(EntryId, Millis)]) -> Result<()> {
        const LINE: &str = "INSERT INTO audit (at, action, user_id, app_id, plugin_id, detail)
             VALUES ($1, $2, $3, $4, $5, $6)";
        const USED: &str =
            "UPDATE entries SET used_at = $1 WHERE id = $2 AND (used_at IS NULL OR used_at < $3)";
        let mut tx = self.begin().await?;
        for line in lines {
            with_tx!(tx, |db| sqlx::query(LINE)
                .bind(line.at)
                .bind(&line.action)
                .bind(line.user.map(|user| user.0))
                .bind(line.app.map(|app| app.0))
                .bind(line.plugin.as_ref().map(PluginId::as_str))
                .bind(&line.detail)
                .execute(db)
                .await
                .map(drop))?;
        }
        for (entry, at) in used {
            with_tx!(tx, |db| sqlx::query(USED)
                .bind(at)
                .bind(entry.as_str())
                .bind(at)
                .execute(db)
                .await
                .map(drop))?;
        }
        self.commit(tx, 0).await
    }

    /// Lines, the newest first.
    pub async fn audit(&self, query: &AuditQuery) -> Result<Vec<AuditLine>> {
        const SQL: &str = "SELECT at, action, user_id, app_id, plugin_id, detail FROM audit
             WHERE (CAST($1 AS BIGINT) IS NULL OR app_id = $2) AND (CAST($3 AS TEXT) IS NULL OR plugin_id = $4)
                 AND (CAST($5 AS TEXT) IS NULL OR action = $6)
             ORDER BY id DESC LIMIT $7 OFFSET $8";
        type Row = (
            i64,
            String,
            Option<i64>,
            Option<i64>,
            Option<String>,
            String,
        );
        let app = query.app.map(|app| app.0);
        let plugin = query.plugin.as_ref().map(PluginId::as_str);
        let rows: Vec<Row> = with_db!(self.pool(), |db| sqlx::query_as(SQL)
            .bind(app)
            .bind(app)
            .bind(plugin)
            .bind(plugin)
            .bind(&query.action)
            .bind(&query.action)
            .bind(query.limit)
            .bind(query.offset)
            .fetch_all(db)
            .await)?;
        rows.into_iter()
            .map(|(at, action, user, app, plugin, detail)| {
                Ok(AuditLine {
                    at,
                    action,
                    user: user.map(UserId),
                    app: app.map(AppId),
                    plugin: plugin.as_deref().map(plugin_id).transpose()?,
                    detail,
                })
            })
            .collect()
    }
}
