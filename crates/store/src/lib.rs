//! All that is kept: the only SQL, blobs, sealed credentials.
