//! The common part of the settings editors in the browser: a block of JSON and a script.

use maud::{Markup, PreEscaped, html};
use serde::Serialize;

use super::{Frame, Part};
use crate::pages::layout::{Page, View};
use crate::pages::parts::{self, Said};

/// Builds the settings page with the editor `name`, below the message about a save and `lead`.
pub(super) fn page(
    view: &View,
    frame: &Frame,
    (part, name): (Part, &str),
    said: &Said,
    lead: &Markup,
    start: &impl Serialize,
) -> Page {
    let body = html! {
        (parts::message(view, said.message.as_deref(), &["APP_SAVED"]))
        (lead)
        (place(view, name))
    };
    let mut page = frame.page(view, part, &body);
    page.tail = script(view, start);
    page
}

/// Renders the element for the editor. Until the editor replaces it, it tells users without scripts
/// what they need.
fn place(view: &View, name: &str) -> Markup {
    html! {
        div class="pd-editor" data-pd-editor=(name) {
            noscript { (parts::empty(&view.say("form.needs_scripts"), &view.say("form.needs_scripts_next"), &html! {})) }
        }
    }
}

/// Renders the JSON and the script, after the content of the page. The JSON contains no `<` (T75).
fn script(view: &View, start: &impl Serialize) -> Markup {
    let json = serde_json::to_string(start).expect("keys are strings");
    let json = json.replace('<', "\\u003c");
    html! {
        script type="application/json" id="pd-editor" { (PreEscaped(json)) }
        script type="module" nonce=(view.nonce) src=(plugdock_web::url::EDITOR_JS) {}
    }
}
