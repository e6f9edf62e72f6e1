//! A view whose HTML the app's administrators wrote, for scripts to fill.

use maud::{Markup, PreEscaped, html};

use super::List;
use crate::pages::fragment;

/// The HTML in the element that plug-ins look for (B11.4). Scripts in it do not run; it is as
/// trusted as the plug-ins of the app, which the same people choose.
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
