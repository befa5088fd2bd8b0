use crate::{
    Diagnostics, Document, lower,
    product::{Methods, Product},
    read,
};

fn lowered(apis: &str, components: &str) -> (Product, Vec<String>) {
    let text = format!(
        r#"{{"info":{{"style":"RPC","product":"P","version":"v"}},"apis":{{{apis}}},
            "components":{{"schemas":{{{components}}}}}}}"#
    );
    let mut diagnostics = Diagnostics::new("f");
    let document = Document::parse(&text, &mut diagnostics).unwrap();
    let spec = read(&document, &mut diagnostics);
    let product = lower(&spec, &mut diagnostics);
    let lines = diagnostics
        .into_vec()
        .iter()
        .map(ToString::to_string)
        .collect();
    (product, lines)
}

fn methods(methods: &str, place: &str) -> Methods {
    let api = format!(
        r#""A":{{{methods}"parameters":[{{"name":"X","in":"{place}","schema":{{"type":"string"}}}}]}}"#
    );
    lowered(&api, "").0.operations[0].methods
}

#[test]
fn methods_are_those_an_rpc_call_can_use() {
    let list = |list: &str| format!(r#""methods":[{list}],"#);
    assert_eq!(
        methods(&list(r#""post","get""#), "query"),
        Methods::GetOrPost
    );
    assert_eq!(
        methods(&list(r#""POST","get","put""#), "query"),
        Methods::GetOrPost
    );
    assert_eq!(methods(&list(r#""get""#), "query"), Methods::Get);
    assert_eq!(methods(&list(r#""put""#), "query"), Methods::Post);
    assert_eq!(methods("", "query"), Methods::GetOrPost);
    assert_eq!(methods(&list(r#""post","get""#), "formData"), Methods::Post);
    assert_eq!(methods("", "formData"), Methods::Post);
    assert_eq!(methods(&list(r#""get""#), "formData"), Methods::Get);
}

#[test]
fn a_dangling_reference_is_an_error_wherever_it_stands() {
    let (_, lines) = lowered(
        r##""A":{"responses":{"200":{"schema":{"type":"object","properties":{
            "X":{"type":"array","items":{"$ref":"#/components/schemas/Nod"}}}}}}}"##,
        r##""Node":{"type":"object","properties":{"Up":{"$ref":"#/components/schemas/Gone"}}}"##,
    );
    assert_eq!(
        lines,
        [
            "f: /components/schemas/Node/properties/Up/$ref: refers to the component `Gone`, which is not there; there is Node",
            "f: /apis/A/responses/200/schema/properties/X/items/$ref: refers to the component `Nod`, which is not there; there is Node",
        ]
    );
}

#[test]
fn a_component_made_of_itself_alone_is_an_error() {
    let (_, lines) = lowered(
        r##""A":{"responses":{"200":{"schema":{"$ref":"#/components/schemas/L"}}}}"##,
        r##""L":{"type":"array","items":{"$ref":"#/components/schemas/L"}}"##,
    );
    assert_eq!(
        lines[0],
        "f: /components/schemas/L/items/$ref: refers to `L`, which is made of itself alone; there must be an object in between"
    );
}

#[test]
fn a_chain_of_components_without_an_object_in_it_has_an_end() {
    let link = |from: usize| {
        let to = from + 1;
        format!(r##""L{from}":{{"type":"array","items":{{"$ref":"#/components/schemas/L{to}"}}}}"##)
    };
    let links: Vec<String> = (0..40).map(link).collect();
    let (_, lines) = lowered(
        r##""A":{"responses":{"200":{"schema":{"$ref":"#/components/schemas/L0"}}}}"##,
        &format!(r#"{},"L40":{{"type":"string"}}"#, links.join(",")),
    );
    assert_eq!(
        lines[0],
        "f: /components/schemas/L15/items/$ref: refers to `L16`, with which more than 16 lists and maps are directly in each other; there must be an object in between"
    );
}

#[test]
fn the_reply_is_that_of_status_200_or_the_first_other_success() {
    let reply = |responses: &str| {
        let text = lowered(&format!(r#""A":{{"responses":{{{responses}}}}}"#), "")
            .0
            .to_string();
        text.lines().nth(1).unwrap().to_owned()
    };
    let object = r#"{"schema":{"type":"object","properties":{"X":{"type":"string"}}}}"#;
    let any = r#"{"schema":{"type":"any"}}"#;
    assert!(reply(&format!(r#""201":{any},"200":{object}"#)).ends_with("-> record A reply"));
    assert!(reply(&format!(r#""500":{any},"201":{object}"#)).ends_with("-> record A reply"));
    assert!(reply(&format!(r#""5XX":{object}"#)).ends_with("-> any"));
    assert!(
        reply(r#""200":{"schema":{"type":"array","items":{"type":"string"}}}"#).ends_with("-> any")
    );
    assert!(reply("").ends_with("-> any"));
}

#[test]
fn one_code_keeps_all_its_statuses_and_messages() {
    let (product, _) = lowered(
        r#""A":{"errorCodes":{"400":[{"errorCode":"X","errorMessage":"a"}],
            "404":[{"errorCode":"X","errorMessage":"b","description":"d"}]}}"#,
        "",
    );
    let error = &product.operations[0].errors[0];
    assert_eq!(
        error.cases,
        [("400".into(), "a".into()), ("404".into(), "b".into())]
    );
    assert_eq!(error.description, "d");
}
