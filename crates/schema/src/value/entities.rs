//! The users, groups and organizations in values: their names, and the ones that defaults select.

use std::collections::HashMap;

use serde_json::Value;

use super::{Values, codes};
use crate::field::Whom;
use crate::{Field, Fields};

/// Names by code. Each kind has its own map, because a user and a group may have the same code.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// The names of users, by login name.
    pub users: HashMap<String, String>,
    /// The names of groups, by code.
    pub groups: HashMap<String, String>,
    /// The names of organizations, by code.
    pub organizations: HashMap<String, String>,
}

impl Names {
    /// Returns the name of a user, group or organization, or `None` if the code does not exist.
    pub fn get(&self, whom: Whom, code: &str) -> Option<&str> {
        let names = match whom {
            Whom::Users => &self.users,
            Whom::Groups => &self.groups,
            Whom::Organizations => &self.organizations,
        };
        names.get(code).map(String::as_str)
    }

    /// Adds all names of `others`.
    pub(super) fn add(&mut self, others: &Self) {
        let add = |to: &mut HashMap<String, String>, from: &HashMap<String, String>| {
            to.extend(from.iter().map(|(code, name)| (code.clone(), name.clone())));
        };
        add(&mut self.users, &others.users);
        add(&mut self.groups, &others.groups);
        add(&mut self.organizations, &others.organizations);
    }
}

/// The users, groups and organizations that the defaults of a form select for a request. A default
/// that no longer exists is ignored, so that the removal of a group does not prevent new records.
#[derive(Debug, Default)]
pub struct Defaults {
    /// The names of all users, groups and organizations in the defaults.
    pub names: Names,
    /// The login name of the caller, or `None` for an API token, which is no user.
    pub login: Option<String>,
    /// The code of the caller's primary organization.
    pub organization: Option<String>,
}

impl Defaults {
    /// Returns the codes of the default value of a field. A function selects the caller or the
    /// caller's primary organization. For an API token it selects nothing.
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

/// An entity in the default value of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entity<'a> {
    /// A user, group or organization, by code.
    Code(&'a str),
    /// The caller, or the caller's primary organization.
    Function,
}

/// Returns the entities in the default value of a field.
pub fn entities(field: &Field) -> impl Iterator<Item = Entity<'_>> {
    let default = field.setting("defaultValue");
    let default = default.filter(|_| field.kind.is_entities());
    let entities = default.and_then(Value::as_array).into_iter().flatten();
    entities.filter_map(|entity| match entity["type"].as_str() {
        Some("FUNCTION") => Some(Entity::Function),
        _ => entity["code"].as_str().map(Entity::Code),
    })
}

/// Returns the codes of all users, groups and organizations in a record, each with its kind.
pub fn all_codes<'a>(
    fields: &'a Fields,
    kept: &'a Values,
) -> impl Iterator<Item = (Whom, &'a str)> {
    fields
        .iter()
        .flat_map(|field| codes(field, kept.get(field.id)))
}

/// Returns the codes in a record that do not exist and that the record did not contain before, each
/// with its field and its kind.
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
