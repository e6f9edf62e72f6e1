//! Permissions for records (`record/acl.json`).
//!
//! For a record, the first rule whose condition it matches applies. Within that rule, the first row
//! that names the person decides. Records that match no rule are open to everyone who may use
//! records.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Entity, Person, Row, flag, items, read_rows};
use crate::field::Source;
use crate::problem::none_of;
use crate::query::Query;
use crate::query::plan::{Criterion, Part, Plan, Scope};
use crate::{FieldId, Fields, Invalid, Place, Problem, Sent, Wrong, views};

/// The rules of an app, those with the highest priority first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RecordRules(pub(super) Vec<RecordRule>);

/// A rule for the records that match a condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordRule {
    /// The condition. It is empty for all records.
    pub filter: String,
    /// The rows. The row of everyone is the last one.
    pub rows: Vec<RecordRow>,
}

/// A row of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "these are three independent rights and a choice"
)]
pub struct RecordRow {
    /// The persons that the row is about.
    pub entity: Entity,
    /// True if an organization also stands for the organizations below it.
    #[serde(default)]
    pub subs: bool,
    /// They may see the record.
    pub view: bool,
    /// They may change it.
    pub edit: bool,
    /// They may delete it.
    pub delete: bool,
}

/// A right to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordRight {
    /// To see it.
    View,
    /// To change it.
    Edit,
    /// To delete it.
    Delete,
}

impl RecordRow {
    /// Returns true if the row grants a right.
    pub fn grants(&self, right: RecordRight) -> bool {
        match right {
            RecordRight::View => self.view,
            RecordRight::Edit => self.edit,
            RecordRight::Delete => self.delete,
        }
    }
}

impl Row for RecordRow {
    fn of_everyone() -> Self {
        Self {
            entity: Entity::everyone(),
            subs: false,
            view: false,
            edit: false,
            delete: false,
        }
    }

    fn entity(&self) -> &Entity {
        &self.entity
    }
}

impl RecordRules {
    /// Reads `rights` of `record/acl.json`.
    pub fn read(given: &Sent, fields: &Fields) -> Result<Self, Invalid> {
        let mut problems = Vec::new();
        let whole = Place::Top.member("rights");
        let mut rules = Vec::new();
        for (index, rule) in items(&given.0, &whole, &mut problems).iter().enumerate() {
            let at = whole.item(index);
            let filter = rule["filterCond"].as_str().unwrap_or_default().trim();
            let place = at.member("filterCond");
            if !rule["filterCond"].is_string() && !rule["filterCond"].is_null() {
                problems.push(Problem::new(&place, Wrong::MustBeText));
            }
            problems.extend(views::check_filter(filter, fields, &place));
            let place = at.member("entities");
            let rows = &rule["entities"];
            rules.push(RecordRule {
                filter: filter.to_owned(),
                rows: read_rows(rows, Some(fields), &place, &mut problems, read_row),
            });
        }
        none_of(problems)?;
        Ok(Self(rules))
    }

    /// Iterates over the rules in their order.
    pub fn iter(&self) -> impl Iterator<Item = &RecordRule> {
        self.0.iter()
    }

    /// Returns true if there are no rules.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the condition for the records to which a person has a right. The rights to the app
    /// are not part of it.
    ///
    /// A condition that cannot be read any more, for example because its field was removed, hides
    /// all records that no earlier rule decides about.
    pub fn criterion(
        &self,
        right: RecordRight,
        person: &Person<'_>,
        scope: &Scope<'_>,
    ) -> Criterion {
        let mut cases = Vec::new();
        for rule in &self.0 {
            let Some(when) = matches(&rule.filter, scope) else {
                return choose(cases, Criterion::Always(false));
            };
            cases.push((when, granted(&rule.rows, right, person, scope.fields)));
        }
        choose(cases, Criterion::Always(true))
    }
}

