//! `/k/{app}/`: the list of an app's records, and its twin under the preview settings (R40).

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{Redirect, Response};
use axum::routing::get;
use maud::{Markup, html};
use plugdock_store::fields::{Field, FieldType};
use plugdock_store::query::{self, time::Moment};
use plugdock_store::records::Search;
use plugdock_store::{AppId, Settings};
use serde::Deserialize;
use serde_json::{Value, json};

use super::PageSession;
use super::boot::PageKind;
use super::layout::View;
use super::parts::{self, Tone};
use super::record::{self, Opened, Place, What};
use crate::app::App;
use crate::error::{self, Error};
use crate::i18n::Locale;

/// Records of one page.
const SIZE: usize = 20;

/// The view that every app has; its number is the vendor's.
const EVERYTHING: i64 = 20;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/k/{app}", get(slash))
        .route("/k/{app}/", get(live))
        .route("/k/admin/preview/{app}/", get(preview))
}

/// Relative addresses of plug-ins start from the list's folder.
async fn slash(Path(app): Path<AppId>) -> Redirect {
    Redirect::permanent(&Place::Live.base(app))
}

async fn live(
    session: PageSession,
    app: Path<AppId>,
    asked: Query<Asked>,
) -> Result<Response, Error> {
    list(&session, app.0, Place::Live, &asked).await
}

async fn preview(
    session: PageSession,
    app: Path<AppId>,
    asked: Query<Asked>,
) -> Result<Response, Error> {
    list(&session, app.0, Place::Preview, &asked).await
}

#[derive(Deserialize)]
struct Asked {
    view: Option<i64>,
    /// The filter, in the query language; in place of the view's own. The vendor writes `query`.
    #[serde(alias = "query")]
    q: Option<String>,
    offset: Option<usize>,
}

/// A view of the list, as `views.json` keeps it, or the one that shows everything.
struct ListView {
    id: i64,
    name: String,
    /// Field codes of the columns.
    columns: Vec<String>,
    filter: String,
    sort: String,
    kind: &'static str,
}

/// What the list shows and how it came to it.
struct Shown {
    /// The condition alone.
    condition: String,
    /// Condition, order, limit and offset.
    query: String,
    offset: usize,
    /// At most [`SIZE`], as REST shows them.
    records: Vec<Value>,
    total: u64,
    /// Why the filter could not be used; nothing is shown then.
    wrong: Option<String>,
}

async fn list(
    session: &PageSession,
    app: AppId,
    place: Place,
    asked: &Asked,
) -> Result<Response, Error> {
    let opened = Opened::new(session, app, place).await?;
    let view = &session.view;
    let views = views(view, &opened.settings);
    let chosen = views.iter().find(|view| Some(view.id) == asked.view);
    let chosen = chosen.or(views.first()).ok_or_else(Error::not_found)?;
    let shown = search(session, &opened, chosen, asked).await?;
    let index = json!({
        "viewId": chosen.id,
        "viewName": chosen.name,
        "viewType": chosen.kind,
        "query": shown.query,
        "condition": shown.condition,
        "offset": shown.offset,
        "size": shown.records.len(),
        "records": shown.records,
    });
    let body = body(view, &opened, &views, chosen, asked, &shown);
    let what = What {
        page: PageKind::Index,
        title: opened.settings.name.clone(),
        crumbs: vec![(view.t("portal.title"), "/k/".to_owned())],
        index: Some(index),
        record: None,
    };
    Ok(session.answer(&opened.page(session, what, body)))
}

/// The views that the list can show, in their order, then the one that shows everything.
fn views(view: &View, settings: &Settings) -> Vec<ListView> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let number = |value: &Value| match value {
        Value::String(digits) => digits.parse().unwrap_or(0),
        value => value.as_i64().unwrap_or(0),
    };
    let mut found: Vec<(i64, ListView)> = settings
        .views
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, it)| {
            let columns = it["fields"].as_array().into_iter().flatten();
            let shown = ListView {
                id: number(&it["id"]),
                name: name.clone(),
                columns: columns
                    .filter_map(Value::as_str)
                    .map(str::to_owned)
                    .collect(),
                filter: text(&it["filterCond"]),
                sort: text(&it["sort"]),
                kind: match it["type"].as_str() {
                    Some("CALENDAR") => "calendar",
                    Some("CUSTOM") => "custom",
                    _ => "list",
                },
            };
            (number(&it["index"]), shown)
        })
        .collect();
    found.sort_by_key(|(index, shown)| (*index, shown.id));
    let mut views: Vec<ListView> = found.into_iter().map(|(_, shown)| shown).collect();
    views.push(everything(view, settings));
    views
}

fn everything(view: &View, settings: &Settings) -> ListView {
    // The number first, then what the app is about, then who and when.
    let place = |field: &Field| match field.kind {
        FieldType::RecordNumber => 0,
        kind if !kind.is_built_in() => 1,
        _ => 2,
    };
    let mut fields: Vec<&Field> = settings
        .fields
        .iter()
        .filter(|field| field.kind.has_value())
        .collect();
    fields.sort_by_key(|field| place(field));
    ListView {
        id: EVERYTHING,
        name: view.t("index.everything"),
        columns: fields.into_iter().map(|field| field.code.clone()).collect(),
        filter: String::new(),
        sort: String::new(),
        kind: "list",
    }
}

