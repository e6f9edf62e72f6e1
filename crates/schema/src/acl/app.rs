//! Permissions for an app (`app/acl.json`): who may use its records, and who may manage it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Entity, Person, Row, flag, read_rows};
use crate::problem::none_of;
use crate::{Invalid, Place, Problem, Sent, Wrong};

/// The rows of an app's permissions. The row of everyone is the last one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AppRights(Vec<AppRight>);

/// What a person may do in an app.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "these are seven independent rights"
)]
pub struct Rights {
    /// See records.
    pub view: bool,
    /// Add records.
    pub add: bool,
    /// Change records.
    pub edit: bool,
    /// Delete records.
    pub delete: bool,
    /// Change the app's settings.
    pub manage: bool,
    /// Add and change records with a file.
    pub import: bool,
    /// Save records as a file.
    pub export: bool,
}

/// One row of an app's permissions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppRight {
    /// The persons that the row is about.
    pub entity: Entity,
    /// True if an organization also stands for the organizations below it.
    #[serde(default)]
    pub subs: bool,
    /// What they may do.
    #[serde(flatten)]
    pub rights: Rights,
}

impl Rights {
    /// Every right.
    pub const ALL: Self = Self {
        view: true,
        add: true,
        edit: true,
        delete: true,
        manage: true,
        import: true,
        export: true,
    };
    /// No right.
    pub const NONE: Self = Self {
        view: false,
        add: false,
        edit: false,
        delete: false,
        manage: false,
        import: false,
        export: false,
    };
    /// Every right to records, without the right to manage the app.
    pub const RECORDS: Self = Self {
        manage: false,
        ..Self::ALL
    };
}

/// New apps, and apps from before there were permissions: everyone may use the records, and the
/// creator also manages the app (R51).
impl Default for AppRights {
    fn default() -> Self {
        let row = |entity, rights| AppRight {
            entity,
            subs: false,
            rights,
        };
        Self(vec![
            row(Entity::Creator, Rights::ALL),
            row(Entity::everyone(), Rights::RECORDS),
        ])
    }
}

impl AppRights {
    /// Reads `rights` of `app/acl.json`.
    pub fn read(given: &Sent) -> Result<Self, Invalid> {
        let mut problems = Vec::new();
        let whole = Place::Top.member("rights");
        let read = |row: &Value, entity, subs, at: &Place<'_>, problems: &mut Vec<Problem>| {
            let rights = read_rights(row, at, problems);
            AppRight {
                entity,
                subs,
                rights,
            }
        };
        let rows = read_rows(&given.0, None, &whole, &mut problems, read);
        none_of(problems)?;
        Ok(Self(rows))
    }

    /// Iterates over the rows in their order.
    pub fn iter(&self) -> impl Iterator<Item = &AppRight> {
        self.0.iter()
    }

    /// Returns what a person may do, and the number of the row that decides.
    pub fn of(&self, person: &Person<'_>) -> (Rights, Option<usize>) {
        let mut rows = self.0.iter().enumerate();
        let row = rows.find(|(_, row)| person.is(&row.entity, row.subs));
        row.map_or((Rights::NONE, None), |(number, row)| {
            (row.rights, Some(number))
        })
    }
}

impl Row for AppRight {
    fn of_everyone() -> Self {
        Self {
            entity: Entity::everyone(),
            subs: false,
            rights: Rights::NONE,
        }
    }

    fn entity(&self) -> &Entity {
        &self.entity
    }
}

/// Reads the rights of a row. As in Kintone, some rights need another one.
fn read_rights(row: &Value, at: &Place<'_>, problems: &mut Vec<Problem>) -> Rights {
    let mut flag = |name| flag(row, name, at, problems);
    let rights = Rights {
        manage: flag("appEditable"),
        view: flag("recordViewable"),
        add: flag("recordAddable"),
        edit: flag("recordEditable"),
        delete: flag("recordDeletable"),
        import: flag("recordImportable"),
        export: flag("recordExportable"),
    };
    let needs = [
        ("recordEditable", rights.edit, "recordViewable", rights.view),
        (
            "recordDeletable",
            rights.delete,
            "recordViewable",
            rights.view,
        ),
        (
            "recordImportable",
            rights.import,
            "recordAddable",
            rights.add,
        ),
        (
            "recordExportable",
            rights.export,
            "recordViewable",
            rights.view,
        ),
    ];
    for (name, given, other, has_other) in needs {
        if given && !has_other {
            let wrong = Wrong::RightNeeds { other };
            problems.push(Problem::new(&at.member(name), wrong));
        }
    }
    rights
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::memberships;
    use super::*;

    fn read(rights: Value) -> Result<AppRights, Invalid> {
        AppRights::read(&rights.into())
    }

    #[test]
    fn the_first_row_that_names_a_person_decides_and_everyone_comes_last() {
        let rights = read(json!([
            {"entity": {"type": "GROUP", "code": "everyone"}, "recordViewable": true},
            {"entity": {"type": "ORGANIZATION", "code": "division"}, "includeSubs": "true",
                "recordViewable": "true", "recordAddable": true},
            {"entity": {"type": "USER", "code": "ann"}},
            {"entity": {"type": "CREATOR"}, "appEditable": true},
        ]))
        .unwrap();
        let (mine, other) = (memberships(&[]), super::super::Memberships::default());
        let of = |login, memberships, is_creator| {
            rights.of(&Person {
                login,
                memberships,
                is_creator,
            })
        };
        let (ann, row) = of("ann", &mine, true);
        assert!(
            ann.view && ann.add && !ann.manage,
            "the department's row stands above"
        );
        assert_eq!(row, Some(0));
        assert_eq!(of("ann", &other, true), (Rights::NONE, Some(1)));
        assert!(of("bob", &other, true).0.manage);
        let viewer = Rights {
            view: true,
            ..Rights::NONE
        };
        assert_eq!(of("bob", &other, false), (viewer, Some(3)));
    }

    #[test]
    fn without_a_row_for_everyone_nobody_else_may_do_anything() {
        let rights =
            read(json!([{"entity": {"type": "USER", "code": "ann"}, "appEditable": true}]));
        let rights = rights.unwrap();
        let last = rights.iter().last().unwrap();
        assert!(last.entity.is_everyone());
        assert_eq!(last.rights, Rights::NONE);
    }

    #[test]
    fn stored_rows_are_read_as_they_were_written() {
        let rights = AppRights::default();
        let stored = serde_json::to_string(&rights).unwrap();
        assert_eq!(serde_json::from_str::<AppRights>(&stored).unwrap(), rights);
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let wrong = json!([
            {"entity": {"type": "ROLE", "code": "x"}},
            {"entity": {"type": "USER"}},
            {"entity": {"type": "CREATOR"}, "recordViewable": "yes", "recordEditable": true, "recordImportable": true},
            {"entity": {"type": "CREATOR"}},
            3,
        ]);
        assert_eq!(
            read(wrong).unwrap_err().told(),
            [
                "rights[0].entity.type MustBeEnum",
                "rights[1].entity.code Required",
                "rights[2].recordViewable MustBeBoolean",
                "rights[2].recordEditable RightNeeds { other: \"recordViewable\" }",
                "rights[2].recordImportable RightNeeds { other: \"recordAddable\" }",
                "rights[3].entity EntityTwice",
                "rights[4].entity.type Required",
            ]
        );
    }
}
