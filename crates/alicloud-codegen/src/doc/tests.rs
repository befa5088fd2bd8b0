use std::cell::Cell;

use super::{blocks, code, line, plain};

thread_local! {
    static SEARCHED: Cell<usize> = const { Cell::new(0) };
}

/// Counts `bytes` of a text as searched.
pub(super) fn note(bytes: usize) {
    SEARCHED.set(SEARCHED.get() + bytes);
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(blocks(text), expected, "{text:?}");
}

#[test]
fn links_to_numbered_documents_become_urls() {
    check(
        "See [DescribeRegions](~~25609~~).",
        &["See [DescribeRegions](https://help.aliyun.com/document_detail/25609.html)."],
    );
    check(
        "[a](~~25609#part-1~~), [b](~~25609~~#part), [c](~~25609#über~~)",
        &[
            "[a](https://help.aliyun.com/document_detail/25609.html#part-1),",
            "[b](https://help.aliyun.com/document_detail/25609.html#part),",
            "[c](https://help.aliyun.com/document_detail/25609.html)",
        ],
    );
    check(
        "[text](~~abc~~) [other](#here) [](~~1~~)",
        &["text other <https://help.aliyun.com/document_detail/1.html>"],
    );
}

#[test]
fn bare_document_numbers_become_urls() {
    let address = "<https://help.aliyun.com/document_detail/25609.html>";
    check(
        "[a]（[`~~25609~~`]）",
        &[&format!(r"\[a\]（\[{address}\]）")],
    );
    check("see ~~25609~~.", &[&format!("see {address}.")]);
    check("a ~~b~~ `~~x~~`", &["a ~~b~~ `~~x~~`"]);
}

#[test]
fn tildes_never_strike_text_through() {
    check("1~100, a~z, ~5 and (~6)", &[r"1~100, a~z, \~5 and (\~6)"]);
}

#[test]
fn keeps_links_and_urls() {
    check(
        "[x](https://a.example/b_c)",
        &["[x](https://a.example/b_c)"],
    );
    check(
        "at https://a.example/b?c=d, or http://x.",
        &["at <https://a.example/b?c=d>, or <http://x>."],
    );
    check("<https://a.example>", &["<https://a.example>"]);
    check(
        "[see https://a.example](https://a.example)",
        &["[see https://a.example](https://a.example)"],
    );
    check(
        "![pic](https://a.example/p.png)",
        &["[pic](https://a.example/p.png)"],
    );
    check(
        "[x](https://a.example/y_(z)), http://",
        &["[x](https://a.example/y_%28z%29), http://"],
    );
    check("the http method", &["the http method"]);
}

