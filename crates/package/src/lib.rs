//! The plug-in package format: open, verify, pack, sign. No I/O, no async.
