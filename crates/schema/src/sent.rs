//! What somebody sent, before a schema says what it is.

use serde_json::{Map, Value};

use crate::place::Place;
use crate::{Problem, Wrong};

/// JSON that was sent and not read yet. Only what reads it here looks inside, and tells every
/// problem at its place.
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

/// The members of an object at `at`; anything else is a problem.
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

/// The items of a list at `at`; anything else is a problem.
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
