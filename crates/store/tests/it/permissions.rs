//! Permissions: what the store returns and accepts equals a naive evaluation in memory, for random
//! users, groups, rules and records, on both databases.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use plugdock_schema::acl::{Accessibility, AppRights, FieldRules, RecordRules};
use plugdock_schema::query::Query;
use plugdock_schema::query::time::Moment;
use plugdock_schema::{RecordId, Wrong};
use plugdock_store::records::report::{GroupBy, Measure, Report, Step};
use plugdock_store::records::{Change, Search, Target};
use plugdock_store::{Access, Actor, By, Error, GroupKind, Membership, Result, Store, User};
use serde_json::{Value, json};

use crate::both_alike::Dice;
use crate::directory::group;
use crate::fixtures::user;
use crate::harness::NOW;
use crate::records::{RecordApp, given, record_app, sent};

/// The number of cases on each database: a user and one set of permissions. `PLUGDOCK_CASES` sets
/// another one.
fn cases() -> usize {
    let cases = std::env::var("PLUGDOCK_CASES").ok();
    cases.map_or(150, |cases| cases.parse().unwrap())
}

const LOGINS: [&str; 4] = ["u0", "u1", "u2", "u3"];
const GROUPS: [&str; 2] = ["g0", "g1"];
/// Each organization is below the one before it.
const UNITS: [&str; 3] = ["top", "mid", "leaf"];
/// The codes of the fields, and of a field inside the table `t`.
const FIELDS: [&str; 7] = ["n", "drop", "owners", "teams", "units", "t", "cell"];

/// A record, as the naive evaluation knows it.
#[derive(Clone, Debug)]
struct Known {
    id: i64,
    creator: String,
    modifier: String,
    values: Value,
}

/// A user with the groups and organizations of the naive evaluation.
#[derive(Clone, Debug)]
struct Person {
    user: Arc<User>,
    groups: BTreeSet<String>,
    units: BTreeSet<String>,
}

fn form() -> Value {
    let options = json!({"r": {"label": "r", "index": 0}, "g": {"label": "g", "index": 1}});
    json!({
        "n": {"type": "NUMBER"},
        "drop": {"type": "DROP_DOWN", "options": options},
        "owners": {"type": "USER_SELECT"},
        "teams": {"type": "GROUP_SELECT"},
        "units": {"type": "ORGANIZATION_SELECT"},
        "t": {"type": "SUBTABLE", "fields": {"cell": {"type": "SINGLE_LINE_TEXT"}}},
    })
}

fn some(dice: &mut Dice, from: &[&str]) -> Vec<String> {
    let chosen = from.iter().filter(|_| dice.roll(3) == 0);
    chosen.map(|it| (*it).to_owned()).collect()
}

fn codes(codes: &[String]) -> Value {
    codes.iter().map(|code| json!({"code": code})).collect()
}

fn record(dice: &mut Dice) -> Value {
    let (owners, teams) = (some(dice, &LOGINS), some(dice, &GROUPS));
    let units = some(dice, &UNITS);
    json!({
        "n": {"value": dice.pick(&["", "1", "5", "9"])},
        "drop": {"value": dice.pick(&["", "r", "g"])},
        "owners": {"value": codes(&owners)},
        "teams": {"value": codes(&teams)},
        "units": {"value": codes(&units)},
        "t": {"value": [{"value": {"cell": {"value": dice.pick(&["a", "b"])}}}]},
    })
}

// ── Random permissions, in the form of requests ──

fn entity(dice: &mut Dice, in_records: bool) -> Value {
    let (kind, code) = match dice.roll(if in_records { 5 } else { 4 }) {
        0 => ("USER", dice.pick(&LOGINS)),
        1 => ("GROUP", dice.pick(&["g0", "g1", "everyone"])),
        2 => ("ORGANIZATION", dice.pick(&UNITS)),
        3 if !in_records => return json!({"type": "CREATOR"}),
        3 => ("GROUP", "everyone"),
        _ => (
            "FIELD_ENTITY",
            dice.pick(&["owners", "teams", "units", "Created_by", "Updated_by"]),
        ),
    };
    json!({"type": kind, "code": code})
}

