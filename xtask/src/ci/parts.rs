//! The table of all parts.

use super::{code, corpus, deny, examples, features, gate::Gate, package, secrets, vendor};

/// A group of checks that also runs alone.
pub(super) struct Part {
    pub(super) name: &'static str,
    pub(super) description: &'static str,
    /// Whether the part runs if no part is chosen.
    pub(super) in_all: bool,
    pub(super) run: fn(&mut Gate) -> Result<(), String>,
}

impl Part {
    /// The description for `--help`.
    pub(super) fn help(&self) -> String {
        let note = if self.in_all { "" } else { " (only if chosen)" };
        format!("{}{note}", self.description)
    }

    /// Excludes the part from a run of all parts.
    const fn if_chosen(self) -> Self {
        Self {
            in_all: false,
            ..self
        }
    }
}

const fn part(
    name: &'static str,
    description: &'static str,
    run: fn(&mut Gate) -> Result<(), String>,
) -> Part {
    Part {
        name,
        description,
        in_all: true,
        run,
    }
}

/// All parts in the order in which they run.
pub(super) const PARTS: &[Part] = &[
    part("fmt", "Check the format of the code", code::fmt),
    part("lint", "Lint the workspace", code::lint),
    part("test", "Run the tests, like `secrets`", code::test).if_chosen(),
    part(
        "secrets",
        "Run the tests, and search their logs for planted secrets",
        secrets::run,
    ),
    part("docs", "Build the documentation", code::docs),
    part(
        "generated",
        "Compare generated code and reduced specifications with their sources",
        code::generated,
    ),
    part(
        "features",
        "Check the crates with single features and without features",
        features::run,
    ),
    part(
        "full",
        "Check alicloud-ecs with no operation and with all operations, like `lint` and `features`",
        features::full,
    )
    .if_chosen(),
    part(
        "operations",
        "Call every operation of ECS on the emulator, with valid and invalid requests",
        features::operations,
    ),
    part("fuzz", "Check the fuzz targets", code::fuzz),
    part("examples", "Run the examples", examples::run),
    part(
        "browser",
        "Run the browser tests, which need chromium and chromedriver",
        examples::browser,
    ),
    part(
        "corpus",
        "Run the generator on the specifications in ALICLOUD_CORPUS",
        corpus::run,
    ),
    part(
        "cases",
        "Run ecs-console with the test cases in ALICLOUD_CORPUS",
        corpus::cases,
    ),
    part(
        "vendor",
        "Compare the emulator with the requests and samples in ALICLOUD_CORPUS, and with an SDK",
        vendor::run,
    ),
    part(
        "emulator",
        "Run ecs-console with its emulator",
        examples::emulator,
    ),
    part(
        "deny",
        "Check the licences, sources and duplicates of dependencies",
        deny::run,
    ),
    part(
        "advisories",
        "Check the same as `deny`, and known vulnerabilities, with a database from the network",
        deny::advisories,
    )
    .if_chosen(),
    part("package", "Try to publish all crates", package::run),
];
