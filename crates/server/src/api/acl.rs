//! What the APIs of app, record and field permissions share.

use plugdock_schema::Invalid;
use plugdock_schema::acl::Entity;
use plugdock_schema::field::Whom;
use plugdock_store::{AppSettings, GroupKind};

use super::answer::{Answer, Revised};
use super::deploy;
use super::form;
use crate::auth::Caller;
use crate::error::Error;
use crate::params::{AppParam, Expected};
use crate::state::AppState;

/// The permissions that a request replaces.
pub(super) struct Replace<'a> {
    pub(super) app: AppParam,
    pub(super) revision: Option<Expected>,
    /// True to deploy the app too. As in Kintone, all other preview settings are deployed with the
    /// permissions.
    pub(super) deploy: bool,
    /// The entities of all rows.
    pub(super) entities: Vec<&'a Entity>,
}

impl Replace<'_> {
    /// Saves permissions in the app's preview settings.
    pub(super) async fn run(
        self,
        state: &AppState,
        caller: &Caller,
        set: impl FnOnce(&mut AppSettings) -> Result<(), Invalid> + Send,
    ) -> Result<Answer<Revised>, Error> {
        let access = form::managed(state, caller, self.app.0).await?;
        for entity in self.entities {
            must_exist(state, entity).await?;
        }
        if self.deploy {
            deploy::confirm(state, caller, access.app()).await?;
        }
        let revision = form::revise(state, &access, self.revision, set).await?;
        if self.deploy {
            let now = state.clock.now();
            let saved = [(access, Some(revision))];
            state.store.deploy(&saved, false, now).await?;
        }
        Ok(revision.into())
    }
}

/// Refuses an entity that does not exist.
async fn must_exist(state: &AppState, entity: &Entity) -> Result<(), Error> {
    let store = &state.store;
    let (whom, code, exists) = match entity {
        Entity::User(code) => {
            let found = store.user_by_login(code).await?.is_some();
            (Whom::Users, code, found)
        }
        Entity::Group(code) => {
            let found = store.has_group(GroupKind::Group, code).await?;
            (Whom::Groups, code, found)
        }
        Entity::Organization(code) => {
            let found = store.has_group(GroupKind::Organization, code).await?;
            (Whom::Organizations, code, found)
        }
        // The creator always exists, and the schema has found the field.
        Entity::Creator | Entity::Field(_) => return Ok(()),
    };
    if exists {
        Ok(())
    } else {
        Err(Error::no_entity(whom, code.clone()))
    }
}
