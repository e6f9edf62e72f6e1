//! Searches the records of a list. A filter that is invalid or refused is reported next to the
//! search field, and no records are shown.

use axum::http::StatusCode;
use plugdock_schema::query::{self, Order, Query};
use plugdock_store::records::{Record, Search};

use super::address::Address;
use super::views::ListView;
use crate::error::{self, Error};
use crate::i18n::Locale;
use crate::pages::PageSession;
use crate::pages::record::{Opened, Place};

/// The records of the list, and the query that found them.
#[derive(Default)]
pub(super) struct Shown {
    /// Only the condition of the query.
    pub(super) condition: String,
    /// The order of the records. If it is empty, the newest record comes first.
    pub(super) order: Vec<Order>,
    /// The query with its condition, order, limit and offset.
    pub(super) query: String,
    pub(super) offset: usize,
    /// The records, in the format of the REST API.
    pub(super) records: Vec<Record>,
    pub(super) total: usize,
    /// The reason why the filter could not be used.
    pub(super) wrong: Option<String>,
}

/// Returns one page of a list.
pub(super) async fn page(
    session: &PageSession,
    opened: &Opened,
    chosen: &ListView,
    address: &Address<'_>,
) -> Result<Shown, Error> {
    let found = match wanted(chosen, address) {
        Ok(shown) => fetch(session, opened, shown, address.size).await,
        Err(error) => Err(error),
    };
    told(session, address, found)
}

/// Returns the query of a view that shows no records itself. The view's scripts request the
/// records.
pub(super) fn nothing(
    session: &PageSession,
    chosen: &ListView,
    address: &Address<'_>,
) -> Result<Shown, Error> {
    let found = wanted(chosen, address).map(|mut shown| {
        shown.query = whole(&shown, address.size);
        shown.offset = 0;
        shown
    });
    told(session, address, found)
}

/// Returns the condition and the order of the address, or else those of the view.
pub(super) fn wanted(chosen: &ListView, address: &Address<'_>) -> Result<Shown, Error> {
    let text = address.query.unwrap_or(&chosen.filter);
    let mut order = Query::parse(text)
        .map_err(|error| unreadable(&error))?
        .order;
    if order.is_empty() && !chosen.sort.is_empty() {
        let sort = format!("order by {}", chosen.sort);
        order = Query::parse(&sort)
            .map_err(|error| unreadable(&error))?
            .order;
    }
    let condition = query::condition_of(text).map_err(|error| unreadable(&error))?;
    Ok(Shown {
        condition: condition.to_owned(),
        order,
        offset: address.offset,
        ..Shown::default()
    })
}

/// Adds the records.
pub(super) async fn fetch(
    session: &PageSession,
    opened: &Opened,
    mut shown: Shown,
    limit: usize,
) -> Result<Shown, Error> {
    shown.query = whole(&shown, limit);
    let search = Search {
        query: Query::parse(&shown.query).map_err(|error| unreadable(&error))?,
        fields: None,
        total: true,
    };
    let moment = session.moment();
    let store = &session.state.store;
    let page = match store.records(&opened.access, &search, &moment).await {
        // An app that was never deployed has no records yet, but its preview settings can be
        // previewed (R40).
        Err(plugdock_store::Error::NoApp(_)) if opened.place == Place::Preview => return Ok(shown),
        page => page?,
    };
    shown.records = page.records;
    let total = page.total.and_then(|total| usize::try_from(total).ok());
    shown.total = total.unwrap_or(0);
    Ok(shown)
}

/// Shows the refusal of a filter that the user typed. Returns all other errors.
pub(super) fn told(
    session: &PageSession,
    address: &Address<'_>,
    found: Result<Shown, Error>,
) -> Result<Shown, Error> {
    match found {
        Err(error) if address.query.is_some() && mends(&error) => {
            let reason = reasons(&error, session.view.locale);
            Ok(Shown {
                wrong: Some(
                    session
                        .view
                        .text("index.query_wrong", &[("reason", &reason)]),
                ),
                ..Shown::default()
            })
        }
        found => found,
    }
}

/// Returns `order by …`, or an empty text.
pub(super) fn order_text(order: &[Order]) -> String {
    if order.is_empty() {
        return String::new();
    }
    let keys = order.iter().map(|key| {
        let way = if key.descending { "desc" } else { "asc" };
        format!("{} {way}", key.field)
    });
    format!("order by {}", keys.collect::<Vec<_>>().join(", "))
}

fn whole(shown: &Shown, limit: usize) -> String {
    let order = order_text(&shown.order);
    let paging = format!("limit {limit} offset {}", shown.offset);
    let parts = [&shown.condition, &order, &paging];
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    parts.cloned().collect::<Vec<_>>().join(" ")
}

fn mends(error: &Error) -> bool {
    error.status.is_client_error() && error.status != StatusCode::NOT_FOUND
}

/// Converts the error of an invalid filter to one with a message for users of the page.
fn unreadable(error: &query::Error) -> Error {
    match error {
        query::Error::Syntax { at } => Error::invalid_at(
            "q",
            "pages.index.query_at",
            vec![("at", (at + 1).to_string())],
        ),
        _ => Error::invalid_at("q", "pages.index.query_large", Vec::new()),
    }
}

/// Returns an error as one line: the messages of all places, or else its own message.
fn reasons(error: &Error, locale: Locale) -> String {
    let body = error::render::body(error, locale);
    let places = body.errors.into_iter();
    let messages: Vec<String> = places.flat_map(|(_, place)| place.messages).collect();
    if messages.is_empty() {
        error.message(locale)
    } else {
        messages.join(" ")
    }
}