/// Returns rows for different entities. `grant` adds what a row grants.
fn rows(dice: &mut Dice, in_records: bool, grant: &dyn Fn(&mut Dice, &mut Value)) -> Value {
    let mut rows: Vec<Value> = Vec::new();
    for _ in 0..=dice.roll(4) {
        let entity = entity(dice, in_records);
        if rows.iter().all(|row| row["entity"] != entity) {
            let mut row = json!({"entity": entity, "includeSubs": dice.roll(2) == 0});
            grant(dice, &mut row);
            rows.push(row);
        }
    }
    rows.into()
}

fn app_rights(dice: &mut Dice) -> Value {
    let mut rights = rows(dice, false, &|dice, row| {
        let view = dice.roll(5) > 0;
        row["recordViewable"] = view.into();
        row["recordEditable"] = (view && dice.roll(3) > 0).into();
        row["recordDeletable"] = (view && dice.roll(3) > 0).into();
        row["recordExportable"] = (view && dice.roll(3) > 0).into();
        row["recordAddable"] = true.into();
    });
    if dice.roll(3) > 0 {
        let everyone = json!({"entity": {"type": "GROUP", "code": "everyone"}, "recordViewable": true,
            "recordEditable": true, "recordDeletable": true, "recordAddable": true});
        let list = rights.as_array_mut().unwrap();
        list.retain(|row| row["entity"]["code"] != "everyone");
        list.push(everyone);
    }
    rights
}

/// A condition in the query language, and the same for the naive evaluation.
type Condition = (&'static str, fn(&Known, &Person) -> bool);

const CONDITIONS: [Condition; 6] = [
    ("", |_, _| true),
    ("n > 4", |known, _| {
        let n = text(known, "n");
        n.parse::<i64>().is_ok_and(|n| n > 4)
    }),
    (r#"drop in ("r", "")"#, |known, _| {
        text(known, "drop") != "g"
    }),
    (r#"drop in ("g") or n = 1"#, |known, _| {
        text(known, "drop") == "g" || text(known, "n") == "1"
    }),
    ("owners in (LOGINUSER())", |known, person| {
        named(known, "owners").contains(&person.user.login)
    }),
    (r#"cell in ("a") and n != 9"#, |known, _| {
        known.values["t"]["value"][0]["value"]["cell"]["value"] == "a" && text(known, "n") != "9"
    }),
];

fn record_rules(dice: &mut Dice) -> Value {
    let rules: Vec<Value> = (0..dice.roll(4))
        .map(|_| {
            let (condition, _) = CONDITIONS[dice.roll(CONDITIONS.len())];
            let rows = rows(dice, true, &|dice, row| {
                let view = dice.roll(3) > 0;
                row["viewable"] = view.into();
                row["editable"] = (view && dice.roll(2) > 0).into();
                row["deletable"] = (view && dice.roll(2) > 0).into();
            });
            // A table cannot be compared with `in` by its cell in every version, so the text is one
            // that the language has.
            json!({"filterCond": condition, "entities": rows})
        })
        .collect();
    rules.into()
}

fn field_rules(dice: &mut Dice) -> Value {
    let mut rules: Vec<Value> = Vec::new();
    for code in FIELDS {
        if dice.roll(4) == 0 {
            let rows = rows(dice, true, &|dice, row| {
                row["accessibility"] = dice.pick(&["NONE", "READ", "WRITE"]).into();
            });
            rules.push(json!({"code": code, "entities": rows}));
        }
    }
    rules.into()
}

// ── The naive evaluation ──

fn text<'a>(known: &'a Known, code: &str) -> &'a str {
    known.values[code]["value"].as_str().unwrap_or_default()
}

fn named(known: &Known, code: &str) -> Vec<String> {
    match code {
        "Created_by" => vec![known.creator.clone()],
        "Updated_by" => vec![known.modifier.clone()],
        _ => {
            let list = known.values[code]["value"].as_array().unwrap().iter();
            list.map(|it| it["code"].as_str().unwrap().to_owned())
                .collect()
        }
    }
}

impl Person {
    /// Returns the organizations of the person, with those above them if `subs` is true.
    fn units(&self, subs: bool) -> BTreeSet<String> {
        let mut all = self.units.clone();
        if subs {
            for (index, unit) in UNITS.iter().enumerate() {
                if self.units.contains(*unit) {
                    all.extend(UNITS[..index].iter().map(|it| (*it).to_owned()));
                }
            }
        }
        all
    }

