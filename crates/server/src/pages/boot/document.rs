//! Writes the schemas of the data for page scripts to a document. `web/api` generates types from
//! it.

use std::path::Path;

use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::Boot;
use crate::error::render::{ErrorBody, ErrorPlace};
use crate::pages::app_settings::{
    FormStart, PermissionsStart, ProcessStart, ScriptsStart, ViewStart,
};
use crate::pages::index::Askable;
use crate::pages::record::steps::NextAssignee;
use crate::services::shapes;

/// Adds a type and the types that it consists of.
fn add<T: ToSchema>(schemas: &mut Map<String, Value>) {
    let mut all = vec![(T::name().into_owned(), T::schema())];
    T::schemas(&mut all);
    for (name, schema) in all {
        schemas.insert(name, serde_json::to_value(schema).unwrap());
    }
}

fn document() -> String {
    let mut schemas = Map::new();
    add::<Boot<'_>>(&mut schemas);
    add::<FormStart<'_>>(&mut schemas);
    add::<ViewStart<'_>>(&mut schemas);
    add::<ProcessStart<'_>>(&mut schemas);
    add::<PermissionsStart>(&mut schemas);
    add::<ScriptsStart<'_>>(&mut schemas);
    add::<Askable<'_>>(&mut schemas);
    add::<NextAssignee<'_>>(&mut schemas);
    add::<ErrorBody>(&mut schemas);
    add::<ErrorPlace>(&mut schemas);
    shapes::complete(&mut schemas);
    schemas.values_mut().for_each(shapes::require_nullable);
    let document = json!({
        "openapi": "3.1.0",
        "info": { "title": "The data that pages of Plugdock pass to their scripts", "version": "1" },
        "paths": {},
        "components": { "schemas": schemas },
    });
    format!("{document:#}\n")
}

#[test]
fn the_checked_in_document_is_what_the_pages_hand_out() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/api/boot.json");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, document()).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == document(),
        "web/api/boot.json is out of date: run UPDATE=1 cargo test -p plugdock-server boot::document"
    );
}
