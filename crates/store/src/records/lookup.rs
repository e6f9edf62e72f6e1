//! Lookups while a record is written. The value is searched in the other app with the rights of the
//! writer, and fields are copied from the record that has it.

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use plugdock_schema::acl::{Accessibility, RecordRight};
use plugdock_schema::field::{Keeps, Lookup, Source, copies};
use plugdock_schema::query::plan::{Criterion, Scope};
use plugdock_schema::query::time::Moment;
use plugdock_schema::value::columns::{self, Bind, Form};
use plugdock_schema::value::{self, Given, Reader, Value, Values};
use plugdock_schema::{AppId, Field, FieldId, FieldType, Fields, Place, Problem, Revision, Wrong};
use sqlx::AssertSqlSafe;

use super::{Open, bind_all, filter, read_document, table};
use crate::{Access, AppSettings, Error, Result, access, app_settings, with_tx};

/// The lookups of a form, and the apps that they have read so far.
pub(super) struct Lookups {
    list: Vec<(Field, Option<FieldId>, Lookup)>,
    /// The fields that lookups copy into. A request cannot set them.
    pub(super) mapped: HashSet<FieldId>,
    apps: HashMap<AppId, Option<(AppSettings, Criterion)>>,
    moment: Moment,
}

impl Lookups {
    pub(super) fn of(fields: &Fields, moment: &Moment) -> Self {
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
            moment: moment.clone(),
        }
    }
}

impl Open {
    /// Looks up the values of the `given` lookup fields in `values`, and copies fields of the
    /// records found into it. `old` is the record before the change. A value that is already in
    /// `old` keeps its copies if it is not found, because its record may have been deleted since.
    ///
    /// # Errors
    /// [`Error::NotLookedUp`] if the caller may see no record with the value, or more than one.
    pub(super) async fn look_up(
        &mut self,
        access: &Access,
        lookups: &mut Lookups,
        given: &Given,
        values: &mut Values,
        old: Option<&Values>,
        at: &Place<'_>,
    ) -> Result<()> {
        for index in 0..lookups.list.len() {
            let (field, table, lookup) = lookups.list[index].clone();
            // Fields that the request does not name keep their value and their copies.
            let named = match table {
                None => Some(&field.code),
                Some(table) => self.live.fields.by_id(table).map(|table| &table.code),
            };
            if old.is_some() && !named.is_some_and(|code| given.has(code)) {
                continue;
            }
            let Some(table) = table else {
                self.fill(access, lookups, &field, &lookup, values, old)
                    .await?;
                continue;
            };
            let before = old.map(|old| old.rows(table)).unwrap_or_default();
            for row in values.rows_mut(table) {
                let before = before.iter().find(|it| it.id == row.id);
                let before = before.map(|it| &it.cells);
                self.fill(access, lookups, &field, &lookup, &mut row.cells, before)
                    .await?;
            }
        }
        self.check_required(lookups, values, at)
    }

    async fn fill(
        &mut self,
        access: &Access,
        lookups: &mut Lookups,
        field: &Field,
        lookup: &Lookup,
        cells: &mut Values,
        old: Option<&Values>,
    ) -> Result<()> {
        let value = cells.get(field.id).and_then(Value::text);
        let value = value.map(Cow::into_owned);
        let targets: Vec<(Field, &str)> = lookup
            .mappings
            .iter()
            .filter_map(|(to, from)| Some((self.live.fields.find(to)?.0.clone(), from.as_str())))
            .collect();
        let found = match &value {
            None => None,
            Some(value) => match self.source(access, lookups, lookup, value).await? {
                Found::One(related, record, values) => Some((related, record, values)),
                missing => {
                    let before = old.and_then(|old| old.get(field.id)?.text());
                    let unchanged = before.as_deref() == Some(value);
                    if !unchanged {
                        return Err(Error::NotLookedUp {
                            field: field.code.clone(),
                            value: value.clone(),
                            several: matches!(missing, Found::Several),
                        });
                    }
                    for (target, _) in &targets {
                        let copy = old.and_then(|old| old.get(target.id));
                        cells.set(target.id, copy.cloned());
                    }
                    return Ok(());
                }
            },
        };
        let before = old.and_then(|old| old.get(field.id)?.text());
        let is_unchanged = value.is_some() && before.as_deref() == value.as_deref();
        for (target, from) in targets {
            let source = found.as_ref().and_then(|(app, record, values)| {
                let (settings, _) = lookups.apps.get(app)?.as_ref()?;
                Some((settings, settings.fields.get(from)?, *record, values))
            });
            let copy = match source {
                Some((settings, from, record, values)) => {
                    copied(settings, from, record, values, &target)
                }
                // A field that the writer may not see there keeps the copy that somebody else made.
                None if is_unchanged => old.and_then(|old| old.get(target.id).cloned()),
                None => None,
            };
            cells.set(target.id, copy);
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
            place.insert(self.related(access, lookup.app, &lookups.moment).await?);
        }
        let Some(Some((settings, permit))) = lookups.apps.get(&lookup.app) else {
            return Ok(Found::None);
        };
        let key = settings.fields.get(&lookup.key);
        let Some((column, bind)) = key.and_then(|key| key_of(settings, key, value)) else {
            return Ok(Found::None);
        };
        let found = filter::of_values(permit, &column, &[bind]);
        let sql = format!(
            "SELECT r.id, r.doc FROM {} r WHERE {} ORDER BY r.id LIMIT 2",
            table::name(lookup.app),
            found.condition
        );
        let rows: Vec<(i64, String)> = with_tx!(self.tx, |db| {
            let query = bind_all!(sqlx::query_as(AssertSqlSafe(sql)), found.binds);
            query.fetch_all(db).await
        })?;
        Ok(match rows.as_slice() {
            [] => Found::None,
            [(id, doc)] => Found::One(lookup.app, *id, read_document(doc, &settings.fields)?),
            _ => Found::Several,
        })
    }

