//! Reads stored documents for output. Only the values of requested fields are read, and most of
//! them stay JSON text.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer as _, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::members::{Member, Members, Part};
use crate::field::Whom;

/// The stored values of one record, borrowed from the text of its document. There is one entry for
/// each member of the output, in the same order.
#[derive(Debug)]
pub struct Document<'d> {
    values: Vec<Option<Stored<'d>>>,
}

/// A stored value. It is parsed only if the output differs from the stored form.
#[derive(Debug)]
pub(super) enum Stored<'d> {
    /// JSON that is written unchanged.
    Same(&'d str),
    /// The codes of users, groups or organizations.
    Codes(Vec<Text<'d>>),
    /// The result of a formula.
    Result(Text<'d>),
    /// The rows of a table.
    Rows(Vec<Row<'d>>),
}

/// A text without its quotes. It is borrowed if it contains no escapes.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(super) struct Text<'d>(#[serde(borrow)] pub(super) Cow<'d, str>);

/// A row of a table.
#[derive(Debug)]
pub(super) struct Row<'d> {
    /// The number of the row.
    pub(super) id: i64,
    pub(super) cells: Document<'d>,
}

#[derive(Deserialize)]
struct RawRow<'d> {
    id: i64,
    #[serde(borrow)]
    value: &'d RawValue,
}

impl<'d> Document<'d> {
    pub(super) fn read(text: &'d str, members: &Members<'_>) -> serde_json::Result<Self> {
        let mut reader = serde_json::Deserializer::from_str(text);
        let document = reader.deserialize_map(Wanted(members))?;
        reader.end()?;
        Ok(document)
    }

    /// Iterates over the members with their values.
    pub(super) fn zip<'s, 'a>(
        &'s self,
        members: &'s Members<'a>,
    ) -> impl Iterator<Item = (&'s Member<'a>, Option<&'s Stored<'d>>)> {
        let values = self.values.iter().map(Option::as_ref);
        members.list.iter().zip(values)
    }

    /// Adds the codes of all users, groups and organizations in the document to `found`, each with
    /// its kind.
    pub(super) fn codes<'s>(&'s self, members: &'s Members<'_>, found: &mut Vec<(Whom, &'s str)>) {
        for (member, kept) in self.zip(members) {
            match (&member.part, kept) {
                (Part::Codes(whom), Some(Stored::Codes(codes))) => {
                    found.extend(codes.iter().map(|code| (*whom, &*code.0)));
                }
                (Part::Table(cells), Some(Stored::Rows(rows))) => {
                    for row in rows {
                        row.cells.codes(cells, found);
                    }
                }
                _ => {}
            }
        }
    }
}

impl<'d> Stored<'d> {
    /// Reads one value. Returns `None` for a field that documents do not contain.
    fn read(raw: &'d RawValue, part: &Part<'_>) -> serde_json::Result<Option<Self>> {
        let text = raw.get();
        Ok(Some(match part {
            Part::Same { .. } => Self::Same(text),
            Part::Codes(_) => Self::Codes(serde_json::from_str(text)?),
            Part::Result(_) => Self::Result(serde_json::from_str(text)?),
            Part::Table(cells) => {
                let rows: Vec<RawRow<'d>> = serde_json::from_str(text)?;
                let rows = rows.into_iter().map(|row| Row::read(&row, cells));
                Self::Rows(rows.collect::<Result<_, _>>()?)
            }
            Part::Id
            | Part::Revision
            | Part::RecordNumber(_)
            | Part::Creator
            | Part::CreatedTime
            | Part::Modifier
            | Part::UpdatedTime => return Ok(None),
        }))
    }
}

impl<'d> Row<'d> {
    fn read(row: &RawRow<'d>, cells: &Members<'_>) -> serde_json::Result<Self> {
        Ok(Self {
            id: row.id,
            cells: Document::read(row.value.get(), cells)?,
        })
    }
}

/// Reads an object with field numbers as keys, in one pass. Other members are skipped.
struct Wanted<'m, 'a>(&'m Members<'a>);

impl<'d> Visitor<'d> for Wanted<'_, '_> {
    type Value = Document<'d>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("values by field number")
    }

    fn visit_map<A: MapAccess<'d>>(self, mut map: A) -> Result<Document<'d>, A::Error> {
        let mut values: Vec<Option<Stored<'d>>> = Vec::new();
        values.resize_with(self.0.list.len(), || None);
        while let Some(Text(key)) = map.next_key()? {
            let wanted = self.0.place(&key);
            let Some((place, value)) =
                wanted.and_then(|place| Some((place, values.get_mut(place)?)))
            else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            let raw: &'d RawValue = map.next_value()?;
            let part = &self.0.list[place].part;
            *value = Stored::read(raw, part).map_err(serde::de::Error::custom)?;
        }
        Ok(Document { values })
    }
}
