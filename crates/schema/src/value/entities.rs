//! Users, groups and departments that values name by code: their names, and whom defaults stand for.

use std::collections::HashMap;

use serde_json::Value;

use super::{Values, codes};
use crate::field::Whom;
use crate::{Field, Fields};

/// Names by code; of each kind by itself, since a user and a group may share a code.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Of users, by login name.
    pub users: HashMap<String, String>,
    /// Of groups.
    pub groups: HashMap<String, String>,
    /// Of departments.
    pub organizations: HashMap<String, String>,
}

impl Names {
    /// The name of one of them; `None` where there is no such code.
    pub fn get(&self, whom: Whom, code: &str) -> Option<&str> {
        let names = match whom {
            Whom::Users => &self.users,
            Whom::Groups => &self.groups,
            Whom::Organizations => &self.organizations,
        };
        names.get(code).map(String::as_str)
    }

    /// Takes over those of others.
    pub(super) fn add(&mut self, others: &Self) {
        let add = |to: &mut HashMap<String, String>, from: &HashMap<String, String>| {
            to.extend(from.iter().map(|(code, name)| (code.clone(), name.clone())));
        };
        add(&mut self.users, &others.users);
        add(&mut self.groups, &others.groups);
        add(&mut self.organizations, &others.organizations);
    }
}

/// Whom a form's defaults stand for at a moment. A default that is not there any more is nobody: a
/// group that was removed must not keep records from being added.
#[derive(Debug, Default)]
pub struct Defaults {
    /// Of all that defaults name.
    pub names: Names,
    /// The login name of whoever calls; `None` for an API token, which is nobody.
    pub login: Option<String>,
    /// The code of their primary department.
    pub organization: Option<String>,
}

impl Defaults {
    /// Whom a field begins with, by code. A function stands for whoever calls; an API token is nobody.
    pub fn of<'a>(&'a self, field: &'a Field) -> Vec<&'a str> {
        let Some(whom) = field.kind.whom() else {
            return Vec::new();
        };
        let codes = entities(field).filter_map(|entity| {
            let code = match (entity, whom) {
                (Entity::Code(code), _) => Some(code),
                (Entity::Function, Whom::Users) => self.login.as_deref(),
                (Entity::Function, Whom::Organizations) => self.organization.as_deref(),
                (Entity::Function, Whom::Groups) => None,
            };
            code.filter(|code| self.names.get(whom, code).is_some())
        });
        codes.collect()
    }
}

/// Somebody whom the default of a field names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entity<'a> {
    /// A user, group or department, by code.
    Code(&'a str),
    /// Whoever calls, or their primary department.
    Function,
}

/// Whom the default of a field names.
pub fn entities(field: &Field) -> impl Iterator<Item = Entity<'_>> {
    let default = field.setting("defaultValue");
    let default = default.filter(|_| field.kind.is_entities());
    let entities = default.and_then(Value::as_array).into_iter().flatten();
    entities.filter_map(|entity| match entity["type"].as_str() {
        Some("FUNCTION") => Some(Entity::Function),
        _ => entity["code"].as_str().map(Entity::Code),
    })
}

/// Every user, group and department that a record names, each with what it is.
pub fn all_codes<'a>(
    fields: &'a Fields,
    kept: &'a Values,
) -> impl Iterator<Item = (Whom, &'a str)> {
    fields
        .iter()
        .flat_map(|field| codes(field, kept.get(field.id)))
}

/// Those that a record names, did not name before, and that are not there: with the field that names them.
pub fn unknown<'a>(
    fields: &'a Fields,
    kept: &'a Values,
    old: Option<&'a Values>,
    names: &'a Names,
) -> impl Iterator<Item = (&'a Field, Whom, &'a str)> {
    let before: Vec<(Whom, &str)> = old
        .into_iter()
        .flat_map(|old| all_codes(fields, old))
        .collect();
    fields
        .iter()
        .flat_map(move |field| {
            let found = codes(field, kept.get(field.id));
            found
                .into_iter()
                .map(move |(whom, code)| (field, whom, code))
        })
        .filter(move |(_, whom, code)| {
            names.get(*whom, code).is_none() && !before.contains(&(*whom, *code))
        })
}
