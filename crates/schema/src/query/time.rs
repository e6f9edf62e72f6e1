//! Functions for times. They depend on the current time and on the caller's time zone: `TODAY()` is
//! the caller's current day.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan as _};

/// The values on which the functions of a query depend.
#[derive(Clone, Debug)]
pub struct Moment {
    /// The current time in Unix milliseconds.
    pub now: i64,
    /// The caller's time zone.
    pub zone: TimeZone,
    /// The login name of the caller. `None` for an API token, which is not a user.
    pub login: Option<String>,
}

impl Moment {
    /// Creates a moment in the time zone with this IANA name. An unknown name selects UTC.
    pub fn new(now: i64, zone: &str, login: Option<String>) -> Self {
        let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
        Self { now, zone, login }
    }

    /// Returns the caller's current day.
    pub fn today(&self) -> Date {
        let now = Timestamp::from_millisecond(self.now).unwrap_or(Timestamp::UNIX_EPOCH);
        now.to_zoned(self.zone.clone()).date()
    }

    /// Returns the time at which a day starts for the caller, in Unix milliseconds.
    pub fn start_of(&self, day: Date) -> i64 {
        let start = day.to_zoned(self.zone.clone());
        start.map_or(i64::MAX, |start| start.timestamp().as_millisecond())
    }
}

/// A function in a query, before it is evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// `NOW()`
    Now,
    /// `TODAY()`, `YESTERDAY()` and `TOMORROW()`, as an offset in days.
    Days(i32),
    /// `FROM_TODAY(5, DAYS)`
    FromToday(Period),
    /// `THIS_WEEK()`, `LAST_WEEK()` and `NEXT_WEEK()`, as an offset in weeks, and optionally one
    /// day of that week. Weeks start on Sunday.
    Weeks(i32, Option<Weekday>),
    /// `THIS_MONTH()`, `LAST_MONTH()` and `NEXT_MONTH()`, as an offset in months, and a part of
    /// that month.
    Months(i32, Month),
    /// `THIS_YEAR()`, `LAST_YEAR()` and `NEXT_YEAR()`, as an offset in years.
    Years(i32),
}

/// A number of units. A negative number is in the past.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period(pub i32, pub Unit);

/// A unit of `FROM_TODAY`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// `DAYS`
    Days,
    /// `WEEKS`
    Weeks,
    /// `MONTHS`
    Months,
    /// `YEARS`
    Years,
}

impl Unit {
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text {
            "DAYS" => Some(Self::Days),
            "WEEKS" => Some(Self::Weeks),
            "MONTHS" => Some(Self::Months),
            "YEARS" => Some(Self::Years),
            _ => None,
        }
    }
}

/// A day of the week. Sunday is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weekday(pub i8);

impl Weekday {
    pub(super) fn parse(text: &str) -> Option<Self> {
        const NAMES: [&str; 7] = [
            "SUNDAY",
            "MONDAY",
            "TUESDAY",
            "WEDNESDAY",
            "THURSDAY",
            "FRIDAY",
            "SATURDAY",
        ];
        let index = NAMES.iter().position(|name| *name == text)?;
        i8::try_from(index).ok().map(Self)
    }
}

/// A part of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Month {
    /// The whole month.
    Whole,
    /// The last day of the month.
    LastDay,
    /// This day of the month, or the last day if the month is shorter.
    Day(i8),
}

/// A half-open range of days. The second day is not included.
pub type Days = (Date, Date);

impl Function {
    /// Returns the days of the function at `moment`. `NOW()` is the current day. Returns `None` for
    /// years after 9999.
    pub fn days(self, moment: &Moment) -> Option<Days> {
        let today = moment.today();
        let day = |date: Date| Some((date, date.tomorrow().ok()?));
        let shift = |date: Date, span: Span| date.checked_add(span).ok();
        match self {
            Self::Now => day(today),
            Self::Days(count) => day(shift(today, count.days())?),
            Self::FromToday(Period(count, unit)) => {
                let span = match unit {
                    Unit::Days => count.days(),
                    Unit::Weeks => Span::new().try_weeks(count).ok()?,
                    Unit::Months => Span::new().try_months(count).ok()?,
                    Unit::Years => Span::new().try_years(count).ok()?,
                };
                day(shift(today, span)?)
            }
            Self::Weeks(count, weekday) => {
                let sunday = shift(today, -today.weekday().to_sunday_zero_offset().days())?;
                let first = shift(sunday, count.weeks())?;
                match weekday {
                    None => Some((first, shift(first, 7.days())?)),
                    Some(Weekday(offset)) => day(shift(first, offset.days())?),
                }
            }
            Self::Months(count, part) => {
                let first = shift(today.first_of_month(), count.months())?;
                match part {
                    Month::Whole => Some((first, shift(first, 1.month())?)),
                    Month::LastDay => day(first.last_of_month()),
                    Month::Day(number) => {
                        let number = number.min(first.days_in_month());
                        day(shift(first, (number - 1).days())?)
                    }
                }
            }
            Self::Years(count) => {
                let first = shift(today.first_of_year(), count.years())?;
                Some((first, shift(first, 1.year())?))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2024-02-29 23:30 in UTC, when it is already March in Tokyo.
    const LEAP: i64 = 1_709_249_400_000;

    fn days(function: Function, zone: &str) -> String {
        let (from, to) = function.days(&Moment::new(LEAP, zone, None)).unwrap();
        format!("{from}..{to}")
    }

    #[test]
    fn a_day_is_the_callers() {
        assert_eq!(days(Function::Days(0), "UTC"), "2024-02-29..2024-03-01");
        assert_eq!(
            days(Function::Days(0), "Asia/Tokyo"),
            "2024-03-01..2024-03-02"
        );
        let moment = Moment::new(LEAP, "Asia/Tokyo", None);
        let start = Timestamp::from_millisecond(moment.start_of(moment.today())).unwrap();
        assert_eq!(start.to_string(), "2024-02-29T15:00:00Z");
    }

    #[test]
    fn weeks_months_and_years_know_their_length() {
        let utc = |function| days(function, "UTC");
        assert_eq!(utc(Function::Weeks(0, None)), "2024-02-25..2024-03-03");
        assert_eq!(
            utc(Function::Weeks(-1, Some(Weekday(6)))),
            "2024-02-24..2024-02-25"
        );
        assert_eq!(
            utc(Function::Months(0, Month::Whole)),
            "2024-02-01..2024-03-01"
        );
        assert_eq!(
            utc(Function::Months(0, Month::LastDay)),
            "2024-02-29..2024-03-01"
        );
        assert_eq!(
            utc(Function::Months(-3, Month::Day(31))),
            "2023-11-30..2023-12-01"
        );
        assert_eq!(utc(Function::Years(-1)), "2023-01-01..2024-01-01");
        let year = Function::FromToday(Period(1, Unit::Years));
        assert_eq!(utc(year), "2025-02-28..2025-03-01");
    }

    #[test]
    fn no_distance_makes_it_panic() {
        let far = Function::FromToday(Period(100_000, Unit::Years));
        assert_eq!(far.days(&Moment::new(i64::MAX, "nowhere", None)), None);
    }
}