    /// Loads the live form of another app and the condition for the records that the caller may see
    /// there. Returns
    /// `None` if the caller may not view it.
    async fn related(
        &mut self,
        own: &Access,
        app: AppId,
        moment: &Moment,
    ) -> Result<Option<(AppSettings, Criterion)>> {
        let access = match access::within(&mut self.tx, own, app).await {
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
        let Some(settings) = app_settings::load(&mut self.tx, app, Revision(live)).await? else {
            return Ok(None);
        };
        let scope = Scope {
            fields: &settings.fields,
            app_code: &settings.code,
            moment,
        };
        let permit = access.records(RecordRight::View, &settings.acl.records, &scope)?;
        // Fields that the writer may not see there are not copied.
        let rights = access.fields(&settings.acl.fields);
        let ids = settings.acl.fields.iter().map(|rule| rule.field);
        let hidden = ids.filter(|id| rights.always(*id) == Accessibility::None);
        let hidden = hidden.collect();
        Ok(Some((settings.without(&hidden, &hidden), permit)))
    }

    /// Checks required fields among those that lookups copy into. They have their values only now.
    fn check_required(&self, lookups: &Lookups, values: &Values, at: &Place<'_>) -> Result<()> {
        let mut problems = Vec::new();
        let lacks = |field: &Field, cells: &Values| {
            field.required() && lookups.mapped.contains(&field.id) && !cells.has(field.id)
        };
        for (field, table) in self.live.fields.all() {
            let Some(table) = table else {
                if lacks(field, values) {
                    let at = at.member(&field.code);
                    problems.push(Problem::new(&at.member("value"), Wrong::Required));
                }
                continue;
            };
            for (index, row) in values.rows(table.id).iter().enumerate() {
                if lacks(field, &row.cells) {
                    let mut at = at.member(&table.code).path();
                    at.extend(&["value"]);
                    let mut at = at.item(index);
                    at.extend(&["value", &field.code, "value"]);
                    problems.push(Problem {
                        at,
                        wrong: Wrong::Required,
                    });
                }
            }
        }
        super::checked(problems)
    }
}

enum Found {
    None,
    One(AppId, i64, Values),
    /// Several records have the value, so the right one is unknown.
    Several,
}

/// Returns the column and the value by which a record of the other app is found.
fn key_of(settings: &AppSettings, key: &Field, value: &str) -> Option<(String, Bind)> {
    if key.kind.source() == Source::Number {
        let number = value.strip_prefix(&format!("{}-", settings.code));
        let number: i64 = number.unwrap_or(value).parse().ok()?;
        return Some(("id".to_owned(), Bind::Int(Some(number))));
    }
    if !matches!(columns::form(key), Form::Text | Form::Number) {
        return None;
    }
    let mut problems = Vec::new();
    let mut reader = Reader::plain(&mut problems);
    let read = reader.read_text(key, value, &Place::Top);
    let bind = columns::values(key, Some(&read?)).swap_remove(0);
    Some((format!("f{}", key.id), bind))
}

/// Returns the copy of a field of the other app's record, converted for the field `to`.
fn copied(
    settings: &AppSettings,
    from: &Field,
    record: i64,
    values: &Values,
    to: &Field,
) -> Option<Value> {
    if !copies(from.kind, to.kind) {
        return None;
    }
    let value = values.get(from.id);
    let value = match from.kind.source() {
        Source::Number if settings.code.is_empty() => Value::Text(record.to_string()),
        Source::Number => Value::Text(format!("{}-{record}", settings.code)),
        Source::Document
            if from.kind.keeps() == Keeps::Result && to.kind.keeps() != Keeps::Number =>
        {
            Value::Text(value::shown(from, &value?.text()?))
        }
        Source::Document => as_kind(value?, to.kind),
        Source::Creator
        | Source::Modifier
        | Source::Created
        | Source::Updated
        | Source::Nothing => return None,
    };
    if !to.kind.is_choice() {
        return Some(value);
    }
    // Options that this form does not have are not copied.
    match value {
        Value::Choices(mut choices) => {
            choices.retain(|it| to.has_option(it));
            (!choices.is_empty()).then_some(Value::Choices(choices))
        }
        Value::Text(_) | Value::Number(_) | Value::Date(_) | Value::Time(_) | Value::Instant(_) => {
            let known = value.text().is_some_and(|it| to.has_option(&it));
            known.then_some(value)
        }
        Value::Entities(_) | Value::Files(_) | Value::Rows(_) | Value::Unread(_) => None,
    }
}

/// Converts numbers and times to text for a text field.
fn as_kind(value: &Value, to: FieldType) -> Value {
    let text = value.text().filter(|_| to.keeps() == Keeps::Text);
    text.map_or_else(|| value.clone(), |text| Value::Text(text.into_owned()))
}
