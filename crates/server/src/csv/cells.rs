//! Converts values to the text of cells, and back.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use plugdock_schema::Field;
use plugdock_schema::field::Cell;
use plugdock_schema::value::{GivenValue, Shown};

/// The first characters of texts that a spreadsheet treats as formulas.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Returns the text of a cell for a value.
pub(crate) fn text(field: &Field, value: &Shown<'_>, zone: &TimeZone) -> String {
    let text = || value.text().unwrap_or_default();
    match field.kind.cell() {
        Cell::Instant => local(&text(), zone),
        Cell::Choices => value.choices().join("\n"),
        Cell::Entities => {
            let codes = value.entities().into_iter().map(|it| it.code);
            codes.collect::<Vec<_>>().join("\n")
        }
        Cell::Free | Cell::Number | Cell::Day | Cell::Time => text().into_owned(),
        Cell::Rows | Cell::None => String::new(),
    }
}

fn local(text: &str, zone: &TimeZone) -> String {
    let Ok(at) = text.parse::<Timestamp>() else {
        return text.to_owned();
    };
    let here = at.to_zoned(zone.clone());
    let plain = zone.to_ambiguous_timestamp(here.datetime());
    let format = if plain.is_ambiguous() {
        "%Y-%m-%d %H:%M%:z"
    } else {
        "%Y-%m-%d %H:%M"
    };
    here.strftime(format).to_string()
}

/// Returns true if cells of the field contain free text.
fn is_free(field: &Field) -> bool {
    match field.kind.cell() {
        Cell::Free | Cell::Choices | Cell::Entities | Cell::Rows | Cell::None => true,
        Cell::Number | Cell::Day | Cell::Time | Cell::Instant => false,
    }
}

/// Adds a `'` before a text that a spreadsheet would run as a formula. The user who opens the file
/// may not be the one who wrote the record (CWE-1236).
pub(crate) fn guard(text: String) -> String {
    if text.trim_start_matches('\'').starts_with(FORMULA) {
        format!("'{text}")
    } else {
        text
    }
}

/// Returns the text without the `'` that [`guard`] added.
pub(crate) fn unguard(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(FORMULA) => rest,
        _ => text,
    }
}

/// Returns the text of a field's cell, guarded if needed. Numbers and dates are not formulas, so
/// `-5` does not change.
pub(crate) fn guarded(field: &Field, text: String) -> String {
    if is_free(field) { guard(text) } else { text }
}

/// Converts a cell to the value for a field. `Err` is the key of the fault. Checks that the store
/// makes are not repeated here.
pub(crate) fn value(
    field: &Field,
    cell: &str,
    zone: &TimeZone,
) -> Result<GivenValue, &'static str> {
    let text = if is_free(field) { unguard(cell) } else { cell };
    let parts = || text.lines().map(str::trim).filter(|part| !part.is_empty());
    let trimmed = text.trim();
    Ok(match field.kind.cell() {
        Cell::Choices | Cell::Entities => GivenValue::parts(field.kind, parts()),
        Cell::Day if !trimmed.is_empty() => GivenValue::text(date(trimmed)?.to_string()),
        Cell::Instant if !trimmed.is_empty() => GivenValue::text(instant(trimmed, zone)?),
        Cell::Number | Cell::Time | Cell::Day | Cell::Instant => GivenValue::text(trimmed),
        Cell::Free | Cell::Rows | Cell::None => GivenValue::text(text.replace("\r\n", "\n")),
    })
}

/// Parses `2026-11-22` or `2026/11/22`, with or without leading zeros.
fn date(text: &str) -> Result<Date, &'static str> {
    let wrong = "data.import.date";
    let mut numbers = text.split(['-', '/']);
    let (Some(year), Some(month), Some(day), None) = (
        numbers.next(),
        numbers.next(),
        numbers.next(),
        numbers.next(),
    ) else {
        return Err(wrong);
    };
    if year.len() != 4 {
        return Err(wrong);
    }
    let number = |text: &str| text.parse::<i8>().map_err(|_| wrong);
    let year = year.parse().map_err(|_| wrong)?;
    Date::new(year, number(month)?, number(day)?).map_err(|_| wrong)
}

