//! The page that shows an error instead of the requested page.

use axum::http::HeaderValue;
use axum::response::Response;
use maud::html;

use super::layout::{self, Page, View};
use crate::error::Error;

/// Renders `error` as a page: its message in the user's language, its ID for questions to the
/// administrator, and a link to the portal. The code is in the header `X-Cybozu-Error`, which
/// Kintone's upload tool reads (B7.2).
pub(crate) fn page(view: &View, error: &Error) -> Response {
    let status = error.status;
    let known = match status.as_u16() {
        403 => "denied",
        404 => "not_found",
        500.. => "broken",
        _ => "refused",
    };
    let title = view.t(&format!("problem.{known}"));
    let body = html! {
        @if view.user.is_none() { (layout::brand("/k/")) }
        div class="pd-card" {
            div class="pd-empty" {
                h1 class="pd-empty-title" { (title) }
                p class="pd-empty-text" { (error.message(view.locale)) }
                p class="pd-empty-text" { (view.t(&format!("problem.{known}_next"))) }
                @if status.is_server_error() {
                    p class="pd-empty-text pd-mono" { (view.text("problem.id", &[("id", &error.id)])) }
                }
                a class="pd-button pd-button-main" href="/k/" { (view.t("problem.home")) }
            }
        }
    };
    let mut response = super::answer(view, &Page::own(title, body));
    *response.status_mut() = status;
    let code = HeaderValue::from_static(error.code);
    response.headers_mut().insert("x-cybozu-error", code);
    response
}
