//! The REST API. Each file serves one subject; its first line names the addresses.
//!
//! A file has `pub fn routes() -> OpenApiRouter<Arc<AppState>>`, its request types, its answer
//! types and its handlers:
//!
//! ```text
//! pub fn routes() -> OpenApiRouter<Arc<AppState>> {
//!     OpenApiRouter::new().routes(routes!(list))
//! }
//!
//! request! {
//!     pub(crate) struct ListThings for User {
//!         /// The app.
//!         app: AppParam,
//!         /// The maximum number to return. The default is 100.
//!         limit: Option<Whole<1, 100>>,
//!     }
//! }
//!
//! /// Returns things in the order of their IDs.
//! #[utoipa::path(get, path = "/k/v1/things.json", tag = "things",
//!     request_body = ListThings, responses((status = 200, body = Things)))]
//! async fn list(
//!     State(state): State<Arc<AppState>>,
//!     call: Api<ListThings>,
//! ) -> Result<Answer<Things>, Error> {
//! ```
//!
//! The OpenAPI document is generated from these files, so the names of types are unique. `openapi`
//! adds the parts that all operations share.

mod acl;
pub mod answer;
mod app;
mod app_acl;
mod app_customize;
mod app_form;
mod app_form_fields;
mod app_form_layout;
mod app_person;
mod app_plugin;
mod app_plugin_config;
mod app_plugins;
mod app_scripts;
mod app_settings;
mod app_status;
mod app_view_check;
mod app_views;
mod credentials;
mod deploy;
mod directory;
mod egress;
mod entities;
mod export;
mod field_acl;
pub mod file;
mod form;
mod group;
mod group_changes;
mod import;
mod me;
pub mod openapi;
mod organization;
mod plugin;
mod plugin_apps;
mod plugin_import;
mod plugin_versions;
mod plugins;
mod proxy;
mod record;
mod record_acl;
mod record_compute;
mod record_lookup;
mod record_permissions;
mod record_related;
mod record_status;
mod records;
mod records_acl;
mod report;
mod session;
mod sessions;
mod settings;
mod token;
mod users;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;

use crate::state::AppState;

/// Returns all routes of the REST API with their `OpenAPI` entries.
pub fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::with_openapi(openapi::about())
        .merge(openapi::routes())
        .merge(app_person::routes())
        .merge(app_plugin::routes())
        .merge(app::routes())
        .merge(app_customize::routes())
        .merge(app_form::routes())
        .merge(app_form_fields::routes())
        .merge(app_form_layout::routes())
        .merge(app_plugin_config::routes())
        .merge(app_plugins::routes())
        .merge(app_scripts::routes())
        .merge(app_settings::routes())
        .merge(app_status::routes())
        .merge(app_view_check::routes())
        .merge(app_views::routes())
        .merge(app_acl::routes())
        .merge(record_acl::routes())
        .merge(field_acl::routes())
        .merge(records_acl::routes())
        .merge(group::routes())
        .merge(organization::routes())
        .merge(credentials::routes())
        .merge(egress::routes())
        .merge(deploy::routes())
        .merge(export::routes())
        .merge(directory::routes())
        .merge(file::routes())
        .merge(import::routes())
        .merge(me::routes())
        .merge(entities::routes())
        .merge(plugin::routes())
        .merge(plugin_apps::routes())
        .merge(plugin_import::routes())
        .merge(plugin_versions::routes())
        .merge(plugins::routes())
        .merge(record::routes())
        .merge(record_compute::routes())
        .merge(record_lookup::routes())
        .merge(record_permissions::routes())
        .merge(record_related::routes())
        .merge(record_status::routes())
        .merge(records::routes())
        .merge(report::routes())
        .merge(session::routes())
        .merge(sessions::routes())
        .merge(settings::routes())
        .merge(token::routes())
        .merge(users::routes())
        .merge(proxy::routes())
}
