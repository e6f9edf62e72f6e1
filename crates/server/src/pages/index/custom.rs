//! The custom view: HTML that scripts fill with content. Only system administrators may change it
//! (R50).

use maud::{Markup, PreEscaped, html};

use super::List;
use crate::pages::fragment;

/// Renders the HTML in the element that plug-ins look for. Scripts in the HTML do not run. It is as
/// trusted as the app's plug-ins, because the same people choose both.
pub(super) fn area(list: &List<'_>, html: &str) -> Markup {
    let class = list
        .opened
        .place
        .is_mobile()
        .then_some("gaia-mobile-app-customview");
    html! {
        div class=[class] {
            div class="pd-custom gaia-app-indexview-customview-html" { (PreEscaped(fragment::inert(html))) }
        }
    }
}
