//! Fields that refer to another app: lookups, which copy values from it, and tables of related
//! records.
//!
//! This module reads the settings in Kintone's shape and checks them against the forms of both
//! apps. It accesses no data.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::{Field, FieldType, Fields, Keeps};
use crate::query::{self, Query};
use crate::{AppId, Place, Problem, Wrong};

/// The default number of records that a related table shows at once (Kintone: 5).
const SIZE: &str = "5";
const SIZES: [&str; 6] = ["1", "3", "5", "10", "20", "30"];

/// The settings of a lookup field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lookup {
    /// The app whose records are looked up.
    pub app: AppId,
    /// The code of the field in that app whose value is compared.
    pub key: String,
    /// The pairs of a field of this form that receives a copy and the field of the other app that
    /// is copied.
    pub mappings: Vec<(String, String)>,
    /// The fields of the other app that are shown when a person chooses a record.
    pub picker: Vec<String>,
    /// The condition for the records that are offered.
    pub filter: String,
    /// The order of the records.
    pub sort: String,
}

/// The settings of a table of related records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The app whose records are shown.
    pub app: AppId,
    /// The field of this form whose value is compared.
    pub field: String,
    /// The field of the other app that must have the same value.
    pub related: String,
    /// The further condition for the records.
    pub filter: String,
    /// The fields of the other app that are shown.
    pub shown: Vec<String>,
    /// The order of the records.
    pub sort: String,
    /// The number of records that are shown at once.
    pub size: i64,
}

impl Field {
    /// Returns the lookup of the field, or `None` if it has none.
    pub fn lookup(&self) -> Option<Lookup> {
        let lookup = self.setting("lookup")?;
        let mappings = lookup["fieldMappings"].as_array().into_iter().flatten();
        Some(Lookup {
            app: app(lookup)?,
            key: text(&lookup["relatedKeyField"]),
            mappings: mappings
                .map(|it| (text(&it["field"]), text(&it["relatedField"])))
                .collect(),
            picker: texts(&lookup["lookupPickerFields"]),
            filter: text(&lookup["filterCond"]),
            sort: text(&lookup["sort"]),
        })
    }

    /// Returns the settings of a related table, or `None` if they have never been set.
    pub fn reference(&self) -> Option<Reference> {
        let reference = self.setting("referenceTable")?;
        Some(Reference {
            app: app(reference)?,
            field: text(&reference["condition"]["field"]),
            related: text(&reference["condition"]["relatedField"]),
            filter: text(&reference["filterCond"]),
            shown: texts(&reference["displayFields"]),
            sort: text(&reference["sort"]),
            size: text(&reference["size"]).parse().unwrap_or(5),
        })
    }

    /// Reads the settings `lookup` and `referenceTable` and stores them in their shapes.
    pub(super) fn relate(
        &mut self,
        given: &Map<String, Value>,
        at: &Place<'_>,
        problems: &mut Vec<Problem>,
    ) {
        if let Some(lookup) = given.get("lookup").filter(|it| !it.is_null()) {
            let at = at.member("lookup");
            if !self.kind.definition().looks_up {
                problems.push(Problem::new(&at, Wrong::LookupType));
                return;
            }
            let app = read_app(lookup, &at, problems);
            let mappings = lookup["fieldMappings"].as_array().into_iter().flatten();
            let mappings: Vec<Value> = mappings
                .map(|it| json!({"field": text(&it["field"]), "relatedField": text(&it["relatedField"])}))
                .collect();
            if text(&lookup["relatedKeyField"]).is_empty() {
                problems.push(Problem::new(&at.member("relatedKeyField"), Wrong::Required));
            }
            let read = json!({
                "relatedApp": app,
                "relatedKeyField": text(&lookup["relatedKeyField"]),
                "fieldMappings": mappings,
                "lookupPickerFields": texts(&lookup["lookupPickerFields"]),
                "filterCond": text(&lookup["filterCond"]),
                "sort": text(&lookup["sort"]),
            });
            check_query(&read, &at, problems);
            self.settings.insert("lookup".into(), read);
        }
        let table = given.get("referenceTable").and_then(Value::as_object);
        if let Some(table) =
            table.filter(|it| !it.is_empty() && self.kind.has_setting("referenceTable"))
        {
            let table = Value::Object(table.clone());
            let at = at.member("referenceTable");
            let app = read_app(&table, &at, problems);
            let condition = &table["condition"];
            let place = at.member("condition");
            for name in ["field", "relatedField"] {
                if text(&condition[name]).is_empty() {
                    problems.push(Problem::new(&place.member(name), Wrong::Required));
                }
            }
            let size = match text(&table["size"]) {
                size if size.is_empty() => SIZE.to_owned(),
                size => size,
            };
            if !SIZES.contains(&size.as_str()) {
                problems.push(Problem::new(&at.member("size"), Wrong::MustBeEnum));
            }
            let read = json!({
                "relatedApp": app,
                "condition": {
                    "field": text(&condition["field"]), "relatedField": text(&condition["relatedField"]),
                },
                "filterCond": text(&table["filterCond"]),
                "displayFields": texts(&table["displayFields"]),
                "sort": text(&table["sort"]),
                "size": size,
            });
            check_query(&read, &at, problems);
            self.settings.insert("referenceTable".into(), read);
        }
    }
}

