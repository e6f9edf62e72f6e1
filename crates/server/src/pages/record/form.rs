//! Renders a record's fields in the form's layout, for the pages to view, create, edit and print
//! records.
//!
//! Each field, space and row is an element that is rendered once, here, and given to plug-ins. No
//! script of this server renders into an element that a plug-in may hold (ADR 3). Plug-ins look for
//! the `-gaia` classes and for the classes with a field's ID.

use maud::{Markup, html};
use plugdock_schema::field::Look;
use plugdock_schema::layout::{Cell, Layout, Row, Size};
use plugdock_schema::value::{Blank, Shown};
use plugdock_schema::{Field, Fields};
use plugdock_store::records::Record;
use serde::Serialize;

use super::values;
use crate::pages::layout::View;

/// The purpose of a form.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// The form shows values.
    Show,
    /// The form edits a record. The page's script fills the empty values with inputs.
    Edit,
    /// The form edits a new record.
    Create,
}

/// The record whose values a form shows.
#[derive(Clone, Copy, Serialize)]
#[serde(untagged)]
pub(crate) enum Shows<'a> {
    Record(&'a Record),
    New(&'a Blank<'a>),
}

impl Shows<'_> {
    fn get(&self, code: &str) -> Option<Shown<'_>> {
        match self {
            Self::Record(record) => record.get(code),
            Self::New(blank) => blank.get(code),
        }
    }
}

/// A record in a form.
pub(crate) struct Form<'a> {
    pub(crate) view: &'a View,
    pub(crate) fields: &'a Fields,
    pub(crate) record: Shows<'a>,
    pub(crate) used: Use,
    /// The codes of the fields that the user may not change.
    pub(crate) read_only: &'a [String],
}

