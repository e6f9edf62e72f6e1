//! An entry as it lies in the database: its values sealed, for this row alone.

use plugdock_package::PluginId;
use plugdock_rules::call::Method;
use plugdock_rules::entry::Entry;
use plugdock_schema::{AppId, EntryId};
use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

use crate::{Error, Result, app_plugins::plugin_id, sealing::Keyring};

/// What [`Sealed::of`] reads: id, app, plug-in, method, URL, sealed values.
pub(crate) type Row = (String, i64, String, String, String, Vec<u8>);

/// A row of `entries`, unopened.
pub(crate) struct Sealed {
    pub(crate) id: EntryId,
    pub(crate) values: Vec<u8>,
    method: String,
    url: String,
    place: [String; 6],
}

impl Sealed {
    /// Reads a row.
    pub(crate) fn of((id, app, plugin, method, url, values): Row) -> Result<Self> {
        let id = EntryId(id);
        Ok(Self {
            place: place(AppId(app), &plugin_id(&plugin)?, &method, &url, &id),
            id,
            values,
            method,
            url,
        })
    }

    /// Its values, packed, in clear.
    pub(crate) fn open(&self, keys: &Keyring) -> Result<Zeroizing<Vec<u8>>> {
        keys.open_sealed(&self.values, &self.place.each_ref().map(String::as_str))
    }

    /// The same values, sealed anew with the key of that name.
    pub(crate) fn reseal(&self, keys: &Keyring, key: &str) -> Result<Vec<u8>> {
        let place = self.place.each_ref().map(String::as_str);
        keys.seal(key, &self.open(keys)?, &place)
    }

    /// The entry that was saved.
    pub(super) fn entry(self, keys: &Keyring) -> Result<(EntryId, Entry)> {
        let method = method(&self.id, &self.method)?;
        let (headers, data) = unpack(&self.open(keys)?)?;
        let entry = Entry {
            url: self.url.into(),
            method,
            headers,
            data,
        };
        Ok((self.id, entry))
    }
}

/// Seals an entry for the row that it gets.
pub(super) fn seal(
    keys: &Keyring,
    key: &str,
    (app, plugin, id): (AppId, &PluginId, &EntryId),
    entry: &Entry,
) -> Result<Vec<u8>> {
    let place = place(app, plugin, entry.method.as_str(), entry.url.as_str(), id);
    let place = place.each_ref().map(String::as_str);
    keys.seal(key, &pack(entry)?, &place)
}

/// A kept method. An entry that silently stopped being added would be hard to find.
pub(super) fn method(id: &EntryId, text: &str) -> Result<Method> {
    Method::parse(text).map_err(|_| Error::Damaged(format!("entry {id}: unreadable method")))
}

/// What an entry is sealed for: a value moved to another row does not open.
fn place(app: AppId, plugin: &PluginId, method: &str, url: &str, id: &EntryId) -> [String; 6] {
    [
        "entry".to_owned(),
        app.to_string(),
        plugin.to_string(),
        method.to_owned(),
        url.to_owned(),
        id.to_string(),
    ]
}

/// Both lists in one buffer, each text behind its length. Sized before it is filled, so that no
/// growing leaves a copy of a secret behind.
fn pack(entry: &Entry) -> Result<Zeroizing<Vec<u8>>> {
    let lists = [&entry.headers, &entry.data];
    let pairs = lists.iter().flat_map(|list| list.iter());
    let size = 8 + pairs
        .map(|(name, value)| 8 + name.len() + value.expose_secret().len())
        .sum::<usize>();
    let mut out = Zeroizing::new(Vec::with_capacity(size));
    for list in lists {
        put_length(&mut out, list.len())?;
        for (name, value) in list {
            for part in [name.as_str(), value.expose_secret()] {
                put_length(&mut out, part.len())?;
                out.extend_from_slice(part.as_bytes());
            }
        }
    }
    Ok(out)
}

fn put_length(out: &mut Vec<u8>, length: usize) -> Result<()> {
    let length = u32::try_from(length).map_err(|_| Error::TooLarge(u64::from(u32::MAX)))?;
    out.extend_from_slice(&length.to_be_bytes());
    Ok(())
}

type Pairs = Vec<(String, SecretString)>;

fn unpack(mut bytes: &[u8]) -> Result<(Pairs, Pairs)> {
    let read = &mut bytes;
    let lists = (take_list(read), take_list(read));
    match lists {
        (Some(headers), Some(data)) if read.is_empty() => Ok((headers, data)),
        _ => Err(Error::Damaged("an entry does not read back".into())),
    }
}

fn take_list(bytes: &mut &[u8]) -> Option<Pairs> {
    let count = take_length(bytes)?;
    (0..count)
        .map(|_| {
            Some((
                take_text(bytes)?.to_owned(),
                SecretString::from(take_text(bytes)?),
            ))
        })
        .collect()
}

fn take_length(bytes: &mut &[u8]) -> Option<usize> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    *bytes = rest;
    usize::try_from(u32::from_be_bytes(*length)).ok()
}

fn take_text<'a>(bytes: &mut &'a [u8]) -> Option<&'a str> {
    let length = take_length(bytes)?;
    let (text, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    std::str::from_utf8(text).ok()
}
