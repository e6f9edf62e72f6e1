//! Who may put script on an app's pages (R50).
//!
//! Every edit of an app's settings passes [`check`], whichever endpoint, import or copy it comes
//! from. Script on a page acts as whoever opens it, administrators included, so managing the app is
//! not enough to plant it.

use plugdock_schema::views::{View, Views};

use crate::{Access, AppSettings, Error, Result};

/// Refuses an edit that changes the app's own JavaScript and CSS, or adds or changes a custom view,
/// unless a system administrator makes it. Custom views that stay as they are, move, or go may be
/// part of anybody's edit.
///
/// # Errors
/// [`Error::ScriptDenied`] where the edit plants script and `access` may not.
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
    // A field that was renamed takes the order of a custom view with it: that is no change of the view.
    let followed = before.views.follow(&before.fields, &after.fields);
    custom(&after.views).any(|view| {
        let same = |old: &View| old == view;
        !custom(&before.views).any(same) && !custom(&followed).any(same)
    })
}

fn custom(views: &Views) -> impl Iterator<Item = &View> {
    views.iter().filter(|view| view.is_custom())
}
