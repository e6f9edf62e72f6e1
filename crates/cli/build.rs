//! Hands the linker the order of functions that `scripts/dist` has found out.

use std::env;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=PLUGDOCK_ORDER");
    if let Ok(path) = env::var("PLUGDOCK_ORDER") {
        println!("cargo:rerun-if-changed={path}");
        println!("cargo:rustc-link-arg-bins=-Wl,--symbol-ordering-file={path}");
        // Some that were there when the order was found are inlined now.
        println!("cargo:rustc-link-arg-bins=-Wl,--no-warn-symbol-ordering");
    }
}
