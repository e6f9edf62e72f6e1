//! `/k/admin/system/user/{user}`: a user. The account page shows the same fields.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::get;
use jiff::tz;
use maud::{Markup, html};
use plugdock_schema::UserId;
use plugdock_store::{Group, GroupKind, User};
use serde_json::json;

use super::{Section, done, head_below, page};
use crate::error::Error;
use crate::i18n::Locale;
use crate::pages::AdminSession;
use crate::pages::layout::View;
use crate::pages::parts::{self, Tone};
use crate::pages::sessions::SessionTable;
use crate::state::AppState;

pub(super) fn routes() -> Router<Arc<AppState>> {
    Router::new().route("/k/admin/system/user/{user}", get(one))
}

async fn one(
    admin: AdminSession,
    Path(id): Path<String>,
    Query(asked): Query<parts::Said>,
) -> Result<Response, Error> {
    let session = admin.0;
    let state = &session.state;
    let id = id.parse().map_err(|_| Error::not_found())?;
    let user = state.store.user(UserId(id)).await?;
    let user = user.ok_or_else(Error::not_found)?;
    let sessions = state.store.sessions_of(user.id, state.clock.now()).await?;
    let mut mine = state
        .store
        .groups_of(&user, GroupKind::Organization)
        .await?;
    mine.extend(state.store.groups_of(&user, GroupKind::Group).await?);
    let view = &session.view;
    let here = format!("/k/admin/system/user/{}", user.id);
    let known = ["USER_SAVED", "PASSWORD_SET", "SIGNED_OUT", "SESSION_ENDED"];
    let table = SessionTable {
        user: user.id,
        sessions: &sessions,
        own: session.caller.kept(user.id),
        here: &here,
    };
    let body = html! {
        (head_below(view, Section::Users, &user.name, &html! {
            (role(view, &user))
            @if !user.active { (parts::badge(Tone::Danger, &view.say("admin.user.inactive"))) }
        }))
        (done(view, asked.message.as_deref(), &known))
        (parts::live("pd-says"))
        (profile(view, &user, &here))
        (groups(view, &mine))
        (password(view, &user, &here))
        (sign_in_card(view, &user, &table, user.id == session.user.id))
        p {
            a class="pd-link" href={ (Section::Audit.href()) "?user=" (user.id) } { (view.say("admin.user.audit")) }
        }
    };
    Ok(session.answer(&page(view, Section::Users, user.name.clone(), &body)))
}

fn profile(view: &View, user: &User, here: &str) -> Markup {
    html! {
        section class="pd-card" aria-labelledby="pd-profile" {
            div class="pd-card-head" { h2 class="pd-card-title" id="pd-profile" { (view.say("admin.user.profile")) } }
            form class="pd-card-body" data-pd-form="/k/api/users.json" data-pd-method="PUT"
                data-pd-body=(json!({"id": user.id.0})) data-pd-next={ (here) "?message=USER_SAVED" } {
                dl class="pd-facts pd-field" {
                    dt { (view.say("admin.user.login")) }
                    dd class="pd-break" { (user.login) }
                }
                (fields(view, &Fields::of(user)))
                (role_field(view, user.admin))
                button class="pd-button pd-button-main" type="submit" { (view.t("save")) }
            }
        }
    }
}

/// Renders the groups and organizations of a user. The flag marks the primary organization.
fn groups(view: &View, mine: &[(Group, bool)]) -> Markup {
    html! {
        section class="pd-card" aria-labelledby="pd-groups" {
            div class="pd-card-head" {
                h2 class="pd-card-title" id="pd-groups" { (Section::Groups.name(view)) }
                a class="pd-button pd-button-small" href=(Section::Groups.href()) { (view.say("admin.user.groups")) }
            }
            ul class="pd-card-body pd-list" {
                @for (group, primary) in mine {
                    li class="pd-break" {
                        @if group.is_built_in() { (group.name) }
                        @else { a class="pd-link" href={ (Section::Groups.href()) (group.id) } { (group.name) } }
                        @if *primary { " " (parts::badge(Tone::Good, &view.say("admin.group.primary"))) }
                    }
                }
            }
        }
    }
}

fn password(view: &View, user: &User, here: &str) -> Markup {
    html! {
        section class="pd-card" aria-labelledby="pd-new-password" {
            div class="pd-card-head" { h2 class="pd-card-title" id="pd-new-password" { (view.say("admin.user.new_password")) } }
            form class="pd-card-body" data-pd-form="/k/api/user/password.json" data-pd-method="PUT"
                data-pd-body=(json!({"id": user.id.0})) data-pd-next={ (here) "?message=PASSWORD_SET" } {
                p { (view.say("admin.user.new_password_lead")) }
                (password_field(view, &view.say("admin.user.new_password")))
                button class="pd-button" type="submit" { (view.say("admin.user.set_password")) }
            }
        }
    }
}

