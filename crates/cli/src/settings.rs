//! The sources of settings. A flag takes precedence over its environment variable, and both take
//! precedence over the settings file.

use std::path::Path;

use anyhow::Context;
use plugdock_server::config::{Config, Given};

/// Returns the effective settings from flags, environment variables and the settings file, if there
/// is one.
///
/// # Errors
///
/// Returns an error if the file cannot be read, is not TOML or contains an unknown key, in which
/// case the line is named, or if a setting is invalid.
pub(crate) fn config(given: Given, file: Option<&Path>) -> anyhow::Result<Config> {
    let Some(path) = file else {
        return Ok(given.config()?);
    };
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("cannot read the settings file {}", path.display()))?;
    let file = toml::from_str(&text)
        .with_context(|| format!("the settings file {} is not valid", path.display()))?;
    Ok(given.or(file).config()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_beats_the_file_and_an_unknown_key_is_named() {
        let folder = std::env::temp_dir().join(format!("plugdock-settings-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("plugdock.toml");
        std::fs::write(
            &file,
            "listen = \"127.0.0.1:1\"\npublic_url = \"https://p.example\"\n",
        )
        .unwrap();
        let given = Given {
            listen: Some("127.0.0.1:2".to_owned()),
            ..Given::default()
        };
        let settings = config(given, Some(&file)).unwrap();
        assert_eq!(settings.listen.to_string(), "127.0.0.1:2");
        assert_eq!(settings.public_url.as_deref(), Some("https://p.example"));
        std::fs::write(&file, "listem = \"127.0.0.1:1\"\n").unwrap();
        let error = format!("{:#}", config(Given::default(), Some(&file)).err().unwrap());
        assert!(error.contains("listem"), "{error}");
        std::fs::remove_dir_all(folder).unwrap();
    }
}
