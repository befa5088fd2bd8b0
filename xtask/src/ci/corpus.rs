//! Checks with the vendor's original specifications and samples, if they are available.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use super::gate::{Gate, run as run_command, run_silently, run_task};

pub(super) fn run(gate: &mut Gate) -> Result<(), String> {
    if !gate.corpus.join("specs").is_dir() {
        let reason = format!(
            "{} has no directory `specs`; set ALICLOUD_CORPUS to a directory with specs, samples, \
             requests and tools",
            gate.corpus.display()
        );
        return gate.skip("corpus", reason);
    }
    samples(gate)?;
    hosts(gate)?;
    committed(gate)?;
    facts(gate)?;
    member(gate)
}

/// Generates the crates of two products, and compares their replies and requests with samples.
fn samples(gate: &Gate) -> Result<(), String> {
    let mut corpus = corpus(gate, "--replies samples --requests requests");
    run_task(corpus.args(["--check", "--only", "sts/2015-04-01,bpstudio/2021-09-31"]))?;
    for product in ["sts__2015-04-01", "bpstudio__2021-09-31"] {
        compare(gate, product)?;
    }
    Ok(())
}

/// Compares the host of each operation with a second implementation of the rules.
fn hosts(gate: &Gate) -> Result<(), String> {
    let products = [
        "slb/2014-05-15",
        "sts/2015-04-01",
        "ros/2019-09-10",
        "nlb/2022-04-30",
    ];
    let mut corpus = corpus(gate, "--hosts requests");
    run_task(corpus.arg("--only").arg(products.join(",")))?;
    for product in products {
        compare_hosts(gate, product)?;
    }
    Ok(())
}

/// Checks the committed crate of ECS with all samples, requests and hosts.
fn committed(gate: &Gate) -> Result<(), String> {
    let mut corpus = corpus(
        gate,
        "--replies samples --requests requests --hosts requests",
    );
    run_task(corpus.args(["--committed", "--only", "ecs/2014-05-26"]))?;
    compare(gate, "ecs__2014-05-26")?;
    compare_hosts(gate, "ecs/2014-05-26")
}

/// Checks that the vendor's file and the committed facts file lead to the same code.
fn facts(gate: &Gate) -> Result<(), String> {
    let (vendor, committed) = ("ecs/2014-05-26.json", "api-specs/ecs/2014-05-26.json");
    let original = gate.corpus.join("specs").join(vendor);
    let place = fresh(&gate.root.join("target/prose"))?;
    let [whole, reduced] = ["whole", "facts"].map(|form| place.join(form).join(vendor));
    for file in [&whole, &reduced] {
        // Both paths have a parent, because both end with `vendor`.
        create(file.parent().unwrap_or(&place))?;
    }
    let mut reduce = gate.task("spec facts");
    run_task(reduce.arg(&original).arg("--out").arg(&reduced))?;
    let read = |path: &Path| fs::read(path).map_err(failed(path));
    if read(&reduced)? != read(&gate.root.join(committed))? {
        return Err(format!("{} and {committed} differ", reduced.display()));
    }
    fs::copy(&original, &whole).map_err(failed(&original))?;
    // In this process, the task would print a line for each of 700 files.
    gate.build_programs()?;
    for (form, file) in [("whole", &whole), ("facts", &reduced)] {
        let mut codegen = gate.program(gate.built("xtask"), "codegen --spec");
        codegen.arg(file).arg("--out");
        run_silently(codegen.arg(place.join(format!("{form}-crate"))))?;
    }
    run_command(&mut gate.program(
        "python3",
        ".ci/facts.py target/prose/whole-crate target/prose/facts-crate",
    ))
}

