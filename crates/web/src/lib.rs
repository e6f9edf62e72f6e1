//! The embedded front: answers "bytes of this asset". Nothing else.
