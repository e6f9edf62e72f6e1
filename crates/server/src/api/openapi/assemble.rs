//! Completes the OpenAPI document with the parts that handlers do not declare: the names of
//! operations, the parameters of requests without a body, and the error response.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::services::shapes;

/// The prefix of references to schemas.
const SCHEMAS: &str = "#/components/schemas/";

/// Completes the document that utoipa generates from the handlers.
pub(super) fn assemble(document: &mut Value) {
    let mut schemas = take(&mut document["components"]["schemas"]);
    let scalars = take_scalars(&mut schemas);
    for schema in schemas.values_mut() {
        inline(schema, &scalars);
    }
    inline(&mut document["paths"], &scalars);
    shapes::complete(&mut schemas);
    shapes::close(&mut document["paths"]);
    for (path, item) in members(&mut document["paths"]) {
        for (method, operation) in members(item) {
            operation["operationId"] = json!(operation_id(method, path));
            operation["responses"]["default"] = json!({ "$ref": "#/components/responses/Error" });
            if matches!(method.as_str(), "get" | "delete") {
                body_to_query(operation, &schemas);
            }
        }
    }
    document["components"]["responses"]["Error"] = json!({
        "description": "An error, with its message in the caller's language",
        "content": { "application/json": { "schema": { "$ref": format!("{SCHEMAS}Error") } } },
    });
    for name in only_answered(document, &schemas) {
        shapes::require_nullable(&mut schemas[&name]);
    }
    let used = used(document, &schemas);
    schemas.retain(|name, _| used.contains(name));
    document["components"]["schemas"] = Value::Object(schemas);
}

/// Returns the name of an operation. `GET /k/v1/preview/app/settings.json` becomes
/// `getAppSettingsPreview`. The names of other APIs include their prefix: `/v1/users.json` becomes
/// `getV1Users`, and `/k/api/users.json` becomes `getApiUsers`.
fn operation_id(method: &str, path: &str) -> String {
    let verb = if method == "put" { "update" } else { method };
    let (path, end) = match path.strip_prefix("/k/v1/") {
        Some(rest) => match rest.strip_prefix("preview/") {
            Some(rest) => (rest, "Preview"),
            None => (rest, ""),
        },
        None => (path.trim_start_matches("/k").trim_start_matches("/-"), ""),
    };
    let (path, _) = path.rsplit_once('.').unwrap_or((path, ""));
    let words = path.split('/').filter(|word| !word.is_empty());
    let words = words.map(|word| word[..1].to_uppercase() + &word[1..]);
    verb.to_owned() + &words.collect::<String>() + end
}

/// Moves the members of a `GET` or `DELETE` request from the body to the query.
fn body_to_query(operation: &mut Value, schemas: &Map<String, Value>) {
    let Some(body) = operation
        .as_object_mut()
        .and_then(|it| it.remove("requestBody"))
    else {
        return;
    };
    let schema = &body["content"]["application/json"]["schema"];
    let schema = referred(schema)
        .and_then(|name| schemas.get(name))
        .unwrap_or(schema);
    let required = schema["required"].as_array();
    let parameters = schema["properties"].as_object().into_iter().flatten();
    let parameters = parameters.map(|(name, property)| {
        let mut schema = property.clone();
        plain(&mut schema);
        let description = schema
            .as_object_mut()
            .and_then(|it| it.remove("description"));
        let mut parameter = json!({
            "name": name,
            "in": "query",
            "required": required.is_some_and(|names| names.contains(&json!(name))),
            "schema": schema,
        });
        if let Some(description) = description {
            parameter["description"] = description;
        }
        parameter
    });
    operation["parameters"] = parameters.collect();
}

/// Simplifies a schema for the query, where every value is text and nothing is null.
fn plain(schema: &mut Value) {
    let null = json!("null");
    let either = schema["oneOf"].as_array();
    let other = either.and_then(|either| either.iter().find(|one| one["type"] != null));
    if let Some(other) = other.cloned() {
        *schema = other;
    }
    if let Some(Value::Array(kinds)) = schema.get_mut("type") {
        kinds.retain(|kind| kind != "null");
        if kinds.len() > 1 {
            kinds.retain(|kind| kind != "string");
        }
        if let [one] = kinds.as_slice() {
            schema["type"] = one.clone();
        }
    }
    if let Some(items) = schema.get_mut("items") {
        plain(items);
    }
}

/// Removes the schemas of scalar types, whose names begin with `_`, and returns them. They are
/// inlined where they are used.
fn take_scalars(schemas: &mut Map<String, Value>) -> Map<String, Value> {
    let (scalars, rest) = std::mem::take(schemas)
        .into_iter()
        .partition(|(name, _)| name.starts_with('_'));
    *schemas = rest;
    scalars
}

fn inline(value: &mut Value, scalars: &Map<String, Value>) {
    if let Some(scalar) = referred(value).and_then(|name| scalars.get(name)) {
        let mut scalar = scalar.clone();
        // Members next to the reference describe this place, so they take precedence.
        for (name, beside) in take(value) {
            if name != "$ref" {
                scalar[name] = beside;
            }
        }
        *value = scalar;
    }
    match value {
        Value::Object(parts) => parts.values_mut().for_each(|part| inline(part, scalars)),
        Value::Array(parts) => parts.iter_mut().for_each(|part| inline(part, scalars)),
        _ => {}
    }
    nullable(value);
}

