//! Macros that declare requests.

/// Declares a request, or an object in one. Its members are read and shown in the OpenAPI document
/// in the order of the declaration. `for` names the accepted callers (a [`Who`](super::Who)).
/// After it, `confirmed` makes sessions confirm the request with the password, always or `if` a method
/// of the request returns true, and `installs` marks a request that installs a plug-in
/// ([`Confirmation`](super::Confirmation)).
/// `checked by` names a function that checks all members together after each of them is valid.
///
/// ```text
/// request! {
///     /// An app to rename.
///     pub(crate) struct RenameApp for User {
///         app: AppParam,
///         /// The new name. If absent, the name does not change.
///         name: Option<Text<1, 64>>,
///     }
/// }
/// ```
macro_rules! request {
    (
        $(#[$meta:meta])*
        $seen:vis struct $name:ident $(for $who:ident $(, $confirmed:ident $(if $when:ident)?)?)? $(checked by $check:ident)? {
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
                #[expect(clippy::allow_attributes, reason = "a request may have no members")]
                #[allow(unused_mut, reason = "a request may have no members")]
                let mut members = $crate::params::Members::of(value, place, faults)?;
                // Reads all members before the first fault ends the request, so that all faults are
                // reported.
                $(let $member = members.take(stringify!($member), faults);)*
                members.refuse_rest(faults);
                let request = Self { $($member: $member?,)* };
                $($check(&request, place, faults);)?
                Some(request)
            }
        }

        $(impl $crate::params::Input for $name {
            const WHO: $crate::params::Who = $crate::params::Who::$who;

            $($crate::params::$confirmed! { $($when)? })?
        })?
    };
}
pub(crate) use request;

/// Declares that sessions confirm a request, always or if a method of the request returns true.
macro_rules! confirmed {
    () => {
        fn confirmation(&self) -> $crate::params::Confirmation {
            $crate::params::Confirmation::Needed
        }
    };
    ($when:ident) => {
        fn confirmation(&self) -> $crate::params::Confirmation {
            if self.$when() {
                $crate::params::Confirmation::Needed
            } else {
                $crate::params::Confirmation::None
            }
        }
    };
}
pub(crate) use confirmed;

/// Declares that a request installs a plug-in.
macro_rules! installs {
    () => {
        fn confirmation(&self) -> $crate::params::Confirmation {
            $crate::params::Confirmation::ToInstall
        }
    };
}
pub(crate) use installs;

/// Declares a member that is a text with its own syntax: `name(of) of text, check`. `check`
/// converts the text to the value, or returns the key of the fault.
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
