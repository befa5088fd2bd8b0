//! Tests the order of the top-level modules of `alicloud`. Each module uses only modules
//! above it.

use std::collections::BTreeMap;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{Attribute, File, Item};

use crate::fixture::sources;

/// The modules, which are the directories of `crates/alicloud/src`. Each module may use only
/// earlier modules.
const MODULES: [&str; 19] = [
    "error",
    "encoding",
    "api",
    "model",
    "request",
    "reply",
    "trace",
    "machine",
    "operation",
    "sign",
    "retry",
    "exchange",
    "waiter",
    "client",
    "bulk",
    "paging",
    "transport",
    "testing",
    "guide",
];

/// A description of a file that uses a module in the wrong order.
type Fault = String;

/// Lists the uses of modules that are not above the module of the file. `files` has the paths below
/// `src` and the texts.
fn faults(files: &BTreeMap<String, String>) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (path, text) in files {
        let modules = modules(path);
        let Some(module) = modules.first() else {
            continue;
        };
        let Some(own) = place(module) else {
            faults.push(format!("{path} is in no known module"));
            continue;
        };
        for used in uses(text, &modules) {
            match place(&used) {
                Some(place) if place <= own => {}
                Some(_) => faults.push(format!("{path} uses {used}, which comes after {module}")),
                None => faults.push(format!("{path} uses {used} of the crate's root")),
            }
        }
    }
    faults
}

fn place(module: &str) -> Option<usize> {
    MODULES.iter().position(|known| *known == module)
}

/// Splits a path into modules: `error/advice.rs` is the module `error::advice`, and `lib.rs` is the
/// root.
fn modules(path: &str) -> Vec<String> {
    let path = path.strip_suffix(".rs").unwrap_or(path);
    match path {
        "lib" => Vec::new(),
        path => path.split('/').map(str::to_owned).collect(),
    }
}

/// The first name of every path that starts at the crate's root, except in tests.
fn uses(text: &str, modules: &[String]) -> Vec<String> {
    let mut file: File = syn::parse_str(text).unwrap();
    without_tests(&mut file.items);
    let mut uses = Vec::new();
    let tokens = file.items.iter().map(|item| item.to_token_stream());
    collect(tokens.collect(), modules, &mut uses);
    uses
}

fn without_tests(items: &mut Vec<Item>) {
    items.retain(|item| !is_test(attributes(item)));
    for item in items {
        if let Item::Mod(module) = item {
            if let Some((_, items)) = &mut module.content {
                without_tests(items);
            }
        }
    }
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes
        .iter()
        .any(|attribute| attribute.to_token_stream().to_string() == "# [cfg (test)]")
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// Collects names after `crate::` and `super::`, also in macros. Ignores `$crate::`, because macros
/// for users need it.
fn collect(tokens: TokenStream, modules: &[String], uses: &mut Vec<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (index, token) in tokens.iter().enumerate() {
        let before = index
            .checked_sub(1)
            .map(|before| tokens[before].to_string());
        match token {
            TokenTree::Group(group) => collect(group.stream(), modules, uses),
            TokenTree::Ident(name) if name == "crate" && before.as_deref() != Some("$") => {
                first_names(&tokens[index + 1..], uses);
            }
            TokenTree::Ident(name) if name == "super" && before.as_deref() != Some(":") => {
                let mut rest = &tokens[index..];
                let mut levels = 0;
                while rest
                    .first()
                    .is_some_and(|token| token.to_string() == "super")
                {
                    levels += 1;
                    rest = &rest[3.min(rest.len())..];
                }
                match modules
                    .len()
                    .checked_sub(levels)
                    .map(|depth| &modules[..depth])
                {
                    // The path stays within a module.
                    Some([module, ..]) => uses.push(module.clone()),
                    _ => names(rest, uses),
                }
            }
            _ => {}
        }
    }
}

/// The names after `::`.
fn first_names(tokens: &[TokenTree], uses: &mut Vec<String>) {
    if let [TokenTree::Punct(a), TokenTree::Punct(b), rest @ ..] = tokens
        && a.as_char() == ':'
        && b.as_char() == ':'
    {
        names(rest, uses);
    }
}

/// Collects a name, or the first names of the paths in braces.
fn names(tokens: &[TokenTree], uses: &mut Vec<String>) {
    match tokens.first() {
        Some(TokenTree::Ident(name)) => uses.push(name.to_string()),
        Some(TokenTree::Group(group)) => {
            let inner: Vec<TokenTree> = group.stream().into_iter().collect();
            let paths = inner.split(|token| token.to_string() == ",");
            paths.for_each(|path| names(path, uses));
        }
        _ => {}
    }
}

/// The files of the crate, except for tests.
fn read() -> BTreeMap<String, String> {
    let files = sources("alicloud").into_iter().filter_map(|(path, text)| {
        let (_, path) = path.rsplit_once("/alicloud/src/")?;
        let is_test = path.ends_with("/tests.rs");
        (!is_test).then(|| (path.to_owned(), text))
    });
    files.collect()
}

#[test]
fn modules_use_only_modules_above_them() {
    let files = read();
    assert!(files.len() > 60, "{}", files.len());
    assert_eq!(faults(&files), [""; 0]);
}

#[test]
fn detects_a_dependency_on_a_later_module() {
    for (text, used) in [
        ("use crate::exchange::Session;", "exchange"),
        ("use crate::{api::Api, client::{Client, drive}};", "client"),
        ("use super::super::retry::Retry;", "retry"),
        ("fn f() { crate::sign::g(); }", "sign"),
        ("fn f() { assert!(crate::machine::h()); }", "machine"),
        (
            "mod inner { pub fn f(_: &crate::operation::Call) {} }",
            "operation",
        ),
    ] {
        let files = [("reply/planted.rs".to_owned(), text.to_owned())].into();
        let expected = format!("reply/planted.rs uses {used}, which comes after reply");
        assert_eq!(faults(&files), [expected], "{text}");
    }
}

#[test]
fn detects_imports_over_the_crate_root() {
    let files = [("api.rs".to_owned(), "use crate::Session;".to_owned())].into();
    assert_eq!(faults(&files), ["api.rs uses Session of the crate's root"]);
    let files = [("odds.rs".to_owned(), String::new())].into();
    assert_eq!(faults(&files), ["odds.rs is in no known module"]);
}

#[test]
fn allows_earlier_modules_and_any_module_in_tests() {
    let text = "use std::fmt; use super::Reply; use crate::{error, model::read::Names};
        #[cfg(test)] mod tests { use crate::client::Client; }
        macro_rules! m { () => { $crate::Session } }";
    let files = [("reply/fine.rs".to_owned(), text.to_owned())].into();
    assert_eq!(faults(&files), [""; 0]);
}
