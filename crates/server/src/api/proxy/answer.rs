//! Converts the proxy's answer to the answer for the page, and to entries of the log and the audit
//! log.

use std::sync::{Arc, OnceLock};

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use plugdock_proxy::target::Target;
use plugdock_proxy::{Answer, Failure, Kind, Method, ProxyConfig, Secrets};
use serde_json::json;
use url::Url;

use super::frame::{Form, Framed, Head, Late, frame};
use super::{Page, Permit, Session};
use crate::error::Error;
use crate::i18n::Locale;
use crate::services::audit_writer::Use;
use crate::services::metrics::InFlight;
use crate::services::snapshot::PluginView;
use crate::state::AppState;

/// The caller and the target of a call, for the log and the audit log. It contains no values and no
/// query (T27).
pub(super) struct CallRecord {
    app: plugdock_schema::AppId,
    by: plugdock_store::By,
    locale: Locale,
    page: Page,
    plugin: Option<Arc<PluginView>>,
    /// The secrets that the answer must not contain (R08.4).
    secrets: Option<Arc<Secrets>>,
    state: Arc<AppState>,
    /// The proxy configs from which the proxy chooses, and the URL and method it chooses by.
    proxy_configs: Arc<[ProxyConfig]>,
    target: (String, String),
    noted: bool,
    failed: OnceLock<Kind>,
    _in_flight: InFlight,
}

/// Ends the call when its answer was sent completely or was broken off.
impl Drop for CallRecord {
    fn drop(&mut self) {
        let failed = self.failed.get().copied();
        self.state.metrics.called(failed.map_or("ok", Kind::code));
        // Credentials may have been sent even if no answer arrived or the page did not wait for it
        // (R07). A page that leaves at once must not keep its call out of the audit log.
        let went_out = matches!(
            failed,
            None | Some(Kind::Unreachable | Kind::Limit | Kind::Timeout)
        );
        if went_out && !self.noted {
            let proxy_configs = self.applying();
            if let Some(used) = self.used(&proxy_configs, without_query(&self.target.0)) {
                self.state.audit_writer.note_now(used);
            }
        }
    }
}

impl CallRecord {
    /// Starts the record of a call. `proxy_configs` are those that the proxy receives for the call.
    pub(super) fn of(
        state: &Arc<AppState>,
        session: &Session,
        permit: &Permit,
        proxy_configs: &Arc<[ProxyConfig]>,
        (url, method): (&str, &str),
    ) -> Self {
        Self {
            state: Arc::clone(state),
            proxy_configs: Arc::clone(proxy_configs),
            target: (url.to_owned(), method.to_owned()),
            noted: false,
            failed: OnceLock::new(),
            _in_flight: state.metrics.calling(),
            app: permit.view.app,
            by: session.actor.by(),
            locale: session.locale,
            page: permit.page,
            secrets: permit.secrets(url).cloned(),
            plugin: permit.plugin.clone(),
        }
    }

    fn plugin_id(&self) -> &str {
        self.plugin.as_ref().map_or("", |plugin| plugin.id.as_str())
    }

    /// Returns the indexes of the proxy configs that the proxy adds to this call (R10).
    fn applying(&self) -> Vec<usize> {
        let (url, method) = &self.target;
        let (Ok(target), Ok(method)) = (Target::parse(url), Method::parse(method)) else {
            return Vec::new();
        };
        let proxy_configs = self.proxy_configs.iter().enumerate();
        proxy_configs
            .filter(|(_, proxy_config)| {
                proxy_config.method == method && proxy_config.url.applies(&target)
            })
            .map(|(at, _)| at)
            .collect()
    }

    /// Returns the audit entry for the use of these proxy configs in a call of `url`, or `None` if
    /// there are none.
    fn used(&self, proxy_configs: &[usize], url: String) -> Option<Use> {
        let plugin = self.plugin.as_ref().filter(|_| !proxy_configs.is_empty())?;
        let ids = proxy_configs.iter();
        Some(Use {
            app: self.app,
            plugin: plugin.id.clone(),
            by: self.by,
            url,
            proxy_configs: ids
                .filter_map(|at| plugin.proxy_config_ids.get(*at).cloned())
                .collect(),
            at: self.state.clock.now(),
        })
    }

    /// Returns the failure as the page receives it. On pages with preview settings, a credential may
    /// be saved for the origin but not be deployed yet (R08.5).
    fn refusal(&self, failure: &Failure) -> Error {
        let mut error = refusal(failure);
        if error.key == "proxy.locked" && self.page != Page::Live {
            error.key = "proxy.locked_until_update";
        }
        error
    }

    fn failed(&self, failure: &Failure) {
        self.failed.get_or_init(|| failure.kind());
        tracing::warn!(
            app.id = %self.app, plugin.id = self.plugin_id(), user.id = self.by.user.map(|user| user.0),
            url = without_query(&self.target.0),
            code = failure.code(), reason = failure.key(), cause = failure.cause().unwrap_or("-"),
            "a proxied call failed"
        );
    }
}

/// Returns a URL without user, query and fragment, for logs and audit entries (T26, T27).
pub(super) fn without_query(url: &str) -> String {
    let Ok(mut url) = Url::parse(url) else {
        return "(not a URL)".to_owned();
    };
    url.set_query(None);
    url.set_fragment(None);
    // These calls fail only for URLs without a host, and such URLs have no user.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.to_string()
}

/// Builds the refusal of one part of a call. It happens before the proxy is called (R19).
pub(super) fn bad_part(part: &str) -> Error {
    let params = vec![("part", part.to_owned())];
    Error::new(
        StatusCode::BAD_REQUEST,
        Kind::BadRequest.code(),
        "proxy.bad_part",
        params,
    )
}

pub(super) fn refusal(failure: &Failure) -> Error {
    let status = StatusCode::from_u16(failure.status()).unwrap_or(StatusCode::BAD_GATEWAY);
    Error::new(
        status,
        failure.code(),
        failure.key(),
        failure.params().to_vec(),
    )
}

/// Sends the answer to the page in the format that the page requested (R25).
pub(super) async fn respond(
    mut record: CallRecord,
    form: Form,
    answered: Result<Answer, Failure>,
) -> Result<Response, Error> {
    let answer = answered.map_err(|failure| {
        record.failed(&failure);
        record.refusal(&failure)
    })?;
    record.noted = true;
    if let Some(used) = record.used(&answer.used, answer.called) {
        record.state.audit_writer.note(used).await;
    }
    let head = Head {
        status: answer.status,
        headers: answer.headers,
    };
    let known = Arc::new(record);
    let late = Arc::clone(&known);
    let describe = move |failure: Failure| {
        late.failed(&failure);
        let error = late.refusal(&failure);
        Late {
            http_status: error.status.as_u16(),
            error: json!({"code": error.code, "id": error.id, "message": error.message(late.locale)}),
        }
    };
    let secrets = known.secrets.clone();
    let body = match frame(form, head, answer.body, secrets, describe).await {
        Ok(Framed::Whole(bytes)) => Body::from(bytes),
        Ok(Framed::Streamed(rest)) => Body::from_stream(rest),
        Err(failure) => {
            known.failed(&failure);
            return Err(known.refusal(&failure));
        }
    };
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    // Reserves room for the headers that every response gets.
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
