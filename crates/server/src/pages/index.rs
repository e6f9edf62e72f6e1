//! `/k/{app}/`: the list of an app's records, also for mobile devices and for the preview settings
//! (R40). The address contains the state of the list, so that it can be bookmarked and shared.

mod address;
mod calendar;
mod menu;
mod month;
mod pager;
mod search;
mod table;
mod toolbar;
mod views;

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::{Redirect, Response};
use axum::routing::get;
use maud::{Markup, html};
use plugdock_schema::{AppId, RecordId};
use plugdock_store::records::{Record, RecordCan};
use serde::Deserialize;

use super::PageSession;
use super::boot::{IndexBoot, IndexRecords, PageKind};
use super::layout::View;
use super::parts::{self, Tone};
use super::record::{self, Opened, Place, What};
use crate::error::Error;
use crate::state::AppState;

use address::Address;
use month::Month;
use search::Shown;
use views::{ListView, Way};

pub(crate) fn routes() -> Router<Arc<AppState>> {
    let routes = Router::new()
        .route("/k/{app}", get(slash))
        .route("/k/m/{app}", get(mobile_slash));
    Place::ALL.into_iter().fold(routes, |routes, place| {
        routes.route(
            &place.route(""),
            get(
                async move |session: PageSession, app: Path<AppId>, asked: Query<IndexQuery>| {
                    Box::pin(list(&session, app.0, place, &asked)).await
                },
            ),
        )
    })
}

/// Redirects to the address with a slash, because plug-ins use addresses relative to the list's
/// folder.
async fn slash(Path(app): Path<AppId>) -> Redirect {
    Redirect::permanent(&Place::Live.base(app))
}

async fn mobile_slash(Path(app): Path<AppId>) -> Redirect {
    Redirect::permanent(&Place::Mobile.base(app))
}

/// The query parameters of the page.
#[derive(Deserialize)]
struct IndexQuery {
    view: Option<i64>,
    /// The filter in the query language. It replaces the filter of the view. Kintone calls it
    /// `query`.
    #[serde(alias = "query")]
    q: Option<String>,
    offset: Option<usize>,
    /// The number of records on a page, one of [`address::SIZES`].
    size: Option<usize>,
    /// The month of a calendar in the form `YYYY-MM`.
    date: Option<String>,
}

/// The data for the templates of a list.
struct List<'a> {
    view: &'a View,
    opened: &'a Opened,
    /// What the user may do with each record.
    can: HashMap<RecordId, RecordCan>,
    views: &'a [ListView],
    chosen: &'a ListView,
    address: Address<'a>,
    shown: &'a Shown,
}

impl List<'_> {
    /// Returns the address of a record's page.
    fn href(&self, record: &Record) -> String {
        let place = self.opened.place;
        place.show(self.opened.settings.app, record.id)
    }
}

async fn list(
    session: &PageSession,
    app: AppId,
    place: Place,
    asked: &IndexQuery,
) -> Result<Response, Error> {
    let opened = Opened::new(session, app, place).await?;
    let view = &session.view;
    let views = views::of(view, &opened.settings, place);
    let chosen = views.iter().find(|view| Some(view.id) == asked.view);
    let chosen = chosen.or(views.first()).ok_or_else(Error::not_found)?;
    let address = Address::new(chosen.id, asked);
    let month = Month::asked(asked.date.as_deref(), session);
    let shown = match &chosen.way {
        Way::Calendar { date, .. } => {
            calendar::search(session, &opened, chosen, &address, date, month).await?
        }
        Way::Custom { pager: false, .. } => search::nothing(session, chosen, &address)?,
        Way::List | Way::Custom { .. } => search::page(session, &opened, chosen, &address).await?,
    };
    let ids: Vec<RecordId> = shown.records.iter().map(|record| record.id).collect();
    let store = &session.state.store;
    let can = store
        .record_rights(&opened.access, &ids, &session.moment())
        .await?;
    let list = List {
        view,
        opened: &opened,
        can,
        views: &views,
        chosen,
        address,
        shown: &shown,
    };
    let what = What {
        page: PageKind::Index,
        title: opened.settings.name.clone(),
        crumbs: vec![(view.t("portal.title"), "/k/".to_owned())],
        index: Some(event(&list, month)),
        record: None,
        read_only: store.read_only_fields(&opened.access).await?,
    };
    let body = body(&list, month);
    Ok(session.answer(&opened.page(session, what, body)))
}

