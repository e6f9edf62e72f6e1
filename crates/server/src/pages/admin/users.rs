//! `/k/admin/system/user/`: the list of users, and the form to add one.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::Query;
use axum::response::{Redirect, Response};
use axum::routing::get;
use maud::{Markup, html};
use plugdock_schema::UserId;
use plugdock_store::{SignedIn, User};

use super::user::{self, Fields};
use super::{Section, done, head, head_below, page};
use crate::error::Error;
use crate::pages::AdminSession;
use crate::pages::layout::View;
use crate::pages::lists::{self, Part};
use crate::pages::parts::{self, Tone};
use crate::state::AppState;

/// The number of users on a page.
const SIZE: usize = 50;

pub(super) fn routes() -> Router<Arc<AppState>> {
    Router::new()
        .route(
            "/k/admin/system/user",
            get(|| async { Redirect::permanent(Section::Users.href()) }),
        )
        .route("/k/admin/system/user/", get(list))
        .route("/k/admin/system/user/new", get(add))
}

async fn list(
    admin: AdminSession,
    Query(asked): Query<lists::ListQuery>,
) -> Result<Response, Error> {
    let session = admin.0;
    let state = &session.state;
    let mut users = state.store.users().await?;
    users.retain(|user| lists::finds(&asked.q, &[&user.login, &user.name, &user.email]));
    users.sort_by_cached_key(|user| (!user.active, user.name.to_lowercase(), user.id));
    let part = Part::new(asked.page, SIZE, users.len());
    let signed_in = state.store.signed_in(state.clock.now()).await?.into_iter();
    let signed_in: HashMap<_, _> = signed_in.map(|seen| (seen.user, seen)).collect();
    let view = &session.view;
    let body = html! {
        (head(view, Section::Users, &view.say("admin.users.lead"), &html! {
            a class="pd-button pd-button-main" href="/k/admin/system/user/new" { (view.say("admin.users.add")) }
        }))
        (done(view, asked.message.as_deref(), &["USER_ADDED"]))
        (lists::search(view, Section::Users.href(), &view.say("admin.users.search"), &asked.q))
        div class="pd-card" {
            @if users.is_empty() {
                (parts::empty(&view.say("admin.users.none"), &view.say("admin.users.none_next"), &html! {}))
            } @else {
                (table(view, &part.of(users), &signed_in))
            }
        }
        (lists::pages(view, part, Section::Users.href(), &asked.q))
    };
    Ok(session.answer(&page(
        view,
        Section::Users,
        Section::Users.name(view),
        &body,
    )))
}

fn table(view: &View, users: &[User], signed_in: &HashMap<UserId, SignedIn>) -> Markup {
    let columns = ["name", "login", "email", "role", "seen"];
    html! {
        div class="pd-scroll" tabindex="0" role="region" aria-label=(Section::Users.name(view)) {
            table class="pd-table pd-table-stack" {
                thead { tr { @for column in columns { th scope="col" { (view.say(&format!("admin.user.{column}"))) } } } }
                tbody {
                    @for user in users {
                        tr {
                            td data-label=(view.say("admin.user.name")) {
                                a class="pd-link pd-break" href={ "/k/admin/system/user/" (user.id) } { (user.name) }
                                @if !user.active { " " (parts::badge(Tone::Danger, &view.say("admin.user.inactive"))) }
                            }
                            td data-label=(view.say("admin.user.login")) { span class="pd-break" { (user.login) } }
                            td data-label=(view.say("admin.user.email")) { span class="pd-break" { (user.email) } }
                            td data-label=(view.say("admin.user.role")) { (user::role(view, user)) }
                            td data-label=(view.say("admin.user.seen")) {
                                @if let Some(seen) = signed_in.get(&user.id) { (parts::moment(view, seen.last_seen)) }
                                @else { span class="pd-muted" { (view.say("admin.user.not_seen")) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

async fn add(admin: AdminSession) -> Result<Response, Error> {
    let session = admin.0;
    let view = &session.view;
    let title = view.say("admin.users.add");
    let body = html! {
        (head_below(view, Section::Users, &title, &html! {}))
        (parts::live("pd-says"))
        form class="pd-card" data-pd-form="/k/api/users.json"
            data-pd-next={ (Section::Users.href()) "?message=USER_ADDED" } {
            div class="pd-card-body" {
                div class="pd-field" {
                    label class="pd-label" for="pd-login" { (view.say("admin.user.login")) }
                    input class="pd-input" id="pd-login" name="login" required maxlength="128" autocomplete="off"
                        autocapitalize="none" spellcheck="false" aria-describedby="pd-login-hint";
                    p class="pd-hint" id="pd-login-hint" { (view.say("admin.user.login_hint")) }
                }
                (user::fields(view, &Fields::empty(&session.user.timezone)))
                (user::role_field(view, false))
                (user::password_field(view, &view.say("admin.user.first_password")))
                button class="pd-button pd-button-main" type="submit" { (view.say("admin.users.add")) }
            }
        }
    };
    Ok(session.answer(&page(view, Section::Users, title, &body)))
}
