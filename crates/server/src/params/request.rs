//! What requests are declared with.

/// Declares a request, or an object in one: its members are read, and shown in the API document, as
/// they stand here. `for` says who may call (a [`Who`](super::Who)); `checked by` names a function
/// that looks at all members together once each is right.
///
/// ```text
/// request! {
///     /// An app to rename.
///     pub(crate) struct RenameApp for User {
///         app: AppParam,
///         /// Absent: as it was.
///         name: Option<Text<1, 64>>,
///     }
/// }
/// ```
macro_rules! request {
    (
        $(#[$meta:meta])*
        $seen:vis struct $name:ident $(for $who:ident)? $(checked by $check:ident)? {
            $($(#[$about:meta])* $shown:vis $member:ident: $of:ty),* $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, utoipa::ToSchema)]
        #[schema(rename_all = "camelCase")]
        $seen struct $name {
            $($(#[$about])* $shown $member: $of,)*
        }

        impl $crate::params::Parse for $name {
            fn parse(
                value: serde_json::Value,
                place: &$crate::params::Place<'_>,
                faults: &mut $crate::params::Faults,
            ) -> Option<Self> {
                #[expect(clippy::allow_attributes, reason = "a request may ask nothing")]
                #[allow(unused_mut, reason = "a request may ask nothing")]
                let mut members = $crate::params::Members::of(value, place, faults)?;
                // All members are looked at before the first that is wrong ends it.
                $(let $member = members.take(stringify!($member), faults);)*
                members.refuse_rest(faults);
                let request = Self { $($member: $member?,)* };
                $($check(&request, place, faults);)?
                Some(request)
            }
        }

        $(impl $crate::params::Input for $name {
            const WHO: $crate::params::Who = $crate::params::Who::$who;
        })?
    };
}
pub(crate) use request;

/// Declares a member that is a text with a form of its own: `name(of) of text, check`. `check` makes
/// the value of the text, or says by its key what is wrong.
macro_rules! checked_text {
    ($(#[$meta:meta])* $seen:vis $name:ident($of:ty) of $text:ty, $check:expr) => {
        $(#[$meta])*
        #[derive(Clone, Debug)]
        $seen struct $name(pub $of);

        impl $crate::params::Parse for $name {
            fn parse(
                value: serde_json::Value,
                place: &$crate::params::Place<'_>,
                faults: &mut $crate::params::Faults,
            ) -> Option<Self> {
                let check: fn(String) -> Result<$of, &'static str> = $check;
                match check(<$text>::parse(value, place, faults)?.0) {
                    Ok(value) => Some(Self(value)),
                    Err(key) => faults.note(place, key),
                }
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                <$text>::schema()
            }
        }

        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                concat!("_", stringify!($name)).into()
            }
        }
    };
}
pub(crate) use checked_text;
