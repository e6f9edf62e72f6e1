//! Code that the APIs of groups and organizations share. It records the signed-in user and the time
//! with each change.

use plugdock_schema::{GroupId, UserId};
use plugdock_store::{By, Group, GroupChange, GroupKind, Membership, NewGroup};

use super::answer::{Answer, Nothing};
use super::users::Name;
use crate::auth::Caller;
use crate::error::Error;
use crate::params::{Text, checked_text, filled};
use crate::state::AppState;

checked_text! {
    /// The code of a group or an organization. Surrounding white space is removed.
    pub(super) Code(String) of Text<1, 128>, |code| {
        let code = code.trim();
        if code.is_empty() || code.chars().any(char::is_control) {
            return Err("errors.code_form");
        }
        Ok(code.to_owned())
    }
}

/// Returns the name to store. An empty name counts as absent, because lists would show nothing for
/// it.
pub(super) fn shown(name: Option<Name>) -> Option<String> {
    filled(name).filter(|name| !name.trim().is_empty())
}

/// A user who changes groups of one kind.
pub(super) struct GroupChanges<'a> {
    state: &'a AppState,
    kind: GroupKind,
    by: By,
}

impl<'a> GroupChanges<'a> {
    /// Begins changes by the caller.
    ///
    /// # Errors
    /// The caller is not a user.
    pub(super) fn by(caller: &Caller, state: &'a AppState, kind: GroupKind) -> Result<Self, Error> {
        caller.require_user()?;
        let by = caller.by();
        Ok(Self { state, kind, by })
    }

    /// Adds a group. Without a name, its code is its name.
    pub(super) async fn add(
        &self,
        code: Code,
        name: Option<Name>,
        parent: Option<String>,
    ) -> Result<Group, Error> {
        let new = NewGroup {
            kind: self.kind,
            name: shown(name).unwrap_or_else(|| code.0.clone()),
            code: code.0,
            parent,
        };
        let now = self.state.clock.now();
        Ok(self.state.store.add_group(new, self.by, now).await?)
    }

    /// Changes a group.
    pub(super) async fn change(&self, id: GroupId, change: GroupChange) -> Result<Group, Error> {
        let now = self.state.clock.now();
        let store = &self.state.store;
        Ok(store
            .change_group(self.kind, id, change, self.by, now)
            .await?)
    }

    /// Deletes a group.
    pub(super) async fn remove(&self, id: GroupId) -> Result<Answer<Nothing>, Error> {
        let now = self.state.clock.now();
        self.state
            .store
            .remove_group(self.kind, id, self.by, now)
            .await?;
        Ok(Answer(Nothing {}))
    }

    /// Adds a user to a group.
    pub(super) async fn add_member(
        &self,
        group: GroupId,
        user: UserId,
        primary: Option<bool>,
    ) -> Result<Answer<Nothing>, Error> {
        let member = self.member(group, user);
        let now = self.state.clock.now();
        self.state
            .store
            .add_member(member, primary, self.by, now)
            .await?;
        Ok(Answer(Nothing {}))
    }

    /// Removes a user from a group.
    pub(super) async fn remove_member(
        &self,
        group: GroupId,
        user: UserId,
    ) -> Result<Answer<Nothing>, Error> {
        let member = self.member(group, user);
        let now = self.state.clock.now();
        self.state.store.remove_member(member, self.by, now).await?;
        Ok(Answer(Nothing {}))
    }

    fn member(&self, group: GroupId, user: UserId) -> Membership {
        Membership {
            kind: self.kind,
            group,
            user,
        }
    }
}
