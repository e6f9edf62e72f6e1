//! Texts. A number counts as its digits (R38).

use std::borrow::Cow;

use secrecy::SecretString;
use serde_json::Value;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::{Faults, Parse, Place};

/// A text of `MIN` to `MAX` characters. `MIN` is 0 or 1: an empty text counts as a missing one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text<const MIN: usize = 0, const MAX: usize = { usize::MAX }>(pub String);

impl<const MIN: usize, const MAX: usize> Parse for Text<MIN, MAX> {
    fn parse(value: Value, place: &Place<'_>, faults: &mut Faults) -> Option<Self> {
        let text = match value {
            // PostgreSQL texts cannot contain NUL.
            Value::String(text) if !text.contains('\0') => text,
            Value::Number(number) => number.to_string(),
            _ => return faults.note(place, "errors.not_string"),
        };
        if MIN > 0 && text.is_empty() {
            return faults.note(place, "errors.required");
        }
        if MAX < usize::MAX && text.chars().count() > MAX {
            return faults.beyond(place, "errors.too_long", "maximum", MAX);
        }
        Some(Self(text))
    }
}

impl<const MIN: usize, const MAX: usize> PartialSchema for Text<MIN, MAX> {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .min_length((MIN > 0).then_some(MIN))
            .max_length((MAX < usize::MAX).then_some(MAX))
            .into()
    }
}

impl<const MIN: usize, const MAX: usize> ToSchema for Text<MIN, MAX> {
    fn name() -> Cow<'static, str> {
        format!("_Text.{MIN}.{MAX}").into()
    }
}

/// Returns the text unless it is empty. An empty text counts as absent.
pub fn filled<const MAX: usize>(text: Option<Text<0, MAX>>) -> Option<String> {
    text.map(|text| text.0).filter(|text| !text.is_empty())
}

/// A password or another secret. It is never printed and is wiped after use.
#[derive(Clone, Debug)]
pub struct Secret(pub SecretString);

impl Parse for Secret {
    fn parse(value: Value, place: &Place<'_>, faults: &mut Faults) -> Option<Self> {
        let text = Text::<1>::parse(value, place, faults)?;
        Some(Self(text.0.into()))
    }
}

impl PartialSchema for Secret {
    fn schema() -> RefOr<Schema> {
        Text::<1>::schema()
    }
}

impl ToSchema for Secret {
    fn name() -> Cow<'static, str> {
        "_Secret".into()
    }
}
