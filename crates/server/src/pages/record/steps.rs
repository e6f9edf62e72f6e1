//! Renders the actions of an app's process that the user may perform on a record as buttons. The
//! page's script asks for confirmation, notifies the plug-ins and sends the request.

use maud::{Markup, html};
use plugdock_store::records::NextStep;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::pages::layout::View;

/// Renders the buttons. Renders nothing if there are no actions.
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

/// A user who may become the next assignee of a record.
#[derive(Serialize, ToSchema)]
pub(in crate::pages) struct NextAssignee<'a> {
    code: &'a str,
    name: &'a str,
}

/// Returns the users among whom the user chooses the next assignee, as JSON.
fn choice(step: &NextStep) -> Value {
    let assignees = step.choice.iter().map(|person| NextAssignee {
        code: &person.code,
        name: &person.name,
    });
    json!(assignees.collect::<Vec<_>>())
}
