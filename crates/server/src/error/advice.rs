//! Advice for operators in the log when a disk cannot be written.

use plugdock_store::Trouble;

/// Returns the advice for a disk problem.
pub(crate) fn advice(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Full => {
            "the disk is full: free space on the disk of the data folder or the database; a restart is not needed"
        }
        Trouble::Unwritable => {
            "the disk is read-only or failing: check the system log and make the disk writable; existing data can still be read"
        }
    }
}