fn body(
    view: &View,
    opened: &Opened,
    views: &[ListView],
    chosen: &ListView,
    asked: &Asked,
    shown: &Shown,
) -> Markup {
    let settings = &opened.settings;
    let manages = opened.access.can_manage();
    html! {
        div class="pd-head" {
            h1 class="pd-title pd-break" { (settings.name) }
            div class="pd-actions" {
                div class="pd-space" data-pd="header-menu-space" {}
                @if manages {
                    a class="pd-icon-link" href={ "/k/admin/app/flow?app=" (settings.app) }
                        title=(view.t("index.settings_of")) aria-label=(view.t("index.settings_of")) { (parts::gear()) }
                }
            }
        }
        (record::messages(view, manages))
        div class="pd-space" data-pd="header-space" {}
        div class="pd-card" {
            (toolbar(view, views, chosen, asked))
            @if let Some(reason) = &shown.wrong {
                div class="pd-card-body" { (parts::note(Tone::Danger, &html! { p { (reason) } })) }
            } @else if shown.records.is_empty() {
                (nothing(view, asked))
            } @else {
                (table(view, opened, chosen, shown))
                (pager(view, chosen, asked, shown))
            }
        }
    }
}

/// A plain GET form: the address says what is shown, and can be kept and sent.
fn toolbar(view: &View, views: &[ListView], chosen: &ListView, asked: &Asked) -> Markup {
    let query = asked.q.as_deref().unwrap_or_default();
    html! {
        form class="pd-toolbar" method="get" role="search" {
            label class="pd-hidden-text" for="pd-view" { (view.t("index.views")) }
            select class="pd-input" id="pd-view" name="view" data-pd-views {
                @for it in views { option value=(it.id) selected[it.id == chosen.id] { (it.name) } }
            }
            div class="pd-query" {
                label class="pd-hidden-text" for="pd-query" { (view.t("index.query")) }
                input class="pd-input pd-input-mono" id="pd-query" name="q" type="search" spellcheck="false" autocapitalize="none"
                    value=(query) placeholder=(view.t("index.query_hint"));
                button class="pd-button" type="submit" { (view.t("index.search")) }
                @if !query.is_empty() {
                    a class="pd-button pd-button-quiet" href={ "?view=" (chosen.id) } { (view.t("index.clear")) }
                }
            }
        }
    }
}

fn nothing(view: &View, asked: &Asked) -> Markup {
    let filtered = asked
        .q
        .as_deref()
        .is_some_and(|query| !query.trim().is_empty());
    let key = if filtered { "none_found" } else { "empty" };
    parts::empty(
        &view.t(&format!("index.{key}")),
        &view.t(&format!("index.{key}_next")),
        &html! {},
    )
}

fn table(view: &View, opened: &Opened, chosen: &ListView, shown: &Shown) -> Markup {
    let settings = &opened.settings;
    let columns: Vec<&Field> = chosen
        .columns
        .iter()
        .filter_map(|code| settings.fields.get(code))
        .collect();
    html! {
        div class="pd-scroll" {
            table class="pd-table" {
                caption class="pd-hidden-text" { (view.text("index.caption", &[("name", &settings.name)])) }
                thead { tr {
                    th scope="col" { span class="pd-hidden-text" { (view.t("index.show")) } }
                    @for field in &columns { th scope="col" class=[cell_class(field)] { (field.label) } }
                } }
                tbody { @for record in &shown.records { (row(view, &columns, record)) } }
            }
        }
    }
}

fn row(view: &View, columns: &[&Field], record: &Value) -> Markup {
    let id = record["$id"]["value"].as_str().unwrap_or_default();
    html! {
        tr data-pd-record=(id) {
            td {
                a class="pd-icon-link pd-open" href={ "show?record=" (id) "#record=" (id) }
                    aria-label=(view.text("index.open", &[("id", id)])) { (parts::page_icon()) }
            }
            @for field in columns {
                td data-pd-cell=(field.code) class=[cell_class(field)] {
                    div class="pd-cell-text" { (cell(view, field, &record[&field.code]["value"])) }
                }
            }
        }
    }
}

/// Numbers stand under each other; a moment stays on one line.
fn cell_class(field: &Field) -> Option<&'static str> {
    match field.kind {
        FieldType::Number | FieldType::Calc => Some("pd-number"),
        FieldType::DateTime
        | FieldType::CreatedTime
        | FieldType::UpdatedTime
        | FieldType::Date
        | FieldType::Time => Some("pd-nowrap"),
        _ => None,
    }
}

/// Tables and files as words: a cell is small.
fn cell(view: &View, field: &Field, value: &Value) -> Markup {
    if field.kind == FieldType::Link {
        record::value(view, field, value)
    } else {
        html! { (record::text(view, field, value)) }
    }
}

