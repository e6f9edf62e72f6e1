//! Exact decimal numbers that are stored as text. In both databases, the text sorts in numeric
//! order.
//!
//! Floats and NUMERIC columns are not precise enough: a number in a record has up to 30 digits, and
//! `SQLite` keeps 16. A [`Decimal`] can be parsed, compared and displayed. It is converted to a
//! `BigDecimal` for arithmetic.

use std::cmp::Ordering;
use std::fmt;
use std::fmt::Write as _;

use bigdecimal::BigDecimal;
use bigdecimal::num_bigint::{BigInt, Sign};

mod sum;

pub(crate) use sum::quotient;
pub use sum::{Exact, Sum};

/// The maximum number of significant digits (30, as in Kintone).
pub const MAX_DIGITS: usize = 30;
/// The maximum distance between the first digit and the decimal point.
const MAX_EXPONENT: i64 = 400;
/// The offset that makes each exponent a positive number of three digits.
const EXPONENT_BASE: i64 = 500;
/// The maximum length of a number's text in bytes. Longer texts, such as a flood of zeros, are not
/// parsed.
const MAX_WRITTEN: usize = 1_000;

/// The number `±0.d₁d₂… × 10^exponent`. Zero has no digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Decimal {
    negative: bool,
    digits: Vec<u8>,
    exponent: i64,
}

/// The reason why a text is not a number that can be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotDecimal {
    /// The text contains something other than digits, a sign, a decimal point and an exponent.
    Malformed,
    /// The number has more than [`MAX_DIGITS`] digits, or is too large or too small.
    TooLong,
}

impl Decimal {
    /// Parses numbers such as `-12.50`, `+3`, `.5` and `1e3`. Surrounding white space is ignored.
    pub fn parse(text: &str) -> Result<Self, NotDecimal> {
        let text = text.trim();
        if text.len() > MAX_WRITTEN {
            return Err(NotDecimal::TooLong);
        }
        let (negative, rest) = match text.as_bytes().first() {
            Some(b'-') => (true, &text[1..]),
            Some(b'+') => (false, &text[1..]),
            _ => (false, text),
        };
        let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, read_exponent(exponent)?),
            None => (rest, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all: Vec<u8> = whole.bytes().chain(fraction.bytes()).collect();
        if all.is_empty() || !all.iter().all(u8::is_ascii_digit) {
            return Err(NotDecimal::Malformed);
        }
        Self::new(negative, &all, exponent + length(whole.len()))
    }

    /// Returns `±0.DIGITS × 10^exponent` if it is within the limits.
    fn new(negative: bool, digits: &[u8], exponent: i64) -> Result<Self, NotDecimal> {
        let Some(first) = digits.iter().position(|digit| *digit != b'0') else {
            return Ok(Self {
                negative: false,
                digits: Vec::new(),
                exponent: 0,
            });
        };
        let last = digits.iter().rposition(|digit| *digit != b'0');
        let digits = digits[first..=last.unwrap_or(first)].to_vec();
        let exponent = exponent - length(first);
        if digits.len() > MAX_DIGITS || exponent.abs() > MAX_EXPONENT {
            return Err(NotDecimal::TooLong);
        }
        Ok(Self {
            negative,
            digits,
            exponent,
        })
    }

    /// Converts a computed number into the form that a record stores.
    pub(crate) fn of(number: &BigDecimal) -> Result<Self, NotDecimal> {
        let (whole, scale) = number.as_bigint_and_scale();
        let digits = whole.magnitude().to_string();
        let exponent = length(digits.len()) - scale;
        Self::new(whole.sign() == Sign::Minus, digits.as_bytes(), exponent)
    }

    /// Converts the number for arithmetic.
    pub(crate) fn exact(&self) -> BigDecimal {
        // Zero has no digits, and the library cannot parse an empty text.
        let whole = BigInt::parse_bytes(&self.digits, 10).unwrap_or_default();
        let whole = if self.negative { -whole } else { whole };
        BigDecimal::new(whole, length(self.digits.len()) - self.exponent)
    }

    /// Returns a text whose byte order is the order of the numbers.
    ///
    /// It consists of the sign, the exponent and the digits. For negative numbers, each digit is
    /// replaced by its complement (9 for 0), and the text ends with `~`, which sorts after digits:
    /// -0.12 is greater than -0.123.
    pub fn key(&self) -> String {
        if self.digits.is_empty() {
            return "1".to_owned();
        }
        let exponent = self.exponent + EXPONENT_BASE;
        let mut key = String::with_capacity(self.digits.len() + 5);
        if self.negative {
            let _ = write!(key, "0{:03}", 999 - exponent);
            key.extend(
                self.digits
                    .iter()
                    .map(|digit| char::from(b'9' - (digit - b'0'))),
            );
            key.push('~');
        } else {
            let _ = write!(key, "2{exponent:03}");
            key.extend(self.digits.iter().map(|digit| char::from(*digit)));
        }
        key
    }

