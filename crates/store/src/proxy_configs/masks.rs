//! Masks: texts that stand for saved values on a settings page (R08).
//!
//! A mask means nothing outside this server, and is made for one value: its app, plug-in, method,
//! URL and name. Saved again under the same name, it is replaced by the stored value. Saved anywhere
//! else it is refused, so a script cannot move a credential to a URL of its own.
//!
//! A mask is the whole value, or follows one word such as `Bearer`. If it could stand within any
//! text, a script could add to a secret what makes a part of it readable, or repeat it without end.

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
/// The maximum length of a word before a mask.
const MAX_WORD: usize = 20;
/// The names of authentication schemes that stay readable before a mask, in lower case. The first
/// word of any other value may be a part of the secret.
const SCHEMES: [&str; 21] = [
    "api-key",
    "apikey",
    "apitoken",
    "api-token",
    "basic",
    "bearer",
    "bot",
    "deepl-auth-key",
    "digest",
    "hmac",
    "jwt",
    "key",
    "klaviyo-api-key",
    "negotiate",
    "oauth",
    "pat",
    "splunk",
    "sso-key",
    "ssws",
    "token",
    "zoho-oauthtoken",
];

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
    pub fn masked_data(&self, place: &MaskPlace<'_>, name: &str, value: &SecretString) -> Value {
        let value = scalar(value);
        let text = match &value {
            Value::String(text) if !text.is_empty() => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => return value,
        };
        Value::String(mask_text(self.keyring(), place, Member::Data, name, &text))
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

/// Splits a value into the name of its authentication scheme, with the blank, and the rest.
fn split_scheme(text: &str) -> (&str, &str) {
    match text.split_once(' ') {
        Some((word, rest))
            if SCHEMES.contains(&&*word.to_ascii_lowercase()) && !rest.trim().is_empty() =>
        {
            text.split_at(word.len() + 1)
        }
        _ => ("", text),
    }
}

/// Splits a value to save into the word before its mask, which may be empty, and the tag of the
/// mask. Returns `None` if more than a word stands beside the mask.
fn word_and_tag(given: &str) -> Option<(&str, &str)> {
    let is_sign = |sign: u8| sign.is_ascii_alphanumeric() || b"-_".contains(&sign);
    let (word, mask) = given.trim().rsplit_once(' ').unwrap_or(("", given.trim()));
    let word = word.trim_end();
    let is_word = word.len() <= MAX_WORD && word.bytes().all(is_sign);
    let is_mask = mask.len() == LENGTH && find(mask) == Some(0);
    (is_word && is_mask).then(|| (word, &mask[LEAD.len()..]))
}

/// Returns a value of the data. A number that no program can hold, such as `1e400`, is a text here.
fn scalar(value: &SecretString) -> Value {
    let text = value.expose_secret();
    serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()))
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
/// [`Error::MaskElsewhere`] if a mask was made for another value, if that value is gone, or if more
/// than a word stands beside the mask.
pub(super) async fn restore(
    store: &Store,
    tx: &mut Tx,
    revision: Revision,
    (app, plugin): (AppId, &PluginId),
    new: &mut NewProxyConfig,
) -> Result<()> {
    if !has_mask(new) {
        return Ok(());
    }
    let stored = stored(store, tx, revision, (app, plugin), new).await?;
    let [headers, data] = stored.unwrap_or_default();
    let filler = Filler {
        keyring: store.keyring(),
        place: MaskPlace {
            app,
            plugin,
            method: &new.method,
            url: &new.url,
        },
    };
    for (name, value) in &mut new.headers {
        filler.header(name, value, &headers)?;
    }
    for (name, value) in &mut new.data {
        filler.data(name, value, &data)?;
    }
    Ok(())
}