    fn is(&self, row: &Value, known: Option<&Known>) -> bool {
        let subs = row["includeSubs"] == true;
        let code = row["entity"]["code"].as_str().unwrap_or_default();
        match row["entity"]["type"].as_str().unwrap() {
            "USER" => self.user.login == code,
            "GROUP" => code == "everyone" || self.groups.contains(code),
            "ORGANIZATION" => self.units(subs).contains(code),
            // The app's creator is none of these users.
            "CREATOR" => false,
            _ => {
                let names = named(known.unwrap(), code);
                let mine = match code {
                    "teams" => self.groups.clone(),
                    "units" => self.units(subs),
                    _ => BTreeSet::from([self.user.login.clone()]),
                };
                names.iter().any(|name| mine.contains(name))
            }
        }
    }

    /// Returns the row that decides: the first one that names the person, that of everyone last.
    fn row<'a>(&self, rows: &'a Value, known: Option<&Known>) -> Option<&'a Value> {
        let rows = rows.as_array().unwrap();
        let (last, first): (Vec<_>, Vec<_>) = rows
            .iter()
            .partition(|row| row["entity"]["code"] == "everyone");
        first
            .into_iter()
            .chain(last)
            .find(|row| self.is(row, known))
    }

    fn may_in_app(&self, rights: &Value, name: &str) -> bool {
        let row = self.row(rights, None);
        row.is_some_and(|row| row[name] == true)
    }

    fn may_in_record(&self, rules: &Value, known: &Known, name: &str) -> bool {
        for rule in rules.as_array().unwrap() {
            let condition = rule["filterCond"].as_str().unwrap();
            let (_, holds) = CONDITIONS
                .iter()
                .find(|(text, _)| *text == condition)
                .unwrap();
            if holds(known, self) {
                let row = self.row(&rule["entities"], Some(known));
                return row.is_some_and(|row| row[name] == true);
            }
        }
        true
    }

    fn access_to_field(&self, rules: &Value, known: &Known, code: &str) -> Accessibility {
        let rules = rules.as_array().unwrap();
        let Some(rule) = rules.iter().find(|rule| rule["code"] == code) else {
            return Accessibility::Write;
        };
        let row = self.row(&rule["entities"], Some(known));
        match row.map(|row| row["accessibility"].as_str().unwrap()) {
            Some("WRITE") => Accessibility::Write,
            Some("READ") => Accessibility::Read,
            _ => Accessibility::None,
        }
    }
}

// ── The comparison ──

/// One set of permissions, and the users and records that it is tried on.
struct World<'a> {
    store: &'a Store,
    record_app: &'a RecordApp,
    users: Vec<Person>,
    known: Vec<Known>,
    app: Value,
    records: Value,
    fields: Value,
}

