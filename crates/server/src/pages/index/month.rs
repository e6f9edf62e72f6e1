//! A month of the calendar: its days, and the condition for its records.

use std::fmt;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use plugdock_schema::Field;
use plugdock_schema::field::Keeps;

use crate::pages::PageSession;

/// A month. Its text form is `YYYY-MM`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Month {
    first: Date,
}

impl Month {
    /// Returns the requested month, or else the current month in the user's time zone.
    pub(super) fn asked(text: Option<&str>, session: &PageSession) -> Self {
        let now = Timestamp::from_millisecond(session.state.clock.now()).unwrap_or_default();
        let today = now.to_zoned(session.view.zone.clone()).date();
        let first = text.and_then(|text| format!("{text}-01").parse::<Date>().ok());
        Self {
            first: first.unwrap_or(today).first_of_month(),
        }
    }

    /// Returns the first day of the month.
    pub(super) fn first(self) -> Date {
        self.first
    }

    /// Returns the month `months` later. At the end of the supported range it returns the same
    /// month.
    pub(super) fn moved(self, months: i32) -> Self {
        let first = self.first.checked_add(months.months());
        Self {
            first: first.unwrap_or(self.first),
        }
    }

    /// Returns the days of the grid: whole weeks that begin on Sunday.
    pub(super) fn days(self) -> Vec<Date> {
        let before = i32::from(self.first.weekday().to_sunday_zero_offset());
        let length = i32::from(self.first.days_in_month());
        let count = (before + length + 6) / 7 * 7;
        let days = (0..count).map(|day| self.first.checked_add((day - before).days()));
        days.filter_map(Result::ok).collect()
    }

    /// Returns the query condition for records in this month.
    pub(super) fn condition(self, field: &Field, zone: &TimeZone) -> String {
        let code = &field.code;
        let next = self.moved(1).first;
        if field.kind.keeps() == Keeps::Date {
            return format!("{code} >= \"{}\" and {code} < \"{next}\"", self.first);
        }
        let start = |day: Date| {
            let start = day.to_zoned(zone.clone());
            start.map_or(Timestamp::UNIX_EPOCH, |start| start.timestamp())
        };
        let (first, next) = (start(self.first), start(next));
        format!("{code} >= \"{first}\" and {code} < \"{next}\"")
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.first.strftime("%Y-%m"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(year: i16, month: i8) -> Month {
        Month {
            first: Date::constant(year, month, 1),
        }
    }

    #[test]
    fn a_month_is_whole_weeks_from_sunday() {
        let days = month(2026, 11).days();
        assert_eq!(
            (days.len(), days[0].to_string()),
            (35, "2026-11-01".to_owned())
        );
        let days = month(2026, 8).days();
        assert_eq!(
            (days.len(), days[0].to_string()),
            (42, "2026-07-26".to_owned())
        );
        let days = month(2026, 2).days();
        assert_eq!(
            (days.len(), days[27].to_string()),
            (28, "2026-02-28".to_owned())
        );
    }

    #[test]
    fn months_follow_each_other_over_the_year_s_end() {
        assert_eq!(month(2026, 12).moved(1).to_string(), "2027-01");
        assert_eq!(month(2026, 1).moved(-1).to_string(), "2025-12");
        assert_eq!(month(9999, 12).moved(1).to_string(), "9999-12");
    }
}
