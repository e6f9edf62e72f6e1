//! Calendar periods of days and instants, in the reader's time zone.

use jiff::Timestamp;
use jiff::ToSpan as _;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The length of a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Step {
    /// A day.
    Day,
    /// Seven days from Sunday, as in queries.
    Week,
    /// A month.
    #[default]
    Month,
    /// Three months.
    Quarter,
    /// A year.
    Year,
}

impl Step {
    /// Returns the period of a day. The texts of periods sort in the order of time.
    pub(super) fn of(self, day: Date) -> String {
        match self {
            Self::Day => day.to_string(),
            Self::Week => {
                let back = day.weekday().to_sunday_zero_offset();
                day.saturating_sub(back.days()).to_string()
            }
            Self::Month => format!("{:04}-{:02}", day.year(), day.month()),
            Self::Quarter => format!("{:04}-Q{}", day.year(), (day.month() + 2) / 3),
            Self::Year => format!("{:04}", day.year()),
        }
    }
}

/// Returns the reader's day of an instant, which is given in Unix milliseconds as text.
pub(super) fn day_of(millis: &str, zone: &TimeZone) -> Option<Date> {
    let at = Timestamp::from_millisecond(millis.parse().ok()?).ok()?;
    Some(zone.to_datetime(at).date())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_in_one_period_of_each_length() {
        let day: Date = "2027-01-01".parse().unwrap();
        let all = [
            Step::Day,
            Step::Week,
            Step::Month,
            Step::Quarter,
            Step::Year,
        ]
        .map(|step| step.of(day));
        assert_eq!(
            all,
            ["2027-01-01", "2026-12-27", "2027-01", "2027-Q1", "2027"]
        );
    }

    #[test]
    fn an_instant_is_in_the_readers_day() {
        let tokyo = TimeZone::get("Asia/Tokyo").unwrap();
        // 2024-02-29 23:30 in UTC
        let day = |zone: &TimeZone| day_of("1709249400000", zone).unwrap().to_string();
        assert_eq!(
            (&*day(&TimeZone::UTC), &*day(&tokyo)),
            ("2024-02-29", "2024-03-01")
        );
    }
}