fn read_row(
    row: &Value,
    entity: Entity,
    subs: bool,
    at: &Place<'_>,
    problems: &mut Vec<Problem>,
) -> RecordRow {
    let mut flag = |name| flag(row, name, at, problems);
    let row = RecordRow {
        entity,
        subs,
        view: flag("viewable"),
        edit: flag("editable"),
        delete: flag("deletable"),
    };
    for (name, given) in [("editable", row.edit), ("deletable", row.delete)] {
        if given && !row.view {
            let other = "viewable";
            problems.push(Problem::new(&at.member(name), Wrong::RightNeeds { other }));
        }
    }
    row
}

/// Returns the condition of a rule.
fn matches(filter: &str, scope: &Scope<'_>) -> Option<Criterion> {
    let query = Query::parse(filter).ok()?;
    let plan = Plan::of(&query, scope).ok()?;
    Some(plan.condition.unwrap_or(Criterion::Always(true)))
}

/// Returns the condition for the records in which a row that grants the right is the first one that
/// names the person.
fn granted(
    rows: &[RecordRow],
    right: RecordRight,
    person: &Person<'_>,
    fields: &Fields,
) -> Criterion {
    let cases = rows.iter().map(|row| {
        let named = match row.entity {
            // Without its field the row cannot be decided, and those below it could allow more.
            Entity::Field(id) if fields.by_id(id).is_none() => {
                return (Criterion::Always(true), Criterion::Always(false));
            }
            Entity::Field(id) => named_in(id, row.subs, person, fields),
            _ => Criterion::Always(person.is(&row.entity, row.subs)),
        };
        (named, Criterion::Always(row.grants(right)))
    });
    choose(cases.collect(), Criterion::Always(false))
}

/// Returns the condition for the records in which a field names the person.
fn named_in(id: FieldId, subs: bool, person: &Person<'_>, fields: &Fields) -> Criterion {
    let Some(field) = fields.by_id(id) else {
        return Criterion::Always(false);
    };
    let author = |column| Criterion::User {
        column,
        logins: vec![person.login.to_owned()],
        not: false,
    };
    match field.kind.source() {
        Source::Creator => return author("creator"),
        Source::Modifier => return author("modifier"),
        _ => {}
    }
    let codes = person.codes(field, subs);
    let parts: Vec<Part> = codes.map(|code| Part::Key(code.to_owned())).collect();
    if parts.is_empty() {
        return Criterion::Always(false);
    }
    Criterion::Parts {
        column: format!("f{id}"),
        parts,
        with_empty: false,
        not: false,
    }
}

