//! Opens packages: verifies the signature, reads the manifest and extracts the files.

use std::borrow::Cow;
use std::collections::BTreeMap;

use aws_lc_rs::digest;

use crate::archive::{self, Budget, Entry};
use crate::manifest::Found;
use crate::problems::Problems;
use crate::{Code, File, Invalid, Limits, Manifest, Package, PluginId, Problem, key, manifest};

const CONTENTS: &str = "contents.zip";
const PUBLIC_KEY: &str = "PUBKEY";
const SIGNATURE: &str = "SIGNATURE";
const MANIFEST: &str = "manifest.json";
/// The maximum size of `PUBKEY` and of `SIGNATURE`, in bytes. With a 4096-bit key they have 550 and
/// 512.
const MAX_KEY_BYTES: u64 = 4096;

/// Opens a package: verifies its signature, reads its manifest, and extracts the files to which the
/// manifest refers.
///
/// # Errors
///
/// Returns all problems at once (R31), as far as they can be found. The contents of a damaged
/// archive cannot be checked.
pub fn open(bytes: &[u8], limits: &Limits) -> Result<Package, Invalid> {
    let mut problems = Problems::default();
    let mut warnings = Problems::default();
    let parts = Opening {
        limits,
        budget: Budget::new(limits),
        problems: &mut problems,
        warnings: &mut warnings,
    }
    .package(bytes);
    match parts {
        Some((id, manifest, files)) if problems.is_empty() => Ok(Package {
            id,
            manifest,
            files,
            warnings: warnings.into_list(),
            sha256: sha256(bytes),
        }),
        _ => Err(problems.into_invalid()),
    }
}

pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest::digest(&digest::SHA256, bytes).as_ref());
    hash
}

struct Opening<'o> {
    limits: &'o Limits,
    budget: Budget,
    problems: &'o mut Problems,
    warnings: &'o mut Problems,
}

impl Opening<'_> {
    /// Reads a package. Returns `None` only after reporting a problem.
    fn package(mut self, bytes: &[u8]) -> Option<(PluginId, Manifest, Vec<File>)> {
        let size = bytes.len() as u64;
        if size > self.limits.package {
            let problem = Problem::new("plugin.zip", Code::PackageTooBig);
            self.problems.add(
                problem
                    .with("size", &size)
                    .with("limit", &self.limits.package),
            );
            return None;
        }
        let entries = archive::read(bytes, "plugin.zip", &mut self.budget, self.problems)?;
        let [contents, public_key, signature] = [
            (CONTENTS, self.limits.package),
            (PUBLIC_KEY, MAX_KEY_BYTES),
            (SIGNATURE, MAX_KEY_BYTES),
        ]
        .map(|(name, most)| self.part(&entries, name, most));
        // Other entries are ignored (R30), but none may be a decompression bomb.
        let parts = [CONTENTS, PUBLIC_KEY, SIGNATURE];
        for entry in entries
            .iter()
            .filter(|entry| !entry.folder && !parts.contains(&entry.name.as_str()))
        {
            self.checked(entry);
        }
        let id = public_key.and_then(|public_key| {
            self.identity(&public_key, contents.as_deref(), signature.as_deref())
        });
        let (manifest, files) = self.contents(&contents?)?;
        Some((id?, manifest, files))
    }

    /// Returns the data of one of the three entries that make up a package.
    fn part<'a>(&mut self, entries: &[Entry<'a>], name: &str, most: u64) -> Option<Cow<'a, [u8]>> {
        let found = entries
            .iter()
            .find(|entry| entry.name == name && !entry.folder);
        if found.is_none() {
            self.problems
                .add(Problem::new(name, Code::MissingEntry).with("entry", name));
        }
        self.data(found?, most)
    }

    fn data<'a>(&mut self, entry: &Entry<'a>, most: u64) -> Option<Cow<'a, [u8]>> {
        entry
            .data(most, &mut self.budget)
            .map_err(|problem| self.problems.add(problem))
            .ok()
    }

    fn checked(&mut self, entry: &Entry<'_>) {
        if let Err(problem) = entry.check(self.limits.file, &mut self.budget) {
            self.problems.add(problem);
        }
    }

    /// Returns the ID if the key is valid and has signed these contents (T45).
    fn identity(
        &mut self,
        public_key: &[u8],
        contents: Option<&[u8]>,
        signature: Option<&[u8]>,
    ) -> Option<PluginId> {
        let verified = key::check(public_key).and_then(|()| match (contents, signature) {
            (Some(contents), Some(signature)) => key::verify(public_key, contents, signature),
            _ => Ok(()),
        });
        match verified {
            Ok(()) => Some(PluginId::of_public_key(public_key)),
            Err(problem) => {
                self.problems.add(problem);
                None
            }
        }
    }

    fn contents(&mut self, bytes: &[u8]) -> Option<(Manifest, Vec<File>)> {
        let entries = archive::read(bytes, CONTENTS, &mut self.budget, self.problems)?;
        let found = self.manifest_entry(&entries)?;
        let folder = found.name.strip_suffix(MANIFEST).unwrap_or_default();
        let manifest = self.data(found, self.limits.manifest);
        let manifest = manifest
            .and_then(|bytes| manifest::read(&bytes, self.limits, self.problems, self.warnings));
        let named = manifest.as_ref().map(Manifest::files).unwrap_or_default();

        let mut files: BTreeMap<&str, Option<Cow<'_, [u8]>>> = BTreeMap::new();
        for entry in entries
            .iter()
            .filter(|entry| !entry.folder && entry.name != found.name)
        {
            match entry
                .name
                .strip_prefix(folder)
                .filter(|path| named.contains(path))
            {
                Some(path) => {
                    let data = self.data(entry, self.limits.file);
                    files.insert(path, data);
                }
                None => self.checked(entry),
            }
        }
        let manifest = manifest?;
        manifest::check_files(&manifest, self.limits, self.problems, |path| {
            match files.get(path) {
                Some(Some(bytes)) => Found::Bytes(bytes),
                Some(None) => Found::Unreadable,
                None => Found::Missing,
            }
        });
        let file = |(path, data): (&str, Option<Cow<'_, [u8]>>)| {
            let bytes = data?.into_owned();
            Some(File {
                path: path.to_owned(),
                sha256: sha256(&bytes),
                bytes,
            })
        };
        let files = files.into_iter().filter_map(file).collect();
        Some((manifest, files))
    }

    /// Finds `manifest.json` at the root, or the only one inside a folder (R30).
    fn manifest_entry<'e, 'a>(&mut self, entries: &'e [Entry<'a>]) -> Option<&'e Entry<'a>> {
        let named =
            |entry: &&Entry<'_>| !entry.folder && entry.name.rsplit('/').next() == Some(MANIFEST);
        let mut candidates = entries.iter().filter(named);
        let root = candidates.clone().find(|entry| entry.name == MANIFEST);
        let code = match (root, candidates.next(), candidates.next()) {
            (Some(entry), _, _) | (None, Some(entry), None) => return Some(entry),
            (None, None, _) => Code::NoManifest,
            (None, Some(_), Some(_)) => Code::SeveralManifests,
        };
        self.problems.add(Problem::new(MANIFEST, code));
        None
    }
}
