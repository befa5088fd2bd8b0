//! Features of generated crates, as a build without them sees them.

use std::{env, fs, path::Path, process::Command};

#[test]
fn rustc_names_the_feature_of_a_missing_operation() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join("missing-feature");
    fs::create_dir_all(package.join("src")).unwrap();
    let ecs = workspace.join("crates/alicloud-ecs");
    let manifest = format!(
        "[package]\nname = \"missing-feature\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [dependencies]\nalicloud-ecs = {{ path = {ecs:?}, default-features = false }}\n"
    );
    fs::write(package.join("Cargo.toml"), manifest).unwrap();
    // The versions of the workspace, which are there without a network.
    fs::copy(workspace.join("Cargo.lock"), package.join("Cargo.lock")).unwrap();
    fs::write(
        package.join("src/lib.rs"),
        "pub use alicloud_ecs::DescribeRegions;\n",
    )
    .unwrap();
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let check = Command::new(cargo)
        .args(["check", "--offline", "--color=never", "--target-dir"])
        .arg(package.join("target"))
        .current_dir(&package)
        .output()
        .unwrap();
    let message = String::from_utf8_lossy(&check.stderr);
    assert!(!check.status.success(), "{message}");
    for words in ["DescribeRegions", "gated", "feature = \"regions\""] {
        assert!(message.contains(words), "{words} should be in: {message}");
    }
}
