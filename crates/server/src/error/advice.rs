//! What the log tells an operator to do about a disk that cannot be written.

use plugdock_store::Trouble;

/// What to do about the trouble.
pub(crate) fn advice(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Full => {
            "the disk is full: free space on the disk of the data folder or the database; no restart is needed"
        }
        Trouble::Unwritable => {
            "the disk is read-only or failing: look at the system's log, make it writable; what is kept can still be read"
        }
    }
}
