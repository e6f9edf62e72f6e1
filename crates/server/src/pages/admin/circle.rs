//! `/k/admin/system/circle/{circle}`: one group or department, and who is in it.

use std::collections::HashSet;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use plugdock_schema::CircleId;
use plugdock_store::{Circle, CircleKind, User};
use serde_json::json;

use super::circles::{name_field, parent_field};
use super::{Section, done, head_below, page};
use crate::error::Error;
use crate::pages::AdminSession;
use crate::pages::layout::View;
use crate::pages::parts::{self, Tone};
use crate::state::App;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/k/admin/system/circle/{circle}", get(one))
}

async fn one(
    admin: AdminSession,
    Path(id): Path<String>,
    Query(asked): Query<parts::Said>,
) -> Result<Response, Error> {
    let session = admin.0;
    let store = &session.app.store;
    let id: CircleId = id.parse().map_err(|_| Error::not_found())?;
    let circle = store.circle(id).await?.ok_or_else(Error::not_found)?;
    let all = store.circles(CircleKind::Organization).await?;
    let members = store.members_of(&circle).await?;
    let within: HashSet<_> = members.iter().map(|(user, _)| user.id).collect();
    let mut others = store.users().await?;
    others.retain(|user| user.active && !within.contains(&user.id));
    others.sort_by_cached_key(|user| (user.name.to_lowercase(), user.id));
    let view = &session.view;
    let kind = view.say(&format!("admin.circle.{}", circle.kind.as_str()));
    let known = [
        "GROUP_ADDED",
        "ORGANIZATION_ADDED",
        "CIRCLE_SAVED",
        "MEMBERS_SAVED",
    ];
    let body = html! {
        (head_below(view, Section::Circles, &circle.name, &html! { (parts::badge(Tone::Plain, &kind)) }))
        (done(view, asked.message.as_deref(), &known))
        (parts::live("pd-says"))
        (in_it(view, &circle, &members, &others))
        (profile(view, &circle, &all))
        (removal(view, &circle))
    };
    Ok(session.answer(&page(view, Section::Circles, circle.name.clone(), &body)))
}

fn here(circle: &Circle) -> String {
    format!("{}{}", Section::Circles.href(), circle.id)
}

/// Who is in it, and who may be put in.
fn in_it(view: &View, circle: &Circle, members: &[(User, bool)], others: &[User]) -> Markup {
    html! {
        section class="pd-card" aria-labelledby="pd-members" {
            div class="pd-card-head" { h2 class="pd-card-title" id="pd-members" { (view.say("admin.circle.members")) } }
            @if members.is_empty() {
                (parts::empty(&view.say("admin.circle.nobody"), &view.say("admin.circle.nobody_next"), &html! {}))
            } @else {
                ul class="pd-rows" { @for (user, primary) in members { (member(view, circle, user, *primary)) } }
            }
            @if others.is_empty() {
                p class="pd-card-body pd-muted" { (view.say("admin.circle.all_in")) }
            } @else {
                form class="pd-card-body" data-pd-form="/k/api/circle/member.json" data-pd-method="PUT"
                    data-pd-body=(json!({"id": circle.id.0})) data-pd-next={ (here(circle)) "?message=MEMBERS_SAVED" } {
                    div class="pd-field" {
                        label class="pd-label" for="pd-user" { (view.say("admin.circle.user")) }
                        select class="pd-input" id="pd-user" name="user" required {
                            option value="" { (view.say("admin.circle.choose")) }
                            @for user in others { option value=(user.id) { (user.name) " (" (user.login) ")" } }
                        }
                    }
                    button class="pd-button pd-button-main" type="submit" { (view.say("admin.circle.put_in")) }
                }
            }
        }
    }
}

fn member(view: &View, circle: &Circle, user: &User, primary: bool) -> Markup {
    let name = [("name", &*user.name)];
    let next = format!("{}?message=MEMBERS_SAVED", here(circle));
    let body = |primary: bool| json!({"id": circle.id.0, "user": user.id.0, "primary": primary});
    html! {
        li class="pd-row pd-row-plain" {
            div class="pd-break" {
                a class="pd-link pd-break" href={ (Section::Users.href()) (user.id) } { (user.name) }
                " " span class="pd-muted pd-break" { (user.login) }
                @if primary { " " (parts::badge(Tone::Good, &view.say("admin.circle.primary"))) }
            }
            div class="pd-actions" {
                @if circle.kind == CircleKind::Organization && !primary {
                    form data-pd-form="/k/api/circle/member.json" data-pd-method="PUT" data-pd-body=(body(true)) data-pd-next=(next) {
                        button class="pd-button pd-button-small" type="submit"
                            aria-label=(view.say_with("admin.circle.make_primary_of", &name)) { (view.say("admin.circle.make_primary")) }
                    }
                }
                form data-pd-form="/k/api/circle/member.json" data-pd-method="DELETE" data-pd-body=(body(false)) data-pd-next=(next) {
                    button class="pd-button pd-button-small" type="submit"
                        aria-label=(view.say_with("admin.circle.put_out_named", &name)) { (view.say("admin.circle.put_out")) }
                }
            }
        }
    }
}

fn profile(view: &View, circle: &Circle, all: &[Circle]) -> Markup {
    // A group stands in no tree.
    let title = match circle.kind {
        CircleKind::Group => "admin.circle.name",
        CircleKind::Organization => "admin.circle.profile",
    };
    html! {
        section class="pd-card" aria-labelledby="pd-profile" {
            div class="pd-card-head" { h2 class="pd-card-title" id="pd-profile" { (view.say(title)) } }
            form class="pd-card-body" data-pd-form="/k/api/circle.json" data-pd-method="PUT"
                data-pd-body=(json!({"id": circle.id.0})) data-pd-next={ (here(circle)) "?message=CIRCLE_SAVED" } {
                dl class="pd-facts pd-field" {
                    dt { (view.say("admin.circle.code")) }
                    dd class="pd-break" { (circle.code) }
                }
                (name_field(view, &circle.name))
                @if circle.kind == CircleKind::Organization { (parent_field(view, all, Some(circle))) }
                button class="pd-button pd-button-main" type="submit" { (view.t("save")) }
            }
        }
    }
}

fn removal(view: &View, circle: &Circle) -> Markup {
    let ask = view.say_with("admin.circle.remove_ask", &[("name", &circle.name)]);
    html! {
        form data-pd-form="/k/api/circle.json" data-pd-method="DELETE" data-pd-danger data-pd-ask=(ask)
            data-pd-body=(json!({"id": circle.id.0})) data-pd-next={ (Section::Circles.href()) "?message=" (circle.kind.as_str().to_uppercase()) "_REMOVED" } {
            button class="pd-button pd-button-danger" type="submit" { (view.say("admin.circle.remove")) }
        }
    }
}
