//! `/k/{app}/show`: one record, its fields where the form's layout puts them.
//!
//! The vendor's address is `show#record=5`, and what stands behind `#` never reaches a server. A page
//! without `?record=` therefore holds one small script that comes again with it, and keeps the `#`.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, PreEscaped, html};
use plugdock_store::fields::{Field, FieldType};
use plugdock_store::{AppId, Fields, RecordId};
use serde::Deserialize;
use serde_json::{Value, json};

use super::PageSession;
use super::boot::PageKind;
use super::layout::{Kind, Page, View};
use super::record::{self, Opened, Place, What};
use crate::app::App;
use crate::error::Error;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/k/{app}/show", get(live))
        .route("/k/admin/preview/{app}/show", get(preview))
}

#[derive(Deserialize)]
struct Asked {
    record: Option<RecordId>,
}

async fn live(
    session: PageSession,
    app: Path<AppId>,
    asked: Query<Asked>,
) -> Result<Response, Error> {
    show(&session, app.0, Place::Live, asked.record).await
}

async fn preview(
    session: PageSession,
    app: Path<AppId>,
    asked: Query<Asked>,
) -> Result<Response, Error> {
    show(&session, app.0, Place::Preview, asked.record).await
}

async fn show(
    session: &PageSession,
    app: AppId,
    place: Place,
    id: Option<RecordId>,
) -> Result<Response, Error> {
    let view = &session.view;
    let opened = Opened::new(session, app, place).await?;
    let Some(id) = id else {
        return Ok(session.answer(&which(view, &opened)));
    };
    let record = session
        .app
        .store
        .record(&opened.access, id)
        .await?
        .ok_or_else(Error::not_found)?;
    let record = Value::Object(record.values);
    let title = view.text("detail.title", &[("id", &id.to_string())]);
    let body = body(view, &opened, &title, &record);
    let what = What {
        page: PageKind::Detail,
        title: format!("{title} · {}", opened.settings.name),
        crumbs: vec![
            (view.t("portal.title"), "/k/".to_owned()),
            (opened.settings.name.clone(), place.base(app)),
        ],
        index: None,
        record: Some(json!({ "id": id, "record": record })),
    };
    Ok(session.answer(&opened.page(session, what, body)))
}

/// The page that comes again with the number that stands behind `#`.
fn which(view: &View, opened: &Opened) -> Page {
    let list = opened.place.base(opened.settings.app);
    let mut page = Page::own(
        opened.settings.name.clone(),
        html! {
            p class="pd-muted" { (view.t("detail.loading")) }
            a class="pd-link" href=(list) { (view.t("detail.back")) }
        },
    );
    page.kind = Kind::Own;
    page.tail = html! {
        script nonce=(view.nonce) {
            (PreEscaped(
                "const id=/[#&]record=(\\d+)/.exec(location.hash);\
                 location.replace(id?'?record='+id[1]+location.hash:'./')"
            ))
        }
    };
    page
}

fn body(view: &View, opened: &Opened, title: &str, record: &Value) -> Markup {
    let settings = &opened.settings;
    let list = opened.place.base(settings.app);
    let placed = Form {
        view,
        fields: &settings.fields,
        record,
    };
    let rows = settings
        .layout
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    html! {
        div class="pd-head" {
            h1 class="pd-title pd-break" { (title) }
            div class="pd-actions" {
                div class="pd-space" data-pd="record-header-menu-space" {}
                a class="pd-button" href=(list) { (view.t("detail.back")) }
            }
        }
        (record::messages(view, opened.access.can_manage()))
        div class="pd-space" data-pd="header-space" {}
        div class="pd-card" {
            div class="pd-card-body" {
                (placed.rows(rows))
                (placed.rest(rows))
            }
        }
    }
}

struct Form<'a> {
    view: &'a View,
    fields: &'a Fields,
    record: &'a Value,
}

