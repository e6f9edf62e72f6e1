//! Aggregation of the database's rows into groups, parts and their figures.

use std::cmp::Ordering;
use std::collections::HashMap;

use plugdock_schema::decimal::{Decimal, Exact, Sum};
use plugdock_schema::query::time::Moment;
use plugdock_schema::value::columns::MARK;

use super::period::day_of;
use super::{Figure, Function, Group, Grouping, Key, MAX_GROUPS, MAX_PARTS, MAX_SERIES};
use super::{Measure, Report, Reported, Shape};

/// There are more groups than this limit.
#[derive(Debug)]
pub(super) struct TooMany(pub(super) usize);

/// The aggregated values of a group so far.
#[derive(Clone, Debug, Default)]
struct Tally {
    records: i64,
    /// The number of records with a number.
    numbers: i64,
    sum: Sum,
    least: Option<Decimal>,
    most: Option<Decimal>,
}

/// The tallies of a group's parts by value. `None` is the part without a value.
type Parts = HashMap<Option<String>, Tally>;

pub(super) struct Fold<'a> {
    first: &'a Grouping,
    second: Option<&'a Grouping>,
    moment: &'a Moment,
    groups: HashMap<Option<String>, (Tally, Parts)>,
    parts: usize,
    records: i64,
}

impl<'a> Fold<'a> {
    pub(super) fn new(
        first: &'a Grouping,
        second: Option<&'a Grouping>,
        moment: &'a Moment,
    ) -> Self {
        Self {
            first,
            second,
            moment,
            groups: HashMap::new(),
            parts: 0,
            records: 0,
        }
    }

    /// Adds `count` records that have these values.
    pub(super) fn add(
        &mut self,
        one: Option<String>,
        two: Option<String>,
        number: Option<String>,
        count: i64,
    ) -> Result<(), TooMany> {
        self.records += count;
        let number = number.and_then(|key| Decimal::from_key(&key));
        let seconds = match self.second {
            Some(group) => group.keys(two, self.moment),
            None => Vec::new(),
        };
        for key in self.first.keys(one, self.moment) {
            let (whole, parts) = self.groups.entry(key).or_default();
            self.parts += usize::from(whole.records == 0);
            whole.add(number.as_ref(), count);
            for key in &seconds {
                let part = parts.entry(key.clone()).or_default();
                self.parts += usize::from(part.records == 0);
                part.add(number.as_ref(), count);
            }
        }
        if self.parts > MAX_PARTS {
            return Err(TooMany(MAX_PARTS));
        }
        Ok(())
    }

    /// Sorts and limits the groups as the report asks.
    pub(super) fn finish(self, report: &Report) -> Result<Reported, TooMany> {
        let total = self.groups.len();
        let measure = &report.measure;
        let mut groups: Vec<_> = self
            .groups
            .into_iter()
            .map(|(key, (tally, parts))| (key, tally.value(measure), tally, parts))
            .collect();
        groups.sort_by(|a, b| {
            let by_key = || self.first.compare(a.0.as_ref(), b.0.as_ref());
            if report.by_value {
                let order = turned(a.1.cmp(&b.1), report.descending);
                // A group without a number is last in both directions.
                let empty = a.1.is_none().cmp(&b.1.is_none());
                return empty.then(order).then_with(by_key);
            }
            let empty = a.0.is_none().cmp(&b.0.is_none());
            empty.then(turned(by_key(), report.descending))
        });
        groups.truncate(report.limit.min(MAX_GROUPS));
        let mut series: Vec<Option<String>> = Vec::new();
        for key in groups.iter().flat_map(|(.., parts)| parts.keys()) {
            if !series.contains(key) {
                series.push(key.clone());
            }
            if series.len() > MAX_SERIES {
                return Err(TooMany(MAX_SERIES));
            }
        }
        if let Some(second) = self.second {
            series.sort_by(|a, b| {
                let empty = a.is_none().cmp(&b.is_none());
                empty.then_with(|| second.compare(a.as_ref(), b.as_ref()))
            });
        }
        let groups = groups.into_iter().map(|(key, _, tally, parts)| Group {
            key: self.first.key(key),
            whole: tally.figure(measure),
            parts: series
                .iter()
                .map(|key| parts.get(key).map(|part| part.figure(measure)))
                .collect(),
        });
        Ok(Reported {
            groups: groups.collect(),
            total,
            records: self.records,
            series: match self.second {
                Some(second) => series.into_iter().map(|key| second.key(key)).collect(),
                None => Vec::new(),
            },
        })
    }
}

impl Grouping {
    /// Returns the keys of the groups that a column's value belongs to.
    fn keys(&self, text: Option<String>, moment: &Moment) -> Vec<Option<String>> {
        let Some(text) = text else {
            return vec![None];
        };
        match self.shape {
            Shape::Text | Shape::Number => vec![Some(text)],
            Shape::List => {
                let parts = text.split(MARK).filter(|part| !part.is_empty());
                parts.map(|part| Some(part.to_owned())).collect()
            }
            Shape::Day(step) => vec![text.parse().ok().map(|day| step.of(day))],
            Shape::Instant(step) => {
                vec![day_of(&text, &moment.zone).map(|day| step.of(day))]
            }
        }
    }

    /// Compares options in the order of the form, and all other keys by their text.
    fn compare(&self, a: Option<&String>, b: Option<&String>) -> Ordering {
        let place = |key: Option<&String>| {
            let key = key?;
            let known = self.options.iter().position(|option| option == key);
            Some((known.unwrap_or(usize::MAX), key.clone()))
        };
        place(a).cmp(&place(b))
    }

    fn key(&self, key: Option<String>) -> Key {
        let value = match self.shape {
            Shape::Number => {
                key.and_then(|key| Decimal::from_key(&key).map(|number| number.to_string()))
            }
            _ => key,
        };
        Key { value, name: None }
    }
}

impl Tally {
    fn add(&mut self, number: Option<&Decimal>, count: i64) {
        self.records += count;
        let Some(number) = number else { return };
        self.numbers += count;
        self.sum.add(number, count);
        if self.least.as_ref().is_none_or(|least| number < least) {
            self.least = Some(number.clone());
        }
        if self.most.as_ref().is_none_or(|most| number > most) {
            self.most = Some(number.clone());
        }
    }

    fn value(&self, measure: &Measure) -> Option<Exact> {
        let function = match measure {
            Measure::Count => return Some(self.records.into()),
            Measure::Of(function, _) => function,
        };
        match function {
            Function::Sum => (self.numbers > 0).then(|| self.sum.total()),
            Function::Average => self.sum.average(self.numbers),
            Function::Max => self.most.as_ref().map(Exact::from),
            Function::Min => self.least.as_ref().map(Exact::from),
        }
    }

    fn figure(&self, measure: &Measure) -> Figure {
        Figure {
            records: self.records,
            value: self.value(measure).map(|value| value.to_string()),
        }
    }
}

fn turned(order: Ordering, descending: bool) -> Ordering {
    if descending { order.reverse() } else { order }
}
