//! Exact sums and averages of decimals.
//!
//! They are not computed by the database, because both databases must give the same result, and
//! `SQLite` adds in binary floats. A number in a record has up to 30 digits.

use std::fmt;

use bigdecimal::num_bigint::{BigInt, Sign};
use bigdecimal::{BigDecimal, RoundingMode, Zero};

use super::Decimal;

/// The number of decimal places of an average that does not terminate.
const AVERAGE_PLACES: i64 = 10;

/// A number of any length that can be compared and displayed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exact(BigDecimal);

impl From<i64> for Exact {
    fn from(number: i64) -> Self {
        Self(number.into())
    }
}

impl From<&Decimal> for Exact {
    fn from(number: &Decimal) -> Self {
        Self(number.exact())
    }
}

impl fmt::Display for Exact {
    /// Writes the number in the format of a record's number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.normalized().write_plain_string(f)
    }
}

/// A running sum.
#[derive(Clone, Debug, Default)]
pub struct Sum(BigDecimal);

impl Sum {
    /// Adds a number `times` times.
    pub fn add(&mut self, number: &Decimal, times: i64) {
        self.0 += number.exact() * BigInt::from(times);
    }

    /// Returns the sum.
    pub fn total(&self) -> Exact {
        Exact(self.0.clone())
    }

    /// Returns the sum divided by `count`, or `None` if `count` is not positive. The result is
    /// rounded half away from zero, to ten decimal places or to the number of places of the sum if
    /// that is larger.
    pub fn average(&self, count: i64) -> Option<Exact> {
        if count <= 0 {
            return None;
        }
        let sum = self.0.normalized();
        let places = sum.fractional_digit_count().max(AVERAGE_PLACES);
        let average = quotient(&sum, &count.into(), places + 1);
        Some(Exact(
            average.with_scale_round(places, RoundingMode::HalfUp),
        ))
    }
}

/// Returns a quotient with `places` decimal places. If the division does not terminate there, one
/// more digit stands for the remainder, so that the result is never mistaken for an exact half.
///
/// The divisor must not be zero. `places` must be at least the difference between the decimal
/// places of the dividend and of the divisor.
pub(crate) fn quotient(dividend: &BigDecimal, divisor: &BigDecimal, places: i64) -> BigDecimal {
    let (by, scale) = divisor.as_bigint_and_scale();
    let (whole, _) = dividend.with_scale(places + scale).into_bigint_and_scale();
    let digits = &whole / by.as_ref();
    if (&whole - &digits * by.as_ref()).is_zero() {
        return BigDecimal::new(digits, places);
    }
    let is_negative = (whole.sign() == Sign::Minus) != (by.sign() == Sign::Minus);
    let rest = if is_negative { -1 } else { 1 };
    BigDecimal::new(digits * 10 + rest, places + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sum(numbers: &[&str]) -> Sum {
        let mut sum = Sum::default();
        for number in numbers {
            sum.add(&Decimal::parse(number).unwrap(), 1);
        }
        sum
    }

    #[test]
    fn no_digit_is_lost() {
        let large = "123456789012345678901234567890";
        let total = |numbers: &[&str]| sum(numbers).total().to_string();
        assert_eq!(total(&[large, "0.1", "0.2"]), format!("{large}.3"));
        assert_eq!(total(&["0.1", "0.2", "-0.3"]), "0");
        assert_eq!(total(&["-1e300", "1", "1e300"]), "1");
        assert_eq!(total(&["5", "-12.25"]), "-7.25");
        assert_eq!(total(&["1e399", "1e399"]), format!("2{}", "0".repeat(399)));
        assert_eq!(total(&["-1e-300"]), format!("-0.{}1", "0".repeat(299)));
        assert_eq!(total(&[]), "0");
        let mut many = Sum::default();
        many.add(
            &Decimal::parse("999999999.999999999").unwrap(),
            1_000_000_000,
        );
        assert_eq!(many.total().to_string(), "999999999999999999");
    }

    #[test]
    fn an_average_is_rounded_half_away_from_zero() {
        let average = |numbers: &[&str], count| Some(sum(numbers).average(count)?.to_string());
        for (numbers, count, expected) in [
            (&["1", "2"][..], 2, "1.5"),
            (&["2"], 3, "0.6666666667"),
            (&["-2"], 3, "-0.6666666667"),
            (&["0.0000000001"], 2, "0.0000000001"),
            (&["-0.0000000001"], 2, "-0.0000000001"),
            (&["0.0000000001"], 3, "0"),
            (&["29.9999999999", "0.00000000005"], 1, "29.99999999995"),
            (&["1e399"], 1_000, &format!("1{}", "0".repeat(396))),
        ] {
            assert_eq!(average(numbers, count).unwrap(), expected, "{numbers:?}");
        }
        assert_eq!(average(&["1"], 0), None);
    }

    #[test]
    fn figures_compare_as_numbers_do() {
        let sorted = ["-1e300", "-2", "-1.5", "0", "0.05", "0.5", "10", "1e300"];
        for pair in sorted.windows(2) {
            assert!(
                sum(&pair[..1]).total() < sum(&pair[1..]).total(),
                "{pair:?}"
            );
        }
        assert_eq!(sum(&["1.5", "1.5"]).total(), Exact::from(3));
    }

    proptest! {
        #[test]
        fn whole_numbers_add_up_as_integers_do(numbers in proptest::collection::vec(any::<i64>(), 0..20)) {
            let texts: Vec<String> = numbers.iter().map(ToString::to_string).collect();
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let expected: i128 = numbers.iter().map(|number| i128::from(*number)).sum();
            prop_assert_eq!(sum(&texts).total().to_string(), expected.to_string());
        }
    }
}
