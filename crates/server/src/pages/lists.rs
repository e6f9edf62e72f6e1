//! Search and paging for the server's own lists. They use plain forms and links and work without
//! scripts.

use maud::{Markup, html};
use serde::Deserialize;
use url::form_urlencoded::Serializer;

use super::layout::View;

/// The query parameters of a list.
#[derive(Deserialize)]
pub(crate) struct ListQuery {
    /// A part of a name. The default is all.
    #[serde(default)]
    pub(crate) q: String,
    pub(crate) page: Option<usize>,
    /// The message of the last action, as in [`Said`](super::parts::Said).
    pub(crate) message: Option<String>,
}

/// The part of a list that a page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// The number of the page, counted from 1.
    page: usize,
    size: usize,
    total: usize,
}

impl Part {
    /// Returns page `asked` of `total` items, or the last page if there are not enough items.
    pub(crate) fn new(asked: Option<usize>, size: usize, total: usize) -> Self {
        let last = total.div_ceil(size).max(1);
        Self {
            page: asked.unwrap_or(1).clamp(1, last),
            size,
            total,
        }
    }

    /// Returns the items of `all` that the page shows.
    pub(crate) fn of<T>(self, all: Vec<T>) -> Vec<T> {
        let from = (self.page - 1) * self.size;
        all.into_iter().skip(from).take(self.size).collect()
    }

    fn last(self) -> usize {
        self.total.div_ceil(self.size).max(1)
    }
}

/// Renders a search field. A search stays at the address `href` and starts at the first page.
pub(crate) fn search(view: &View, href: &str, label: &str, value: &str) -> Markup {
    html! {
        form class="pd-search" role="search" method="get" action=(href) {
            label class="pd-hidden-text" for="pd-q" { (label) }
            input class="pd-input" type="search" id="pd-q" name="q" value=(value) placeholder=(label) maxlength="200";
            button class="pd-button" type="submit" { (view.say("admin.search")) }
            @if !value.is_empty() { a class="pd-button pd-button-quiet" href=(href) { (view.say("admin.clear")) } }
        }
    }
}

/// Renders the shown range and the links to the other pages. Renders nothing if all items are
/// shown.
pub(crate) fn pages(view: &View, part: Part, href: &str, q: &str) -> Markup {
    if part.last() == 1 {
        return html! {};
    }
    let to = |page: usize| {
        let mut query = Serializer::new(String::new());
        if !q.is_empty() {
            query.append_pair("q", q);
        }
        query.append_pair("page", &page.to_string());
        format!("{href}?{}", query.finish())
    };
    let from = (part.page - 1) * part.size + 1;
    let until = (part.page * part.size).min(part.total);
    let range = view.text(
        "index.range",
        &[
            ("from", &from.to_string()),
            ("to", &until.to_string()),
            ("total", &part.total.to_string()),
        ],
    );
    html! {
        nav class="pd-pages" aria-label=(view.say("admin.pages")) {
            @if part.page > 1 { a class="pd-button pd-button-small" rel="prev" href=(to(part.page - 1)) { (view.t("index.previous")) } }
            span class="pd-muted" { (range) }
            @if part.page < part.last() { a class="pd-button pd-button-small" rel="next" href=(to(part.page + 1)) { (view.t("index.next")) } }
        }
    }
}

/// Returns true if any of `texts` contains `q`. Case does not matter.
pub(crate) fn finds(q: &str, texts: &[&str]) -> bool {
    let q = q.trim().to_lowercase();
    texts.iter().any(|text| text.to_lowercase().contains(&q))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_is_not_there_is_the_nearest_that_is() {
        let all: Vec<usize> = (0..5).collect();
        let shown = |asked| Part::new(asked, 2, 5).of(all.clone());
        assert_eq!(shown(None), [0, 1]);
        assert_eq!(shown(Some(3)), [4]);
        assert_eq!(shown(Some(9)), [4]);
        assert_eq!(shown(Some(0)), [0, 1]);
        assert!(Part::new(None, 2, 0).of(Vec::<u8>::new()).is_empty());
    }

    #[test]
    fn searching_minds_no_case() {
        assert!(finds(" ÉT", &["x", "été"]) && finds("", &["x"]) && !finds("y", &["x"]));
    }
}
