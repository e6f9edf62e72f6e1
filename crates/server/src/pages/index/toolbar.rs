//! The toolbar of a list: the choice of the view, the filter as text, and a builder for filters.
//!
//! It is a plain GET form, so it works without scripts, and the address contains the state of the
//! list.

use maud::{Markup, html};
use plugdock_schema::field::FilterInput;
use plugdock_schema::{Field, query};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::List;
use super::search::order_text;

/// Renders the toolbar above the records.
pub(super) fn toolbar(list: &List<'_>) -> Markup {
    let List {
        view,
        views,
        chosen,
        address,
        shown,
        ..
    } = list;
    let query = address.query.unwrap_or_default();
    html! {
        form class="pd-toolbar gaia-argoui-app-index-toolbar" method="get" role="search" {
            div data-pd="view-selector" {
                label class="pd-hidden-text" for="pd-view" { (view.t("index.views")) }
                select class="pd-input" id="pd-view" name="view" data-pd-views {
                    @for it in *views { option value=(it.id) selected[it.id == chosen.id] { (it.name) } }
                }
            }
            div class="pd-query" data-pd="filter" {
                label class="pd-hidden-text" for="pd-query" { (view.t("index.query")) }
                input class="pd-input pd-input-mono" id="pd-query" name="q" type="search" spellcheck="false" autocapitalize="none"
                    value=(query) placeholder=(view.t("index.query_hint"));
                button class="pd-button" type="submit" { (view.t("index.search")) }
                @if !query.is_empty() {
                    a class="pd-button pd-button-quiet" href=(address.cleared()) { (view.t("index.clear")) }
                }
            }
            @if shown.wrong.is_none() { (builder(list)) }
        }
    }
}

/// Renders the builder. The page's script fills it and reads the fields and operators from its
/// attributes.
fn builder(list: &List<'_>) -> Markup {
    let List {
        view,
        shown,
        opened,
        ..
    } = list;
    let fields: Vec<Askable<'_>> = opened
        .settings
        .fields
        .iter()
        .flat_map(|field| {
            std::iter::once((field, None))
                .chain(field.fields.iter().map(move |inner| (inner, Some(field))))
        })
        .filter_map(|(field, table)| askable(list, field, table))
        .collect();
    html! {
        details class="pd-builder" data-pd-builder=(json!(fields)) data-pd-condition=(shown.condition) data-pd-order=(order_text(&shown.order)) hidden {
            summary class="pd-button pd-button-quiet" { (view.say("record.list.build")) }
            div class="pd-builder-body" {
                div class="pd-builder-line" {
                    (part("field", &view.say("record.list.build_field"), &html! {}))
                    (part("operator", &view.say("record.list.build_operator"), &html! {}))
                    div class="pd-builder-part" data-pd-part="value-box" {
                        label for="pd-build-value" { (view.say("record.list.build_value")) }
                        span data-pd-part="value" {}
                    }
                    button class="pd-button" type="button" data-pd-part="add" { (view.say("record.list.build_add")) }
                }
                div class="pd-builder-line" {
                    (part("sort", &view.say("record.list.sort_field"), &html! {}))
                    (part("way", &view.say("record.list.sort_way"), &html! {
                        option value="asc" { (view.say("record.list.sort_up")) }
                        option value="desc" { (view.say("record.list.sort_down")) }
                    }))
                    button class="pd-button" type="button" data-pd-part="order" { (view.say("record.list.sort_go")) }
                }
            }
        }
    }
}

/// Renders a choice with its label. It has no name, so the form does not send it.
fn part(name: &str, label: &str, options: &Markup) -> Markup {
    let id = format!("pd-build-{name}");
    html! {
        div class="pd-builder-part" {
            label for=(id) { (label) }
            select class="pd-input" id=(id) data-pd-part=(name) { (options) }
        }
    }
}

/// A field, in the form that the builder needs.
#[derive(Serialize, ToSchema)]
pub(in crate::pages) struct Askable<'a> {
    code: &'a str,
    label: String,
    /// The operators in the syntax of the query language. Empty if the field can only be sorted by.
    operators: Vec<String>,
    sorts: bool,
    value: InputKind,
    options: Vec<&'a str>,
}

/// The kind of value that a field is compared with.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum InputKind {
    Text,
    Number,
    Date,
    DateTime,
    Time,
    User,
    Organization,
    Choice,
}

/// Returns the field for the builder, or `None` if it has no operators and cannot be sorted by.
fn askable<'a>(list: &List<'a>, field: &'a Field, table: Option<&Field>) -> Option<Askable<'a>> {
    let fields = &list.opened.settings.fields;
    let operators = query::operators_of(fields, &field.code);
    let sorts = query::is_sortable(fields, &field.code);
    if operators.is_empty() && !sorts {
        return None;
    }
    let label = match table {
        Some(table) => format!("{}: {}", table.label, field.label),
        None => field.label.clone(),
    };
    let operators: Vec<String> = operators.iter().map(ToString::to_string).collect();
    let value = match field.kind.filter_input() {
        FilterInput::Text => InputKind::Text,
        FilterInput::Number => InputKind::Number,
        FilterInput::Date => InputKind::Date,
        FilterInput::Time => InputKind::Time,
        FilterInput::Datetime => InputKind::DateTime,
        FilterInput::Choice | FilterInput::State => InputKind::Choice,
        FilterInput::User => InputKind::User,
        FilterInput::Organization => InputKind::Organization,
    };
    Some(Askable {
        code: &field.code,
        label,
        operators,
        sorts,
        value,
        options: options(list, field),
    })
}

/// Returns the options of a field whose value is a choice.
fn options<'a>(list: &List<'a>, field: &'a Field) -> Vec<&'a str> {
    match field.kind.filter_input() {
        FilterInput::State => {
            let states = list.opened.settings.process.states.iter();
            states.map(|state| state.name.as_str()).collect()
        }
        FilterInput::Text
        | FilterInput::Number
        | FilterInput::Date
        | FilterInput::Time
        | FilterInput::Datetime
        | FilterInput::Choice
        | FilterInput::User
        | FilterInput::Organization => field.options(),
    }
}
