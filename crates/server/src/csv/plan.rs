//! The plan of an import: the field of each column, and the use of the rows.

use plugdock_schema::RecordId;
use plugdock_store::records::Target;

use super::layout::{Column, is_importable, is_key, is_mark_heading, is_number};
use super::{MARK, cells};
use crate::params::choice;

choice! {
    /// The use of the rows in a file.
    #[derive(Default, PartialEq, Eq)]
    #[schema(as = ImportMode)]
    pub(crate) enum Mode {
        /// All rows become new records.
        #[default]
        Add = "add",
        /// All rows change existing records.
        Update = "update",
        /// Rows whose key no record has become new records. The others change records.
        Both = "both",
    }
}

/// The use of a column in a file.
#[derive(Clone, Copy)]
pub(crate) enum Use<'a> {
    /// The column is skipped.
    Skip,
    /// The column marks the first lines of records.
    Mark,
    /// The column has the values of a field.
    Field(Column<'a>),
}

impl Use<'_> {
    /// Returns the code of the use in requests and answers.
    pub(crate) fn code(&self) -> &str {
        match self {
            Self::Skip => "",
            Self::Mark => MARK,
            Self::Field(column) => &column.field.code,
        }
    }
}

/// The plan for reading a file.
pub(crate) struct Plan<'a> {
    pub(crate) uses: Vec<Use<'a>>,
    pub(crate) mode: Mode,
    /// The column that identifies records. `None` if all rows are new records.
    pub(crate) key: Option<(usize, Column<'a>)>,
}

impl<'a> Plan<'a> {
    /// Creates a plan from parts that fit together. `Err` is the key of the fault.
    pub(crate) fn new(uses: Vec<Use<'a>>, mode: Mode, key: &str) -> Result<Self, &'static str> {
        let of = |code: &str| {
            let mut fields = uses.iter().enumerate();
            fields.find_map(|(index, it)| match it {
                Use::Field(column) if column.field.code == code => Some((index, *column)),
                _ => None,
            })
        };
        let key = match mode {
            Mode::Add => None,
            Mode::Update | Mode::Both => {
                let found = of(key).filter(|(_, column)| is_key(column));
                Some(found.ok_or("data.import.no_key")?)
            }
        };
        let writes =
            |it: &Use<'_>| matches!(it, Use::Field(column) if column.field.kind.is_writable());
        if !uses.iter().any(writes) {
            return Err("data.import.no_columns");
        }
        Ok(Self { uses, mode, key })
    }

    /// Returns the record that a row names with the text of its key. A record number may have the
    /// app's code before it. `Err` is the key of the fault.
    pub(crate) fn target(&self, cell: &str) -> Result<Option<Target>, &'static str> {
        let Some((_, column)) = self.key else {
            return Ok(None);
        };
        let text = cell.trim();
        if text.is_empty() {
            return match self.mode {
                Mode::Both => Ok(None),
                _ => Err("data.import.key_empty"),
            };
        }
        if is_number(column.field) {
            let number = text.rsplit('-').next().unwrap_or(text);
            let id = number.parse().map_err(|_| "data.import.number")?;
            return Ok(Some(Target::Id(RecordId(id))));
        }
        Ok(Some(Target::Key {
            field: column.field.code.clone(),
            value: cells::unguard(text).to_owned(),
        }))
    }
}

/// Guesses the columns from their headings, first by field code and then by name. Each field is
/// used once.
pub(crate) fn guess<'a>(headings: &[String], columns: &[Column<'a>]) -> Vec<Use<'a>> {
    let mut uses = vec![Use::Skip; headings.len()];
    let mut free: Vec<Column<'a>> = columns.iter().copied().filter(is_importable).collect();
    for by_code in [true, false] {
        for (index, heading) in headings.iter().enumerate() {
            if !matches!(uses[index], Use::Skip) {
                continue;
            }
            let heading = cells::unguard(heading.trim());
            if by_code && is_mark_heading(heading) {
                uses[index] = Use::Mark;
                continue;
            }
            let place = free.iter().position(|column| {
                let name = if by_code {
                    &column.field.code
                } else {
                    &column.field.label
                };
                name == heading
            });
            if let Some(place) = place {
                uses[index] = Use::Field(free.remove(place));
            }
        }
    }
    uses
}

/// Returns the columns that a request names. `Err` has the key of the fault and the code it is
/// about.
pub(crate) fn said<'a>(
    codes: &[String],
    columns: &[Column<'a>],
) -> Result<Vec<Use<'a>>, (&'static str, String)> {
    let mut free: Vec<Column<'a>> = columns.iter().copied().filter(is_importable).collect();
    let mut uses = Vec::with_capacity(codes.len());
    for code in codes {
        if code.is_empty() {
            uses.push(Use::Skip);
            continue;
        }
        if code == MARK {
            uses.push(Use::Mark);
            continue;
        }
        if let Some(place) = free.iter().position(|column| column.field.code == *code) {
            uses.push(Use::Field(free.remove(place)));
        } else {
            let known = columns.iter().any(|column| column.field.code == *code);
            let key = if known {
                "data.import.column_twice"
            } else {
                "data.import.no_field"
            };
            return Err((key, code.clone()));
        }
    }
    Ok(uses)
}
