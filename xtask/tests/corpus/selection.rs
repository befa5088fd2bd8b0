//! Tests of the selection of specifications.

use std::fs;

use crate::{corpus, directory, fixtures, text};

#[test]
fn errors_suggest_a_correction() {
    let out = directory("corpus-wrong");
    let output = corpus(&fixtures().join("specs"), &out, &["--only", "weather/2023"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        text(&output.stderr),
        "--only: unknown specification `weather/2023`; similar names: weather/2024-01-01, \
         shop/2024-03-03, post/2024-02-02\n"
    );

    let output = corpus(&directory("corpus-empty"), &out, &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains(": no specifications found; expected "));

    let twice = directory("corpus-twice");
    fs::create_dir_all(twice.join("a/1")).unwrap();
    fs::write(twice.join("a/1.json"), "{}").unwrap();
    fs::write(twice.join("a/1/api-docs.json"), "{}").unwrap();
    let output = corpus(&twice, &out, &[]);
    assert!(text(&output.stderr).ends_with(" are the same specification; remove one\n"));

    let many = directory("corpus-many");
    for product in ["a", "b", "c", "d", "e", "wether"] {
        fs::create_dir_all(many.join(product)).unwrap();
        fs::write(many.join(product).join("1.json"), "{}").unwrap();
    }
    let output = corpus(&many, &out, &["--only", "weather/1"]);
    let errors = text(&output.stderr);
    assert!(errors.contains("; similar names: wether/1, "), "{errors}");
    assert_eq!(errors.matches(", ").count(), 4, "{errors}");

    let output = corpus(&fixtures().join("specs"), &out, &["--replies", "no/such"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stderr), "no/such: not a directory\n");
}

#[test]
fn refuses_two_specifications_with_the_same_crate_name() {
    let good = fs::read_to_string(fixtures().join("specs/weather/2024-01-01.json")).unwrap();
    for (name, first, second) in [
        ("corpus-dashes", "a-b/1", "a/b-1"),
        ("corpus-letters", "a/x_1", "a/x.1"),
    ] {
        let specs = directory(name);
        for id in [first, second] {
            let path = specs.join(format!("{id}.json"));
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, &good).unwrap();
        }
        let out = specs.join("out");
        let output = corpus(&specs, &out, &[]);
        assert_eq!(output.status.code(), Some(1));
        let mut ids = [first, second];
        ids.sort_unstable();
        assert_eq!(
            text(&output.stderr),
            format!(
                "{} and {} would have the same crate name; rename one, or select one with --only\n",
                ids[0], ids[1]
            )
        );
        assert!(!out.exists());
        assert!(corpus(&specs, &out, &["--only", first]).status.success());
    }
}

#[test]
fn reports_skipped_files() {
    let specs = directory("corpus-places");
    let good = fixtures().join("specs/weather/2024-01-01.json");
    fs::create_dir_all(specs.join("weather/2025-01-01")).unwrap();
    for path in ["x.json", "weather/1.json", "weather/2025-01-01/docs.json"] {
        fs::copy(&good, specs.join(path)).unwrap();
    }
    fs::write(specs.join("README.md"), "").unwrap();
    let output = corpus(&specs, &directory("corpus-places-out"), &[]);
    assert!(output.status.success());
    let output = text(&output.stdout);
    let lines: Vec<&str> = output.lines().collect();
    assert_eq!(
        lines[..2],
        [
            format!(
                "{}: skipped; `api-docs.json` is missing",
                specs.join("weather/2025-01-01").display()
            ),
            format!(
                "{}: skipped; expected `<product>/<version>.json` or \
                 `<product>/<version>/api-docs.json`",
                specs.join("x.json").display()
            ),
        ]
    );
    assert!(lines[2].starts_with("specification "), "{output}");
}
