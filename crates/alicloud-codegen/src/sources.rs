//! Which specifications there are, and what is generated from them.

use crate::{
    diagnostic::{Diagnostics, join},
    document::Document,
    node::{Node, Object},
};

/// The list of a workspace's specifications.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sources {
    /// The specifications, each with its file's digest.
    pub specifications: Vec<Source>,
    /// What is generated.
    pub crates: Vec<Target>,
    /// The specifications that have corrections, and are neither kept nor generated from here, as
    /// `adb/2021-12-01`.
    pub elsewhere: Vec<String>,
}

/// One specification.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Source {
    /// Its path within the directory of specifications, such as `ecs/2014-05-26.json`.
    pub file: String,
    /// The SHA-256 of its bytes, in lower-case hexadecimal digits.
    pub sha256: String,
    /// Where the digest stands in the list.
    pub pointer: String,
}

/// Where a crate has its generated code.
const GENERATED: &str = "/src/generated";

/// One directory of generated code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Target {
    /// The specification's path, as in [`Source::file`].
    pub specification: String,
    /// The path of the file with texts for it, within the same directory, if there is one.
    pub texts: Option<String>,
    /// The directory within the workspace, ending in `/src/generated`; it belongs to the generator
    /// alone.
    pub output: String,
}

impl Target {
    /// The specification as corrections name it: `ecs/2014-05-26`.
    #[must_use]
    pub fn spec(&self) -> &str {
        let file = &self.specification;
        file.strip_suffix(".json").unwrap_or(file)
    }

    /// The directory of the crate that the generated code is in.
    #[must_use]
    pub fn package(&self) -> &str {
        self.output.strip_suffix(GENERATED).unwrap_or(&self.output)
    }
}

impl Sources {
    /// The specifications that corrections may be for.
    #[must_use]
    pub fn corrected(&self) -> Vec<&str> {
        let here = self.crates.iter().map(Target::spec);
        here.chain(self.elsewhere.iter().map(String::as_str))
            .collect()
    }

    /// Reads the list.
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
                    format!("`{specification}` is not among the `specifications`; list it there"),
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

/// The directory, which must be one that holds nothing but generated code.
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
                "is `{output}`; it must be a path within the workspace that ends in `{GENERATED}`, \
                 such as `crates/alicloud-ecs/src/generated`"
            ),
        );
    } else if others.iter().any(|other| other.output == output) {
        diagnostics.error(
            join(&entry.pointer, "output"),
            format!("is `{output}`, as in an entry before; each needs a directory of its own"),
        );
    }
    output.to_owned()
}

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
    fn a_target_names_its_specification_and_directory() {
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
    fn corrections_are_for_what_is_generated_here_or_listed() {
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
            ["SOURCES.json: /elsewhere/0: is a number; it must be a string"]
        );
        assert!(sources.corrected().is_empty());
    }

    #[test]
    fn a_target_without_specification_is_an_error() {
        let (_, lines) = read(
            r#"{"crates":[{"specification":"p/v.json","output":"o/src/generated"},{"output":1}]}"#,
        );
        assert_eq!(
            lines,
            [
                "SOURCES.json: /crates/0/specification: `p/v.json` is not among the `specifications`; list it there",
                "SOURCES.json: /crates/1: has no `specification`; it is needed here",
                "SOURCES.json: /crates/1/specification: `` is not among the `specifications`; list it there",
                "SOURCES.json: /crates/1/output: is a number; it must be a string",
            ]
        );
    }

    #[test]
    fn a_directory_is_one_of_the_workspace_that_is_called_generated() {
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
            let right = "it must be a path within the workspace that ends in `/src/generated`, such as \
                         `crates/alicloud-ecs/src/generated`";
            let output = output.as_str().unwrap();
            assert_eq!(lines, [format!("{place}is `{output}`; {right}")]);
        }
    }

    #[test]
    fn a_directory_belongs_to_one_target() {
        let (_, lines) = read(
            r#"{"specifications":[{"file":"p/v.json","title":"P","upstream":"u","date":"d","reduced":"r","sha256":"00"}],
                "crates":[{"specification":"p/v.json","output":"p/src/generated"},
                          {"specification":"p/v.json","output":"p/src/generated"}]}"#,
        );
        assert_eq!(
            lines,
            [
                "SOURCES.json: /crates/1/output: is `p/src/generated`, as in an entry before; each needs a directory of its own"
            ]
        );
    }
}
