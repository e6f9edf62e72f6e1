//! Members with a fixed set of words, in requests and in answers.

use std::borrow::Cow;

use serde_json::Value;
use utoipa::openapi::schema::Schema;
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};

use super::{Faults, Parse, Place, Text};

/// A type with a fixed set of words, declared with `choice!`.
pub trait Choice: Copy + 'static {
    /// All words, in the order of their declaration.
    const ALL: &'static [Self];

    /// Returns the word as requests and answers write it.
    fn word(self) -> &'static str;
}

/// Declares a member with a fixed set of words.
///
/// ```text
/// choice! {
///     enum Order { Ascending = "asc", Descending = "desc" }
/// }
/// ```
macro_rules! choice {
    (
        $(#[$meta:meta])*
        $seen:vis enum $name:ident {
            $($(#[$about:meta])* $variant:ident = $word:literal),+ $(,)?
        }
    ) => {
        #[derive(Clone, Copy, Debug, utoipa::ToSchema)]
        $(#[$meta])*
        $seen enum $name {
            $($(#[$about])* #[schema(rename = $word)] $variant,)+
        }

        impl $crate::params::Choice for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),+];

            fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl $crate::params::Parse for $name {
            fn parse(
                value: serde_json::Value,
                place: &$crate::params::Place<'_>,
                faults: &mut $crate::params::Faults,
            ) -> Option<Self> {
                $crate::params::choose(value, place, faults)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str($crate::params::Choice::word(*self))
            }
        }
    };
}
pub(crate) use choice;

/// Reads one of the words of `T`.
pub fn choose<T: Choice>(value: Value, place: &Place<'_>, faults: &mut Faults) -> Option<T> {
    let word = Text::<0>::parse(value, place, faults)?.0;
    match T::ALL.iter().find(|one| one.word() == word) {
        Some(one) => Some(*one),
        None => faults.note(place, "errors.enum"),
    }
}

/// A word that the form of a page may leave empty. As with lists, name each type with an alias
/// (`type OrderOrNone = OrNone<Order>;`).
#[derive(Clone, Copy, Debug)]
pub struct OrNone<T>(Option<T>);

impl<T: Parse> Parse for OrNone<T> {
    fn parse(value: Value, place: &Place<'_>, faults: &mut Faults) -> Option<Self> {
        if value == "" {
            return Some(Self(None));
        }
        T::parse(value, place, faults).map(|chosen| Self(Some(chosen)))
    }
}

impl<T: ToSchema> PartialSchema for OrNone<T> {
    fn schema() -> RefOr<Schema> {
        Ref::from_schema_name(T::name()).into()
    }
}

impl<T: ToSchema> ToSchema for OrNone<T> {
    fn name() -> Cow<'static, str> {
        format!("_OrNone.{}", T::name()).into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(schemas);
    }
}

/// Returns the chosen word, or `None` if the member is empty or absent.
pub fn chosen<T>(given: Option<OrNone<T>>) -> Option<T> {
    given.and_then(|given| given.0)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    choice! {
        #[derive(PartialEq)]
        enum Order {
            Ascending = "asc",
            Descending = "desc",
        }
    }

    fn read<T: Parse>(value: Value) -> Result<T, String> {
        let mut faults = Faults::default();
        let read = T::parse(value, &Place::Top, &mut faults);
        read.ok_or_else(|| faults.reasons()[0].key.clone())
    }

    #[test]
    fn a_choice_is_one_of_its_words() {
        assert_eq!(read(json!("desc")), Ok(Order::Descending));
        assert_eq!(read::<Order>(json!("Desc")), Err("errors.enum".into()));
        assert_eq!(read::<Order>(json!("")), Err("errors.enum".into()));
        assert_eq!(read::<Order>(json!([])), Err("errors.not_string".into()));
        let words: Vec<_> = Order::ALL.iter().map(|one| one.word()).collect();
        assert_eq!(words, ["asc", "desc"]);
    }

    #[test]
    fn a_form_may_leave_a_choice_empty() {
        let read = |value| read::<OrNone<Order>>(value).map(|given| chosen(Some(given)));
        assert_eq!(read(json!("asc")), Ok(Some(Order::Ascending)));
        assert_eq!(read(json!("")), Ok(None));
        assert_eq!(read(json!("up")), Err("errors.enum".into()));
        assert_eq!(chosen::<Order>(None), None);
    }
}