/// Renders the user's sessions, and the buttons to sign the user out and to deactivate or activate
/// the user.
fn sign_in_card(view: &View, user: &User, table: &SessionTable<'_>, is_self: bool) -> Markup {
    let SessionTable { sessions, here, .. } = table;
    let name = &[("name", &*user.name)];
    html! {
        section class="pd-card" aria-labelledby="pd-sign-in" {
            div class="pd-card-head" { h2 class="pd-card-title" id="pd-sign-in" { (view.say("admin.user.sign_in")) } }
            @if !sessions.is_empty() { (table.render(view)) }
            div class="pd-card-body" {
                p { (view.say_with("admin.user.sessions", &[("count", &sessions.len().to_string())])) }
                div class="pd-actions" {
                    @if !sessions.is_empty() {
                        form data-pd-form="/k/api/sessions.json" data-pd-method="DELETE"
                            data-pd-body=(json!({"user": user.id.0})) data-pd-next={ (here) "?message=SIGNED_OUT" }
                            data-pd-ask=(view.say_with("admin.user.sign_out_ask", name)) {
                            button class="pd-button" type="submit" { (view.say("admin.user.sign_out")) }
                        }
                    }
                    @if !user.active {
                        form data-pd-form="/k/api/users.json" data-pd-method="PUT" data-pd-next={ (here) "?message=USER_SAVED" }
                            data-pd-body=(json!({"id": user.id.0, "active": true})) {
                            button class="pd-button" type="submit" { (view.say("admin.user.activate")) }
                        }
                    } @else if !is_self {
                        form data-pd-form="/k/api/users.json" data-pd-method="PUT" data-pd-next={ (here) "?message=USER_SAVED" }
                            data-pd-body=(json!({"id": user.id.0, "active": false})) data-pd-danger
                            data-pd-ask=(view.say_with("admin.user.deactivate_ask", name)) {
                            button class="pd-button pd-button-danger" type="submit" { (view.say("admin.user.deactivate")) }
                        }
                    }
                }
            }
        }
    }
}

/// The fields that users may also change in their own account.
pub(in crate::pages) struct Fields<'a> {
    name: &'a str,
    email: &'a str,
    locale: Option<&'a str>,
    timezone: &'a str,
    /// True if a name is required. A new user may have no name, and then the login name is used.
    must_have_name: bool,
}

impl<'a> Fields<'a> {
    pub(in crate::pages) fn of(user: &'a User) -> Self {
        Self {
            name: &user.name,
            email: &user.email,
            locale: user.locale.as_deref(),
            timezone: &user.timezone,
            must_have_name: true,
        }
    }

    /// Returns the fields of a new user, in the time zone of the administrator.
    pub(super) fn empty(timezone: &'a str) -> Self {
        Self {
            name: "",
            email: "",
            locale: None,
            timezone,
            must_have_name: false,
        }
    }
}

/// Renders the fields for name, email address, language and time zone.
pub(in crate::pages) fn fields(view: &View, fields: &Fields<'_>) -> Markup {
    let mut zones: Vec<String> = tz::db().available().map(|name| name.to_string()).collect();
    if !zones.iter().any(|zone| zone == fields.timezone) {
        zones.push(fields.timezone.to_owned());
    }
    zones.sort_unstable();
    html! {
        div class="pd-field" {
            label class="pd-label" for="pd-name" { (view.say("admin.user.name")) }
            input class="pd-input" id="pd-name" name="name" maxlength="128" autocomplete="off"
                required[fields.must_have_name] value=(fields.name);
        }
        div class="pd-field" {
            label class="pd-label" for="pd-email" { (view.say("admin.user.email")) }
            input class="pd-input" id="pd-email" name="email" type="email" maxlength="128" autocomplete="off" value=(fields.email);
        }
        div class="pd-columns" {
            div class="pd-field" {
                label class="pd-label" for="pd-locale" { (view.say("admin.user.locale")) }
                select class="pd-input" id="pd-locale" name="locale" {
                    option value="" selected[fields.locale.is_none()] { (view.say("admin.user.browser")) }
                    @for language in Locale::ALL {
                        option value=(language.as_str()) lang=(language.as_str())
                            selected[fields.locale == Some(language.as_str())] { (language.own_name()) }
                    }
                }
            }
            div class="pd-field" {
                label class="pd-label" for="pd-timezone" { (view.say("admin.user.timezone")) }
                select class="pd-input" id="pd-timezone" name="timezone" {
                    @for zone in &zones { option selected[zone == fields.timezone] { (zone) } }
                }
            }
        }
    }
}

/// Renders the field for the administrator role.
pub(super) fn role_field(view: &View, admin: bool) -> Markup {
    html! {
        div class="pd-field" {
            label class="pd-label" for="pd-admin" { (view.say("admin.user.role")) }
            select class="pd-input" id="pd-admin" name="admin" aria-describedby="pd-admin-hint" {
                option value="false" selected[!admin] { (view.say("admin.user.is_user")) }
                option value="true" selected[admin] { (view.say("admin.user.is_admin")) }
            }
            p class="pd-hint" id="pd-admin-hint" { (view.say("admin.user.role_hint")) }
        }
    }
}

/// Renders the field for a new password.
pub(in crate::pages) fn password_field(view: &View, label: &str) -> Markup {
    html! {
        div class="pd-field" {
            label class="pd-label" for="pd-password" { (label) }
            input class="pd-input" id="pd-password" name="password" type="password" required minlength="8" maxlength="1024"
                autocomplete="new-password" aria-describedby="pd-password-hint";
            p class="pd-hint" id="pd-password-hint" { (view.say("admin.user.password_hint")) }
        }
    }
}

pub(super) fn role(view: &View, user: &User) -> Markup {
    if user.admin {
        parts::badge(Tone::Warn, &view.say("admin.user.is_admin"))
    } else {
        parts::badge(Tone::Plain, &view.say("admin.user.is_user"))
    }
}
