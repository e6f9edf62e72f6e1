//! The pages: HTML generated on the server, with small scripts.
//!
//! Record pages are plain DOM that no script of this server renders again, because plug-ins keep
//! references to their elements. A handler returns `Result<Response, Error>`. `frame` turns errors
//! into pages with a message, redirects visitors without a session to `/login`, and keeps private
//! pages out of caches.

mod account;
mod admin;
mod app_plugins;
mod app_settings;
mod assets;
mod boot;
mod detail;
mod edit;
mod export;
mod fragment;
mod import;
mod index;
mod layout;
mod lists;
mod login;
mod parts;
mod plugin_config;
mod portal;
mod print;
mod problem;
mod proxy_configs;
mod record;
mod report;
mod sessions;
mod system_plugin;

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use jiff::tz::TimeZone;
use plugdock_schema::query::time::Moment;
use plugdock_store::{Actor, User};

use crate::auth::{self, Caller};
use crate::error::Error;
use crate::request_context::RequestContext;
use crate::state::AppState;
use layout::{Page, View};

/// Returns the routes of all pages and of the files that pages load.
pub fn routes(state: &Arc<AppState>) -> Router<Arc<AppState>> {
    let pages = Router::new()
        .route("/", get(|| async { Redirect::to("/k/") }))
        .route("/k", get(|| async { Redirect::permanent("/k/") }))
        .merge(login::routes())
        .merge(portal::routes())
        .merge(account::routes())
        .merge(admin::routes())
        .merge(system_plugin::routes())
        .merge(proxy_configs::routes())
        .merge(app_settings::routes())
        .merge(app_plugins::routes())
        .merge(plugin_config::routes())
        .merge(index::routes())
        .merge(detail::routes())
        .merge(edit::routes())
        .merge(print::routes())
        .merge(report::routes())
        .merge(export::routes())
        .merge(import::routes())
        .layer(from_fn_with_state(state.clone(), frame));
    pages.merge(assets::routes())
}

/// Answers an unknown address with a page. The addresses of the API are answered by
/// `error::render`.
pub async fn lost(State(state): State<Arc<AppState>>, mut parts: Parts) -> Response {
    let context = RequestContext::in_request(&parts.extensions);
    let user = PageSession::from_request_parts(&mut parts, &state)
        .await
        .ok();
    let view = user.map_or_else(|| stranger(&context), |session| session.view);
    problem::page(&view, &Error::not_found())
}

/// Returns the page for a refusal before the caller is authenticated.
pub(crate) fn refusal(context: &RequestContext, error: &Error) -> Response {
    problem::page(&stranger(context), error)
}

/// The user of a page, signed in by a session. Other callers are refused.
pub(crate) struct PageSession {
    pub(crate) state: Arc<AppState>,
    pub(crate) caller: Caller,
    pub(crate) user: Arc<User>,
    pub(crate) view: View,
}

impl PageSession {
    /// Returns the actor for the store, which checks the user's permissions.
    pub(crate) fn actor(&self) -> &Actor {
        &self.caller.actor
    }

    /// Returns the current moment in the user's time zone.
    pub(crate) fn moment(&self) -> Moment {
        let login = Some(self.user.login.clone());
        Moment::new(self.state.clock.now(), &self.user.timezone, login)
    }

    /// Returns the response with the page and its content security policy.
    pub(crate) fn answer(&self, page: &Page) -> Response {
        answer(&self.view, page)
    }
}

impl FromRequestParts<Arc<AppState>> for PageSession {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &Arc<AppState>) -> Result<Self, Error> {
        let caller = auth::identify(parts, state).await?;
        let session = caller.session().cloned().ok_or_else(Error::please_login)?;
        let view = View {
            locale: caller.locale,
            zone: TimeZone::get(&session.user.timezone).unwrap_or(TimeZone::UTC),
            user: Some(session.user.clone()),
            csrf: session.csrf.clone(),
            nonce: nonce(),
        };
        Ok(Self {
            state: state.clone(),
            user: session.user.clone(),
            caller,
            view,
        })
    }
}

/// A system administrator who uses a page.
pub(crate) struct AdminSession(pub(crate) PageSession);

impl FromRequestParts<Arc<AppState>> for AdminSession {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &Arc<AppState>) -> Result<Self, Error> {
        let session = PageSession::from_request_parts(parts, state).await?;
        session.caller.must_be(crate::params::Who::Admin)?;
        Ok(Self(session))
    }
}

/// Returns a page as a response.
fn answer(view: &View, page: &Page) -> Response {
    let policy = layout::policy(page.kind, &view.nonce);
    let mut response = layout::document(view, page).into_response();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response
            .headers_mut()
            .insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    if page.kind == layout::Kind::Plugins {
        response.extensions_mut().insert(HasPlugins);
    }
    response
}

/// Marks the response of a page on which plug-ins run.
#[derive(Clone, Copy)]
struct HasPlugins;

const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

/// Returns the opener policy of a page on which plug-ins run. A plug-in's sign-in window must be able
/// to notify its opener. It goes to another site, and comes back from there to a page of ours. The
/// browser then keeps the opener only if this page has no policy.
fn opener_policy(request: &HeaderMap) -> HeaderValue {
    let from = request.get("sec-fetch-site").map(HeaderValue::as_bytes);
    HeaderValue::from_static(match from {
        Some(b"cross-site" | b"same-site") => "unsafe-none",
        _ => "same-origin-allow-popups",
    })
}

/// Returns the view for a visitor who is not signed in. Only the browser's language is known.
fn stranger(context: &RequestContext) -> View {
    View {
        locale: context.locale(),
        zone: TimeZone::UTC,
        user: None,
        csrf: String::new(),
        nonce: nonce(),
    }
}

/// Returns a new nonce for a page. Without random bytes from the system it is empty, so no scripts
/// run on the page.
fn nonce() -> String {
    auth::random().unwrap_or_default()
}

/// Wraps every page: turns errors into pages, redirects visitors without a session to the login
/// page, and forbids caching.
async fn frame(State(state): State<Arc<AppState>>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let context = RequestContext::in_request(&parts.extensions);
    let asked = parts.clone();
    let mut response = next.run(Request::from_parts(parts, body)).await;
    if let Some(error) = response.extensions_mut().remove::<Arc<Error>>() {
        response = refused(&state, asked.clone(), &context, &error).await;
    }
    let has_plugins = response.extensions_mut().remove::<HasPlugins>().is_some();
    let headers = response.headers_mut();
    if has_plugins {
        headers.insert(OPENER_POLICY, opener_policy(&asked.headers));
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static(layout::referrer_policy(has_plugins)),
    );
    response
}

async fn refused(
    state: &Arc<AppState>,
    mut asked: Parts,
    context: &RequestContext,
    error: &Error,
) -> Response {
    let reads = asked.method == Method::GET || asked.method == Method::HEAD;
    if error.status == StatusCode::UNAUTHORIZED && reads {
        let here = asked.uri.path_and_query().map_or("/k/", |all| all.as_str());
        let next = url::form_urlencoded::byte_serialize(here.as_bytes()).collect::<String>();
        return Redirect::to(&format!("/login?next={next}")).into_response();
    }
    let session = PageSession::from_request_parts(&mut asked, state)
        .await
        .ok();
    let view = session.map_or_else(|| stranger(context), |session| session.view);
    problem::page(&view, error)
}