impl Fields {
    /// Removes the targets of lookups that are not among these fields.
    pub(super) fn forget_targets(&mut self) {
        let codes: HashSet<String> = self.all().map(|(field, _)| field.code.clone()).collect();
        let every = self.list.iter_mut().flat_map(|field| {
            let inner = field.fields.iter_mut().map(|inner| &mut inner.settings);
            std::iter::once(&mut field.settings).chain(inner)
        });
        for settings in every {
            let mappings = settings.get_mut("lookup");
            let mappings = mappings.and_then(|lookup| lookup.get_mut("fieldMappings"));
            if let Some(Value::Array(mappings)) = mappings {
                mappings.retain(|it| codes.contains(&text(&it["field"])));
            }
        }
    }

    /// Returns the apps that the form refers to, sorted.
    pub fn related_apps(&self) -> Vec<AppId> {
        let all = self.all().filter_map(|(field, _)| {
            let lookup = field.lookup().map(|lookup| lookup.app);
            lookup.or_else(|| field.reference().map(|reference| reference.app))
        });
        let mut apps: Vec<AppId> = all.collect();
        apps.sort_unstable();
        apps.dedup();
        apps
    }

    /// Checks that the fields of this form exist to which lookups and related tables refer.
    pub(super) fn check_related(&self, problems: &mut Vec<Problem>) {
        let properties = Place::Top.member("properties");
        for (field, table) in self.all() {
            let at = properties.key(&field.code);
            for (index, (code, _)) in field
                .lookup()
                .into_iter()
                .flat_map(|it| it.mappings)
                .enumerate()
            {
                let found = self.find(&code).filter(|(it, stands)| {
                    stands.map(|it| it.id) == table.map(|it| it.id)
                        && it.id != field.id
                        && it.is_given()
                });
                if found.is_none() {
                    let at = at
                        .path()
                        .member("lookup")
                        .member("fieldMappings")
                        .item(index);
                    problems.push(Problem {
                        at: at.member("field"),
                        wrong: Wrong::LookupTarget { code },
                    });
                }
            }
            if let Some(reference) = field.reference()
                && self.get(&reference.field).is_none()
            {
                let at = at.path().member("referenceTable").member("condition");
                problems.push(Problem {
                    at: at.member("field"),
                    wrong: Wrong::FieldUnknown {
                        code: reference.field,
                    },
                });
            }
        }
    }

