//! `/login` and `/logout`: plain forms that work without scripts.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRequest, Query, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Extension, Form, Router};
use maud::{PreEscaped, html};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use url::Url;

use super::layout::{self, Page, View};
use super::parts::{self, Tone};
use super::{PageSession, answer, stranger};
use crate::auth::{self, Visitor};
use crate::error::Error;
use crate::http::small_body;
use crate::request_context::RequestContext;
use crate::site::{Site, Sites};
use crate::state::AppState;

/// Returns the page after a sign-in without a `next` address.
fn home(site: Site) -> &'static str {
    match site {
        Site::Whole | Site::Apps => "/k/",
        Site::Administration => "/k/admin/",
    }
}

/// Returns `next` if it is a page of this site, or else the site's first page (T77). The policy of the
/// login page forbids a form to lead to another site, also by a redirect.
///
/// Browsers read `\` as `/` and drop tabs and line breaks, so the address is checked in its parsed
/// form.
fn next_or_home(next: Option<&str>, site: Site, sites: &Sites) -> String {
    let judged = next
        .filter(|next| next.starts_with('/'))
        .and_then(|next| {
            let here = Url::parse("http://plugdock.invalid/").ok()?;
            let there = here.join(next).ok()?;
            let same = there.origin() == here.origin() && there.username().is_empty();
            same.then(|| there[url::Position::BeforePath..].to_owned())
        })
        // `http://plugdock.invalid//evil.test` has the right origin, but `//evil.test` alone does
        // not.
        .filter(|path| !path.starts_with("//"))
        .filter(|path| {
            let uri = path.parse::<Uri>();
            uri.is_ok_and(|uri| sites.elsewhere(site, &uri).is_none())
        });
    judged.unwrap_or_else(|| home(site).to_owned())
}

pub(crate) fn routes() -> Router<Arc<AppState>> {
    Router::new()
        .route("/login", get(ask).post(sign_in))
        .route("/logout", post(sign_out))
}

#[derive(Deserialize)]
struct LoginQuery {
    next: Option<String>,
}

/// Shows the login page. Users who are already signed in are redirected. The parameter `saml=off`
/// of Kintone's addresses is ignored.
async fn ask(
    session: Result<PageSession, Error>,
    State(state): State<Arc<AppState>>,
    Extension(context): Extension<RequestContext>,
    Query(asked): Query<LoginQuery>,
) -> Response {
    let next = next_or_home(asked.next.as_deref(), context.site(), state.guard.sites());
    if session.is_ok() {
        return Redirect::to(&next).into_response();
    }
    let view = stranger(&context);
    answer(&view, &form(&view, &next, "", None))
}

/// The fields of the login form. It does not implement `Debug`, because it contains a password.
#[derive(Deserialize)]
struct Given {
    username: String,
    password: String,
    next: Option<String>,
}

async fn sign_in(
    State(state): State<Arc<AppState>>,
    Extension(context): Extension<RequestContext>,
    request: Request,
) -> Result<Response, Error> {
    let (parts, body) = request.into_parts();
    let given: Given = form_of(parts.clone(), body).await?;
    let next = next_or_home(given.next.as_deref(), context.site(), state.guard.sites());
    match auth::sign_in(
        &state,
        &Visitor::of(&state, &parts),
        given.username.clone(),
        given.password.into(),
    )
    .await
    {
        Ok(begun) => {
            let cookie = [(header::SET_COOKIE, begun.cookie)];
            Ok((cookie, Redirect::to(&next)).into_response())
        }
        Err(error) if error.status.is_client_error() => {
            let view = stranger(&context);
            let message = error.message(view.locale);
            let page = form(&view, &next, &given.username, Some(&message));
            let mut response = answer(&view, &page);
            *response.status_mut() = error.status;
            if let Some(seconds) = error.retry_after {
                let headers = response.headers_mut();
                headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds.get()));
            }
            Ok(response)
        }
        Err(error) => Err(error),
    }
}

#[derive(Deserialize)]
struct Leaving {
    #[serde(rename = "__REQUEST_TOKEN__")]
    token: String,
}

