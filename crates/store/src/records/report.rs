//! Records counted and added up by groups, for graphs.
//!
//! The database groups equal values and counts them; sums, averages and calendar periods are made here
//! from its rows as they stream in, because only so they are exact, alike on both databases, and in
//! the reader's time zone. What is held in memory is bounded by [`MAX_PARTS`].

use futures_util::TryStreamExt as _;
use plugdock_schema::field::{Keeps, Whom};
use plugdock_schema::query::Query;
use plugdock_schema::query::time::Moment;
use plugdock_schema::query::{Place, Refused, place_of};
use plugdock_schema::value::columns::{Form, form};
use plugdock_schema::{Field, Fields};
use sqlx::AssertSqlSafe;

use super::entities::load_names;
use super::{Open, bind_all, filter, permit};
use crate::{Access, Error, Result, Store, with_tx};

mod fold;
mod period;

use fold::Fold;
pub use period::Step;

/// Groups of an answer at most.
pub const MAX_GROUPS: usize = 1_000;
/// Groups of the second field at most: a chart with more colours cannot be read.
pub const MAX_SERIES: usize = 50;
/// Pairs of groups that are held while counting; beyond it [`Refused::Groups`].
pub const MAX_PARTS: usize = 20_000;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Report {
    /// Which records; order, limit and offset do not count.
    pub query: Query,
    /// By what they are grouped first.
    pub group: GroupBy,
    /// And inside of that.
    pub series: Option<GroupBy>,
    /// What is told of each group.
    pub measure: Measure,
    /// Groups by the measure, else by their own order.
    pub by_value: bool,
    /// From the last or largest on.
    pub descending: bool,
    /// Groups at most, up to [`MAX_GROUPS`].
    pub limit: usize,
}

/// A field whose values make groups.
#[derive(Clone, Debug)]
pub struct GroupBy {
    /// Its code.
    pub field: String,
    /// How long the periods of a date or an instant are; of no meaning to others.
    pub step: Step,
}

/// What is told of each group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Measure {
    /// How many records there are.
    Count,
    /// Something about the numbers of a field, by its code.
    Of(Function, String),
}

/// What is made of the numbers of a group; empty fields do not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// All of them together.
    Sum,
    /// Their mean, to ten places.
    Average,
    /// The largest.
    Max,
    /// The smallest.
    Min,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reported {
    /// In the order asked for.
    pub groups: Vec<Group>,
    /// The keys of the second field, in their own order; one that is empty where there is none.
    pub series: Vec<Key>,
    /// All groups there are, also those beyond the limit.
    pub total: usize,
    /// All records that were counted.
    pub records: i64,
}

/// One group of the first field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// What its records have in common.
    pub key: Key,
    /// All of it.
    pub whole: Figure,
    /// By [`Reported::series`]; `None` where no record is in both.
    pub parts: Vec<Option<Figure>>,
}

/// The common value of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The value as queries write it, or the period (`2026`, `2026-Q4`, `2026-11`, the Sunday of a
    /// week, the day); `None` for records without one.
    pub value: Option<String>,
    /// The name of the user, group or department whose code it is.
    pub name: Option<String>,
}

/// Of one group or part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Records in it.
    pub records: i64,
    /// The measure, as records write numbers; `None` where no record has a number.
    pub value: Option<String>,
}

impl Store {
    /// Counts and adds up records by groups.
    pub async fn report(
        &self,
        access: &Access,
        report: &Report,
        moment: &Moment,
    ) -> Result<Reported> {
        let permit = permit(access)?;
        let mut open = Open::read(self, access).await?;
        let query = Query {
            condition: report.query.condition.clone(),
            ..Query::default()
        };
        let filter = filter::compile(&query, &open.scope(moment), permit)?;
        let fields = &open.live.fields;
        let first = Grouping::new(fields, &report.group)?;
        let second = match &report.series {
            Some(group) => Some(Grouping::new(fields, group)?),
            None => None,
        };
        let measured = match &report.measure {
            Measure::Count => None,
            Measure::Of(_, code) => Some(measured(fields, code)?),
        };
        let empty = "CAST(NULL AS TEXT)".to_owned();
        let sql = format!(
            "SELECT {}, {}, {}, COUNT(*) FROM {} r
             LEFT JOIN users c ON c.id = r.creator LEFT JOIN users m ON m.id = r.modifier
             WHERE {} GROUP BY 1, 2, 3",
            first.column,
            second.as_ref().map_or(&empty, |it| &it.column),
            measured.as_ref().unwrap_or(&empty),
            open.table(),
            filter.condition,
        );
        let mut fold = Fold::new(&first, second.as_ref(), moment);
        let binds = filter.binds;
        with_tx!(open.tx, |db| {
            let query = bind_all!(sqlx::query_as(AssertSqlSafe(sql)), binds);
            let mut rows = query.fetch(db);
            while let Some((one, two, number, count)) = rows.try_next().await? {
                fold.add(one, two, number, count)?;
            }
        });
        let mut reported = fold.finish(report)?;
        open.name(&first, second.as_ref(), &mut reported).await?;
        Ok(reported)
    }
}