impl World<'_> {
    async fn set(&self) {
        let World { store, app, .. } = self;
        let admin_access = &self.record_app.access;
        store
            .edit_settings(admin_access, None, NOW, |settings| -> Result<(), Error> {
                settings.acl.app = AppRights::read(&sent(app.clone()))?;
                settings.acl.records =
                    RecordRules::read(&sent(self.records.clone()), &settings.fields)?;
                settings.acl.fields =
                    FieldRules::read(&sent(self.fields.clone()), &settings.fields)?;
                Ok(())
            })
            .await
            .unwrap();
        let apps = [(admin_access.clone(), None)];
        store.deploy(&apps, false, NOW).await.unwrap();
    }

    fn told(&self, person: &Person) -> String {
        format!(
            "{person:?}\napp: {}\nrecords: {}\nfields: {}",
            self.app, self.records, self.fields
        )
    }

    async fn check(&self, person: &Person) {
        let told = self.told(person);
        let actor = Actor::User(Arc::clone(&person.user), None);
        let app = self.record_app.access.app();
        let may = |name| person.may_in_app(&self.app, name);
        let any = ["recordViewable", "recordAddable", "recordEditable"];
        let access = match self.store.access(&actor, app).await {
            Ok(access) => access,
            Err(Error::Denied) => {
                assert!(!any.iter().any(|name| may(name)), "denied: {told}");
                return;
            }
            Err(error) => panic!("{error}: {told}"),
        };
        assert_eq!(access.can_view(), may("recordViewable"), "{told}");
        assert_eq!(access.can_export(), may("recordExportable"), "{told}");
        let moment = Moment::new(NOW, "Asia/Tokyo", Some(person.user.login.clone()));
        if !access.can_view() {
            let search = Search::default();
            let found = self.store.records(&access, &search, &moment).await;
            assert!(matches!(found, Err(Error::Denied)), "{told}");
            return;
        }
        self.reads(person, &access, &moment, &told).await;
        self.searches(person, &access, &moment, &told).await;
        self.evaluates(person, &access, &moment, &told).await;
        self.writes(person, &access, &moment, &told).await;
    }

    fn visible(&self, person: &Person) -> Vec<&Known> {
        let known = self.known.iter();
        known
            .filter(|known| person.may_in_record(&self.records, known, "viewable"))
            .collect()
    }

    /// What REST shows of the records is what the person may see, and nothing else.
    async fn reads(&self, person: &Person, access: &Access, moment: &Moment, told: &str) {
        let search = Search {
            query: Query::parse("order by $id asc").unwrap(),
            fields: None,
            total: true,
        };
        let page = self
            .store
            .records_json(access, &search, moment)
            .await
            .unwrap();
        let visible = self.visible(person);
        assert_eq!(
            page.total,
            Some(i64::try_from(visible.len()).unwrap()),
            "{told}"
        );
        let shown: Vec<Value> = page
            .records
            .iter()
            .map(|record| serde_json::from_str(&record.0).unwrap())
            .collect();
        let expected: Vec<String> = visible.iter().map(|known| known.id.to_string()).collect();
        let ids: Vec<&str> = shown
            .iter()
            .map(|it| it["$id"]["value"].as_str().unwrap())
            .collect();
        assert_eq!(ids, expected, "{told}");
        let whole = self.store.records(access, &search, moment).await.unwrap();
        for ((json, record), known) in shown.iter().zip(&whole.records).zip(&visible) {
            assert_eq!(*json, serde_json::to_value(record).unwrap(), "{told}");
            for code in FIELDS {
                let access = person.access_to_field(&self.fields, known, code);
                let table = person.access_to_field(&self.fields, known, "t");
                let sees = access > Accessibility::None
                    && (!matches!(code, "t" | "cell")
                        || (table > Accessibility::None
                            && person.access_to_field(&self.fields, known, "cell")
                                > Accessibility::None));
                let found = if code == "cell" {
                    json["t"]["value"][0]["value"].get("cell")
                } else {
                    json.get(code)
                };
                assert_eq!(found.is_some(), sees, "{code} of {known:?}: {told}");
            }
        }
        for known in &self.known {
            let one = self
                .store
                .record(access, RecordId(known.id), moment)
                .await
                .unwrap();
            let sees = visible.iter().any(|it| it.id == known.id);
            assert_eq!(one.is_some(), sees, "{known:?}: {told}");
        }
        let ids = self
            .store
            .record_ids(access, &search.query, moment)
            .await
            .unwrap();
        assert_eq!(ids.len(), visible.len(), "{told}");
    }

    /// A query or a report may name a field only if the person sees it in every record.
    async fn searches(&self, person: &Person, access: &Access, moment: &Moment, told: &str) {
        let visible = self.visible(person);
        let seen_by_rules = |code: &str| self.always_sees(person, code);
        for (code, query) in [("n", "n > 4"), ("drop", r#"drop in ("r")"#)] {
            let search = Search {
                query: Query::parse(query).unwrap(),
                ..Search::default()
            };
            let counted = self.store.count_records(access, &search, moment).await;
            if !seen_by_rules(code) {
                assert!(matches!(counted, Err(Error::Refused(_))), "{query}: {told}");
                continue;
            }
            let matches = visible.iter().filter(|known| match code {
                "n" => text(known, "n").parse::<i64>().is_ok_and(|n| n > 4),
                _ => text(known, "drop") == "r",
            });
            let expected = i64::try_from(matches.count()).unwrap();
            assert_eq!(counted.unwrap(), expected, "{query}: {told}");
        }
        let report = Report {
            query: Query::default(),
            group: GroupBy {
                field: "drop".to_owned(),
                step: Step::Day,
            },
            series: None,
            measure: Measure::Count,
            by_value: false,
            descending: false,
            limit: 100,
        };
        match self.store.report(access, &report, moment).await {
            Ok(reported) => {
                assert!(seen_by_rules("drop"), "{told}");
                assert_eq!(
                    reported.records,
                    i64::try_from(visible.len()).unwrap(),
                    "{told}"
                );
            }
            Err(Error::Refused(_)) => assert!(!seen_by_rules("drop"), "{told}"),
            Err(error) => panic!("{error}: {told}"),
        }
    }

    /// Returns true if no record at all could hide the field from the person.
    fn always_sees(&self, person: &Person, code: &str) -> bool {
        let rules = self.fields.as_array().unwrap();
        let Some(rule) = rules.iter().find(|rule| rule["code"] == code) else {
            return true;
        };
        let rows = rule["entities"].as_array().unwrap();
        let (last, first): (Vec<_>, Vec<_>) = rows
            .iter()
            .partition(|row| row["entity"]["code"] == "everyone");
        for row in first.into_iter().chain(last) {
            let by_field = row["entity"]["type"] == "FIELD_ENTITY";
            if by_field || person.is(row, None) {
                if row["accessibility"] == "NONE" {
                    return false;
                }
                if !by_field {
                    return true;
                }
            }
        }
        false
    }

    async fn evaluates(&self, person: &Person, access: &Access, moment: &Moment, told: &str) {
        let ids: Vec<RecordId> = self.known.iter().map(|known| RecordId(known.id)).collect();
        let found = self
            .store
            .evaluate_records(access, &ids, moment)
            .await
            .unwrap();
        let rights = self
            .store
            .record_rights(access, &ids, moment)
            .await
            .unwrap();
        for (known, found) in self.known.iter().zip(found) {
            let may = |app, name| {
                person.may_in_app(&self.app, app)
                    && person.may_in_record(&self.records, known, name)
            };
            let expected = (
                may("recordViewable", "viewable"),
                may("recordEditable", "editable"),
                may("recordDeletable", "deletable"),
            );
            let can = found.can;
            assert_eq!(
                (found.view, can.edit, can.delete),
                expected,
                "{known:?}: {told}"
            );
            let listed = rights.get(&found.id).copied();
            assert_eq!(listed, expected.0.then_some(can), "{known:?}: {told}");
            let fields: BTreeMap<String, Accessibility> = found.may.fields.into_iter().collect();
            for code in FIELDS {
                // Of a hidden record nothing is told.
                let expected = if found.view {
                    person.access_to_field(&self.fields, known, code)
                } else {
                    Accessibility::None
                };
                assert_eq!(fields[code], expected, "{code} of {known:?}: {told}");
            }
        }
    }

    /// A change is refused unless the person may change the record and the field. Nothing is
    /// changed here, because each change is checked to be one that cannot be saved.
    async fn writes(&self, person: &Person, access: &Access, moment: &Moment, told: &str) {
        for known in &self.known {
            let id = RecordId(known.id);
            // The revision is wrong, so even an allowed change is not saved.
            let change = Change {
                target: Target::Id(id),
                revision: Some(plugdock_schema::Revision(99)),
                record: given(json!({"n": {"value": "7"}})),
                step: None,
            };
            let may = |app, name| {
                person.may_in_app(&self.app, app)
                    && person.may_in_record(&self.records, known, name)
            };
            let sees = may("recordViewable", "viewable");
            let is_expected = |result: &Result<(), Error>, may: bool, in_app: bool| match result {
                Err(Error::Conflict { .. }) => sees && may,
                Err(Error::Denied) => !may && (sees || !in_app),
                Err(Error::NoRecord { .. }) => !sees && in_app,
                _ => false,
            };
            let changed = self
                .store
                .update_records(access, &[change], moment)
                .await
                .map(drop);
            let edits = person.may_in_app(&self.app, "recordEditable");
            let is_right = is_expected(&changed, may("recordEditable", "editable"), edits);
            assert!(is_right, "{changed:?} {known:?}: {told}");
            let records = [(id, Some(plugdock_schema::Revision(99)))];
            let deleted = self.store.delete_records(access, &records, moment).await;
            let may_delete = person.may_in_app(&self.app, "recordDeletable");
            let is_right = is_expected(&deleted, may("recordDeletable", "deletable"), may_delete);
            assert!(is_right, "{deleted:?} {known:?}: {told}");
            self.changes_field(person, known, access, moment, told)
                .await;
        }
    }

    /// A change of `n` without its field permission is refused at the field.
    async fn changes_field(
        &self,
        person: &Person,
        known: &Known,
        access: &Access,
        moment: &Moment,
        told: &str,
    ) {
        let edits = person.may_in_app(&self.app, "recordEditable")
            && person.may_in_record(&self.records, known, "editable")
            && person.may_in_record(&self.records, known, "viewable");
        let may = person.access_to_field(&self.fields, known, "n") == Accessibility::Write;
        if !edits || may {
            return;
        }
        // The answer is the same for the stored value, another one, and one that no number is.
        for value in [
            known.values["n"].as_str().unwrap_or_default().to_owned(),
            "7".to_owned(),
            "x".to_owned(),
        ] {
            let change = Change {
                target: Target::Id(RecordId(known.id)),
                revision: None,
                record: given(json!({"n": {"value": value}})),
                step: None,
            };
            let changed = self.store.update_records(access, &[change], moment).await;
            let Err(Error::Invalid(invalid)) = changed else {
                panic!("{changed:?}: {told}");
            };
            let wrong = Wrong::FieldNotEditable {
                code: "n".to_owned(),
            };
            let wrongs: Vec<&Wrong> = invalid.problems.iter().map(|it| &it.wrong).collect();
            assert_eq!(wrongs, [&wrong], "{told}");
        }
    }
}

