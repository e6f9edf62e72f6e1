//! Adapts permissions to changes of the form and of the process.
//!
//! If a field is renamed or removed, a condition could refer to a different field or to none. It
//! could then show records that it hid before. So conditions use the new names of renamed fields
//! and statuses. A field, status or option that a condition or a row uses cannot be removed.

use std::collections::BTreeSet;

use super::{Acl, Entity};
use crate::problem::none_of;
use crate::process::Process;
use crate::query::{self, Query};
use crate::{Field, FieldType, Fields, Invalid, Place, Problem, Wrong, views};

/// The form and the process of an app, in one revision.
#[derive(Clone, Copy, Debug)]
pub struct Named<'a> {
    /// The fields.
    pub fields: &'a Fields,
    /// The process.
    pub process: &'a Process,
}

impl Acl {
    /// Returns the permissions for a changed form or process. Rules for fields that were removed are
    /// removed too.
    ///
    /// # Errors
    /// A problem for each removed field, option or state that a condition or a row names.
    pub fn follow(&self, before: Named<'_>, after: Named<'_>) -> Result<Self, Invalid> {
        let mut problems = Vec::new();
        let mut acl = self.clone();
        for rule in &mut acl.records.0 {
            let old = std::mem::take(&mut rule.filter);
            rule.filter = renamed(&old, before, after);
            if let Some(code) = lost(&old, &rule.filter, before, after) {
                problems.push(problem(code));
            }
        }
        for entity in acl.entities() {
            if let Entity::Field(id) = entity
                && let Some(field) = before.fields.by_id(*id)
                && after.fields.by_id(*id).is_none()
            {
                problems.push(problem(field.code.clone()));
            }
        }
        none_of(problems)?;
        let left: BTreeSet<_> = after.fields.all().map(|(field, _)| field.id).collect();
        acl.fields.0.retain(|rule| left.contains(&rule.field));
        Ok(acl)
    }
}

fn problem(code: String) -> Problem {
    Problem::new(
        &Place::Top.member("fields"),
        Wrong::NamedByPermissions { code },
    )
}

/// Returns a condition with the new codes of fields and the new names of states.
fn renamed(filter: &str, before: Named<'_>, after: Named<'_>) -> String {
    let new = |code: &str| query::new_code(code, before.fields, after.fields);
    let is_status = |code: &str| {
        before
            .fields
            .find(code)
            .is_some_and(|(field, _)| field.kind == FieldType::Status)
    };
    let state = |name: &str| {
        let state = before
            .process
            .states
            .iter()
            .find(|state| state.name == name)?;
        after
            .process
            .state(state.id)
            .map(|state| state.name.clone())
    };
    let kept = query::renamed(
        filter,
        |code| new(code).unwrap_or_else(|| code.to_owned()),
        |code, text| {
            let new = if is_status(code) { state(text) } else { None };
            new.unwrap_or_else(|| text.to_owned())
        },
    );
    kept.unwrap_or_else(|_| filter.to_owned())
}

/// Returns the code of a field whose part of the condition has lost its meaning: it was readable
/// before the change, and is not any more.
fn lost(old: &str, new: &str, before: Named<'_>, after: Named<'_>) -> Option<String> {
    let at = Place::Top;
    if views::check_filter(old, before.fields, &at).is_some() {
        return None;
    }
    let condition = Query::parse(old).ok()?.condition?;
    let tests = condition.tests();
    let is_there = |field: &Field| after.fields.all().any(|(it, _)| it.id == field.id);
    let gone = tests.iter().find(|test| {
        let field = before.fields.find(&test.field).map(|(field, _)| field);
        let states = field.is_some_and(|field| field.kind == FieldType::Status);
        field.is_some_and(|field| !is_there(field)) || (states && loses_state(test, before, after))
    });
    if let Some(test) = gone {
        return Some(test.field.clone());
    }
    let wrong = views::check_filter(new, after.fields, &at);
    wrong.and_then(|_| tests.first().map(|test| test.field.clone()))
}

/// Returns true if a comparison names a state that was removed.
fn loses_state(test: &query::Test, before: Named<'_>, after: Named<'_>) -> bool {
    test.values.iter().any(|value| {
        let query::Operand::Text(name) = value else {
            return false;
        };
        let state = before
            .process
            .states
            .iter()
            .find(|state| state.name == *name);
        state.is_some_and(|state| after.process.state(state.id).is_none())
    })
}
