//! `/k/api/report.json`: the figures of a graph.

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

/// Groups where the caller does not say.
const GROUPS: usize = 50;
/// Groups that a caller may ask for.
#[expect(clippy::cast_possible_wrap, reason = "a thousand")]
const MAX_ROWS: i64 = MAX_GROUPS as i64;

/// Reports that are made at once.
static TURNS: Semaphore = Semaphore::const_new(4);

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().routes(routes!(report))
}

choice! {
    /// How long the periods of dates are.
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
    /// What is told of a group.
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
        /// The app.
        app: AppParam,
        /// Condition.
        query: Option<Text>,
        /// Code of the field to group by.
        group: Text<1>,
        /// Of dates; month.
        step: Option<StepOrNone>,
        /// Code of a second field.
        series: Option<Text>,
        /// As `step`.
        series_step: Option<StepOrNone>,
        /// count.
        function: Option<FunctionOrNone>,
        /// Code of the number field; not with `count`.
        field: Option<Text>,
        /// key.
        sort: Option<SortOrNone>,
        /// asc.
        order: Option<OrderOrNone>,
        /// Groups at most; 50.
        limit: Option<Whole<1, { MAX_ROWS }>>,
    }
}

/// What is not counted but computed is computed of a field.
fn has_field(asked: &GetReport, place: &Place<'_>, faults: &mut Faults) {
    if asked.function().is_some() && filled(asked.field.clone()).is_none() {
        faults.note::<()>(&place.member("field"), "errors.required");
    }
}

impl GetReport {
    /// What is made of numbers; nothing where records are counted.
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
    /// In the order asked for.
    groups: Vec<ReportGroup>,
    /// Names of the second field's groups; empty without one.
    series: Vec<String>,
    /// All groups, also those beyond the limit.
    total: usize,
    /// Records that were counted.
    records: i64,
}

#[derive(Debug, Serialize, ToSchema)]
struct ReportGroup {
    /// As people read it.
    label: String,
    /// Records in it.
    records: i64,
    /// The exact number; null where no record has one.
    value: Option<String>,
    /// Exact numbers by `series`; null where there is none.
    parts: Vec<Option<String>>,
}

/// Records counted or added up by groups.
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
        // A field that is no date has a step, too, and it means nothing.
        (Some(day), None) if week && day.parse::<jiff::civil::Date>().is_ok() => {
            i18n::text(locale, "data.report.week_of", &[("day", day)])
        }
        (Some(value), None) => value.clone(),
    }
}
