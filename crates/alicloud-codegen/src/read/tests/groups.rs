//! Tests of directories.

use super::whole;

/// Reads the groups of the operations A to D. Returns the groups and the diagnostics.
fn groups(directories: &str) -> (Vec<String>, Vec<String>) {
    let (spec, lines) = whole(&format!(
        r#"{{"info":{{"style":"RPC","product":"P","version":"v"}},
            "apis":{{"A":{{}},"B":{{}},"C":{{}},"D":{{}}}},"directories":{directories}}}"#
    ));
    let groups = spec
        .groups
        .iter()
        .map(|group| format!("{}: {}", group.ids.join(" > "), group.operations.join(" ")));
    (groups.collect(), lines)
}

#[test]
fn reads_every_directory_with_operations_as_a_group() {
    let (groups, lines) = groups(
        r#"["A",{"id":1,"title":"Disk","type":"directory","children":[
              "B",{"id":2,"title":" Snapshot ","type":"directory","children":["C"]},
              {"id":3,"title":"Empty","type":"directory","children":[]}]},
            {"id":4,"title":"Outer","type":"directory","children":[
              {"id":5,"title":"Inner","type":"directory","children":["D"]}]}]"#,
    );
    assert_eq!(groups, ["1: B", "1 > 2: C", "4 > 5: D"]);
    assert_eq!(lines, [""; 0]);
}

#[test]
fn merges_directories_with_the_same_id_or_without_an_id() {
    let (groups, lines) = groups(
        r#"[{"id":7,"title":"X","children":["A"]},{"id":7,"children":["B",{"title":"Y","children":["C"]}]},
            {"title":"Z","children":["D"]}]"#,
    );
    assert_eq!(groups, ["7: A B C"]);
    assert_eq!(lines, [""; 0]);
}

#[test]
fn warns_about_unknown_and_repeated_operations() {
    let (groups, lines) =
        groups(r#"["A",{"id":1,"children":["A","E","B"],"colour":1},{"id":2,"children":["B"]}]"#);
    assert_eq!(groups, ["1: B"]);
    assert_eq!(
        lines,
        [
            "f: /directories/1/colour: warning: unknown key, which is ignored (known keys: children, id, title, type)",
            "f: /directories/1/children/0: warning: the entry is ignored, because `/directories/0` already lists the operation `A`",
            "f: /directories/1/children/1: warning: unknown operation `E` (known: A, B, C, D)",
            "f: /directories/2/children/0: warning: the entry is ignored, because `/directories/1/children/2` already lists the operation `B`",
        ]
    );
}

#[test]
fn accepts_a_document_without_directories() {
    for directories in ["[]", "null"] {
        assert_eq!(groups(directories), (vec![], vec![]));
    }
}

#[test]
fn refuses_directories_of_wrong_json_types() {
    assert_eq!(
        groups(r#"[1,null,{"title":2,"children":"A"}]"#).1,
        [
            "f: /directories/0: expected a string, found a number",
            "f: /directories/1: expected a string, found null",
            "f: /directories/2/children: expected a list, found a string",
        ]
    );
    assert_eq!(
        groups("{}").1,
        ["f: /directories: expected a list, found an object"]
    );
}
