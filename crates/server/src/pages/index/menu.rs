//! The head and the foot of a list: the actions of the app and links to other pages.

use maud::{Markup, html};

use super::List;
use crate::pages::parts;
use crate::pages::record::Place;

/// Renders the app's name, the element for plug-ins, the button to add a record, and links to the
/// app's other pages.
pub(super) fn head(list: &List<'_>) -> Markup {
    let List { view, opened, .. } = list;
    let settings = &opened.settings;
    let mobile = opened.place.is_mobile();
    html! {
        div class="pd-head gaia-argoui-app-titlebar" {
            h1 class="pd-title pd-break" { (settings.name) }
            div class="pd-actions gaia-argoui-app-menu" {
                div class="pd-space" data-pd="header-menu-space" {}
                @if opened.access.can_add() && opened.place != Place::Preview {
                    a class={ "pd-button pd-button-main gaia-argoui-app-menu-add" @if mobile { " gaia-mobile-v2-app-indextoolbar-addrecord" } }
                        href="edit" data-pd="add-record" { (parts::plus()) (view.say("record.list.add")) }
                }
                (more(list))
                @if opened.access.can_manage() {
                    a class="pd-icon-link gaia-argoui-app-menu-settings" href={ "/k/admin/app/flow?app=" (settings.app) } data-pd="app-settings"
                        title=(view.t("index.settings_of")) aria-label=(view.t("index.settings_of")) { (parts::gear()) }
                }
            }
        }
    }
}

/// Renders links to the graph, the export and the import. Mobile pages have only the graph, as in
/// Kintone (B7.1).
fn more(list: &List<'_>) -> Markup {
    let List { view, opened, .. } = list;
    let mobile = opened.place.is_mobile();
    html! {
        details class="pd-more" data-pd="app-options" {
            summary class="pd-button" aria-label=(view.say("record.list.more")) title=(view.say("record.list.more")) { (parts::dots()) }
            div class="pd-menu" {
                a class="pd-menu-item" href="report" data-pd="report" { (view.say("record.list.report")) }
                @if !mobile {
                    @if opened.access.can_export() { a class="pd-menu-item" href={ "export" (list.address.at(0)) } { (view.say("record.list.export")) } }
                    @if opened.access.can_import() { a class="pd-menu-item" href="import" { (view.say("record.list.import")) } }
                }
            }
        }
    }
}

/// Renders the link between the desktop page and the mobile page.
pub(super) fn foot(list: &List<'_>) -> Markup {
    let List {
        view,
        opened,
        address,
        ..
    } = list;
    let (other, key) = match opened.place {
        Place::Live => (Place::Mobile, "to_mobile"),
        Place::Mobile => (Place::Live, "to_desktop"),
        Place::Preview => return html! {},
    };
    let href = format!("{}{}", other.base(opened.settings.app), address.at(0));
    html! {
        div class={ "pd-foot" @if opened.place.is_mobile() { " gaia-mobile-v2-viewpanel-footer" } } {
            a class="pd-link" href=(href) { (view.say(&format!("record.list.{key}"))) }
        }
    }
}
