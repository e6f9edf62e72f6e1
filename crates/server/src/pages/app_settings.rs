//! `/k/admin/app/flow?app=`: an app's settings; what waits is put to use or thrown away here.

use std::sync::Arc;

use axum::Router;
use axum::extract::Query;
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use plugdock_store::{AppId, Settings};
use serde::Deserialize;

use super::layout::{Page, View};
use super::parts::{self, Tone};
use super::{PageSession, record};
use crate::app::App;
use crate::error::Error;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new().route("/k/admin/app/flow", get(page))
}

#[derive(Deserialize)]
struct Asked {
    app: AppId,
    message: Option<String>,
}

async fn page(session: PageSession, Query(asked): Query<Asked>) -> Result<Response, Error> {
    let view = &session.view;
    let settings = record::preview(&session, asked.app).await?;
    let app = session
        .app
        .store
        .app(asked.app)
        .await?
        .ok_or_else(|| Error::no_app(&asked.app))?;
    let waiting = match app.live {
        None => Waiting::New,
        Some(live) if live == app.preview => Waiting::Same,
        Some(_) => Waiting::Changed,
    };
    let title = view.text("app.title", &[("name", &settings.name)]);
    let body = body(view, &settings, waiting, asked.message.as_deref());
    let crumbs = vec![(view.t("portal.title"), "/k/".to_owned())];
    Ok(session.answer(&Page::own(title, body).under(crumbs)))
}

/// Whether the preview settings differ from what runs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Waiting {
    /// Never put to use.
    New,
    /// Something waits.
    Changed,
    /// Nothing waits.
    Same,
}

fn body(view: &View, settings: &Settings, state: Waiting, message: Option<&str>) -> Markup {
    let app = settings.app;
    html! {
        div class="pd-head" {
            h1 class="pd-title pd-break" { (view.text("app.title", &[("name", &settings.name)])) }
            div class="pd-actions" {
                @if state != Waiting::New { a class="pd-button" href={ "/k/" (app) "/" } { (view.t("app.open")) } }
            }
        }
        (parts::message(view, message, &["APP_UPDATED", "APP_DISCARDED", "APP_SAVED"]))
        (waiting(view, app, state))
        (parts::live("pd-says"))
        section class="pd-card" aria-labelledby="pd-general" {
            div class="pd-card-head" { h2 class="pd-card-title" id="pd-general" { (view.t("app.general")) } }
            form class="pd-card-body" data-pd-form="/k/v1/preview/app/settings.json" data-pd-method="PUT"
                data-pd-next={ "/k/admin/app/flow?app=" (app) "&message=APP_SAVED" } {
                input type="hidden" name="app" value=(app);
                div class="pd-field" {
                    label class="pd-label" for="pd-name" { (view.t("app.name")) }
                    input class="pd-input" id="pd-name" name="name" required maxlength="64" value=(settings.name);
                }
                div class="pd-field" {
                    label class="pd-label" for="pd-description" { (view.t("app.description")) }
                    textarea class="pd-input" id="pd-description" name="description" maxlength="10000" { (settings.description) }
                }
                button class="pd-button" type="submit" { (view.t("save")) }
            }
        }
        section class="pd-card" aria-labelledby="pd-parts" {
            div class="pd-card-head" { h2 class="pd-card-title" id="pd-parts" { (view.t("app.parts")) } }
            ul class="pd-rows" {
                li class="pd-row" {
                    (parts::tile(&view.t("app.plugins"), None))
                    div class="pd-row-main" {
                        h3 class="pd-row-name" { a class="pd-link" href={ "/k/admin/app/" (app) "/plugin/" } { (view.t("app.plugins")) } }
                        p class="pd-row-text" { (view.text("app.plugin_count", &[("count", &settings.plugins.len().to_string())])) }
                    }
                }
                li class="pd-row" {
                    (parts::tile(&view.t("app.form"), None))
                    div class="pd-row-main" {
                        h3 class="pd-row-name" { (view.t("app.form")) }
                        p class="pd-row-text" { (view.text("app.field_count", &[("count", &settings.fields.count().to_string())])) }
                    }
                }
            }
        }
    }
}

/// What is not in use yet, and the two ways on.
fn waiting(view: &View, app: AppId, state: Waiting) -> Markup {
    let tone = if state == Waiting::Same {
        Tone::Plain
    } else {
        Tone::Warn
    };
    let text = match state {
        Waiting::New => "app.state_new",
        Waiting::Changed => "app.state_changed",
        Waiting::Same => "app.state_same",
    };
    let one = format!("{{\"apps\":[{{\"app\":{app}}}]}}");
    let back = format!("{{\"apps\":[{{\"app\":{app}}}],\"revert\":true}}");
    parts::note(
        tone,
        &html! {
            p { (view.t(text)) }
            @if state != Waiting::Same {
                div class="pd-actions" {
                    form data-pd-form="/k/v1/preview/app/deploy.json" data-pd-body=(one)
                        data-pd-next={ "/k/admin/app/flow?app=" (app) "&message=APP_UPDATED" } {
                        button class="pd-button pd-button-main" type="submit" { (view.t("app.update")) }
                    }
                    @if state == Waiting::Changed {
                        form data-pd-form="/k/v1/preview/app/deploy.json" data-pd-body=(back) data-pd-danger
                            data-pd-ask=(view.t("app.discard_ask"))
                            data-pd-next={ "/k/admin/app/flow?app=" (app) "&message=APP_DISCARDED" } {
                            button class="pd-button pd-button-danger" type="submit" { (view.t("app.discard")) }
                        }
                        a class="pd-button pd-button-quiet" href={ "/k/admin/preview/" (app) "/" } { (view.t("app.preview")) }
                    }
                }
            }
        },
    )
}
