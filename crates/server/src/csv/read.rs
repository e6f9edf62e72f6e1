//! Converts the lines of a file to records. If a record has a problem, finds the line of the file that
//! caused it.

use std::collections::HashMap;

use csv::StringRecord;
use jiff::tz::TimeZone;
use plugdock_schema::place::Step;
use plugdock_schema::value::{Given, GivenValue};
use plugdock_schema::{Fields, Problem};
use plugdock_store::records::import::Row;

use super::cells;
use super::charset::{self, Charset, Separator};
use super::plan::{Mode, Plan, Use};
use crate::error::{TextParams, problems};

/// The maximum number of columns in a file. It has room for all fields of an app and for the marks.
const MAX_COLUMNS: usize = 600;

/// A file that was decoded.
pub(crate) struct Sheet {
    text: String,
    pub(crate) charset: Charset,
    pub(crate) separator: Separator,
    pub(crate) headings: Vec<String>,
}

/// A fault at a place of a file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The line of the file, counted from 1.
    pub(crate) line: u64,
    /// The column's heading, or the name of a field that has no column.
    pub(crate) column: String,
    /// The text of the cell.
    pub(crate) value: String,
    /// The key of the fault's text, in the form "area.key".
    pub(crate) key: &'static str,
    pub(crate) params: TextParams,
}

/// A record of a file, with the lines that it was read from.
pub(crate) struct Entry {
    pub(crate) row: Row,
    pub(crate) faults: Vec<Fault>,
    lines: Vec<(u64, StringRecord)>,
    /// The indexes in `lines` of the rows of each table, by the table's code.
    rows: HashMap<String, Vec<usize>>,
}

