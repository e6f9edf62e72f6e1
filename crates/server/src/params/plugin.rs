//! The plug-in that a request names.

use plugdock_package::PluginId;

use super::{Text, checked_text};
use crate::error::Error;

checked_text! {
    /// A plug-in's ID. `Err` holds a text that cannot be the ID of any package. Such a text is not
    /// invalid input, but the ID of a plug-in that does not exist (004.07).
    pub PluginParam(Result<PluginId, String>) of Text<1>, |text| Ok(text.parse().map_err(|_| text))
}

impl PluginParam {
    /// Returns the ID.
    ///
    /// # Errors
    /// Fails if the text cannot be a plug-in's ID. The error says that the plug-in does not exist.
    pub fn id(self) -> Result<PluginId, Error> {
        self.0.map_err(|text| Error::no_plugin(&text))
    }
}
