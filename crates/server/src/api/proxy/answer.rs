//! From what the proxy says to what the page gets, and to what the log and the audit keep.

use std::sync::{Arc, OnceLock};

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use plugdock_proxy::{Answer, Failure, Kind};
use plugdock_schema::{AppId, EntryId, UserId};
use serde_json::json;
use url::Url;

use super::Permit;
use super::frame::{Form, Framed, Head, Late, frame};
use super::session::Session;
use crate::error::{Error, proxy_code};
use crate::i18n::Locale;
use crate::services::audit_writer::Use;
use crate::services::metrics::InFlight;
use crate::services::snapshot::PluginView;
use crate::state::App;

/// Who called where, and with which saved entries, for the log and the audit. Never a value, never a
/// query (T27).
pub(super) struct CallRecord {
    app: AppId,
    user: UserId,
    locale: Locale,
    plugin: Option<Arc<PluginView>>,
    server: Arc<App>,
    /// Without its query.
    url: String,
    /// The entries that go out with the call, until that is noted.
    entries: Vec<EntryId>,
    failed: OnceLock<Kind>,
    _in_flight: InFlight,
}

/// A call is over when its answer has left: whole, or broken off.
impl Drop for CallRecord {
    fn drop(&mut self) {
        let failed = self.failed.get().copied();
        self.server.metrics.called(failed.map_or("ok", proxy_code));
        // Credentials may have gone out though no answer came, or nobody waited for it (R07): a
        // page that leaves at once must not keep its call off the record.
        let went_out = matches!(
            failed,
            None | Some(Kind::Unreachable | Kind::Limit | Kind::Timeout)
        );
        if went_out && let Some(used) = self.used() {
            self.server.usage.note_now(used);
        }
    }
}

impl CallRecord {
    /// Of a call of `url`, which is given without its query.
    pub(super) fn of(server: &Arc<App>, session: &Session, permit: &Permit, url: String) -> Self {
        Self {
            server: Arc::clone(server),
            url,
            entries: Vec::new(),
            failed: OnceLock::new(),
            _in_flight: server.metrics.calling(),
            app: permit.view.app,
            user: session.user.id,
            locale: session.locale,
            plugin: permit.plugin.clone(),
        }
    }

    /// Before anything goes out: which of the entries go with it, by index.
    pub(super) fn goes_with(&mut self, used: &[usize], ids: &[EntryId]) {
        let ids = used.iter().filter_map(|at| ids.get(*at));
        self.entries = ids.cloned().collect();
    }

    fn plugin_id(&self) -> &str {
        self.plugin.as_ref().map_or("", |plugin| plugin.id.as_str())
    }

    /// The note that its entries were used; none where none were, or where that is noted.
    fn used(&mut self) -> Option<Use> {
        let entries = std::mem::take(&mut self.entries);
        let plugin = self.plugin.as_ref().filter(|_| !entries.is_empty())?;
        Some(Use {
            app: self.app,
            plugin: plugin.id.clone(),
            user: self.user,
            url: self.url.clone(),
            entries,
            at: self.server.clock.now(),
        })
    }

    fn failed(&self, failure: &Failure) {
        self.failed.get_or_init(|| failure.kind());
        tracing::warn!(
            app.id = %self.app, plugin.id = self.plugin_id(), user.id = %self.user,
            url = self.url,
            code = proxy_code(failure.kind()), reason = failure.key(), cause = failure.cause().unwrap_or("-"),
            "a proxied call failed"
        );
    }

    /// Keeps a failure, and says it as the caller is told.
    pub(super) fn refused(&self, failure: &Failure) -> Error {
        self.failed(failure);
        failure.into()
    }
}

/// A URL as logs and audit lines keep it: without user, query and fragment (T26, T27).
pub(super) fn without_query(url: &str) -> String {
    let Ok(mut url) = Url::parse(url) else {
        return "(not a URL)".to_owned();
    };
    url.set_query(None);
    url.set_fragment(None);
    // These fail for URLs without a host, which have no user either.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.to_string()
}

/// Sends the answer to the page in the form it asked for (R25).
pub(super) async fn respond(
    mut record: CallRecord,
    form: Form,
    answered: Result<Answer, Failure>,
) -> Result<Response, Error> {
    let answer = answered.map_err(|failure| record.refused(&failure))?;
    if let Some(used) = record.used() {
        record.server.usage.note(used).await;
    }
    let head = Head {
        status: answer.status,
        headers: answer.headers,
    };
    let known = Arc::new(record);
    let late = Arc::clone(&known);
    let describe = move |failure: Failure| {
        let error = late.refused(&failure);
        Late {
            http_status: error.status.as_u16(),
            error: json!({"code": error.code, "id": error.id, "message": error.message(late.locale)}),
        }
    };
    let body = match frame(form, head, answer.body, describe).await {
        Ok(Framed::Whole(bytes)) => Body::from(bytes),
        Ok(Framed::Streamed(rest)) => Body::from_stream(rest),
        Err(failure) => return Err(known.refused(&failure)),
    };
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    // Room for what every answer is dressed in.
    headers.reserve(12);
    headers.insert(header::CONTENT_TYPE, form.content_type());
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logs_and_audit_keep_no_query_and_no_user() {
        assert_eq!(
            without_query("https://u:p@h.example/a?key=secret#f"),
            "https://h.example/a"
        );
        assert_eq!(without_query("no url secret"), "(not a URL)");
    }
}
