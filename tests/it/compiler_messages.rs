//! Tests the compiler errors that users see, by compiling packages outside the workspace.

use std::{env, fs, path::Path, process::Command};

/// Compiles `source` as the library of a package called `name`, and returns the compiler errors.
fn messages(name: &str, source: &str) -> String {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let package = scratch.join("compiler-messages").join(name);
    fs::create_dir_all(package.join("src")).unwrap();
    let path = |name: &str| workspace.join("crates").join(name);
    let (alicloud, ecs) = (path("alicloud"), path("alicloud-ecs"));
    let manifest = format!(
        "[package]\nname = {name:?}\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         alicloud = {{ path = {alicloud:?} }}\n\
         alicloud-ecs = {{ path = {ecs:?}, default-features = false }}\n"
    );
    fs::write(package.join("Cargo.toml"), manifest).unwrap();
    // The lock file selects the versions of the workspace, which are available offline.
    fs::copy(workspace.join("Cargo.lock"), package.join("Cargo.lock")).unwrap();
    fs::write(package.join("src/lib.rs"), source).unwrap();
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut check = Command::new(cargo);
    check
        .args(["check", "--offline", "--color=never", "--target-dir"])
        .arg(scratch.join(".."))
        .current_dir(&package);
    // The optimization is the same as in the workspace, so that built dependencies are shared.
    for package in ["proc-macro2", "quote", "serde_json", "syn"] {
        let setting = format!("profile.dev.package.{package}.opt-level=1");
        check.arg("--config").arg(setting);
    }
    let check = check.output().unwrap();
    let messages = String::from_utf8(check.stderr).unwrap();
    assert!(!check.status.success(), "{messages}");
    messages
}

#[test]
fn rustc_names_the_feature_of_a_missing_operation() {
    let messages = messages(
        "missing-feature",
        "pub use alicloud_ecs::DescribeRegions;\n",
    );
    for words in ["DescribeRegions", "gated", "feature = \"regions\""] {
        assert!(messages.contains(words), "no {words} in: {messages}");
    }
}

#[test]
fn rustc_suggests_signers_and_transports() {
    let messages = messages(
        "missing-trait",
        r#"
        use alicloud::{Anonymous, Client, Session, blocking};

        pub struct Mine;

        pub fn signer() -> Session { Session::new("key") }
        pub fn asynchronous(session: Session) { let _ = Client::with_transport(session, Mine); }
        pub fn blocking(session: Session) { let _ = blocking::Client::with_transport(session, Mine); }
        pub fn fine() -> Session { Session::new(Anonymous) }
        "#,
    );
    for words in [
        "`str` does not sign requests",
        "alicloud_sign::HmacSha1::new(credentials)",
        "`Mine` is not an async transport",
        "alicloud_reqwest::Reqwest",
        "`Mine` is not a blocking transport",
        "alicloud_ureq::Ureq",
    ] {
        assert!(messages.contains(words), "no {words} in: {messages}");
    }
}
