//! Checks links, commands, code blocks and test names in the documentation.

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsStr,
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

/// All files below `directory` with this extension, including generated files and goldens.
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

/// All Markdown files outside of `tests`.
fn pages() -> Vec<PathBuf> {
    let mut pages = vec![root().join("README.md")];
    for directory in [".github", "api-specs", "crates", "docs", "xtask"] {
        pages.extend(files(&root().join(directory), "md"));
    }
    pages
}

/// The READMEs and guides of crates.
fn pages_of_crates() -> Vec<PathBuf> {
    files(&root().join("crates"), "md")
}

/// The directories of published crates, by name.
fn published() -> BTreeMap<String, PathBuf> {
    let metadata = MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .exec()
        .unwrap();
    let packages = metadata.workspace_packages().into_iter();
    packages
        .filter(|package| {
            let registries = package.publish.as_ref();
            registries.is_none_or(|registries| !registries.is_empty())
        })
        .map(|package| {
            let directory = package.manifest_path.parent().unwrap();
            (package.name.to_string(), directory.as_std_path().to_owned())
        })
        .collect()
}

/// The file with the front page of a crate's documentation.
fn front_page(directory: &Path) -> PathBuf {
    let library = directory.join("src/lib.rs");
    if library.exists() {
        library
    } else {
        directory.join("src/main.rs")
    }
}

/// The source file that must include a page as documentation, and the path of the page in that
/// file.
fn includer(page: &Path) -> (PathBuf, String) {
    let directory = page.parent().unwrap();
    let name = page.file_name().unwrap().to_str().unwrap();
    if directory.ends_with("src") {
        (directory.join("lib.rs"), name.to_owned())
    } else if directory.ends_with("src/guide") {
        (directory.with_extension("rs"), format!("guide/{name}"))
    } else if page.starts_with(root().join("crates")) {
        (front_page(directory), format!("../{name}"))
    } else {
        let path = page.strip_prefix(root()).unwrap().display();
        (root().join("tests/lib.rs"), format!("../{path}"))
    }
}

/// Whether the source code includes a page as documentation, so that rustdoc tests its examples.
fn is_included(page: &Path) -> bool {
    let (file, path) = includer(page);
    text(&file).contains(&format!("[doc = include_str!(\"{path}\")]"))
}

/// Splits a Markdown text into the lines of prose, and the code blocks with their languages.
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
    assert!(!inside, "unclosed code block");
    (prose, blocks)
}

/// The targets of the links in a line.
fn links(line: &str) -> impl Iterator<Item = &str> {
    line.split("](")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once(')')?.0))
}

