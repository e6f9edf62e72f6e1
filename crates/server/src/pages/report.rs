//! `/k/{app}/report`: counts and sums of records as a chart and as a table.
//!
//! The address contains all choices, so that a graph can be bookmarked and shared. The page's
//! script requests `/k/api/report.json` and draws the chart. It never replaces elements that were
//! given to plug-ins.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use plugdock_schema::field::{Cell, Source};
use plugdock_schema::value::columns::{self, Form};
use plugdock_schema::{AppId, Field, Fields};
use plugdock_store::records::report::MAX_GROUPS;
use serde::Deserialize;

use super::PageSession;
use super::boot::PageKind;
use super::layout::View;
use super::record::{Opened, Place};
use crate::error::Error;
use crate::state::AppState;

const TYPES: [&str; 6] = ["column", "bar", "stacked", "line", "pie", "table"];
const STEPS: [&str; 5] = ["day", "week", "month", "quarter", "year"];
const FUNCTIONS: [&str; 5] = ["count", "sum", "average", "max", "min"];
const SORTS: [&str; 4] = ["key-asc", "key-desc", "value-desc", "value-asc"];

pub(crate) fn routes() -> Router<Arc<AppState>> {
    Place::ALL.into_iter().fold(Router::new(), |routes, place| {
        routes.route(
            &place.route("report"),
            get(
                async move |session: PageSession, app: Path<AppId>, asked: Query<ReportQuery>| {
                    report(&session, app.0, place, &asked).await
                },
            ),
        )
    })
}

/// The choices in the address. Invalid choices count as absent.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct ReportQuery {
    r#type: String,
    group: String,
    step: String,
    series: String,
    series_step: String,
    function: String,
    field: String,
    query: String,
    sort: String,
    limit: String,
}

async fn report(
    session: &PageSession,
    app: AppId,
    place: Place,
    asked: &ReportQuery,
) -> Result<Response, Error> {
    let view = &session.view;
    let opened = Opened::new(session, app, place).await?;
    let title = view.say("data.report.title");
    let what = opened.what(view, PageKind::Report, &title);
    let body = body(view, &opened, &title, asked);
    let mut page = opened.page(session, what, body);
    page.tail = html! { (page.tail) script src=(plugdock_web::url::REPORT_JS) {} };
    Ok(session.answer(&page))
}

fn body(view: &View, opened: &Opened, title: &str, asked: &ReportQuery) -> Markup {
    let settings = &opened.settings;
    html! {
        (opened.head(view, title))
        div class="pd-card" {
            (form(view, &settings.fields, asked))
            div class="pd-card-body" {
                p class="pd-muted pd-small" role="status" data-pd-report="status" {}
                div data-pd-report="wrong" {}
                div class="pd-chart" data-pd-report="chart" hidden { canvas role="img" {} }
                div class="pd-scroll" data-pd-report="table" {}
            }
        }
    }
}

fn form(view: &View, fields: &Fields, asked: &ReportQuery) -> Markup {
    let groups: Vec<&Field> = fields.iter().filter(|field| makes_groups(field)).collect();
    let numbers: Vec<&Field> = fields.iter().filter(|field| is_number(field)).collect();
    // A field that the app's author added is more informative than the creator of a record.
    let first = groups
        .iter()
        .find(|field| field.kind.is_choice())
        .or_else(|| groups.iter().find(|field| !field.kind.is_built_in()))
        .or(groups.first())
        .map_or("", |field| field.code.as_str());
    let group = groups.iter().find(|field| field.code == asked.group);
    let group = group.map_or(first, |field| field.code.as_str());
    let functions = if numbers.is_empty() {
        &FUNCTIONS[..1]
    } else {
        &FUNCTIONS[..]
    };
    let step = |chosen: &str| {
        let known = STEPS.contains(&chosen);
        if known {
            chosen.to_owned()
        } else {
            "month".to_owned()
        }
    };
    html! {
        form class="pd-report-form" data-pd-report="form" {
            (choice(view, "type", words(view, "type", &TYPES), &asked.r#type))
            (choice(view, "group", codes(&groups), group))
            (choice(view, "step", words(view, "step", &STEPS), &step(&asked.step)))
            (choice(view, "series", none(view).chain(codes(&groups)), &asked.series))
            (choice(view, "seriesStep", words(view, "step", &STEPS), &step(&asked.series_step)))
            (choice(view, "function", words(view, "function", functions), &asked.function))
            @if !numbers.is_empty() { (choice(view, "field", codes(&numbers), &asked.field)) }
            (choice(view, "sort", words(view, "sort", &SORTS), &asked.sort))
            div class="pd-report-field" {
                label class="pd-label" for="pd-report-limit" { (view.say("data.report.limit")) }
                input class="pd-input" id="pd-report-limit" name="limit" type="number" min="1" max=(MAX_GROUPS)
                    value=(asked.limit.parse().unwrap_or(50).clamp(1, MAX_GROUPS));
            }
            div class="pd-report-field pd-report-query" {
                label class="pd-label" for="pd-report-query" { (view.say("data.query")) }
                input class="pd-input pd-input-mono" id="pd-report-query" name="query" type="search" spellcheck="false"
                    autocapitalize="none" value=(asked.query) placeholder=(view.say("data.query_hint"));
            }
            button class="pd-button pd-button-main" type="submit" { (view.say("data.report.show")) }
        }
    }
}

/// An option: its value, its text, and true if it is a date or a time that can be grouped by
/// periods.
type Choice = (String, String, bool);

fn codes<'a>(fields: &'a [&Field]) -> impl Iterator<Item = Choice> + 'a {
    fields
        .iter()
        .map(|field| (field.code.clone(), field.label.clone(), has_periods(field)))
}

fn words<'a>(
    view: &'a View,
    name: &'a str,
    words: &'a [&'a str],
) -> impl Iterator<Item = Choice> + 'a {
    words.iter().map(move |word| {
        let text = view.say(&format!("data.report.{name}.{word}"));
        ((*word).to_owned(), text, false)
    })
}

fn none(view: &View) -> impl Iterator<Item = Choice> {
    std::iter::once((String::new(), view.say("data.report.one_field"), false))
}

fn choice(view: &View, name: &str, choices: impl Iterator<Item = Choice>, chosen: &str) -> Markup {
    let id = format!("pd-report-{name}");
    html! {
        div class="pd-report-field" data-pd-report-field=(name) {
            label class="pd-label" for=(id) { (view.say(&format!("data.report.{name}"))) }
            select class="pd-input" id=(id) name=(name) {
                @for (value, text, periods) in choices {
                    option value=(value) selected[value == chosen] data-periods[periods] { (text) }
                }
            }
        }
    }
}

/// Returns true if `store::records::report` can group by the field.
fn makes_groups(field: &Field) -> bool {
    match field.kind.source() {
        Source::Creator | Source::Modifier | Source::Created | Source::Updated => true,
        Source::Document => columns::form(field) != Form::None,
        Source::Number | Source::Nothing => false,
    }
}

fn is_number(field: &Field) -> bool {
    columns::form(field) == Form::Number
}

fn has_periods(field: &Field) -> bool {
    matches!(field.kind.cell(), Cell::Day | Cell::Instant)
}
