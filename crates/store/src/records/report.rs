//! Reports for graphs: records counted and aggregated by groups.
//!
//! The database groups equal values and counts them. Sums, averages and calendar periods are
//! computed here while its rows stream in. Only in this way are they exact, the same on both
//! databases, and in the reader's time zone. [`MAX_PARTS`] bounds the memory.

use futures_util::TryStreamExt as _;
use plugdock_schema::acl::RecordRight;
use plugdock_schema::field::{Keeps, Whom};
use plugdock_schema::query::Query;
use plugdock_schema::query::time::Moment;
use plugdock_schema::query::{Place, Refused, place_of};
use plugdock_schema::value::columns::{Form, form};
use plugdock_schema::{Field, Fields};
use sqlx::AssertSqlSafe;

use super::entities::load_names;
use super::{Open, bind_all, filter};
use crate::lanes::Lane;
use crate::{Access, Error, Result, Store, with_tx};

mod fold;
mod period;

use fold::Fold;
pub use period::Step;

/// The maximum number of groups in an answer.
pub const MAX_GROUPS: usize = 1_000;
/// The maximum number of groups of the second field. A chart with more colours cannot be read.
pub const MAX_SERIES: usize = 50;
/// The maximum number of pairs of groups that are held while counting. More are refused with
/// [`Refused::Groups`].
pub const MAX_PARTS: usize = 20_000;

/// A request for a report.
#[derive(Clone, Debug)]
pub struct Report {
    /// The query. Only its condition is used; order, limit and offset are ignored.
    pub query: Query,
    /// The first field to group by.
    pub group: GroupBy,
    /// The second field to group by, within each group.
    pub series: Option<GroupBy>,
    /// The value to compute for each group.
    pub measure: Measure,
    /// True to order groups by the measure, false to order them by their key.
    pub by_value: bool,
    /// True to reverse the order.
    pub descending: bool,
    /// The maximum number of groups, up to [`MAX_GROUPS`].
    pub limit: usize,
}

/// A field to group records by.
#[derive(Clone, Debug)]
pub struct GroupBy {
    /// The code of the field.
    pub field: String,
    /// The length of the periods for a date or an instant. Other fields ignore it.
    pub step: Step,
}

/// The value to compute for each group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Measure {
    /// The number of records.
    Count,
    /// A function of the numbers in a field, given by its code.
    Of(Function, String),
}

/// An aggregate function of the numbers in a group. Empty fields are ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// The sum.
    Sum,
    /// The mean, to ten decimal places.
    Average,
    /// The largest number.
    Max,
    /// The smallest number.
    Min,
}

/// The result of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reported {
    /// The groups, in the requested order.
    pub groups: Vec<Group>,
    /// The keys of the second field, in their own order. The list is empty without a second field.
    pub series: Vec<Key>,
    /// The number of all groups, including those beyond the limit.
    pub total: usize,
    /// The number of all records that were counted.
    pub records: i64,
}

/// One group of the first field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The common value of its records.
    pub key: Key,
    /// The figure of the whole group.
    pub whole: Figure,
    /// The figures of its parts, in the order of [`Reported::series`]. `None` means that no record
    /// is in both groups.
    pub parts: Vec<Option<Figure>>,
}

/// The common value of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The value as queries write it, or the period (`2026`, `2026-Q4`, `2026-11`, the Sunday of a
    /// week, the day). `None` is the group of records without a value.
    pub value: Option<String>,
    /// The name of the user, group or organization with this code.
    pub name: Option<String>,
}

/// The figure of one group or part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The number of records.
    pub records: i64,
    /// The measure, formatted as in records. `None` if no record has a number.
    pub value: Option<String>,
}

impl Store {
    /// Counts and aggregates records by groups.
    ///
    /// # Errors
    /// [`Error::Refused`] if a field cannot be used for it, or if there are too many groups.
    pub async fn report(
        &self,
        access: &Access,
        report: &Report,
        moment: &Moment,
    ) -> Result<Reported> {
        let ask = |lane: Lane| async move {
            let mut open = Open::ask(self, access, &lane).await?;
            open.report(access, report, moment).await
        };
        self.asked(access, ask).await
    }
}

impl Open {
    async fn report(
        &mut self,
        access: &Access,
        report: &Report,
        moment: &Moment,
    ) -> Result<Reported> {
        let permit = self.permit(access, RecordRight::View, moment)?;
        let query = Query {
            condition: report.query.condition.clone(),
            ..Query::default()
        };
        let filter = filter::compile(&query, &self.search_scope(moment), &permit)?;
        let fields = &self.seen.searched.fields;
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
            self.table(),
            filter.condition,
        );
        let mut fold = Fold::new(&first, second.as_ref(), moment);
        let binds = filter.binds;
        with_tx!(self.tx, |db| {
            let query = bind_all!(sqlx::query_as(AssertSqlSafe(sql)), binds);
            let mut rows = query.fetch(db);
            while let Some((one, two, number, count)) = rows.try_next().await? {
                fold.add(one, two, number, count)?;
            }
        });
        let mut reported = fold.finish(report)?;
        self.name(&first, second.as_ref(), &mut reported).await?;
        Ok(reported)
    }

    /// Adds the names of users, groups and organizations to their keys.
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

/// The grouping by one field.
struct Grouping {
    /// An SQL expression for the value as text.
    column: String,
    shape: Shape,
    /// The options of a choice field in their order. Other fields are ordered by their text.
    options: Vec<String>,
    /// The kind of entity that the values name by code, if any.
    whom: Option<Whom>,
}

/// The meaning of a column's text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Text,
    /// A list of values between marks. A record is in the group of each value.
    List,
    /// The sort key of a decimal number.
    Number,
    /// A day, grouped by periods.
    Day(Step),
    /// An instant in Unix milliseconds, grouped by periods.
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

/// Returns the column of a number field.
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