/// The anchors that a Markdown viewer creates for the headings of a page.
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
fn link_targets_exist() {
    for page in pages() {
        let markdown = text(&page);
        for link in parts(&markdown).0.into_iter().flat_map(links) {
            if is_url(link) || is_item(link) {
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

fn is_url(link: &str) -> bool {
    link.contains("://")
}

/// Whether rustdoc resolves the link to an item such as `crate::Error`.
fn is_item(link: &str) -> bool {
    link.contains("::")
}

/// Relative links don't work on docs.rs, and rustdoc resolves links to items only in guides.
#[test]
fn pages_of_crates_have_no_relative_links() {
    for page in pages_of_crates() {
        let markdown = text(&page);
        let is_readme = page.ends_with("README.md");
        for link in parts(&markdown).0.into_iter().flat_map(links) {
            let works = is_url(link) || (is_item(link) && !is_readme);
            assert!(works, "{}: {link}", page.display());
        }
    }
}

/// An index names a page with a link, or as a path such as `docs/testing.md`.
#[test]
fn indexes_name_every_page_of_docs() {
    let indexes = [
        "README.md",
        ".github/CONTRIBUTING.md",
        "docs/architecture.md",
    ];
    let named: BTreeSet<PathBuf> = indexes
        .iter()
        .flat_map(|index| {
            let index = root().join(index);
            let markdown = text(&index);
            let targets = parts(&markdown).0.into_iter().flat_map(links);
            let files = targets.map(|link| link.split('#').next().unwrap_or_default());
            let linked = files.map(|file| index.parent().unwrap().join(file));
            let spans = markdown.split('`').filter(|span| span.starts_with("docs/"));
            let paths = spans.map(|span| root().join(span));
            linked
                .chain(paths)
                .filter_map(|path| path.canonicalize().ok())
                .collect::<Vec<_>>()
        })
        .collect();
    for page in files(&root().join("docs"), "md") {
        let page = page.canonicalize().unwrap();
        assert!(named.contains(&page), "no index names {}", page.display());
    }
}

#[test]
fn code_blocks_have_a_language_and_rust_is_tested() {
    for page in pages() {
        let name = page.display();
        for (language, _) in parts(&text(&page)).1 {
            assert!(
                !language.is_empty(),
                "{name}: code block without a language"
            );
            assert!(
                !language.starts_with("rust") || is_included(&page),
                "{name}: has Rust code but is not included in {}",
                includer(&page).0.display()
            );
        }
    }
}

#[test]
fn rustdoc_shows_the_readmes_and_guides_of_crates() {
    for (name, directory) in published() {
        assert!(directory.join("README.md").exists(), "{name}: no README.md");
    }
    for page in pages_of_crates() {
        assert!(
            is_included(&page),
            "{} is not included in {}",
            page.display(),
            includer(&page).0.display()
        );
    }
}

#[test]
fn pages_are_short() {
    let words = |pages: Vec<PathBuf>| -> usize {
        let counts = pages
            .iter()
            .map(|page| text(page).split_whitespace().count());
        counts.sum()
    };
    let all = words(pages());
    assert!(all <= 13_000, "{all} words in all pages");
    let docs = words(files(&root().join("docs"), "md"));
    assert!(docs <= 7_000, "{docs} words in docs");
    let lines = text(&root().join("README.md")).lines().count();
    assert!(lines < 150, "{lines} lines in README.md");
}

#[test]
fn no_code_block_is_ignored() {
    for directory in ["crates", "tests", "xtask"] {
        for path in files(&root().join(directory), "rs") {
            for line in text(&path).lines() {
                assert!(!is_ignored_block(line), "{}: {line}", path.display());
            }
        }
    }
    for page in pages() {
        assert!(
            !text(&page).lines().any(is_ignored_block),
            "{}",
            page.display()
        );
    }
}

/// Whether a line opens a code block that rustdoc doesn't compile.
fn is_ignored_block(line: &str) -> bool {
    let line = line
        .trim_start()
        .trim_start_matches(['/', '!'])
        .trim_start();
    line.strip_prefix("```")
        .is_some_and(|words| words.split(',').any(|word| word.starts_with("ignore")))
}

#[test]
fn detects_ignored_code_blocks() {
    assert!(is_ignored_block(concat!("/// ``", "`rust,ignore")));
    assert!(is_ignored_block(concat!("//! ``", "`ignore")));
    assert!(!is_ignored_block("/// ```no_run"));
    assert!(!is_ignored_block("/// ignore"));
}

#[test]
fn the_readme_lists_every_published_crate() {
    let published: BTreeSet<String> = published().into_keys().collect();
    assert_eq!(rows("README.md", "Crates"), published);
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

/// Compares the commands in the documentation with the source code. Subcommands are variants of an
/// enum, and options are fields of a struct.
#[test]
fn documented_commands_exist() {
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
                // Some tasks use the arguments of the generator's command line.
                ["cargo", "xtask", rest @ ..] => {
                    (&["xtask/src", "crates/alicloud-codegen/src/cli"][..], rest)
                }
                ["alicloud-codegen", rest @ ..] => (&["crates/alicloud-codegen/src"][..], rest),
                ["cargo", "run", "-p", "ecs-console", "--", rest @ ..]
                | ["ecs-console", rest @ ..] => (&["crates/ecs-console/src"][..], rest),
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
            "command `{command}` is not documented"
        );
    }
}

/// Compares the messages in the troubleshooting guide with the messages that the tests render.
#[test]
fn troubleshooting_quotes_messages_of_the_golden_file() {
    let golden = text(&root().join("tests/golden/messages.md"));
    let known: BTreeSet<&str> = golden
        .lines()
        .filter_map(|row| row.strip_prefix("| ")?.split(" | ").next())
        .flat_map(|cell| cell.split("<br>"))
        .map(unquoted)
        .collect();
    let guide = text(&root().join("crates/alicloud/src/guide/troubleshooting.md"));
    let (prose, blocks) = parts(&guide);
    let blocks = blocks.into_iter().flat_map(|(_, lines)| lines);
    let mut quotes: Vec<&str> = blocks.collect();
    let mut rows = prose.into_iter();
    while let Some(row) = rows.next() {
        if row.starts_with("| message |") {
            let table = rows.by_ref().skip(1).take_while(|row| !row.is_empty());
            let cells = table.filter_map(|row| row.split(" | ").next());
            quotes.extend(cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)));
        }
    }
    assert!(quotes.len() >= 15, "{quotes:#?}");
    for quote in quotes {
        assert!(known.contains(quote), "no golden has the message {quote}");
    }
}

/// The text of a code span with one or two backticks.
fn unquoted(span: &str) -> &str {
    match span
        .strip_prefix("`` ")
        .and_then(|span| span.strip_suffix(" ``"))
    {
        Some(text) => text,
        None => span.trim_matches('`'),
    }
}

fn workflows() -> Vec<PathBuf> {
    files(&root().join(".github/workflows"), "yml")
}

/// The cargo command in a line of a workflow, without redirections and pipes.
fn command(line: &str) -> Option<&str> {
    let command = &line[line.find("cargo ")?..];
    command.split([')', '>', '|']).next()
}

/// Checks the arguments of a command line, and returns the subcommand. The subcommand is the first
/// word, or the first two words if the first word has subcommands.
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

/// Checks the parts of a page that name tests. Each named test must exist in a file that the same
/// part links to.
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
                "test {name} is not in the files that are linked next to it"
            );
        }
    }
}

