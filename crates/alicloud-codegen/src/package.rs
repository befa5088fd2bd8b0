//! A crate around a generated module, for use outside this workspace.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    generate::Output,
    header::header,
    name::{Names, names_json},
    product::Product,
    render::File,
};

/// The files of a crate with what was generated.
///
/// `source` is the specification as their headers name it, `alicloud` the path to the run-time
/// crate. A `member` of a workspace has that name there; without one the crate stands alone and is
/// called after the product.
#[must_use]
pub fn package(output: Output, source: &str, alicloud: &str, member: Option<&str>) -> Vec<File> {
    let Output {
        product,
        names,
        index,
        files,
        ..
    } = output;
    let (name, workspace) = match member {
        Some(name) => (name.to_owned(), ""),
        None => (package_name(&product.product), "[workspace]\n\n"),
    };
    let header = header(source);
    let release = env!("CARGO_PKG_VERSION");
    let title = format!(
        "Typed operations of Alibaba Cloud {} {}",
        product.product, product.version
    );
    let [quoted_name, description, alicloud] = [
        &name,
        &format!("{title}, generated from its specification"),
        alicloud,
    ]
    .map(toml_string);
    let features = manifest_features(&names);
    let manifest = format!(
        "# {header}

[package]
name = {quoted_name}
description = {description}
version = \"{release}\"
edition = \"2024\"
rust-version = \"{msrv}\"
license = \"MIT OR Apache-2.0\"
publish = false
exclude = [\"names.json\"]

[package.metadata.docs.rs]
all-features = true

{workspace}[features]
{features}
[dependencies]
alicloud = {{ version = \"{release}\", path = {alicloud} }}
",
        msrv = env!("CARGO_PKG_RUST_VERSION"),
    );
    let readme = format!(
        "<!-- {header} -->

# {name}

{title}: each is a value that any client of `alicloud` sends.

The feature `full` is on by default and turns on all operations. Without it, turn on the groups that
you use. The feature `serde` makes requests and replies `Serialize` and `Deserialize`.

{}",
        feature_table(&product, &names),
    );
    let root = format!(
        "// {header}

//! {title}.

{index}"
    );
    let file = |path: &str, text| File {
        path: path.to_owned(),
        text,
    };
    let mut package = vec![
        file("Cargo.toml", manifest),
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

/// The `[features]` of a crate with the operations of `names`, without that heading.
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
pub fn manifest_features(names: &Names) -> String {
    let features: BTreeSet<&str> = names
        .operations
        .iter()
        .map(|operation| operation.feature.as_str())
        .collect();
    let mut text = String::from("default = [\"full\"]\nfull = [\n");
    for feature in &features {
        text.push_str(&format!("    \"{feature}\",\n"));
    }
    text.push_str("]\nserde = []\n");
    for feature in features {
        text.push_str(&format!("{feature} = []\n"));
    }
    text
}

/// Which operations each feature turns on.
fn feature_table(product: &Product, names: &Names) -> String {
    let mut features: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (operation, names) in product.operations.iter().zip(&names.operations) {
        let operations = features.entry(&names.feature).or_default();
        operations.push(format!("`{}`", operation.action));
    }
    let mut text = String::from("| feature | operations |\n|---|---|\n");
    for (feature, operations) in features {
        text.push_str(&format!("| `{feature}` | {} |\n", operations.join(", ")));
    }
    text
}

/// `alicloud-ecs` for `Ecs`.
fn package_name(product: &str) -> String {
    let separator = |letter: char| !letter.is_ascii_alphanumeric();
    format!(
        "alicloud-{}",
        product.replace(separator, "-").to_ascii_lowercase()
    )
}

/// `text` as a basic string of TOML.
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
    fn strings_of_the_manifest_are_escaped() {
        assert_eq!(toml_string("a b"), r#""a b""#);
        assert_eq!(
            toml_string("C:\\\"x\"\n\u{7f}é"),
            r#""C:\\\"x\"\u000A\u007Fé""#
        );
    }
}
