//! Tests the dependencies between crates, and that crates avoid forbidden dependencies and I/O.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{
    CargoOpt, DependencyKind, Metadata, MetadataCommand, Package, semver::Version,
};

use crate::fixture::sources;

/// A crate, its allowed dependencies in the workspace, and crates that it must not depend on, not
/// even indirectly.
type Rule = (&'static str, Names, &'static [Names]);
type Names = &'static [&'static str];

const RULES: &[Rule] = &[
    ("alicloud", &[], &[HTTP_CLIENTS, CRYPTOGRAPHY, RUNTIMES]),
    (
        "alicloud-codegen",
        &[],
        &[HTTP_CLIENTS, CRYPTOGRAPHY, RUNTIMES],
    ),
    (
        "alicloud-console",
        &["alicloud", "alicloud-ecs"],
        &[HTTP_CLIENTS, CRYPTOGRAPHY, RUNTIMES],
    ),
    (
        "alicloud-config",
        &["alicloud", "alicloud-sign"],
        &[HTTP_CLIENTS, RUNTIMES],
    ),
    (
        "alicloud-ecs",
        &["alicloud"],
        &[HTTP_CLIENTS, CRYPTOGRAPHY, RUNTIMES],
    ),
    ("alicloud-ecs-operations", &[], &[]),
    ("alicloud-emulator", &[], &[&["reqwest", "ureq"]]),
    ("alicloud-reqwest", &["alicloud"], &[SIGNING, &["ureq"]]),
    ("alicloud-sign", &["alicloud"], &[HTTP_CLIENTS, RUNTIMES]),
    ("alicloud-tests", &["alicloud"], &[]),
    (
        "alicloud-ureq",
        &["alicloud"],
        &[SIGNING, &["hyper", "reqwest"], RUNTIMES],
    ),
    (
        "ecs-console",
        &[
            "alicloud",
            "alicloud-console",
            "alicloud-config",
            "alicloud-ecs",
            "alicloud-emulator",
            "alicloud-reqwest",
            "alicloud-sign",
            "alicloud-ureq",
        ],
        &[],
    ),
    (
        "xtask",
        &["alicloud-codegen"],
        &[&["curl", "hyper", "isahc", "reqwest"], RUNTIMES],
    ),
];

const HTTP_CLIENTS: Names = &["curl", "hyper", "isahc", "reqwest", "ureq"];
const CRYPTOGRAPHY: Names = &[
    "aws-lc-rs",
    "hmac",
    "native-tls",
    "openssl",
    "ring",
    "rustls",
    "sha1",
    "sha2",
];
const SIGNING: Names = &["hmac", "sha1", "sha2"];
const RUNTIMES: Names = &["async-std", "mio", "smol", "tokio"];

/// The library that also contains a program. The feature `cli` enables the program.
const WITH_PROGRAM: &str = "alicloud-codegen";
/// The source files of the program.
const PROGRAM: [&str; 2] = ["alicloud-codegen/src/main.rs", "alicloud-codegen/src/cli/"];

/// The dependencies of each package, except for development dependencies.
type Graph = BTreeMap<String, BTreeSet<String>>;

/// The metadata of the workspace with all features, so that optional dependencies are included.
fn metadata() -> Metadata {
    MetadataCommand::new()
        .features(CargoOpt::AllFeatures)
        .manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml"))
        .other_options(["--locked".to_owned()])
        .exec()
        .unwrap()
}

fn graph(metadata: &Metadata) -> Graph {
    let nodes = &metadata.resolve.as_ref().unwrap().nodes;
    let name = |id| metadata[id].name.to_string();
    let mut graph = Graph::new();
    for node in nodes {
        let package = &metadata[&node.id];
        let normal = node.deps.iter().filter(|dependency| {
            dependency
                .dep_kinds
                .iter()
                .any(|kind| kind.kind != DependencyKind::Development)
        });
        let names = normal.map(|dependency| name(&dependency.pkg));
        graph
            .entry(name(&node.id))
            .or_default()
            .extend(names.filter(|name| !is_of_a_program(package, name)));
    }
    graph
}

/// Whether only the program in a library's package needs the dependency. All optional dependencies
/// of the package belong to the program.
fn is_of_a_program(package: &Package, dependency: &str) -> bool {
    *package.name == WITH_PROGRAM
        && package
            .dependencies
            .iter()
            .any(|known| known.name == dependency && known.optional)
}

fn reachable(graph: &Graph, from: &str) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut waiting = vec![from.to_owned()];
    while let Some(next) = waiting.pop() {
        for dependency in graph.get(&next).into_iter().flatten() {
            if seen.insert(dependency.clone()) {
                waiting.push(dependency.clone());
            }
        }
    }
    seen
}

