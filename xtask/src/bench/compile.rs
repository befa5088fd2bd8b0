//! `cargo xtask bench compile`: measures the cost of compiling the generated crate of ECS.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use alicloud_codegen::cli::output::named;

use super::{has, median, print_head, print_row};
use crate::cargo::cargo;

const ROUNDS: usize = 5;
const PACKAGE: &str = "alicloud-ecs";
const GENERATED: &str = "crates/alicloud-ecs/src/generated";

/// A wrapper for rustc. It runs GNU time for the measured crate only.
const WRAPPER: &str = r#"#!/bin/sh
case " $* " in
  *" --crate-name $MEASURED "*) exec /usr/bin/time -o "$TIMES" -f '%U %S %M' "$@" ;;
  *) exec "$@" ;;
esac
"#;

/// The name of the crate that contains only the structs of all operations.
const STRUCTS: &str = "structs only";

/// A crate to check, and its enabled features.
struct Case {
    name: &'static str,
    directory: PathBuf,
    package: &'static str,
    features: &'static str,
    /// The target for the ratio of CPU seconds to those of `STRUCTS`, and the target for megabytes.
    targets: [Option<f64>; 2],
}

/// Checks each crate several times in turns, and prints the medians. Dependencies are checked
/// beforehand, and incremental compilation is off.
pub(super) fn run(root: &Path) -> Result<(), String> {
    if !has("/usr/bin/time", "Checking the generated crate of ECS")? {
        return Ok(());
    }
    let target = root.join("target/compile");
    fs::create_dir_all(&target).map_err(named(&target))?;
    let target = target.canonicalize().map_err(named(&target))?;
    let bare = write_bare(root, &target)?;
    let ecs = |name, features, targets| Case {
        name,
        directory: root.to_owned(),
        package: PACKAGE,
        features,
        targets,
    };
    let cases = [
        Case {
            name: STRUCTS,
            directory: bare,
            package: "bare",
            features: "",
            targets: [None; 2],
        },
        ecs("all of ECS", "full", [Some(2.5), Some(500.0)]),
        ecs("the group instances", "instances", [None; 2]),
    ];
    let mut costs = vec![Vec::new(); cases.len()];
    for _ in 0..ROUNDS {
        for (case, costs) in cases.iter().zip(&mut costs) {
            costs.push(check(case, &target)?);
        }
    }
    print_head("Checking the generated crate of ECS")?;
    let medians: Vec<[f64; 2]> = costs
        .iter()
        .map(|costs| [0, 1].map(|figure| median(costs.iter().map(|cost| cost[figure]).collect())))
        .collect();
    let [bare, _] = medians[0];
    for (Case { name, targets, .. }, [seconds, megabytes]) in cases.iter().zip(&medians) {
        print_row(
            format_args!("{name}: CPU s"),
            *seconds,
            Some(bare),
            targets[0],
        )?;
        print_row(format_args!("{name}: MB"), *megabytes, None, targets[1])?;
    }
    let kilobytes = packed(root, &target)? as f64 / 1000.0;
    print_row("the package: kB", kilobytes, None, None)
}

