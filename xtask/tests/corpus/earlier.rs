//! Tests with an output directory that contains files already.

use std::fs;

use crate::{corpus, directory, files, fixtures, modified, read, text};

#[test]
fn removes_the_results_of_an_earlier_run() {
    let specs = directory("corpus-stale-specs");
    let spec = specs.join("weather/2024-01-01.json");
    fs::create_dir_all(spec.parent().unwrap()).unwrap();
    fs::copy(fixtures().join("specs/weather/2024-01-01.json"), &spec).unwrap();
    let letters = fixtures().join("specs/post/2024-02-02/api-docs.json");
    fs::create_dir_all(specs.join("post")).unwrap();
    fs::copy(letters, specs.join("post/2024-02-02.json")).unwrap();
    let replies = directory("corpus-stale-replies");
    let samples = replies.join("weather__2024-01-01.json");
    fs::write(&samples, r#"{ "apis": [{ "samples": [] }] }"#).unwrap();

    let out = directory("corpus-stale");
    let results = ["replies", "requests"].map(|name| {
        fs::create_dir_all(out.join(name)).unwrap();
        let path = out.join(name).join("weather__2024-01-01.json");
        fs::write(&path, "{}").unwrap();
        path
    });
    fs::write(out.join("report.json"), "{}").unwrap();
    let arguments = ["--replies", replies.to_str().unwrap()];
    let output = corpus(&specs, &out, &arguments);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        text(&output.stderr),
        format!("{}: /apis/0: `name` must be a string\n", samples.display())
    );
    assert!(text(&output.stdout).starts_with("post/2024-02-02: no replies\n"));
    assert!(!results.iter().any(|path| path.exists()));
    assert_eq!(read(out.join("report.json"))["totals"]["generated"], 2);

    fs::remove_file(&samples).unwrap();
    let output = corpus(&specs, &out, &arguments);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        text(&output.stderr),
        format!(
            "{}: no replies for any of these specifications; the first expected file is `{}`\n",
            replies.display(),
            replies.join("post__2024-02-02.json").display()
        )
    );

    let [member, program] = ["crates", "harness"].map(|name| out.join(name));
    let before = modified(&member.join("post-2024-02-02/src/lib.rs"));
    assert!(program.join("weather-2024-01-01").exists());
    fs::write(&spec, "{").unwrap();
    assert_eq!(corpus(&specs, &out, &[]).status.code(), Some(1));
    assert!(!member.join("weather-2024-01-01").exists());
    assert!(!program.exists());
    assert_eq!(
        modified(&member.join("post-2024-02-02/src/lib.rs")),
        before,
        "unchanged files must not be rewritten"
    );
}

#[test]
fn refuses_to_overwrite_a_manifest_written_by_hand() {
    let out = directory("corpus-by-hand");
    fs::write(out.join("Cargo.toml"), "[workspace]\n").unwrap();
    let output = corpus(&fixtures().join("specs"), &out, &[]);
    assert_eq!(output.status.code(), Some(1));
    let errors = text(&output.stderr);
    assert!(
        errors.contains("a file that this command did not generate"),
        "{errors}"
    );
    assert_eq!(files(&out).len(), 1);
}