/// Generates a crate of another product as a member of a user's workspace, and runs a program that
/// uses this crate.
fn member(gate: &Gate) -> Result<(), String> {
    let user = fresh(&gate.root.join("target/user"))?;
    copy_directory(&gate.root.join(".ci/member"), &user)?;
    let lock = gate.root.join("Cargo.lock");
    fs::copy(&lock, user.join("Cargo.lock")).map_err(failed(&lock))?;
    gate.build_programs()?;
    let mut generate = gate.program(gate.built("alicloud-codegen"), "generate");
    generate.arg(gate.corpus.join("specs/slb/2014-05-15.json"));
    run_command(generate.args(["--out", "target/user/alicloud-slb", "--member"]))?;
    let mut app = gate.cargo("run --quiet --offline --manifest-path target/user/Cargo.toml");
    app.arg("--target-dir").arg(&gate.target);
    // The optimization is the same as in the workspace, so that built dependencies are shared.
    for package in ["proc-macro2", "quote", "serde_json", "syn"] {
        let setting = format!("profile.dev.package.{package}.opt-level=1");
        app.arg("--config").arg(setting);
    }
    run_command(app.args(["-p", "app"]))
}

/// Runs the command line with the environments and files of the test cases.
pub(super) fn cases(gate: &mut Gate) -> Result<(), String> {
    let script = gate.corpus.join("cases/run.py");
    if !script.is_file() {
        let reason = format!(
            "{} does not exist; set ALICLOUD_CORPUS to a directory with cases",
            script.display()
        );
        return gate.skip("cases", reason);
    }
    gate.build_programs()?;
    let mut python = gate.program("python3", "");
    python.arg(script).arg("--program");
    run_command(python.arg(gate.built("ecs-console")))
}

/// The task `corpus`, which shares built dependencies with the other parts. In `options`, each word
/// without hyphens is a directory of the corpus.
fn corpus(gate: &Gate, options: &str) -> Command {
    let mut command = gate.task("corpus --specs");
    command.arg(gate.corpus.join("specs"));
    for word in options.split_whitespace() {
        if word.starts_with("--") {
            command.arg(word);
        } else {
            command.arg(gate.corpus.join(word));
        }
    }
    command.arg("--out").arg(gate.root.join("target/corpus"));
    command.arg("--target-dir").arg(&gate.target);
    command
}

/// Compares the results of the generated types with the samples of a product.
fn compare(gate: &Gate, product: &str) -> Result<(), String> {
    let mut replies = gate.program("python3", "");
    replies
        .arg(gate.corpus.join("tools/compare_replies.py"))
        .arg(gate.corpus.join(format!("samples/{product}.json")))
        .arg(format!("target/corpus/replies/{product}.json"));
    run_command(replies.args(["--max-class", "scalar"]))?;
    let mut requests = gate.program("python3", "");
    requests
        .arg(gate.corpus.join("tools/compare_requests.py"))
        .arg(
            gate.corpus
                .join(format!("requests/{product}.requests.json")),
        );
    run_command(requests.arg(format!("target/corpus/requests/{product}.json")))
}

fn compare_hosts(gate: &Gate, product: &str) -> Result<(), String> {
    let mut hosts = gate.program("python3", ".ci/hosts.py");
    hosts
        .arg(gate.corpus.join(format!("specs/{product}.json")))
        .arg("api-specs/fixups.json");
    let file = product.replace('/', "__");
    run_command(hosts.arg(format!("target/corpus/hosts/{file}.json")))
}

/// Creates an empty directory.
fn fresh(directory: &Path) -> Result<PathBuf, String> {
    if directory.exists() {
        fs::remove_dir_all(directory).map_err(failed(directory))?;
    }
    create(directory)?;
    Ok(directory.to_owned())
}

fn create(directory: &Path) -> Result<(), String> {
    fs::create_dir_all(directory).map_err(failed(directory))
}

fn copy_directory(from: &Path, to: &Path) -> Result<(), String> {
    create(to)?;
    for entry in fs::read_dir(from).map_err(failed(from))? {
        let entry = entry.map_err(failed(from))?;
        let (path, copy) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy_directory(&path, &copy)?;
        } else {
            fs::copy(&path, &copy).map_err(failed(&path))?;
        }
    }
    Ok(())
}

fn failed(path: &Path) -> impl Fn(io::Error) -> String {
    move |error| format!("{}: {error}", path.display())
}
