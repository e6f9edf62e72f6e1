//! Evaluates the tree of a formula for a record.

use std::borrow::Cow;
use std::cell::Cell;

use bigdecimal::RoundingMode;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::number::Number;
use super::parser::{Function, Node};
use super::{MAX_BYTES, PLACES, Read, Source, Stands, Times};
use crate::FieldId;
use crate::value::{Value as Stored, Values};

/// The result of a part of a formula.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Number(Number),
    Text(String),
    Flag(bool),
    List(Vec<String>),
    /// An empty number field. It counts as zero in computations.
    Blank,
    /// An empty time or result. Nothing can be computed from it.
    Missing,
}

/// The formula has no result: a division by zero, an empty time, a number with too many digits, or
/// too much work.
pub(super) struct Uncomputable;

type Computed<T = Value> = Result<T, Uncomputable>;

/// The record for which a formula is evaluated.
#[derive(Clone, Copy)]
pub(super) struct Env<'a> {
    pub(super) kept: &'a Values,
    /// The table row that contains the formula.
    pub(super) row: Option<&'a Values>,
    /// The current row of a table that is being iterated.
    pub(super) each: Option<&'a Values>,
    pub(super) times: Times,
    pub(super) work: &'a Work,
}

/// The work that is left for the formulas of a record.
pub(super) struct Work(Cell<Option<u64>>);

impl Work {
    pub(super) fn new(most: u64) -> Self {
        Self(Cell::new(Some(most)))
    }

    /// Returns true if more work was asked for than there was.
    pub(super) fn is_over(&self) -> bool {
        self.0.get().is_none()
    }

    fn spend(&self, work: usize) -> Computed<()> {
        let work = u64::try_from(work).ok();
        let left = self.0.get().and_then(|left| left.checked_sub(work?));
        self.0.set(left);
        left.map(drop).ok_or(Uncomputable)
    }
}

impl Value {
    fn work(&self) -> usize {
        match self {
            Self::Text(text) => 1 + text.len(),
            Self::List(items) => items.iter().map(|item| 1 + item.len()).sum(),
            Self::Number(_) | Self::Flag(_) | Self::Blank | Self::Missing => 1,
        }
    }
}

/// Evaluates a tree.
pub(super) fn eval(node: &Node, env: Env<'_>) -> Computed {
    env.work.spend(1)?;
    let value = evaluated(node, env)?;
    env.work.spend(value.work())?;
    Ok(value)
}

fn evaluated(node: &Node, env: Env<'_>) -> Computed {
    match node {
        Node::Number(number) => Ok(Value::Number(number.clone())),
        Node::Text(text) => Ok(Value::Text(text.clone())),
        Node::Field(source) => Ok(field(source, env)),
        Node::Negate(inner) => Ok(Value::Number(number(inner, env)?.negate())),
        Node::Chain(first, rest) => chain(first, rest, env),
        Node::Call(function, given) => call(*function, given, env),
    }
}

/// Converts a value to a text. A number gets [`PLACES`] decimal places.
pub(super) fn text_of(value: Value) -> Computed<String> {
    Ok(match value {
        Value::Number(number) => number
            .round(PLACES, RoundingMode::HalfEven)
            .and_then(|number| number.kept())
            .ok_or(Uncomputable)?,
        Value::Text(text) => text,
        Value::Flag(flag) => if flag { "TRUE" } else { "FALSE" }.to_owned(),
        Value::List(items) => items.join(", "),
        Value::Blank | Value::Missing => String::new(),
    })
}

fn field(source: &Source, env: Env<'_>) -> Value {
    let cells = match source.stands {
        Stands::Record => Some(env.kept),
        Stands::Row => env.row,
        Stands::Rows(_) => env.each,
    };
    let kept = cells.and_then(|cells| cells.get(source.id));
    let seconds = |seconds: i64| Value::Number(Number::of(seconds));
    let of_millis = |millis: i64| seconds(millis.div_euclid(1_000));
    let number = || Some(Number::from(&*kept?.number()?));
    let made = |found: Option<Value>| found.unwrap_or(Value::Missing);
    match source.read {
        Read::Created => of_millis(env.times.created),
        Read::Updated => of_millis(env.times.updated),
        Read::Number => number().map_or(Value::Blank, Value::Number),
        Read::Result => made(number().map(Value::Number)),
        Read::Text => Value::Text(
            kept.and_then(Stored::text)
                .map(Cow::into_owned)
                .unwrap_or_default(),
        ),
        Read::List => Value::List(kept.map(Stored::texts).unwrap_or_default().to_vec()),
        Read::Day => made(kept.and_then(Stored::date).and_then(|day| {
            let start = day.to_zoned(TimeZone::UTC).ok()?;
            Some(seconds(start.timestamp().as_second()))
        })),
        Read::Time => made(kept.and_then(Stored::time).map(|time| {
            let minutes = i64::from(time.hour()) * 60 + i64::from(time.minute());
            seconds(minutes * 60)
        })),
        Read::Instant => {
            let at = kept.and_then(Stored::instant);
            made(at.map(|at| of_millis(at.as_millisecond())))
        }
    }
}

