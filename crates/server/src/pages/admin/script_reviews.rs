//! A card on the page of all apps: JavaScript and CSS that no administrator has accepted, to keep
//! or to remove (R50).

use maud::{Markup, html};
use plugdock_store::{HeldScript, ScriptReview};

use crate::pages::layout::View;

/// Renders a card with a row for each app that waits for a decision. Renders nothing if there is
/// none.
pub(super) fn card(view: &View, reviews: &[ScriptReview]) -> Markup {
    html! {
        @if !reviews.is_empty() {
            section class="pd-card" aria-labelledby="pd-scripts" {
                div class="pd-card-head" { h2 class="pd-card-title" id="pd-scripts" { (view.say("admin.scripts.title")) } }
                div class="pd-card-body" { p { (view.say("admin.scripts.lead")) } }
                ul class="pd-rows" { @for review in reviews { (row(view, review)) } }
            }
        }
    }
}

fn row(view: &View, review: &ScriptReview) -> Markup {
    html! {
        li class="pd-row pd-part" {
            div class="pd-row-main" {
                h3 class="pd-row-name pd-break" { (review.name) " " span class="pd-muted" { "#" (review.app) } }
                ul class="pd-list pd-small pd-break" { @for script in &review.scripts { li { (held(view, script)) } } }
            }
            div class="pd-actions" {
                (decide(view, review, "PUT", ["admin.scripts.keep", "admin.scripts.keep_named"]))
                (decide(view, review, "DELETE", ["admin.scripts.remove", "admin.scripts.remove_named"]))
            }
        }
    }
}

/// Renders a form with one button. `texts` are its label and its label for screen readers.
fn decide(view: &View, review: &ScriptReview, method: &str, texts: [&str; 2]) -> Markup {
    let name = [("name", &*review.name)];
    let danger = method == "DELETE";
    let ask = danger.then(|| view.say_with("admin.scripts.remove_ask", &name));
    let class = if danger { "pd-button-danger" } else { "" };
    html! {
        form data-pd-form="/k/api/app/scripts.json" data-pd-method=(method) data-pd-danger[danger] data-pd-ask=[ask]
            data-pd-next="/k/admin/system/app/?message=SCRIPTS_DECIDED" {
            input type="hidden" name="app" value=(review.app);
            button class={ "pd-button pd-button-small " (class) } type="submit"
                aria-label=(view.say_with(texts[1], &name)) { (view.say(texts[0])) }
        }
    }
}

fn held(view: &View, script: &HeldScript) -> String {
    match script {
        HeldScript::File(list, name) => format!("{}: {name}", list.as_str()),
        HeldScript::Url(list, url) => format!("{}: {url}", list.as_str()),
        HeldScript::View(name) => view.say_with("admin.scripts.view", &[("name", name)]),
    }
}
