//! The audit log. Lines are added in batches and never changed. They are deleted after
//! [`AUDIT_LIFE`].

use std::fmt::Write as _;

use plugdock_package::PluginId;
use plugdock_schema::{ApiTokenId, AppId, Millis, ProxyConfigId, UserId};
use sqlx::QueryBuilder;

use crate::{
    Result, Store,
    app_plugins::plugin_id,
    db::{Tx, is_deadlock},
    with_db, with_tx,
};

mod line;

pub(crate) use line::address_text;
pub use line::{AuditLine, By};

/// The time for which a line is stored, in milliseconds: 90 days.
pub const AUDIT_LIFE: Millis = 90 * 24 * 3_600_000;

/// The number of times a batch is retried after PostgreSQL ended it because of a deadlock.
const MAX_RETRIES: u32 = 3;

/// A stored line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audited {
    /// The number of the line. Later lines have higher numbers.
    pub id: i64,
    /// The line.
    pub line: AuditLine,
}

/// A filter for reading lines. `None` means any.
#[derive(Clone, Debug, Default)]
pub struct AuditQuery {
    /// Reads only lines of this app.
    pub app: Option<AppId>,
    /// Reads only lines of this plug-in.
    pub plugin: Option<PluginId>,
    /// Reads only lines of this user.
    pub user: Option<UserId>,
    /// Reads only lines with this action.
    pub action: Option<String>,
    /// Reads only lines at or after this time.
    pub from: Option<Millis>,
    /// Reads only lines before this time.
    pub until: Option<Millis>,
    /// Reads only lines older than the line with this number.
    pub older_than: Option<i64>,
    /// Reads the lines that directly follow the line with this number, instead of the newest ones.
    pub newer_than: Option<i64>,
    /// The maximum number of lines to return.
    pub limit: i64,
}

type Row = (
    i64,
    i64,
    String,
    Option<i64>,
    Option<i64>,
    String,
    Option<i64>,
    Option<String>,
    String,
    String,
);

impl Store {
    /// Adds lines, all in one transaction.
    pub async fn add_audit(&self, lines: Vec<AuditLine>) -> Result<()> {
        self.note_use(lines, Vec::new()).await
    }

    /// Adds lines and records when proxy configs were last used, all in one transaction. No change
    /// is published to other processes, because nothing they cache becomes stale.
    pub async fn note_use(
        &self,
        lines: Vec<AuditLine>,
        mut used: Vec<(ProxyConfigId, Millis)>,
    ) -> Result<()> {
        // Every batch updates proxy configs in the same order, so two batches never deadlock. An
        // edit that removes proxy configs locks them in any order; PostgreSQL may then end one of
        // the two.
        used.sort();
        let mut retries = 0;
        loop {
            match self.try_note_use(&lines, &used).await {
                Err(error) if retries < MAX_RETRIES && is_deadlock(&error) => retries += 1,
                done => return done,
            }
        }
    }

    async fn try_note_use(
        &self,
        lines: &[AuditLine],
        used: &[(ProxyConfigId, Millis)],
    ) -> Result<()> {
        const USED: &str = "UPDATE proxy_configs SET used_at = $1 WHERE id = $2 AND (used_at IS NULL OR used_at < $3)";
        let mut tx = self.begin().await?;
        write(&mut tx, lines).await?;
        for (proxy_config, at) in used {
            with_tx!(tx, |db| sqlx::query(USED)
                .bind(at)
                .bind(proxy_config.as_str())
                .bind(at)
                .execute(db)
                .await
                .map(drop))?;
        }
        self.commit(tx, 0).await
    }

    /// Returns lines, newest first.
    pub async fn audit(&self, query: &AuditQuery) -> Result<Vec<Audited>> {
        let newest_first = query.newer_than.is_none();
        let rows: Vec<Row> = with_db!(self.pool(), |db| {
            let mut sql = QueryBuilder::new(
                "SELECT id, at, action, user_id, token_id, address, app_id, plugin_id, detail, earlier
                 FROM audit WHERE 1 = 1",
            );
            if let Some(app) = query.app {
                sql.push(" AND app_id = ").push_bind(app.0);
            }
            if let Some(plugin) = &query.plugin {
                sql.push(" AND plugin_id = ").push_bind(plugin.as_str());
            }
            if let Some(user) = query.user {
                sql.push(" AND user_id = ").push_bind(user.0);
            }
            if let Some(action) = &query.action {
                sql.push(" AND action = ").push_bind(action);
            }
            for (condition, bound) in [
                (" AND at >= ", query.from),
                (" AND at < ", query.until),
                (" AND id < ", query.older_than),
                (" AND id > ", query.newer_than),
            ] {
                if let Some(bound) = bound {
                    sql.push(condition).push_bind(bound);
                }
            }
            let order = if newest_first { "DESC" } else { "ASC" };
            sql.push(format_args!(" ORDER BY id {order} LIMIT "));
            sql.push_bind(query.limit);
            sql.build_query_as().fetch_all(db).await
        })?;
        let lines = rows.into_iter().map(audited);
        if newest_first {
            lines.collect()
        } else {
            lines.rev().collect()
        }
    }

