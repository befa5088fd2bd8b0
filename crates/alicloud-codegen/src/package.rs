//! A crate around a generated module, for use outside this workspace.

use crate::{File, header::header, product::Product};

/// The files of a stand-alone crate with the module `files` of `product`.
///
/// `source` is the specification as their headers name it, `alicloud` the path to the run-time
/// crate.
#[must_use]
pub fn package(product: &Product, files: Vec<File>, source: &str, alicloud: &str) -> Vec<File> {
    let name = package_name(&product.product);
    let Product {
        product, version, ..
    } = product;
    let header = header(source);
    let release = env!("CARGO_PKG_VERSION");
    let title = format!("Typed operations of Alibaba Cloud {product} {version}");
    let [quoted_name, description, alicloud] = [
        &name,
        &format!("{title}, generated from its specification"),
        alicloud,
    ]
    .map(toml_string);
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

[workspace]

[dependencies]
alicloud = {{ version = \"{release}\", path = {alicloud} }}
",
        msrv = env!("CARGO_PKG_RUST_VERSION"),
    );
    let readme = format!(
        "<!-- {header} -->

# {name}

{title}: each is a value that any client of `alicloud` sends.
"
    );
    let root = format!(
        "// {header}

//! {title}.

#[rustfmt::skip]
mod generated;

pub use self::generated::*;
"
    );
    let file = |path: &str, text| File {
        path: path.to_owned(),
        text,
    };
    let mut package = vec![
        file("Cargo.toml", manifest),
        file("README.md", readme),
        file("src/lib.rs", root),
    ];
    package.extend(
        files
            .into_iter()
            .map(|File { path, text }| file(&format!("src/generated/{path}"), text)),
    );
    package
}

/// `alicloud-ecs` for `Ecs`.
fn package_name(product: &str) -> String {
    let plain: String = product
        .chars()
        .map(|letter| match letter.is_ascii_alphanumeric() {
            true => letter.to_ascii_lowercase(),
            false => '-',
        })
        .collect();
    format!("alicloud-{plain}")
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
