//! Requests with parts that pass through unread, so that numbers and the order of keys stay as they
//! were written.

use std::borrow::Cow;

use serde::de::{self, Deserialize, DeserializeOwned, Deserializer};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaType};
use utoipa::{PartialSchema, ToSchema};

use super::{AppParam, Faults, Parse, Place, Text, body, members};
use crate::error::Error;

/// JSON as it was written.
#[derive(Debug, serde::Deserialize)]
pub struct Raw(pub Box<RawValue>);

impl Parse for Raw {
    fn parse(value: Value, place: &Place<'_>, faults: &mut Faults) -> Option<Self> {
        // Reached on the way to a refusal only, where nobody looks at the bytes any more.
        match to_raw_value(&value) {
            Ok(written) => Some(Self(written)),
            Err(_) => faults.note(place, "errors.invalid_input"),
        }
    }
}

impl PartialSchema for Raw {
    fn schema() -> RefOr<Schema> {
        let any = ObjectBuilder::new().schema_type(SchemaType::AnyValue);
        any.into()
    }
}

impl ToSchema for Raw {
    fn name() -> Cow<'static, str> {
        "_Raw".into()
    }
}

/// Reads a request that has [`Raw`] parts. What serde cannot read is read once more, for all that is
/// wrong with it.
pub fn read_raw<T: DeserializeOwned + Parse>(json: &[u8]) -> Result<T, Error> {
    match serde_json::from_slice(json) {
        Ok(read) => Ok(read),
        Err(_) => match members::read::<T>(body::parse(json)?) {
            Err(faults) => Err(faults),
            // Both read the same; where they should ever differ, the strict one counts.
            Ok(_) => Err(Error::invalid_json()),
        },
    }
}

/// Lets serde read a scalar the way [`Parse`] does.
fn scalar<'de, T: Parse, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let read = T::parse(value, &Place::Top, &mut Faults::default());
    read.ok_or_else(|| de::Error::custom("not what is asked for here"))
}

impl<'de> Deserialize<'de> for AppParam {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        scalar(deserializer)
    }
}

impl<'de, const MIN: usize, const MAX: usize> Deserialize<'de> for Text<MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        scalar(deserializer)
    }
}
