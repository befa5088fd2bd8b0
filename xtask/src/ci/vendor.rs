//! Compares the emulator with the vendor's requests, samples and SDK.

use std::{env, ffi::OsString, fs};

use super::gate::{Gate, run as run_command};

const PART: &str = "vendor";

/// The vendor's SDK for Python, which pip installs.
const SDK: &str = "alibabacloud_ecs20140526==7.11.8";

pub(super) fn run(gate: &mut Gate) -> Result<(), String> {
    if !gate.corpus.join("samples").is_dir() {
        let reason = format!(
            "{} has no directory `samples`; set ALICLOUD_CORPUS to a directory with specs, \
             samples, requests and tools",
            gate.corpus.display()
        );
        return gate.skip(PART, reason);
    }
    requests_and_replies(gate)?;
    reply_shapes(gate)?;
    sdk(gate)
}

/// Sends the requests of twelve products, and writes the replies of ECS.
fn requests_and_replies(gate: &Gate) -> Result<(), String> {
    // The selection is that of the workspace, so that the build of the tests is reused.
    let mut test =
        gate.cargo("test --quiet --locked --workspace --test it -- --ignored official::");
    run_command(test.env("ALICLOUD_CORPUS", &gate.corpus))
}

/// Compares the shapes of the replies with the samples of ECS.
fn reply_shapes(gate: &Gate) -> Result<(), String> {
    let shapes = gate.target.join("reply-shapes");
    let mut prepare = gate.program("python3", ".ci/reply_shapes.py");
    prepare
        .arg(gate.corpus.join("samples/ecs__2014-05-26.json"))
        .arg(gate.target.join("tmp/official-replies.json"));
    run_command(prepare.arg(&shapes))?;
    let mut compare = gate.program("python3", "");
    compare.arg(gate.corpus.join("tools/compare_replies.py"));
    run_command(compare.args(["samples.json", "replies.json"].map(|file| shapes.join(file))))
}

/// The guide that shows a program for the SDK.
const GUIDE: &str = "crates/alicloud-emulator/src/guide/other_languages.rs";

/// Calls the emulator with the SDK, which is installed in the target directory. Also runs the
/// program of the guide.
fn sdk(gate: &mut Gate) -> Result<(), String> {
    let packages = gate.target.join(SDK.replace("==", "-"));
    if !packages.is_dir() {
        let mut install = gate.program("python3", "-m pip install --quiet --target");
        let installed = run_command(install.arg(&packages).arg(SDK));
        if let Err(error) = installed {
            return gate.skip(PART, format!("{error}; the SDK needs pip and the network"));
        }
    }
    gate.build_programs()?;
    let mut script = gate.program("python3", ".ci/sdk.py");
    script.arg(gate.built("ecs-console"));
    run_command(script.env("PYTHONPATH", &packages))?;

    let guide = gate.root.join(GUIDE);
    let text =
        fs::read_to_string(&guide).map_err(|error| format!("{}: {error}", guide.display()))?;
    let program = gate.target.join("tmp/guide.py");
    fs::write(&program, python_block(&text)?)
        .map_err(|error| format!("{}: {error}", program.display()))?;
    let mut script = gate.program("python3", "");
    script.arg(program).env("PYTHONPATH", packages);
    run_command(script.env("PATH", path_with_programs(gate)?))
}

/// The program in the Python block of the guide.
fn python_block(guide: &str) -> Result<String, String> {
    let lines = guide.lines().skip_while(|line| *line != "//! ```python");
    let block: Vec<&str> = lines
        .skip(1)
        .take_while(|line| *line != "//! ```")
        .map(|line| line.strip_prefix("//! ").unwrap_or_default())
        .collect();
    match block.is_empty() {
        true => Err(format!("{GUIDE} has no Python block")),
        false => Ok(block.join("\n") + "\n"),
    }
}

/// The value of `PATH` with the directory of the built programs at the front.
fn path_with_programs(gate: &Gate) -> Result<OsString, String> {
    let programs = gate.built("ecs-console").with_file_name("");
    let others = env::var_os("PATH").unwrap_or_default();
    let directories = [programs].into_iter().chain(env::split_paths(&others));
    env::join_paths(directories).map_err(|error| format!("PATH: {error}"))
}
