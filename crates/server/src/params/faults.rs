//! What is wrong with a request: every fault, with its place.

use std::fmt::Display;

use super::Place;
use crate::error::{Error, Reason, TextParams};

/// Faults that are told; a body of a quarter of a million wrong values does not get as many back.
const MAX_FAULTS: usize = 1_000;

/// The faults of a request, in the order of its members.
#[derive(Debug, Default)]
pub struct Faults(Vec<Reason>);

impl Faults {
    /// Notes a fault whose text is `key`. Nothing comes of what is wrong, so that reading goes on with
    /// the next member: `return faults.note(…)`.
    pub fn note<T>(&mut self, place: &Place<'_>, key: &'static str) -> Option<T> {
        self.note_with(place, key, Vec::new())
    }

    /// Notes that a limit is passed, which the text calls `name`.
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

    /// What is wrong.
    pub fn reasons(&self) -> &[Reason] {
        &self.0
    }

    /// What was read, or all that is wrong with it.
    pub(super) fn settle<T>(self, read: Option<T>) -> Result<T, Error> {
        match read {
            Some(read) if self.0.is_empty() => Ok(read),
            _ => Err(Error::invalid(self.0)),
        }
    }
}
