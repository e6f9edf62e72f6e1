//! Requests that are still read by hand.

use std::fmt;
use std::ops::RangeInclusive;

use plugdock_package::PluginId;
use plugdock_schema::{AppId, Revision};
use serde_json::{Map, Value};

use super::{Input, Who, members};
use crate::error::{Error, Reason, TextParams};

/// The parameters of one endpoint.
pub trait ByHand: Sized + Send + 'static {
    /// Who may call; decided before a parameter is looked at (T78).
    const WHO: Who;

    /// Reads the parameters. What it makes of wrong ones is thrown away: they are answered with
    /// everything that was noted.
    fn read(_: &mut Params) -> Self {
        unreachable!("`read_all` reads")
    }

    /// Reads the parameters, or says all that is wrong with them.
    fn read_all(mut params: Params) -> Result<Self, Error> {
        let input = Self::read(&mut params);
        params.finish(input)
    }
}

impl<T: Input> ByHand for T {
    const WHO: Who = T::WHO;

    fn read_all(params: Params) -> Result<Self, Error> {
        members::read(params.given)
    }
}

/// The parameters as given, and what was found wrong with them.
#[derive(Default)]
pub struct Params {
    given: Map<String, Value>,
    wrong: Vec<Reason>,
}

impl fmt::Debug for Params {
    /// Names only: values may be passwords and credentials.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.given.keys()).finish()
    }
}

impl Params {
    pub(super) fn new(given: Map<String, Value>) -> Self {
        Self {
            given,
            wrong: Vec::new(),
        }
    }

    /// Takes a parameter out, null as absent.
    pub fn take(&mut self, name: &str) -> Option<Value> {
        self.given.remove(name).filter(|value| !value.is_null())
    }

    /// Whether the parameter was given and is not null.
    pub fn has(&self, name: &str) -> bool {
        self.given.get(name).is_some_and(|value| !value.is_null())
    }

    /// Notes that something is wrong at `at`.
    pub fn wrong(&mut self, at: impl Into<String>, key: &'static str, params: TextParams) {
        self.wrong.push(Reason::new(at, key, params));
    }

    /// Ends reading: everything that was noted is one refusal.
    pub fn finish<T>(self, value: T) -> Result<T, Error> {
        if self.wrong.is_empty() {
            Ok(value)
        } else {
            Err(Error::invalid(self.wrong))
        }
    }

    /// A required value of any shape; `Value::Null` once its absence is noted.
    pub fn required(&mut self, name: &str) -> Value {
        self.take(name).unwrap_or_else(|| {
            self.wrong(name, "errors.required", Vec::new());
            Value::Null
        })
    }

    /// An optional whole number, or a string of one, within `range`.
    pub fn int(&mut self, name: &str, range: RangeInclusive<i64>) -> Option<i64> {
        let value = self.take(name)?;
        self.whole(name, &value, &range)
    }

    /// A required whole number, or a string of one, within `range`.
    pub fn required_int(&mut self, name: &str, range: RangeInclusive<i64>) -> i64 {
        let value = self.required(name);
        if value.is_null() {
            return 0;
        }
        self.whole(name, &value, &range).unwrap_or_default()
    }

    /// An optional string; a number counts as its digits.
    pub fn string(&mut self, name: &str) -> Option<String> {
        let value = self.take(name)?;
        self.text(name, value)
    }

    /// A required string that is not empty.
    pub fn required_string(&mut self, name: &str) -> String {
        let value = self.required(name);
        if value.is_null() {
            return String::new();
        }
        let text = self.text(name, value).unwrap_or_default();
        if text.is_empty() && !self.wrong.iter().any(|reason| reason.at == name) {
            self.wrong(name, "errors.required", Vec::new());
        }
        text
    }

    /// An optional yes or no, as a boolean or its word.
    pub fn flag(&mut self, name: &str) -> Option<bool> {
        match self.take(name)? {
            Value::Bool(flag) => Some(flag),
            Value::String(word) if word == "true" => Some(true),
            Value::String(word) if word == "false" => Some(false),
            _ => {
                self.wrong(name, "errors.not_boolean", Vec::new());
                None
            }
        }
    }

