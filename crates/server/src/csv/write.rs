//! Writes records as lines of a file.

use jiff::tz::TimeZone;
use plugdock_schema::value::{Shown, ShownRow};
use plugdock_store::records::Record;

use super::charset::Separator;
use super::layout::{Column, mark_heading};
use super::{MARK, cells};
use crate::i18n::Locale;

/// The format of a file.
pub(crate) struct Style {
    /// True if headings are field codes. Otherwise they are names.
    pub(crate) codes: bool,
    pub(crate) separator: Separator,
    /// True if texts that look like formulas get a guard.
    pub(crate) guard: bool,
    pub(crate) locale: Locale,
    pub(crate) zone: TimeZone,
}

/// Returns the first line.
pub(crate) fn heading(columns: &[Column<'_>], style: &Style) -> Result<String, csv::Error> {
    let mut names: Vec<String> = Vec::with_capacity(columns.len() + 1);
    if has_tables(columns) {
        names.push(if style.codes {
            MARK.to_owned()
        } else {
            mark_heading(style.locale)
        });
    }
    for column in columns {
        let name = if style.codes {
            &column.field.code
        } else {
            &column.field.label
        };
        // A name is free text and may also look like a formula.
        let name = name.clone();
        names.push(if style.guard {
            cells::guard(name)
        } else {
            name
        });
    }
    lines(style, [names])
}

/// Returns the lines of a record.
pub(crate) fn record(
    columns: &[Column<'_>],
    record: &Record,
    style: &Style,
) -> Result<String, csv::Error> {
    let tables = has_tables(columns);
    let rows = |column: &Column<'_>| -> Vec<ShownRow<'_>> {
        let table = column.table.and_then(|table| record.get(&table.code));
        table.map_or_else(Vec::new, |table| table.rows())
    };
    let height = columns.iter().map(|column| rows(column).len()).max();
    let height = height.unwrap_or(1).max(1);
    let all = (0..height).map(|line| {
        let mark = if line == 0 { MARK } else { "" };
        let marks = tables.then(|| mark.to_owned());
        let cells = columns.iter().map(|column| {
            let code = &column.field.code;
            let value = match column.table {
                Some(_) => rows(column).get(line).and_then(|row| row.get(code)),
                None => (line == 0).then(|| record.get(code)).flatten(),
            };
            value.map_or_else(String::new, |value| cell(column, &value, style))
        });
        marks.into_iter().chain(cells).collect::<Vec<_>>()
    });
    lines(style, all)
}

fn cell(column: &Column<'_>, value: &Shown<'_>, style: &Style) -> String {
    let field = column.field;
    let text = cells::text(field, value, &style.zone);
    if style.guard {
        cells::guarded(field, text)
    } else {
        text
    }
}

fn has_tables(columns: &[Column<'_>]) -> bool {
    columns.iter().any(|column| column.table.is_some())
}

fn lines(
    style: &Style,
    lines: impl IntoIterator<Item = Vec<String>>,
) -> Result<String, csv::Error> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(style.separator.byte())
        .quote_style(csv::QuoteStyle::Always)
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    for line in lines {
        writer.write_record(&line)?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|error| csv::Error::from(error.into_error()))?;
    // The content is UTF-8, and the CSV syntax around it is ASCII.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
