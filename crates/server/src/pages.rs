//! Pages: HTML written here, with small scripts of ours beside it.
//!
//! Record pages are plain DOM that no script of ours renders again: plug-ins hold on to its elements.
//! A handler returns `Result<Response, Error>`; `frame` turns errors into pages with a text, sends
//! strangers to `/login`, and keeps private pages out of caches.

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
mod system_plugin;

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
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

/// Every page, and the files that pages load.
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

/// What an address that nothing answers gets: a page for people; the API's own addresses are answered
/// by `error::render`.
pub async fn lost(State(state): State<Arc<AppState>>, mut parts: Parts) -> Response {
    let context = parts
        .extensions
        .get::<RequestContext>()
        .cloned()
        .unwrap_or_default();
    let user = PageSession::from_request_parts(&mut parts, &state)
        .await
        .ok();
    let view = user.map_or_else(|| stranger(&context), |session| session.view);
    problem::page(&view, &Error::not_found())
}

/// What is refused before it is known who asks, as a page.
pub(crate) fn refusal(context: &RequestContext, error: &Error) -> Response {
    problem::page(&stranger(context), error)
}

/// Who looks at a page: somebody signed in by a session, and nobody else.
pub(crate) struct PageSession {
    pub(crate) state: Arc<AppState>,
    pub(crate) caller: Caller,
    pub(crate) user: Arc<User>,
    pub(crate) view: View,
}

impl PageSession {
    /// For the store, which decides what this user may do.
    pub(crate) fn actor(&self) -> &Actor {
        &self.caller.actor
    }

    /// Now, where this user is.
    pub(crate) fn moment(&self) -> Moment {
        let login = Some(self.user.login.clone());
        Moment::new(self.state.clock.now(), &self.user.timezone, login)
    }

    /// The page, under its policy.
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

/// An administrator of the system.
pub(crate) struct AdminSession(pub(crate) PageSession);

impl FromRequestParts<Arc<AppState>> for AdminSession {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &Arc<AppState>) -> Result<Self, Error> {
        let session = PageSession::from_request_parts(parts, state).await?;
        session.caller.must_be(crate::params::Who::Admin)?;
        Ok(Self(session))
    }
}

/// A page as a response.
fn answer(view: &View, page: &Page) -> Response {
    let policy = layout::policy(page.kind, &view.nonce);
    let mut response = layout::document(view, page).into_response();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response
            .headers_mut()
            .insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    if page.kind == layout::Kind::Plugins {
        // A plug-in's sign-in window must be able to tell its page that it is done.
        response.headers_mut().insert(
            HeaderName::from_static("cross-origin-opener-policy"),
            HeaderValue::from_static("same-origin-allow-popups"),
        );
    }
    response
}

/// Somebody of whom only the browser's language is known.
fn stranger(context: &RequestContext) -> View {
    View {
        locale: context.locale(),
        zone: TimeZone::UTC,
        user: None,
        csrf: String::new(),
        nonce: nonce(),
    }
}

/// Fresh for each page; where the system gives no random bytes, our scripts do not run, and no others.
fn nonce() -> String {
    auth::random().unwrap_or_default()
}

/// Around every page: errors become pages, strangers go to the login, nothing private is kept.
async fn frame(State(state): State<Arc<AppState>>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let context = parts
        .extensions
        .get::<RequestContext>()
        .cloned()
        .unwrap_or_default();
    let asked = parts.clone();
    let mut response = next.run(Request::from_parts(parts, body)).await;
    if let Some(error) = response.extensions_mut().remove::<Arc<Error>>() {
        response = refused(&state, asked, &context, &error).await;
    }
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("same-origin"),
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
