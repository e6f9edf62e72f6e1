//! `/k/api/report.json`: computes the figures of a graph.

use std::sync::Arc;

use axum::extract::State;
use plugdock_schema::query::Query;
use plugdock_store::records::report::{
    Figure, Function, GroupBy, Key, MAX_GROUPS, Measure, Report, Step,
};
use serde::Serialize;
use tokio::sync::Semaphore;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::Answer;
use super::record::moment;
use crate::aside;
use crate::auth::Api;
use crate::error::Error;
use crate::i18n::{self, Locale};
use crate::params::{
    AppParam, Faults, OrNone, Place, Text, Whole, choice, chosen, filled, request,
};
use crate::state::AppState;

/// The default for the maximum number of groups.
const GROUPS: usize = 50;
/// The largest number of groups that a caller may request.
#[expect(clippy::cast_possible_wrap, reason = "the value is 1,000")]
const MAX_ROWS: i64 = MAX_GROUPS as i64;

/// Limits the number of reports that are computed at the same time.
static TURNS: Semaphore = Semaphore::const_new(4);

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().routes(routes!(report))
}

choice! {
    /// The length of the periods that dates are grouped by.
    enum ReportStep {
        Day = "day",
        Week = "week",
        Month = "month",
        Quarter = "quarter",
        Year = "year",
    }
}

impl From<ReportStep> for Step {
    fn from(step: ReportStep) -> Self {
        match step {
            ReportStep::Day => Self::Day,
            ReportStep::Week => Self::Week,
            ReportStep::Month => Self::Month,
            ReportStep::Quarter => Self::Quarter,
            ReportStep::Year => Self::Year,
        }
    }
}

choice! {
    /// The figure that is computed for a group.
    #[derive(PartialEq)]
    enum ReportFunction {
        Count = "count",
        Sum = "sum",
        Average = "average",
        Max = "max",
        Min = "min",
    }
}

choice! {
    #[derive(PartialEq)]
    enum ReportSort {
        Key = "key",
        Value = "value",
    }
}

choice! {
    #[derive(PartialEq)]
    enum ReportOrder {
        Ascending = "asc",
        Descending = "desc",
    }
}

type StepOrNone = OrNone<ReportStep>;
type FunctionOrNone = OrNone<ReportFunction>;
type SortOrNone = OrNone<ReportSort>;
type OrderOrNone = OrNone<ReportOrder>;

request! {
    pub(crate) struct GetReport for Session checked by has_field {
        /// The app's ID.
        app: AppParam,
        /// The condition of the records.
        query: Option<Text>,
        /// The code of the field to group by.
        group: Text<1>,
        /// The length of the periods, if the field is a date. The default is `month`.
        step: Option<StepOrNone>,
        /// The code of a second field to group by.
        series: Option<Text>,
        /// The length of the periods of the second field. The default is `month`.
        series_step: Option<StepOrNone>,
        /// The figure to compute. The default is `count`.
        function: Option<FunctionOrNone>,
        /// The code of the number field. Not allowed with `count`.
        field: Option<Text>,
        /// The sort key of the groups. The default is `key`.
        sort: Option<SortOrNone>,
        /// The sort order. The default is `asc`.
        order: Option<OrderOrNone>,
        /// The maximum number of groups. The default is 50.
        limit: Option<Whole<1, { MAX_ROWS }>>,
    }
}

/// Notes a fault if the request names a function but no field to apply it to.
fn has_field(asked: &GetReport, place: &Place<'_>, faults: &mut Faults) {
    if asked.function().is_some() && filled(asked.field.clone()).is_none() {
        faults.note::<()>(&place.member("field"), "errors.required");
    }
}

impl GetReport {
    /// Returns the function to apply to the numbers, or `None` if records are counted.
    fn function(&self) -> Option<Function> {
        match chosen(self.function)? {
            ReportFunction::Count => None,
            ReportFunction::Sum => Some(Function::Sum),
            ReportFunction::Average => Some(Function::Average),
            ReportFunction::Max => Some(Function::Max),
            ReportFunction::Min => Some(Function::Min),
        }
    }

    fn report(self) -> Result<Report, Error> {
        let by = |field, step: Option<StepOrNone>| GroupBy {
            field,
            step: chosen(step).map(Step::from).unwrap_or_default(),
        };
        let function = self.function();
        let field = filled(self.field).unwrap_or_default();
        Ok(Report {
            query: Query::parse(&filled(self.query).unwrap_or_default())?,
            group: by(self.group.0, self.step),
            series: filled(self.series).map(|field| by(field, self.series_step)),
            measure: function.map_or(Measure::Count, |function| Measure::Of(function, field)),
            by_value: chosen(self.sort) == Some(ReportSort::Value),
            descending: chosen(self.order) == Some(ReportOrder::Descending),
            limit: self.limit.map_or(GROUPS, Whole::count),
        })
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct Figures {
    /// The groups in the requested order.
    groups: Vec<ReportGroup>,
    /// The names of the second field's groups. Empty if there is no second field.
    series: Vec<String>,
    /// The number of all groups, including those beyond the limit.
    total: usize,
    /// The number of records that were counted.
    records: i64,
}

#[derive(Debug, Serialize, ToSchema)]
struct ReportGroup {
    /// The name of the group, formatted for display.
    label: String,
    /// The number of records in the group.
    records: i64,
    /// The exact number. Null if no record has one.
    value: Option<String>,
    /// The exact numbers in the order of `series`. Null if a group has none.
    parts: Vec<Option<String>>,
}

/// Returns counts, sums or other figures of records by groups.
#[utoipa::path(get, path = "/k/api/report.json", tag = "records",
    request_body = GetReport, responses((status = 200, body = Figures)))]
async fn report(
    State(state): State<Arc<AppState>>,
    call: Api<GetReport>,
) -> Result<Answer<Figures>, Error> {
    let Api { caller, input } = call;
    let access = state.store.access(&caller.actor, input.app.0).await?;
    let asked = input.report()?;
    let moment = moment(&state, &caller);
    let turn = TURNS.acquire().await.map_err(|e| Error::internal(&e))?;
    let (asked, reported) = aside::run_async(async move {
        let _turn = turn;
        let reported = state.store.report(&access, &asked, &moment).await;
        (asked, reported)
    })
    .await?;
    let reported = reported?;
    let locale = caller.locale;
    let week = |by: &GroupBy| by.step == Step::Week;
    let first_is_week = week(&asked.group);
    let second_is_week = asked.series.as_ref().is_some_and(week);
    let value = |figure: Option<Figure>| figure.and_then(|figure| figure.value);
    let groups = reported.groups.into_iter().map(|group| ReportGroup {
        label: label(&group.key, first_is_week, locale),
        records: group.whole.records,
        value: group.whole.value,
        parts: group.parts.into_iter().map(value).collect(),
    });
    let series = reported.series.iter();
    Ok(Answer(Figures {
        groups: groups.collect(),
        series: series
            .map(|key| label(key, second_is_week, locale))
            .collect(),
        total: reported.total,
        records: reported.records,
    }))
}

fn label(key: &Key, week: bool, locale: Locale) -> String {
    match (&key.value, &key.name) {
        (None, _) => i18n::text(locale, "data.report.nothing", &[]),
        (_, Some(name)) => name.clone(),
        // Fields that are not dates also have a step, but it has no meaning.
        (Some(day), None) if week && day.parse::<jiff::civil::Date>().is_ok() => {
            i18n::text(locale, "data.report.week_of", &[("day", day)])
        }
        (Some(value), None) => value.clone(),
    }
}