async fn sign_out(State(state): State<Arc<AppState>>, request: Request) -> Result<Response, Error> {
    let (parts, body) = request.into_parts();
    let caller = auth::identify(&parts, &state).await?;
    let leaving: Leaving = form_of(parts.clone(), body).await?;
    caller.check_csrf(&parts, Some(&leaving.token))?;
    let cookie = auth::sign_out(&state, &caller).await?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/login")).into_response())
}

/// Reads the fields of a form from a client that may not be authenticated.
async fn form_of<T: DeserializeOwned>(parts: Parts, body: Body) -> Result<T, Error> {
    let body = small_body::read(body).await?;
    let form = Form::from_request(Request::from_parts(parts, body.into()), &()).await;
    form.map(|Form(fields)| fields)
        .map_err(|_| Error::illegal_request())
}

fn form(view: &View, next: &str, username: &str, refused: Option<&str>) -> Page {
    let body = html! {
        div class="pd-login" {
            (layout::brand("/k/"))
            div class="pd-card" {
                div class="pd-card-body" {
                    h1 class="pd-login-title" { (view.t("login.title")) }
                    @if let Some(text) = refused { (parts::note(Tone::Danger, &html! { p id="pd-refused" { (text) } })) }
                    form method="post" action="/login" {
                        input type="hidden" name="next" id="pd-next" value=(next);
                        // The class names are those that Kintone's upload tool looks for (B7.2).
                        div class="pd-field form-username-slash" {
                            label class="pd-label" for="pd-username" { (view.t("login.username")) }
                            input class="pd-input form-text" id="pd-username" name="username" type="text"
                                autocomplete="username" autocapitalize="none" spellcheck="false" required
                                autofocus[username.is_empty()] value=(username);
                        }
                        div class="pd-field form-password-slash" {
                            label class="pd-label" for="pd-password" { (view.t("login.password")) }
                            input class="pd-input form-text" id="pd-password" name="password" type="password"
                                autocomplete="current-password" required autofocus[!username.is_empty()]
                                aria-describedby=[refused.map(|_| "pd-refused")];
                        }
                        button class="pd-button pd-button-main login-button" type="submit" { (view.t("login.button")) }
                    }
                }
            }
        }
    };
    let mut page = Page::own(view.t("login.title"), body);
    // `/k/1/show#record=5`: browsers keep the part behind `#` over the redirect to this page, but
    // the form does not send it.
    page.tail = html! {
        script nonce=(view.nonce) {
            (PreEscaped("if(location.hash)document.getElementById('pd-next').value+=location.hash"))
        }
    };
    page
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    // T77
    #[test]
    fn after_signing_in_one_stays_on_this_site() {
        let sites = Sites::of(&Config {
            public_url: Some("https://plug.example".to_owned()),
            admin_url: Some("https://admin.plug.example".to_owned()),
            ..Config::default()
        });
        for next in ["/k/1/?q=a%20b", "/k/1/show?record=5#record=5", "/k/"] {
            assert_eq!(next_or_home(Some(next), Site::Whole, &sites), next);
        }
        for next in [
            "https://evil.test/",
            "//evil.test/",
            "/\\evil.test/",
            "/\t/evil.test/",
            "/\n\\evil.test",
            "/.//evil.test",
            "\\\\evil.test",
            "javascript:alert(1)",
            "",
            "k/",
        ] {
            assert_eq!(
                next_or_home(Some(next), Site::Apps, &sites),
                "/k/",
                "{next:?}"
            );
        }
        assert_eq!(next_or_home(None, Site::Whole, &sites), "/k/");
        for next in [None, Some("/k/5/")] {
            let home = next_or_home(next, Site::Administration, &sites);
            assert_eq!(home, "/k/admin/", "{next:?}");
        }
        let elsewhere = "/k/admin/system/user/";
        assert_eq!(next_or_home(Some(elsewhere), Site::Apps, &sites), "/k/");
        assert_eq!(
            next_or_home(Some(elsewhere), Site::Administration, &sites),
            elsewhere
        );
    }
}
