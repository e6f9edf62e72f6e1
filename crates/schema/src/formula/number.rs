//! Exact decimals for arithmetic. A record stores a [`Decimal`]. Between two steps of a formula, a
//! number may have more digits.

use bigdecimal::{BigDecimal, RoundingMode, Signed as _, ToPrimitive as _, Zero as _};

use crate::decimal::{Decimal, quotient};

/// The maximum number of significant digits between two steps. Further digits are rounded half to
/// even.
const MAX_DIGITS: i64 = 100;
/// The maximum distance between the first digit and the decimal point. A result beyond it is
/// `None`.
const MAX_MAGNITUDE: i64 = 1_000;
/// The number of significant digits of a quotient.
const QUOTIENT: i64 = 50;

/// A number within the limits and without trailing zeros.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Number(BigDecimal);

impl From<&Decimal> for Number {
    fn from(number: &Decimal) -> Self {
        Self(number.exact())
    }
}

impl Number {
    pub(super) fn zero() -> Self {
        Self(BigDecimal::zero())
    }

    /// Parses the texts that [`Decimal::parse`] accepts.
    pub(super) fn parse(text: &str) -> Option<Self> {
        Decimal::parse(text).ok().as_ref().map(Self::from)
    }

    pub(super) fn of(number: i64) -> Self {
        Self(BigDecimal::from(number).normalized())
    }

    /// Returns the integer part if it fits into an `i64`.
    pub(super) fn whole(&self) -> Option<i64> {
        self.0.to_i64()
    }

    /// Returns the number as records store it, or `None` if it is outside the limits of
    /// [`Decimal`].
    pub(super) fn kept(&self) -> Option<String> {
        let number = Decimal::of(&self.0).ok()?;
        Some(number.to_string())
    }

    fn normal(number: &BigDecimal) -> Option<Self> {
        let number = Self(number.normalized());
        if (number.digits() - number.scale()).abs() > MAX_MAGNITUDE {
            return None;
        }
        let over = number.digits() - MAX_DIGITS;
        if over > 0 {
            return number.round(number.scale() - over, RoundingMode::HalfEven);
        }
        Some(number)
    }

    fn digits(&self) -> i64 {
        i64::try_from(self.0.digits()).unwrap_or(i64::MAX)
    }

    /// Returns the number of decimal places. If it is negative, that many zeros stand before the
    /// point.
    fn scale(&self) -> i64 {
        self.0.fractional_digit_count()
    }

    pub(super) fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    pub(super) fn negate(self) -> Self {
        Self(-self.0)
    }

    pub(super) fn add(&self, other: &Self) -> Option<Self> {
        Self::normal(&(&self.0 + &other.0))
    }

    pub(super) fn multiply(&self, other: &Self) -> Option<Self> {
        Self::normal(&(&self.0 * &other.0))
    }

    /// Divides by `by`. Returns `None` if `by` is zero or the result is outside the limits.
    pub(super) fn divide(&self, by: &Self) -> Option<Self> {
        if by.is_zero() {
            return None;
        }
        // If the dividend's digits are not smaller than the divisor's, the quotient has one more
        // digit.
        let more = i64::from(self.first_digits() >= by.first_digits());
        let missing = (QUOTIENT + by.digits() - self.digits() - more).max(0);
        let places = self.scale() - by.scale() + missing;
        Self::normal(&quotient(&self.0, &by.0, places))
    }

    /// Returns the digits of the absolute value, with the decimal point before the first digit.
    fn first_digits(&self) -> BigDecimal {
        let (whole, _) = self.0.as_bigint_and_scale();
        BigDecimal::new(whole.abs(), self.digits())
    }

    /// Raises the number to an integer power.
    pub(super) fn power(&self, exponent: i64) -> Option<Self> {
        let mut result = Self::of(1);
        let mut square = self.clone();
        let mut left = exponent.unsigned_abs();
        while left > 0 {
            if left & 1 == 1 {
                result = result.multiply(&square)?;
            }
            left >>= 1;
            if left > 0 {
                square = square.multiply(&square)?;
            }
        }
        if exponent < 0 {
            Self::of(1).divide(&result)
        } else {
            Some(result)
        }
    }

