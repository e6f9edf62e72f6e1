//! Integers and booleans. Each may also be written as a string (R38).

use std::borrow::Cow;

use plugdock_schema::{AppId, GroupId, RecordId, Revision, UserId};
use serde_json::Value;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, SchemaType, Type};
use utoipa::{PartialSchema, ToSchema};

use super::{Faults, Parse, Place};

/// An integer from `MIN` to `MAX`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whole<const MIN: i64, const MAX: i64 = { i64::MAX }>(pub i64);

impl<const MIN: i64, const MAX: i64> Whole<MIN, MAX> {
    /// Returns the number as a count, or 0 if it is negative.
    pub fn count(self) -> usize {
        usize::try_from(self.0).unwrap_or_default()
    }
}

impl<const MIN: i64, const MAX: i64> Parse for Whole<MIN, MAX> {
    fn parse(value: Value, place: &Place<'_>, faults: &mut Faults) -> Option<Self> {
        let number = match value {
            Value::Number(number) => number.as_i64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        match number {
            None => faults.note(place, "errors.not_integer"),
            Some(low) if low < MIN => faults.beyond(place, "errors.minimum", "minimum", MIN),
            Some(high) if high > MAX => faults.beyond(place, "errors.maximum", "maximum", MAX),
            Some(number) => Some(Self(number)),
        }
    }
}

impl<const MIN: i64, const MAX: i64> PartialSchema for Whole<MIN, MAX> {
    fn schema() -> RefOr<Schema> {
        let written = SchemaType::from_iter([Type::Integer, Type::String]);
        let limit = |limit: i64, none: i64| (limit != none).then_some(limit);
        ObjectBuilder::new()
            .schema_type(written)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
            .minimum(limit(MIN, i64::MIN))
            .maximum(limit(MAX, i64::MAX))
            .into()
    }
}

impl<const MIN: i64, const MAX: i64> ToSchema for Whole<MIN, MAX> {
    fn name() -> Cow<'static, str> {
        format!("_Whole.{MIN}.{MAX}").into()
    }
}

/// Declares newtypes for the store's IDs, because the store has no code for requests.
macro_rules! numbers {
    ($($(#[$doc:meta])* $name:ident($of:ident);)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $name(pub $of);

        impl Parse for $name {
            fn parse(value: Value, place: &Place<'_>, faults: &mut Faults) -> Option<Self> {
                Whole::<1>::parse(value, place, faults).map(|number| Self($of(number.0)))
            }
        }

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                Whole::<1>::schema()
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                concat!("_", stringify!($name)).into()
            }
        }
    )+};
}

numbers! {
    /// The ID of an app.
    AppParam(AppId);
    /// The ID of a record.
    RecordParam(RecordId);
    /// The ID of a user.
    UserParam(UserId);
    /// The ID of a group or organization.
    GroupParam(GroupId);
}

/// The revision that the caller expects to be current. -1 and null skip the check (B3.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected(Option<Revision>);

impl Parse for Expected {
    fn parse(value: Value, place: &Place<'_>, faults: &mut Faults) -> Option<Self> {
        // In a list, null also skips the check.
        if value.is_null() {
            return Some(Self(None));
        }
        let number = Whole::<-1>::parse(value, place, faults)?.0;
        Some(Self((number != -1).then_some(Revision(number))))
    }
}

impl PartialSchema for Expected {
    fn schema() -> RefOr<Schema> {
        Whole::<-1>::schema()
    }
}

impl ToSchema for Expected {
    fn name() -> Cow<'static, str> {
        "_Expected".into()
    }
}

impl Expected {
    /// Returns the expected revision, or `None` if the check is skipped or the member is absent.
    pub fn of(given: Option<Self>) -> Option<Revision> {
        given.and_then(|expected| expected.0)
    }
}

/// A boolean, or the word `true` or `false`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flag(pub bool);

impl Parse for Flag {
    fn parse(value: Value, place: &Place<'_>, faults: &mut Faults) -> Option<Self> {
        match value {
            Value::Bool(flag) => Some(Self(flag)),
            Value::String(word) if word == "true" => Some(Self(true)),
            Value::String(word) if word == "false" => Some(Self(false)),
            _ => faults.note(place, "errors.not_boolean"),
        }
    }
}

impl PartialSchema for Flag {
    fn schema() -> RefOr<Schema> {
        bool::schema()
    }
}

impl ToSchema for Flag {
    fn name() -> Cow<'static, str> {
        "_Flag".into()
    }
}

/// Returns true if the flag is set. An absent flag counts as false.
pub fn is_on(flag: Option<Flag>) -> bool {
    flag.is_some_and(|flag| flag.0)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn whole(value: Value) -> Option<i64> {
        let read = Whole::<-1, 9>::parse(value, &Place::Top, &mut Faults::default());
        read.map(|number| number.0)
    }

    // R38
    #[test]
    fn numbers_may_be_strings() {
        assert_eq!(whole(json!("3")), Some(3));
        assert_eq!(whole(json!(3)), Some(3));
        assert_eq!(whole(json!(" -1 ")), Some(-1));
        for wrong in [
            json!(10),
            json!("-2"),
            json!(1.0),
            json!("1.0"),
            json!([1]),
            json!(u64::MAX),
        ] {
            assert_eq!(whole(wrong.clone()), None, "{wrong}");
        }
    }

    // R38
    #[test]
    fn flags_may_be_words() {
        let flag = |value| Flag::parse(value, &Place::Top, &mut Faults::default());
        assert_eq!(flag(json!("false")), Some(Flag(false)));
        assert_eq!(flag(json!(true)), Some(Flag(true)));
        assert_eq!(flag(json!("yes")), None);
        assert_eq!(flag(json!(1)), None);
    }

    // B3.4
    #[test]
    fn any_revision_is_written_in_three_ways() {
        let expected = |value| Expected::parse(value, &Place::Top, &mut Faults::default());
        assert_eq!(Expected::of(expected(json!("-1"))), None);
        assert_eq!(Expected::of(expected(Value::Null)), None);
        assert_eq!(Expected::of(None), None);
        assert_eq!(Expected::of(expected(json!("7"))), Some(Revision(7)));
    }
}
