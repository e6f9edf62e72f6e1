//! `/k/admin/app/{app}/form`: the form editor.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::get;
use maud::html;
use plugdock_schema::field::settings::{self, Shape};
use plugdock_schema::query::Query as Search;
use plugdock_schema::query::time::Moment;
use plugdock_schema::{AppId, Field, FieldType};
use plugdock_store::records;
use serde_json::{Value, json};

use super::{Frame, Part, Saved, editor};
use crate::error::Error;
use crate::pages::{PageSession, parts};
use crate::state::App;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/k/admin/app/{app}/form", get(page))
}

async fn page(
    session: PageSession,
    Path(app): Path<AppId>,
    Query(saved): Query<Saved>,
) -> Result<Response, Error> {
    let view = &session.view;
    let frame = Frame::open(&session, app).await?;
    let start = start(&session, &frame).await?;
    let body = html! {
        (parts::message(view, saved.message.as_deref(), &["APP_SAVED"]))
        (editor::place(view, "form"))
    };
    let mut page = frame.page(view, Part::Form, &body);
    page.wide = true;
    page.tail = editor::script(view, &start);
    Ok(session.answer(&page))
}

async fn start(session: &PageSession, frame: &Frame) -> Result<Value, Error> {
    let settings = &frame.settings;
    // Deleting a field that runs takes its values with it: the editor asks first.
    let (running, records) = match &frame.live {
        Some(live) => {
            let fields = live.fields.iter();
            let fields = fields.flat_map(|field| std::iter::once(field).chain(&field.fields));
            (
                fields.map(|field| field.id).collect(),
                count(session, frame).await?,
            )
        }
        None => (Vec::new(), 0),
    };
    let fields = settings.fields.iter();
    // What no layout places has its own page.
    let placed = fields.filter(|field| !field.kind.is_optional());
    let fields: Vec<Value> = placed.map(numbered).collect();
    Ok(json!({
        "app": settings.app,
        "revision": settings.revision,
        "types": types(),
        "fields": fields,
        "layout": settings.layout.as_array().map_or(&[][..], Vec::as_slice),
        "running": running,
        "records": records,
    }))
}

async fn count(session: &PageSession, frame: &Frame) -> Result<i64, Error> {
    if !frame.access.can_view() {
        return Ok(0);
    }
    let store = &session.app.store;
    let search = records::Search {
        query: Search::default(),
        fields: None,
        total: true,
    };
    let moment = Moment::new(session.app.clock.now(), "UTC", None);
    Ok(store.count_records(&frame.access, &search, &moment).await?)
}

/// The field's properties with its number; a table's columns as a list of such.
fn numbered(field: &Field) -> Value {
    let mut property = field.to_property();
    property["id"] = json!(field.id);
    if field.kind == FieldType::Subtable {
        property["fields"] = field.fields.iter().map(numbered).collect();
    }
    property
}

/// Every type with its settings, out of the store's one table.
fn types() -> Value {
    let types = FieldType::ALL.iter().map(|kind| {
        let settings = settings::rows(*kind).iter();
        let settings: Vec<Value> = settings
            .map(|(name, shape)| match shape {
                Shape::OneOf(choices) => {
                    json!({ "name": name, "shape": "oneOf", "choices": choices })
                }
                shape => json!({ "name": name, "shape": shape_name(*shape) }),
            })
            .collect();
        json!({
            "type": kind.as_str(),
            "builtIn": kind.is_built_in(),
            "inTable": kind.fits_in_table(),
            "settings": settings,
            "unsaid": settings::defaults(*kind),
        })
    });
    types.collect()
}

fn shape_name(shape: Shape) -> &'static str {
    match shape {
        Shape::Flag(_) => "flag",
        Shape::Text => "text",
        Shape::Count => "count",
        Shape::Number => "number",
        Shape::OneOf(_) => "oneOf",
        Shape::Texts => "texts",
        Shape::Options => "options",
        Shape::Entities => "entities",
        Shape::Object => "object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{self, Locale};

    // The editor builds these keys from the schema, so that no literal shows `tidy` that one lacks.
    #[test]
    fn every_type_setting_and_choice_of_the_schema_has_a_text() {
        for kind in FieldType::ALL {
            let mut keys = vec![format!("form.type.{}", kind.as_str())];
            for (name, shape) in settings::rows(*kind) {
                keys.push(format!("form.setting.{name}"));
                if let Shape::OneOf(choices) = shape {
                    keys.extend(choices.iter().map(|it| format!("form.choice.{name}.{it}")));
                }
            }
            for key in keys {
                assert_ne!(i18n::text(Locale::En, &key, &[]), key);
            }
        }
    }
}
