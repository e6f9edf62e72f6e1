//! The list view: records as rows and fields as columns. On small screens the same elements show
//! each record as a card.
//!
//! Cells are given to plug-ins and never rendered again. The value is in a separate element inside
//! the cell (ADR 3). Plug-ins look for the `-gaia` classes.

use maud::{Markup, html};
use plugdock_schema::field::{Cell, Look};
use plugdock_schema::{Field, query};
use plugdock_store::records::Record;

use super::List;
use super::search::order_text;
use crate::pages::layout::View;
use crate::pages::parts;
use crate::pages::record::{Place, values};

/// Renders the table of a list view.
pub(super) fn table(list: &List<'_>) -> Markup {
    let settings = &list.opened.settings;
    let view = list.view;
    let columns: Vec<&Field> = list
        .chosen
        .columns
        .iter()
        .filter_map(|code| settings.fields.get(code))
        .collect();
    let mobile = list.opened.place.is_mobile();
    html! {
        div class={ "pd-scroll" @if mobile { " pd-cards" } } {
            table class={ "pd-table recordlist-gaia" @if mobile { " gaia-mobile-v2-app-index-recordlist-table" } } {
                caption class="pd-hidden-text" { (view.text("index.caption", &[("name", &settings.name)])) }
                thead { tr {
                    th scope="col" data-pd-column-action="OPEN_DETAIL" { span class="pd-hidden-text" { (view.t("index.show")) } }
                    @for field in &columns { (head(list, field)) }
                    @if acts(list) {
                        th scope="col" data-pd-column-action="RECORD_ACTIONS" { span class="pd-hidden-text" { (view.say("record.list.actions")) } }
                    }
                } }
                tbody { @for record in &list.shown.records { (row(list, &columns, record)) } }
            }
        }
    }
}

/// Returns true if rows can be edited in the list. Mobile pages open the record first, as in
/// Kintone.
fn acts(list: &List<'_>) -> bool {
    let access = &list.opened.access;
    list.opened.place != Place::Mobile && (access.can_edit() || access.can_delete())
}

fn head(list: &List<'_>, field: &Field) -> Markup {
    let mobile = list.opened.place.is_mobile();
    let name = html! {
        span class={ "recordlist-header-label-gaia" @if mobile { " gaia-mobile-v2-app-index-recordlist-table-headercell-label" } } { (field.label) }
    };
    let class = format!("recordlist-header-cell-gaia label-{}", field.id);
    let class = [Some(class.as_str()), cell_class(field)];
    let class = class.into_iter().flatten().collect::<Vec<_>>().join(" ");
    if !query::is_sortable(&list.opened.settings.fields, &field.code) {
        return html! { th scope="col" class=(class) data-pd-column=(field.code) { (name) } };
    }
    let first = list.shown.order.first();
    let sorted = first.filter(|key| key.field == field.code);
    let up = sorted.is_none_or(|key| key.descending);
    let order = order_text(&[query::Order {
        field: field.code.clone(),
        descending: !up,
    }]);
    let query = format!("{} {order}", list.shown.condition);
    let state = match sorted {
        Some(key) if key.descending => "descending",
        Some(_) => "ascending",
        None => "none",
    };
    html! {
        th scope="col" class=(class) data-pd-column=(field.code) aria-sort=(state) {
            a class="pd-sort" href=(list.address.asking(query.trim())) { (name) span class="pd-sort-mark" aria-hidden="true" {} }
        }
    }
}

fn row(list: &List<'_>, columns: &[&Field], record: &Record) -> Markup {
    let view = list.view;
    let id = record.id.to_string();
    html! {
        tr class="recordlist-row-gaia" data-pd-record=(id) {
            td class="pd-row-open recordlist-action-gaia" data-pd-action-cell="OPEN_DETAIL" {
                a class="pd-icon-link pd-open recordlist-show-gaia" href=(list.href(record))
                    aria-label=(view.text("index.open", &[("id", &id)])) { (parts::page_icon()) }
            }
            @for field in columns { (cell(view, field, record)) }
            @if acts(list) { (actions(list, record)) }
        }
    }
}

fn cell(view: &View, field: &Field, record: &Record) -> Markup {
    let value = record.get(&field.code);
    let class = format!("recordlist-cell-gaia value-{}", field.id);
    let class = [Some(class.as_str()), cell_class(field)];
    let class = class.into_iter().flatten().collect::<Vec<_>>().join(" ");
    html! {
        td data-pd-cell=(field.code) data-label=(field.label) class=(class) {
            div class="pd-cell-text" data-pd-value {
                // Cells show tables and files as text, because a cell is small.
                @if let Some(value) = value {
                    @if field.kind.look() == Look::Link { (values::value(view, field, &value)) }
                    @else { (values::text(view, field, &value)) }
                }
            }
        }
    }
}

fn actions(list: &List<'_>, record: &Record) -> Markup {
    let List { view, opened, .. } = list;
    let can = list.can.get(&record.id).copied().unwrap_or_default();
    let id = record.id.to_string();
    let edit = opened.place.edit(opened.settings.app, record.id);
    html! {
        td class="pd-row-actions recordlist-action-gaia" data-pd-action-cell="RECORD_ACTIONS" {
            div class="pd-row-buttons" {
                @if can.edit {
                    // A click edits the row in place. The address leads to the whole form.
                    a class="pd-icon-link recordlist-edit-gaia" href=(edit) data-pd-edit=(id)
                        aria-label=(view.say_with("record.list.edit_named", &[("id", &id)])) { (parts::pencil()) }
                }
                @if can.delete {
                    button class="pd-icon-link recordlist-remove-gaia" type="button" data-pd-delete=(id)
                        aria-label=(view.say_with("record.list.delete_named", &[("id", &id)])) { (parts::bin()) }
                }
            }
        }
    }
}

/// Returns the class of a cell. Numbers are aligned, and dates and times stay on one line.
fn cell_class(field: &Field) -> Option<&'static str> {
    match field.kind.cell() {
        Cell::Number => Some("pd-number"),
        Cell::Day | Cell::Time | Cell::Instant => Some("pd-nowrap"),
        Cell::Free | Cell::Choices | Cell::Entities | Cell::Rows | Cell::None => None,
    }
}