    /// Returns the number with this [`Decimal::key`], or `None` if the text is not a key.
    pub fn from_key(key: &str) -> Option<Self> {
        let mut number = Self {
            negative: key.starts_with('0'),
            digits: Vec::new(),
            exponent: 0,
        };
        if key == "1" {
            return Some(number);
        }
        let written: i64 = key.get(1..4)?.parse().ok()?;
        let digits = key.get(4..)?.bytes();
        if number.negative {
            number.exponent = 999 - written - EXPONENT_BASE;
            number.digits = digits
                .take_while(|digit| *digit != b'~')
                .map(|digit| b'9'.wrapping_sub(digit).wrapping_add(b'0'))
                .collect();
        } else {
            number.exponent = written - EXPONENT_BASE;
            number.digits = digits.collect();
        }
        number
            .digits
            .iter()
            .all(u8::is_ascii_digit)
            .then_some(number)
    }
}

fn length(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn read_exponent(text: &str) -> Result<i64, NotDecimal> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(NotDecimal::Malformed);
    }
    if digits.len() > 6 {
        return Err(NotDecimal::TooLong);
    }
    text.parse().map_err(|_| NotDecimal::Malformed)
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl fmt::Display for Decimal {
    /// Writes the number without an exponent and without redundant zeros, as Kintone stores it:
    /// `1e3` becomes `1000`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.digits.is_empty() {
            return f.write_str("0");
        }
        if self.negative {
            f.write_str("-")?;
        }
        let point = usize::try_from(self.exponent).unwrap_or(0);
        if point == 0 {
            f.write_str("0")?;
        }
        for index in 0..point {
            f.write_char(
                self.digits
                    .get(index)
                    .map_or('0', |digit| char::from(*digit)),
            )?;
        }
        if self.digits.len() > point {
            f.write_str(".")?;
            for _ in self.exponent..0 {
                f.write_str("0")?;
            }
            for digit in &self.digits[point..] {
                f.write_char(char::from(*digit))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_number_is_kept_without_exponent_and_needless_zeros() {
        for (written, kept) in [
            ("1e3", "1000"),
            ("1.50", "1.5"),
            (" 007 ", "7"),
            ("-0.00", "0"),
            (".5", "0.5"),
            ("12E-4", "0.0012"),
            ("-120", "-120"),
            (
                "123456789012345678901234567890",
                "123456789012345678901234567890",
            ),
        ] {
            assert_eq!(
                Decimal::parse(written).unwrap().to_string(),
                kept,
                "{written}"
            );
        }
    }

    #[test]
    fn what_is_no_number_is_told_from_what_is_too_long() {
        for text in [
            "", "-", ".", "e5", "1e", "0x10", "1_000", "１", "NaN", "--1", "1e+",
        ] {
            assert_eq!(Decimal::parse(text), Err(NotDecimal::Malformed), "{text}");
        }
        for text in ["1e401", "1e9999999999", &"1".repeat(31), &"0".repeat(1_001)] {
            assert_eq!(Decimal::parse(text), Err(NotDecimal::TooLong), "{text}");
        }
    }

    #[test]
    fn what_is_computed_is_kept_within_the_same_limits() {
        let kept = |text: &str| Decimal::of(&text.parse().unwrap()).map(|it| it.to_string());
        assert_eq!(kept("-1.500e2"), Ok("-150".to_owned()));
        assert_eq!(kept("0e1000000"), Ok("0".to_owned()));
        assert_eq!(kept("1e399"), Ok(format!("1{}", "0".repeat(399))));
        for text in ["1e400", "1e-402", "1e1000000", &"1".repeat(31)] {
            assert_eq!(kept(text), Err(NotDecimal::TooLong), "{text}");
        }
    }

    #[test]
    fn keys_sort_as_the_numbers_do() {
        let sorted = [
            "-1000", "-2", "-1.5", "-1", "-0.123", "-0.12", "-0.001", "0", "0.0001", "0.12",
            "0.123", "1", "1.5", "2", "10", "1e300",
        ];
        for pair in sorted.windows(2) {
            let (less, more) = (Decimal::parse(pair[0]), Decimal::parse(pair[1]));
            assert!(less.unwrap() < more.unwrap(), "{pair:?}");
        }
    }

    proptest! {
        #[test]
        fn keys_of_any_two_numbers_sort_as_they_do(a in -10_i64.pow(15)..10_i64.pow(15), b in -10_i64.pow(15)..10_i64.pow(15), scale in 0_i32..20) {
            let decimal = |n: i64| Decimal::parse(&format!("{n}e-{scale}")).unwrap();
            prop_assert_eq!(decimal(a).cmp(&decimal(b)), a.cmp(&b));
            let shown = decimal(a).to_string();
            prop_assert_eq!(Decimal::parse(&shown).unwrap(), decimal(a));
            prop_assert_eq!(Decimal::from_key(&decimal(a).key()), Some(decimal(a)));
            prop_assert_eq!(Decimal::of(&decimal(a).exact()), Ok(decimal(a)));
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,40}") {
            let _ = Decimal::parse(&text).map(|number| (number.key(), number.to_string()));
            let _ = Decimal::from_key(&text);
        }
    }
}
