//! Calls to the outside: matching and merging of saved entries, one dialer, limits. No SQL, no axum.
