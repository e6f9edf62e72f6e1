//! Replays a fuzz target's corpus as an ordinary test; each crate that has targets takes this file in.

use std::path::Path;

/// Runs all of `fuzz/corpus/{target}`, of which there are `least` or more, and says which input fails.
pub(crate) fn replay(target: &str, least: usize, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fuzz/corpus")
        .join(target);
    let mut count = 0;
    for file in std::fs::read_dir(&folder).unwrap() {
        let path = file.unwrap().path();
        let input = std::fs::read(&path).unwrap();
        let held = std::panic::catch_unwind(|| check(&input));
        assert!(held.is_ok(), "{} fails", path.display());
        count += 1;
    }
    assert!(count >= least, "{} holds {count} inputs", folder.display());
}
