//! The file of the master key, and how one key takes the place of another there.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use aws_lc_rs::rand;
use base64::Engine as _;
use secrecy::SecretString;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::OpenError;

/// Its name in the data folder.
const NAME: &str = "master.key";

/// Where it is.
pub(super) fn path(data_dir: &Path) -> PathBuf {
    data_dir.join(NAME)
}

/// What stands in it.
pub(super) fn read(path: &Path) -> Result<Zeroizing<String>, OpenError> {
    let text = fs::read_to_string(path).map_err(OpenError::folder(path))?;
    Ok(Zeroizing::new(text))
}

/// A new key, as text.
pub(super) fn made() -> Result<Zeroizing<String>, OpenError> {
    let mut key = Zeroizing::new([0_u8; 32]);
    rand::fill(&mut *key).map_err(|_| OpenError::KeyForm)?;
    let text = base64::engine::general_purpose::STANDARD.encode(*key);
    Ok(Zeroizing::new(text))
}

/// Makes the file with a new key, unless there is one. Two processes that start together end up with
/// one key: the file is written whole under another name and linked, which fails where one is there.
pub(super) fn make(path: &Path) -> Result<(), OpenError> {
    if path.exists() {
        return Ok(());
    }
    let draft = draft(path);
    let written = write_private(&draft, &made()?).and_then(|()| fs::hard_link(&draft, path));
    fs::remove_file(&draft).map_err(OpenError::folder(&draft))?;
    match written {
        Ok(()) => {
            tracing::info!(path = %path.display(), "made a master key: keep a copy apart from the data");
            Ok(())
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(OpenError::folder(path)(error)),
    }
}

/// Puts `text` in the place of what the file holds: whoever reads it meanwhile reads one or the other,
/// and it is on the disk when this returns.
pub(super) fn replace(path: &Path, text: &str) -> Result<(), OpenError> {
    // A link stays one: operators keep keys elsewhere.
    let path = fs::canonicalize(path).map_err(OpenError::folder(path))?;
    let draft = draft(&path);
    let written = write_private(&draft, text)
        .and_then(|()| same_owner(&path, &draft))
        .and_then(|()| fs::rename(&draft, &path));
    if let Err(error) = written {
        // It holds keys. Where it was never made there is nothing to remove.
        drop(fs::remove_file(&draft));
        return Err(OpenError::folder(&path)(error));
    }
    let folder = path.parent().unwrap_or(Path::new("/"));
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(OpenError::folder(folder))
}

/// A server that runs as another user than the tool must be able to read what the tool wrote.
#[cfg(unix)]
fn same_owner(path: &Path, draft: &Path) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt as _;
    let (old, new) = (fs::metadata(path)?, fs::metadata(draft)?);
    if (old.uid(), old.gid()) == (new.uid(), new.gid()) {
        return Ok(());
    }
    std::os::unix::fs::chown(draft, Some(old.uid()), Some(old.gid()))
}

#[cfg(not(unix))]
fn same_owner(_: &Path, _: &Path) -> io::Result<()> {
    Ok(())
}

/// The text of the key or keys: the setting's, else the file's; `None` where there is neither.
pub(crate) fn given(
    setting: Option<&SecretString>,
    data_dir: &Path,
) -> io::Result<Option<SecretString>> {
    if let Some(setting) = setting {
        return Ok(Some(setting.clone()));
    }
    match fs::read_to_string(path(data_dir)) {
        Ok(text) => Ok(Some(text.into())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Writes the key's file, unless a key is given otherwise or a file is there.
pub(crate) fn keep(setting: Option<&SecretString>, data_dir: &Path, key: &[u8]) -> io::Result<()> {
    let path = path(data_dir);
    if setting.is_some() || path.exists() {
        return Ok(());
    }
    let text = str::from_utf8(key).map_err(io::Error::other)?;
    write_private(&path, text.trim())
}

fn draft(path: &Path) -> PathBuf {
    path.with_extension(format!("{}.new", Uuid::new_v4().simple()))
}

fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()
}
