//! The right to add script to an app's pages (R50).
//!
//! Every edit of an app's settings passes [`check`], whichever endpoint, import or copy it comes
//! from. Script on a page acts with the rights of any user who opens it, administrators included.
//! So the right to manage the app is not enough to add script.

use plugdock_schema::views::{View, Views};

use crate::{Access, AppSettings, Error, Result};

/// Refuses an edit that changes the app's own JavaScript and CSS, or adds or changes a custom view,
/// unless a system administrator makes it. Other users may move or remove custom views.
///
/// # Errors
/// [`Error::ScriptDenied`] if the edit adds script and `access` has no right to.
pub(crate) fn check(access: &Access, before: &AppSettings, after: &AppSettings) -> Result<()> {
    if access.can_script() || !plants_script(before, after) {
        Ok(())
    } else {
        Err(Error::ScriptDenied)
    }
}

fn plants_script(before: &AppSettings, after: &AppSettings) -> bool {
    if before.scripts != after.scripts {
        return true;
    }
    // Renaming a field also renames it in the order of a custom view. That is no change of the
    // view.
    let followed = before.views.follow(&before.fields, &after.fields);
    custom(&after.views).any(|view| {
        let same = |old: &View| old == view;
        !custom(&before.views).any(same) && !custom(&followed).any(same)
    })
}

fn custom(views: &Views) -> impl Iterator<Item = &View> {
    views.iter().filter(|view| view.is_custom())
}
