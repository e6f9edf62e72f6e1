//! The calendar view: a month of records by the day in one of their fields.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use maud::{Markup, html};
use plugdock_schema::Field;
use plugdock_schema::query::MAX_LIMIT;
use plugdock_store::records::Record;

use super::List;
use super::address::Address;
use super::month::Month;
use super::search::{self, Shown};
use super::views::ListView;
use crate::error::Error;
use crate::pages::PageSession;
use crate::pages::layout::View;
use crate::pages::record::{Opened, values};

/// The maximum number of records in a month, as in Kintone's calendars.
#[expect(clippy::cast_possible_truncation, reason = "the value is 500")]
const MAX_RECORDS: usize = MAX_LIMIT.unsigned_abs() as usize;

/// Returns the records of a month in the order of the view.
pub(super) async fn search(
    session: &PageSession,
    opened: &Opened,
    chosen: &ListView,
    address: &Address<'_>,
    date: &str,
    month: Month,
) -> Result<Shown, Error> {
    let Some(field) = opened.settings.fields.get(date) else {
        return search::nothing(session, chosen, address);
    };
    let found = match search::wanted(chosen, address) {
        Ok(mut shown) => {
            let days = month.condition(field, &session.view.zone);
            shown.condition = plugdock_schema::query::and(&shown.condition, &days);
            shown.offset = 0;
            search::fetch(session, opened, shown, MAX_RECORDS).await
        }
        Err(error) => Err(error),
    };
    search::told(session, address, found)
}

/// Groups records by day in the form `YYYY-MM-DD`. Days without records are absent (B7.4).
pub(super) fn by_day<'a>(
    view: &View,
    field: Option<&Field>,
    records: &'a [Record],
) -> BTreeMap<String, Vec<&'a Record>> {
    let mut days = BTreeMap::<String, Vec<&Record>>::new();
    for record in records {
        let value = field.and_then(|field| record.get(&field.code));
        let Some(text) = value.and_then(|value| value.text()) else {
            continue;
        };
        let day = match text.parse::<Timestamp>() {
            Ok(at) => at.to_zoned(view.zone.clone()).date().to_string(),
            Err(_) => text.into_owned(),
        };
        days.entry(day).or_default().push(record);
    }
    days
}

/// Renders the month as a table of weeks. On small screens it is a list of the days with records.
pub(super) fn grid(list: &List<'_>, month: Month, date: &str, title: &str) -> Markup {
    let List {
        view,
        opened,
        shown,
        ..
    } = list;
    let fields = &opened.settings.fields;
    let days = by_day(view, fields.get(date), &shown.records);
    let title = fields.get(title);
    html! {
        div class="pd-month" {
            div class="pd-month-head" {
                h2 class="pd-month-name" { (name(view, month)) }
                div class="pd-actions" {
                    a class="pd-button pd-button-small" rel="prev" href=(list.address.month(month.moved(-1))) { (view.say("record.list.month_before")) }
                    a class="pd-button pd-button-small" href=(list.address.at(0)) { (view.say("record.list.month_now")) }
                    a class="pd-button pd-button-small" rel="next" href=(list.address.month(month.moved(1))) { (view.say("record.list.month_after")) }
                }
            }
            @if shown.records.is_empty() { p class="pd-muted pd-month-none" { (view.say("record.list.month_empty")) } }
            @if shown.total > shown.records.len() {
                p class="pd-muted pd-month-none" { (view.say_with("record.list.month_cut", &[("count", &MAX_RECORDS.to_string())])) }
            }
            table class="pd-month-grid" {
                caption class="pd-hidden-text" { (name(view, month)) }
                thead { tr { @for day in 0..7 { th scope="col" { (view.say(&format!("record.list.day_{day}"))) } } } }
                tbody {
                    @for week in month.days().chunks(7) {
                        tr { @for day in week { (cell(list, month, *day, &days, title)) } }
                    }
                }
            }
        }
    }
}

fn name(view: &View, month: Month) -> String {
    let year = month.first().year().to_string();
    let key = format!("record.list.month_{}", month.first().month());
    view.say_with(&key, &[("year", &year)])
}

fn cell(
    list: &List<'_>,
    month: Month,
    day: Date,
    days: &BTreeMap<String, Vec<&Record>>,
    title: Option<&Field>,
) -> Markup {
    let outside = day.month() != month.first().month();
    let date = day.to_string();
    let records = days.get(&date).map(Vec::as_slice).unwrap_or_default();
    let weekday = day.weekday().to_sunday_zero_offset();
    html! {
        td class={ "pd-day" @if outside { " pd-day-outside" } @if records.is_empty() { " pd-day-free" } } data-pd-day=(date) {
            time class="pd-day-number" datetime=(date) {
                (day.day())
                span class="pd-day-name" { " " (list.view.say(&format!("record.list.day_{weekday}"))) }
            }
            @for record in records { (entry(list, record, title)) }
        }
    }
}

fn entry(list: &List<'_>, record: &Record, title: Option<&Field>) -> Markup {
    let view = list.view;
    let id = record.id.to_string();
    let text = title.and_then(|field| Some(values::text(view, field, &record.get(&field.code)?)));
    let text = text.filter(|text| !text.trim().is_empty());
    let text = text.unwrap_or_else(|| view.text("detail.title", &[("id", &id)]));
    html! { a class="pd-entry" href=(list.href(record)) { (text) } }
}
