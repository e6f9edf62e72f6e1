//! Authenticates callers by password header, API tokens or a browser's session, in this order
//! (B8.1).

mod attempt;
mod call;
mod caller;
mod confirmation;
pub mod headers;
mod identities;
pub mod passwords;
mod refusals;
mod sign_in;

pub use call::Api;
pub use caller::{Admin, Caller, How, TOKEN, csrf_in, identify};
pub use identities::{Auth, SignedIn};
pub use passwords::Passwords;
pub use sign_in::{Begun, Visitor, api_token, hash_password, no_cookie, random, sign_in, sign_out};