/// Replaces a choice between null and a scalar with a scalar that may be null.
fn nullable(value: &mut Value) {
    let Some([Value::Object(null), Value::Object(other)]) =
        value["oneOf"].as_array().map(Vec::as_slice)
    else {
        return;
    };
    let (null, mut scalar) = if null.get("type") == Some(&json!("null")) {
        (null, other.clone())
    } else {
        (other, null.clone())
    };
    let kinds = match scalar.get("type") {
        Some(Value::String(kind)) => vec![json!(kind)],
        Some(Value::Array(kinds)) => kinds.clone(),
        _ => return,
    };
    if null.get("type") != Some(&json!("null")) || scalar.contains_key("enum") {
        return;
    }
    scalar.insert(
        "type".to_owned(),
        kinds.into_iter().chain([json!("null")]).collect(),
    );
    for (name, beside) in take(value) {
        if name != "oneOf" {
            scalar.insert(name, beside);
        }
    }
    *value = Value::Object(scalar);
}

fn referred(value: &Value) -> Option<&str> {
    value.get("$ref")?.as_str()?.strip_prefix(SCHEMAS)
}

/// Returns the names of the schemas that only answers use, and no request.
fn only_answered(document: &Value, schemas: &Map<String, Value>) -> BTreeSet<String> {
    let (mut asked, mut answered) = (BTreeSet::new(), BTreeSet::new());
    let items = document["paths"].as_object().into_iter().flatten();
    for (_, operation) in items.flat_map(|(_, item)| item.as_object().into_iter().flatten()) {
        collect(&operation["parameters"], schemas, &mut asked);
        collect(&operation["requestBody"], schemas, &mut asked);
        collect(&operation["responses"], schemas, &mut answered);
    }
    &answered - &asked
}

/// Returns the names of all schemas that operations refer to, directly or indirectly.
fn used(document: &Value, schemas: &Map<String, Value>) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    collect(&document["paths"], schemas, &mut used);
    collect(&document["components"]["responses"], schemas, &mut used);
    used
}

fn collect(value: &Value, schemas: &Map<String, Value>, used: &mut BTreeSet<String>) {
    if let Some(name) = referred(value)
        && used.insert(name.to_owned())
        && let Some(schema) = schemas.get(name)
    {
        collect(schema, schemas, used);
    }
    match value {
        Value::Object(parts) => parts.values().for_each(|part| collect(part, schemas, used)),
        Value::Array(parts) => parts.iter().for_each(|part| collect(part, schemas, used)),
        _ => {}
    }
}

fn take(value: &mut Value) -> Map<String, Value> {
    match value.take() {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

fn members(value: &mut Value) -> impl Iterator<Item = (&String, &mut Value)> {
    value.as_object_mut().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_are_named_after_method_and_path() {
        for (method, path, id) in [
            ("get", "/k/v1/record.json", "getRecord"),
            (
                "put",
                "/k/v1/preview/app/settings.json",
                "updateAppSettingsPreview",
            ),
            ("post", "/k/v1/records/status.json", "postRecordsStatus"),
            ("get", "/k/api/export.csv", "getApiExport"),
            ("get", "/v1/user/groups.json", "getV1UserGroups"),
            ("get", "/-/openapi.json", "getOpenapi"),
        ] {
            assert_eq!(operation_id(method, path), id);
        }
    }

    #[test]
    fn what_is_asked_without_a_body_is_in_the_query() {
        let mut document = json!({
            "paths": {"/k/v1/x.json": {"get": {
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/GetX"}}}},
                "responses": {},
            }}},
            "components": {"schemas": {
                "GetX": {"type": "object", "required": ["app"], "properties": {
                    "app": {"$ref": "#/components/schemas/_App", "description": "The app"},
                    "limit": {"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/_Whole", "description": "How many"}]},
                    "order": {"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/_OrNone.Order", "description": "asc"}]},
                }},
                "_OrNone.Order": {"$ref": "#/components/schemas/Order"},
                "Order": {"type": "string", "enum": ["asc", "desc"]},
                "_App": {"type": ["integer", "string"]},
                "_Whole": {"type": ["integer", "string"], "maximum": 100},
                "Error": {"type": "object"},
                "Unused": {"type": "object"},
            }},
        });
        assemble(&mut document);
        assert_eq!(
            document["paths"]["/k/v1/x.json"]["get"]["parameters"],
            json!([
                {"name": "app", "in": "query", "required": true, "schema": {"type": "integer"}, "description": "The app"},
                {"name": "limit", "in": "query", "required": false, "schema": {"type": "integer", "maximum": 100}, "description": "How many"},
                {"name": "order", "in": "query", "required": false, "schema": {"$ref": "#/components/schemas/Order"}, "description": "asc"},
            ])
        );
        assert_eq!(
            document["components"]["schemas"],
            json!({"Order": {"type": "string", "enum": ["asc", "desc"]}, "Error": {"type": "object", "additionalProperties": true}})
        );
    }
}
