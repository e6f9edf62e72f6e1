//! The pager: the shown range, links to the other pages, and the choice of the page size.

use maud::{Markup, html};

use super::List;
use super::address::{FURTHEST, SIZES};

/// Renders the pager. Renders nothing if the list is empty.
pub(super) fn pager(list: &List<'_>) -> Markup {
    let List {
        view,
        shown,
        address,
        ..
    } = list;
    if shown.records.is_empty() && shown.offset == 0 {
        return html! {};
    }
    let to = shown.offset + shown.records.len();
    let range = view.text(
        "index.range",
        &[
            ("from", &(shown.offset + 1).min(to).to_string()),
            ("to", &to.to_string()),
            ("total", &shown.total.to_string()),
        ],
    );
    let more = to < shown.total;
    html! {
        nav class={ "pd-pager pager-gaia gaia-argoui-app-index-pager" @if list.opened.place.is_mobile() { " gaia-mobile-app-customview-pager" } }
            data-pd-pager aria-label=(view.say("record.list.pages")) {
            span { (range) }
            @if more && to > FURTHEST { span { (view.say_with("record.list.too_far", &[("count", &FURTHEST.to_string())])) } }
            div class="pd-sizes" {
                span id="pd-sizes" { (view.say("record.list.sizes")) }
                ul aria-labelledby="pd-sizes" {
                    @for size in SIZES {
                        li { a class="pd-link" href=(address.sized(size)) aria-current=[(size == address.size).then_some("true")] { (size) } }
                    }
                }
            }
            div class="pd-actions" {
                @if shown.offset > 0 {
                    a class="pd-button pd-button-small" rel="prev" href=(address.at(shown.offset.saturating_sub(address.size))) { (view.t("index.previous")) }
                }
                @if more && to <= FURTHEST {
                    a class="pd-button pd-button-small" rel="next" href=(address.at(to)) { (view.t("index.next")) }
                }
            }
        }
    }
}
