//! JSON values that another part of the server validates.

use std::borrow::Cow;

use plugdock_schema::Sent;
use serde_json::{Map, Value};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaType, Type};
use utoipa::{PartialSchema, ToSchema};

use super::{Faults, Parse, Place};

/// Keeps the JSON value. The settings of the app validate it and report every fault.
impl Parse for Sent {
    fn parse(value: Value, _: &Place<'_>, _: &mut Faults) -> Option<Self> {
        Some(value.into())
    }
}

impl Parse for Map<String, Value> {
    fn parse(value: Value, place: &Place<'_>, faults: &mut Faults) -> Option<Self> {
        match value {
            Value::Object(members) => Some(members),
            _ => faults.note(place, "errors.not_object"),
        }
    }
}

/// An object with any members, as an item of a list. Null counts as an empty object.
#[derive(Clone, Debug)]
pub struct Item(pub Map<String, Value>);

impl Parse for Item {
    fn parse(value: Value, place: &Place<'_>, faults: &mut Faults) -> Option<Self> {
        match value {
            Value::Null => Some(Self(Map::new())),
            value => Map::parse(value, place, faults).map(Self),
        }
    }
}

impl PartialSchema for Item {
    fn schema() -> RefOr<Schema> {
        let any = ObjectBuilder::new().schema_type(SchemaType::AnyValue);
        ObjectBuilder::new()
            .schema_type(Type::Object)
            .additional_properties(Some(Schema::Object(any.build())))
            .into()
    }
}

impl ToSchema for Item {
    fn name() -> Cow<'static, str> {
        "_Item".into()
    }
}
