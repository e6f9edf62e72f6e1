//! The permissions of an app, with Kintone's rules.
//!
//! Permissions are lists of rows. Each row names a user, a group or an organization, and the first
//! row that names a person decides. The row of everyone always comes last, wherever a request puts
//! it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::field::{Source, Whom};
use crate::sent::array;
use crate::{Field, FieldId, Fields, Place, Problem, Wrong};

pub mod app;
pub mod field;
pub mod follow;
pub mod record;

pub use app::{AppRight, AppRights, Rights};
pub use field::{Accessibility, FieldRights, FieldRow, FieldRules};
pub use record::{RecordRight, RecordRow, RecordRules};

/// The code of the group of all users.
pub const EVERYONE: &str = "everyone";
/// The maximum number of rows in one list.
const MAX_ROWS: usize = 500;

/// All permissions of one revision of an app.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Acl {
    /// The permissions for the app.
    pub app: AppRights,
    /// The permissions for records.
    pub records: RecordRules,
    /// The permissions for fields.
    pub fields: FieldRules,
}

impl Acl {
    /// Iterates over the entities of all rows.
    pub fn entities(&self) -> impl Iterator<Item = &Entity> {
        let app = self.app.iter().map(|row| &row.entity);
        let records = self.records.iter().flat_map(|rule| &rule.rows);
        let fields = self.fields.iter().flat_map(|rule| &rule.rows);
        let records = records.map(|row| &row.entity);
        app.chain(records).chain(fields.map(|row| &row.entity))
    }
}

/// The persons that a row is about. Codes of users, groups and organizations never change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Entity {
    /// A user, by login name.
    User(String),
    /// A group, by code. [`EVERYONE`] names all users.
    Group(String),
    /// An organization, by code.
    Organization(String),
    /// The user who created the app. Only permissions for an app name it.
    Creator,
    /// The users, groups or organizations in a field of the record. Only permissions for records and
    /// fields name it.
    Field(FieldId),
}

impl Entity {
    /// Returns the entity of all users.
    pub fn everyone() -> Self {
        Self::Group(EVERYONE.to_owned())
    }

    /// Returns true for all users.
    pub fn is_everyone(&self) -> bool {
        matches!(self, Self::Group(code) if code == EVERYONE)
    }

    /// Returns the name of its type in the REST API.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::User(_) => "USER",
            Self::Group(_) => "GROUP",
            Self::Organization(_) => "ORGANIZATION",
            Self::Creator => "CREATOR",
            Self::Field(_) => "FIELD_ENTITY",
        }
    }

    /// Returns the code. The creator has none, and neither has a field that was removed.
    pub fn code<'a>(&'a self, fields: &'a Fields) -> Option<&'a str> {
        match self {
            Self::User(code) | Self::Group(code) | Self::Organization(code) => Some(code),
            Self::Creator => None,
            Self::Field(id) => fields.by_id(*id).map(|field| field.code.as_str()),
        }
    }

    /// Returns true if the row may include the organizations below the named ones.
    fn may_have_subs(&self, fields: &Fields) -> bool {
        match self {
            Self::Organization(_) => true,
            Self::Field(id) => fields
                .by_id(*id)
                .is_some_and(|field| field.kind.whom() == Some(Whom::Organizations)),
            Self::User(_) | Self::Group(_) | Self::Creator => false,
        }
    }

    /// Reads the member `entity` of a row. `fields` are those whose values may name persons; without
    /// them, the row may name the app's creator instead.
    fn read(
        row: &Value,
        fields: Option<&Fields>,
        at: &Place<'_>,
        problems: &mut Vec<Problem>,
    ) -> Option<Self> {
        let at = at.member("entity");
        let entity = &row["entity"];
        let code = entity["code"].as_str().unwrap_or_default();
        let of_code = |make: fn(String) -> Self| {
            if code.is_empty() {
                Err(("code", Wrong::Required))
            } else {
                Ok(make(code.to_owned()))
            }
        };
        let read = match (entity["type"].as_str(), fields) {
            (Some("USER"), _) => of_code(Self::User),
            (Some("GROUP"), _) => of_code(Self::Group),
            (Some("ORGANIZATION"), _) => of_code(Self::Organization),
            (Some("CREATOR"), None) => Ok(Self::Creator),
            (Some("FIELD_ENTITY"), Some(fields)) => match fields.get(code) {
                Some(field) if names_persons(field) => Ok(Self::Field(field.id)),
                _ => Err(("code", Wrong::FieldNamesNobody)),
            },
            (Some(_), _) => Err(("type", Wrong::MustBeEnum)),
            (None, _) => Err(("type", Wrong::Required)),
        };
        match read {
            Ok(entity) => Some(entity),
            Err((member, wrong)) => {
                problems.push(Problem::new(&at.member(member), wrong));
                None
            }
        }
    }
}

/// Returns true if the values of a field name users, groups or organizations.
pub fn names_persons(field: &Field) -> bool {
    let author = matches!(field.kind.source(), Source::Creator | Source::Modifier);
    author || field.kind.whom().is_some()
}

/// A person whose rights are decided.
#[derive(Clone, Copy, Debug)]
pub struct Person<'a> {
    /// The login name.
    pub login: &'a str,
    /// The groups and organizations of the person.
    pub memberships: &'a Memberships,
    /// True if the person created the app.
    pub is_creator: bool,
}