fn pager(view: &View, chosen: &ListView, asked: &Asked, shown: &Shown) -> Markup {
    let to = shown.offset + shown.records.len();
    let numbers = [
        (shown.offset + 1).to_string(),
        to.to_string(),
        shown.total.to_string(),
    ];
    let range = view.text(
        "index.range",
        &[
            ("from", &numbers[0]),
            ("to", &numbers[1]),
            ("total", &numbers[2]),
        ],
    );
    let at = |offset: usize| {
        let mut address = url::form_urlencoded::Serializer::new("?".to_owned());
        address.append_pair("view", &chosen.id.to_string());
        if let Some(query) = asked.q.as_deref().filter(|query| !query.is_empty()) {
            address.append_pair("q", query);
        }
        address.append_pair("offset", &offset.to_string()).finish()
    };
    html! {
        nav class="pd-pager" aria-label=(range) {
            span { (range) }
            div class="pd-actions" {
                @if shown.offset > 0 {
                    a class="pd-button pd-button-small" rel="prev" href=(at(shown.offset.saturating_sub(SIZE))) { (view.t("index.previous")) }
                }
                @if (to as u64) < shown.total {
                    a class="pd-button pd-button-small" rel="next" href=(at(to)) { (view.t("index.next")) }
                }
            }
        }
    }
}

/// Asks for one page of records. A filter that cannot be read or asked is shown as wrong, beside the
/// form in which it can be mended.
async fn search(
    session: &PageSession,
    opened: &Opened,
    chosen: &ListView,
    asked: &Asked,
) -> Result<Shown, Error> {
    let given = asked
        .q
        .as_deref()
        .map(str::trim)
        .filter(|query| !query.is_empty());
    let mut shown = Shown {
        condition: String::new(),
        query: String::new(),
        offset: asked.offset.unwrap_or(0),
        records: Vec::new(),
        total: 0,
        wrong: None,
    };
    match ask(session, opened, chosen, given, &mut shown).await {
        Ok(()) => {}
        Err(error) if error.status.is_client_error() && given.is_some() => {
            let reason = reasons(&error, session.view.locale);
            shown.wrong = Some(
                session
                    .view
                    .text("index.query_wrong", &[("reason", &reason)]),
            );
        }
        // Under settings that were never put to use there are no records yet (R40).
        Err(error) if opened.place == Place::Preview && error.status == StatusCode::NOT_FOUND => {}
        Err(error) => return Err(error),
    }
    Ok(shown)
}

async fn ask(
    session: &PageSession,
    opened: &Opened,
    chosen: &ListView,
    given: Option<&str>,
    shown: &mut Shown,
) -> Result<(), Error> {
    let text = given.unwrap_or(&chosen.filter);
    let parsed = query::Query::parse(text).map_err(|error| unreadable(&error))?;
    let condition = query::condition_of(text).map_err(|error| unreadable(&error))?;
    condition.clone_into(&mut shown.condition);
    let order = if parsed.order.is_empty() {
        chosen.sort.clone()
    } else {
        let keys = parsed.order.iter().map(|key| {
            let way = if key.descending { "desc" } else { "asc" };
            format!("{} {way}", key.field)
        });
        keys.collect::<Vec<_>>().join(", ")
    };
    let order = if order.is_empty() {
        order
    } else {
        format!("order by {order} ")
    };
    let paging = format!("{order}limit {SIZE} offset {}", shown.offset);
    shown.query = if shown.condition.is_empty() {
        paging
    } else {
        format!("{} {paging}", shown.condition)
    };
    let search = Search {
        query: query::Query::parse(&shown.query).map_err(|error| unreadable(&error))?,
        fields: None,
        total: true,
    };
    let now = session.app.clock.now();
    let moment = Moment::new(
        now,
        &session.user.timezone,
        Some(session.user.login.clone()),
    );
    let page = session
        .app
        .store
        .records(&opened.access, &search, &moment)
        .await?;
    shown.records = page
        .records
        .into_iter()
        .map(|record| Value::Object(record.values))
        .collect();
    shown.total = page
        .total
        .and_then(|total| u64::try_from(total).ok())
        .unwrap_or(0);
    Ok(())
}

/// A filter that is none, said as the reader of a page can use it.
fn unreadable(error: &query::Error) -> Error {
    match error {
        query::Error::Syntax { at } => Error::invalid_at(
            "q",
            "pages.index.query_at",
            vec![("at", (at + 1).to_string())],
        ),
        _ => Error::invalid_at("q", "pages.index.query_large", Vec::new()),
    }
}

/// An error in a line: what is wrong at each place, else its own text.
fn reasons(error: &Error, locale: Locale) -> String {
    let body = error::render::body(error, locale);
    let places = body["errors"].as_object().into_iter().flatten();
    let messages =
        places.flat_map(|(_, place)| place["messages"].as_array().cloned().unwrap_or_default());
    let messages: Vec<String> = messages
        .filter_map(|text| text.as_str().map(str::to_owned))
        .collect();
    if messages.is_empty() {
        error.message(locale)
    } else {
        messages.join(" ")
    }
}