async fn users(store: &Store, dice: &mut Dice) -> Vec<Person> {
    let mut groups = Vec::new();
    for code in GROUPS {
        groups.push(group(store, GroupKind::Group, code, None).await);
    }
    for (index, code) in UNITS.iter().enumerate() {
        let parent = index.checked_sub(1).map(|above| UNITS[above]);
        groups.push(group(store, GroupKind::Organization, code, parent).await);
    }
    let mut users = Vec::new();
    for login in LOGINS {
        let user = user(store, login, false).await;
        let mut person = Person {
            user,
            groups: BTreeSet::from(["everyone".to_owned()]),
            units: BTreeSet::new(),
        };
        for group in &groups {
            if dice.roll(3) > 0 {
                continue;
            }
            let membership = Membership {
                kind: group.kind,
                group: group.id,
                user: person.user.id,
            };
            store
                .add_member(membership, None, By::server(), NOW)
                .await
                .unwrap();
            let of_kind = match group.kind {
                GroupKind::Group => &mut person.groups,
                GroupKind::Organization => &mut person.units,
            };
            of_kind.insert(group.code.clone());
        }
        users.push(person);
    }
    users
}

both! {
    async fn permissions_equal_a_naive_evaluation(store: &TestStore) {
        let mut dice = Dice(11);
        let record_app = record_app(store, form()).await;
        let users = users(store, &mut dice).await;
        let mut known = Vec::new();
        for index in 0..10 {
            // Each record has another creator.
            let person = &users[index % users.len()];
            let actor = Actor::User(Arc::clone(&person.user), None);
            let access = store.access(&actor, record_app.access.app()).await.unwrap();
            let login = person.user.login.clone();
            let moment = Moment::new(NOW, "Asia/Tokyo", Some(login.clone()));
            let values = record(&mut dice);
            let added = store.add_records(&access, &[given(values.clone())], &moment).await.unwrap();
            known.push(Known { id: added[0].id.0, creator: login.clone(), modifier: login, values });
        }
        let rounds = cases().div_ceil(users.len());
        for _ in 0..rounds {
            let world = World {
                store,
                record_app: &record_app,
                users: users.clone(),
                known: known.clone(),
                app: app_rights(&mut dice),
                records: record_rules(&mut dice),
                fields: field_rules(&mut dice),
            };
            world.set().await;
            for person in &world.users {
                world.check(person).await;
            }
        }
    }

    async fn memberships_count_at_once(store: &TestStore) {
        let record_app = record_app(store, json!({})).await;
        let bob = user(store, "bob", false).await;
        let sales = group(store, GroupKind::Group, "sales", None).await;
        store.edit_settings(&record_app.access, None, NOW, |settings| -> Result<(), Error> {
            let rights = json!([{"entity": {"type": "GROUP", "code": "sales"}, "recordViewable": true}]);
            settings.acl.app = AppRights::read(&sent(rights))?;
            Ok(())
        }).await.unwrap();
        store.deploy(&[(record_app.access.clone(), None)], false, NOW).await.unwrap();
        let actor = Actor::User(Arc::clone(&bob), None);
        let app = record_app.access.app();
        assert!(matches!(store.access(&actor, app).await, Err(Error::Denied)));
        let membership = Membership { kind: GroupKind::Group, group: sales.id, user: bob.id };
        store.add_member(membership, None, By::server(), NOW).await.unwrap();
        assert!(store.access(&actor, app).await.unwrap().can_view());
        store.remove_member(membership, By::server(), NOW).await.unwrap();
        assert!(matches!(store.access(&actor, app).await, Err(Error::Denied)));
        // The creator kept nothing either, since no row names them.
        assert!(matches!(store.access(&record_app.actor, app).await, Err(Error::Denied)));
    }
}
