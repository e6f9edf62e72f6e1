//! The commands `plugdock pack`, `keygen` and `info` for plug-in packages.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use plugdock_server::package::{self, Invalid, Limits, Problem, pack::PrivateKey};

use crate::language::{locale, text};
use crate::{complain, say};

/// The arguments of `plugdock pack`. The flags are those of Kintone's `cli-kintone plugin pack`
/// (B9.3).
#[derive(Args)]
pub(crate) struct Pack {
    /// Manifest, or the folder that contains manifest.json.
    #[arg(long, short)]
    input: PathBuf,
    /// Private key (.ppk). Without it, a new key is created next to the package.
    #[arg(long)]
    private_key: Option<PathBuf>,
    /// Package file to write.
    #[arg(long, short, default_value = "plugin.zip")]
    output: PathBuf,
}

/// The arguments of `plugdock keygen`.
#[derive(Args)]
pub(crate) struct Keygen {
    /// File to write; without it, `{plug-in ID}.ppk`.
    #[arg(long, short)]
    output: Option<PathBuf>,
}

/// The arguments of `plugdock info`.
#[derive(Args)]
pub(crate) struct Info {
    /// Package: a .zip or .plugin file.
    #[arg(long, short)]
    input: PathBuf,
    /// Output format.
    #[arg(long, value_enum, default_value = "plain")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Human-readable lines.
    Plain,
    /// A JSON document.
    Json,
}

impl Pack {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let manifest = if self.input.is_dir() {
            self.input.join("manifest.json")
        } else {
            self.input
        };
        let folder = manifest.parent().unwrap_or(Path::new(".")).to_path_buf();
        let bytes =
            fs::read(&manifest).with_context(|| format!("cannot read {}", manifest.display()))?;
        let key = if let Some(path) = self.private_key {
            read_key(&path)?
        } else {
            let key = PrivateKey::generate().map_err(|invalid| refusal(&invalid))?;
            let path = self.output.with_file_name(format!("{}.ppk", key.id()));
            write_key(&path, &key)?;
            say(&text(
                "cli.key_made",
                &[("path", &path.display().to_string())],
            ));
            key
        };
        let packed = package::pack::pack(&bytes, |path| fs::read(folder.join(path)).ok(), &key)
            .map_err(|invalid| refusal(&invalid))?;
        for warning in &packed.warnings {
            complain(&text("cli.warning", &[("text", &line_of(warning))]));
        }
        fs::write(&self.output, packed.bytes)
            .with_context(|| format!("cannot write {}", self.output.display()))?;
        say(&text(
            "cli.packed",
            &[
                ("id", packed.id.as_str()),
                ("path", &self.output.display().to_string()),
            ],
        ));
        Ok(())
    }
}

impl Keygen {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let key = PrivateKey::generate().map_err(|invalid| refusal(&invalid))?;
        let path = self
            .output
            .unwrap_or_else(|| PathBuf::from(format!("{}.ppk", key.id())));
        write_key(&path, &key)?;
        say(&text(
            "cli.key_of",
            &[
                ("path", &path.display().to_string()),
                ("id", key.id().as_str()),
            ],
        ));
        Ok(())
    }
}

impl Info {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let bytes = fs::read(&self.input)
            .with_context(|| format!("cannot read {}", self.input.display()))?;
        let package =
            package::open(&bytes, &Limits::default()).map_err(|invalid| refusal(&invalid))?;
        let manifest = &package.manifest;
        if self.format == Format::Json {
            let description = manifest.description.as_ref().map(|text| text.get("en"));
            let homepage = manifest.homepage_url.as_ref().map(|text| text.get("en"));
            say(&serde_json::json!({
                "id": package.id, "name": manifest.name.get("en"), "version": manifest.version,
                "description": description, "homepage": homepage,
            })
            .to_string());
        } else {
            say(&format!("id: {}", package.id));
            say(&format!("name: {}", manifest.name.get("en")));
            say(&format!("version: {}", manifest.version));
            for file in &package.files {
                say(&format!("file: {} ({} bytes)", file.path, file.bytes.len()));
            }
        }
        for warning in &package.warnings {
            complain(&text("cli.warning", &[("text", &line_of(warning))]));
        }
        Ok(())
    }
}

fn line_of(problem: &Problem) -> String {
    format!(
        "{}: {}",
        problem.at,
        plugdock_server::package_text(locale(), problem)
    )
}

fn refusal(invalid: &Invalid) -> anyhow::Error {
    let lines: Vec<String> = invalid
        .problems
        .iter()
        .map(|problem| format!("  {}", line_of(problem)))
        .collect();
    anyhow::anyhow!("{}\n{}", text("cli.not_right", &[]), lines.join("\n"))
}

fn read_key(path: &Path) -> anyhow::Result<PrivateKey> {
    let pem = fs::read_to_string(path)
        .with_context(|| format!("cannot read the key {}", path.display()))?;
    PrivateKey::from_pem(&pem)
        .map_err(|invalid| refusal(&invalid).context(path.display().to_string()))
}

/// Writes a key that only its owner can read. Never overwrites an existing file.
fn write_key(path: &Path, key: &PrivateKey) -> anyhow::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = match options.open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            bail!(text(
                "cli.key_kept",
                &[("path", &path.display().to_string())]
            ))
        }
        file => file.with_context(|| format!("cannot write {}", path.display()))?,
    };
    let pem = key.to_pem().map_err(|invalid| refusal(&invalid))?;
    file.write_all(pem.as_bytes())
        .with_context(|| format!("cannot write {}", path.display()))
}
