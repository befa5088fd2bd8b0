//! The forms in which specifications are published, as the one form that is read.
//!
//! | form | files |
//! |---|---|
//! | whole | `api-docs.json`: everything about a product in one version |
//! | by operation | `products/Ecs/versions/2014-05-26/apis/DescribeRegions/api.json`: one operation each; product, version and name are in the path |
//! | command line | `metadatas/ecs/DescribeRegions.json`: the parameters of one operation each, with `metadatas/ecs/version.json` and `metadatas/products.json` about the rest |
//!
//! A file may be wrapped into `{"code": 0, "data": ...}`, as the vendor's server sends some.

mod command_line;
mod operations;
mod part;

use serde_json::Value;

use self::part::Part;
use crate::{
    diagnostic::{Diagnostics, Origin},
    document::Document,
};

#[derive(Clone, Copy, PartialEq)]
enum Form {
    Whole,
    Operation,
    CommandLine,
}

impl Document {
    /// Puts together the specification that `files`, pairs of name and text, are: one file in the
    /// format `api-docs.json`, or the files of the operations of one product, each as the vendor's
    /// server sends it for one operation, or as the metadata of the vendor's command line has it
    /// (with `version.json` or `products.json` for the version).
    ///
    /// What `diagnostics` are told about the document from here on names the file it is from.
    ///
    /// Gives `None`, with the reason in `diagnostics`, if they are no specification.
    pub fn assemble(files: &[(&str, &str)], diagnostics: &mut Diagnostics) -> Option<Self> {
        let mut parts = Vec::new();
        for (file, text) in files {
            let mut about = Diagnostics::new(*file);
            let document = Self::parse(text, &mut about);
            diagnostics.append(about);
            parts.extend(document.map(|document| Part::new(file, document.root)));
        }
        if parts.len() < files.len() {
            return None;
        }
        let forms: Vec<Option<Form>> = parts.iter().map(|part| form(&part.value)).collect();
        if let ([part], [Some(Form::Whole) | None]) = (&mut *parts, &*forms) {
            diagnostics.trace([Origin::exact("", part.file, part.pointer)]);
            let root = part.value.take();
            return Some(Self {
                root,
                partial: false,
            });
        }
        let first = forms.iter().flatten().next().copied();
        for (part, form) in parts.iter().zip(&forms) {
            let problem = match form {
                None => "is no part of a specification",
                Some(Form::Whole) => "is a specification of its own; give it alone",
                form if *form != first => "is of another form than the files before; give it alone",
                _ => continue,
            };
            diagnostics.append_error(part.file, part.pointer, problem);
        }
        if diagnostics.has_errors() {
            return None;
        }
        let root = match first? {
            Form::Whole => return None,
            Form::Operation => operations::assemble(parts, diagnostics),
            Form::CommandLine => command_line::assemble(&parts, diagnostics),
        };
        root.map(|root| Self {
            root,
            partial: true,
        })
    }
}

/// What a file is, by its keys.
fn form(value: &Value) -> Option<Form> {
    let has = |key: &str| value.get(key).is_some();
    if has("info") {
        Some(Form::Whole)
    } else if has("products")
        || (has("style") && has("version") && has("apis"))
        || (has("name") && (has("protocol") || has("method") || has("pathPattern")))
    {
        Some(Form::CommandLine)
    } else if has("apis") {
        Some(Form::Whole)
    } else if has("parameters") || has("responses") || has("methods") {
        Some(Form::Operation)
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
