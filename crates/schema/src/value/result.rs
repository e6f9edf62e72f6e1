//! Formats the results of formulas for the REST API. Records store every result as a number, and
//! times in seconds, so that results compare and sort whatever their format is.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use super::instant;
use crate::Field;
use crate::decimal::Decimal;

/// Formats a stored result as its field defines. A number out of the range of times stays a number.
pub fn shown(field: &Field, kept: &str) -> String {
    let whole = kept.split('.').next().unwrap_or_default();
    let Ok(seconds) = whole.parse::<i64>() else {
        return kept.to_owned();
    };
    let at = Timestamp::from_second(seconds).ok();
    let utc = |at: Timestamp| at.to_zoned(TimeZone::UTC);
    let made = match field.text("format") {
        "DATETIME" => at.map(|at| instant(at.as_millisecond())),
        "DATE" => at.map(|at| utc(at).date().to_string()),
        "TIME" => at.map(|at| utc(at).strftime("%H:%M").to_string()),
        "HOUR_MINUTE" | "DAY_HOUR_MINUTE" => {
            let sign = if seconds < 0 { "-" } else { "" };
            let minutes = seconds.unsigned_abs() / 60;
            Some(format!("{sign}{}:{:02}", minutes / 60, minutes % 60))
        }
        _ => None,
    };
    made.unwrap_or_else(|| kept.to_owned())
}

/// Parses a text that is compared with a result into the number that records store. Returns `None`
/// if it cannot be parsed.
pub fn read(field: &Field, text: &str) -> Option<Decimal> {
    let seconds = match field.text("format") {
        "DATETIME" => {
            let at: Timestamp = text.parse().ok()?;
            Some(at.as_second())
        }
        "DATE" => {
            let day: Date = text.parse().ok()?;
            Some(day.to_zoned(TimeZone::UTC).ok()?.timestamp().as_second())
        }
        "TIME" => {
            let time: Time = text.parse().ok()?;
            Some(i64::from(time.hour()) * 3_600 + i64::from(time.minute()) * 60)
        }
        "HOUR_MINUTE" | "DAY_HOUR_MINUTE" => hours(text),
        _ => None,
    };
    match seconds {
        Some(seconds) => Decimal::parse(&seconds.to_string()).ok(),
        None => Decimal::parse(text).ok(),
    }
}

/// Parses hours and minutes such as `49:30` into seconds.
fn hours(text: &str) -> Option<i64> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
    let seconds = i64::from(hours) * 3_600 + i64::from(minutes) * 60;
    Some(if negative { -seconds } else { seconds })
}
