#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "commands")]
pub mod cli;
mod diagnostic;
mod dialect;
mod diff;
mod doc;
mod document;
mod facts;
mod fixups;
mod generate;
mod header;
mod lower;
mod marks;
mod name;
mod nearest;
mod node;
mod package;
pub mod product;
mod read;
mod render;
mod sources;
pub mod spec;
mod texts;

pub use self::{
    diagnostic::{Diagnostic, Diagnostics, Severity},
    diff::{Aspect, Bump, Change, Subject, diff},
    document::Document,
    facts::{Facts, check_facts, facts},
    fixups::{Fixup, Fixups, fix},
    generate::{Input, Output, Stage, generate, generate_in_stages},
    header::is_generated,
    lower::lower,
    marks::{Marked, mark},
    name::{FieldNames, Names, OperationNames, Published, RecordNames, flatten, name, names_json},
    package::{Dependency, Manifest, feature_table, manifest_features, package},
    read::{protocol, read},
    render::File,
    sources::{Source, Sources, Target},
    texts::Texts,
};
