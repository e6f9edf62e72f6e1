//! The three families of record pages and their addresses (B7.2).

use plugdock_schema::{AppId, RecordId};

/// The family of a record page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Desktop pages with the live settings.
    Live,
    /// Desktop pages with the preview settings, for users who manage the app (R40).
    Preview,
    /// Mobile pages with the live settings.
    Mobile,
}

impl Place {
    /// All families, to create the routes of each page.
    pub(crate) const ALL: [Self; 3] = [Self::Live, Self::Preview, Self::Mobile];

    /// Returns the address of the app's list, which is also the folder of its other pages.
    pub(crate) fn base(self, app: AppId) -> String {
        match self {
            Self::Live => format!("/k/{app}/"),
            Self::Preview => format!("/k/admin/preview/{app}/"),
            Self::Mobile => format!("/k/m/{app}/"),
        }
    }

    /// Returns the pattern of a page's route: [`Place::base`] with `{app}`, and the name of the
    /// page.
    pub(crate) fn route(self, page: &str) -> String {
        match self {
            Self::Live => format!("/k/{{app}}/{page}"),
            Self::Preview => format!("/k/admin/preview/{{app}}/{page}"),
            Self::Mobile => format!("/k/m/{{app}}/{page}"),
        }
    }

    /// Returns the address of a record. The part behind `#` is Kintone's, for scripts that read it.
    pub(crate) fn show(self, app: AppId, record: RecordId) -> String {
        format!("{}show?record={record}#record={record}", self.base(app))
    }

    /// Returns the address of a record's form.
    pub(crate) fn edit(self, app: AppId, record: RecordId) -> String {
        let base = self.base(app);
        format!("{base}show?record={record}&mode=edit#record={record}&mode=edit")
    }

    /// Returns true if plug-ins treat the pages as mobile pages (R47).
    pub(crate) fn is_mobile(self) -> bool {
        self == Self::Mobile
    }
}