impl Sheet {
    /// Decodes a file and reads its first line. `Err` is the key of the fault.
    pub(crate) fn open(
        bytes: &[u8],
        charset: Option<Charset>,
        separator: Option<Separator>,
    ) -> Result<Self, &'static str> {
        let (text, charset) = charset::decode(bytes, charset).ok_or("data.import.charset")?;
        let separator = separator.unwrap_or_else(|| charset::separator(&text));
        let mut sheet = Self {
            text,
            charset,
            separator,
            headings: Vec::new(),
        };
        let first = sheet.lines().next().ok_or("data.import.no_lines")?.1;
        if first.len() > MAX_COLUMNS {
            return Err("data.import.wide");
        }
        sheet.headings = first.iter().map(str::to_owned).collect();
        Ok(sheet)
    }

    /// Returns all lines with their line numbers, including the headings. A cell may span several
    /// lines.
    fn lines(&self) -> impl Iterator<Item = (u64, StringRecord)> + '_ {
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.separator.byte())
            .from_reader(self.text.as_bytes());
        let bytes = self.text.as_bytes();
        // The reader's own line count is one behind if lines end with CR and LF.
        let (mut at, mut number) = (0_usize, 1_u64);
        // Reading text in memory with lines of any length cannot fail.
        reader
            .into_records()
            .filter_map(Result::ok)
            .map(move |line| {
                let start = line.position().map_or(0, csv::Position::byte);
                let start = usize::try_from(start).unwrap_or(usize::MAX);
                while let Some(byte) = bytes.get(at)
                    && (at < start || matches!(byte, b'\r' | b'\n'))
                {
                    number += u64::from(*byte == b'\n');
                    at += 1;
                }
                (number, line)
            })
    }

    /// Returns the cells of the first lines by column.
    pub(crate) fn samples(&self, most: usize) -> Vec<Vec<String>> {
        let lines: Vec<_> = self.lines().skip(1).take(most).collect();
        let of = |column| {
            let cells = lines.iter().map(|(_, line)| line.get(column).unwrap_or(""));
            cells.map(short).collect()
        };
        (0..self.headings.len()).map(of).collect()
    }

    /// Returns the records of the file.
    pub(crate) fn entries<'a>(
        &'a self,
        plan: &'a Plan<'a>,
        zone: &'a TimeZone,
    ) -> impl Iterator<Item = Entry> + 'a {
        let mark = plan.uses.iter().position(|it| matches!(it, Use::Mark));
        let mut lines = self.lines().skip(1).peekable();
        std::iter::from_fn(move || {
            let mut own = vec![lines.next()?];
            if let Some(mark) = mark {
                let goes_on =
                    |line: &StringRecord| line.get(mark).is_none_or(|it| it.trim().is_empty());
                while let Some(line) = lines.next_if(|(_, line)| goes_on(line)) {
                    own.push(line);
                }
            }
            Some(self.entry(own, plan, zone))
        })
    }

    fn entry(&self, lines: Vec<(u64, StringRecord)>, plan: &Plan<'_>, zone: &TimeZone) -> Entry {
        let mut entry = Entry {
            row: Row {
                or_add: plan.mode == Mode::Both,
                ..Row::default()
            },
            faults: Vec::new(),
            lines,
            rows: HashMap::new(),
        };
        for index in 0..entry.lines.len() {
            let (number, line) = entry.lines[index].clone();
            self.take(&mut entry, plan, zone, (index, number, &line));
        }
        if let Some((place, _)) = plan.key {
            let (number, cell) = {
                let (number, line) = &entry.lines[0];
                (*number, line.get(place).unwrap_or("").to_owned())
            };
            match plan.target(&cell) {
                Ok(target) => entry.row.target = target,
                Err(key) => entry.faults.push(self.fault(number, place, &cell, key)),
            }
        }
        entry
    }

    /// Adds the values of a line to the record.
    fn take(
        &self,
        entry: &mut Entry,
        plan: &Plan<'_>,
        zone: &TimeZone,
        (index, number, line): (usize, u64, &StringRecord),
    ) {
        if line.len() > self.headings.len() {
            let cell = line.get(self.headings.len()).unwrap_or("");
            let fault = self.fault(number, self.headings.len(), cell, "data.import.long_line");
            entry.faults.push(fault);
        }
        // The cells of each table's row in this line, and true if one of them is not empty.
        let mut rows: HashMap<&str, (Given, bool)> = HashMap::new();
        for (place, it) in plan.uses.iter().enumerate() {
            let Use::Field(column) = it else { continue };
            if !column.field.kind.is_writable() || (column.table.is_none() && index > 0) {
                continue;
            }
            let cell = line.get(place).unwrap_or("");
            let value = cells::value(column.field, cell, zone).unwrap_or_else(|key| {
                entry.faults.push(self.fault(number, place, cell, key));
                GivenValue::nothing()
            });
            let code = &column.field.code;
            if let Some(table) = column.table {
                // A table that has a column is replaced. A line whose cells are all empty is not a
                // row.
                entry.row.record.push_row(&table.code, None);
                let (cells, filled) = rows.entry(&table.code).or_default();
                cells.set(code, value);
                *filled |= !cell.trim().is_empty();
            } else {
                entry.row.record.set(code, value);
            }
        }
        for (table, (cells, _)) in rows.into_iter().filter(|(_, (_, filled))| *filled) {
            entry.row.record.push_row(table, Some(cells));
            entry.rows.entry(table.to_owned()).or_default().push(index);
        }
    }

    fn fault(&self, line: u64, column: usize, cell: &str, key: &'static str) -> Fault {
        let heading = self.headings.get(column).cloned();
        Fault {
            line,
            column: heading.unwrap_or_else(|| (column + 1).to_string()),
            value: short(cell),
            key,
            params: Vec::new(),
        }
    }

    /// Finds the place in the file for a problem of a record.
    pub(crate) fn locate(
        &self,
        entry: &Entry,
        plan: &Plan<'_>,
        fields: &Fields,
        problem: Problem,
    ) -> Fault {
        // Problems are in the first line of a record, except for rows of tables.
        let mut index = 0;
        let code = match problem.at.steps() {
            [
                Step::Member(table),
                _,
                Step::Item(row),
                _,
                Step::Member(code),
                ..,
            ] => {
                let lines = entry.rows.get(table);
                index = lines
                    .and_then(|lines| lines.get(*row))
                    .copied()
                    .unwrap_or(0);
                code
            }
            [Step::Member(code), ..] => code,
            _ => "",
        };
        let place = plan
            .uses
            .iter()
            .position(|it| it.code() == code && !code.is_empty());
        // A problem without a field is about the whole record, so it points to the key column.
        let place = place.or(plan.key.filter(|_| code.is_empty()).map(|(place, _)| place));
        let (line, cells) = &entry.lines[index];
        let cell = place.and_then(|place| cells.get(place)).unwrap_or("");
        let named = fields.find(code).map(|(field, _)| field.label.clone());
        let (key, params) = problems::text(problem.wrong);
        Fault {
            line: *line,
            column: place
                .and_then(|place| self.headings.get(place).cloned())
                .or(named)
                .unwrap_or_default(),
            value: short(cell),
            key,
            params,
        }
    }
}

/// Shortens a cell for an answer.
fn short(cell: &str) -> String {
    let mut text: String = cell.chars().take(80).collect();
    if text.len() < cell.len() {
        text.push('…');
    }
    text
}
