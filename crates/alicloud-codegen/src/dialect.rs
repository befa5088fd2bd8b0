//! Converts the published specification formats to the `api-docs.json` format.
//!
//! | format | files |
//! |---|---|
//! | complete | `api-docs.json`: everything about one version of a product |
//! | by operation | `products/Ecs/versions/2014-05-26/apis/DescribeRegions/api.json`: one file per operation, with product, version and operation in the path |
//! | command line | `metadatas/ecs/DescribeRegions.json`: the parameters of one operation per file. `metadatas/ecs/version.json` and `metadatas/products.json` have the other facts. |
//!
//! The vendor's server wraps some files in `{"code": 0, "data": ...}`. The wrapper is removed.

mod command_line;
mod operations;
mod part;

use serde_json::Value;

use self::part::Part;
use crate::{
    diagnostic::{Diagnostics, Origin},
    document::Document,
};

/// The format of a specification file.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    Whole,
    Operation,
    CommandLine,
}

impl Document {
    /// Assembles a specification from `files`, which are pairs of a name and a text.
    ///
    /// The files have one of these formats:
    ///
    /// - one file in the format `api-docs.json`
    /// - one file per operation, as the vendor's server sends it
    /// - one file per operation from the metadata of the vendor's command line, with `version.json`
    ///   or `products.json`, which contain the API version
    ///
    /// Diagnostics that are later added to `diagnostics` name the file that contains the place of
    /// the problem.
    ///
    /// The result is `None` if a file is not JSON, or if the files do not belong together. In both
    /// cases, `diagnostics` has the errors. The caller passes the assembled document to
    /// [`read`](crate::read()), which checks the document.
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
                None => "unknown file format; expected a specification or the file of an operation",
                Some(Form::Whole) => {
                    "a complete specification can't be combined with other files; pass it alone"
                }
                form if *form != first => {
                    "the file has another format than the first file; pass files of one format"
                }
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

/// Returns the format of a file, which is recognized by its keys.
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
