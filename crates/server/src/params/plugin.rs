//! Which plug-in is meant.

use plugdock_package::PluginId;

use super::{Text, checked_text};
use crate::error::Error;

checked_text! {
    /// A plug-in's ID. `Err` holds what was given where no package can have such an ID: that is not
    /// wrong input but an ID that nothing has (004.07).
    pub PluginParam(Result<PluginId, String>) of Text<1>, |text| Ok(text.parse().map_err(|_| text))
}

impl PluginParam {
    /// The ID.
    ///
    /// # Errors
    /// No plug-in can have it, so that there is none.
    pub fn id(self) -> Result<PluginId, Error> {
        self.0.map_err(|text| Error::no_plugin(&text))
    }
}
