//! Parsing of profile files in the vendor's two formats.

mod cli;
mod file;
mod files;
mod format;
mod ini;

pub(crate) use self::{
    cli::CLI,
    file::{Located, ProfileFile},
    files::ProfileFiles,
    format::{Format, Mode},
    ini::INI,
};
