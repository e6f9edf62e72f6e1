//! What an editor in the browser starts from: a block of JSON, and its script.

use maud::{Markup, PreEscaped, html};
use serde::Serialize;

use crate::pages::layout::View;
use crate::pages::parts;

/// The place of the editor called `name`, and until it stands there, what to expect.
pub(super) fn place(view: &View, name: &str) -> Markup {
    html! {
        div class="pd-editor" data-pd-editor=(name) {
            noscript { (parts::empty(&view.say("form.needs_scripts"), &view.say("form.needs_scripts_next"), &html! {})) }
        }
    }
}

/// The block and the script, behind the content of the page. No `<` stands in the block (T75).
pub(super) fn script(view: &View, start: &impl Serialize) -> Markup {
    let json = serde_json::to_string(start).expect("keys are strings");
    let json = json.replace('<', "\\u003c");
    html! {
        script type="application/json" id="pd-editor" { (PreEscaped(json)) }
        script type="module" nonce=(view.nonce) src=(plugdock_web::url::EDITOR_JS) {}
    }
}