/// Parses `2026-11-22 09:30` or `2026/11/22 9:30` in the user's time zone, with or without seconds,
/// or with an offset. A time that the clock skips or repeats needs an offset.
fn instant(text: &str, zone: &TimeZone) -> Result<String, &'static str> {
    let wrong = "data.import.datetime";
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at.to_string());
    }
    let (day, time) = text.split_once([' ', 'T']).ok_or(wrong)?;
    let time = time.trim();
    let time = if time.split(':').next().is_some_and(|hour| hour.len() == 1) {
        format!("0{time}")
    } else {
        time.to_owned()
    };
    let day = date(day).map_err(|_| wrong)?;
    if let Ok(at) = format!("{day}T{time}").parse::<Timestamp>() {
        return Ok(at.to_string());
    }
    let time = time.parse().map_err(|_| wrong)?;
    let local = DateTime::from_parts(day, time);
    let plain = zone.to_ambiguous_timestamp(local);
    plain
        .unambiguous()
        .map(|at| at.to_string())
        .map_err(|_| "data.import.datetime_twice")
}

#[cfg(test)]
mod tests {
    use plugdock_schema::value::{Names, Values, show};
    use plugdock_schema::{FieldType, Fields};
    use serde_json::{Value, json};

    use super::*;

    fn form(kind: &str) -> Fields {
        let mut fields = Fields::default();
        let options = json!({"a": {"label": "a", "index": 0}});
        let new = json!({ "x": {"type": kind, "options": options} });
        fields.add(&new.into()).unwrap();
        fields
    }

    fn of(kind: &str) -> Field {
        form(kind).get("x").unwrap().clone()
    }

    /// Returns the cell of a stored value.
    fn cell(kind: &str, stored: &Value, zone: &TimeZone) -> String {
        let fields = form(kind);
        let field = fields.get("x").unwrap();
        let document = json!({ field.id.to_string(): stored }).to_string();
        let values = Values::read(&document, &fields).unwrap();
        text(
            field,
            &show(field, values.get(field.id), &Names::default()),
            zone,
        )
    }

    fn given(text: &str) -> GivenValue {
        GivenValue::text(text)
    }

    // CWE-1236
    #[test]
    fn no_text_is_a_formula_to_a_spreadsheet_and_it_comes_back_as_it_was() {
        let line = of("SINGLE_LINE_TEXT");
        for (text, cell) in [
            ("=1+1", "'=1+1"),
            ("@x", "'@x"),
            ("+81-3", "'+81-3"),
            ("-", "'-"),
            ("\tx", "'\tx"),
            ("'=1", "''=1"),
            ("it's = 1", "it's = 1"),
            ("'quoted'", "'quoted'"),
        ] {
            assert_eq!(guarded(&line, text.to_owned()), cell);
            assert_eq!(value(&line, cell, &TimeZone::UTC).unwrap(), given(text));
        }
        assert_eq!(guarded(&of("NUMBER"), "-5".to_owned()), "-5");
    }

    #[test]
    fn instants_are_the_readers_and_come_back_even_where_a_clock_is_put_back() {
        let at = of("DATETIME");
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        for instant in [
            "2026-07-01T10:00:00Z",
            // 02:30 occurs twice on this day.
            "2026-10-25T00:30:00Z",
            "2026-10-25T01:30:00Z",
            "1969-12-31T23:59:00Z",
        ] {
            let cell = cell("DATETIME", &instant.into(), &berlin);
            let back = value(&at, &cell, &berlin).unwrap();
            assert_eq!(back, given(instant), "{cell}");
        }
        let read = |cell: &str| value(&at, cell, &berlin);
        let read_as = |cell: &str, text: &str| assert_eq!(read(cell).unwrap(), given(text));
        read_as("2026/7/1 9:05", "2026-07-01T07:05:00Z");
        read_as("2026-07-01T09:05:30+09:00", "2026-07-01T00:05:30Z");
        assert_eq!(read("2026-10-25 02:30"), Err("data.import.datetime_twice"));
        assert_eq!(read("1 July"), Err("data.import.datetime"));
        assert_eq!(
            value(&of("DATE"), "2026/7/1", &berlin).unwrap(),
            given("2026-07-01")
        );
        assert_eq!(
            value(&of("DATE"), "7/1/2026", &berlin),
            Err("data.import.date")
        );
    }

    #[test]
    fn parts_are_lines_of_a_cell() {
        let zone = TimeZone::UTC;
        for (kind, one_type) in [
            ("CHECK_BOX", FieldType::CheckBox),
            ("USER_SELECT", FieldType::UserSelect),
        ] {
            assert_eq!(cell(kind, &json!(["a", "b"]), &zone), "a\nb");
            let both = GivenValue::parts(one_type, ["a", "b"].into_iter());
            assert_eq!(value(&of(kind), "a\r\nb\n", &zone).unwrap(), both);
        }
    }
}
