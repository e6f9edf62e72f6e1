//! `/k/admin/app/{app}/token`: the API tokens of an app. A token is shown only once, when it is
//! created.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use plugdock_schema::AppId;
use plugdock_store::{ApiToken, Permissions};

use super::{Frame, Part};
use crate::error::Error;
use crate::pages::PageSession;
use crate::pages::layout::View;
use crate::pages::parts::{self, Tone};
use crate::state::AppState;

pub(super) fn routes() -> Router<Arc<AppState>> {
    Router::new().route("/k/admin/app/{app}/token", get(page))
}

async fn page(session: PageSession, Path(app): Path<AppId>) -> Result<Response, Error> {
    let view = &session.view;
    let frame = Frame::open(&session, app).await?;
    let tokens = session.state.store.api_tokens(&frame.access).await?;
    let body = html! {
        p class="pd-lead pd-lead-alone" { (view.say("form.tokens_lead")) }
        div id="pd-token" aria-live="polite" {}
        div class="pd-card" {
            @if tokens.is_empty() {
                (parts::empty(&view.say("form.tokens_empty"), &view.say("form.tokens_empty_next"), &html! {}))
            } @else {
                ul class="pd-rows" { @for token in &tokens { (row(view, token)) } }
            }
        }
        (make(view, app))
    };
    Ok(session.answer(&frame.page(view, Part::Tokens, &body)))
}

/// Returns each permission by its name in the API, with true if the token has it.
fn rights(may: Permissions) -> [(&'static str, bool); 5] {
    [
        ("view", may.view),
        ("add", may.add),
        ("edit", may.edit),
        ("delete", may.delete),
        ("manage", may.manage),
    ]
}

fn row(view: &View, token: &ApiToken) -> Markup {
    let name = view.say_with("form.token_named", &[("id", &token.id.to_string())]);
    let given = rights(token.permissions);
    html! {
        li class="pd-row pd-part" {
            div class="pd-row-main" {
                h2 class="pd-row-name" {
                    (name)
                    @if token.suspended { " " (parts::badge(Tone::Warn, &view.say("form.token_suspended"))) }
                }
                p class="pd-row-text pd-actions" {
                    @for (right, _) in given.iter().filter(|(_, given)| *given) {
                        (parts::badge(Tone::Plain, &view.say(&format!("form.token_{right}"))))
                    }
                    @if given.iter().all(|(_, given)| !given) { (view.say("form.token_nothing")) }
                }
                @if let Some(owner) = &token.owner {
                    @let owner = [("owner", &*owner.login)];
                    p class="pd-row-text pd-break" {
                        (view.say_with(if token.suspended { "form.token_suspended_why" } else { "form.token_owner" }, &owner))
                    }
                }
            }
            @if token.suspended {
                form class="pd-actions" data-pd-form="/k/api/app/token.json" data-pd-method="PUT" data-pd-next={ "/k/admin/app/" (token.app) "/token" } {
                    input type="hidden" name="app" value=(token.app);
                    input type="hidden" name="id" value=(token.id);
                    button class="pd-button pd-button-small" type="submit"
                        aria-label=(view.say_with("form.token_take_over_named", &[("name", &name)])) { (view.say("form.token_take_over")) }
                }
            }
            form class="pd-actions" data-pd-form="/k/api/app/token.json" data-pd-method="DELETE" data-pd-danger
                data-pd-ask=(view.say_with("form.token_remove_ask", &[("name", &name)])) {
                input type="hidden" name="app" value=(token.app);
                input type="hidden" name="id" value=(token.id);
                button class="pd-button pd-button-small pd-button-danger" type="submit"
                    aria-label=(view.say_with("form.token_remove_named", &[("name", &name)])) { (view.say("form.token_remove")) }
            }
        }
    }
}

fn make(view: &View, app: AppId) -> Markup {
    html! {
        section class="pd-card" aria-labelledby="pd-make" {
            div class="pd-card-head" { h2 class="pd-card-title" id="pd-make" { (view.say("form.token_make_title")) } }
            form class="pd-card-body" data-pd-token="/k/api/app/token.json" data-pd-kept=(view.say("form.token_kept"))
                data-pd-once=(view.say("form.token_once")) data-pd-copy=(view.say("form.token_copy")) data-pd-copied=(view.say("form.token_copied")) {
                input type="hidden" name="app" value=(app);
                fieldset class="pd-set-list" {
                    legend class="pd-label" { (view.say("form.token_may")) }
                    @for (right, first) in rights(Permissions { view: true, ..Permissions::default() }) {
                        label class="pd-set-choice" {
                            input type="checkbox" name=(right) value="true" checked[first];
                            " " (view.say(&format!("form.token_{right}")))
                        }
                    }
                }
                button class="pd-button pd-button-main" type="submit" { (view.say("form.token_make")) }
            }
        }
    }
}
