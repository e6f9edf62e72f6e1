//! Lookups when a record is written: the value is looked for in the other app, with the rights of who
//! writes, and fields are copied from the record that has it.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use plugdock_schema::field::{Lookup, copies};
use plugdock_schema::value::columns::{self, Bind, Form};
use plugdock_schema::value::{self, Kept, Reader};
use plugdock_schema::{AppId, Field, FieldId, FieldType, Fields, Problem, Revision};
use serde_json::{Map, Value};
use sqlx::AssertSqlSafe;

use super::{Open, bind_all, permit, table};
use crate::{Access, Error, Result, Settings, access, settings, with_tx};

/// The lookups of a form, and the apps that were looked into.
pub(super) struct Lookups {
    list: Vec<(Field, Option<FieldId>, Lookup)>,
    /// Fields that get copies: no request gives their values.
    pub(super) mapped: HashSet<FieldId>,
    apps: HashMap<AppId, Option<(Settings, &'static str)>>,
}

impl Lookups {
    pub(super) fn of(fields: &Fields) -> Self {
        let list: Vec<_> = fields
            .all()
            .filter_map(|(field, table)| {
                let table = table.map(|table| table.id);
                Some((field.clone(), table, field.lookup()?))
            })
            .collect();
        let codes = list.iter().flat_map(|(_, _, lookup)| &lookup.mappings);
        let mapped = codes.filter_map(|(code, _)| Some(fields.find(code)?.0.id));
        Self {
            mapped: mapped.collect(),
            list,
            apps: HashMap::new(),
        }
    }
}

impl Open {
    /// Looks up what `kept` has in the `given` fields with a lookup and copies into it; `old` is the
    /// record until now. [`Error::NotLookedUp`] for a value that no record there has, as far as the caller may see. One
    /// that was there before stays with its copies: its record may have gone since.
    pub(super) async fn look_up(
        &mut self,
        access: &Access,
        lookups: &mut Lookups,
        given: &Map<String, Value>,
        kept: &mut Kept,
        old: Option<&Kept>,
        at: &str,
    ) -> Result<()> {
        for index in 0..lookups.list.len() {
            let (field, table, lookup) = lookups.list[index].clone();
            // What a request does not name stays, with its copies.
            let named = match table {
                None => Some(&field.code),
                Some(table) => self.live.fields.by_id(table).map(|table| &table.code),
            };
            if old.is_some() && !named.is_some_and(|code| given.contains_key(code)) {
                continue;
            }
            let Some(table) = table else {
                self.fill(access, lookups, &field, &lookup, kept, old)
                    .await?;
                continue;
            };
            let Some(Value::Array(mut rows)) = kept.remove(&table.to_string()) else {
                continue;
            };
            let before = old.and_then(|old| old.get(&table.to_string()));
            for row in &mut rows {
                let id = row["id"].clone();
                let before = before.and_then(Value::as_array).into_iter().flatten();
                let mut before = before.filter(|it| it["id"] == id);
                let before = before.find_map(|it| it["value"].as_object());
                if let Some(cells) = row["value"].as_object_mut() {
                    self.fill(access, lookups, &field, &lookup, cells, before)
                        .await?;
                }
            }
            kept.insert(table.to_string(), Value::Array(rows));
        }
        self.check_required(lookups, kept, at)
    }

    async fn fill(
        &mut self,
        access: &Access,
        lookups: &mut Lookups,
        field: &Field,
        lookup: &Lookup,
        cells: &mut Kept,
        old: Option<&Kept>,
    ) -> Result<()> {
        let id = field.id.to_string();
        let value = cells
            .get(&id)
            .and_then(Value::as_str)
            .map(ToOwned::to_owned);
        let targets: Vec<(Field, &str)> = lookup
            .mappings
            .iter()
            .filter_map(|(to, from)| Some((self.live.fields.find(to)?.0.clone(), from.as_str())))
            .collect();
        let found = match &value {
            None => None,
            Some(value) => match self.source(access, lookups, lookup, value).await? {
                Found::One(related, record, kept) => Some((related, record, kept)),
                missing => {
                    let unchanged = old.and_then(|old| old.get(&id)?.as_str()) == Some(value);
                    if !unchanged {
                        return Err(Error::NotLookedUp {
                            field: field.code.clone(),
                            value: value.clone(),
                            several: matches!(missing, Found::Several),
                        });
                    }
                    for (target, _) in &targets {
                        let id = target.id.to_string();
                        let copy = old.and_then(|old| old.get(&id));
                        put(cells, id, copy.cloned());
                    }
                    return Ok(());
                }
            },
        };
        for (target, from) in targets {
            let copy = found.as_ref().and_then(|(app, record, kept)| {
                let (settings, _) = lookups.apps.get(app)?.as_ref()?;
                let from = settings.fields.get(from)?;
                copied(settings, from, *record, kept, &target)
            });
            put(cells, target.id.to_string(), copy);
        }
        Ok(())
    }

