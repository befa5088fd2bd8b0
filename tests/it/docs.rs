//! The documentation is true where a machine can tell.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use cargo_metadata::MetadataCommand;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The files below `directory` with this extension, generated and golden ones included.
fn files(directory: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![directory.to_owned()];
    while let Some(directory) = waiting.pop() {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                found.push(path);
            }
        }
    }
    found
}

/// README and `docs/`.
fn pages() -> Vec<PathBuf> {
    let mut pages = files(&root().join("docs"), "md");
    pages.push(root().join("README.md"));
    pages
}

/// Every Markdown file that was written by hand.
fn all_pages() -> Vec<PathBuf> {
    let mut pages = pages();
    for directory in ["api-specs", "crates", "tests", "xtask"] {
        pages.extend(files(&root().join(directory), "md"));
    }
    pages
}

/// A Markdown text taken apart: what is said, and the code blocks with the language of each.
fn parts(markdown: &str) -> (Vec<&str>, Vec<(&str, Vec<&str>)>) {
    let (mut prose, mut blocks) = (Vec::new(), Vec::<(&str, Vec<&str>)>::new());
    let mut inside = false;
    for line in markdown.lines() {
        match (line.strip_prefix("```"), inside) {
            (Some(language), false) => {
                blocks.push((language, Vec::new()));
                inside = true;
            }
            (Some(_), true) => inside = false,
            (None, true) => blocks.last_mut().unwrap().1.push(line),
            (None, false) => prose.push(line),
        }
    }
    assert!(!inside, "a code block without end");
    (prose, blocks)
}

/// The targets of the links in a line.
fn links(line: &str) -> impl Iterator<Item = &str> {
    line.split("](")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once(')')?.0))
}

/// The anchors of a page's headings, as they are made for display: letters, digits, hyphens.
fn anchors(markdown: &str) -> BTreeSet<String> {
    let (prose, _) = parts(markdown);
    let headings = prose.into_iter().filter(|line| line.starts_with('#'));
    headings
        .map(|line| {
            line.trim_start_matches('#')
                .trim()
                .chars()
                .filter(|letter| letter.is_alphanumeric() || " -_".contains(*letter))
                .map(|letter| match letter {
                    ' ' => '-',
                    other => other.to_ascii_lowercase(),
                })
                .collect()
        })
        .collect()
}

#[test]
fn links_lead_somewhere() {
    for page in all_pages() {
        let markdown = text(&page);
        for link in parts(&markdown).0.into_iter().flat_map(links) {
            if link.contains("://") {
                continue;
            }
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = match file {
                "" => page.clone(),
                file => page.parent().unwrap().join(file),
            };
            assert!(target.exists(), "{}: {link}", page.display());
            let known = || anchors(&text(&target)).contains(anchor);
            assert!(anchor.is_empty() || known(), "{}: {link}", page.display());
        }
    }
}

#[test]
fn every_page_can_be_reached() {
    let linked: BTreeSet<PathBuf> = ["README.md", "docs/architecture.md"]
        .iter()
        .flat_map(|page| {
            let page = root().join(page);
            let markdown = text(&page);
            let targets = parts(&markdown).0.into_iter().flat_map(links);
            let files = targets.map(|link| link.split('#').next().unwrap_or_default());
            let there = files.map(|file| page.parent().unwrap().join(file));
            there
                .filter_map(|path| path.canonicalize().ok())
                .collect::<Vec<_>>()
        })
        .collect();
    for page in files(&root().join("docs"), "md") {
        let page = page.canonicalize().unwrap();
        assert!(linked.contains(&page), "no link to {}", page.display());
    }
}

#[test]
fn code_blocks_name_their_language_and_rust_is_tested() {
    let doctests = text(&root().join("tests/lib.rs"));
    for page in pages() {
        let name = page.strip_prefix(root()).unwrap().to_str().unwrap();
        for (language, _) in parts(&text(&page)).1 {
            assert!(!language.is_empty(), "{name}: a block without a language");
            let tested = doctests.contains(&format!("include_str!(\"../{name}\")"));
            assert!(
                !language.starts_with("rust") || tested,
                "{name}: not in tests/lib.rs"
            );
        }
    }
}

#[test]
fn no_code_block_is_passed_over() {
    for directory in ["crates", "tests", "xtask"] {
        for path in files(&root().join(directory), "rs") {
            for line in text(&path).lines() {
                assert!(!passes_over(line), "{}: {line}", path.display());
            }
        }
    }
    for page in all_pages() {
        assert!(!text(&page).lines().any(passes_over), "{}", page.display());
    }
}

/// Whether a line opens a code block that rustdoc doesn't compile.
fn passes_over(line: &str) -> bool {
    let line = line
        .trim_start()
        .trim_start_matches(['/', '!'])
        .trim_start();
    line.strip_prefix("```")
        .is_some_and(|words| words.split(',').any(|word| word.starts_with("ignore")))
}

#[test]
fn what_is_passed_over_is_found() {
    assert!(passes_over(concat!("/// ``", "`rust,ignore")));
    assert!(passes_over(concat!("//! ``", "`ignore")));
    assert!(!passes_over("/// ```no_run"));
    assert!(!passes_over("/// ignore"));
}

#[test]
fn the_readme_lists_every_crate() {
    let metadata = MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .exec()
        .unwrap();
    let packages: BTreeSet<String> = metadata
        .workspace_packages()
        .iter()
        .map(|package| package.name.to_string())
        .collect();
    assert_eq!(rows("README.md", "Crates"), packages);
}