    /// Returns the last time of `action` for each app and plug-in, latest first.
    pub async fn last_audited(&self, action: &str) -> Result<Vec<(AppId, PluginId, Millis)>> {
        const SQL: &str = "SELECT app_id, plugin_id, MAX(at) FROM audit
             WHERE action = $1 AND app_id IS NOT NULL AND plugin_id IS NOT NULL
             GROUP BY app_id, plugin_id ORDER BY MAX(at) DESC, app_id, plugin_id";
        let rows: Vec<(i64, String, i64)> = with_db!(self.pool(), |db| sqlx::query_as(SQL)
            .bind(action)
            .fetch_all(db)
            .await)?;
        rows.into_iter()
            .map(|(app, plugin, at)| Ok((AppId(app), plugin_id(&plugin)?, at)))
            .collect()
    }
}

fn audited(row: Row) -> Result<Audited> {
    let (id, at, action, user, token, address, app, plugin, detail, earlier) = row;
    Ok(Audited {
        id,
        line: AuditLine {
            at,
            action,
            by: By {
                user: user.map(UserId),
                token: token.map(ApiTokenId),
                address: address.parse().ok(),
            },
            app: app.map(AppId),
            plugin: plugin.as_deref().map(plugin_id).transpose()?,
            detail,
            earlier: decode_earlier(&earlier, at),
        },
    })
}

/// Encodes moments before `at` as the differences to `at` in milliseconds, so that a burst of calls
/// takes a few bytes per call.
fn encode_earlier(earlier: &[Millis], at: Millis) -> String {
    let mut text = String::with_capacity(earlier.len() * 4);
    for moment in earlier {
        let comma = if text.is_empty() { "" } else { "," };
        // Writing to a String cannot fail.
        let _ = write!(text, "{comma}{}", at.saturating_sub(*moment));
    }
    text
}

fn decode_earlier(encoded: &str, at: Millis) -> Vec<Millis> {
    let before = encoded.split(',').filter_map(|before| before.parse().ok());
    before
        .map(|before: Millis| at.saturating_sub(before))
        .collect()
}

/// Writes lines inside a transaction, so that an action and its line are stored together or not at
/// all.
pub(crate) async fn write(tx: &mut Tx, lines: &[AuditLine]) -> Result<()> {
    // Only two different statements, so that both stay prepared. One statement per line would cost
    // SQLite's single writer thread more than the insert itself.
    let (many, few) = lines.as_chunks::<ROWS>();
    for rows in many {
        insert(tx, rows).await?;
    }
    for row in few {
        insert(tx, std::slice::from_ref(row)).await?;
    }
    Ok(())
}

/// The number of lines in one statement.
const ROWS: usize = 64;

async fn insert(tx: &mut Tx, lines: &[AuditLine]) -> Result<()> {
    with_tx!(tx, |db| {
        let mut sql = QueryBuilder::new(
            "INSERT INTO audit (at, action, user_id, token_id, address, app_id, plugin_id, detail, earlier) ",
        );
        sql.push_values(lines, |mut row, line| {
            row.push_bind(line.at)
                .push_bind(&line.action)
                .push_bind(line.by.user.map(|user| user.0))
                .push_bind(line.by.token.map(|token| token.0))
                .push_bind(address_text(line.by.address))
                .push_bind(line.app.map(|app| app.0))
                .push_bind(line.plugin.as_ref().map(PluginId::as_str))
                .push_bind(&line.detail)
                .push_bind(encode_earlier(&line.earlier, line.at));
        });
        sql.build().execute(db).await.map(drop)
    })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_encoded_as_differences() {
        for earlier in [vec![], vec![1_000], vec![1_000, 1_000, 1_498]] {
            assert_eq!(
                decode_earlier(&encode_earlier(&earlier, 1_500), 1_500),
                earlier
            );
        }
        assert_eq!(encode_earlier(&[1_000, 1_498], 1_500), "500,2");
    }
}
