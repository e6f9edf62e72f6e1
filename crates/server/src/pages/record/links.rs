//! Links from an app's list and from a record to related pages.

use maud::{Markup, html};
use plugdock_schema::{AppId, RecordId};
use plugdock_store::Access;

use super::Place;
use crate::pages::layout::View;
use crate::pages::parts;

/// Renders a small menu. For a list it has the graph, and on desktop the import and the export. For
/// a record it has the print page. Renders nothing if the menu would be empty.
pub(crate) fn links(
    view: &View,
    place: Place,
    app: AppId,
    access: &Access,
    record: Option<RecordId>,
) -> Markup {
    let base = place.base(app);
    let mut ways: Vec<(&str, String)> = Vec::new();
    match record {
        Some(id) if !place.is_mobile() => {
            ways.push(("data.print.link", format!("{base}print?record={id}")));
        }
        Some(_) => {}
        None => {
            ways.push(("data.report.link", format!("{base}report")));
            if !place.is_mobile() {
                if access.can_export() {
                    ways.push(("data.export.link", format!("{base}export")));
                }
                if access.can_import() {
                    ways.push(("data.import.link", format!("{base}import")));
                }
            }
        }
    }
    html! {
        @if !ways.is_empty() {
            details class="pd-more" {
                summary class="pd-button" aria-label=(view.say("data.more")) title=(view.say("data.more")) { (parts::dots()) }
                div class="pd-menu" {
                    @for (key, href) in &ways { a class="pd-menu-item" href=(href) { (view.say(key)) } }
                }
            }
        }
    }
}
