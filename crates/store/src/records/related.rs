//! Records of another app for a form or a page: those that a lookup offers, and the related records
//! of a record.

use std::collections::BTreeMap;
use std::sync::Arc;

use plugdock_schema::field::{Lookup, copies};
use plugdock_schema::query::time::Moment;
use plugdock_schema::query::{Condition, Operand, Operator, Query, Test, operators_of};
use plugdock_schema::value::Shown;
use plugdock_schema::value::columns::{Form, form, number_key};
use plugdock_schema::{AppId, Field, Fields};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::{Page, Record, Search};
use crate::access::Seen;
use crate::{Access, AppSettings, Error, Result, Store};

/// Related records in another app.
#[derive(Clone, Debug)]
pub struct Related {
    /// The other app.
    pub app: AppId,
    /// The fields to show, in order.
    pub fields: Vec<Field>,
    /// The records.
    pub page: Page,
    /// The number of records on one page.
    pub size: i64,
}

/// A record that a lookup offers.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The value for the lookup field.
    pub value: Box<RawValue>,
    /// The values for the fields that the lookup copies into: `{"type", "value"}` by code.
    pub copies: Box<RawValue>,
    /// The record, with the fields that the picker shows.
    pub record: Record,
}

/// The records that a lookup is asked for.
#[derive(Clone, Copy, Debug)]
pub enum Wanted<'a> {
    /// Records with this value.
    Value(&'a str),
    /// Records that match the lookup's filter and whose value contains this text. An empty text
    /// matches all.
    Text(&'a str),
}

impl Store {
    /// Returns records that the lookup of `field` offers.
    ///
    /// # Errors
    /// [`Error::NoApp`] if the caller may not view the other app, [`Error::NoField`] for a field
    /// without a lookup.
    pub async fn offers(
        &self,
        access: &Access,
        preview: bool,
        field: &str,
        wanted: Wanted<'_>,
        limit: i64,
        moment: &Moment,
    ) -> Result<(Vec<Field>, Vec<Offer>)> {
        let own = self.form(access, preview).await?;
        let found = own.fields.find(field).and_then(|(it, _)| it.lookup());
        let lookup = found.ok_or_else(|| Error::NoField(field.to_owned()))?;
        let (access, settings) = self.other(access, lookup.app).await?;
        let key = settings.fields.get(&lookup.key);
        let key = key.ok_or_else(|| Error::NoField(lookup.key.clone()))?;
        let (filter, test) = match wanted {
            Wanted::Value(value) => ("", test(key, Operator::In, value)),
            Wanted::Text("") => (lookup.filter.as_str(), None),
            Wanted::Text(text) => {
                let operators = operators_of(&settings.fields, &key.code);
                let operator = if operators.contains(&Operator::Like) {
                    Operator::Like
                } else {
                    Operator::In
                };
                let asked = test(key, operator, text);
                if asked.is_none() {
                    return Ok((Vec::new(), Vec::new()));
                }
                (lookup.filter.as_str(), asked)
            }
        };
        let query = query(filter, &lookup.sort, test, limit, 0)?;
        let shown = std::iter::once(&lookup.key)
            .chain(lookup.picker.iter().filter(|it| **it != lookup.key));
        let shown: Vec<Field> = named(&settings.fields, shown);
        let search = Search {
            query,
            fields: Some(with_id(&shown)),
            total: false,
        };
        let page = self.records(&access, &search, moment).await?;
        let offers = page.records.into_iter();
        let offers = offers.map(|record| Offer::new(record, &own.fields, &lookup));
        Ok((shown, offers.collect::<Result<_>>()?))
    }

    /// Returns the records related to `record`, by the related-records field `field`. There are
    /// none if the compared field is empty. The errors are those of [`Store::offers`].
    pub async fn related_records(
        &self,
        access: &Access,
        preview: bool,
        field: &str,
        record: &Record,
        offset: i64,
        moment: &Moment,
    ) -> Result<Related> {
        let own = self.form(access, preview).await?;
        let found = own.fields.get(field).and_then(Field::reference);
        let reference = found.ok_or_else(|| Error::NoField(field.to_owned()))?;
        let (access, settings) = self.other(access, reference.app).await?;
        let compared = settings.fields.find(&reference.related);
        let (compared, _) = compared.ok_or_else(|| Error::NoField(reference.related.clone()))?;
        let fields = named(&settings.fields, reference.shown.iter());
        let value = record.get(&reference.field).and_then(|it| it.text());
        let value = value.unwrap_or_default();
        let test = test(compared, Operator::In, &value).filter(|_| !value.is_empty());
        let page = if test.is_none() {
            Page {
                records: Vec::new(),
                total: Some(0),
            }
        } else {
            let query = query(
                &reference.filter,
                &reference.sort,
                test,
                reference.size,
                offset,
            )?;
            let search = Search {
                query,
                fields: Some(with_id(&fields)),
                total: true,
            };
            match self.records(&access, &search, moment).await {
                // The condition or the sort order names a field that the caller may not see there.
                Err(Error::Refused(_)) => Page {
                    records: Vec::new(),
                    total: Some(0),
                },
                other => other?,
            }
        };
        Ok(Related {
            app: reference.app,
            fields,
            page,
            size: reference.size,
        })
    }

    /// Returns the live or preview settings of an app if the caller may see them.
    pub(super) async fn form(&self, access: &Access, preview: bool) -> Result<AppSettings> {
        let app = access.app();
        let found = self.app(app).await?.ok_or(Error::NoApp(app))?;
        let revision = if preview {
            access.need_manage()?;
            found.preview
        } else if access.can_view() || access.can_add() {
            found.live.ok_or(Error::NoApp(app))?
        } else {
            return Err(Error::Denied);
        };
        let settings = self
            .settings(app, revision)
            .await?
            .ok_or(Error::NoApp(app))?;
        if preview {
            return Ok(settings);
        }
        let seen = Seen::of(&self.inner.narrowed, access, &Arc::new(settings));
        Ok(AppSettings::clone(&seen.shown))
    }

    /// Opens another app with the rights of the same caller. An app that the caller may not view is
    /// reported as missing.
    async fn other(&self, own: &Access, app: AppId) -> Result<(Access, AppSettings)> {
        let access = match self.access(own.actor(), app).await {
            Ok(access) if access.can_view() => access,
            Ok(_) | Err(Error::Denied) => return Err(Error::NoApp(app)),
            Err(error) => return Err(error),
        };
        let settings = self.form(&access, false).await?;
        Ok((access, settings))
    }
}

impl Offer {
    fn new(record: Record, own: &Fields, lookup: &Lookup) -> Result<Self> {
        let shown = record.shown();
        let copies = lookup.mappings.iter().filter_map(|(to, from)| {
            let (to, _) = own.find(to)?;
            let from = shown.fields.get(from)?;
            copies(from.kind, to.kind).then_some(())?;
            let value = shown.get(&from.code)?;
            Some((to.code.as_str(), value.as_kind(to.kind)))
        });
        let copies = json(&copies.collect::<BTreeMap<&str, Shown<'_>>>())?;
        let value = json(&shown.get(&lookup.key).map(Shown::value))?;
        Ok(Self {
            value,
            copies,
            record,
        })
    }
}

fn json(value: &impl Serialize) -> Result<Box<RawValue>> {
    to_raw_value(value).map_err(|error| Error::document("record", &error))
}

/// Returns the member names of a record with only these fields.
fn with_id(fields: &[Field]) -> Vec<String> {
    let codes = fields.iter().map(|field| field.code.clone());
    codes.chain(["$id".to_owned()]).collect()
}

fn named<'a>(fields: &Fields, codes: impl Iterator<Item = &'a String>) -> Vec<Field> {
    codes
        .filter_map(|code| fields.find(code).map(|(field, _)| field.clone()))
        .collect()
}

/// Returns a condition on one value, or `None` if the field can never have the value.
fn test(field: &Field, operator: Operator, value: &str) -> Option<Condition> {
    let fits = if field.kind.is_choice() {
        field.has_option(value)
    } else {
        form(field) != Form::Number || number_key(value).is_some()
    };
    fits.then(|| {
        Condition::Test(Test {
            field: field.code.clone(),
            operator,
            values: vec![Operand::Text(value.to_owned())],
        })
    })
}

fn query(
    filter: &str,
    sort: &str,
    test: Option<Condition>,
    limit: i64,
    offset: i64,
) -> Result<Query> {
    let order = if sort.is_empty() {
        String::new()
    } else {
        format!(" order by {sort}")
    };
    let parsed = Query::parse(&format!("{filter}{order}"));
    // Both texts were parsed when the form was saved.
    let mut query = parsed.map_err(|error| Error::Damaged(format!("a stored query: {error}")))?;
    query.condition = match (query.condition, test) {
        (Some(one), Some(two)) => Some(Condition::And(vec![one, two])),
        (one, two) => one.or(two),
    };
    query.limit = Some(limit);
    query.offset = Some(offset);
    Ok(query)
}
