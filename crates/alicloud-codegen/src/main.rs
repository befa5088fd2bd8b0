//! The program `alicloud-codegen`.

use std::{env, process::ExitCode};

fn main() -> ExitCode {
    alicloud_codegen::cli::run(env::args_os())
}
