//! The JSON schemas for records and settings, for the OpenAPI document and the data of page scripts.
//! The `schema` crate writes records and settings as JSON; their schemas are in `shapes.json`, which
//! is written by hand.

use plugdock_schema::field::property::{self, Shape};
use serde_json::{Map, Value, json};

/// Declares names for schemas, so that types can use `#[schema(value_type = …)]`. The schemas
/// themselves are in `shapes.json`.
macro_rules! name {
    ($($(#[$about:meta])* $name:ident,)+) => {$(
        $(#[$about])*
        pub(crate) enum $name {}

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::schema::Object::default().into()
            }
        }

        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
        }
    )+};
}

name! {
    /// The type of a field.
    FieldType,
    /// The value of a field in a record.
    FieldValue,
    /// The settings of a field, as in `form/fields.json`.
    FieldProperty,
    /// The records of a list, or the records of a calendar by day.
    ListedRecords,
    /// A row of a form's layout.
    LayoutRow,
    /// A view of an app.
    View,
    /// A status of an app's process.
    ProcessState,
    /// An action of an app's process.
    ProcessAction,
    /// The answer of a proxied call. A failure after the first byte comes after the received data.
    ProxyAnswer,
    /// The raw format of such an answer.
    ProxyBytes,
    /// The headers and data that are saved for a URL and a method.
    SavedProxyConfig,
}

/// The schemas that are not generated from the tables of the `schema` crate.
const SHAPES: &str = include_str!("shapes.json");

/// Completes the schemas that utoipa generated: adds the shapes, and declares for each object if it
/// may have additional members.
pub(crate) fn complete(schemas: &mut Map<String, Value>) {
    let shapes: Map<String, Value> =
        serde_json::from_str(SHAPES).expect("shapes.json is valid JSON");
    schemas.extend(shapes);
    schemas.insert("FieldType".to_owned(), field_type());
    schemas.insert("FieldProperty".to_owned(), field_property());
    schemas.values_mut().for_each(close);
}

/// Declares additional members: an object with listed members has no others, and an object without
/// may have any.
pub(crate) fn close(schema: &mut Value) {
    match schema {
        Value::Object(parts) => {
            let open = !parts.contains_key("properties");
            if parts.get("type").is_some_and(is_object) {
                parts.entry("additionalProperties").or_insert(open.into());
            }
            parts.values_mut().for_each(close);
        }
        Value::Array(parts) => parts.iter_mut().for_each(close),
        _ => {}
    }
}

fn is_object(kind: &Value) -> bool {
    kind == "object"
        || kind
            .as_array()
            .is_some_and(|kinds| kinds.contains(&json!("object")))
}

/// Marks nullable members as required. In what the server writes, a member that may be null is
/// always present, and one that may be absent is never null.
pub(crate) fn require_nullable(schema: &mut Value) {
    let nullable: Vec<String> = schema["properties"]
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(_, member)| is_nullable(member))
        .map(|(name, _)| name.clone())
        .collect();
    if nullable.is_empty() {
        return;
    }
    let mut required: Vec<String> =
        serde_json::from_value(schema["required"].take()).unwrap_or_default();
    required.extend(nullable);
    required.sort();
    required.dedup();
    schema["required"] = json!(required);
}

fn is_nullable(member: &Value) -> bool {
    let null = json!("null");
    let one_of = member["oneOf"].as_array().into_iter().flatten();
    one_of.chain([member]).any(|schema| match &schema["type"] {
        Value::Array(kinds) => kinds.contains(&null),
        kind => *kind == null,
    })
}

fn of(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn field_type() -> Value {
    let types: Vec<&str> = plugdock_schema::FieldType::ALL
        .iter()
        .map(|kind| kind.as_str())
        .collect();
    json!({ "type": "string", "enum": types })
}

/// Returns the schema of a field with the settings of all field types. The `schema` crate has the
/// table of the settings of each type.
fn field_property() -> Value {
    let mut properties = Map::new();
    for (name, shape) in plugdock_schema::FieldType::ALL
        .iter()
        .flat_map(|kind| property::rows(*kind))
    {
        let shape = setting(*shape);
        let known = properties.remove(*name).unwrap_or_else(|| shape.clone());
        properties.insert((*name).to_owned(), either(known, shape));
    }
    let own = json!({
        "type": of("FieldType"),
        "code": { "type": "string" },
        "label": { "type": "string" },
        "enabled": { "type": "boolean" },
        "fields": { "type": "object", "additionalProperties": of("FieldProperty") },
        "lookup": of("FieldLookup"),
        "referenceTable": of("FieldReference"),
    });
    properties.extend(own.as_object().cloned().unwrap_or_default());
    json!({
        "description": "A field with its settings, as in form/fields.json",
        "type": "object",
        "required": ["type", "code", "label"],
        "properties": properties,
    })
}

fn either(known: Value, other: Value) -> Value {
    if known == other {
        return known;
    }
    let mut all = match known["anyOf"].as_array() {
        Some(all) => all.clone(),
        None => vec![known],
    };
    if !all.contains(&other) {
        all.push(other);
    }
    json!({ "anyOf": all })
}

fn setting(shape: Shape) -> Value {
    match shape {
        Shape::Flag(_) => json!({ "type": "boolean" }),
        Shape::Text | Shape::Count | Shape::Number => json!({ "type": "string" }),
        Shape::OneOf(choices) => json!({ "type": "string", "enum": choices }),
        Shape::Texts => json!({ "type": "array", "items": { "type": "string" } }),
        Shape::Options => json!({ "type": "object", "additionalProperties": of("FieldOption") }),
        Shape::Entities => json!({ "type": "array", "items": of("FieldEntity") }),
        Shape::Object => json!({ "type": "object" }),
    }
}
