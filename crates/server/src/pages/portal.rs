//! `/k/`: the apps that the user may open.

use std::sync::Arc;

use axum::Router;
use axum::extract::Query;
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use plugdock_schema::AppId;
use plugdock_store::{Access, AppQuery};

use super::PageSession;
use super::layout::{Page, View};
use super::lists::{self, Part};
use super::parts::{self, Tone};
use crate::error::Error;
use crate::services::app_makers;
use crate::state::AppState;

/// The number of apps on a page.
const SIZE: usize = 60;

/// The number of apps up to which the page has no search field.
const GLANCE: usize = 9;

const HERE: &str = "/k/";

pub(crate) fn routes() -> Router<Arc<AppState>> {
    Router::new().route(HERE, get(page))
}

async fn page(
    session: PageSession,
    Query(asked): Query<lists::ListQuery>,
) -> Result<Response, Error> {
    let view = &session.view;
    let query = AppQuery {
        undeployed: true,
        limit: usize::MAX,
        ..AppQuery::default()
    };
    let mut tiles = Vec::new();
    let (store, actor) = (&session.state.store, session.actor());
    let memberships = store.memberships_of(actor).await?;
    for app in store.apps(actor, &query).await? {
        let access = Access::to(&app, actor, &memberships)?;
        let manages = access.can_manage();
        // Apps that were never deployed are visible only to users who manage them.
        if manages || (app.live.is_some() && access.can_open()) {
            tiles.push(Tile {
                unfinished: app.live.is_none(),
                opens: access.can_open(),
                manages,
                id: app.id,
                name: app.name,
                description: app.description,
            });
        }
    }
    let all = tiles.len();
    let makes = app_makers::may(&session.state, &session.user).await?;
    tiles.retain(|tile| lists::finds(&asked.q, &[&tile.name, &tile.description]));
    let part = Part::new(asked.page, SIZE, tiles.len());
    let body = html! {
        div class="pd-head" {
            h1 class="pd-title" { (view.t("portal.title")) }
            @if makes && all > 0 { (create(view)) }
        }
        (parts::live("pd-says"))
        @if all > GLANCE || !asked.q.is_empty() { (lists::search(view, HERE, &view.say("admin.portal.search"), &asked.q)) }
        @if all == 0 {
            div class="pd-card" { (empty(view, makes)) }
        } @else if tiles.is_empty() {
            div class="pd-card" { (parts::empty(&view.say("admin.none_found"), &view.say("admin.none_found_next"), &html! {})) }
        } @else {
            ul class="pd-apps" { @for tile in part.of(tiles) { (card(view, &tile)) } }
        }
        (lists::pages(view, part, HERE, &asked.q))
    };
    Ok(session.answer(&Page::own(view.t("portal.title"), body)))
}

/// An app, as the portal shows it.
struct Tile {
    id: AppId,
    name: String,
    description: String,
    /// True if the app was never deployed. Only users who manage it see it then.
    unfinished: bool,
    /// True if the user may see or add records.
    opens: bool,
    manages: bool,
}

fn empty(view: &View, makes: bool) -> Markup {
    if makes {
        parts::empty(
            &view.t("portal.empty"),
            &view.t("portal.empty_admin"),
            &create(view),
        )
    } else {
        parts::empty(
            &view.t("portal.empty"),
            &view.t("portal.empty_user"),
            &html! {},
        )
    }
}

/// Returns the address that opens an app: its records, or its settings before the first deployment.
pub(super) fn open(app: AppId, unfinished: bool) -> String {
    if unfinished {
        format!("/k/admin/app/flow?app={app}")
    } else {
        format!("/k/{app}/")
    }
}

fn card(view: &View, tile: &Tile) -> Markup {
    html! {
        li class="pd-app" {
            (parts::tile(&tile.name, None))
            div class="pd-app-text" {
                a class="pd-app-name pd-break" href=(open(tile.id, tile.unfinished || !tile.opens)) { (tile.name) }
                @if tile.unfinished { " " (parts::badge(Tone::Warn, &view.t("portal.unfinished"))) }
                @if !tile.description.is_empty() { div class="pd-muted pd-small pd-break" { (tile.description) } }
            }
            @if tile.manages {
                a class="pd-icon-link" href=(open(tile.id, true)) title=(view.t("app.settings"))
                    aria-label=(view.text("portal.settings_of", &[("name", &tile.name)])) { (parts::gear()) }
            }
        }
    }
}

/// Renders the form to create an app. It asks only for a name, and the settings page of the app
/// does the rest.
pub(super) fn create(view: &View) -> Markup {
    html! {
        form class="pd-actions pd-create" data-pd-form="/k/v1/preview/app.json" data-pd-next="/k/admin/app/flow?app={app}" {
            label class="pd-hidden-text" for="pd-new-app" { (view.t("portal.new_name")) }
            input class="pd-input" id="pd-new-app" name="name" required maxlength="64" placeholder=(view.t("portal.new_name"));
            button class="pd-button pd-button-main" type="submit" { (view.t("portal.create")) }
        }
    }
}