impl Form<'_> {
    /// Renders the whole form with the rows of a layout.
    pub(crate) fn whole(&self, layout: &Layout) -> Markup {
        let placed = layout.codes();
        let class = match self.used {
            Use::Show => "record-gaia layout-gaia showlayout-gaia",
            Use::Edit | Use::Create => "record-gaia layout-gaia editablelayout-gaia",
        };
        html! {
            div id="record-gaia" class=(class) {
                (self.optional(&placed))
                (self.rows(layout.rows()))
                @if self.used != Use::Create { (self.rest(&placed)) }
            }
        }
    }

    fn rows(&self, rows: &[Row]) -> Markup {
        html! {
            @for row in rows {
                @match row {
                    Row::Group { code, layout } => (self.group(code, layout)),
                    Row::Table { code, .. } => (self.field(code, None)),
                    Row::Cells { fields } => div class="pd-form-row row-gaia clearFix-cybozu" {
                        @for cell in fields { (self.cell(cell)) }
                    },
                }
            }
        }
    }

    fn group(&self, code: &str, rows: &[Row]) -> Markup {
        html! {
            @if let Some(field) = self.fields.get(code) {
                // Always open, regardless of the group's setting: plug-ins look for its elements,
                // and users for its values.
                details class={ "pd-form-group control-group-field-gaia field-" (field.id) } open data-pd-field-box data-pd-group=(field.code) {
                    summary class="group-label-gaia" { (field.label) }
                    div class="pd-form-group-body" data-pd-field=(field.code) { (self.rows(rows)) }
                }
            }
        }
    }

    fn cell(&self, cell: &Cell) -> Markup {
        match cell {
            Cell::Label { label, size } => html! {
                div class="pd-form-field" style=[width(size)] { (plain(label)) }
            },
            Cell::Space { element_id, size } => html! {
                div class="pd-form-field control-gaia control-spacer-field-gaia" style=[width(size)] data-pd-space=(element_id) id={ "user-js-" (element_id) } {}
            },
            Cell::Line { .. } => html! { hr class="pd-form-line hr-cybozu"; },
            Cell::Field { code, size, .. } => self.field(code, width(size)),
        }
    }

    fn field(&self, code: &str, width: Option<String>) -> Markup {
        html! {
            @if let Some(field) = self.fields.get(code) {
                // A new record has no value for fields that the server fills in.
                @if self.used != Use::Create || !field.kind.is_built_in() || field.kind.is_writable() { (self.boxed(field, width)) }
            }
        }
    }

    fn boxed(&self, field: &Field, width: Option<String>) -> Markup {
        let value = self.record.get(&field.code);
        let value =
            html! { @if let Some(value) = value { (values::value(self.view, field, &value)) } };
        let edits = self.used != Use::Show;
        let computed = field.is_computed();
        let inputs = edits && field.is_given() && !self.read_only.contains(&field.code);
        let plain = inputs || field.kind.look() == Look::Table;
        let id = format!("pd-field-{}", field.id);
        let label = !field.flag("noLabel");
        let kind = field.kind.as_str().to_ascii_lowercase();
        html! {
            div class={ "pd-form-field control-gaia control-" (kind) "-field-gaia field-" (field.id) } style=[width]
                data-pd-field-box=(field.code) data-pd-label=[label.then_some(&id)]
                // An input has its own label, so a label here would be read twice.
                role=[(!inputs).then_some("group")]
                aria-labelledby=[(label && !inputs).then_some(&id)] aria-label=[(!label && !inputs).then_some(&field.label)] {
                @if label {
                    div class={ "pd-form-name control-label-gaia label-" (field.id) } id=(id) {
                        span class="control-label-text-gaia" { (field.label) }
                        @if inputs && field.required() { span class="pd-required" title=(self.view.say("record.required")) { "*" } }
                    }
                }
                div class={ "pd-form-value control-value-gaia value-" (field.id) @if plain { " pd-form-plain" } } data-pd-field=(field.code) {
                    // A result changes while the form is filled in, so it gets a separate element.
                    @if edits && computed { span data-pd-computed=(field.code) { (value) } }
                    @else if !inputs { (value) }
                }
            }
        }
    }

    /// Renders status, assignees and categories before all other fields. They have no place in a
    /// layout.
    fn optional(&self, placed: &[&str]) -> Markup {
        let there: Vec<&Field> = self
            .fields
            .iter()
            .filter(|field| field.kind.is_optional() && !placed.contains(&field.code.as_str()))
            .filter(|field| self.record.get(&field.code).is_some())
            .collect();
        html! {
            @if !there.is_empty() {
                div class="pd-form-row" { @for field in there { (self.boxed(field, None)) } }
                hr class="pd-rule";
            }
        }
    }

    /// Renders the record number, users and times that have no place in the layout.
    fn rest(&self, placed: &[&str]) -> Markup {
        let rest: Vec<&Field> = self
            .fields
            .iter()
            .filter(|field| field.kind.is_built_in() && !field.kind.is_optional())
            .filter(|field| !placed.contains(&field.code.as_str()))
            .filter(|field| self.record.get(&field.code).is_some())
            .collect();
        html! {
            @if !rest.is_empty() {
                hr class="pd-rule";
                div class="pd-form-row" { @for field in rest { (self.boxed(field, None)) } }
            }
        }
    }
}

/// Returns a width of the layout as a style in pixels, within reasonable limits.
fn width(size: &Size) -> Option<String> {
    let width: u32 = size.width.as_deref()?.parse().ok()?;
    Some(format!("width:{}px", width.clamp(40, 2_000)))
}

/// Returns the text of a label. Its HTML comes from the author of the app, so only its text is
/// shown (T75).
fn plain(html: &str) -> String {
    let mut words = String::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        words.push_str(&rest[..open]);
        rest = rest[open..]
            .find('>')
            .map_or("", |close| &rest[open + close + 1..]);
    }
    words.push_str(rest);
    words
        .replace("&nbsp;", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_stay_within_reason() {
        let width = |width: &str| {
            super::width(&Size {
                width: Some(width.to_owned()),
                ..Size::default()
            })
        };
        assert_eq!(width("193").as_deref(), Some("width:193px"));
        assert_eq!(width("9999999").as_deref(), Some("width:2000px"));
        assert_eq!(width("1px;background:url(x)"), None);
        assert_eq!(super::width(&Size::default()), None);
    }

    // T75
    #[test]
    fn a_label_is_words_only() {
        assert_eq!(plain("<b onclick=x>a &lt;b&gt;</b><script"), "a <b>");
    }
}
