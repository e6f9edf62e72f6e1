//! The file that holds the master keys: reads it, creates it, and replaces its content at once.

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

/// The name of the file in the data folder.
const NAME: &str = "master.key";

/// Returns the path of the file.
pub(super) fn path(data_dir: &Path) -> PathBuf {
    data_dir.join(NAME)
}

/// Reads the file.
pub(super) fn read(path: &Path) -> Result<Zeroizing<String>, OpenError> {
    let text = fs::read_to_string(path).map_err(OpenError::folder(path))?;
    Ok(Zeroizing::new(text))
}

/// Generates a new key as text.
pub(super) fn generate() -> Result<Zeroizing<String>, OpenError> {
    let mut key = Zeroizing::new([0_u8; 32]);
    rand::fill(&mut *key).map_err(|_| OpenError::KeyForm)?;
    let text = base64::engine::general_purpose::STANDARD.encode(*key);
    Ok(Zeroizing::new(text))
}

/// Creates the file with a new key if it does not exist. Two processes that start together get the
/// same key: the file is written under another name and then linked, and linking fails if the file
/// exists.
pub(super) fn make(path: &Path) -> Result<(), OpenError> {
    if path.exists() {
        return Ok(());
    }
    let draft = draft(path);
    let written = write_private(&draft, &generate()?).and_then(|()| fs::hard_link(&draft, path));
    fs::remove_file(&draft).map_err(OpenError::folder(&draft))?;
    match written {
        Ok(()) => {
            tracing::info!(path = %path.display(), "created a master key; keep a copy of it apart from the data");
            Ok(())
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(OpenError::folder(path)(error)),
    }
}

/// Replaces the content of the file with `text`. A concurrent reader sees either the old or the new
/// content. The new content is on the disk when this function returns.
pub(super) fn replace(path: &Path, text: &str) -> Result<(), OpenError> {
    // A symbolic link is kept, because operators may store keys elsewhere.
    let path = fs::canonicalize(path).map_err(OpenError::folder(path))?;
    let draft = draft(&path);
    let written = write_private(&draft, text)
        .and_then(|()| same_owner(&path, &draft))
        .and_then(|()| fs::rename(&draft, &path));
    if let Err(error) = written {
        // The draft holds keys, so it is removed. If it was never created, there is nothing to
        // remove.
        drop(fs::remove_file(&draft));
        return Err(OpenError::folder(&path)(error));
    }
    let folder = path.parent().unwrap_or(Path::new("/"));
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(OpenError::folder(folder))
}

/// Gives the new file the owner of the old one, because the server may run as another user than the
/// tool.
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

/// Returns the text of the keys from the setting, or else from the file. Returns `None` if there is
/// neither.
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

/// Writes the file of the key, unless the setting has a key or the file exists.
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
