//! `/k/api/report.json`: the figures of a graph.

use std::sync::Arc;

use axum::extract::State;
use plugdock_schema::AppId;
use plugdock_schema::query::Query;
use plugdock_store::records::report::{
    Figure, Function, GroupBy, Key, MAX_GROUPS, Measure, Report, Step,
};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::Answer;
use super::record::moment;
use crate::auth::Api;
use crate::error::Error;
use crate::i18n::{self, Locale};
use crate::params::{ByHand, Params, Who};
use crate::state::App;

/// Groups where the caller does not say.
const GROUPS: i64 = 50;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(report))
}

#[derive(Debug)]
pub(crate) struct Ask {
    app: AppId,
    query: String,
    group: GroupBy,
    series: Option<GroupBy>,
    measure: Measure,
    by_value: bool,
    descending: bool,
    limit: i64,
}

impl ByHand for Ask {
    const WHO: Who = Who::Session;

    fn read(params: &mut Params) -> Self {
        let app = params.app();
        let query = params.string("query").unwrap_or_default();
        let group = params.required_string("group");
        let series = given(params, "series");
        let function = one_of(params, "function", |word| {
            Some(match word {
                "count" => None,
                "sum" => Some(Function::Sum),
                "average" => Some(Function::Average),
                "max" => Some(Function::Max),
                "min" => Some(Function::Min),
                _ => return None,
            })
        });
        let measure = match function.flatten() {
            None => Measure::Count,
            Some(function) => Measure::Of(function, params.required_string("field")),
        };
        Self {
            app,
            query,
            group: GroupBy {
                step: one_of(params, "step", Step::parse).unwrap_or_default(),
                field: group,
            },
            series: series.map(|field| GroupBy {
                step: one_of(params, "seriesStep", Step::parse).unwrap_or_default(),
                field,
            }),
            measure,
            by_value: one_of(params, "sort", |word| two(word, "key", "value")).unwrap_or(false),
            descending: one_of(params, "order", |word| two(word, "asc", "desc")).unwrap_or(false),
            limit: params
                .int("limit", 1..=i64::try_from(MAX_GROUPS).unwrap_or(i64::MAX))
                .unwrap_or(GROUPS),
        }
    }
}

/// A text that is not empty.
fn given(params: &mut Params, name: &str) -> Option<String> {
    params.string(name).filter(|text| !text.is_empty())
}

fn one_of<T>(params: &mut Params, name: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
    let word = given(params, name)?;
    let read = read(&word);
    if read.is_none() {
        params.wrong(name, "errors.enum", Vec::new());
    }
    read
}

/// Whether `word` is the second.
fn two(word: &str, first: &str, second: &str) -> Option<bool> {
    (word == first || word == second).then_some(word == second)
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
    params(
        ("app" = i64, Query, description = "The app"),
        ("query" = Option<String>, Query, description = "Condition"),
        ("group" = String, Query, description = "Code of the field to group by"),
        ("step" = Option<String>, Query, description = "Of dates: day, week, month, quarter, year"),
        ("series" = Option<String>, Query, description = "Code of a second field"),
        ("seriesStep" = Option<String>, Query, description = "As step"),
        ("function" = Option<String>, Query, description = "count, sum, average, max, min"),
        ("field" = Option<String>, Query, description = "Code of the number field; not with count"),
        ("sort" = Option<String>, Query, description = "key or value"),
        ("order" = Option<String>, Query, description = "asc or desc"),
        ("limit" = Option<i64>, Query, description = "Groups, 1 to 1000; 50"),
    ),
    responses((status = 200, body = Figures)))]
async fn report(State(app): State<Arc<App>>, call: Api<Ask>) -> Result<Answer<Figures>, Error> {
    let Api { caller, input } = call;
    let access = app.store.access(&caller.actor, input.app).await?;
    let asked = Report {
        query: Query::parse(&input.query)?,
        group: input.group,
        series: input.series,
        measure: input.measure,
        by_value: input.by_value,
        descending: input.descending,
        limit: usize::try_from(input.limit).unwrap_or(1),
    };
    let moment = moment(&app, &caller);
    let reported = app.store.report(&access, &asked, &moment).await?;
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
