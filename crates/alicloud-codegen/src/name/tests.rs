use crate::{Diagnostics, Document, Published, lower, name, names_json, read};

fn document(text: &str) -> Document {
    Document::parse(text, &mut Diagnostics::new("f")).unwrap()
}

/// Returns the names of a specification with these members of `apis`, as `key => path`.
fn table(apis: &str) -> Vec<String> {
    lines(&json(apis, &Published::default()))
}

fn json(apis: &str, published: &Published) -> String {
    let text =
        format!(r#"{{"info":{{"style":"RPC","product":"P","version":"v"}},"apis":{{{apis}}}}}"#);
    let mut diagnostics = Diagnostics::new("f");
    let product = lower(&read(&document(&text), &mut diagnostics), &mut diagnostics);
    assert!(!diagnostics.has_errors());
    names_json(&product, &name(&product, published), "f")
}

fn lines(json: &str) -> Vec<String> {
    let table = &document(json).root["names"];
    let entries = table.as_object().unwrap().iter();
    let line = |(key, path): (&String, &serde_json::Value)| match path.as_str() {
        Some(path) => format!("{key} => {path}"),
        None => format!("{key} => {path}"),
    };
    entries.map(line).collect()
}

/// Returns an operation `api` with parameters of these names.
fn with_parameters(api: &str, names: &[&str]) -> String {
    let parameters: Vec<String> = names
        .iter()
        .map(|name| format!(r#"{{"name":"{name}","in":"query","schema":{{"type":"string"}}}}"#))
        .collect();
    format!(r#""{api}":{{"parameters":[{}]}}"#, parameters.join(","))
}

#[test]
fn the_usual_spelling_gets_the_name_without_a_number() {
    let names = table(&with_parameters(
        "A",
        &["key", "Key", "KEY", "New", "Key_2", "Type", "type"],
    ));
    assert_eq!(
        names[3..],
        [
            "A request . key => A::key_3",
            "A request . Key => A::key",
            "A request . KEY => A::key_4",
            "A request . New => A::new_2",
            "A request . Key_2 => A::key_2",
            "A request . Type => A::type_",
            "A request . type => A::type_2",
        ]
    );
}

#[test]
fn reserved_and_colliding_operation_names_get_a_number() {
    let names = table(r#""Option":{},"Types":{},"Self":{},"Get":{},"get":{}"#);
    let expected = [
        "Option module => option",
        "Option feature => option",
        "Types module => types_2",
        "Types feature => types",
        "Self module => self_",
        "Self feature => self",
        "Get module => get",
        "Get feature => get",
        "get module => get_2",
        "get feature => get",
        "Option request => Option2",
        "Types request => Types",
        "Self request => Self2",
        "Get request => Get",
        "get request => Get2",
    ];
    assert_eq!(names, expected);
}

#[test]
fn patterns_have_no_variant_and_colliding_codes_get_a_number() {
    let names = table(
        r#""A":{"errorCodes":{"400":[{"errorCode":"Invalid%s"},{"errorCode":"ONS_ERROR"},
            {"errorCode":"Ons.Error"},{"errorCode":"1"},{"errorCode":"-1"}]}}"#,
    );
    assert_eq!(
        names[2..7],
        [
            "A error Invalid%s => null",
            "A error ONS_ERROR => a::ErrorCode::OnsError",
            "A error Ons.Error => a::ErrorCode::OnsError2",
            "A error 1 => a::ErrorCode::Code1",
            "A error -1 => a::ErrorCode::Code1_2",
        ]
    );
}

#[test]
fn additions_without_precedence_rename_nothing() {
    let old = table(&with_parameters("CreateTag", &["Key", "Value", "Scope"]));
    let new = table(&format!(
        "{},{},{}",
        with_parameters("AddTag", &["Key"]),
        with_parameters(
            "CreateTag",
            &[
                "key", "Region", "Key", "Type", "Value", "value", "Scope", "New"
            ]
        ),
        with_parameters("CreateTagRequest", &["X"]),
    ));
    for line in old {
        assert!(new.contains(&line), "{line}");
    }
}

#[test]
fn additions_may_take_unpublished_names() {
    let codes = |codes: &[&str]| {
        let list: Vec<String> = codes
            .iter()
            .map(|code| format!(r#"{{"errorCode":"{code}"}}"#))
            .collect();
        format!(r#""A":{{"errorCodes":{{"400":[{}]}}}}"#, list.join(","))
    };
    for (old, new, renamed, to) in [
        (
            with_parameters("A", &["key"]),
            with_parameters("A", &["key", "Key"]),
            "A request . key => A::key",
            "A request . key => A::key_2",
        ),
        (
            with_parameters("A", &["key", "Key"]),
            with_parameters("A", &["key", "Key", "Key_2"]),
            "A request . key => A::key_2",
            "A request . key => A::key_3",
        ),
        (
            codes(&["Ons.Error"]),
            codes(&["ONS_ERROR", "Ons.Error"]),
            "A error Ons.Error => a::ErrorCode::OnsError",
            "A error Ons.Error => a::ErrorCode::OnsError2",
        ),
    ] {
        assert!(table(&old).iter().any(|line| line == renamed), "{renamed}");
        assert!(table(&new).iter().any(|line| line == to), "{to}");
    }
    // The new code comes after the old code, so the new code gets the number.
    let new = table(&codes(&["Ons.Error", "ONS_ERROR"]));
    assert!(new.contains(&"A error Ons.Error => a::ErrorCode::OnsError".to_owned()));
}

#[test]
fn keeps_published_names() {
    let old = json(
        &with_parameters("CreateTag", &["key", "Key", "KEY"]),
        &Published::default(),
    );
    let mut diagnostics = Diagnostics::new("names.json");
    let published = Published::read(&document(&old), &mut diagnostics);
    assert_eq!(diagnostics.into_vec(), []);
    let grown = format!(
        "{},{}",
        with_parameters("createTag", &["Key"]),
        with_parameters("CreateTag", &["Key_2", "KEY", "Key", "key", "Key_3"]),
    );
    let new = lines(&json(&grown, &published));
    for line in lines(&old) {
        assert!(new.contains(&line), "{line}");
    }
    assert!(new.contains(&"CreateTag request . Key_2 => CreateTag::key_2_2".to_owned()));
    assert!(new.contains(&"createTag request => CreateTag2".to_owned()));
}

#[test]
fn reports_invalid_entries_in_the_table_of_names() {
    let text = r#"{"names":{"A request":"no name","B request":"fn","C request":1,
        "C feature":"a b","D error x":null,"E request":"E"},"other":1}"#;
    let mut diagnostics = Diagnostics::new("names.json");
    let published = Published::read(&document(text), &mut diagnostics);
    let found: Vec<String> = diagnostics
        .into_vec()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        found,
        [
            "names.json: /other: warning: unknown key, which is ignored (known keys: generated, product, version, names)",
            "names.json: /names/A request: `no name` is not a valid name; restore the file",
            "names.json: /names/B request: `fn` is not a valid name; restore the file",
            "names.json: /names/C request: expected a string, found a number",
            "names.json: /names/C feature: `a b` is not a valid name; restore the file",
        ]
    );
    assert_eq!(published.of("E request").as_deref(), Some("E"));
    assert_eq!(published.of("A request"), None);
}

/// Returns the features of these operations in these directories.
fn features(apis: &[&str], directories: &str) -> Vec<String> {
    let apis: Vec<String> = apis.iter().map(|api| format!(r#""{api}":{{}}"#)).collect();
    let text = format!(
        r#"{{"info":{{"style":"RPC","product":"P","version":"v"}},"apis":{{{}}},
            "directories":[{directories}]}}"#,
        apis.join(",")
    );
    let mut diagnostics = Diagnostics::new("f");
    let product = lower(&read(&document(&text), &mut diagnostics), &mut diagnostics);
    let names = name(&product, &Published::default());
    let operations = names.operations.into_iter();
    operations.map(|operation| operation.feature).collect()
}

fn directory(id: &str, children: &str) -> String {
    format!(r#"{{"id":"{id}","title":"t","type":"directory","children":[{children}]}}"#)
}

#[test]
fn names_a_feature_after_the_commonest_noun_of_its_group() {
    let apis = [
        "RunInstances",
        "StopInstance",
        "DescribeDBs",
        "Pub",
        "GetFull",
        "Lone",
        "AddTag",
        "DescribeDisk",
        "AttachDisk",
        "ListDisks",
    ];
    let directories = [
        directory("实例", r#""RunInstances","StopInstance""#),
        directory("a", &directory("b", r#""DescribeDBs""#)),
        directory("c", r#""Pub""#),
        directory("d", r#""GetFull""#),
        directory("e", r#""AddTag","DescribeDisk","AttachDisk","ListDisks""#),
    ];
    assert_eq!(
        features(&apis, &directories.join(",")),
        [
            "instances",
            "instances",
            "dbs",
            "pub",
            "full-operations",
            "lone",
            "disks",
            "disks",
            "disks",
            "disks",
        ]
    );
}

#[test]
fn takes_the_features_that_a_correction_names() {
    let text = r#"{"info":{"style":"RPC","product":"P","version":"v"},
        "apis":{"RunThings":{},"AddTag":{},"Lone":{}},"x-features":{"1":"core","3":"n/a"},
        "directories":[{"id":1,"title":"a","type":"directory","children":["RunThings",
            {"id":2,"title":"b","type":"directory","children":["AddTag"]}]}]}"#;
    let mut diagnostics = Diagnostics::new("f");
    let product = lower(&read(&document(text), &mut diagnostics), &mut diagnostics);
    let names = name(&product, &Published::default());
    let features: Vec<&str> = names.operations.iter().map(|one| &*one.feature).collect();
    assert_eq!(features, ["core", "core", "lone"]);
    let found = diagnostics
        .into_vec()
        .into_iter()
        .map(|one| one.to_string());
    assert_eq!(
        found.collect::<Vec<_>>(),
        [
            "f: /x-features/3: `n/a` is not a valid name of a Cargo feature; use ASCII letters, digits, `-` and `_`"
        ]
    );
}

#[test]
fn keeps_the_published_feature_of_an_operation() {
    let text = |first: &str| {
        format!(
            r#"{{"info":{{"style":"RPC","product":"P","version":"v"}},
                "apis":{{"RunThings":{{}},"AddTag":{{}},"Lone":{{}}}},
                "directories":[{}]}}"#,
            directory("a", first)
        )
    };
    let features = |text: &str, published: &Published| {
        let mut diagnostics = Diagnostics::new("f");
        let product = lower(&read(&document(text), &mut diagnostics), &mut diagnostics);
        let names = name(&product, published);
        let json = names_json(&product, &names, "f");
        let features = names.operations.into_iter().map(|names| names.feature);
        (features.collect::<Vec<_>>(), json)
    };
    let (old, json) = features(&text(r#""RunThings""#), &Published::default());
    assert_eq!(old, ["things", "add-tag", "lone"]);
    let published = Published::read(&document(&json), &mut Diagnostics::new("f"));
    let grown = text(r#""AddTag","RunThings","Lone""#);
    assert_eq!(features(&grown, &published).0, old);
    assert_eq!(features(&grown, &Published::default()).0, ["tag"; 3]);
}

#[test]
fn numbered_names_keep_their_case() {
    let names = table(
        r#""VPC":{"parameters":[{"name":"V","in":"query","schema":{"type":"string"}}],
            "errorCodes":{"400":[{"errorCode":"A B"},{"errorCode":"A|B"}]}},"vPC":{}"#,
    );
    for line in [
        "VPC request => VPC",
        "vPC request => VPC2",
        "VPC error A|B => vpc::ErrorCode::AB2",
    ] {
        assert!(names.contains(&line.to_owned()), "{line}: {names:?}");
    }
}

#[test]
fn never_exceeds_the_feature_limit_of_crates_io() {
    let names: Vec<String> = (0..400).map(|index| format!("Get{index}x")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let count = |directories: &str| {
        let features = features(&names, directories);
        features
            .into_iter()
            .collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(count("").into_iter().collect::<Vec<_>>(), ["other"]);
    let each = |from: usize, to: usize| -> String {
        let one = |name: &&str| directory(name, &format!("\"{name}\""));
        names[from..to]
            .iter()
            .map(one)
            .collect::<Vec<_>>()
            .join(",")
    };
    let outer = [
        directory("x", &each(0, 200)),
        directory("y", &each(200, 400)),
    ];
    assert_eq!(count(&outer.join(",")).len(), 2);
    let half = count(&each(0, 200));
    assert_eq!(half.len(), 201);
    assert!(half.contains("other"));
}

#[test]
fn colliding_nested_types_get_the_name_of_their_parent() {
    let object = |name: &str, fields: &str| {
        format!(r#""{name}":{{"type":"object","properties":{{{fields}}}}}"#)
    };
    let text = r#""T":{"type":"string"}"#;
    let tag = object("Tag", text);
    let deepest = "AVeryLongNameOfAnObjectThatLeavesNoRoomForAnyOtherObject";
    let reply = [
        object("Instance", &tag),
        object("Disk", &object("Instance", &tag)),
        object(deepest, &object("Instance", &object("Disk", &tag))),
    ];
    let names = table(&format!(
        r#""List":{{"parameters":[{{"name":"Tag","in":"query","schema":{{"type":"object",
            "properties":{{{text}}}}}}}],"responses":{{"200":{{"schema":{{"type":"object",
            "properties":{{{}}}}}}}}}}}"#,
        reply.join(",")
    ));
    let types = names
        .iter()
        .filter(|line| !line.contains(" . ") && line.contains("::"));
    let types: Vec<&str> = types.map(String::as_str).collect();
    assert_eq!(
        types,
        [
            "List request Tag => list::Tag",
            "List reply => list::Response",
            "List reply Instance => list::Instance",
            "List reply Instance/Tag => list::InstanceTag",
            "List reply Disk => list::Disk",
            "List reply Disk/Instance => list::DiskInstance",
            "List reply Disk/Instance/Tag => list::DiskInstanceTag",
            &format!("List reply {deepest} => list::{deepest}"),
            // A name with the parent's name in front would be too long.
            &format!("List reply {deepest}/Instance => list::Instance2"),
            &format!("List reply {deepest}/Instance/Disk => list::InstanceDisk"),
            &format!("List reply {deepest}/Instance/Disk/Tag => list::DiskTag"),
        ]
    );
}