/// Whether `line` may be longer than 100 columns: rows of tables, and words that are longer than a
/// line, such as URLs.
fn is_unbreakable(line: &str) -> bool {
    let text = line.trim_start_matches(['/', '!', '#', ' ']);
    let is_long = |word: &str| word.chars().count() > 70;
    text.starts_with('|') || text.split_whitespace().any(is_long)
}

#[test]
fn prose_has_at_most_100_columns() {
    let mut wide = Vec::new();
    for path in tracked() {
        let name = path.to_string_lossy().into_owned();
        let is_page = name.ends_with(".md");
        let is_generated = [
            "/generated/",
            "/golden/",
            "/fixtures/",
            "/seeds/",
            "/regressions/",
        ];
        if is_generated.iter().any(|part| name.contains(part)) {
            continue;
        }
        let mark = match path.extension().and_then(OsStr::to_str) {
            Some("rs") => "//",
            Some("md" | "toml" | "py" | "yml") => "#",
            None if name.contains(".ci/") => "#",
            _ => continue,
        };
        let mut is_quote = false;
        for (number, line) in text(&path).lines().enumerate() {
            // Blocks of this kind quote messages.
            if is_page && line.starts_with("```") {
                is_quote = line == "```text";
            }
            let is_prose = if is_page {
                !is_quote
            } else {
                line.trim_start().starts_with(mark)
            };
            if is_prose && line.chars().count() > 100 && !is_unbreakable(line) {
                wide.push(format!("{name}:{}", number + 1));
            }
        }
    }
    assert!(wide.is_empty(), "{wide:#?}");
}

/// All files of the project, without build output.
fn tracked() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![root()];
    while let Some(directory) = waiting.pop() {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
            if !path.is_dir() {
                found.push(path);
            } else if ![".git", "target"].contains(&name) {
                waiting.push(path);
            }
        }
    }
    found
}
