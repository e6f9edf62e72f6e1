//! Masks: texts that stand for saved values on a settings page (R08).
//!
//! A mask means nothing outside this server, and is made for one value: its app, plug-in, method,
//! URL and name. Saved again under the same name, it is replaced by the stored value. Saved anywhere
//! else it is refused, so a script cannot move a credential to a URL of its own.

use plugdock_package::PluginId;
use plugdock_schema::{AppId, Revision};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use zeroize::Zeroizing;

use super::{NewProxyConfig, Row, open_row};
use crate::db::Tx;
use crate::sealing::Keyring;
use crate::{Error, Result, Store, with_tx};

/// The beginning of each mask, by which it is recognised in any value.
const LEAD: &str = "masked";
/// The length of a mask: [`LEAD`] and a tag.
const LENGTH: usize = LEAD.len() + 32;
/// The maximum length of the name of an authentication scheme, such as `Bearer`.
const MAX_SCHEME: usize = 20;

/// The proxy config whose values are masked.
#[derive(Clone, Copy, Debug)]
pub struct MaskPlace<'a> {
    /// The app.
    pub app: AppId,
    /// The plug-in that saved it.
    pub plugin: &'a PluginId,
    /// The HTTP method in upper case.
    pub method: &'a str,
    /// The URL, as it was saved.
    pub url: &'a str,
}

/// The list of a proxy config in which a value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Member {
    /// The headers.
    Header,
    /// The data.
    Data,
}

impl MaskPlace<'_> {
    /// Calls `act` with the place of one value.
    fn of<T>(&self, member: Member, name: &str, act: impl FnOnce(&[&str]) -> T) -> T {
        let member = match member {
            Member::Header => "header",
            Member::Data => "data",
        };
        let (app, plugin) = (self.app.to_string(), self.plugin.as_str());
        act(&["mask", &app, plugin, self.method, self.url, member, name])
    }
}

impl Store {
    /// Returns a header's value as a settings page sees it under `sealed`: the name of its
    /// authentication scheme, if it has one, and a mask.
    pub fn masked_header(&self, place: &MaskPlace<'_>, name: &str, value: &SecretString) -> String {
        mask_text(
            self.keyring(),
            place,
            Member::Header,
            name,
            value.expose_secret(),
        )
    }

    /// Returns a value of the data as a settings page sees it under `sealed`. Truth values, null and
    /// the empty text are no secrets and stay.
    ///
    /// # Errors
    /// [`Error::Damaged`] if the stored value is not JSON.
    pub fn masked_data(
        &self,
        place: &MaskPlace<'_>,
        name: &str,
        value: &SecretString,
    ) -> Result<Value> {
        let value = scalar(value)?;
        let text = match &value {
            Value::String(text) if !text.is_empty() => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => return Ok(value),
        };
        let masked = mask_text(self.keyring(), place, Member::Data, name, &text);
        Ok(Value::String(masked))
    }
}

fn mask_text(
    keyring: &Keyring,
    place: &MaskPlace<'_>,
    member: Member,
    name: &str,
    text: &str,
) -> String {
    if text.is_empty() {
        return String::new();
    }
    let (scheme, _) = split_scheme(text);
    let tag = place.of(member, name, |place| keyring.tag(place));
    format!("{scheme}{LEAD}{tag}")
}

/// Splits a value into the name of its authentication scheme, with the blank, and the rest. Other
/// first words may be part of the secret, such as the first pair of a cookie.
fn split_scheme(text: &str) -> (&str, &str) {
    let is_sign = |sign: u8| sign.is_ascii_alphanumeric() || b"-_".contains(&sign);
    match text.split_once(' ') {
        Some((word, rest))
            if (1..=MAX_SCHEME).contains(&word.len())
                && word.bytes().all(is_sign)
                && !rest.trim().is_empty() =>
        {
            text.split_at(word.len() + 1)
        }
        _ => ("", text),
    }
}

fn scalar(value: &SecretString) -> Result<Value> {
    serde_json::from_str(value.expose_secret())
        .map_err(|_| Error::Damaged("a saved value is not JSON".into()))
}

/// Returns the position of the first mask in a text, whatever it was made for.
fn find(text: &str) -> Option<usize> {
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    text.match_indices(LEAD).map(|(at, _)| at).find(|at| {
        let tag = text.as_bytes().get(at + LEAD.len()..at + LENGTH);
        tag.is_some_and(|tag| tag.iter().copied().all(is_digit))
    })
}

/// Replaces the masks in the values of a proxy config that is about to be saved by the values of the
/// one that it replaces in `revision`.
///
/// # Errors
/// [`Error::MaskElsewhere`] if a mask was made for another value, or if that value is gone.
pub(super) async fn restore(
    store: &Store,
    tx: &mut Tx,
    revision: Revision,
    (app, plugin): (AppId, &PluginId),
    new: &mut NewProxyConfig,
) -> Result<()> {
    let values = || new.headers.iter().chain(&new.data);
    if !values().any(|(_, value)| find(value.expose_secret()).is_some()) {
        return Ok(());
    }
    let stored = stored(store, tx, revision, (app, plugin), new).await?;
    let place = MaskPlace {
        app,
        plugin,
        method: &new.method,
        url: &new.url,
    };
    let filler = Filler {
        keyring: store.keyring(),
        place,
    };
    let [headers, data] = stored.unwrap_or_default();
    for (name, value) in &mut new.headers {
        if let Some(text) = filler.header(name, value.expose_secret(), &headers)? {
            *value = SecretString::from(&**text);
        }
    }
    for (name, value) in &mut new.data {
        if let Some(text) = filler.data(name, value, &data)? {
            *value = SecretString::from(&**text);
        }
    }
    Ok(())
}

