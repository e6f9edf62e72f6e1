//! An app's settings pages. `/k/admin/app/flow?app=` shows an overview, and the other pages change
//! the settings.

mod difference;
mod editor;
mod form;
mod frame;
mod general;
mod permissions;
mod process;
mod scripts;
mod token;
mod view;

use std::sync::Arc;

use axum::Router;
use axum::extract::Query;
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use plugdock_schema::AppId;
use serde::Deserialize;

pub(super) use frame::{Frame, Part};

use super::PageSession;
use super::layout::View;
use super::parts;
use crate::error::Error;
use crate::state::AppState;

pub(crate) fn routes() -> Router<Arc<AppState>> {
    Router::new()
        .route("/k/admin/app/flow", get(page))
        .merge(general::routes())
        .merge(form::routes())
        .merge(view::routes())
        .merge(process::routes())
        .merge(permissions::routes())
        .merge(scripts::routes())
        .merge(token::routes())
}

#[derive(Deserialize)]
struct SettingsQuery {
    app: AppId,
    message: Option<String>,
}

async fn page(session: PageSession, Query(asked): Query<SettingsQuery>) -> Result<Response, Error> {
    let view = &session.view;
    let frame = Frame::open(&session, asked.app).await?;
    let tokens = session.state.store.api_tokens(&frame.access).await?.len();
    let body = html! {
        (parts::message(view, asked.message.as_deref(), &["APP_UPDATED", "APP_DISCARDED", "APP_SAVED"]))
        (overview(view, &frame, tokens))
    };
    Ok(session.answer(&frame.page(view, Part::Overview, &body)))
}

/// Renders each part of the settings with a summary of its content.
fn overview(view: &View, frame: &Frame, tokens: usize) -> Markup {
    let settings = &frame.settings;
    let about = if settings.description.is_empty() {
        view.say("form.about_none")
    } else {
        settings.description.clone()
    };
    let counted = |key: &str, count: usize| view.say_with(key, &[("count", &count.to_string())]);
    let lines = [
        (Part::General, about),
        (
            Part::Form,
            counted("form.about_form", settings.fields.count()),
        ),
        (
            Part::Views,
            counted("form.about_views", settings.views.count()),
        ),
        (
            Part::Process,
            if settings.process.enable {
                counted("form.about_process", settings.process.states.len())
            } else {
                view.say("form.about_process_off")
            },
        ),
        (
            Part::Permissions,
            counted("form.about_permissions", settings.acl.entities().count()),
        ),
        (
            Part::Plugins,
            counted("form.about_plugins", settings.plugins.len()),
        ),
        (
            Part::Scripts,
            counted(
                "form.about_scripts",
                settings.scripts.lists.iter().map(Vec::len).sum(),
            ),
        ),
        (Part::Tokens, counted("form.about_tokens", tokens)),
    ];
    html! {
        ul class="pd-card pd-rows" {
            @for (part, text) in lines {
                li class="pd-row pd-part" {
                    div class="pd-row-main" {
                        h2 class="pd-row-name" { a class="pd-link" href=(part.href(settings.app)) { (part.name(view)) } }
                        p class="pd-row-text pd-break" { (text) }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
pub(super) use {
    form::FormStart, permissions::PermissionsStart, process::ProcessStart, scripts::ScriptsStart,
    view::ViewStart,
};
