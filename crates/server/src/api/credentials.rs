//! `/k/api/credentials.json`: makes saved credentials unreadable for pages (R01).

use std::sync::Arc;

use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Nothing};
use crate::auth::Api;
use crate::error::Error;
use crate::params::{AppParam, Faults, Flag, Place, PluginParam, request};
use crate::services::credential_policy;
use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().routes(routes!(seal))
}

request! {
    /// The credentials to seal or unseal: those of one plug-in in one app, or all. Unsealing goes
    /// no further than the server's setting allows.
    pub(crate) struct SealCredentials for Admin, confirmed checked by names_both {
        /// True if pages must not read the credentials. The default is true.
        sealed: Option<Flag>,
        /// The app's ID.
        app: Option<AppParam>,
        /// The plug-in's ID.
        id: Option<PluginParam>,
    }
}

fn names_both(seal: &SealCredentials, place: &Place<'_>, faults: &mut Faults) {
    let missing = match (&seal.app, &seal.id) {
        (Some(_), None) => "id",
        (None, Some(_)) => "app",
        _ => return,
    };
    faults.note::<()>(&place.member(missing), "errors.required");
}

/// Seals the saved credentials of one plug-in in one app (`app` and `id`), or all of them. Pages
/// cannot read sealed credentials. `sealed: false` reverses this, but only as far as the server's
/// setting allows. Every server process applies the change within a second.
#[utoipa::path(put, path = "/k/api/credentials.json", tag = "proxy",
    request_body = SealCredentials, responses((status = 200, body = Nothing)))]
async fn seal(
    State(state): State<Arc<AppState>>,
    call: Api<SealCredentials>,
) -> Result<Answer<Nothing>, Error> {
    let Api { caller, input } = call;
    let by = caller.by();
    let plugin = input.id.map(PluginParam::id).transpose()?;
    let one = input.app.map(|state| state.0).zip(plugin);
    let sealed = input.sealed.is_none_or(|sealed| sealed.0);
    credential_policy::seal(&state.store, one, sealed, by, state.clock.now()).await?;
    Ok(Answer(Nothing {}))
}
