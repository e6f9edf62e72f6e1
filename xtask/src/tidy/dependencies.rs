//! Checks that each dependency has a stated reason, which cargo-deny and cargo-shear cannot check.

/// Reports dependencies of the workspace whose line does not say what the crate is for.
pub(crate) fn reasons(manifest: &str) -> Vec<String> {
    manifest
        .lines()
        .skip_while(|line| *line != "[workspace.dependencies]")
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter(|line| !line.is_empty() && !line.starts_with('#') && !line.contains("path = "))
        .filter(|line| line.split_once(" # ").is_none_or(|(_, why)| why.len() < 3))
        .map(|line| format!("Cargo.toml: no reason on the line `{line}`"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::reasons;

    #[test]
    fn a_version_without_a_reason_is_a_fault() {
        let manifest = "[workspace]\nx = 1\n\n[workspace.dependencies]\nours = { path = \"crates/ours\" }\n\
                        # Heading.\nurl = \"2\" # one parser for all\nbare = \"1\"\n\n[profile.release]\nlto = true\n";
        assert_eq!(
            reasons(manifest),
            ["Cargo.toml: no reason on the line `bare = \"1\"`"]
        );
    }
}
