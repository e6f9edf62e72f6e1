//! Runs every input of the fuzz corpora as an ordinary test.

use crate::oracle;
use crate::replay::replay;

#[test]
fn package_open() {
    replay("package_open", 12, oracle::check);
}