    async fn source(
        &mut self,
        access: &Access,
        lookups: &mut Lookups,
        lookup: &Lookup,
        value: &str,
    ) -> Result<Found> {
        if let Entry::Vacant(place) = lookups.apps.entry(lookup.app) {
            place.insert(self.related(access, lookup.app).await?);
        }
        let Some(Some((settings, permit))) = lookups.apps.get(&lookup.app) else {
            return Ok(Found::None);
        };
        let key = settings.fields.get(&lookup.key);
        let Some((column, bind)) = key.and_then(|key| key_of(settings, key, value)) else {
            return Ok(Found::None);
        };
        let sql = format!(
            "SELECT r.id, r.doc FROM {} r WHERE {permit} AND r.{column} = $1 ORDER BY r.id LIMIT 2",
            table::name(lookup.app)
        );
        let rows: Vec<(i64, String)> = with_tx!(self.tx, |db| {
            let query = bind_all!(sqlx::query_as(AssertSqlSafe(sql)), [bind]);
            query.fetch_all(db).await
        })?;
        Ok(match rows.as_slice() {
            [] => Found::None,
            [(id, doc)] => Found::One(lookup.app, *id, settings::parse("record", doc)?),
            _ => Found::Several,
        })
    }

    /// The live form of another app and the predicate of what is seen there; `None` where the caller may
    /// not look.
    async fn related(
        &mut self,
        own: &Access,
        app: AppId,
    ) -> Result<Option<(Settings, &'static str)>> {
        let access = match access::within(&mut self.tx, own.actor(), app).await {
            Ok(access) if access.can_view() => access,
            Ok(_) | Err(Error::Denied | Error::NoApp(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        let live: Option<(Option<i64>,)> = with_tx!(self.tx, |db| sqlx::query_as(
            "SELECT live_revision FROM apps WHERE id = $1"
        )
        .bind(app.0)
        .fetch_optional(db)
        .await)?;
        let Some(live) = live.and_then(|(live,)| live) else {
            return Ok(None);
        };
        let settings = settings::load(&mut self.tx, app, Revision(live)).await?;
        let permit = permit(&access)?;
        Ok(settings.map(|settings| (settings, permit)))
    }

    /// Fields that get copies are asked for a value only now.
    fn check_required(&self, lookups: &Lookups, kept: &Kept, at: &str) -> Result<()> {
        let mut problems = Vec::new();
        let lacks = |field: &Field, cells: Option<&Kept>| {
            let empty = cells.is_none_or(|cells| !cells.contains_key(&field.id.to_string()));
            field.required() && lookups.mapped.contains(&field.id) && empty
        };
        for (field, table) in self.live.fields.all() {
            let Some(table) = table else {
                if lacks(field, Some(kept)) {
                    problems.push(Problem::new(
                        format!("{at}.{}.value", field.code),
                        "required",
                    ));
                }
                continue;
            };
            let rows = kept.get(&table.id.to_string()).and_then(Value::as_array);
            for (index, row) in rows.into_iter().flatten().enumerate() {
                if lacks(field, row["value"].as_object()) {
                    let at = format!(
                        "{at}.{}.value[{index}].value.{}.value",
                        table.code, field.code
                    );
                    problems.push(Problem::new(at, "required"));
                }
            }
        }
        super::checked(problems)
    }
}

enum Found {
    None,
    One(AppId, i64, Kept),
    /// The key is not unique: which record is meant cannot be known.
    Several,
}

/// Column and value by which a record of the other app is found.
fn key_of(settings: &Settings, key: &Field, value: &str) -> Option<(String, Bind)> {
    if key.kind == FieldType::RecordNumber {
        let number = value.strip_prefix(&format!("{}-", settings.code));
        let number: i64 = number.unwrap_or(value).parse().ok()?;
        return Some(("id".to_owned(), Bind::Int(Some(number))));
    }
    if !matches!(columns::form(key), Form::Text | Form::Number) {
        return None;
    }
    let mut problems = Vec::new();
    let mut reader = Reader::plain(&mut problems);
    let kept = reader.read(key, &serde_json::json!({ "value": value }), "");
    let bind = columns::values(key, Some(&kept?)).swap_remove(0);
    Some((format!("f{}", key.id), bind))
}

/// What a field gets of another app's record.
fn copied(
    settings: &Settings,
    from: &Field,
    record: i64,
    kept: &Kept,
    to: &Field,
) -> Option<Value> {
    if !copies(from.kind, to.kind) {
        return None;
    }
    let value = kept.get(&from.id.to_string());
    let value = match from.kind {
        FieldType::RecordNumber if settings.code.is_empty() => record.to_string().into(),
        FieldType::RecordNumber => format!("{}-{record}", settings.code).into(),
        FieldType::Calc if to.kind != FieldType::Number => {
            value::shown(from, value?.as_str()?).into()
        }
        _ => value?.clone(),
    };
    if !to.kind.is_choice() {
        return Some(value);
    }
    // Choices that this form does not have are not taken over.
    match value {
        Value::Array(items) => {
            let known = items
                .into_iter()
                .filter(|it| it.as_str().is_some_and(|it| to.has_option(it)));
            let known: Vec<Value> = known.collect();
            (!known.is_empty()).then_some(Value::Array(known))
        }
        value => value
            .as_str()
            .is_some_and(|it| to.has_option(it))
            .then_some(value),
    }
}

fn put(cells: &mut Kept, id: String, value: Option<Value>) {
    match value {
        Some(value) => cells.insert(id, value),
        None => cells.remove(&id),
    };
}
