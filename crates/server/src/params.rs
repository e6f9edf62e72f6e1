//! Parameters of a call from all their sources (R38): the query, a JSON body, or a POST request
//! with `X-HTTP-Method-Override`.
//!
//! The request of an endpoint is one struct, declared with `request!`. It defines both the reading
//! of requests and their description in the OpenAPI document. Its members have the types of this
//! module, which read leniently, check limits and describe both. All faults of a request are
//! reported at once, in the order of its members. An unknown member is a fault too.

mod body;
mod choice;
mod faults;
mod given;
mod json;
mod list;
mod members;
mod numbers;
mod plugin;
mod query;
mod raw;
mod request;
mod texts;

use serde_json::Value;

pub use body::BODY_LIMIT;
pub(crate) use choice::choice;
pub use choice::{Choice, OrNone, choose, chosen};
pub use faults::Faults;
pub use given::Given;
pub use json::Item;
pub use list::{List, items, values};
pub use members::Members;
pub use numbers::{AppParam, Expected, Flag, GroupParam, RecordParam, UserParam, Whole, is_on};
pub use plugdock_schema::Place;
pub use plugin::PluginParam;
pub use raw::{Raw, read_raw};
pub(crate) use request::{checked_text, confirmed, installs, request};
pub use texts::{Secret, Text, filled};

/// The callers that an endpoint accepts. Permissions on a single app are checked by the handler
/// through the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// All authenticated callers, including API tokens.
    Anyone,
    /// Users only. The endpoint accepts no API token (B3.1).
    User,
    /// A browser's session only (R25).
    Session,
    /// System administrators only.
    Admin,
}

/// A value of a request.
pub trait Parse: Sized {
    /// Reads a value that is not null, or notes its faults.
    fn parse(value: Value, place: &Place<'_>, faults: &mut Faults) -> Option<Self>;

    /// Returns the value for an absent member, or notes a fault.
    fn absent(place: &Place<'_>, faults: &mut Faults) -> Option<Self> {
        faults.note(place, "errors.required")
    }
}

impl<T: Parse> Parse for Option<T> {
    fn parse(value: Value, place: &Place<'_>, faults: &mut Faults) -> Option<Self> {
        T::parse(value, place, faults).map(Some)
    }

    fn absent(_: &Place<'_>, _: &mut Faults) -> Option<Self> {
        Some(None)
    }
}

/// The confirmation that a request needs from a session: the user's password in the request itself
/// (T79).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirmation {
    /// None.
    None,
    /// The password, because the request gives somebody more power.
    Needed,
    /// The password, because the request installs a plug-in. A setting allows it without.
    ToInstall,
}

/// The request of one endpoint.
pub trait Input: Parse + Send + 'static {
    /// The accepted callers. They are checked before any parameter is read (T78).
    const WHO: Who;

    /// Returns the confirmation that the request needs from a session (T79).
    fn confirmation(&self) -> Confirmation {
        Confirmation::None
    }
}