/// Checks a crate after its dependencies, and returns the CPU seconds and megabytes of rustc for
/// the crate.
fn check(case: &Case, target: &Path) -> Result<[f64; 2], String> {
    let wrapper = target.join("wrapper.sh");
    fs::write(&wrapper, WRAPPER).map_err(named(&wrapper))?;
    make_executable(&wrapper)?;
    let times = target.join("times");
    let _ = fs::remove_file(&times);
    for arguments in [
        &["clean", "--quiet"][..],
        &["check", "--quiet", "--no-default-features"],
    ] {
        let mut cargo = cargo(&case.directory);
        cargo.args(arguments).args(["--package", case.package]);
        if arguments[0] == "check" {
            cargo.args(["--features", case.features]);
        }
        let status = cargo
            .env("CARGO_TARGET_DIR", target)
            .env("CARGO_INCREMENTAL", "0")
            .env("RUSTC_WRAPPER", &wrapper)
            .env("MEASURED", case.package.replace('-', "_"))
            .env("TIMES", &times)
            .status()
            .map_err(|error| format!("{cargo:?}: {error}"))?;
        if !status.success() {
            return Err(format!("{cargo:?}: {status}"));
        }
    }
    let text = fs::read_to_string(&times).map_err(named(&times))?;
    let figures: Vec<f64> = text
        .split_whitespace()
        .filter_map(|figure| figure.parse().ok())
        .collect();
    match figures[..] {
        [user, system, kilobytes] => Ok([user + system, kilobytes / 1000.0]),
        _ => Err(format!(
            "{}: unexpected output of GNU time: {text}",
            times.display()
        )),
    }
}

#[cfg(unix)]
fn make_executable(path: &Path) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).map_err(named(path))
}

#[cfg(not(unix))]
fn make_executable(path: &Path) -> Result<(), String> {
    Err(format!(
        "{}: this script needs a Unix shell",
        path.display()
    ))
}

/// Writes a crate that contains only the structs of all operations, and returns its directory.
fn write_bare(root: &Path, target: &Path) -> Result<PathBuf, String> {
    let directory = target.join("bare");
    let sources = directory.join("src");
    fs::create_dir_all(&sources).map_err(named(&sources))?;
    let manifest = "[package]\nname = \"bare\"\nedition = \"2024\"\n\n[workspace]\n";
    let mut files = vec![(directory.join("Cargo.toml"), manifest.to_owned())];
    let mut library = String::new();
    let generated = root.join(GENERATED);
    for entry in fs::read_dir(&generated).map_err(named(&generated))? {
        let path = entry.map_err(named(&generated))?.path();
        let text = fs::read_to_string(&path).map_err(named(&path))?;
        let structs = structs(&text);
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        if !structs.is_empty() {
            let _ = writeln!(library, "pub mod {stem};");
            files.push((sources.join(format!("{stem}.rs")), structs));
        }
    }
    files.push((sources.join("lib.rs"), library));
    for (path, text) in files {
        fs::write(&path, text).map_err(named(&path))?;
    }
    Ok(directory)
}

/// Returns the structs of a generated file, with their documentation. Enumerations of error codes
/// and structs named `Required` are left out.
fn structs(text: &str) -> String {
    let (mut structs, mut docs, mut is_inside) = (String::new(), String::new(), false);
    for line in text.lines() {
        if is_inside {
            let _ = writeln!(structs, "{}", line.replace("alicloud::Value", "String"));
            is_inside = line != "}";
        } else if line.starts_with("///") {
            let _ = writeln!(docs, "{line}");
        } else if line.starts_with("pub struct ") && !line.starts_with("pub struct Required ") {
            let _ = writeln!(structs, "{docs}#[derive(Clone, Debug, Default)]\n{line}");
            is_inside = !line.ends_with('}');
        } else if !line.starts_with("#[") {
            docs.clear();
        }
    }
    structs
}

/// Returns the size in bytes of the package for crates.io.
fn packed(root: &Path, target: &Path) -> Result<u64, String> {
    let mut cargo = cargo(root);
    cargo.args([
        "package",
        "--workspace",
        "--no-verify",
        "--allow-dirty",
        "--quiet",
        "--locked",
    ]);
    let status = cargo
        .env("CARGO_TARGET_DIR", target)
        .status()
        .map_err(|error| format!("{cargo:?}: {error}"))?;
    if !status.success() {
        return Err(format!("{cargo:?}: {status}"));
    }
    let package = format!("package/{PACKAGE}-{}.crate", env!("CARGO_PKG_VERSION"));
    let package = target.join(package);
    let about = fs::metadata(&package).map_err(named(&package))?;
    Ok(about.len())
}