fn violations(graph: &Graph) -> Vec<String> {
    let ours: BTreeSet<&str> = RULES.iter().map(|(name, ..)| *name).collect();
    let mut violations = Vec::new();
    for (name, arrows, forbidden) in RULES {
        let direct = graph[*name]
            .iter()
            .map(String::as_str)
            .filter(|to| ours.contains(to));
        for extra in direct.filter(|to| !arrows.contains(to)) {
            violations.push(format!("{name} -> {extra}"));
        }
        let reached = reachable(graph, name);
        for other in forbidden
            .iter()
            .copied()
            .flatten()
            .filter(|other| reached.contains(**other))
        {
            violations.push(format!("{name} reaches {other}"));
        }
    }
    violations
}

#[test]
fn crates_have_only_allowed_dependencies() {
    let graph = graph(&metadata());
    assert_eq!(violations(&graph), Vec::<String>::new());
}

#[test]
fn generator_program_is_disabled_by_default() {
    let metadata = metadata();
    let mut packages = metadata.packages.iter();
    let package = packages
        .find(|package| *package.name == WITH_PROGRAM)
        .unwrap();
    assert!(!package.features.contains_key("default"));
    for (feature, names) in [("cli", "ureq"), ("commands", "clap")] {
        assert!(
            package.features[feature].contains(&format!("dep:{names}")),
            "{feature}"
        );
        assert!(is_of_a_program(package, names), "{names}");
    }
    assert!(!is_of_a_program(package, "syn"));
}

/// Libraries must not enable features of `alicloud`, because programs choose them.
#[test]
fn libraries_forward_the_default_features() {
    let metadata = metadata();
    for (name, forwards) in [
        ("alicloud-config", true),
        ("alicloud-console", true),
        ("alicloud-ecs", false),
        ("alicloud-reqwest", true),
        ("alicloud-sign", true),
        ("alicloud-ureq", true),
    ] {
        let mut packages = metadata.packages.iter();
        let package = packages.find(|package| *package.name == name).unwrap();
        let mut dependencies = package.dependencies.iter();
        assert!(
            !dependencies.any(|dependency| {
                ["alicloud", "alicloud-sign"].contains(&dependency.name.as_str())
                    && dependency.uses_default_features
            }),
            "{name}"
        );
        let default = &package.features["default"];
        assert_eq!(
            default.contains(&"alicloud/default".to_owned()),
            forwards,
            "{name}"
        );
    }
}

#[test]
fn detects_forbidden_dependencies() {
    let graph = graph(&metadata());
    for (from, to, found) in [
        ("alicloud", "sha1", "alicloud reaches sha1"),
        ("alicloud", "tokio", "alicloud-ureq reaches tokio"),
        (
            "alicloud-console",
            "alicloud-sign",
            "alicloud-console -> alicloud-sign",
        ),
        (
            "alicloud-reqwest",
            "alicloud-ecs",
            "alicloud-reqwest -> alicloud-ecs",
        ),
        (
            "alicloud-emulator",
            "alicloud",
            "alicloud-emulator -> alicloud",
        ),
    ] {
        let mut graph = graph.clone();
        graph
            .entry(from.to_owned())
            .or_default()
            .insert(to.to_owned());
        assert!(
            violations(&graph).contains(&found.to_owned()),
            "{from} -> {to}"
        );
    }
}

#[test]
fn every_workspace_crate_has_a_rule() {
    let metadata = metadata();
    let crates: Vec<String> = metadata
        .workspace_packages()
        .iter()
        .map(|package| package.name.to_string())
        .collect();
    let rules: BTreeSet<&str> = RULES.iter().map(|(name, ..)| *name).collect();
    assert_eq!(
        crates.iter().map(String::as_str).collect::<BTreeSet<_>>(),
        rules
    );
}

/// Parts of code that performs I/O.
const IO: &[&str] = &[
    "Command::new",
    "File::",
    "TcpListener",
    "TcpStream",
    "UdpSocket",
    "current_dir",
    "env::",
    "fs::",
    "process::",
    "read_to_string(",
    "stdin(",
];

fn performs_io(text: &str) -> Option<&'static str> {
    // Doc comments may contain I/O in examples.
    let code: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect();
    // `env::consts` contains only constants.
    let code = code.join("\n").replace("env::consts", "");
    let is_whole = |(start, _): (usize, &str)| {
        !code[..start].ends_with(|before: char| before.is_alphanumeric() || before == '_')
    };
    let is_there = |word: &&str| code.match_indices(*word).any(is_whole);
    IO.iter().copied().find(is_there)
}

/// Files of the feature `testing` that may perform I/O: reading replies from files, and the server
/// of the contract tests.
const TEST_SUPPORT: [&str; 2] = [
    "alicloud/src/testing/file.rs",
    "alicloud/src/testing/contract/server.rs",
];

