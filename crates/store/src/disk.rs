//! Detection of a disk that is full or cannot be written. The operator can fix such a disk, and the
//! server then continues by itself.

use std::{error::Error as StdError, io};

use crate::{Error, Result, Store, with_tx};

/// The reason why a disk cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The disk is full, or a quota is reached.
    Full,
    /// The disk is read-only or failing.
    Unwritable,
}

impl Error {
    /// Returns the trouble if a disk that is full or cannot be written caused this error. Nothing
    /// was changed in that case.
    pub fn trouble(&self) -> Option<Trouble> {
        let mut cause: Option<&(dyn StdError + 'static)> = Some(self);
        while let Some(error) = cause {
            if let Some(error) = error.downcast_ref::<io::Error>() {
                if let Some(found) = of_file(error) {
                    return Some(found);
                }
                // `source` skips the wrapped error: it returns the source of that error.
                if let Some(wrapped) = error.get_ref() {
                    cause = Some(wrapped);
                    continue;
                }
            }
            if let Some(sqlx::Error::Database(error)) = error.downcast_ref::<sqlx::Error>() {
                return error.code().as_deref().and_then(of_database);
            }
            cause = error.source();
        }
        None
    }
}

fn of_file(error: &io::Error) -> Option<Trouble> {
    use io::ErrorKind as Kind;
    match error.kind() {
        Kind::StorageFull | Kind::QuotaExceeded | Kind::FileTooLarge => Some(Trouble::Full),
        Kind::ReadOnlyFilesystem => Some(Trouble::Unwritable),
        // A failing disk reports EIO.
        _ => (error.raw_os_error() == Some(EIO)).then_some(Trouble::Unwritable),
    }
}

const EIO: i32 = 5;

/// Maps an error code of a database. PostgreSQL's codes have five characters. SQLite's are numbers
/// whose lowest byte is the kind.
fn of_database(code: &str) -> Option<Trouble> {
    match code {
        "53100" => return Some(Trouble::Full),
        "25006" | "58030" => return Some(Trouble::Unwritable),
        _ if code.len() == 5 => return None,
        _ => {}
    }
    match code.parse::<i32>().ok()? & 0xff {
        // SQLITE_FULL
        13 => Some(Trouble::Full),
        // SQLITE_READONLY, SQLITE_IOERR (a disk that became read-only while a file was open),
        // SQLITE_CANTOPEN
        8 | 10 | 14 => Some(Trouble::Unwritable),
        _ => None,
    }
}

impl Store {
    /// Checks that the database can be written. It writes and leaves nothing behind.
    pub async fn probe(&self) -> Result<()> {
        const SQL: &str = "UPDATE change_head SET seq = seq WHERE id = 1";
        let mut tx = self.begin().await?;
        with_tx!(&mut tx, |db| sqlx::query(SQL).execute(db).await.map(drop))?;
        // Nothing changed, so no change is published, and the time does not matter.
        tx.commit(0).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_or_unwritable_disk_is_found_at_any_depth_of_causes() {
        let full = io::Error::from_raw_os_error(28);
        let deep = object_store::Error::Generic {
            store: "LocalFileSystem",
            source: Box::new(io::Error::other(full)),
        };
        assert_eq!(Error::from(deep).trouble(), Some(Trouble::Full));
        let locked = Error::Folder(io::Error::from_raw_os_error(30));
        assert_eq!(locked.trouble(), Some(Trouble::Unwritable));
        assert_eq!(Error::Denied.trouble(), None);
        for (code, found) in [
            ("13", Some(Trouble::Full)),
            ("778", Some(Trouble::Unwritable)),
            ("1032", Some(Trouble::Unwritable)),
            ("53100", Some(Trouble::Full)),
            ("25006", Some(Trouble::Unwritable)),
            ("5", None),
            ("2067", None),
            ("23505", None),
            ("40P01", None),
        ] {
            assert_eq!(of_database(code), found, "{code}");
        }
    }
}
