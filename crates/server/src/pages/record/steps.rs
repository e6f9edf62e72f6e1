//! The actions of an app's process that a reader may take on a record, as buttons; the page's script asks, tells
//! the plug-ins and sends.

use maud::{Markup, html};
use plugdock_store::records::NextStep;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::pages::layout::View;

/// Nothing where there is nothing to do.
pub(crate) fn buttons(view: &View, steps: &[NextStep]) -> Markup {
    html! {
        @if !steps.is_empty() {
            div class="pd-actions pd-steps" role="group" aria-label=(view.say("record.steps")) {
                @for step in steps {
                    button class="pd-button pd-button-small" type="button" data-pd-step=(step.action) data-pd-to=(step.to)
                        data-pd-choice=(choice(step)) { (step.action) " " span class="pd-muted" { "→ " (step.to) } }
                }
            }
        }
    }
}

/// Somebody who may go on with a record.
#[derive(Serialize, ToSchema)]
pub(in crate::pages) struct NextAssignee<'a> {
    code: &'a str,
    name: &'a str,
}

/// Of whom the reader chooses one, as JSON.
fn choice(step: &NextStep) -> Value {
    let assignees = step.choice.iter().map(|person| NextAssignee {
        code: &person.code,
        name: &person.name,
    });
    json!(assignees.collect::<Vec<_>>())
}