#[test]
fn libraries_without_io_use_no_files_sockets_processes_or_variables() {
    for name in [
        "alicloud",
        "alicloud-codegen",
        "alicloud-console",
        "alicloud-ecs",
        "alicloud-sign",
    ] {
        for (path, text) in sources(name) {
            let is_exempt = |place: &&str| path.contains(*place);
            if TEST_SUPPORT.iter().chain(&PROGRAM).any(is_exempt) {
                continue;
            }
            assert_eq!(performs_io(&text), None, "{path}");
        }
    }
}

#[test]
fn alicloud_config_does_io_in_one_file() {
    let all = sources("alicloud-config");
    let with_io: Vec<&str> = all
        .iter()
        .filter(|(_, text)| performs_io(text).is_some())
        .map(|(path, _)| path.as_str())
        .collect();
    assert!(
        matches!(with_io[..], [only] if only.ends_with("src/system/local.rs")),
        "{with_io:?}"
    );
}

#[test]
fn detects_io_with_any_import() {
    for code in [
        "use std::{env, process::Command}; env::var(\"X\")",
        "let stream = TcpStream::connect(address)?;",
        "use std::fs; fs::read(path)",
    ] {
        assert!(performs_io(code).is_some(), "{code}");
    }
    for code in [
        "/// use std::env::var;\nlet environment = 1;",
        "use crate::external_process::ExternalProcess; ProfileFile::new(format)",
    ] {
        assert_eq!(performs_io(code), None, "{code}");
    }
}

fn is_published(package: &Package) -> bool {
    package
        .publish
        .as_ref()
        .is_none_or(|registries| !registries.is_empty())
}

#[test]
fn manifests_have_the_fields_that_a_registry_requires() {
    let metadata = metadata();
    for package in metadata.workspace_packages() {
        let manifest = std::fs::read_to_string(&package.manifest_path).unwrap();
        assert!(
            manifest.contains("[lints]\nworkspace = true"),
            "{}: lints",
            package.name
        );
        assert!(
            manifest.contains("rust-version.workspace = true"),
            "{}",
            package.name
        );
        if is_published(package) {
            for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
                let path = package.manifest_path.with_file_name(licence);
                assert!(path.is_file(), "{path} should be in the package");
            }
            assert!(
                package.description.is_some(),
                "{}: description",
                package.name
            );
            assert!(
                !package.keywords.is_empty() && package.keywords.len() <= 5,
                "{}",
                package.name
            );
            assert!(
                !package.categories.is_empty(),
                "{}: categories",
                package.name
            );
            assert_eq!(package.license.as_deref(), Some("MIT OR Apache-2.0"));
            for dependency in package.dependencies.iter().filter(|dep| dep.path.is_some()) {
                let versioned = dependency.req.to_string() != "*";
                assert!(
                    versioned || dependency.kind == DependencyKind::Development,
                    "{}: {} has no version",
                    package.name,
                    dependency.name
                );
            }
        }
    }
}

/// Cargo checks at publishing that the registry has each required version. So crates that depend on
/// each other for tests could never be published. Dependencies by path alone are dropped instead.
#[test]
fn development_dependencies_between_our_crates_are_paths_without_a_version() {
    let metadata = metadata();
    let ours: BTreeSet<&str> = RULES.iter().map(|(name, ..)| *name).collect();
    let mut checked = BTreeSet::new();
    let packages = metadata.workspace_packages().into_iter();
    for package in packages.filter(|package| is_published(package)) {
        for dependency in &package.dependencies {
            let name = dependency.name.as_str();
            if dependency.kind == DependencyKind::Development && ours.contains(name) {
                let found = (dependency.path.is_some(), dependency.req.to_string());
                assert_eq!(found, (true, "*".to_owned()), "{}: {name}", package.name);
                checked.insert(package.name.as_str());
            }
        }
    }
    assert!(checked.contains("ecs-console"), "{checked:?}");
}

/// The `rust-version` of all dependencies of published crates is at most the stated `rust-version`.
#[test]
fn dependencies_support_the_stated_rust_version() {
    let metadata = metadata();
    let graph = graph(&metadata);
    let published: Vec<_> = metadata
        .workspace_packages()
        .into_iter()
        .filter(|package| is_published(package))
        .collect();
    let needed: BTreeSet<String> = published
        .iter()
        .flat_map(|package| reachable(&graph, &package.name))
        .collect();
    let ours: Version = published[0].rust_version.clone().unwrap();
    for package in metadata
        .packages
        .iter()
        .filter(|package| needed.contains(&*package.name))
    {
        if let Some(version) = &package.rust_version {
            assert!(
                *version <= ours,
                "{} {} needs {version}",
                package.name,
                package.version
            );
        }
    }
}

/// New files belong in a subdirectory, not in the top-level directory.
#[test]
fn repository_root_has_only_known_entries() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let expected = [
        "Cargo.lock",
        "Cargo.toml",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "README.md",
        "api-specs",
        "crates",
        "docs",
        "tests",
        "xtask",
    ];
    let found: BTreeSet<String> = std::fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.starts_with('.') && name != "target")
        .collect();
    assert_eq!(found, expected.map(String::from).into());
}
