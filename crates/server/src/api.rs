//! The REST API: one file per address, named as it is.
//!
//! A file has `pub fn routes() -> OpenApiRouter<Arc<App>>`, its `Input`s and its handlers:
//!
//! ```text
//! pub fn routes() -> OpenApiRouter<Arc<App>> {
//!     OpenApiRouter::new().routes(routes!(list))
//! }
//!
//! struct List { window: Window }
//!
//! impl Input for List {
//!     const WHO: Who = Who::User;
//!     fn read(params: &mut Params) -> Self {
//!         Self { window: params.window(100) }
//!     }
//! }
//!
//! #[utoipa::path(get, path = "/k/v1/things.json", responses((status = 200, body = Things)))]
//! async fn list(State(app): State<Arc<App>>, call: Api<List>) -> Result<Json<Things>, Error> {
//! ```

pub mod answer;
mod app;
mod app_form_fields;
mod app_form_layout;
mod app_plugin;
mod app_plugin_config;
mod app_plugins;
mod app_settings;
mod app_status;
mod app_views;
mod credentials;
mod deploy;
pub mod file;
mod form;
pub mod openapi;
pub mod plugin;
mod plugin_apps;
mod plugin_versions;
mod plugins;
mod record;
mod records;
mod session;
mod token;
mod users;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

/// All routes of the REST API, with their `OpenAPI` rows.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::with_openapi(openapi::about())
        .merge(openapi::routes())
        .merge(app_plugin::routes())
        .merge(app::routes())
        .merge(app_form_fields::routes())
        .merge(app_form_layout::routes())
        .merge(app_plugin_config::routes())
        .merge(app_plugins::routes())
        .merge(app_settings::routes())
        .merge(app_status::routes())
        .merge(app_views::routes())
        .merge(credentials::routes())
        .merge(deploy::routes())
        .merge(file::routes())
        .merge(plugin::routes())
        .merge(plugin_apps::routes())
        .merge(plugin_versions::routes())
        .merge(plugins::routes())
        .merge(record::routes())
        .merge(records::routes())
        .merge(session::routes())
        .merge(token::routes())
        .merge(users::routes())
        .merge(crate::proxy_api::routes())
}
