//! `/k/admin/app/{app}/general`: the page for an app's name and description.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use maud::html;
use plugdock_schema::AppId;

use super::{Frame, Part};
use crate::error::Error;
use crate::pages::PageSession;
use crate::state::AppState;

pub(super) fn routes() -> Router<Arc<AppState>> {
    Router::new().route("/k/admin/app/{app}/general", get(page))
}

async fn page(session: PageSession, Path(app): Path<AppId>) -> Result<Response, Error> {
    let view = &session.view;
    let frame = Frame::open(&session, app).await?;
    let settings = &frame.settings;
    let body = html! {
        section class="pd-card" aria-labelledby="pd-general" {
            div class="pd-card-head" { h2 class="pd-card-title" id="pd-general" { (Part::General.name(view)) } }
            form class="pd-card-body" data-pd-form="/k/v1/preview/app/settings.json" data-pd-method="PUT"
                data-pd-next={ (Part::Overview.href(app)) "&message=APP_SAVED" } {
                input type="hidden" name="app" value=(app);
                input type="hidden" name="revision" value=(settings.revision);
                div class="pd-field" {
                    label class="pd-label" for="pd-name" { (view.t("app.name")) }
                    input class="pd-input" id="pd-name" name="name" required maxlength="64" value=(settings.name);
                }
                div class="pd-field" {
                    label class="pd-label" for="pd-description" { (view.t("app.description")) }
                    textarea class="pd-input" id="pd-description" name="description" maxlength="10000" { (settings.description) }
                }
                button class="pd-button pd-button-main" type="submit" { (view.t("save")) }
            }
        }
    };
    Ok(session.answer(&frame.page(view, Part::General, &body)))
}