#[test]
fn escapes_brackets_outside_of_links() {
    check(r#"["i-1", [1,10]"#, &[r#"\["i-1", \[1,10\]"#]);
    check("[Foo]", &[r"\[Foo\]"]);
    check("[`Foo`][bar]", &[r"\[`Foo`\]\[bar\]"]);
    check("[1]: https://a.example", &[r"\[1\]: <https://a.example>"]);
    check(r"\[x\] a\b", &[r"\[x\] a\\b"]);
}

#[test]
fn removes_tags_and_escapes_other_angle_brackets() {
    check("a<br>b <i>c</i>", &["a b c"]);
    check(r#"<props="china">x</props>"#, &["x"]);
    check(
        "PlainResponse<Model> 1 < 2 <region>",
        &[r"PlainResponse\<Model> 1 \< 2 \<region>"],
    );
    check(
        "<notice>careful</notice> <a href=\"x\">y</a>",
        &["careful y"],
    );
}

#[test]
fn escapes_unpaired_backticks() {
    check("`a` and `b", &[r"`a` and \`b"]);
    check("``a`b`` `<T>` `[x]`", &[r"``a`b`` `<T>` `[x]`"]);
    check("``` x ``` y", &["`x` y"]);
    assert_eq!(code("a`b"), "``a`b``");
    assert_eq!(code("`"), "`` ` ``");
    assert_eq!(code(" \n"), "");
    assert_eq!(code("[\n  1\n]"), "`[ 1 ]`");
}

#[test]
fn code_blocks_are_never_doctests() {
    check(
        "a\n```\nlet x = [1];\n```\nb",
        &["a", "", "```text", "let x = [1];", "```", "", "b"],
    );
    check("```json\n{}\n", &["```text", "{}", "```"]);
    check("~~~\n```\n~~~", &["````text", "```", "````"]);
    check("a\n\n    let x = 1;\n\tfoo", &["a", "", "let x = 1; foo"]);
}

#[test]
fn unclosed_code_ends_with_its_list_item() {
    check(
        "- a\n    ```\n      {\n        x\n      }\n- b\n  ```\n  - y: 1\n  ```\nc",
        &[
            "- a", "", "```text", "{", "  x", "}", "```", "", "- b", "", "```text", "- y: 1",
            "```", "", "c",
        ],
    );
}

#[test]
fn lists_keep_their_depth() {
    check(
        "Values:\n- a\n  more\n    * b\n- c\n\n1. d\n10) e",
        &["Values:", "", "- a more", "    - b", "- c", "1. d", "10) e"],
    );
    check("- **x**\n-\n- \ny", &["- **x** - - y"]);
}

#[test]
fn simplifies_headings_quotes_rules_and_tables() {
    check(
        "## Title ##\ntext\n***\n> note\n>more",
        &["#### Title", "", "text", "", "note more"],
    );
    check(
        "|a|b|\n|---|---|\n|<x>|[y]|",
        &["|a|b|", "|---|---|", r"|\<x>|\[y\]|"],
    );
    check("Setext\n======", &["Setext"]);
}

#[test]
fn removes_control_and_zero_width_characters() {
    check("a\0b\u{8}c\u{200b}d\u{feff}\r\ne\u{a0}f", &["abcd e f"]);
    check(" \n\t\n", &[]);
    check("", &[]);
    assert_eq!(line("a\n b"), "a b");
}

#[test]
fn breaks_long_lines_without_changing_the_meaning() {
    let text = "word ".repeat(30);
    assert_eq!(blocks(&text).len(), 2);
    for marker in ["-", "+", "1.", "2)", "#", ">", "|", "===", "</h3>"] {
        let text = format!("{} {marker} x", "y".repeat(91));
        let lines = super::wrapped(&text);
        assert!(
            lines
                .iter()
                .all(|line| line.starts_with('y') || line == "x"),
            "{lines:?}"
        );
    }
    let item = format!("- {}", "word ".repeat(30));
    assert!(blocks(&item)[1].starts_with("  word"));
}

#[test]
fn escapes_block_markers_at_the_start_of_a_text() {
    check("<li>- a", &[r"\- a"]);
    check("<p>1. a", &[r"1\. a"]);
    check("<p># a", &[r"\# a"]);
    check("#a", &[r"\#a"]);
    check("**a** b", &["**a** b"]);
}

#[test]
fn plain_text_has_no_markup() {
    for (text, expected) in [
        ("Check  the\n\nid.", "Check the id."),
        (
            "See [the list](~~25609~~) or [here](#here).",
            "See the list (https://help.aliyun.com/document_detail/25609.html) or here.",
        ),
        (
            "[](https://a.example) <https://b.example>",
            "https://a.example https://b.example",
        ),
        (
            "![pic](https://a.example/p.png)",
            "pic (https://a.example/p.png)",
        ),
        ("<props=\"china\">one<br>two</props> a<b", "one two a<b"),
        (
            "# Title\n---\n> quoted\n```\ncode\n```",
            "Title quoted code",
        ),
        ("`a_b`, **bold**, 2 * 3, a ** b", "a_b, bold, 2 * 3, a ** b"),
        (r"a\_b, \[c\], d\e, [f], `g", r"a_b, [c], d\e, [f], `g"),
        ("<p></p>", ""),
    ] {
        assert_eq!(plain(text), expected, "{text:?}");
    }
}

#[test]
fn searches_unclosed_markup_in_linear_time() {
    let runs = |count: usize| -> String { (1..count).map(|run| "`".repeat(run) + " x ").collect() };
    for pattern in [
        "[a](",
        "![a](",
        "[a](b",
        "[",
        "]",
        "(",
        "<a ",
        "<<a>",
        "`x ",
        "`` x ` ",
        "~~a ",
        "~a ",
        "**a ",
        "https://a.b/(",
        "\\[a](`<",
    ] {
        for times in [500, 1_000, 2_000] {
            assert_searched_once(&pattern.repeat(times), pattern);
        }
    }
    for count in [50, 100, 200] {
        assert_searched_once(&runs(count), "runs of backticks");
        assert_searched_once(&(runs(count) + &runs(count)), "runs of backticks, twice");
    }
}

#[track_caller]
fn assert_searched_once(text: &str, what: &str) {
    for render in [
        |text: &str| drop(blocks(text)),
        |text: &str| drop(plain(text)),
    ] {
        let before = SEARCHED.get();
        render(text);
        let searched = SEARCHED.get() - before;
        assert!(
            searched <= 4 * text.len(),
            "{what}: {searched} of {}",
            text.len()
        );
    }
}

#[test]
fn limits_list_indentation_to_eight_levels() {
    let text: String = (0..12)
        .map(|depth| format!("{}- x\n", " ".repeat(depth)))
        .collect();
    let lines = blocks(&text);
    assert_eq!(lines[8], format!("{}- x", " ".repeat(32)));
    assert_eq!(lines[11], lines[8]);
}

#[test]
fn links_end_at_the_matching_parenthesis() {
    check("[a](b(c)d) e", &["a e"]);
    check(
        "[a](b [c](https://d.example/(e)) f",
        &["\\[a\\](b [c](https://d.example/%28e%29) f"],
    );
}
