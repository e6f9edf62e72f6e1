//! The groups and organizations of a user, for permissions.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use plugdock_schema::acl::Memberships;

use super::Group;
use crate::{Error, GroupKind, Reads, Result, Store, Topic, User};

impl Store {
    /// Returns the groups and organizations of a user, with the organizations above them.
    ///
    /// The answer is cached. After any change of the directory it is read again, on every process
    /// within a second.
    pub async fn memberships(&self, user: &User) -> Result<Arc<Memberships>> {
        let load = |mut reads: Reads| async move {
            reads.of(Topic::User, user.id);
            reads.of(Topic::Group, EVERY);
            // The caller's copy may be older than a change of the user.
            let Some(user) = self.user(user.id).await? else {
                return Ok(None);
            };
            let user = &user;
            let groups = self.groups_of(user, GroupKind::Group).await?;
            let organizations = self.groups(GroupKind::Organization).await?;
            let mine = self.groups_of(user, GroupKind::Organization).await?;
            let memberships = Memberships {
                groups: codes(groups),
                ancestors: above(&organizations, &mine),
                organizations: codes(mine),
            };
            Ok::<_, Error>(Some((Arc::new(memberships), reads)))
        };
        let known = self.inner.memberships.get_or(&user.id, load).await?;
        Ok(known.unwrap_or_default())
    }
}

/// The key of [`Topic::Group`] that stands for every group and organization.
pub(crate) const EVERY: &str = "";

fn codes(groups: Vec<(Group, bool)>) -> BTreeSet<String> {
    groups.into_iter().map(|(group, _)| group.code).collect()
}

/// Returns the codes of all organizations above `mine`.
fn above(all: &[Group], mine: &[(Group, bool)]) -> BTreeSet<String> {
    let parents: HashMap<&str, &str> = all
        .iter()
        .filter_map(|group| Some((group.code.as_str(), group.parent.as_deref()?)))
        .collect();
    let mut above = BTreeSet::new();
    for (group, _) in mine {
        let mut next = group.parent.as_deref();
        while let Some(code) = next {
            // An organization that is known already has its ancestors in the set.
            if !above.insert(code.to_owned()) {
                break;
            }
            next = parents.get(code).copied();
        }
    }
    above
}
