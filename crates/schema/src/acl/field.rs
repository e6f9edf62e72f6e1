//! Permissions for fields (`field/acl.json`).
//!
//! The first row that names a person decides what the person may do with the field. A row can refer
//! to the users in another field of the record, so the permission can differ between records.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Entity, Person, Row, items, read_rows};
use crate::problem::none_of;
use crate::{FieldId, Fields, Invalid, Place, Problem, Sent, Wrong};

/// The rules of an app, one for each restricted field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FieldRules(pub(super) Vec<FieldRule>);

/// The rows of one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldRule {
    /// The field. It may be inside a table.
    pub field: FieldId,
    /// The rows. The row of everyone is the last one.
    pub rows: Vec<FieldRow>,
}

/// A row of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldRow {
    /// The persons that the row is about.
    pub entity: Entity,
    /// True if an organization also stands for the organizations below it.
    #[serde(default)]
    pub subs: bool,
    /// What they may do.
    pub access: Accessibility,
}

/// What a person may do with a field. A greater one allows more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Accessibility {
    /// Nothing.
    None,
    /// See it.
    Read,
    /// See and change it.
    Write,
}

impl Accessibility {
    const ALL: [Self; 3] = [Self::None, Self::Read, Self::Write];

    /// Returns the name that the REST API uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "NONE",
            Self::Read => "READ",
            Self::Write => "WRITE",
        }
    }
}

impl Row for FieldRow {
    fn of_everyone() -> Self {
        Self {
            entity: Entity::everyone(),
            subs: false,
            access: Accessibility::None,
        }
    }

    fn entity(&self) -> &Entity {
        &self.entity
    }
}

impl FieldRules {
    /// Reads `rights` of `field/acl.json`.
    pub fn read(given: &Sent, fields: &Fields) -> Result<Self, Invalid> {
        let mut problems = Vec::new();
        let whole = Place::Top.member("rights");
        let mut rules: Vec<FieldRule> = Vec::new();
        for (index, rule) in items(&given.0, &whole, &mut problems).iter().enumerate() {
            let at = whole.item(index);
            let code = rule["code"].as_str().unwrap_or_default();
            let field = fields.find(code).map(|(field, _)| field.id);
            let twice = rules.iter().any(|it| Some(it.field) == field);
            let wrong = match field {
                None if code.is_empty() => Some(Wrong::Required),
                None => {
                    let code = code.to_owned();
                    Some(Wrong::FieldUnknown { code })
                }
                Some(_) if twice => Some(Wrong::FieldTwice),
                Some(_) => None,
            };
            problems.extend(wrong.map(|wrong| Problem::new(&at.member("code"), wrong)));
            let place = at.member("entities");
            let rows = &rule["entities"];
            let rows = read_rows(rows, Some(fields), &place, &mut problems, read_row);
            rules.extend(field.map(|field| FieldRule { field, rows }));
        }
        none_of(problems)?;
        Ok(Self(rules))
    }

    /// Iterates over the rules in their order.
    pub fn iter(&self) -> impl Iterator<Item = &FieldRule> {
        self.0.iter()
    }

    /// Returns what a person may do with the fields of the app.
    pub fn of(&self, person: &Person<'_>) -> FieldRights {
        let rules = self.0.iter();
        FieldRights(
            rules
                .map(|rule| (rule.field, granted(rule, person)))
                .collect(),
        )
    }
}

fn read_row(
    row: &Value,
    entity: Entity,
    subs: bool,
    at: &Place<'_>,
    problems: &mut Vec<Problem>,
) -> FieldRow {
    let given = row["accessibility"].as_str();
    let access = Accessibility::ALL
        .into_iter()
        .find(|it| Some(it.as_str()) == given);
    if access.is_none() {
        let wrong = if given.is_some() {
            Wrong::MustBeEnum
        } else {
            Wrong::Required
        };
        problems.push(Problem::new(&at.member("accessibility"), wrong));
    }
    FieldRow {
        entity,
        subs,
        access: access.unwrap_or(Accessibility::None),
    }
}

/// What one person may do with the fields of an app. Fields without a rule may be seen and changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldRights(BTreeMap<FieldId, Granted>);

/// What a person may do with one field.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Granted {
    /// The fields that may name the person, in the order of their rows.
    by_field: Vec<Named>,
    /// What the person may do if none of them does.
    otherwise: Accessibility,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Named {
    by: Naming,
    access: Accessibility,
}

/// A field whose value in a record may name a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Naming {
    /// The field.
    pub field: FieldId,
    /// True if an organization also stands for the organizations below it.
    pub subs: bool,
}

fn granted(rule: &FieldRule, person: &Person<'_>) -> Granted {
    let mut by_field = Vec::new();
    for row in &rule.rows {
        if let Entity::Field(field) = row.entity {
            let by = Naming {
                field,
                subs: row.subs,
            };
            by_field.push(Named {
                by,
                access: row.access,
            });
        } else if person.is(&row.entity, row.subs) {
            return Granted {
                by_field,
                otherwise: row.access,
            };
        }
    }
    Granted {
        by_field,
        otherwise: Accessibility::None,
    }
}

