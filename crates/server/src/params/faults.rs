//! The faults of a request, each with its place.

use std::fmt::Display;

use super::Place;
use crate::error::{Error, Reason, TextParams};

/// The maximum number of reported faults. A body with 250,000 wrong values does not get as many
/// faults in the answer.
const MAX_FAULTS: usize = 1_000;

/// The faults of a request, in the order of its members.
#[derive(Debug, Default)]
pub struct Faults(Vec<Reason>);

impl Faults {
    /// Notes a fault whose text is `key`. It returns `None`, so that a caller can write
    /// `return faults.note(…)` and the next member is still read.
    pub fn note<T>(&mut self, place: &Place<'_>, key: &'static str) -> Option<T> {
        self.note_with(place, key, Vec::new())
    }

    /// Notes that a value exceeds a limit. The fault's text has the limit as parameter `name`.
    pub fn beyond<T>(
        &mut self,
        place: &Place<'_>,
        key: &'static str,
        name: &'static str,
        limit: impl Display,
    ) -> Option<T> {
        self.note_with(place, key, vec![(name, limit.to_string())])
    }

    /// Notes a fault whose text has parameters.
    pub fn note_with<T>(
        &mut self,
        place: &Place<'_>,
        key: &'static str,
        params: TextParams,
    ) -> Option<T> {
        if self.0.len() < MAX_FAULTS {
            self.0.push(Reason::new(place.to_string(), key, params));
        }
        None
    }

    /// Returns the noted faults.
    pub fn reasons(&self) -> &[Reason] {
        &self.0
    }

    /// Returns the value that was read, or an error with all faults.
    pub(super) fn settle<T>(self, read: Option<T>) -> Result<T, Error> {
        match read {
            Some(read) if self.0.is_empty() => Ok(read),
            _ => Err(Error::invalid(self.0)),
        }
    }
}
