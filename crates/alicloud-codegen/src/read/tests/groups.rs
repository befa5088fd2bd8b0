//! Directories of every form.

use super::whole;

/// The groups of the operations A to D, and what was said about `directories`.
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
fn every_directory_with_operations_is_a_group() {
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
fn directories_of_the_same_id_are_one_and_those_without_part_of_the_outer() {
    let (groups, lines) = groups(
        r#"[{"id":7,"title":"X","children":["A"]},{"id":7,"children":["B",{"title":"Y","children":["C"]}]},
            {"title":"Z","children":["D"]}]"#,
    );
    assert_eq!(groups, ["7: A B C"]);
    assert_eq!(lines, [""; 0]);
}

#[test]
fn what_lists_nothing_new_is_a_warning() {
    let (groups, lines) =
        groups(r#"["A",{"id":1,"children":["A","E","B"],"colour":1},{"id":2,"children":["B"]}]"#);
    assert_eq!(groups, ["1: B"]);
    assert_eq!(
        lines,
        [
            "f: /directories/1/colour: warning: is not part of the format and was passed over; known here: children, id, title, type",
            "f: /directories/1/children/0: warning: lists the operation `A` again; it stays where `/directories/0` has it",
            "f: /directories/1/children/1: warning: is `E`, which is no operation of `apis`; there is A, B, C, D",
            "f: /directories/2/children/0: warning: lists the operation `B` again; it stays where `/directories/1/children/2` has it",
        ]
    );
}

#[test]
fn a_document_may_do_without_directories() {
    for directories in ["[]", "null"] {
        assert_eq!(groups(directories), (vec![], vec![]));
    }
}

#[test]
fn what_is_no_directory_is_an_error() {
    assert_eq!(
        groups(r#"[1,null,{"title":2,"children":"A"}]"#).1,
        [
            "f: /directories/0: is a number; it must be a string",
            "f: /directories/1: is null; it must be a string",
            "f: /directories/2/children: is a string; it must be a list",
        ]
    );
    assert_eq!(
        groups("{}").1,
        ["f: /directories: is an object; it must be a list"]
    );
}
