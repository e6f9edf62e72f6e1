//! The ID of a plug-in, which is computed from its public key (B1.3).

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::digest;
use serde::{Deserialize, Serialize};

/// The ID of a plug-in: 32 letters from `a` to `p`. It depends only on the public key, so that the
/// same key always means the same plug-in (B1.3).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PluginId(String);

/// The error for a text that is not a plug-in ID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a plug-in ID is 32 letters from a to p")]
pub struct BadId;

impl PluginId {
    /// Returns the ID for the `PUBKEY` `spki`. It consists of the first 16 bytes of the SHA-256
    /// hash, with one letter per half byte. The bytes are hashed unchanged. `open` requires the
    /// canonical encoding, so that a key has only one ID (T47).
    pub fn of_public_key(spki: &[u8]) -> Self {
        let hash = digest::digest(&digest::SHA256, spki);
        let letters = hash.as_ref()[..16]
            .iter()
            .flat_map(|byte| [byte >> 4, byte & 15]);
        Self(letters.map(|half| char::from(b'a' + half)).collect())
    }

    /// Returns the 32 letters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PluginId {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        if text.len() == 32 && text.bytes().all(|byte| matches!(byte, b'a'..=b'p')) {
            Ok(Self(text.to_owned()))
        } else {
            Err(BadId)
        }
    }
}

impl TryFrom<String> for PluginId {
    type Error = BadId;

    fn try_from(text: String) -> Result<Self, BadId> {
        text.parse()
    }
}

impl From<PluginId> for String {
    fn from(id: PluginId) -> Self {
        id.0
    }
}

impl AsRef<str> for PluginId {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PluginId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for PluginId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_32_letters_from_a_to_p_are_an_id() {
        let good = "lelnmdkbempehdjgdagfgleagnfgpiem";
        assert_eq!(good.parse::<PluginId>().unwrap().as_str(), good);
        for bad in [
            "",
            "LELNMDKBEMPEHDJGDAGFGLEAGNFGPIEM",
            "nldmflmpgchoodanjholbdewsdjkhpban",
            &good[1..],
            "qelnmdkbempehdjgdagfgleagnfgpiem",
        ] {
            assert_eq!(bad.parse::<PluginId>(), Err(BadId), "{bad}");
        }
    }

    #[test]
    fn json_refuses_what_parsing_refuses() {
        assert!(serde_json::from_str::<PluginId>("\"nope\"").is_err());
        let id: PluginId = serde_json::from_str("\"lelnmdkbempehdjgdagfgleagnfgpiem\"").unwrap();
        assert_eq!(
            serde_json::to_string(&id).unwrap(),
            "\"lelnmdkbempehdjgdagfgleagnfgpiem\""
        );
    }
}
