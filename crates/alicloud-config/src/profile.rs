//! The files with profiles, in both formats of the vendor: what they say, not what it leads to.

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
