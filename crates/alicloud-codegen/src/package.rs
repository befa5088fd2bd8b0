//! Builds a crate around generated modules, for use outside of this workspace.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    generate::Output,
    header::header,
    name::{Names, names_json},
    product::{Field, Product, Type},
    render::File,
};

/// The settings for the manifest of a generated crate.
///
/// By default, the crate is a workspace of its own, has a name like `alicloud-ecs`, and depends on
/// `alicloud` from crates.io.
#[derive(Clone, Debug, Default)]
pub struct Manifest {
    name: Option<String>,
    inherited: Option<Vec<&'static str>>,
    alicloud: Dependency,
}

/// The source of a generated crate's dependency on `alicloud`.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum Dependency {
    /// The crate `alicloud` from crates.io, in the version of the generator.
    #[default]
    Registry,
    /// The copy of `alicloud` in this directory.
    Path(String),
    /// The dependency `alicloud` in `[workspace.dependencies]`.
    Workspace,
}

impl Manifest {
    /// Sets the name of the crate.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Makes the crate a member of a workspace. The crate inherits these keys of `[package]` from
    /// the workspace.
    #[must_use]
    pub fn member(mut self, inherited: Vec<&'static str>) -> Self {
        self.inherited = Some(inherited);
        self
    }

    /// Sets the source of the crate's dependency on `alicloud`.
    #[must_use]
    pub fn alicloud(mut self, alicloud: Dependency) -> Self {
        self.alicloud = alicloud;
        self
    }

    /// Returns the line for a key of `[package]`, which is inherited or has this value.
    fn key(&self, key: &str, value: &str) -> String {
        let is_inherited = self
            .inherited
            .iter()
            .flatten()
            .any(|inherited| *inherited == key);
        if is_inherited {
            format!("{key}.workspace = true")
        } else {
            format!("{key} = \"{value}\"")
        }
    }
}

