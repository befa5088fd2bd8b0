//! Turns Alibaba Cloud API specifications into Rust model crates.
//!
//! Text goes in, text comes out: this crate reads no file, opens no connection and asks for no
//! time. Only the program `alicloud-codegen` does, which the feature `cli` turns on.
//!
//! The crate takes a specification in the vendor's `api-docs.json` format of RPC style, whole or
//! reduced to [facts](facts()), and gives the source files of a module whose types implement the traits
//! of the crate `alicloud`.
//!
//! ```text
//!      Document      Document      Document      Document     Spec         Product       Names
//! text ───────> mark ───────> fix ───────> Texts ───────> read ────> lower ──────> name ────> render ──> files
//! ```
//!
//! | stage | knows | gives |
//! |---|---|---|
//! | [`Document::parse`] | JSON | the document, in its order |
//! | [`mark`] | what prose tells | the document, with marks |
//! | [`fix`] | corrections of vendor mistakes | the document, corrected |
//! | [`Texts::put`] | texts of our own | the document, documented |
//! | [`read`](read()) | the specification format | [`spec::Spec`] |
//! | [`lower`](lower()) | what the format means | [`product::Product`]: references resolved |
//! | [`name`](name()) | identifiers | [`Names`], beside the names on the wire |
//! | `render` | Rust | [`File`]s |
//!
//! Whatever is wrong with a specification becomes a [`Diagnostic`] with a JSON pointer. No stage
//! stops at the first, and none panics. [`generate`](generate()) runs them all:
//!
//! ```
//! use alicloud_codegen::{Input, generate};
//!
//! let specification = r#"{
//!     "version": "1.0",
//!     "info": { "style": "RPC", "product": "Ecs", "version": "2014-05-26" },
//!     "apis": { "DescribeRegions": {
//!         "methods": ["post", "get"],
//!         "parameters": [],
//!         "responses": { "200": { "schema": {
//!             "type": "object",
//!             "properties": { "RequestId": { "type": "string" } }
//!         } } }
//!     } }
//! }"#;
//!
//! let output = generate(&Input::new("ecs/2014-05-26.json", specification)).unwrap();
//! let paths: Vec<&str> = output.files.iter().map(|file| file.path.as_str()).collect();
//! assert_eq!(paths, ["describe_regions.rs", "endpoints.rs"]);
//! assert!(output.files[0].text.contains("pub struct DescribeRegions {}"));
//!
//! let typo = specification.replace("\"string\"", "\"strnig\"");
//! let diagnostics = generate(&Input::new("ecs/2014-05-26.json", &typo)).unwrap_err();
//! assert_eq!(
//!     diagnostics[0].pointer,
//!     "/apis/DescribeRegions/responses/200/schema/properties/RequestId/type",
//! );
//! ```

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
