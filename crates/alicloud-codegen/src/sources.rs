//! The list of specifications and of crates generated from them (`SOURCES.json`).

use crate::{
    diagnostic::{Diagnostics, join},
    document::Document,
    node::{Node, Object},
};

/// The specifications of a workspace, and the crates generated from them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sources {
    /// The specifications in this workspace.
    pub specifications: Vec<Source>,
    /// The generated crates.
    pub crates: Vec<Target>,
    /// Specifications outside of this workspace for which there are corrections, such as
    /// `adb/2021-12-01`.
    pub elsewhere: Vec<String>,
}

/// A specification in the workspace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Source {
    /// The path within the directory of specifications, such as `ecs/2014-05-26.json`.
    pub file: String,
    /// The SHA-256 digest of the file, in lower-case hexadecimal digits.
    pub sha256: String,
    /// The place of the digest in the file `SOURCES.json`, as a JSON pointer.
    pub pointer: String,
}

/// The directory of generated code within a crate.
const GENERATED: &str = "/src/generated";

/// A directory of generated code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Target {
    /// The path of the specification, as in [`Source::file`].
    pub specification: String,
    /// The path of the file with documentation texts, within the directory of specifications.
    pub texts: Option<String>,
    /// The output directory within the workspace, which ends in `/src/generated` and contains only
    /// generated files.
    pub output: String,
}

impl Target {
    /// Returns the name of the specification in corrections, such as `ecs/2014-05-26`.
    #[must_use]
    pub fn spec(&self) -> &str {
        let file = &self.specification;
        file.strip_suffix(".json").unwrap_or(file)
    }

    /// Returns the directory of the crate that contains the generated code.
    #[must_use]
    pub fn package(&self) -> &str {
        self.output.strip_suffix(GENERATED).unwrap_or(&self.output)
    }
}

impl Sources {
    /// Returns the names of all specifications that may have corrections.
    #[must_use]
    pub fn corrected(&self) -> Vec<&str> {
        let here = self.crates.iter().map(Target::spec);
        here.chain(self.elsewhere.iter().map(String::as_str))
            .collect()
    }

    /// Reads `SOURCES.json`.
    #[must_use]
    pub fn read(document: &Document, diagnostics: &mut Diagnostics) -> Self {
        let root = Node::root(&document.root).object(diagnostics);
        root.expect_only(&["specifications", "crates", "elsewhere"], diagnostics);
        let mut sources = Self::default();
        for node in root.list("specifications", diagnostics) {
            let entry = node.object(diagnostics);
            entry.expect_only(
                &["file", "title", "upstream", "date", "reduced", "sha256"],
                diagnostics,
            );
            for key in ["title", "upstream", "date", "reduced"] {
                needed(&entry, key, diagnostics);
            }
            sources.specifications.push(Source {
                file: needed(&entry, "file", diagnostics),
                sha256: needed(&entry, "sha256", diagnostics),
                pointer: join(&entry.pointer, "sha256"),
            });
        }
        for node in root.list("crates", diagnostics) {
            let entry = node.object(diagnostics);
            entry.expect_only(&["specification", "texts", "output"], diagnostics);
            let specification = needed(&entry, "specification", diagnostics);
            let known = |source: &Source| source.file == specification;
            if !sources.specifications.iter().any(known) {
                diagnostics.error(
                    join(&entry.pointer, "specification"),
                    format!(
                        "unknown specification `{specification}`; add it to the `specifications`"
                    ),
                );
            }
            let output = output(&entry, &sources.crates, diagnostics);
            let texts = entry.text("texts", diagnostics);
            sources.crates.push(Target {
                specification,
                texts: (!texts.is_empty()).then_some(texts),
                output,
            });
        }
        sources.elsewhere = root.texts("elsewhere", diagnostics);
        sources
    }
}

/// Reads the output directory, and checks that no other entry uses the same directory.
fn output(entry: &Object<'_>, others: &[Target], diagnostics: &mut Diagnostics) -> String {
    let output = entry
        .need("output", diagnostics)
        .and_then(|node| node.text(diagnostics));
    let Some(output) = output else {
        return String::new();
    };
    let plain = |part: &str| !matches!(part, "" | "." | "..") && !part.contains(['\\', ':']);
    if !output.ends_with(GENERATED) || !output.split('/').all(plain) {
        diagnostics.error(
            join(&entry.pointer, "output"),
            format!(
                "invalid output directory `{output}`; expected a path within the workspace that \
                 ends in `{GENERATED}`, such as `crates/alicloud-ecs/src/generated`"
            ),
        );
    } else if others.iter().any(|other| other.output == output) {
        diagnostics.error(
            join(&entry.pointer, "output"),
            format!(
                "an earlier entry has the same output directory `{output}`; choose another directory"
            ),
        );
    }
    output.to_owned()
}

