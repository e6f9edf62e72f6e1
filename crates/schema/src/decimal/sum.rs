//! Sums and averages of decimals without losing a digit.
//!
//! Neither database can: `SQLite` adds in binary floats, and a record's number has up to 30 digits.

use std::collections::BTreeMap;

use super::Decimal;

/// Digits of one limb.
const LIMB: i64 = 9;
/// Places behind the point of an average that does not end.
const AVERAGE_PLACES: i64 = 10;

/// A running sum. A limb takes nine thousand million numbers before it could overflow.
#[derive(Clone, Debug, Default)]
pub struct Sum {
    /// By the place of its lowest digit, divided by nine; not yet carried.
    limbs: BTreeMap<i64, i64>,
}

impl Sum {
    /// Adds a number so many times.
    pub fn add(&mut self, number: &Decimal, times: i64) {
        let sign = if number.negative { -times } else { times };
        let mut place = number.exponent;
        let mut current = (i64::MIN, 0_i64);
        for digit in &number.digits {
            place -= 1;
            let limb = place.div_euclid(LIMB);
            if limb != current.0 {
                self.put(current, sign);
                current = (limb, 0);
            }
            current.1 += i64::from(digit - b'0') * power(place.rem_euclid(LIMB));
        }
        self.put(current, sign);
    }

    /// `times` may be in the hundred thousands: a limb is carried at once where it grows too large.
    fn put(&mut self, (limb, value): (i64, i64), times: i64) {
        if value == 0 {
            return;
        }
        let whole = i128::from(value) * i128::from(times);
        let base = i128::from(power(LIMB));
        let (high, low) = (whole.div_euclid(base), whole.rem_euclid(base));
        // Both fit: `low` is below a limb's base, `high` below the count of times.
        *self.limbs.entry(limb).or_default() += i64::try_from(low).unwrap_or(0);
        *self.limbs.entry(limb + 1).or_default() += i64::try_from(high).unwrap_or(0);
    }

    /// The sum, written as a record's number is.
    pub fn total(&self) -> String {
        let (negative, digits, places) = self.carried();
        written(negative, &digits, places)
    }

    /// The sum divided by `count`, rounded half away from zero to ten places; `None` of nothing.
    pub fn average(&self, count: i64) -> Option<String> {
        let divisor = i128::from(count);
        if divisor <= 0 {
            return None;
        }
        let (negative, mut digits, places) = self.carried();
        let wanted = places.max(AVERAGE_PLACES);
        digits.resize(digits.len() + usize::try_from(wanted - places).ok()?, 0);
        let mut rest = 0_i128;
        for digit in &mut digits {
            rest = rest * 10 + i128::from(*digit);
            *digit = u8::try_from(rest / divisor).ok()?;
            rest %= divisor;
        }
        if rest * 2 >= divisor {
            round_up(&mut digits);
        }
        Some(written(negative, &digits, wanted))
    }

    /// Sign, digits from the highest to the lowest, and how many of them stand behind the point.
    fn carried(&self) -> (bool, Vec<u8>, i64) {
        let base = power(LIMB);
        let lowest = self.limbs.keys().next().copied().unwrap_or(0).min(0);
        let highest = self.limbs.keys().last().copied().unwrap_or(0).max(0) + 2;
        let of = |limb: i64, sign: i64| sign * self.limbs.get(&limb).copied().unwrap_or(0);
        let carry = |sign: i64| {
            let mut carry = 0;
            let mut limbs = Vec::new();
            for limb in lowest..=highest {
                let value = of(limb, sign) + carry;
                limbs.push(value.rem_euclid(base));
                carry = value.div_euclid(base);
            }
            (limbs, carry)
        };
        let (mut limbs, left) = carry(1);
        let negative = left < 0;
        if negative {
            limbs = carry(-1).0;
        }
        let mut digits = Vec::new();
        for limb in limbs.iter().rev() {
            digits.extend(format!("{limb:09}").bytes().map(|digit| digit - b'0'));
        }
        (negative, digits, -lowest * LIMB)
    }
}

/// One more in the last place; the first digit is never a 9, since a limb of zeros stands before it.
fn round_up(digits: &mut [u8]) {
    for digit in digits.iter_mut().rev() {
        if *digit < 9 {
            *digit += 1;
            return;
        }
        *digit = 0;
    }
}

fn power(exponent: i64) -> i64 {
    10_i64.pow(u32::try_from(exponent).unwrap_or(0))
}

/// Without needless zeros, and no minus before zero.
fn written(negative: bool, digits: &[u8], places: i64) -> String {
    let point = digits.len() - usize::try_from(places).unwrap_or(0);
    let text = |digits: &[u8]| -> String {
        let signs = digits.iter().map(|digit| char::from(b'0' + digit));
        signs.collect()
    };
    let whole = text(&digits[..point]);
    let whole = whole.trim_start_matches('0');
    let fraction = text(&digits[point..]);
    let fraction = fraction.trim_end_matches('0');
    let sign = if negative && !(whole.is_empty() && fraction.is_empty()) {
        "-"
    } else {
        ""
    };
    let whole = if whole.is_empty() { "0" } else { whole };
    if fraction.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction}")
    }
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
        assert_eq!(sum(&[large, "0.1", "0.2"]).total(), format!("{large}.3"));
        assert_eq!(sum(&["0.1", "0.2", "-0.3"]).total(), "0");
        assert_eq!(sum(&["-1e300", "1", "1e300"]).total(), "1");
        assert_eq!(sum(&["5", "-12.25"]).total(), "-7.25");
        assert_eq!(sum(&[]).total(), "0");
        let mut many = Sum::default();
        many.add(
            &Decimal::parse("999999999.999999999").unwrap(),
            1_000_000_000,
        );
        assert_eq!(many.total(), "999999999999999999");
    }

    #[test]
    fn an_average_is_rounded_half_away_from_zero() {
        assert_eq!(sum(&["1", "2"]).average(2).unwrap(), "1.5");
        assert_eq!(sum(&["2"]).average(3).unwrap(), "0.6666666667");
        assert_eq!(sum(&["-2"]).average(3).unwrap(), "-0.6666666667");
        assert_eq!(
            sum(&["29.9999999999", "0.00000000005"]).average(1).unwrap(),
            "29.99999999995"
        );
        assert_eq!(sum(&["1"]).average(0), None);
    }

    proptest! {
        #[test]
        fn whole_numbers_add_up_as_integers_do(numbers in proptest::collection::vec(any::<i64>(), 0..20)) {
            let texts: Vec<String> = numbers.iter().map(ToString::to_string).collect();
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let expected: i128 = numbers.iter().map(|number| i128::from(*number)).sum();
            prop_assert_eq!(sum(&texts).total(), expected.to_string());
        }
    }
}
