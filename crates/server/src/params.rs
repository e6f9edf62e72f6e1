//! What a call asks, wherever it came in (R38): query, JSON body, or a POST that stands for another
//! method.
//!
//! An endpoint's request is one struct, declared with `request!`: it is what is read and what the
//! API document shows. Its members are the types of this module, which read leniently, check limits
//! and show both. All that is wrong with a request is told at once, in the order of its members; a
//! member that it does not have is wrong too.

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
pub(crate) use request::{checked_text, request};
pub use texts::{Secret, Text, filled};

/// Who may call at all; rights on one app are asked of the store by the handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Everybody who is signed in, API tokens too.
    Anyone,
    /// Users only: the endpoint takes no API token (B3.1).
    User,
    /// A browser's session only (R25).
    Session,
    /// Administrators of the system.
    Admin,
}

/// A value of a request.
pub trait Parse: Sized {
    /// Reads a value that is not null, or notes what is wrong with it.
    fn parse(value: Value, place: &Place<'_>, faults: &mut Faults) -> Option<Self>;

    /// What it is where nothing was given.
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

/// The request of one endpoint.
pub trait Input: Parse + Send + 'static {
    /// Who may call; decided before a parameter is looked at (T78).
    const WHO: Who;
}
