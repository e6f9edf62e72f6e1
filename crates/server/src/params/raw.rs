//! Requests with parts that pass through without parsing, so that numbers and the order of keys
//! stay as they were written.

use std::borrow::Cow;

use serde::de::{self, Deserialize, DeserializeOwned, Deserializer};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaType};
use utoipa::{PartialSchema, ToSchema};

use super::{AppParam, Faults, Parse, Place, Text, body, members};
use crate::error::Error;

/// A JSON value in its original text.
#[derive(Debug, serde::Deserialize)]
pub struct Raw(pub Box<RawValue>);

impl Parse for Raw {
    fn parse(value: Value, place: &Place<'_>, faults: &mut Faults) -> Option<Self> {
        // Only reached for requests that are refused, so the exact bytes do not matter here.
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

/// Reads a request that has [`Raw`] parts. If serde fails, the request is read again to report all
/// of its faults.
pub fn read_raw<T: DeserializeOwned + Parse>(json: &[u8]) -> Result<T, Error> {
    match serde_json::from_slice(json) {
        Ok(read) => Ok(read),
        Err(_) => match members::read::<T>(body::parse(json)?) {
            Err(faults) => Err(faults),
            // Both readers accept the same requests. If they ever differ, the strict one decides.
            Ok(_) => Err(Error::invalid_json()),
        },
    }
}

/// Lets serde read a scalar in the same way as [`Parse`].
fn scalar<'de, T: Parse, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let read = T::parse(value, &Place::Top, &mut Faults::default());
    read.ok_or_else(|| de::Error::custom("invalid value"))
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
