//! `/k/admin/app/{app}/form`: the form editor.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::get;
use maud::html;
use plugdock_schema::field::Property;
use plugdock_schema::field::property::{self, Shape};
use plugdock_schema::layout::Layout;
use plugdock_schema::{AppId, Field, FieldId, FieldType, Revision};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Frame, Part, editor};
use crate::error::Error;
use crate::pages::PageSession;
use crate::pages::parts::Said;
use crate::services::shapes::{self, FieldProperty, LayoutRow};
use crate::state::AppState;

pub(super) fn routes() -> Router<Arc<AppState>> {
    Router::new().route("/k/admin/app/{app}/form", get(page))
}

async fn page(
    session: PageSession,
    Path(app): Path<AppId>,
    Query(said): Query<Said>,
) -> Result<Response, Error> {
    let view = &session.view;
    let frame = Frame::open(&session, app).await?;
    let start = start(&session, &frame).await?;
    let part = (Part::Form, "form");
    let mut page = editor::page(view, &frame, part, &said, &html! {}, &start);
    page.wide = true;
    Ok(session.answer(&page))
}

/// The initial data of the form editor.
#[derive(Serialize, ToSchema)]
pub(in crate::pages) struct FormStart<'a> {
    #[schema(value_type = i64)]
    app: AppId,
    #[schema(value_type = i64)]
    revision: Revision,
    types: Vec<TypeOfField>,
    /// The fields of the form, without those that have no place in a layout.
    fields: Vec<NumberedField>,
    #[schema(value_type = Vec<LayoutRow>)]
    layout: &'a Layout,
    /// The IDs of the fields in the live settings.
    #[schema(value_type = Vec<i64>)]
    running: Vec<FieldId>,
    records: i64,
}

/// A field type, as the schema defines it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TypeOfField {
    #[schema(value_type = shapes::FieldType)]
    r#type: &'static str,
    built_in: bool,
    in_table: bool,
    settings: Vec<SettingOfField>,
    /// The default settings of the type.
    #[schema(value_type = BTreeMap<String, Value>)]
    unsaid: Property,
}

#[derive(Serialize, ToSchema)]
struct SettingOfField {
    name: &'static str,
    shape: ShapeOfSetting,
    /// The choices of a `oneOf` setting.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    #[schema(required = false)]
    choices: &'static [&'static str],
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
enum ShapeOfSetting {
    Flag,
    Text,
    Count,
    Number,
    OneOf,
    Texts,
    Options,
    Entities,
    Object,
}

/// A field with its ID.
#[derive(Serialize, ToSchema)]
struct NumberedField {
    #[schema(value_type = i64)]
    id: FieldId,
    #[schema(value_type = FieldProperty)]
    property: Property,
    /// The columns of a table.
    #[schema(no_recursion)]
    columns: Vec<NumberedField>,
}

async fn start<'a>(session: &PageSession, frame: &'a Frame) -> Result<FormStart<'a>, Error> {
    let settings = &frame.settings;
    // Deleting a deployed field also deletes its values, so the editor asks first.
    let (running, records) = match &frame.live {
        Some(live) => {
            let fields = live.fields.iter();
            let fields = fields.flat_map(|field| std::iter::once(field).chain(&field.fields));
            (
                fields.map(|field| field.id).collect(),
                session.state.store.record_total(&frame.access).await?,
            )
        }
        None => (Vec::new(), 0),
    };
    let fields = settings.fields.iter();
    // Fields without a place in the layout have their own page.
    let placed = fields.filter(|field| !field.kind.is_optional());
    Ok(FormStart {
        app: settings.app,
        revision: settings.revision,
        types: types(),
        fields: placed.map(numbered).collect(),
        layout: &settings.layout,
        running,
        records,
    })
}

fn numbered(field: &Field) -> NumberedField {
    NumberedField {
        id: field.id,
        property: field.to_property(),
        columns: field.fields.iter().map(numbered).collect(),
    }
}

/// Returns all field types with their settings, from the schema's table.
fn types() -> Vec<TypeOfField> {
    let types = FieldType::ALL.iter().map(|kind| TypeOfField {
        r#type: kind.as_str(),
        built_in: kind.is_built_in(),
        in_table: kind.fits_in_table(),
        settings: property::rows(*kind).iter().map(setting).collect(),
        unsaid: property::unsaid_settings(*kind),
    });
    types.collect()
}

fn setting((name, shape): &property::Row) -> SettingOfField {
    let (shape, choices): (_, &[&str]) = match shape {
        Shape::Flag(_) => (ShapeOfSetting::Flag, &[]),
        Shape::Text => (ShapeOfSetting::Text, &[]),
        Shape::Count => (ShapeOfSetting::Count, &[]),
        Shape::Number => (ShapeOfSetting::Number, &[]),
        Shape::OneOf(choices) => (ShapeOfSetting::OneOf, choices),
        Shape::Texts => (ShapeOfSetting::Texts, &[]),
        Shape::Options => (ShapeOfSetting::Options, &[]),
        Shape::Entities => (ShapeOfSetting::Entities, &[]),
        Shape::Object => (ShapeOfSetting::Object, &[]),
    };
    SettingOfField {
        name,
        shape,
        choices,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{self, Locale};

    // The editor builds these keys from the schema, so a check of the literal keys in its code
    // cannot find missing texts.
    #[test]
    fn every_type_setting_and_choice_of_the_schema_has_a_text() {
        for kind in FieldType::ALL {
            let mut keys = vec![format!("form.type.{}", kind.as_str())];
            for (name, shape) in property::rows(*kind) {
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
