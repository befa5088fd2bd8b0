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

use serde_json::Value;

use crate::{
    diagnostic::{Diagnostics, Origin, join},
    document::Document,
};

/// One file of a specification.
struct Part<'a> {
    file: &'a str,
    value: Value,
    /// Where `value` stands in the file.
    pointer: &'static str,
}

#[derive(Clone, Copy, PartialEq)]
enum Form {
    Whole,
    Operation,
    CommandLine,
}

/// The document that `files`, pairs of name and text, are parts of.
pub(crate) fn assemble(files: &[(&str, &str)], diagnostics: &mut Diagnostics) -> Option<Document> {
    let mut parts = Vec::new();
    for (file, text) in files {
        let mut about = Diagnostics::new(*file);
        let document = Document::parse(text, &mut about);
        diagnostics.append(about);
        parts.extend(document.map(|document| unwrapped(file, document.root)));
    }
    if parts.len() < files.len() {
        return None;
    }
    let forms: Vec<Option<Form>> = parts.iter().map(|part| form(&part.value)).collect();
    if let ([part], [Some(Form::Whole) | None]) = (&mut *parts, &*forms) {
        diagnostics.trace([Origin::exact("", part.file, part.pointer)]);
        let root = part.value.take();
        return Some(Document {
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
    root.map(|root| Document {
        root,
        partial: true,
    })
}

fn unwrapped(file: &str, mut root: Value) -> Part<'_> {
    let wrapped = root.as_object().is_some_and(|root| {
        root.contains_key("code") && root.get("data").is_some_and(Value::is_object)
    });
    Part {
        file,
        value: match root.get_mut("data") {
            Some(data) if wrapped => data.take(),
            _ => root,
        },
        pointer: if wrapped { "/data" } else { "" },
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

/// The folders of a path, and the name of the file without its extension.
fn segments(file: &str) -> Vec<&str> {
    let mut segments: Vec<&str> = file
        .split(['/', '\\'])
        .filter(|segment| !segment.is_empty() && *segment != ".")
        .collect();
    if let Some(last) = segments.last_mut() {
        *last = last.strip_suffix(".json").unwrap_or(last);
    }
    segments
}

/// The place of an operation in the document.
fn place(name: &str) -> String {
    join("/apis", name)
}

#[cfg(test)]
mod tests;