    /// An optional list of at most `most`; one value alone is a list of one.
    pub fn list(&mut self, name: &str, most: usize) -> Option<Vec<Value>> {
        let items = match self.take(name)? {
            Value::Array(items) => items,
            // `?ids=` is how null is written in a query (B9.4).
            Value::String(text) if text.is_empty() => Vec::new(),
            one => vec![one],
        };
        if items.len() > most {
            let params = vec![("maximum", most.to_string())];
            self.wrong(name, "errors.too_many", params);
            return None;
        }
        Some(items)
    }

    /// An optional list of strings; numbers count as their digits.
    pub fn strings(&mut self, name: &str, most: usize) -> Option<Vec<String>> {
        let items = self.list(name, most)?;
        let mut out = Vec::with_capacity(items.len());
        for (index, item) in items.into_iter().enumerate() {
            out.push(self.text(&format!("{name}[{index}]"), item)?);
        }
        Some(out)
    }

    /// A required app ID.
    pub fn app(&mut self) -> AppId {
        AppId(self.required_int("app", 1..=i64::MAX))
    }

    /// The revision a caller expects; -1 and absent mean any (B3.4).
    pub fn revision(&mut self) -> Option<Revision> {
        self.int("revision", -1..=i64::MAX)
            .filter(|revision| *revision != -1)
            .map(Revision)
    }

    /// A required plug-in ID. `Err` holds what was given where no package can have such an ID:
    /// that is not wrong input but an ID that nothing has (004.07).
    pub fn plugin(&mut self, name: &str) -> Result<PluginId, String> {
        let text = self.required_string(name);
        text.parse().map_err(|_| text)
    }

    /// `offset` from 0 and `limit` from 1 to `most`, 100 where it is absent (B3.2).
    pub fn window(&mut self, most: i64) -> Window {
        Window {
            offset: self.int("offset", 0..=i64::MAX).unwrap_or(0),
            limit: self.int("limit", 1..=most).unwrap_or(100),
        }
    }

    /// Reads a whole number and notes what is wrong with it under `at`.
    pub fn whole(&mut self, at: &str, value: &Value, range: &RangeInclusive<i64>) -> Option<i64> {
        let number = match value {
            Value::Number(number) => number.as_i64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        let Some(number) = number else {
            self.wrong(at, "errors.not_integer", Vec::new());
            return None;
        };
        if number < *range.start() {
            let params = vec![("minimum", range.start().to_string())];
            self.wrong(at, "errors.minimum", params);
        } else if number > *range.end() {
            let params = vec![("maximum", range.end().to_string())];
            self.wrong(at, "errors.maximum", params);
        } else {
            return Some(number);
        }
        None
    }

    fn text(&mut self, at: &str, value: Value) -> Option<String> {
        match value {
            // PostgreSQL has no text with NUL.
            Value::String(text) if !text.contains('\0') => Some(text),
            Value::Number(number) => Some(number.to_string()),
            _ => {
                self.wrong(at, "errors.not_string", Vec::new());
                None
            }
        }
    }
}

/// Which part of a list is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// How many to skip.
    pub offset: i64,
    /// How many to give at most.
    pub limit: i64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn params(value: Value) -> Params {
        match value {
            Value::Object(given) => Params {
                given,
                wrong: Vec::new(),
            },
            _ => panic!("an object"),
        }
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let mut params = params(json!({"limit": 0, "offset": "x", "ids": vec!["a"; 101]}));
        params.window(100);
        params.strings("ids", 100);
        params.required_int("app", 1..=i64::MAX);
        let error = params.finish(()).expect_err("four things are wrong");
        let places: Vec<_> = error.errors.iter().map(|reason| &*reason.at).collect();
        assert_eq!(places, ["offset", "limit", "ids", "app"]);
    }
}