/// The groups and organizations of a user, by code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memberships {
    /// The groups, including the built-in ones.
    pub groups: BTreeSet<String>,
    /// The organizations that the user is a member of.
    pub organizations: BTreeSet<String>,
    /// The organizations above them, at any distance.
    pub ancestors: BTreeSet<String>,
}

impl<'a> Person<'a> {
    /// Returns true if `entity` names this person. With `subs`, an organization also names the
    /// members of the organizations below it.
    fn is(&self, entity: &Entity, subs: bool) -> bool {
        let Memberships {
            groups,
            organizations,
            ancestors,
        } = self.memberships;
        match entity {
            Entity::User(login) => login == self.login,
            Entity::Group(code) => code == EVERYONE || groups.contains(code),
            Entity::Organization(code) => {
                organizations.contains(code) || (subs && ancestors.contains(code))
            }
            Entity::Creator => self.is_creator,
            // The record decides.
            Entity::Field(_) => false,
        }
    }

    /// Returns the codes by which the values of `field` name this person. With `subs`, an
    /// organization also names the members of the organizations below it.
    pub fn codes(&self, field: &Field, subs: bool) -> impl Iterator<Item = &'a str> + use<'a> {
        let Memberships {
            groups,
            organizations,
            ancestors,
        } = self.memberships;
        let whom = field.kind.whom();
        let login = (whom == Some(Whom::Users)).then_some(self.login);
        let groups = (whom == Some(Whom::Groups)).then_some(groups);
        let in_organizations = whom == Some(Whom::Organizations);
        let organizations = in_organizations.then_some(organizations);
        let above = (in_organizations && subs).then_some(ancestors);
        let codes = [groups, organizations, above]
            .into_iter()
            .flatten()
            .flatten();
        login.into_iter().chain(codes.map(String::as_str))
    }
}

/// A row about some persons.
trait Row {
    /// Returns the row that comes last if a request has none for everyone: they may do nothing.
    fn of_everyone() -> Self;
    /// Returns the persons.
    fn entity(&self) -> &Entity;
}

/// Reads the rows of the list at `whole`. `read` reads what a row grants to its persons.
fn read_rows<R: Row>(
    given: &Value,
    fields: Option<&Fields>,
    whole: &Place<'_>,
    problems: &mut Vec<Problem>,
    read: impl Fn(&Value, Entity, bool, &Place<'_>, &mut Vec<Problem>) -> R,
) -> Vec<R> {
    let mut rows: Vec<R> = Vec::new();
    for (index, given) in items(given, whole, problems).iter().enumerate() {
        let at = whole.item(index);
        let subs = flag(given, "includeSubs", &at, problems);
        let Some(entity) = Entity::read(given, fields, &at, problems) else {
            continue;
        };
        if rows.iter().any(|row| *row.entity() == entity) {
            problems.push(Problem::new(&at.member("entity"), Wrong::EntityTwice));
        }
        let none = Fields::default();
        let subs = subs && entity.may_have_subs(fields.unwrap_or(&none));
        rows.push(read(given, entity, subs, &at, problems));
    }
    // The sort is stable, so all other rows keep their order.
    rows.sort_by_key(|row| row.entity().is_everyone());
    if !rows.last().is_some_and(|row| row.entity().is_everyone()) {
        rows.push(R::of_everyone());
    }
    rows
}

/// Returns the items of the list at `whole`.
fn items<'a>(given: &'a Value, whole: &Place<'_>, problems: &mut Vec<Problem>) -> &'a [Value] {
    match array(given, whole, problems) {
        Some(items) if items.len() > MAX_ROWS => {
            problems.push(Problem::new(whole, Wrong::TooManyItems { max: MAX_ROWS }));
            &[]
        }
        Some(items) => items,
        None => &[],
    }
}

/// Reads a flag of a row. As in Kintone, it may be a text, and an absent flag is false.
fn flag(row: &Value, name: &'static str, at: &Place<'_>, problems: &mut Vec<Problem>) -> bool {
    match &row[name] {
        Value::Null => false,
        Value::Bool(flag) => *flag,
        Value::String(text) if text == "true" => true,
        Value::String(text) if text == "false" => false,
        _ => {
            problems.push(Problem::new(&at.member(name), Wrong::MustBeBoolean));
            false
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Returns memberships in `groups`, and in the organization `team`, which is below `division`.
    pub(crate) fn memberships(groups: &[&str]) -> Memberships {
        Memberships {
            groups: groups.iter().map(|code| (*code).to_owned()).collect(),
            organizations: BTreeSet::from(["team".to_owned()]),
            ancestors: BTreeSet::from(["division".to_owned()]),
        }
    }

    #[test]
    fn an_organization_names_the_members_below_it_only_if_subs_are_included() {
        let memberships = memberships(&["g"]);
        let person = Person {
            login: "ann",
            memberships: &memberships,
            is_creator: false,
        };
        let organization = |code: &str| Entity::Organization(code.to_owned());
        assert!(person.is(&organization("team"), false));
        assert!(!person.is(&organization("division"), false));
        assert!(person.is(&organization("division"), true));
        assert!(
            !person.is(&organization("g"), true),
            "a group is no organization"
        );
        assert!(person.is(&Entity::Group("g".to_owned()), false));
        assert!(person.is(&Entity::everyone(), false));
        assert!(!person.is(&Entity::Creator, false));
    }
}
