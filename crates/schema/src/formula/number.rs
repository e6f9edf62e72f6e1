//! Exact decimals to compute with. What a record keeps is a [`Decimal`]; between two steps of a
//! formula there may be more digits than that.

use std::cmp::Ordering;

use crate::decimal::Decimal;

/// Significant digits between two steps; what is beyond is rounded to even.
const MAX_DIGITS: usize = 100;
/// The largest distance of the first digit from the point; beyond it nothing is computed.
const MAX_MAGNITUDE: i64 = 1_000;
/// Significant digits of a quotient.
const QUOTIENT: usize = 50;

/// `± digits × 10^-scale`, without needless zeros at either end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Number {
    negative: bool,
    /// 0 to 9, the most significant first; none is zero.
    digits: Vec<u8>,
    scale: i64,
}

/// Which neighbour a number goes to that has too many places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rounding {
    /// To the nearer, a half to the even one.
    Even,
    /// To the nearer, a half away from zero.
    Half,
    /// Away from zero.
    Up,
    /// Towards zero.
    Down,
}

impl Number {
    pub(super) fn zero() -> Self {
        Self {
            negative: false,
            digits: Vec::new(),
            scale: 0,
        }
    }

    /// Reads what [`Decimal`] reads.
    pub(super) fn parse(text: &str) -> Option<Self> {
        Self::of_decimal(&Decimal::parse(text).ok()?)
    }