impl Open {
    /// Writes the names of whom beside their codes.
    async fn name(
        &mut self,
        first: &Grouping,
        second: Option<&Grouping>,
        reported: &mut Reported,
    ) -> Result<()> {
        let mut keys: Vec<(Whom, &mut Key)> = Vec::new();
        if let Some(kind) = first.whom {
            let groups = reported.groups.iter_mut();
            keys.extend(groups.map(|group| (kind, &mut group.key)));
        }
        if let Some(kind) = second.and_then(|group| group.whom) {
            keys.extend(reported.series.iter_mut().map(|key| (kind, key)));
        }
        let codes = keys.iter();
        let codes: Vec<(Whom, &str)> = codes
            .filter_map(|(kind, key)| Some((*kind, key.value.as_deref()?)))
            .collect();
        let names = load_names(&mut self.tx, &codes).await?;
        for (kind, key) in keys {
            let code = key.value.as_deref();
            key.name = code.and_then(|code| names.get(kind, code).map(str::to_owned));
        }
        Ok(())
    }
}

/// How one field makes groups.
struct Grouping {
    /// The value as text, in SQL.
    column: String,
    shape: Shape,
    /// The choices in their order; else texts sort by themselves.
    options: Vec<String>,
    /// Its values are codes of what such a field names.
    whom: Option<Whom>,
}

/// What the text of a column is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Text,
    /// Between marks; a record is in the group of each part.
    List,
    /// A key of a decimal.
    Number,
    /// A day, by periods.
    Day(Step),
    /// Unix milliseconds, by periods.
    Instant(Step),
}

impl Grouping {
    fn new(fields: &Fields, by: &GroupBy) -> Result<Self, Refused> {
        let refused = || Refused::Group(by.field.clone());
        let instant = |column: &str| format!("CAST(r.{column} AS TEXT)");
        let mut options = Vec::new();
        let mut whom = None;
        let (column, shape) = match place_of(fields, &by.field)? {
            Place::Number | Place::InTable(_) => return Err(refused()),
            Place::User(column) => {
                whom = Some(Whom::Users);
                let table = if column == "creator" { "c" } else { "m" };
                (format!("{table}.login"), Shape::Text)
            }
            Place::Instant(column) => (instant(column), Shape::Instant(by.step)),
            Place::Field(field) => {
                whom = field.kind.whom();
                if field.kind.is_choice() {
                    options = field.options().into_iter().map(str::to_owned).collect();
                }
                let column = format!("f{}", field.id);
                match form(field) {
                    Form::None => return Err(refused()),
                    Form::Instant => (instant(&column), Shape::Instant(by.step)),
                    Form::Number => (format!("r.{column}"), Shape::Number),
                    Form::List => (format!("r.{column}"), Shape::List),
                    Form::Text if field.kind.keeps() == Keeps::Date => {
                        (format!("r.{column}"), Shape::Day(by.step))
                    }
                    Form::Text => (format!("r.{column}"), Shape::Text),
                }
            }
        };
        Ok(Self {
            column,
            shape,
            options,
            whom,
        })
    }
}

/// The column with the keys of a number field.
fn measured(fields: &Fields, code: &str) -> Result<String, Refused> {
    let number = |field: &Field| form(field) == Form::Number;
    match place_of(fields, code)? {
        Place::Field(field) if number(field) => Ok(format!("r.f{}", field.id)),
        _ => Err(Refused::Measure(code.to_owned())),
    }
}

impl From<fold::TooMany> for Error {
    fn from(fold::TooMany(most): fold::TooMany) -> Self {
        Refused::Groups(most).into()
    }
}