    /// Rounds to at most `places` decimal places. A negative `places` rounds before the decimal
    /// point.
    pub(super) fn round(&self, places: i64, rounding: RoundingMode) -> Option<Self> {
        if self.scale() <= places {
            return Some(self.clone());
        }
        Self::normal(&self.0.with_scale_round(places, rounding))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    fn kept(number: Option<Number>) -> String {
        number.unwrap().kept().unwrap()
    }

    #[test]
    fn digits_are_exact_where_floats_are_not() {
        assert_eq!(kept(number("0.1").add(&number("0.2"))), "0.3");
        let big = number("123456789012345678901234567890");
        assert_eq!(
            kept(big.add(&number("-1"))),
            "123456789012345678901234567889"
        );
        assert_eq!(
            kept(number("1e15").multiply(&number("1.00000000000001"))),
            "1000000000000010"
        );
        assert_eq!(kept(number("-7").multiply(&number("0.05"))), "-0.35");
        assert_eq!(kept(number("2").power(-2)), "0.25");
        assert_eq!(kept(number("0.1").multiply(&number("-0.01"))), "-0.001");
        assert_eq!(kept(number("10").divide(&number("4"))), "2.5");
        assert_eq!(number("1").divide(&number("0")), None);
        assert_eq!(number("10").power(100).unwrap().power(100), None);
    }

    #[test]
    fn a_half_goes_where_it_is_told() {
        let round = |text, places, how| kept(number(text).round(places, how));
        assert_eq!(round("0.12345", 4, RoundingMode::HalfEven), "0.1234");
        assert_eq!(round("0.12355", 4, RoundingMode::HalfEven), "0.1236");
        assert_eq!(round("0.123450000001", 4, RoundingMode::HalfEven), "0.1235");
        assert_eq!(round("-2.5", 0, RoundingMode::HalfUp), "-3");
        assert_eq!(round("1234", -2, RoundingMode::Up), "1300");
        assert_eq!(round("-1.99", 0, RoundingMode::Down), "-1");
        assert_eq!(round("0.004", 1, RoundingMode::Up), "0.1");
        assert_eq!(round("9.96", 1, RoundingMode::HalfUp), "10");
        let third = number("1").divide(&number("3")).unwrap();
        assert_eq!(kept(third.round(4, RoundingMode::HalfEven)), "0.3333");
    }

    #[test]
    fn what_stands_before_the_digits_that_go_decides() {
        for (text, places, how, rounded) in [
            ("0.05", 1, RoundingMode::HalfUp, "0.1"),
            ("0.04", 1, RoundingMode::HalfUp, "0"),
            ("0.005", 1, RoundingMode::HalfUp, "0"),
            ("0.05", 1, RoundingMode::HalfEven, "0"),
            ("0.15", 1, RoundingMode::HalfEven, "0.2"),
            ("0.25", 1, RoundingMode::HalfEven, "0.2"),
            ("2.51", 0, RoundingMode::HalfEven, "3"),
            ("2.49", 0, RoundingMode::HalfEven, "2"),
            ("5", -1, RoundingMode::HalfUp, "10"),
            ("4", -1, RoundingMode::HalfUp, "0"),
            ("50", -2, RoundingMode::HalfUp, "100"),
            ("0", -2, RoundingMode::Up, "0"),
            ("99.5", 0, RoundingMode::Up, "100"),
            ("1.5", 1, RoundingMode::Down, "1.5"),
            ("100", 0, RoundingMode::Down, "100"),
        ] {
            let kept = kept(number(text).round(places, how));
            assert_eq!(kept, rounded, "{text} to {places}");
        }
        let whole = |text| number(text).whole();
        assert_eq!([whole("12.9"), whole("-12.9")], [Some(12), Some(-12)]);
        assert_eq!([whole("0.9"), whole("1e30")], [Some(0), None]);
        assert_eq!(number("0").negate(), Number::zero());
        assert_eq!(number("-2").negate(), number("2"));
    }

    #[test]
    fn digits_and_distance_have_their_limits() {
        let power = |exponent| number("1.1").power(exponent).unwrap();
        assert_eq!((power(95).digits(), power(95).scale()), (99, 95));
        assert_eq!((power(96).digits(), power(96).scale()), (100, 96));
        // The exact result has 102 digits, of which two are rounded off.
        assert_eq!((power(97).digits(), power(97).scale()), (100, 95));
        let product = |parts: &[&str]| {
            let mut parts = parts.iter().map(|it| number(it));
            parts.try_fold(Number::of(1), |all, part| all.multiply(&part))
        };
        for (fits, beyond) in [
            (["1e399", "1e399", "1e201"], ["1e399", "1e399", "1e202"]),
            (
                ["1e-399", "1e-399", "1e-203"],
                ["1e-399", "1e-399", "1e-204"],
            ),
        ] {
            assert!(product(&fits).is_some(), "{fits:?}");
            assert_eq!(product(&beyond), None, "{beyond:?}");
        }
        // No more squares are computed than the result needs.
        assert!(number("1e10").power(64).is_some());
        // A quotient has 50 digits, and one more digit for the remainder.
        let third = number("2").divide(&number("3")).unwrap();
        assert_eq!(third.0.to_plain_string(), format!("0.{}1", "6".repeat(50)));
        let seventh = number("700").divide(&number("-0.007")).unwrap();
        assert_eq!(kept(Some(seventh)), "-100000");
        assert_eq!(kept(number("1").divide(&number("8"))), "0.125");
        assert_eq!(kept(number("0").divide(&number("8"))), "0");
    }

    #[test]
    fn numbers_of_different_scales_are_in_order() {
        let sorted = [
            "-20", "-2", "-0.25", "-0.2", "0", "0.05", "0.5", "1", "10", "1e20",
        ];
        for (index, one) in sorted.iter().enumerate() {
            for (other, two) in sorted.iter().enumerate() {
                assert_eq!(
                    number(one).cmp(&number(two)),
                    index.cmp(&other),
                    "{one} {two}"
                );
                assert_eq!(number(one) < number(two), index < other);
            }
        }
    }

    proptest! {
        #[test]
        fn it_computes_as_whole_numbers_do(a in -1_000_000_000_i64..1_000_000_000, b in -1_000_000_000_i64..1_000_000_000) {
            let (one, two) = (Number::of(a), Number::of(b));
            prop_assert_eq!(kept(one.add(&two)), (a + b).to_string());
            prop_assert_eq!(kept(one.multiply(&two)), (a * b).to_string());
            prop_assert_eq!(one.cmp(&two), a.cmp(&b));
            if b != 0 {
                let whole = one.divide(&two).unwrap().round(0, RoundingMode::Down).unwrap();
                prop_assert_eq!(whole.whole(), Some(a / b));
                let back = one.divide(&two).unwrap().multiply(&two).unwrap();
                prop_assert_eq!(kept(back.round(20, RoundingMode::HalfUp)), a.to_string());
            }
        }

        #[test]
        fn what_is_read_is_what_is_kept(text in "-?[0-9]{1,20}(\\.[0-9]{1,10})?") {
            let decimal = Decimal::parse(&text).unwrap().to_string();
            prop_assert_eq!(number(&text).kept(), Some(decimal));
        }
    }
}