impl Form<'_> {
    fn rows(&self, rows: &[Value]) -> Markup {
        html! {
            @for row in rows {
                @match row["type"].as_str() {
                    Some("GROUP") => (self.group(row)),
                    Some("SUBTABLE") => (self.field(&row["code"], &Value::Null)),
                    _ => div class="pd-form-row" {
                        @for cell in row["fields"].as_array().into_iter().flatten() { (self.cell(cell)) }
                    },
                }
            }
        }
    }

    fn group(&self, row: &Value) -> Markup {
        let field = row["code"].as_str().and_then(|code| self.fields.get(code));
        let rows = row["layout"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        html! {
            @if let Some(field) = field {
                // Open whatever its setting is: a plug-in looks for its elements, and a reader for values.
                details class="pd-form-group" open data-pd-field-box {
                    summary { (field.label) }
                    div class="pd-form-group-body" data-pd-field=(field.code) { (self.rows(rows)) }
                }
            }
        }
    }

    fn cell(&self, cell: &Value) -> Markup {
        let width = width(&cell["size"]);
        match cell["type"].as_str() {
            Some("LABEL") => html! {
                div class="pd-form-field" style=[width] { (plain(cell["label"].as_str().unwrap_or_default())) }
            },
            Some("SPACER") => {
                let id = cell["elementId"].as_str().unwrap_or_default();
                html! { div class="pd-form-field" style=[width] data-pd-space=(id) id={ "user-js-" (id) } {} }
            }
            Some("HR") => html! { hr class="pd-form-line"; },
            _ => self.field(&cell["code"], &cell["size"]),
        }
    }

    fn field(&self, code: &Value, size: &Value) -> Markup {
        let field = code.as_str().and_then(|code| self.fields.get(code));
        html! { @if let Some(field) = field { (self.boxed(field, width(size))) } }
    }

    fn boxed(&self, field: &Field, width: Option<String>) -> Markup {
        let value = &self.record[&field.code]["value"];
        let plain = field.kind == FieldType::Subtable;
        let class = if plain {
            "pd-form-value pd-form-plain"
        } else {
            "pd-form-value"
        };
        let id = format!("pd-field-{}", field.id);
        let label = !field.flag("noLabel");
        html! {
            div class="pd-form-field" style=[width] data-pd-field-box role="group" aria-labelledby=[label.then_some(&id)] {
                @if label { div class="pd-form-name" id=(id) { (field.label) } }
                div class=(class) data-pd-field=(field.code) { (record::value(self.view, field, value)) }
            }
        }
    }

    /// Number, people and times, where the layout does not place them.
    fn rest(&self, rows: &[Value]) -> Markup {
        let placed = codes(rows);
        let rest: Vec<&Field> = self
            .fields
            .iter()
            .filter(|field| field.kind.is_built_in() && field.kind.has_value())
            .filter(|field| !placed.contains(&field.code.as_str()))
            .filter(|field| !self.record[&field.code]["value"].is_null())
            .collect();
        html! {
            @if !rest.is_empty() {
                hr class="pd-rule";
                div class="pd-form-row" { @for field in rest { (self.boxed(field, None)) } }
            }
        }
    }
}

/// Every field code that a layout places.
fn codes(rows: &[Value]) -> Vec<&str> {
    let mut found = Vec::new();
    for row in rows {
        found.extend(row["code"].as_str());
        for cell in row["fields"].as_array().into_iter().flatten() {
            found.extend(cell["code"].as_str());
        }
        found.extend(codes(
            row["layout"]
                .as_array()
                .map(Vec::as_slice)
                .unwrap_or_default(),
        ));
    }
    found
}

/// A width as the layout has it, in pixels, within reason.
fn width(size: &Value) -> Option<String> {
    let width: u32 = size["width"].as_str()?.parse().ok()?;
    Some(format!("width:{}px", width.clamp(40, 2_000)))
}

/// A label's text: its HTML is an author's, and so only its words are shown (T75).
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
        assert_eq!(
            width(&json!({"width": "193"})).as_deref(),
            Some("width:193px")
        );
        assert_eq!(
            width(&json!({"width": "9999999"})).as_deref(),
            Some("width:2000px")
        );
        assert_eq!(width(&json!({"width": "1px;background:url(x)"})), None);
        assert_eq!(width(&json!({})), None);
    }

    // T75
    #[test]
    fn a_label_is_words_only() {
        assert_eq!(plain("<b onclick=x>a &lt;b&gt;</b><script"), "a <b>");
    }
}
