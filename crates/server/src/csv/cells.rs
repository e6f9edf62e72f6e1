//! A value into the text of a cell, and back.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use plugdock_schema::{Field, FieldType};
use serde_json::{Value, json};

/// Beginnings that a spreadsheet takes for a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// What a cell shows of `value`, the `value` member of a record's field as REST shows it.
pub(crate) fn text(field: &Field, value: &Value, zone: &TimeZone) -> String {
    match (field.kind, value) {
        (_, Value::Null) => String::new(),
        (FieldType::DateTime | FieldType::CreatedTime | FieldType::UpdatedTime, value) => {
            local(value.as_str().unwrap_or_default(), zone)
        }
        (_, Value::Array(items)) => {
            let parts: Vec<&str> = items.iter().map(part).collect();
            parts.join("\n")
        }
        (_, value) => part(value).to_owned(),
    }
}

fn part(value: &Value) -> &str {
    let text = value.as_str().or_else(|| value["code"].as_str());
    text.unwrap_or_default()
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

/// Whether cells of the field hold what somebody typed freely.
fn is_free(field: &Field) -> bool {
    !matches!(
        field.kind,
        FieldType::Number
            | FieldType::Calc
            | FieldType::Date
            | FieldType::Time
            | FieldType::DateTime
            | FieldType::CreatedTime
            | FieldType::UpdatedTime
    )
}

/// A text that a spreadsheet would run gets a `'` in front: whoever opens the file need not be who
/// wrote the record (CWE-1236).
pub(crate) fn guard(text: String) -> String {
    if text.trim_start_matches('\'').starts_with(FORMULA) {
        format!("'{text}")
    } else {
        text
    }
}

/// The text without the `'` that [`guard`] put there.
pub(crate) fn unguard(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(FORMULA) => rest,
        _ => text,
    }
}

/// The text of a field's cell, guarded. Numbers and dates are no formulas, so `-5` stays.
pub(crate) fn guarded(field: &Field, text: String) -> String {
    if is_free(field) { guard(text) } else { text }
}

/// The `value` member of a record's field as REST takes it, from a cell. `Err` is the key of what is
/// wrong; what the store checks anyway is left to it.
pub(crate) fn value(field: &Field, cell: &str, zone: &TimeZone) -> Result<Value, &'static str> {
    let text = if is_free(field) { unguard(cell) } else { cell };
    let parts = || text.lines().map(str::trim).filter(|part| !part.is_empty());
    Ok(match field.kind {
        FieldType::CheckBox | FieldType::MultiSelect | FieldType::Category => parts().collect(),
        kind if kind.is_entities() => parts().map(|code| json!({ "code": code })).collect(),
        FieldType::Date if !text.trim().is_empty() => date(text.trim())?.to_string().into(),
        FieldType::DateTime if !text.trim().is_empty() => instant(text.trim(), zone)?.into(),
        FieldType::Number | FieldType::Date | FieldType::Time | FieldType::DateTime => {
            text.trim().into()
        }
        _ => text.replace("\r\n", "\n").into(),
    })
}

/// `2026-11-22` or `2026/11/22`, with or without leading zeros.
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

/// `2026-11-22 09:30` or `2026/11/22 9:30` where the reader is, with seconds or without, or with an
/// offset. A time that the reader's clock skipped or showed twice needs one.
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
    use plugdock_schema::Fields;

    use super::*;

    fn field(property: &Value) -> Field {
        let mut fields = Fields::default();
        let new = json!({ "x": property });
        fields.add(new.as_object().unwrap()).unwrap();
        fields.get("x").unwrap().clone()
    }

    fn of(kind: &str) -> Field {
        field(&json!({ "type": kind, "options": {"a": {"label": "a", "index": 0}} }))
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
            assert_eq!(value(&line, cell, &TimeZone::UTC).unwrap(), text);
        }
        assert_eq!(guarded(&of("NUMBER"), "-5".to_owned()), "-5");
    }

    #[test]
    fn instants_are_the_readers_and_come_back_even_where_a_clock_is_put_back() {
        let at = of("DATETIME");
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        for instant in [
            "2026-07-01T10:00:00Z",
            // 02:30 comes twice on this day.
            "2026-10-25T00:30:00Z",
            "2026-10-25T01:30:00Z",
            "1969-12-31T23:59:00Z",
        ] {
            let cell = text(&at, &instant.into(), &berlin);
            let back = value(&at, &cell, &berlin).unwrap();
            assert_eq!(back, instant, "{cell}");
        }
        let read = |cell: &str| value(&at, cell, &berlin);
        assert_eq!(read("2026/7/1 9:05").unwrap(), "2026-07-01T07:05:00Z");
        assert_eq!(
            read("2026-07-01T09:05:30+09:00").unwrap(),
            "2026-07-01T00:05:30Z"
        );
        assert_eq!(read("2026-10-25 02:30"), Err("data.import.datetime_twice"));
        assert_eq!(read("1 July"), Err("data.import.datetime"));
        assert_eq!(
            value(&of("DATE"), "2026/7/1", &berlin).unwrap(),
            "2026-07-01"
        );
        assert_eq!(
            value(&of("DATE"), "7/1/2026", &berlin),
            Err("data.import.date")
        );
    }

    #[test]
    fn parts_are_lines_of_a_cell() {
        let zone = TimeZone::UTC;
        let both = json!(["a", "b"]);
        assert_eq!(text(&of("CHECK_BOX"), &both, &zone), "a\nb");
        assert_eq!(value(&of("CHECK_BOX"), "a\r\nb\n", &zone).unwrap(), both);
        let people = json!([{"code": "ann", "name": "Ann"}]);
        assert_eq!(text(&of("USER_SELECT"), &people, &zone), "ann");
        assert_eq!(
            value(&of("USER_SELECT"), "ann", &zone).unwrap(),
            json!([{"code": "ann"}])
        );
    }
}
