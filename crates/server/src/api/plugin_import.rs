//! `/k/api/plugin/import/check.json`: describes the effect of installing an upload, for the import
//! dialog.

use std::sync::Arc;

use axum::extract::State;
use plugdock_package::Package;
use plugdock_schema::FileKey;
use plugdock_store::Plugin;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::Answer;
use crate::auth::Api;
use crate::error::Error;
use crate::i18n::PageTexts;
use crate::params::{Text, request};
use crate::services::package_changes::{self, Change};
use crate::services::packages;
use crate::state::AppState;

/// The maximum number of apps that are counted.
const MAX_APPS: i64 = 500;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().routes(routes!(check))
}

request! {
    /// An upload to check.
    pub(crate) struct CheckPackage for Admin {
        /// The file key returned by `file.json`.
        file_key: Text<1>,
    }
}

/// The information that the import dialog shows before a package is installed (R36).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct CheckedPackage {
    id: String,
    name: String,
    version: String,
    /// True if a plug-in with this ID is already installed.
    update: bool,
    /// A sentence that describes the effect of installing it.
    summary: String,
    changes: Vec<Change>,
    /// The text of the button that installs it.
    button: String,
}

/// Opens an upload as an installation does, with the same checks (R31), and compares it with the
/// installed plug-in. The file key stays valid.
#[utoipa::path(post, path = "/k/api/plugin/import/check.json", tag = "plug-ins",
    request_body = CheckPackage, responses((status = 200, body = CheckedPackage)))]
async fn check(
    State(state): State<Arc<AppState>>,
    call: Api<CheckPackage>,
) -> Result<Answer<CheckedPackage>, Error> {
    let Api { caller, input } = call;
    let key = FileKey(input.file_key.0);
    let package = packages::open(&state, &caller.actor, &key).await?;
    let old = state.store.plugin(&package.id).await?;
    let apps = match &old {
        Some(old) => state.store.apps_using(&old.id, 0, MAX_APPS).await?.len(),
        None => 0,
    };
    let say = PageTexts(caller.locale);
    Ok(Answer(CheckedPackage {
        id: package.id.to_string(),
        name: package.manifest.name.get(caller.locale.as_str()).to_owned(),
        version: package.manifest.version.clone(),
        update: old.is_some(),
        summary: summary(say, old.as_ref(), &package, apps),
        changes: package_changes::changes(say, old.as_ref(), &package),
        button: say.t(if old.is_some() {
            "import.update"
        } else {
            "import.go"
        }),
    }))
}

/// Describes the effect of installing `new`, with the number of apps that have `old`.
fn summary(say: PageTexts, old: Option<&Plugin>, new: &Package, apps: usize) -> String {
    match old {
        None => say.t("import.summary_new"),
        Some(old) if old.package_sha256.0 == new.sha256 => say.t("import.summary_same"),
        Some(old) => say.text(
            "import.summary_update",
            &[
                ("old", &old.manifest.version),
                ("new", &new.manifest.version),
                ("count", &apps.to_string()),
            ],
        ),
    }
}