/// Returns a condition that is true where the condition of the first case that applies is true.
/// Cases that never matter are left out.
fn choose(cases: Vec<(Criterion, Criterion)>, otherwise: Criterion) -> Criterion {
    let mut kept: Vec<(Criterion, Criterion)> = Vec::new();
    let mut otherwise = otherwise;
    for (when, then) in cases {
        match when {
            Criterion::Always(false) => {}
            Criterion::Always(true) => {
                otherwise = then;
                break;
            }
            when => kept.push((when, then)),
        }
    }
    while kept.last().is_some_and(|(_, then)| *then == otherwise) {
        kept.pop();
    }
    if kept.is_empty() {
        return otherwise;
    }
    Criterion::Choose {
        cases: kept,
        otherwise: Box::new(otherwise),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::memberships;
    use super::*;
    use crate::query::time::Moment;

    fn fields() -> Fields {
        let mut fields = Fields::of_new_app(false);
        let new = json!({
            "price": {"type": "NUMBER"},
            "owners": {"type": "USER_SELECT"},
            "units": {"type": "ORGANIZATION_SELECT"},
        });
        fields.add(&new.into()).unwrap();
        fields
    }

    fn criterion(rules: Value, right: RecordRight, login: &str) -> Criterion {
        let fields = fields();
        let rules = RecordRules::read(&rules.into(), &fields).unwrap();
        let memberships = memberships(&["everyone", "sales"]);
        let person = Person {
            login,
            memberships: &memberships,
            is_creator: false,
        };
        let moment = Moment::new(0, "UTC", Some(login.to_owned()));
        let scope = Scope {
            fields: &fields,
            app_code: "",
            moment: &moment,
        };
        rules.criterion(right, &person, &scope)
    }

    #[test]
    fn without_rules_every_record_is_open() {
        let open = criterion(json!([]), RecordRight::Delete, "ann");
        assert_eq!(open, Criterion::Always(true));
    }

    #[test]
    fn a_rule_for_all_records_needs_no_condition() {
        let rules = json!([{"filterCond": "", "entities": [
            {"entity": {"type": "USER", "code": "ann"}, "viewable": true},
            {"entity": {"type": "GROUP", "code": "everyone"}},
        ]}, {"entities": [{"entity": {"type": "GROUP", "code": "everyone"}, "viewable": true}]}]);
        let view = |login| criterion(rules.clone(), RecordRight::View, login);
        assert_eq!(view("ann"), Criterion::Always(true));
        assert_eq!(
            view("bob"),
            Criterion::Always(false),
            "later rules do not count"
        );
    }

    #[test]
    fn the_first_rule_that_a_record_matches_decides() {
        let rules = json!([
            {"filterCond": "price > 10", "entities": [
                {"entity": {"type": "FIELD_ENTITY", "code": "owners"}, "viewable": true, "editable": true},
                {"entity": {"type": "GROUP", "code": "sales"}, "viewable": true},
            ]},
        ]);
        let Criterion::Choose { cases, otherwise } =
            criterion(rules.clone(), RecordRight::Edit, "ann")
        else {
            panic!("the record decides");
        };
        assert_eq!(*otherwise, Criterion::Always(true));
        assert!(matches!(cases[0].0, Criterion::Span { .. }));
        let Criterion::Choose { cases, otherwise } = &cases[0].1 else {
            panic!("the field decides");
        };
        assert_eq!(**otherwise, Criterion::Always(false));
        assert!(matches!(&cases[0].0, Criterion::Parts { parts, .. } if parts.len() == 1));
        // To see a record, ann is either in the field or in the group.
        let view = criterion(rules, RecordRight::View, "ann");
        assert_eq!(view, Criterion::Always(true));
    }

    #[test]
    fn an_organization_field_names_the_members_below_only_with_subs() {
        let view = |subs: bool| {
            let rules = json!([{"entities": [{"entity": {"type": "FIELD_ENTITY", "code": "units"},
                "includeSubs": subs, "viewable": true}]}]);
            match criterion(rules, RecordRight::View, "ann") {
                Criterion::Choose { cases, .. } => match &cases[0].0 {
                    Criterion::Parts { parts, .. } => parts.len(),
                    other => panic!("{other:?}"),
                },
                other => panic!("{other:?}"),
            }
        };
        assert_eq!((view(false), view(true)), (1, 2));
    }

    #[test]
    fn a_condition_that_cannot_be_read_hides_records() {
        let rules = RecordRules(vec![RecordRule {
            filter: "gone = 1".to_owned(),
            rows: vec![RecordRow {
                view: true,
                ..RecordRow::of_everyone()
            }],
        }]);
        let (fields, memberships) = (fields(), memberships(&[]));
        let moment = Moment::new(0, "UTC", None);
        let scope = Scope {
            fields: &fields,
            app_code: "",
            moment: &moment,
        };
        let person = Person {
            login: "ann",
            memberships: &memberships,
            is_creator: true,
        };
        let hidden = rules.criterion(RecordRight::View, &person, &scope);
        assert_eq!(hidden, Criterion::Always(false));
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let wrong = json!([
            {"filterCond": "price >", "entities": [
                {"entity": {"type": "CREATOR"}, "viewable": true},
                {"entity": {"type": "FIELD_ENTITY", "code": "price"}},
                {"entity": {"type": "USER", "code": "ann"}, "editable": true},
            ]},
            {"filterCond": 3},
        ]);
        let told = RecordRules::read(&wrong.into(), &fields()).unwrap_err();
        let places: Vec<String> = told.problems.iter().map(|it| it.at.to_string()).collect();
        assert_eq!(
            places,
            [
                "rights[0].filterCond",
                "rights[0].entities[0].entity.type",
                "rights[0].entities[1].entity.code",
                "rights[0].entities[2].editable",
                "rights[1].filterCond",
                "rights[1].entities",
            ]
        );
    }
}
