//! Lists. A single value counts as a list with one item.

use std::borrow::Cow;

use serde_json::Value;
use utoipa::openapi::schema::{ArrayBuilder, Schema};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};

use super::{Faults, Parse, Place};

/// A list of at most `MAX` values. Name each type with an alias
/// (`type Ids = List<AppParam, 100>;`), because the OpenAPI generator does not resolve nested
/// generic types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List<T, const MAX: usize>(pub Vec<T>);

impl<T: Parse, const MAX: usize> Parse for List<T, MAX> {
    fn parse(value: Value, place: &Place<'_>, faults: &mut Faults) -> Option<Self> {
        let given = match value {
            // A query writes null as `?ids=` (B9.4).
            Value::String(text) if text.is_empty() => Vec::new(),
            Value::Array(given) => given,
            one => vec![one],
        };
        if given.len() > MAX {
            return faults.beyond(place, "errors.too_many", "maximum", MAX);
        }
        let given = given.into_iter().enumerate();
        // Reads all items before the first fault ends the list, so that all faults are reported.
        let read: Vec<Option<T>> = given
            .map(|(index, item)| T::parse(item, &place.item(index), faults))
            .collect();
        read.into_iter().collect::<Option<_>>().map(Self)
    }
}

impl<T: ToSchema, const MAX: usize> PartialSchema for List<T, MAX> {
    fn schema() -> RefOr<Schema> {
        ArrayBuilder::new()
            .items(Ref::from_schema_name(T::name()))
            .max_items(Some(MAX))
            .into()
    }
}

impl<T: ToSchema, const MAX: usize> ToSchema for List<T, MAX> {
    fn name() -> Cow<'static, str> {
        format!("_List.{}.{MAX}", T::name()).into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(schemas);
    }
}

/// Returns the values of a list. An absent list is empty.
pub fn values<T, const MAX: usize>(list: Option<List<T, MAX>>) -> Vec<T> {
    list.map(|list| list.0).unwrap_or_default()
}

/// Returns the texts of a list. An absent list is empty.
pub fn items<const LEAST: usize, const MAX_LENGTH: usize, const MAX: usize>(
    list: Option<List<super::Text<LEAST, MAX_LENGTH>, MAX>>,
) -> Vec<String> {
    values(list).into_iter().map(|text| text.0).collect()
}