    /// The same number; `None` beyond what is computed with.
    pub(super) fn of_decimal(number: &Decimal) -> Option<Self> {
        let text = number.to_string();
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.as_str()),
        };
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = whole.bytes().chain(fraction.bytes());
        let digits = digits.map(|digit| digit - b'0').collect();
        Self::normal(negative, digits, length(fraction.len()))
    }

    pub(super) fn of(number: i64) -> Self {
        Self::parse(&number.to_string()).unwrap_or_else(Self::zero)
    }

    /// The whole number before the point, where it fits.
    pub(super) fn whole(&self) -> Option<i64> {
        self.round(0, Rounding::Down)?.text().parse().ok()
    }

    /// As records keep it; `None` where it has too many digits.
    pub(super) fn kept(&self) -> Option<String> {
        let number = Decimal::parse(&self.text()).ok()?;
        Some(number.to_string())
    }

    fn text(&self) -> String {
        let digit = |at: usize| char::from(b'0' + self.digits.get(at).copied().unwrap_or(0));
        let point = length(self.digits.len()) - self.scale;
        let whole = usize::try_from(point).unwrap_or(0);
        let mut text = String::from(if self.negative { "-" } else { "" });
        if whole == 0 {
            text.push('0');
        }
        text.extend((0..whole).map(digit));
        if whole < self.digits.len() {
            text.push('.');
            let zeros = usize::try_from(-point).unwrap_or(0);
            text.extend(std::iter::repeat_n('0', zeros));
            text.extend((whole..self.digits.len()).map(digit));
        }
        text
    }

    fn normal(negative: bool, mut digits: Vec<u8>, mut scale: i64) -> Option<Self> {
        let first = digits.iter().position(|digit| *digit != 0);
        let Some(first) = first else {
            return Some(Self::zero());
        };
        digits.drain(..first);
        while digits.last() == Some(&0) {
            digits.pop();
            scale -= 1;
        }
        if (length(digits.len()) - scale).abs() > MAX_MAGNITUDE {
            return None;
        }
        let over = digits.len().saturating_sub(MAX_DIGITS);
        let number = Self {
            negative,
            digits,
            scale,
        };
        if over > 0 {
            return number.round(number.scale - length(over), Rounding::Even);
        }
        Some(number)
    }

    pub(super) fn is_zero(&self) -> bool {
        self.digits.is_empty()
    }

    pub(super) fn negate(mut self) -> Self {
        self.negative = !self.negative && !self.is_zero();
        self
    }

    pub(super) fn add(&self, other: &Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        let (one, two) = (self.padded(scale), other.padded(scale));
        if self.negative == other.negative {
            return Self::normal(self.negative, sum(&one, &two), scale);
        }
        match magnitude(&one, &two) {
            Ordering::Less => Self::normal(other.negative, difference(&two, &one), scale),
            _ => Self::normal(self.negative, difference(&one, &two), scale),
        }
    }

    pub(super) fn multiply(&self, other: &Self) -> Option<Self> {
        let mut digits = vec![0_u32; self.digits.len() + other.digits.len()];
        for (i, one) in self.digits.iter().enumerate() {
            for (j, two) in other.digits.iter().enumerate() {
                digits[i + j + 1] += u32::from(*one) * u32::from(*two);
            }
        }
        // A place holds at most 100 × 81 before it is carried on.
        let mut carry = 0;
        let mut carried: Vec<u8> = digits
            .iter()
            .rev()
            .map(|place| {
                let all = place + carry;
                carry = all / 10;
                digit(all % 10)
            })
            .collect();
        carried.reverse();
        let negative = self.negative != other.negative;
        Self::normal(negative, carried, self.scale + other.scale)
    }

    /// `None` for a divisor of zero.
    pub(super) fn divide(&self, by: &Self) -> Option<Self> {
        if by.is_zero() {
            return None;
        }
        let mut quotient = Vec::new();
        let mut rest: Vec<u8> = Vec::new();
        let mut scale = self.scale - by.scale;
        let mut given = self.digits.iter();
        let mut leading = true;
        let mut significant = 0;
        loop {
            match given.next() {
                Some(digit) => rest.push(*digit),
                None if rest.is_empty() || significant >= QUOTIENT => break,
                None => {
                    rest.push(0);
                    scale += 1;
                }
            }
            let mut count = 0;
            while magnitude(&rest, &by.digits) != Ordering::Less {
                rest = trimmed(difference(&rest, &by.digits));
                count += 1;
            }
            rest = trimmed(rest);
            leading &= count == 0;
            if !leading {
                significant += 1;
            }
            quotient.push(count);
        }
        if !rest.is_empty() {
            // What is left keeps a half from looking like one.
            quotient.push(1);
            scale += 1;
        }
        Self::normal(self.negative != by.negative, quotient, scale)
    }

    /// To a whole power.
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

    /// With at most `places` digits after the point; below zero, before it.
    pub(super) fn round(&self, places: i64, rounding: Rounding) -> Option<Self> {
        let Ok(cut) = usize::try_from(self.scale - places) else {
            return Some(self.clone());
        };
        if cut == 0 {
            return Some(self.clone());
        }
        let kept = self.digits.len().saturating_sub(cut);
        let mut head = self.digits[..kept].to_vec();
        let tail = &self.digits[kept..];
        // The first digit that goes; zero where the number begins further right.
        let first = if tail.len() == cut {
            tail.first().copied()
        } else {
            None
        }
        .unwrap_or(0);
        let exact_half = first == 5 && tail[1..].iter().all(|digit| *digit == 0);
        let odd = head.last().is_some_and(|digit| digit % 2 == 1);
        let up = match rounding {
            Rounding::Up => tail.iter().any(|digit| *digit != 0),
            Rounding::Down => false,
            Rounding::Half => first >= 5,
            Rounding::Even => first >= 5 && (!exact_half || odd),
        };
        if up {
            head = sum(&head, &[1]);
        }
        Self::normal(self.negative, head, places)
    }

    fn padded(&self, scale: i64) -> Vec<u8> {
        let mut digits = self.digits.clone();
        let zeros = usize::try_from(scale - self.scale).unwrap_or(0);
        digits.extend(std::iter::repeat_n(0, zeros));
        digits
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        let scale = self.scale.max(other.scale);
        let by_size = || magnitude(&self.padded(scale), &other.padded(scale));
        match (self.negative, other.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => by_size(),
            (true, true) => by_size().reverse(),
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn length(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn digit(value: u32) -> u8 {
    u8::try_from(value).unwrap_or(9)
}

fn trimmed(mut digits: Vec<u8>) -> Vec<u8> {
    let first = digits.iter().position(|digit| *digit != 0);
    digits.drain(..first.unwrap_or(digits.len()));
    digits
}

fn magnitude(one: &[u8], two: &[u8]) -> Ordering {
    let skip = |digits: &[u8]| digits.iter().take_while(|digit| **digit == 0).count();
    let (one, two) = (&one[skip(one)..], &two[skip(two)..]);
    one.len().cmp(&two.len()).then_with(|| one.cmp(two))
}

fn sum(one: &[u8], two: &[u8]) -> Vec<u8> {
    let mut digits = Vec::with_capacity(one.len().max(two.len()) + 1);
    let mut carry = 0;
    let (mut one, mut two) = (one.iter().rev(), two.iter().rev());
    loop {
        let (a, b) = (one.next(), two.next());
        if a.is_none() && b.is_none() {
            break;
        }
        let all = a.unwrap_or(&0) + b.unwrap_or(&0) + carry;
        digits.push(all % 10);
        carry = all / 10;
    }
    digits.push(carry);
    digits.reverse();
    digits
}

/// `one` without `two`, which is not larger.
fn difference(one: &[u8], two: &[u8]) -> Vec<u8> {
    let mut digits = Vec::with_capacity(one.len());
    let mut borrow = 0;
    let mut two = two.iter().rev();
    for a in one.iter().rev() {
        let b = two.next().unwrap_or(&0) + borrow;
        borrow = u8::from(*a < b);
        digits.push(a + 10 * borrow - b);
    }
    digits.reverse();
    digits
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
        assert_eq!(round("0.12345", 4, Rounding::Even), "0.1234");
        assert_eq!(round("0.12355", 4, Rounding::Even), "0.1236");
        assert_eq!(round("0.123450000001", 4, Rounding::Even), "0.1235");
        assert_eq!(round("-2.5", 0, Rounding::Half), "-3");
        assert_eq!(round("1234", -2, Rounding::Up), "1300");
        assert_eq!(round("-1.99", 0, Rounding::Down), "-1");
        assert_eq!(round("0.004", 1, Rounding::Up), "0.1");
        assert_eq!(round("9.96", 1, Rounding::Half), "10");
        let third = number("1").divide(&number("3")).unwrap();
        assert_eq!(kept(third.round(4, Rounding::Even)), "0.3333");
    }

    #[test]
    fn what_stands_before_the_digits_that_go_decides() {
        for (text, places, how, rounded) in [
            ("0.05", 1, Rounding::Half, "0.1"),
            ("0.04", 1, Rounding::Half, "0"),
            ("0.005", 1, Rounding::Half, "0"),
            ("0.05", 1, Rounding::Even, "0"),
            ("0.15", 1, Rounding::Even, "0.2"),
            ("0.25", 1, Rounding::Even, "0.2"),
            ("2.51", 0, Rounding::Even, "3"),
            ("2.49", 0, Rounding::Even, "2"),
            ("5", -1, Rounding::Half, "10"),
            ("4", -1, Rounding::Half, "0"),
            ("50", -2, Rounding::Half, "100"),
            ("0", -2, Rounding::Up, "0"),
            ("99.5", 0, Rounding::Up, "100"),
            ("1.5", 1, Rounding::Down, "1.5"),
            ("100", 0, Rounding::Down, "100"),
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
        assert_eq!((power(95).digits.len(), power(95).scale), (99, 95));
        assert_eq!((power(96).digits.len(), power(96).scale), (100, 96));
        // It has 102 digits, of which two go.
        assert_eq!((power(97).digits.len(), power(97).scale), (100, 95));
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
        // No square is made beyond the last that is needed.
        assert!(number("1e10").power(64).is_some());
        // Fifty digits of a quotient, and one for what is left.
        let third = number("2").divide(&number("3")).unwrap();
        assert_eq!(third.digits, [&[6; 50][..], &[1]].concat());
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
                let whole = one.divide(&two).unwrap().round(0, Rounding::Down).unwrap();
                prop_assert_eq!(whole.whole(), Some(a / b));
                let back = one.divide(&two).unwrap().multiply(&two).unwrap();
                prop_assert_eq!(kept(back.round(20, Rounding::Half)), a.to_string());
            }
        }

        #[test]
        fn what_is_read_is_what_is_kept(text in "-?[0-9]{1,20}(\\.[0-9]{1,10})?") {
            let decimal = Decimal::parse(&text).unwrap().to_string();
            prop_assert_eq!(number(&text).kept(), Some(decimal));
        }
    }
}