/// Returns true if one of the values contains a mask.
fn has_mask(new: &NewProxyConfig) -> bool {
    let mut headers = new.headers.iter();
    let mut data = new.data.iter();
    headers.any(|(_, value)| find(value.expose_secret()).is_some())
        || data
            .any(|(_, value)| matches!(scalar(value), Value::String(text) if find(&text).is_some()))
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

impl Filler<'_> {
    /// Replaces a mask in a header's value.
    fn header(&self, name: &str, value: &mut SecretString, stored: &Pairs) -> Result<()> {
        if find(value.expose_secret()).is_none() {
            return Ok(());
        }
        let word = self.word(Member::Header, name, value.expose_secret())?;
        let stored = named(stored, name).ok_or_else(|| Self::elsewhere(name))?;
        *value = SecretString::from(&**after(&word, stored.expose_secret()));
        Ok(())
    }

    /// Replaces a mask in a value of the data. A mask alone gets the stored value with its type.
    fn data(&self, name: &str, value: &mut SecretString, stored: &Pairs) -> Result<()> {
        let given = match scalar(value) {
            Value::String(given) if find(&given).is_some() => given,
            _ => return Ok(()),
        };
        let word = self.word(Member::Data, name, &given)?;
        let stored = named(stored, name).ok_or_else(|| Self::elsewhere(name))?;
        if word.is_empty() {
            *value = SecretString::from(stored.expose_secret());
            return Ok(());
        }
        let text = match scalar(stored) {
            Value::String(text) => Zeroizing::new(text),
            number => Zeroizing::new(number.to_string()),
        };
        let json = serde_json::to_string(&**after(&word, &text))
            .map_err(|_| Error::Damaged("a text cannot be written as JSON".into()))?;
        *value = SecretString::from(&**Zeroizing::new(json));
        Ok(())
    }

    /// Returns the word before the mask. Refuses a mask that was made for another value.
    fn word(&self, member: Member, name: &str, given: &str) -> Result<String> {
        let (word, tag) = word_and_tag(given).ok_or_else(|| Self::elsewhere(name))?;
        let is_ours = |place: &[&str]| self.keyring.has_tag(tag, place);
        if self.place.of(member, name, is_ours) {
            Ok(word.to_owned())
        } else {
            Err(Self::elsewhere(name))
        }
    }

    fn elsewhere(name: &str) -> Error {
        Error::MaskElsewhere(name.to_owned())
    }
}

/// Returns the stored value after a word, in place of the scheme that it has. Without a word, and if
/// the value begins with this word, it stays as it is. Every word is accepted, so that a script
/// cannot find out by trying how a value begins.
fn after(word: &str, stored: &str) -> Zeroizing<String> {
    let rest = stored.strip_prefix(word);
    let begins = rest.is_some_and(|rest| rest.starts_with(' '));
    if word.is_empty() || begins {
        return Zeroizing::new(stored.to_owned());
    }
    let (_, secret) = split_scheme(stored);
    Zeroizing::new([word, " ", secret].concat())
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
            ("hunter2 abc", ""),
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

    #[test]
    fn only_a_word_may_stand_beside_a_mask() {
        let tag = "0123456789abcdef".repeat(2);
        let mask = format!("{LEAD}{tag}");
        for (given, word) in [
            (mask.clone(), ""),
            (format!("Bearer {mask}"), "Bearer"),
            (format!(" X-y_1  {mask} "), "X-y_1"),
        ] {
            assert_eq!(word_and_tag(&given), Some((word, &*tag)), "{given}");
        }
        for given in [
            format!("{mask} x"),
            format!("{mask}x"),
            format!("x{mask}"),
            format!("{mask} {mask}"),
            format!("a b {mask}"),
            format!("{} {mask}", "a".repeat(MAX_WORD + 1)),
            format!("key={mask}"),
        ] {
            assert_eq!(word_and_tag(&given), None, "{given}");
        }
    }

    #[test]
    fn a_word_takes_the_place_of_the_scheme() {
        for (word, stored, value) in [
            ("", "Bearer abc", "Bearer abc"),
            ("Bearer", "Bearer abc", "Bearer abc"),
            ("Token", "Bearer abc", "Token abc"),
            ("Bearer", "abc", "Bearer abc"),
            ("Unknown", "Unknown abc", "Unknown abc"),
        ] {
            assert_eq!(*after(word, stored), value, "{word} {stored}");
        }
    }
}