/// Returns the files of a crate with the generated modules. `source` is the name of the
/// specification in the headers of the files.
#[must_use]
pub fn package(output: Output, source: &str, manifest: &Manifest) -> Vec<File> {
    let Output {
        product,
        names,
        index,
        files,
        ..
    } = output;
    let name = manifest.name.clone();
    let name = name.unwrap_or_else(|| package_name(&product.product));
    let workspace = manifest
        .inherited
        .as_ref()
        .map_or("[workspace]\n\n", |_| "");
    let header = header(source);
    let release = env!("CARGO_PKG_VERSION");
    let title = format!(
        "Typed operations of Alibaba Cloud {} {}",
        product.product, product.version
    );
    let quoted_name = toml_string(&name);
    let description = toml_string(&format!("{title}, generated from its specification"));
    let alicloud = match &manifest.alicloud {
        Dependency::Registry => {
            format!(" = {{ version = \"{release}\", default-features = false }}")
        }
        Dependency::Path(path) => {
            format!(
                " = {{ version = \"{release}\", path = {}, default-features = false }}",
                toml_string(path)
            )
        }
        Dependency::Workspace => ".workspace = true".to_owned(),
    };
    let keys = [
        manifest.key("version", release),
        manifest.key("edition", "2024"),
        manifest.key("rust-version", env!("CARGO_PKG_RUST_VERSION")),
        manifest.key("license", "MIT OR Apache-2.0"),
    ];
    let features = manifest_features(&product, &names);
    let text = format!(
        "# {header}

[package]
name = {quoted_name}
description = {description}
{keys}
publish = false
exclude = [\"names.json\"]

[package.metadata.docs.rs]
all-features = true
rustdoc-args = [\"--cfg\", \"docsrs\"]

{workspace}[features]
{features}
[dependencies]
alicloud{alicloud}
",
        keys = keys.join("\n"),
    );
    let page = front_page(&name, &title, &product, &names);
    let readme = format!("<!-- {header} -->\n\n# {name}\n\n{page}");
    let root = format!(
        "// {header}

#![doc = include_str!(\"../README.md\")]
#![cfg_attr(docsrs, feature(doc_cfg))]

{index}"
    );
    let file = |path: &str, text| File {
        path: path.to_owned(),
        text,
    };
    let mut package = vec![
        file("Cargo.toml", text),
        file("README.md", readme),
        file("names.json", names_json(&product, &names, source)),
        file("src/lib.rs", root),
    ];
    package.extend(
        files
            .into_iter()
            .map(|File { path, text }| file(&format!("src/generated/{path}"), text)),
    );
    package
}

/// Returns the `[features]` table for the crate of `product`, without the heading.
///
/// ```text
/// default = ["full"]
/// full = [
///     "instances",
/// ]
/// serde = []
/// instances = []
/// ```
#[must_use]
pub fn manifest_features(product: &Product, names: &Names) -> String {
    let features: BTreeSet<&str> = names
        .operations
        .iter()
        .map(|operation| operation.feature.as_str())
        .collect();
    let mut default: Vec<&str> = product
        .default_features
        .iter()
        .map(String::as_str)
        .filter(|feature| features.contains(feature))
        .collect();
    if default.is_empty() {
        default.push("full");
    }
    let default = default.join("\", \"");
    let mut text = format!("default = [\"{default}\"]\nfull = [\n");
    for feature in &features {
        text.push_str(&format!("    \"{feature}\",\n"));
    }
    text.push_str("]\nserde = []\n");
    for feature in features {
        text.push_str(&format!("{feature} = []\n"));
    }
    text
}

/// Returns the Markdown text for the README, which is also the documentation of the crate `name`.
fn front_page(name: &str, title: &str, product: &Product, names: &Names) -> String {
    format!(
        "{title}, generated from its specification.

Each operation is a struct, which a client from `alicloud-reqwest` or `alicloud-ureq` sends.
{example}
## Features

The feature `full` enables all operations. To compile only some operations, disable the default
features and enable the features of these operations. The documentation of each operation names its
feature. The feature `serde` implements `Serialize` and `Deserialize` for requests and replies.

{features}",
        example = example(name, product, names).unwrap_or_default(),
        features = feature_table(product, names),
    )
}

/// Returns an example that sends one of the operations, preferably an operation that only reads.
fn example(crate_name: &str, product: &Product, names: &Names) -> Option<String> {
    let operations = product
        .operations
        .iter()
        .filter(|operation| !operation.about.deprecated);
    let calls = operations.filter_map(|operation| {
        let (record, names) = (
            product.record(operation.request)?,
            names.record(operation.request)?,
        );
        let arguments = names
            .arguments
            .as_ref()
            .filter(|_| names.required.is_none())?;
        let fields = arguments.iter().map(|index| record.fields.get(*index));
        let texts: Option<Vec<String>> = fields.map(|field| field.and_then(sample)).collect();
        Some((!operation.reads, &names.name, texts?.join(", ")))
    });
    let (_, operation, arguments) = calls.min_by_key(|(writes, _, _)| *writes)?;
    let module = crate_name.replace('-', "_");
    Some(format!(
        "
```rust
use alicloud::{{
    Error,
    blocking::{{Client, Transport}},
}};
use {module}::{operation};

fn print(client: &Client<impl Transport>) -> Result<(), Error> {{
    let reply = client.send(&{operation}::new({arguments}))?;
    println!(\"{{reply:?}}\");
    Ok(())
}}
```
"
    ))
}

/// Returns a string literal for a text field, or `None` for a field of another type.
fn sample(field: &Field) -> Option<String> {
    let is_plain = |text: &&str| {
        let letter = |letter: char| letter.is_ascii_alphanumeric() || "-._:/".contains(letter);
        text.len() <= 40 && text.chars().all(letter)
    };
    let example = field.notes.example.as_deref().filter(is_plain);
    (field.kind == Type::Text).then(|| format!("\"{}\"", example.unwrap_or("value")))
}

/// Returns a Markdown table of the features, with the number of operations and an example. The
/// documentation of each operation names its feature.
#[must_use]
pub fn feature_table(product: &Product, names: &Names) -> String {
    let mut features: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
    for (operation, names) in product.operations.iter().zip(&names.operations) {
        let first = (0, operation.action.as_str());
        features.entry(&names.feature).or_insert(first).0 += 1;
    }
    let mut text = String::from("| feature | operations | example |\n|---|---|---|\n");
    for (feature, (count, example)) in features {
        text.push_str(&format!("| `{feature}` | {count} | `{example}` |\n"));
    }
    text
}

/// Returns the default name of a crate: `alicloud-ecs` for `Ecs`.
fn package_name(product: &str) -> String {
    let separator = |letter: char| !letter.is_ascii_alphanumeric();
    format!(
        "alicloud-{}",
        product.replace(separator, "-").to_ascii_lowercase()
    )
}

/// Formats `text` as a basic string of TOML.
fn toml_string(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            _ if letter.is_control() => {
                quoted.push_str(&format!("\\u{:04X}", u32::from(letter)));
            }
            _ => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_strings_in_the_manifest() {
        assert_eq!(toml_string("a b"), r#""a b""#);
        assert_eq!(
            toml_string("C:\\\"x\"\n\u{7f}é"),
            r#""C:\\\"x\"\u000A\u007Fé""#
        );
    }
}
