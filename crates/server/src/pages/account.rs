//! `/k/account/`: the user's own account.

use std::sync::Arc;

use axum::Router;
use axum::extract::Query;
use axum::response::{Redirect, Response};
use axum::routing::get;
use maud::{Markup, html};
use serde_json::json;

use super::PageSession;
use super::admin::{self, user};
use super::layout::{Page, View};
use super::parts;
use super::sessions::SessionTable;
use crate::error::Error;
use crate::state::AppState;

const HERE: &str = "/k/account/";

pub(super) fn routes() -> Router<Arc<AppState>> {
    Router::new()
        .route("/k/account", get(|| async { Redirect::permanent(HERE) }))
        .route(HERE, get(page))
}

async fn page(session: PageSession, Query(asked): Query<parts::Said>) -> Result<Response, Error> {
    let state = &session.state;
    let sessions = state
        .store
        .sessions_of(session.user.id, state.clock.now())
        .await?;
    let own = session.caller.session().map(|session| session.token);
    let view = &session.view;
    let title = view.say("admin.account");
    let known = [
        "ACCOUNT_SAVED",
        "PASSWORD_CHANGED",
        "OTHERS_SIGNED_OUT",
        "SESSION_ENDED",
    ];
    let table = SessionTable {
        user: session.user.id,
        sessions: &sessions,
        own: own.as_ref(),
        here: HERE,
    };
    let body = html! {
        div class="pd-head" { h1 class="pd-title" { (title) } }
        (admin::done(view, asked.message.as_deref(), &known))
        (parts::live("pd-says"))
        (profile(view, &session))
        (password(view))
        (open_sessions(view, &table))
    };
    Ok(session.answer(&Page::own(title, body)))
}

fn profile(view: &View, session: &PageSession) -> Markup {
    html! {
        section class="pd-card" aria-labelledby="pd-profile" {
            div class="pd-card-head" { h2 class="pd-card-title" id="pd-profile" { (view.say("admin.user.profile")) } }
            form class="pd-card-body" data-pd-form="/k/api/me.json" data-pd-method="PUT"
                data-pd-next={ (HERE) "?message=ACCOUNT_SAVED" } {
                dl class="pd-facts pd-field" {
                    dt { (view.say("admin.user.login")) }
                    dd class="pd-break" { (session.user.login) }
                }
                (user::fields(view, &user::Fields::of(&session.user)))
                button class="pd-button pd-button-main" type="submit" { (view.t("save")) }
            }
        }
    }
}

fn password(view: &View) -> Markup {
    html! {
        section class="pd-card" aria-labelledby="pd-new-password" {
            div class="pd-card-head" { h2 class="pd-card-title" id="pd-new-password" { (view.say("admin.account.password")) } }
            form class="pd-card-body" data-pd-form="/k/api/me/password.json" data-pd-method="PUT"
                data-pd-next={ (HERE) "?message=PASSWORD_CHANGED" } {
                p { (view.say("admin.account.password_lead")) }
                div class="pd-field" {
                    label class="pd-label" for="pd-current" { (view.say("admin.account.current")) }
                    input class="pd-input" id="pd-current" name="current" type="password" required autocomplete="current-password";
                }
                (user::password_field(view, &view.say("admin.user.new_password")))
                button class="pd-button" type="submit" { (view.say("admin.account.change_password")) }
            }
        }
    }
}

fn open_sessions(view: &View, table: &SessionTable<'_>) -> Markup {
    html! {
        section class="pd-card" aria-labelledby="pd-sessions" {
            div class="pd-card-head" { h2 class="pd-card-title" id="pd-sessions" { (view.say("admin.account.sessions")) } }
            (table.render(view))
            div class="pd-card-body pd-actions" {
                @if table.sessions.len() > 1 {
                    form data-pd-form="/k/api/sessions.json" data-pd-method="DELETE" data-pd-body=(json!({"others": true}))
                        data-pd-ask=(view.say("admin.account.others_ask")) data-pd-next={ (HERE) "?message=OTHERS_SIGNED_OUT" } {
                        button class="pd-button" type="submit" { (view.say("admin.account.sign_out_others")) }
                    }
                }
                form data-pd-form="/k/api/sessions.json" data-pd-method="DELETE" data-pd-danger
                    data-pd-ask=(view.say("admin.account.everywhere_ask")) data-pd-next="/login" {
                    button class="pd-button pd-button-danger" type="submit" { (view.say("admin.account.sign_out_everywhere")) }
                }
            }
        }
    }
}
