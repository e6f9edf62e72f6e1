//! The address of a list: the view, the filter with its order, the page size and the offset. This
//! state is stored nowhere else.

use plugdock_schema::query::MAX_OFFSET;
use url::form_urlencoded::Serializer;

use super::IndexQuery;
use super::month::Month;

/// The possible numbers of records on a page, as in Kintone. The first is the default.
pub(super) const SIZES: [usize; 5] = [20, 40, 60, 80, 100];

/// The maximum number of records that can be skipped.
#[expect(clippy::cast_possible_truncation, reason = "the value is 10,000")]
pub(super) const FURTHEST: usize = MAX_OFFSET.unsigned_abs() as usize;

/// The state of a list in its address.
#[derive(Clone, Copy)]
pub(super) struct Address<'a> {
    view: i64,
    /// The filter that replaces the view's own. It is never empty.
    pub(super) query: Option<&'a str>,
    /// The page size, one of [`SIZES`].
    pub(super) size: usize,
    /// The offset, at most [`FURTHEST`].
    pub(super) offset: usize,
}

impl<'a> Address<'a> {
    /// Reads the query parameters. An unknown page size becomes the default.
    pub(super) fn new(view: i64, asked: &'a IndexQuery) -> Self {
        let query = asked.q.as_deref().map(str::trim);
        let size = asked.size.filter(|size| SIZES.contains(size));
        Self {
            view,
            query: query.filter(|query| !query.is_empty()),
            size: size.unwrap_or(SIZES[0]),
            offset: asked.offset.unwrap_or(0).min(FURTHEST),
        }
    }

    /// Returns the first page of a view.
    pub(super) fn of_view(view: i64) -> Self {
        Self {
            view,
            query: None,
            size: SIZES[0],
            offset: 0,
        }
    }

    /// Returns the address of another offset in the same list.
    pub(super) fn at(self, offset: usize) -> String {
        Self { offset, ..self }.text(None)
    }

    /// Returns the address of the first page with the page size `size`.
    pub(super) fn sized(self, size: usize) -> String {
        Self {
            size,
            offset: 0,
            ..self
        }
        .text(None)
    }

    /// Returns the address of the first page of the records that match `query`.
    pub(super) fn asking(self, query: &str) -> String {
        Address {
            query: Some(query),
            offset: 0,
            ..self
        }
        .text(None)
    }

    /// Returns the address of the view with its own filter.
    pub(super) fn cleared(self) -> String {
        Self {
            query: None,
            offset: 0,
            ..self
        }
        .text(None)
    }

    /// Returns the address of another month of a calendar.
    pub(super) fn month(self, month: Month) -> String {
        self.text(Some(month))
    }

    fn text(self, month: Option<Month>) -> String {
        let mut address = Serializer::for_suffix("?".to_owned(), 1);
        address.append_pair("view", &self.view.to_string());
        if let Some(query) = self.query {
            address.append_pair("q", query);
        }
        if self.size != SIZES[0] {
            address.append_pair("size", &self.size.to_string());
        }
        if self.offset > 0 {
            address.append_pair("offset", &self.offset.to_string());
        }
        if let Some(month) = month {
            address.append_pair("date", &month.to_string());
        }
        address.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(q: &str, size: usize, offset: usize) -> IndexQuery {
        IndexQuery {
            view: None,
            q: Some(q.to_owned()),
            offset: Some(offset),
            size: Some(size),
            date: None,
        }
    }

    #[test]
    fn an_address_says_what_differs_and_nothing_else() {
        let asked = asked(" a = \"b&c\" ", 40, 80);
        let address = Address::new(5, &asked);
        assert_eq!(
            address.at(120),
            "?view=5&q=a+%3D+%22b%26c%22&size=40&offset=120"
        );
        assert_eq!(address.cleared(), "?view=5&size=40");
        assert_eq!(address.sized(20), "?view=5&q=a+%3D+%22b%26c%22");
        assert_eq!(Address::of_view(20).at(0), "?view=20");
    }

    #[test]
    fn a_size_nobody_offers_and_a_place_too_far_are_brought_back() {
        let asked = asked("  ", 1_000, 1_000_000);
        let address = Address::new(5, &asked);
        assert_eq!(
            (address.query, address.size, address.offset),
            (None, 20, 10_000)
        );
    }
}