fn number(node: &Node, env: Env<'_>) -> Computed<Number> {
    number_of(eval(node, env)?)
}

fn number_of(value: Value) -> Computed<Number> {
    match value {
        Value::Number(number) => Ok(number),
        Value::Blank => Ok(Number::zero()),
        Value::Text(text) => Number::parse(&text).ok_or(Uncomputable),
        _ => Err(Uncomputable),
    }
}

fn flag(node: &Node, env: Env<'_>) -> Computed<bool> {
    match eval(node, env)? {
        Value::Flag(flag) => Ok(flag),
        _ => Err(Uncomputable),
    }
}

fn chain(first: &Node, rest: &[(&'static str, Node)], env: Env<'_>) -> Computed {
    let mut value = eval(first, env)?;
    for (sign, node) in rest {
        let next = eval(node, env)?;
        value = match *sign {
            "&" => Value::Text(joined(text_of(value)?, &text_of(next)?)?),
            "=" => Value::Flag(same(&value, &next)),
            "!=" | "<>" => Value::Flag(!same(&value, &next)),
            "<" | "<=" | ">" | ">=" => {
                let order = number_of(value)?.cmp(&number_of(next)?);
                Value::Flag(match *sign {
                    "<" => order.is_lt(),
                    "<=" => order.is_le(),
                    ">" => order.is_gt(),
                    _ => order.is_ge(),
                })
            }
            _ => {
                let (one, two) = (number_of(value)?, number_of(next)?);
                let result = match *sign {
                    "+" => one.add(&two),
                    "-" => one.add(&two.negate()),
                    "*" => one.multiply(&two),
                    "/" => one.divide(&two),
                    // Kintone ignores the decimal places of an exponent.
                    _ => two
                        .whole()
                        .filter(|exponent| (-100..=100).contains(exponent))
                        .and_then(|exponent| one.power(exponent)),
                };
                Value::Number(result.ok_or(Uncomputable)?)
            }
        };
    }
    Ok(value)
}

fn joined(text: String, next: &str) -> Computed<String> {
    let text = text + next;
    (text.len() <= MAX_BYTES)
        .then_some(text)
        .ok_or(Uncomputable)
}

/// Compares two values for equality. An empty value equals the empty text, and an empty number
/// equals zero. Values of different kinds are otherwise never equal.
fn same(one: &Value, two: &Value) -> bool {
    match (one, two) {
        (Value::Blank | Value::Missing, Value::Text(text))
        | (Value::Text(text), Value::Blank | Value::Missing) => text.is_empty(),
        (Value::Blank | Value::Missing, Value::Blank | Value::Missing) => true,
        (Value::Blank, Value::Number(number)) | (Value::Number(number), Value::Blank) => {
            number.is_zero()
        }
        (one, two) => one == two,
    }
}

/// Evaluates `node` for each row of the table `rows`, or once without a table.
fn each(node: &Node, rows: Option<FieldId>, env: Env<'_>) -> Computed<Vec<Value>> {
    let Some(table) = rows else {
        return Ok(vec![eval(node, env)?]);
    };
    let rows = env.kept.rows(table).iter();
    rows.map(|row| {
        let each = Some(&row.cells);
        eval(node, Env { each, ..env })
    })
    .collect()
}

fn call(function: Function, given: &[(Node, Option<FieldId>)], env: Env<'_>) -> Computed {
    let node = |index: usize| given.get(index).map(|(node, _)| node).ok_or(Uncomputable);
    Ok(match function {
        Function::Sum => {
            let mut sum = Number::zero();
            for (node, rows) in given {
                for value in each(node, *rows, env)? {
                    // A row with an empty time adds nothing.
                    if value != Value::Missing {
                        sum = sum.add(&number_of(value)?).ok_or(Uncomputable)?;
                    }
                }
            }
            Value::Number(sum)
        }
        Function::If if flag(node(0)?, env)? => eval(node(1)?, env)?,
        Function::If => eval(node(2)?, env)?,
        Function::And | Function::Or => {
            let wanted = function == Function::Or;
            let mut found = !wanted;
            for (node, _) in given {
                if flag(node, env)? == wanted {
                    found = wanted;
                    break;
                }
            }
            Value::Flag(found)
        }
        Function::Not => Value::Flag(!flag(node(0)?, env)?),
        Function::Round => rounded(given, env, RoundingMode::HalfUp)?,
        Function::RoundUp => rounded(given, env, RoundingMode::Up)?,
        Function::RoundDown => rounded(given, env, RoundingMode::Down)?,
        Function::Yen => {
            let Value::Number(number) = rounded(given, env, RoundingMode::HalfUp)? else {
                return Err(Uncomputable);
            };
            let places = places(given, env)?.max(0);
            Value::Text(yen(&number.kept().ok_or(Uncomputable)?, places))
        }
        Function::Contains => {
            let (list, rows) = given.first().ok_or(Uncomputable)?;
            let wanted = text_of(eval(node(1)?, env)?)?;
            let found = each(list, *rows, env)?;
            Value::Flag(found.into_iter().any(|value| match value {
                Value::List(items) => items.contains(&wanted),
                Value::Text(text) if rows.is_some() => text == wanted,
                Value::Text(text) => text.contains(&wanted),
                _ => false,
            }))
        }
        Function::DateFormat => {
            let seconds = number(node(0)?, env)?.whole().ok_or(Uncomputable)?;
            let format = text_of(eval(node(1)?, env)?)?;
            let zone = text_of(eval(node(2)?, env)?)?;
            let zone = TimeZone::get(&zone).map_err(|_| Uncomputable)?;
            let at = Timestamp::from_second(seconds).map_err(|_| Uncomputable)?;
            Value::Text(formatted(&at.to_zoned(zone), &format))
        }
    })
}

fn places(given: &[(Node, Option<FieldId>)], env: Env<'_>) -> Computed<i64> {
    let Some((node, _)) = given.get(1) else {
        return Ok(0);
    };
    let places = number(node, env)?.whole().ok_or(Uncomputable)?;
    Ok(places.clamp(-30, 30))
}

fn rounded(given: &[(Node, Option<FieldId>)], env: Env<'_>, rounding: RoundingMode) -> Computed {
    let (node, _) = given.first().ok_or(Uncomputable)?;
    let number = number(node, env)?.round(places(given, env)?, rounding);
    Ok(Value::Number(number.ok_or(Uncomputable)?))
}

/// Formats an amount of yen: `-1234.5` with two decimal places becomes `¥-1,234.50`.
fn yen(number: &str, places: i64) -> String {
    let (sign, number) = match number.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", number),
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let mut text = format!("¥{sign}");
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    let places = usize::try_from(places).unwrap_or(0);
    if places > 0 {
        text.push('.');
        text.push_str(fraction);
        text.extend(std::iter::repeat_n(
            '0',
            places.saturating_sub(fraction.len()),
        ));
    }
    text
}

/// Formats a time with a pattern such as `YYYY-MM-dd HH:mm`. Runs of known letters are parts of the
/// time. Text in single quotes and all other characters are copied.
fn formatted(at: &jiff::Zoned, format: &str) -> String {
    let mut text = String::new();
    let mut rest = format;
    while let Some(letter) = rest.chars().next() {
        if letter == '\'' {
            let inner = &rest[1..];
            let end = inner.find('\'').unwrap_or(inner.len());
            text.push_str(&inner[..end]);
            rest = inner.get(end + 1..).unwrap_or_default();
            continue;
        }
        let length = rest.find(|it| it != letter).unwrap_or(rest.len());
        let count = length / letter.len_utf8();
        let hour = at.hour();
        let part = match letter {
            'Y' | 'y' if count == 2 => i64::from(at.year().rem_euclid(100)),
            'Y' | 'y' => i64::from(at.year()),
            'M' => i64::from(at.month()),
            'd' => i64::from(at.day()),
            'H' => i64::from(hour),
            'h' => i64::from(if hour % 12 == 0 { 12 } else { hour % 12 }),
            'm' => i64::from(at.minute()),
            's' => i64::from(at.second()),
            'a' => {
                text.push_str(if hour < 12 { "AM" } else { "PM" });
                rest = &rest[length..];
                continue;
            }
            _ => {
                text.push_str(&rest[..length]);
                rest = &rest[length..];
                continue;
            }
        };
        let digits = part.to_string();
        // If there are more letters than digits, the number is padded with zeros to at most nine
        // digits.
        let zeros = count.min(9).saturating_sub(digits.len());
        text.extend(std::iter::repeat_n('0', zeros));
        text.push_str(&digits);
        rest = &rest[length..];
    }
    text
}
