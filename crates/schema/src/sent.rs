//! JSON that a client sent, before a schema interprets it.

use serde_json::{Map, Value};

use crate::place::Place;
use crate::{Problem, Wrong};

/// JSON that was sent and has not been read yet. Only this crate reads it, so that every problem is
/// reported with its place.
#[derive(Clone, Debug)]
pub struct Sent(pub(crate) Value);

impl From<Value> for Sent {
    fn from(value: Value) -> Self {
        Self(value)
    }
}

impl From<Map<String, Value>> for Sent {
    fn from(members: Map<String, Value>) -> Self {
        Self(Value::Object(members))
    }
}

/// Returns the members of the object at `at`. Reports a problem if the value is not an object.
pub(crate) fn object<'a>(
    value: &'a Value,
    at: &Place<'_>,
    problems: &mut Vec<Problem>,
) -> Option<&'a Map<String, Value>> {
    let object = value.as_object();
    if object.is_none() {
        problems.push(Problem::new(at, Wrong::MustBeObject));
    }
    object
}

/// Returns the items of the list at `at`. Reports a problem if the value is not a list.
pub(crate) fn array<'a>(
    value: &'a Value,
    at: &Place<'_>,
    problems: &mut Vec<Problem>,
) -> Option<&'a Vec<Value>> {
    let array = value.as_array();
    if array.is_none() {
        problems.push(Problem::new(at, Wrong::MustBeArray));
    }
    array
}
