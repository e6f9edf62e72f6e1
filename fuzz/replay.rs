//! Replays a fuzz target's inputs as an ordinary test; each crate that has targets takes this file in.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

/// Runs every input of `fuzz/corpus/{target}.tar` and says which one fails. There must be at least `least`
/// of them.
pub(crate) fn replay(target: &str, least: usize, check: fn(&[u8])) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fuzz/corpus")
        .join(format!("{target}.tar"));
    let mut archive = tar::Archive::new(File::open(&path).unwrap());
    let mut count = 0;
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        let mut input = Vec::new();
        entry.read_to_end(&mut input).unwrap();
        let passed = std::panic::catch_unwind(|| check(&input)).is_ok();
        let name = entry.path().unwrap();
        assert!(passed, "{} of {} fails", name.display(), path.display());
        count += 1;
    }
    assert!(count >= least, "{} holds {count} inputs", path.display());
}
