//! `cargo xtask bench tree`: measures the dependencies, build time and size of three small
//! programs.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use alicloud_codegen::cli::output::named;

use super::{print_head, print_row, programs::output};
use crate::cargo::cargo;

struct Program {
    name: &'static str,
    /// The crates of this workspace that the program uses, with their features.
    crates: &'static [(&'static str, &'static str)],
    others: &'static str,
    main: &'static str,
    /// The targets for the number of crates with default features, the number without default
    /// features, and the size in MiB.
    targets: ([f64; 2], Option<f64>),
}

const PROGRAMS: [Program; 3] = [
    Program {
        name: "sign",
        crates: &[("alicloud", ""), ("alicloud-sign", "")],
        others: "",
        main: r#"
use alicloud::{Call, Session, machine::{Machine as _, Step}};
use alicloud_sign::{Credentials, HmacSha1};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let signer = HmacSha1::new(Credentials::new("testid", "testsecret"));
    let session = Session::new(signer).endpoint("https://ecs.aliyuncs.com")?;
    let call = Call::new("Ecs", "2014-05-26", "DescribeRegions");
    if let Step::Send(request) = session.exchange(&call).step() {
        println!("{}", request.parameters());
    }
    Ok(())
}
"#,
        targets: ([34.0, 28.0], None),
    },
    Program {
        name: "ureq",
        crates: &[
            ("alicloud", ""),
            ("alicloud-ecs", "instances"),
            ("alicloud-sign", ""),
            ("alicloud-ureq", "rustls"),
        ],
        others: "",
        main: r#"
use alicloud::Session;
use alicloud_ecs::DescribeInstanceVncUrl;
use alicloud_sign::{Credentials, HmacSha1};
use alicloud_ureq::Client;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let signer = HmacSha1::new(Credentials::new("testid", "testsecret"));
    let client = Client::new(Session::new(signer));
    let reply = client.send(&DescribeInstanceVncUrl::new("cn-hangzhou", "i-bp1"))?;
    println!("{:?}", reply.request_id);
    Ok(())
}
"#,
        targets: ([51.0, 46.0], Some(2.3)),
    },
    Program {
        name: "reqwest",
        crates: &[
            ("alicloud", ""),
            ("alicloud-ecs", "instances"),
            ("alicloud-reqwest", "rustls"),
            ("alicloud-sign", ""),
        ],
        others: "tokio = { version = \"1\", features = [\"rt\"] }\n",
        main: r#"
use alicloud::Session;
use alicloud_ecs::DescribeInstanceVncUrl;
use alicloud_reqwest::Client;
use alicloud_sign::{Credentials, HmacSha1};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let signer = HmacSha1::new(Credentials::new("testid", "testsecret"));
    let client = Client::new(Session::new(signer));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let operation = DescribeInstanceVncUrl::new("cn-hangzhou", "i-bp1");
    let reply = runtime.block_on(client.send(&operation))?;
    println!("{:?}", reply.request_id);
    Ok(())
}
"#,
        targets: ([105.0, 103.0], Some(2.8)),
    },
];

pub(super) fn run(root: &Path) -> Result<(), String> {
    let root = root.canonicalize().map_err(named(root))?;
    print_head("Small programs")?;
    for program in &PROGRAMS {
        let ([crates, fewer_crates], mebibytes) = program.targets;
        for (features, has_defaults, crates) in [
            ("default features", true, crates),
            ("no default features", false, fewer_crates),
        ] {
            let name = format!("{}, {features}", program.name);
            let directory = write(program, has_defaults, &root)?;
            let count = distinct_crates(&directory)?;
            print_row(format_args!("{name}: crates"), count, None, Some(crates))?;
            let before = children_seconds()?;
            build(&directory, "release")?;
            let seconds = children_seconds()? - before;
            print_row(format_args!("{name}: CPU s"), seconds, None, None)?;
            let binary = build(&directory, "small")?;
            let size = fs::metadata(&binary).map_err(named(&binary))?.len() as f64;
            print_row(
                format_args!("{name}: MiB"),
                size / 1_048_576.0,
                None,
                mebibytes,
            )?;
        }
    }
    Ok(())
}

/// Writes a program with the lock file of the workspace, and returns its directory.
fn write(program: &Program, has_defaults: bool, root: &Path) -> Result<PathBuf, String> {
    let mut manifest = String::from(MANIFEST);
    for (name, features) in program.crates {
        let path = root.join("crates").join(name);
        let features: Vec<&str> = features.split_whitespace().collect();
        manifest += &format!(
            "{name} = {{ path = {path:?}, default-features = {has_defaults}, features = {features:?} }}\n"
        );
    }
    manifest += program.others;
    let directory = root.join("target/tree").join(program.name);
    let sources = directory.join("src");
    fs::create_dir_all(&sources).map_err(named(&sources))?;
    for (path, text) in [
        (directory.join("Cargo.toml"), manifest.as_str()),
        (sources.join("main.rs"), program.main),
    ] {
        fs::write(&path, text).map_err(named(&path))?;
    }
    let lock = directory.join("Cargo.lock");
    fs::copy(root.join("Cargo.lock"), &lock).map_err(named(&lock))?;
    Ok(directory)
}

const MANIFEST: &str = r#"[package]
name = "program"
version = "0.1.0"
edition = "2024"

[workspace]

[profile.small]
inherits = "release"
codegen-units = 1
lto = true
opt-level = 3
panic = "abort"
strip = true

[dependencies]
"#;

/// Returns the number of distinct crates that a program depends on.
fn distinct_crates(directory: &Path) -> Result<f64, String> {
    let mut cargo = cargo(directory);
    let [text, _] = output(cargo.args(["tree", "--quiet", "--edges=normal", "--prefix=none"]))?;
    // `cargo tree` marks a repeated crate with `(*)` if the crate has dependencies.
    let crates: BTreeSet<&str> = text
        .lines()
        .map(|line| line.trim_end_matches(" (*)"))
        .collect();
    Ok(crates.len().saturating_sub(1) as f64)
}

/// Builds a program from scratch, and returns the path of its binary.
fn build(directory: &Path, profile: &str) -> Result<PathBuf, String> {
    let target = directory.join("target");
    let built = target.join(profile);
    if built.exists() {
        fs::remove_dir_all(&built).map_err(named(&built))?;
    }
    let mut cargo = cargo(directory);
    cargo.env("CARGO_TARGET_DIR", &target);
    output(cargo.args(["build", "--quiet", "--profile", profile]))?;
    Ok(built.join("program"))
}

/// Returns the processor time of all finished child processes and their descendants.
fn children_seconds() -> Result<f64, String> {
    const TICKS_PER_SECOND: f64 = 100.0;
    let stat = Path::new("/proc/self/stat");
    let text = fs::read_to_string(stat).map_err(named(stat))?;
    // Skip the program's name, which may contain any character. See proc_pid_stat(5).
    let fields = text.rsplit(") ").next().unwrap_or_default();
    let ticks = fields.split(' ').skip(13).take(2);
    Ok(ticks
        .filter_map(|ticks| ticks.parse::<f64>().ok())
        .sum::<f64>()
        / TICKS_PER_SECOND)
}