/// Returns the data of the list for the `index.show` event (B7.4) and for the getters.
fn event<'a>(list: &List<'a>, month: Month) -> IndexBoot<'a> {
    let List { chosen, shown, .. } = *list;
    let event = IndexBoot {
        view_id: chosen.id,
        view_name: &chosen.name,
        view_type: chosen.way.kind(),
        query: &shown.query,
        condition: &shown.condition,
        offset: Some(shown.offset),
        size: Some(shown.records.len()),
        date: None,
        records: IndexRecords::List(&shown.records),
    };
    let Way::Calendar { date, .. } = &chosen.way else {
        return event;
    };
    let field = list.opened.settings.fields.get(date);
    IndexBoot {
        offset: None,
        size: None,
        date: Some(month.to_string()),
        records: IndexRecords::Days(calendar::by_day(list.view, field, &shown.records)),
        ..event
    }
}

fn body(list: &List<'_>, month: Month) -> Markup {
    let List {
        view,
        opened,
        shown,
        ..
    } = list;
    let mobile = opened.place.is_mobile();
    let class = if mobile {
        "contents-gaia gaia-mobile-v2-pagelayout-contents"
    } else {
        "contents-gaia"
    };
    html! {
        (menu::head(list))
        (record::messages(view, opened.access.can_manage()))
        div class="pd-space" data-pd="header-space" {}
        div data-pd-list-says aria-live="polite" {}
        div class={ "pd-card " (class) } {
            (toolbar::toolbar(list))
            @if let Some(reason) = &shown.wrong {
                div class="pd-card-body" { (parts::note(Tone::Danger, &html! { p { (reason) } })) }
            } @else {
                (content(list, month))
            }
        }
        (menu::foot(list))
    }
}

fn content(list: &List<'_>, month: Month) -> Markup {
    match &list.chosen.way {
        Way::List if list.shown.records.is_empty() => nothing(list),
        Way::List => html! { (table::table(list)) (pager::pager(list)) },
        Way::Calendar { date, title } => calendar::grid(list, month, date, title),
        Way::Custom { html, pager } => html! {
            (views::custom_area(list, html))
            @if *pager { (pager::pager(list)) }
        },
    }
}

/// Renders an empty list, with the reason and the next step.
fn nothing(list: &List<'_>) -> Markup {
    let view = list.view;
    if list.address.query.is_some() {
        return parts::empty(
            &view.t("index.none_found"),
            &view.t("index.none_found_next"),
            &html! { a class="pd-button" href=(list.address.cleared()) { (view.t("index.clear")) } },
        );
    }
    if !list.chosen.filter.is_empty() {
        let all = Address::of_view(views::EVERYTHING);
        return parts::empty(
            &view.say("record.list.empty_view"),
            &view.say("record.list.empty_view_next"),
            &html! { a class="pd-button" href=(all.cleared()) { (view.say("record.list.show_all")) } },
        );
    }
    let adds = list.opened.access.can_add() && list.opened.place != Place::Preview;
    let next = if adds { "empty_add" } else { "empty_wait" };
    parts::empty(
        &view.t("index.empty"),
        &view.say(&format!("record.list.{next}")),
        &html! { @if adds { a class="pd-button pd-button-main" href="edit" { (view.say("record.list.add")) } } },
    )
}

#[cfg(test)]
pub(super) use toolbar::Askable;
