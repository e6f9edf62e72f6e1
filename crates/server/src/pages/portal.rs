//! `/k/`: the apps one may open.

use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use plugdock_store::{AppId, AppQuery};

use super::PageSession;
use super::layout::{Page, View};
use super::parts::{self, Tone};
use crate::app::App;
use crate::error::Error;

/// Apps of one portal; more are found by their address until the portal has a search.
const MOST: usize = 500;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new().route("/k/", get(page))
}

async fn page(session: PageSession) -> Result<Response, Error> {
    let view = &session.view;
    let store = &session.app.store;
    let query = AppQuery {
        undeployed: true,
        limit: MOST,
        ..AppQuery::default()
    };
    let mut tiles = Vec::new();
    for app in store.apps(session.actor(), &query).await? {
        let manages = store.access(session.actor(), app.id).await?.can_manage();
        // What was never put to use is its makers' business.
        if app.live.is_some() || manages {
            tiles.push(Tile {
                unfinished: app.live.is_none(),
                manages,
                id: app.id,
                name: app.name,
                description: app.description,
            });
        }
    }
    let body = body(view, &tiles, session.user.admin);
    Ok(session.answer(&Page::own(view.t("portal.title"), body)))
}

/// An app as the portal shows it.
struct Tile {
    id: AppId,
    name: String,
    description: String,
    /// Not deployed yet: only its administrators see it.
    unfinished: bool,
    manages: bool,
}

fn body(view: &View, tiles: &[Tile], is_admin: bool) -> Markup {
    html! {
        div class="pd-head" {
            h1 class="pd-title" { (view.t("portal.title")) }
            @if is_admin && !tiles.is_empty() { (create(view)) }
        }
        (parts::live("pd-says"))
        @if tiles.is_empty() {
            div class="pd-card" {
                @if is_admin {
                    (parts::empty(&view.t("portal.empty"), &view.t("portal.empty_admin"), &create(view)))
                } @else {
                    (parts::empty(&view.t("portal.empty"), &view.t("portal.empty_user"), &html! {}))
                }
            }
        } @else {
            ul class="pd-apps" { @for tile in tiles { (card(view, tile)) } }
        }
    }
}

fn card(view: &View, tile: &Tile) -> Markup {
    let settings = format!("/k/admin/app/flow?app={}", tile.id);
    let open = if tile.unfinished {
        settings.clone()
    } else {
        format!("/k/{}/", tile.id)
    };
    html! {
        li class="pd-app" {
            (parts::tile(&tile.name, None))
            div class="pd-app-text" {
                a class="pd-app-name pd-break" href=(open) { (tile.name) }
                @if tile.unfinished { " " (parts::badge(Tone::Warn, &view.t("portal.unfinished"))) }
                @if !tile.description.is_empty() { div class="pd-muted pd-small" { (tile.description) } }
            }
            @if tile.manages {
                a class="pd-icon-link" href=(settings) title=(view.t("app.settings"))
                    aria-label=(view.text("portal.settings_of", &[("name", &tile.name)])) { (parts::gear()) }
            }
        }
    }
}

/// An app with nothing but a name; its fields come by REST for now.
fn create(view: &View) -> Markup {
    html! {
        form class="pd-actions pd-create" data-pd-form="/k/v1/preview/app.json" data-pd-next="/k/admin/app/flow?app={app}" {
            label class="pd-hidden-text" for="pd-new-app" { (view.t("portal.new_name")) }
            input class="pd-input" id="pd-new-app" name="name" required maxlength="64" placeholder=(view.t("portal.new_name"));
            button class="pd-button pd-button-main" type="submit" { (view.t("portal.create")) }
        }
    }
}
