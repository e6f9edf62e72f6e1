//! `/k/admin/system/audit/log.csv`: the filtered lines of the audit log as a CSV file of any
//! length.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Query;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::stream;
use jiff::Timestamp;
use plugdock_store::{AuditQuery, Audited};

use super::audit::Filter;
use crate::aside;
use crate::error::Error;
use crate::pages::AdminSession;
use crate::state::AppState;

/// The number of lines that are read at once. No more than these are in memory.
const PIECE: i64 = 1_000;

pub(super) fn routes() -> Router<Arc<AppState>> {
    Router::new().route("/k/admin/system/audit/log.csv", get(download))
}

/// Sends the file. It contains IDs and action keys, not translated texts, because it is meant for
/// programs. The first batch is read before the response begins, so that a database failure gets a
/// normal error response.
async fn download(admin: AdminSession, Query(filter): Query<Filter>) -> Result<Response, Error> {
    let session = admin.0;
    let state = Arc::clone(&session.state);
    let query = filter.query(&session.view.zone, PIECE);
    let first = state.store.audit(&query).await?;
    // With a byte order mark, Excel reads the file as UTF-8.
    let head =
        Bytes::from_static("\u{feff}at,action,user,app,plugin,detail,token,address\r\n".as_bytes());
    let rest = stream::unfold(Some((first, query)), move |part| {
        let state = Arc::clone(&state);
        async move {
            let (lines, query) = part?;
            Some(match piece(&state, lines, query).await {
                Ok((text, next)) => (Ok(text), next),
                Err(error) => (Err(std::io::Error::other(error.code)), None),
            })
        }
    });
    let head = stream::once(async { Ok::<_, std::io::Error>(head) });
    let body = Body::from_stream(futures_util::StreamExt::chain(head, rest));
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"plugdock-audit.csv\"",
        ),
    ];
    Ok((headers, body).into_response())
}

type Part = Option<(Vec<Audited>, AuditQuery)>;

/// Returns the lines as text, and the state for the next batch.
async fn piece(
    state: &AppState,
    lines: Vec<Audited>,
    query: AuditQuery,
) -> Result<(Bytes, Part), Error> {
    let written = aside::run(move || {
        let text: String = lines.iter().flat_map(rows).collect();
        (Bytes::from(text), lines)
    });
    let (text, lines) = written.await?;
    Ok((text, next(state, &lines, query).await?))
}

async fn next(state: &AppState, lines: &[Audited], mut query: AuditQuery) -> Result<Part, Error> {
    let whole = i64::try_from(lines.len()).is_ok_and(|count| count == PIECE);
    let Some(last) = lines.last().filter(|_| whole) else {
        return Ok(None);
    };
    query.older_than = Some(last.id);
    Ok(Some((state.store.audit(&query).await?, query)))
}

/// Returns a row for each time of a line, latest first.
fn rows(Audited { line, .. }: &Audited) -> impl Iterator<Item = String> {
    let number = |number: Option<i64>| number.map(|number| number.to_string());
    let cells = [
        line.action.clone(),
        number(line.by.user.map(|user| user.0)).unwrap_or_default(),
        number(line.app.map(|app| app.0)).unwrap_or_default(),
        line.plugin
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        line.detail.clone(),
        number(line.by.token.map(|token| token.0)).unwrap_or_default(),
        line.by
            .address
            .map(|address| address.to_string())
            .unwrap_or_default(),
    ];
    let rest = cells.map(|cell| quoted(&cell)).join(",");
    std::iter::once(line.at)
        .chain(line.earlier.iter().rev().copied())
        .map(move |at| {
            let at = Timestamp::from_millisecond(at).map(|at| at.to_string());
            format!("{},{rest}\r\n", quoted(&at.unwrap_or_default()))
        })
}

/// Quotes a cell. A cell that begins like a formula gets an apostrophe in front, so that a
/// spreadsheet does not run it.
fn quoted(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let guard = if formula { "'" } else { "" };
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use plugdock_schema::{ApiTokenId, UserId};
    use plugdock_store::{AuditLine, By};

    use super::*;

    #[test]
    fn a_burst_is_a_row_for_each_moment() {
        let by = By {
            user: Some(UserId(1)),
            token: Some(ApiTokenId(7)),
            address: "2001:db8::1".parse().ok(),
        };
        let mut line = AuditLine::new("proxy_config.use", by, 1_500).detail("https://a.example/");
        line.earlier = vec![1_000, 1_250];
        let text: String = rows(&Audited { id: 1, line }).collect();
        let rest =
            "\"proxy_config.use\",\"1\",\"\",\"\",\"https://a.example/\",\"7\",\"2001:db8::1\"";
        let row = |at| format!("\"1970-01-01T00:00:0{at}Z\",{rest}\r\n");
        assert_eq!(text, row("1.5") + &row("1.25") + &row("1"));
    }

    #[test]
    fn a_cell_is_text_and_no_formula() {
        assert_eq!(quoted("a \"b\", c"), "\"a \"\"b\"\", c\"");
        assert_eq!(quoted("=1+1"), "\"'=1+1\"");
        assert_eq!(
            quoted("GET https://a.example/"),
            "\"GET https://a.example/\""
        );
    }
}
