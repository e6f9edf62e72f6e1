//! Reads the members of an object one by one.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::{Faults, Parse, Place};
use crate::error::Error;

/// The members of an object that are not read yet.
pub struct Members<'a> {
    given: Map<String, Value>,
    place: &'a Place<'a>,
}

impl<'a> Members<'a> {
    /// Returns the members of `value`. If it is not an object, notes a fault.
    pub fn of(value: Value, place: &'a Place<'a>, faults: &mut Faults) -> Option<Self> {
        match value {
            Value::Object(given) => Some(Self { given, place }),
            _ => faults.note(place, "errors.not_object"),
        }
    }

    /// Reads a member by its Rust name. In JSON, null counts as absent.
    pub fn take<T: Parse>(&mut self, name: &'static str, faults: &mut Faults) -> Option<T> {
        let name = wire_name(name);
        let place = self.place.member(&name);
        match self.given.remove(&*name) {
            None | Some(Value::Null) => T::absent(&place, faults),
            Some(value) => T::parse(value, &place, faults),
        }
    }

    /// Notes a fault for each member that was not read. They are sorted by name, because removing
    /// members changes their order.
    pub fn refuse_rest(self, faults: &mut Faults) {
        let mut names: Vec<&String> = self.given.keys().collect();
        names.sort_unstable();
        for name in names {
            let params = vec![("name", name.clone())];
            let place = self.place.member(name);
            faults.note_with::<()>(&place, "errors.unknown_member", params);
        }
    }
}

/// Reads a request from its members.
pub(super) fn read<T: Parse>(given: Map<String, Value>) -> Result<T, Error> {
    let mut faults = Faults::default();
    let read = T::parse(Value::Object(given), &Place::Top, &mut faults);
    faults.settle(read)
}

/// Returns the JSON name of a member: `file_key` becomes `fileKey`.
fn wire_name(name: &'static str) -> Cow<'static, str> {
    let name = name.trim_start_matches("r#");
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default();
    if first.len() == name.len() {
        return name.into();
    }
    let words = words.map(|word| word[..1].to_uppercase() + &word[1..]);
    (first.to_owned() + &words.collect::<String>()).into()
}

#[cfg(test)]
mod tests {
    use super::wire_name;

    #[test]
    fn names_are_written_as_in_json() {
        assert_eq!(wire_name("app"), "app");
        assert_eq!(wire_name("r#type"), "type");
        assert_eq!(wire_name("plugins_per_app"), "pluginsPerApp");
    }
}
