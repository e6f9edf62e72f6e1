//! Computes the formulas of a record while it is being edited, so that a form can show the results
//! as people type.

use serde::ser::{Serialize, SerializeMap as _, Serializer};

use super::entities::Names;
use super::show::show;
use super::{Given, Reader, Row, Values, minute};
use crate::formula::{Formulas, Times};
use crate::query::time::Moment;
use crate::{Field, FieldType, Fields, Invalid, Place};

/// The computed fields of a record: `{"type", "value"}` by code. A table contains all its rows in
/// their order, with only the computed cells.
#[derive(Clone, Debug)]
pub struct Computed {
    fields: Fields,
    values: Values,
}

/// Computes the formula fields of a record. A value that cannot be read counts as empty, because
/// people may still be typing it. Formulas that name fields that were left out are left out too.
pub fn compute(fields: &Fields, record: &Given, moment: &Moment) -> Result<Computed, Invalid> {
    let fields = fields.computable();
    let formulas = Formulas::of(&fields)?;
    let mut unread = Vec::new();
    let mut reader = Reader::at(&mut unread, moment);
    let mut values = Values::default();
    for field in fields.iter().filter(|field| field.is_given()) {
        values.set(
            field.id,
            reader.read(field, record, &Place::Top.member(&field.code)),
        );
    }
    let updated = minute(moment.now);
    let created = fields
        .of_type(FieldType::CreatedTime)
        .and_then(|field| record.get(&field.code)?["value"].as_str()?.parse().ok())
        .map_or(updated, jiff::Timestamp::as_millisecond);
    formulas.compute(&mut values, Times { created, updated })?;
    Ok(Computed { fields, values })
}

fn computed(fields: &[Field]) -> impl Iterator<Item = &Field> {
    fields.iter().filter(|field| field.is_computed())
}

impl Serialize for Computed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let names = Names::default();
        let mut map = serializer.serialize_map(None)?;
        for field in self.fields.iter() {
            if field.is_computed() {
                let kept = self.values.get(field.id);
                map.serialize_entry(&field.code, &show(field, kept, &names))?;
            } else if computed(&field.fields).next().is_some() {
                let rows = self.values.rows(field.id).iter();
                let rows = rows.map(|row| Line { table: field, row }).collect();
                let kind = field.kind.as_str();
                map.serialize_entry(&field.code, &Table { kind, rows })?;
            }
        }
        map.end()
    }
}

#[derive(serde::Serialize)]
struct Table<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(rename = "value")]
    rows: Vec<Line<'a>>,
}

/// The computed cells of a table row.
struct Line<'a> {
    table: &'a Field,
    row: &'a Row,
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("id", &self.row.id.unwrap_or(0).to_string())?;
        map.serialize_entry("value", &Cells(self))?;
        map.end()
    }
}

struct Cells<'a>(&'a Line<'a>);

impl Serialize for Cells<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let names = Names::default();
        let Line { table, row } = self.0;
        serializer.collect_map(computed(&table.fields).map(|cell| {
            let kept = row.cells.get(cell.id);
            (&cell.code, show(cell, kept, &names))
        }))
    }
}
