//! The three families of record pages, and their addresses (B7.2).

use plugdock_schema::{AppId, RecordId};

/// Which family a record page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Desktop, under the deployed settings.
    Live,
    /// Desktop, under the settings that wait, for who manages the app (R40).
    Preview,
    /// For phones, under the deployed settings.
    Mobile,
}

impl Place {
    /// All of them, to give each page its routes.
    pub(crate) const ALL: [Self; 3] = [Self::Live, Self::Preview, Self::Mobile];

    /// Where the app's pages are: the list, and the folder of the others.
    pub(crate) fn base(self, app: AppId) -> String {
        match self {
            Self::Live => format!("/k/{app}/"),
            Self::Preview => format!("/k/admin/preview/{app}/"),
            Self::Mobile => format!("/k/m/{app}/"),
        }
    }

    /// The pattern of a page's route: `{app}` and a page's name behind [`Place::base`].
    pub(crate) fn route(self, page: &str) -> String {
        match self {
            Self::Live => format!("/k/{{app}}/{page}"),
            Self::Preview => format!("/k/admin/preview/{{app}}/{page}"),
            Self::Mobile => format!("/k/m/{{app}}/{page}"),
        }
    }

    /// One record. The part behind `#` is the vendor's, for scripts that read it.
    pub(crate) fn show(self, app: AppId, record: RecordId) -> String {
        format!("{}show?record={record}#record={record}", self.base(app))
    }

    /// One record's form.
    pub(crate) fn edit(self, app: AppId, record: RecordId) -> String {
        let base = self.base(app);
        format!("{base}show?record={record}&mode=edit#record={record}&mode=edit")
    }

    /// Whether its pages are mobile ones to plug-ins (R47).
    pub(crate) fn is_mobile(self) -> bool {
        self == Self::Mobile
    }
}