/// Reads the required text at `key`.
fn needed(entry: &Object<'_>, key: &str, diagnostics: &mut Diagnostics) -> String {
    let text = entry
        .need(key, diagnostics)
        .and_then(|node| node.text(diagnostics));
    text.unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Sources, Vec<String>) {
        let mut diagnostics = Diagnostics::new("SOURCES.json");
        let document = Document::parse(text, &mut diagnostics).unwrap();
        let sources = Sources::read(&document, &mut diagnostics);
        let lines = diagnostics
            .into_vec()
            .iter()
            .map(ToString::to_string)
            .collect();
        (sources, lines)
    }

    #[test]
    fn reads_the_specification_and_directory_of_a_target() {
        let (sources, lines) = read(
            r#"{"specifications":[{"file":"p/v.json","title":"P","upstream":"u","date":"d","reduced":"r","sha256":"00"}],
                "crates":[{"specification":"p/v.json","output":"crates/p/src/generated"}]}"#,
        );
        assert_eq!(lines, [""; 0]);
        assert_eq!(
            sources.specifications[0].pointer,
            "/specifications/0/sha256"
        );
        assert_eq!(sources.crates[0].spec(), "p/v");
        assert_eq!(sources.crates[0].output, "crates/p/src/generated");
    }

    #[test]
    fn allows_corrections_for_generated_and_listed_specifications() {
        let (sources, lines) = read(
            r#"{"specifications":[{"file":"p/v.json","title":"P","upstream":"u","date":"d","reduced":"r","sha256":"00"}],
                "crates":[{"specification":"p/v.json","output":"crates/p/src/generated"}],
                "elsewhere":["adb/2021-12-01"]}"#,
        );
        assert_eq!(lines, [""; 0]);
        assert_eq!(sources.corrected(), ["p/v", "adb/2021-12-01"]);
        let (sources, lines) = read(r#"{"elsewhere":[1]}"#);
        assert_eq!(
            lines,
            ["SOURCES.json: /elsewhere/0: expected a string, found a number"]
        );
        assert!(sources.corrected().is_empty());
    }

    #[test]
    fn refuses_a_target_without_a_specification() {
        let (_, lines) = read(
            r#"{"crates":[{"specification":"p/v.json","output":"o/src/generated"},{"output":1}]}"#,
        );
        assert_eq!(
            lines,
            [
                "SOURCES.json: /crates/0/specification: unknown specification `p/v.json`; add it to the `specifications`",
                "SOURCES.json: /crates/1: the required key `specification` is missing",
                "SOURCES.json: /crates/1/specification: unknown specification ``; add it to the `specifications`",
                "SOURCES.json: /crates/1/output: expected a string, found a number",
            ]
        );
    }

    #[test]
    fn refuses_output_directories_with_another_name_or_outside_the_workspace() {
        for output in [
            "",
            "generated",
            "/generated",
            "/src/generated",
            "crates/alicloud-ecs/src",
            "crates/../../src/generated",
            "./src/generated",
            "crates//src/generated",
            "crates/generated/",
            "crates/not-generated",
            "crates/generated",
            "C:/src/generated",
            r"..\x/src/generated",
        ] {
            let output = serde_json::Value::from(output);
            let (_, lines) = read(&format!(
                r#"{{"specifications":[{{"file":"p/v.json","title":"P","upstream":"u","date":"d","reduced":"r","sha256":"00"}}],
                    "crates":[{{"specification":"p/v.json","output":{output}}}]}}"#
            ));
            let place = "SOURCES.json: /crates/0/output: ";
            let right = "expected a path within the workspace that ends in `/src/generated`, such \
                         as `crates/alicloud-ecs/src/generated`";
            let output = output.as_str().unwrap();
            assert_eq!(
                lines,
                [format!(
                    "{place}invalid output directory `{output}`; {right}"
                )]
            );
        }
    }

    #[test]
    fn refuses_two_targets_with_the_same_directory() {
        let (_, lines) = read(
            r#"{"specifications":[{"file":"p/v.json","title":"P","upstream":"u","date":"d","reduced":"r","sha256":"00"}],
                "crates":[{"specification":"p/v.json","output":"p/src/generated"},
                          {"specification":"p/v.json","output":"p/src/generated"}]}"#,
        );
        assert_eq!(
            lines,
            [
                "SOURCES.json: /crates/1/output: an earlier entry has the same output directory `p/src/generated`; choose another directory"
            ]
        );
    }
}