    /// Checks that the fields of other apps exist to which this form refers, and that copied values
    /// fit their target fields. `None` stands for an app that does not exist or that the user may
    /// not see.
    pub fn check_against(&self, forms: &[(AppId, Option<Fields>)]) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (app, form) in forms {
            match form {
                Some(form) => self.check_one(*app, form, &mut problems),
                None => self.check_seen(*app, &mut problems),
            }
        }
        problems
    }

    fn check_seen(&self, app: AppId, problems: &mut Vec<Problem>) {
        let properties = Place::Top.member("properties");
        for (field, _) in self.all() {
            let lookup = field.lookup().filter(|it| it.app == app).map(|_| "lookup");
            let reference = field.reference().filter(|it| it.app == app);
            if let Some(name) = lookup.or(reference.map(|_| "referenceTable")) {
                let at = properties.key(&field.code).path();
                problems.push(Problem {
                    at: at.member(name).member("relatedApp").member("app"),
                    wrong: Wrong::RelatedApp { app },
                });
            }
        }
    }

    fn check_one(&self, app: AppId, related: &Self, problems: &mut Vec<Problem>) {
        let properties = Place::Top.member("properties");
        for (field, _) in self.all() {
            let at = properties.key(&field.code);
            if let Some(lookup) = field.lookup().filter(|it| it.app == app) {
                self.check_lookup(&lookup, related, &at.member("lookup"), problems);
            } else if let Some(reference) = field.reference().filter(|it| it.app == app) {
                let at = at.member("referenceTable");
                let condition = at.member("condition");
                let key = condition.member("relatedField");
                known(related, &reference.related, &key, problems);
                let shown = at.member("displayFields");
                for (index, code) in reference.shown.iter().enumerate() {
                    known(related, code, &shown.item(index), problems);
                }
            }
        }
    }

    fn check_lookup(
        &self,
        lookup: &Lookup,
        related: &Self,
        at: &Place<'_>,
        problems: &mut Vec<Problem>,
    ) {
        let picker = at.member("lookupPickerFields");
        for (index, code) in lookup.picker.iter().enumerate() {
            known(related, code, &picker.item(index), problems);
        }
        let mut misfits = Vec::new();
        let place = at.member("relatedKeyField");
        if let Some((key, table)) = known(related, &lookup.key, &place, problems)
            && (!key.kind.definition().is_key || table.is_some())
        {
            let code = lookup.key.clone();
            misfits.push(Problem::new(&place, Wrong::LookupKey { code }));
        }
        let mappings = at.member("fieldMappings");
        for (index, (to, from)) in lookup.mappings.iter().enumerate() {
            let mapping = mappings.item(index);
            let at = mapping.member("relatedField");
            if let Some((from, table)) = known(related, from, &at, problems)
                && let Some((to, _)) = self.find(to)
                && (table.is_some() || !copies(from.kind, to.kind))
            {
                let code = from.code.clone();
                misfits.push(Problem::new(&at, Wrong::LookupMisfit { code }));
            }
        }
        problems.extend(misfits);
    }
}

/// Finds a field of another form by its code, and reports a problem if it does not exist.
fn known<'a>(
    form: &'a Fields,
    code: &str,
    at: &Place<'_>,
    problems: &mut Vec<Problem>,
) -> Option<(&'a Field, Option<&'a Field>)> {
    let found = form.find(code);
    if found.is_none() {
        let code = code.to_owned();
        problems.push(Problem::new(at, Wrong::FieldUnknown { code }));
    }
    found
}

/// Replaces renamed codes of this form in the settings of lookups and related tables.
pub(super) fn rename(settings: &mut Map<String, Value>, code: impl Fn(&str) -> String) {
    let rename = |place: Option<&mut Value>| {
        if let Some(Value::String(old)) = place {
            *old = code(old);
        }
    };
    if let Some(lookup) = settings.get_mut("lookup") {
        let mappings = lookup["fieldMappings"].as_array_mut();
        for mapping in mappings.into_iter().flatten() {
            rename(mapping.get_mut("field"));
        }
    }
    if let Some(Value::Object(table)) = settings.get_mut("referenceTable")
        && let Some(condition) = table.get_mut("condition")
    {
        rename(condition.get_mut("field"));
    }
}

/// Returns true if a value of one type is also a value of the other, or can be written as one.
pub fn copies(from: FieldType, to: FieldType) -> bool {
    if from == to {
        return from.is_writable() && !matches!(from.keeps(), Keeps::Files | Keeps::Rows);
    }
    from.definition().copies_to.contains(&to)
}

fn app(setting: &Value) -> Option<AppId> {
    setting["relatedApp"]["app"]
        .as_str()?
        .parse()
        .ok()
        .map(AppId)
}

fn read_app(setting: &Value, at: &Place<'_>, problems: &mut Vec<Problem>) -> Value {
    let app = text(&setting["relatedApp"]["app"]);
    if app.parse::<i64>().is_err() {
        let at = at.member("relatedApp");
        problems.push(Problem::new(&at.member("app"), Wrong::Required));
    }
    json!({ "app": app, "code": text(&setting["relatedApp"]["code"]) })
}

fn check_query(read: &Value, at: &Place<'_>, problems: &mut Vec<Problem>) {
    let (filter, sort) = (text(&read["filterCond"]), text(&read["sort"]));
    if query::condition_of(&filter).ok() != Some(filter.trim()) {
        problems.push(Problem::new(&at.member("filterCond"), Wrong::ViewFilter));
    }
    if !sort.is_empty() && Query::parse(&format!("order by {sort}")).is_err() {
        problems.push(Problem::new(&at.member("sort"), Wrong::ViewSort));
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().map(text).collect()
}