#[test]
fn every_dependency_has_a_reason() {
    let manifest = text(&root().join("Cargo.toml"));
    let dependencies: BTreeSet<String> = manifest
        .split("[workspace.dependencies]")
        .nth(1)
        .unwrap()
        .lines()
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| Some(line.split_once(" =")?.0.to_owned()))
        .filter(|name| !name.starts_with("alicloud"))
        .collect();
    assert_eq!(rows("docs/decisions.md", "Dependencies"), dependencies);
}

/// The names in backticks in the first column of the table in a section.
fn rows(page: &str, section: &str) -> BTreeSet<String> {
    let page = text(&root().join(page));
    let heading = format!("{section}\n");
    page.split("\n## ")
        .find(|section| section.starts_with(&heading))
        .unwrap()
        .lines()
        .filter_map(|row| row.strip_prefix("| ")?.split(" | ").next())
        .flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .map(str::to_owned)
        .collect()
}

/// Commands are held against where they are declared: subcommands are variants, options fields.
#[test]
fn commands_exist() {
    let mut checked = BTreeSet::new();
    for page in pages().into_iter().chain(workflows()) {
        let page = text(&page);
        let lines = if page.starts_with("name: ") {
            page.lines().filter_map(command).collect()
        } else {
            let blocks = parts(&page).1.into_iter();
            let shell = blocks.filter(|(language, _)| *language == "sh");
            shell.flat_map(|(_, lines)| lines).collect::<Vec<_>>()
        };
        for line in lines {
            let words: Vec<&str> = line.split_whitespace().collect();
            let (declared, rest) = match words.as_slice() {
                // Several tasks take the arguments of the generator's program.
                ["cargo", "xtask", rest @ ..] => {
                    (&["xtask/src", "crates/alicloud-codegen/src/cli"][..], rest)
                }
                ["alicloud-codegen", rest @ ..] => (&["crates/alicloud-codegen/src"][..], rest),
                ["cargo", "run", "-p", "ecs-console", "--", rest @ ..] => {
                    (&["crates/ecs-console/src"][..], rest)
                }
                ["cargo", "test", "--workspace", ..] => continue,
                ["cargo", "test", "-p", package, ..] => {
                    let tested = ["alicloud-tests", "ecs-console"];
                    assert!(tested.contains(package), "{line}");
                    continue;
                }
                [program, ..] if program.starts_with('.') => {
                    assert!(root().join(program).exists(), "{line}");
                    continue;
                }
                _ => continue,
            };
            checked.insert(assert_declared(declared, rest, line));
        }
    }
    for command in [
        "codegen",
        "corpus",
        "diff",
        "emulator",
        "fetch",
        "generate",
        "instances",
        "policy",
        "regions",
        "spec diff",
        "spec facts",
        "spec fetch",
        "url",
    ] {
        assert!(
            checked.contains(command),
            "{command} is nowhere to be read of"
        );
    }
}

fn workflows() -> Vec<PathBuf> {
    files(&root().join(".github/workflows"), "yml")
}

/// The command of cargo in a line of a workflow, without what the shell does with its output.
fn command(line: &str) -> Option<&str> {
    let command = &line[line.find("cargo ")?..];
    command.split([')', '>', '|']).next()
}

/// Checks a command line without the program, and gives its subcommand: the first word, or the first
/// two where the first one has subcommands of its own.
fn assert_declared(directories: &[&str], words: &[&str], line: &str) -> String {
    let sources: String = directories
        .iter()
        .flat_map(|directory| files(&root().join(directory), "rs"))
        .map(|path| text(&path))
        .collect();
    let command = match words {
        ["spec", task, ..] => vec!["spec", task],
        [task, ..] => vec![*task],
        [] => panic!("{line}: no subcommand"),
    };
    for word in &command {
        let (first, rest) = word.split_at(1);
        let variant = format!("{}{rest}", first.to_uppercase());
        let declares = |code: &str| {
            let after = code.trim_start().strip_prefix(&variant);
            after.is_some_and(|after| after.starts_with(['(', ',']))
        };
        assert!(sources.lines().any(declares), "{line}: no {word}");
    }
    for option in words.iter().filter_map(|word| word.strip_prefix("--")) {
        let field = format!("{}: ", option.replace('-', "_"));
        let declared = sources.lines().any(|code| {
            let code = code.trim_start();
            code.strip_prefix("pub(crate) ")
                .unwrap_or(code)
                .starts_with(&field)
        });
        assert!(declared, "{line}: no --{option}");
    }
    command.join(" ")
}

#[test]
fn invariants_name_tests_that_exist() {
    assert_held("architecture.md", "\n\n", |paragraph| {
        paragraph.starts_with("**Invariant:**")
    });
}

#[test]
fn promises_name_tests_that_exist() {
    assert_held("security.md", "\n", |line| {
        line.starts_with("| ") && line.contains("](../")
    });
}

/// That the parts of a page that say what holds them name tests that are in the files linked there.
fn assert_held(page: &str, between: &str, is_held: impl Fn(&str) -> bool) {
    let docs = root().join("docs");
    let markdown = text(&docs.join(page));
    let parts: Vec<&str> = markdown
        .split(between)
        .filter(|part| is_held(part))
        .collect();
    assert!(parts.len() >= 10, "{}", parts.len());
    for part in parts {
        let linked: String = links(part).map(|link| text(&docs.join(link))).collect();
        let names = part.split('`').skip(1).step_by(2);
        let mut named = names.filter(|name| name.contains('_')).peekable();
        assert!(named.peek().is_some(), "{part}");
        for name in named {
            let declared = ["fn ", "macro_rules! "]
                .iter()
                .any(|keyword| linked.contains(&format!("{keyword}{name}")));
            assert!(
                declared,
                "{name} is not in the files that are linked beside it"
            );
        }
    }
}