type Pairs = Vec<(String, SecretString)>;

/// Returns headers and data of the proxy config that `new` replaces.
async fn stored(
    store: &Store,
    tx: &mut Tx,
    revision: Revision,
    (app, plugin): (AppId, &PluginId),
    new: &NewProxyConfig,
) -> Result<Option<[Pairs; 2]>> {
    const SQL: &str = "SELECT e.id, e.plugin_id, e.method, e.url, e.sealed
         FROM revision_proxy_configs l JOIN proxy_configs e ON e.id = l.proxy_config_id
         WHERE l.app_id = $1 AND l.revision = $2 AND e.plugin_id = $3 AND e.method = $4 AND e.url = $5";
    let row: Option<Row> = with_tx!(tx, |db| sqlx::query_as(SQL)
        .bind(app.0)
        .bind(revision.0)
        .bind(plugin.as_str())
        .bind(&new.method)
        .bind(&new.url)
        .fetch_optional(db)
        .await)?;
    row.map(|row| {
        let open = open_row(store, app, row)?;
        Ok([open.headers, open.data])
    })
    .transpose()
}

/// Fills stored values into one proxy config.
struct Filler<'a> {
    keyring: &'a Keyring,
    place: MaskPlace<'a>,
}

type Filled = Result<Option<Zeroizing<String>>>;

impl Filler<'_> {
    /// Returns a header's value with the stored one in place of its masks, or `None` if it has no
    /// mask.
    fn header(&self, name: &str, given: &str, stored: &Pairs) -> Filled {
        if find(given).is_none() {
            return Ok(None);
        }
        let stored = named(stored, name).ok_or_else(|| Self::elsewhere(name))?;
        let (_, secret) = split_scheme(stored.expose_secret());
        self.fill(Member::Header, name, given, secret).map(Some)
    }

    /// Does the same for a value of the data, which is JSON. A mask alone gets the stored value with
    /// its type.
    fn data(&self, name: &str, given: &SecretString, stored: &Pairs) -> Filled {
        if find(given.expose_secret()).is_none() {
            return Ok(None);
        }
        let stored = named(stored, name).ok_or_else(|| Self::elsewhere(name))?;
        let Value::String(given) = scalar(given)? else {
            return Ok(None);
        };
        let given = Zeroizing::new(given);
        let text = match scalar(stored)? {
            Value::String(text) => Zeroizing::new(text),
            number => Zeroizing::new(number.to_string()),
        };
        let (scheme, secret) = split_scheme(&text);
        let filled = self.fill(Member::Data, name, &given, secret)?;
        let is_whole = given.len() == scheme.len() + LENGTH && given.starts_with(scheme);
        if is_whole {
            return Ok(Some(Zeroizing::new(stored.expose_secret().to_owned())));
        }
        let json = serde_json::to_string(&*filled)
            .map_err(|_| Error::Damaged("a text cannot be written as JSON".into()))?;
        Ok(Some(Zeroizing::new(json)))
    }

    fn fill(
        &self,
        member: Member,
        name: &str,
        given: &str,
        secret: &str,
    ) -> Result<Zeroizing<String>> {
        let room = given.len() / LENGTH * secret.len() + given.len();
        let mut filled = Zeroizing::new(String::with_capacity(room));
        let mut rest = given;
        while let Some(at) = find(rest) {
            let tag = &rest[at + LEAD.len()..at + LENGTH];
            let ours = self
                .place
                .of(member, name, |place| self.keyring.has_tag(tag, place));
            if !ours {
                return Err(Self::elsewhere(name));
            }
            filled.push_str(&rest[..at]);
            filled.push_str(secret);
            rest = &rest[at + LENGTH..];
        }
        filled.push_str(rest);
        Ok(filled)
    }

    fn elsewhere(name: &str) -> Error {
        Error::MaskElsewhere(name.to_owned())
    }
}

fn named<'a>(pairs: &'a Pairs, name: &str) -> Option<&'a SecretString> {
    let found = pairs.iter().find(|(own, _)| own == name);
    found.map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_name_of_a_scheme_stays_readable() {
        for (text, scheme) in [
            ("Bearer abc", "Bearer "),
            ("DeepL-Auth-Key abc:fx", "DeepL-Auth-Key "),
            ("Basic YTpi", "Basic "),
            ("abc", ""),
            ("abc ", ""),
            (" abc", ""),
            ("session=abc; other=def", ""),
            ("averyveryverylongfirstword abc", ""),
            ("日本 abc", ""),
        ] {
            assert_eq!(split_scheme(text).0, scheme, "{text}");
        }
    }

    #[test]
    fn a_mask_is_found_in_any_text_and_nothing_else_is() {
        let mask = format!("{LEAD}{}", "0123456789abcdef".repeat(2));
        assert_eq!(find(&mask), Some(0));
        assert_eq!(find(&format!("日本masked {mask}x")), Some(13));
        assert_eq!(find(&mask[..LENGTH - 1]), None);
        assert_eq!(find(&mask.to_uppercase()), None);
        assert_eq!(find("masked"), None);
    }
}