impl Granted {
    fn every(&self) -> impl Iterator<Item = Accessibility> {
        let by_field = self.by_field.iter().map(|named| named.access);
        by_field.chain([self.otherwise])
    }
}

impl FieldRights {
    /// Returns true if every field may be seen and changed in every record.
    pub fn is_everything(&self) -> bool {
        let mut every = self.0.values().flat_map(Granted::every);
        every.all(|access| access == Accessibility::Write)
    }

    /// Returns what the person may do with the field in every record, whatever it contains.
    pub fn always(&self, field: FieldId) -> Accessibility {
        let every = self.0.get(&field).map(Granted::every);
        every
            .into_iter()
            .flatten()
            .min()
            .unwrap_or(Accessibility::Write)
    }

    /// Returns the most that the person may do with the field in any record.
    pub fn at_most(&self, field: FieldId) -> Accessibility {
        let every = self.0.get(&field).map(Granted::every);
        every
            .into_iter()
            .flatten()
            .max()
            .unwrap_or(Accessibility::Write)
    }

    /// Returns what the person may do with the field in one record. `names` tells if a field of the
    /// record names the person.
    pub fn in_record(&self, field: FieldId, names: impl Fn(Naming) -> bool) -> Accessibility {
        let Some(granted) = self.0.get(&field) else {
            return Accessibility::Write;
        };
        let row = granted.by_field.iter().find(|row| names(row.by));
        row.map_or(granted.otherwise, |row| row.access)
    }

    /// Returns the fields that may be seen in some records and not in others.
    pub fn differing(&self) -> impl Iterator<Item = FieldId> {
        let ids = self.0.keys().copied();
        ids.filter(|id| {
            self.always(*id) == Accessibility::None && self.at_most(*id) > Accessibility::None
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::memberships;
    use super::*;

    fn fields() -> Fields {
        let mut fields = Fields::default();
        let new = json!({
            "price": {"type": "NUMBER"},
            "owners": {"type": "USER_SELECT"},
            "rows": {"type": "SUBTABLE", "fields": {"cost": {"type": "NUMBER"}}},
        });
        fields.add(&new.into()).unwrap();
        fields
    }

    #[test]
    fn a_row_of_a_field_decides_by_the_record() {
        let fields = fields();
        let id = |code| fields.find(code).unwrap().0.id;
        let given = json!([
            {"code": "price", "entities": [
                {"entity": {"type": "FIELD_ENTITY", "code": "owners"}, "accessibility": "WRITE"},
                {"entity": {"type": "USER", "code": "ann"}, "accessibility": "READ"},
                {"entity": {"type": "FIELD_ENTITY", "code": "owners"}, "accessibility": "NONE"},
            ]},
            {"code": "cost", "entities": [{"entity": {"type": "GROUP", "code": "everyone"}, "accessibility": "READ"}]},
        ]);
        let told = FieldRules::read(&given.clone().into(), &fields)
            .unwrap_err()
            .told();
        assert_eq!(told, ["rights[0].entities[2].entity EntityTwice"]);
        let mut given = given;
        given[0]["entities"].as_array_mut().unwrap().pop();
        let rules = FieldRules::read(&given.into(), &fields).unwrap();
        let memberships = memberships(&["everyone"]);
        let of = |login| {
            rules.of(&Person {
                login,
                memberships: &memberships,
                is_creator: false,
            })
        };
        let (ann, bob, price) = (of("ann"), of("bob"), id("price"));
        assert_eq!(
            (ann.always(price), ann.at_most(price)),
            (Accessibility::Read, Accessibility::Write)
        );
        assert_eq!(bob.always(price), Accessibility::None);
        assert_eq!(bob.differing().collect::<Vec<_>>(), [price]);
        assert_eq!(bob.in_record(price, |_| true), Accessibility::Write);
        assert_eq!(bob.in_record(price, |_| false), Accessibility::None);
        assert_eq!(bob.at_most(id("cost")), Accessibility::Read);
        assert_eq!(bob.always(id("owners")), Accessibility::Write);
        assert!(!bob.is_everything());
        assert!(
            FieldRules::default()
                .of(&Person {
                    login: "x",
                    memberships: &memberships,
                    is_creator: false
                })
                .is_everything()
        );
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let wrong = json!([
            {"code": "price", "entities": [
                {"entity": {"type": "USER", "code": "ann"}, "accessibility": "SEE"},
                {"entity": {"type": "USER", "code": "bob"}},
            ]},
            {"code": "gone", "entities": []},
            {"code": "price", "entities": []},
            {},
        ]);
        assert_eq!(
            FieldRules::read(&wrong.into(), &fields())
                .unwrap_err()
                .told(),
            [
                "rights[0].entities[0].accessibility MustBeEnum",
                "rights[0].entities[1].accessibility Required",
                "rights[1].code FieldUnknown { code: \"gone\" }",
                "rights[2].code FieldTwice",
                "rights[3].code Required",
                "rights[3].entities MustBeArray",
            ]
        );
    }
}
