use crate::{
    Diagnostics, Document, lower,
    product::{Methods, Place, Product},
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

#[test]
fn finds_the_region_parameter_by_region_id_or_a_corrected_name() {
    let region = |names: &[&str], corrected: &str| {
        let parameter = |name: &&str| {
            format!(r#"{{"name":"{name}","in":"query","schema":{{"type":"string"}}}}"#)
        };
        let parameters: Vec<String> = names.iter().map(parameter).collect();
        let text = format!(
            r#"{{"info":{{"style":"RPC","product":"P","version":"v"}},{corrected}
                "apis":{{"A":{{"parameters":[{}]}}}}}}"#,
            parameters.join(",")
        );
        let mut diagnostics = Diagnostics::new("f");
        let document = Document::parse(&text, &mut diagnostics).unwrap();
        let spec = read(&document, &mut diagnostics);
        lower(&spec, &mut diagnostics).operations[0].region
    };
    const CORRECTED: &str = r#""x-region-parameter":"Region","#;
    for (names, corrected, position) in [
        (&["InstanceId", "RegionId"][..], "", Some(1)),
        (&["regionId"], "", Some(0)),
        (&["DestinationRegionId", "RegionIds"], "", None),
        (&["Region"], "", None),
        (&["Region"], CORRECTED, Some(0)),
        (&["Region", "RegionId"], CORRECTED, Some(1)),
    ] {
        assert_eq!(region(names, corrected), position, "{names:?}");
    }
    // Only a string parameter can be the region.
    let api =
        r#""A":{"parameters":[{"name":"RegionId","in":"query","schema":{"type":"integer"}}]}"#;
    assert_eq!(lowered(api, "").0.operations[0].region, None);
}

fn methods(methods: &str, place: &str) -> Methods {
    let api = format!(
        r#""A":{{{methods}"parameters":[{{"name":"X","in":"{place}","schema":{{"type":"string"}}}}]}}"#
    );
    lowered(&api, "").0.operations[0].methods
}

#[test]
fn chooses_supported_methods() {
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
    assert_eq!(methods(&list(r#""put""#), "query"), Methods::Put);
    assert_eq!(methods(&list(r#""Delete""#), "query"), Methods::Delete);
    assert_eq!(methods(&list(r#""patch""#), "query"), Methods::Patch);
    assert_eq!(methods(&list(r#""delete","put""#), "query"), Methods::Put);
    assert_eq!(methods(&list(r#""put","get""#), "query"), Methods::Get);
    assert_eq!(methods(&list(r#""head""#), "query"), Methods::Post);
    assert_eq!(methods("", "query"), Methods::GetOrPost);
    assert_eq!(methods(&list(r#""post","get""#), "formData"), Methods::Post);
    assert_eq!(methods("", "formData"), Methods::Post);
}

#[test]
fn chooses_a_method_that_supports_a_body() {
    let body = |methods: &str| {
        let (product, lines) = lowered(
            &format!(
                r#""A":{{{methods}"parameters":[{{"name":"X","in":"body","schema":{{"type":"object"}}}}]}}"#
            ),
            "",
        );
        (product.operations[0].methods, lines)
    };
    for (list, expected) in [
        ("", Methods::Post),
        (r#""methods":["post","get"],"#, Methods::Post),
        (r#""methods":["get","put"],"#, Methods::Put),
    ] {
        assert_eq!(body(list), (expected, Vec::new()), "{list}");
    }
    for list in [r#""methods":["delete"],"#, r#""methods":["get","delete"],"#] {
        let (methods, lines) = body(list);
        assert_eq!(methods, Methods::Delete);
        assert_eq!(
            lines,
            [
                "f: /apis/A/methods: warning: the body is sent by DELETE, and proxies may drop the body; correct the methods if the server accepts POST"
            ]
        );
    }
    let (methods, lines) = body(r#""methods":["get"],"#);
    assert_eq!(methods, Methods::Post);
    assert_eq!(
        lines,
        [
            "f: /apis/A/methods: warning: the operation is sent by POST, because only methods that can't carry the body are listed (get)"
        ]
    );
}

#[test]
fn warns_about_unsupported_methods() {
    let lines = |methods: &str| lowered(&format!(r#""A":{{"methods":{methods}}}"#), "").1;
    assert_eq!(
        lines(r#"["HEAD","trace"]"#),
        [
            "f: /apis/A/methods: warning: the operation is sent by POST, because only unsupported methods are listed (head, trace)"
        ]
    );
    for methods in [r#"["PUT","head"]"#, r#"["head","get"]"#, "[]"] {
        assert_eq!(lines(methods), [""; 0]);
    }
}

#[test]
fn chooses_a_method_that_supports_a_form() {
    let parameters = |place: &str| {
        format!(
            r#""parameters":[{{"name":"Q","in":"query","schema":{{"type":"string"}}}},
                {{"name":"X","in":"{place}","schema":{{"type":"string"}}}}]"#
        )
    };
    for (list, place, methods, form_by_put, moved_to) in [
        ("", "formData", Methods::Post, false, None),
        ("\"post\",\"get\"", "formData", Methods::Post, false, None),
        ("\"put\"", "formData", Methods::Put, true, None),
        ("\"get\",\"put\"", "formData", Methods::Put, true, None),
        (
            "\"delete\",\"patch\"",
            "formData",
            Methods::Patch,
            true,
            None,
        ),
        ("\"put\"", "query", Methods::Put, false, None),
        ("\"get\",\"put\"", "query", Methods::Get, false, None),
        (
            "\"delete\"",
            "formData",
            Methods::Delete,
            false,
            Some("DELETE"),
        ),
        ("\"get\"", "formData", Methods::Get, false, Some("GET")),
        (
            "\"get\",\"delete\"",
            "formData",
            Methods::Get,
            false,
            Some("GET"),
        ),
    ] {
        let (product, lines) = lowered(
            &format!(r#""A":{{"methods":[{list}],{}}}"#, parameters(place)),
            "",
        );
        let operation = &product.operations[0];
        assert_eq!(operation.methods, methods, "{list} {place}");
        assert_eq!(operation.form_by_put, form_by_put, "{list} {place}");
        let moved = moved_to.map(|method| {
            format!(
                "f: /apis/A/parameters/1/in: warning: the parameter is sent in the query instead of `formData`, because a {method} request has no form"
            )
        });
        assert_eq!(lines, Vec::from_iter(moved), "{list} {place}");
        let field = &product.record(operation.request).unwrap().fields[1];
        let expected = if place == "formData" && moved_to.is_none() {
            Place::Form
        } else {
            Place::Query
        };
        assert_eq!(field.place, expected, "{list} {place}");
    }
}

#[test]
fn refuses_references_to_unknown_components() {
    let (_, lines) = lowered(
        r##""A":{"responses":{"200":{"schema":{"type":"object","properties":{
            "X":{"type":"array","items":{"$ref":"#/components/schemas/Nod"}}}}}}}"##,
        r##""Node":{"type":"object","properties":{"Up":{"$ref":"#/components/schemas/Gone"}}}"##,
    );
    assert_eq!(
        lines,
        [
            "f: /components/schemas/Node/properties/Up/$ref: unknown component `Gone` (known: Node)",
            "f: /apis/A/responses/200/schema/properties/X/items/$ref: unknown component `Nod` (did you mean `Node`?)",
        ]
    );
}

#[test]
fn refuses_cyclic_components_without_an_object() {
    let (_, lines) = lowered(
        r##""A":{"responses":{"200":{"schema":{"$ref":"#/components/schemas/L"}}}}"##,
        r##""L":{"type":"array","items":{"$ref":"#/components/schemas/L"}}"##,
    );
    assert_eq!(
        lines[0],
        "f: /components/schemas/L/items/$ref: the component `L` contains itself without an object in between; put an object in between"
    );
}

#[test]
fn refuses_deep_components_without_an_object() {
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
        "f: /components/schemas/L15/items/$ref: the component `L16` is nested in 16 components without an object in between; put an object in between"
    );
}

#[test]
fn reads_the_reply_of_status_200_or_the_first_other_success() {
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
fn merges_the_statuses_and_messages_of_an_error_code() {
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

#[test]
fn sends_secrets_by_post() {
    let methods = |schema: &str| {
        let api = format!(
            r#""A":{{"methods":["post","get"],"parameters":[{{"name":"X","in":"query","style":"flat",
                "schema":{{"type":"object","properties":{{{schema}}}}}}}]}}"#
        );
        lowered(&api, "").0.operations[0].methods
    };
    assert_eq!(methods(r#""Password":{"type":"string"}"#), Methods::Post);
    assert_eq!(methods(r#""Name":{"type":"string"}"#), Methods::GetOrPost);
}

#[test]
fn warns_about_secrets_in_urls() {
    const BODY: &str = r#",{"name":"B","in":"body","schema":{"type":"object","properties":{"Password":{"type":"string"}}}}"#;
    let lowered = |methods: &str, place: &str, name: &str, more: &str| {
        let api = format!(
            r#""A":{{"methods":[{methods}],"parameters":[
                {{"name":"{name}","in":"{place}","schema":{{"type":"string"}}}}{more}]}}"#
        );
        let (product, mut lines) = lowered(&api, "");
        lines.retain(|line| line.contains("secret"));
        (product.operations[0].methods, lines)
    };
    let by = |method: &str| {
        format!(
            "f: /apis/A/parameters/0: warning: the secret is sent in the URL of a {method} request; correct the methods if the server accepts POST"
        )
    };
    let beside_body = "f: /apis/A/parameters/0: warning: the secret is sent in the URL, because another parameter is the body; correct the place of the secret if the server accepts the secret in a header or in the body".to_owned();
    for (methods, place, more, expected, warning) in [
        (r#""get""#, "query", "", Methods::Get, Some(by("GET"))),
        (r#""get""#, "formData", "", Methods::Get, Some(by("GET"))),
        (r#""get""#, "header", "", Methods::Get, None),
        (r#""get","post""#, "query", "", Methods::Post, None),
        (r#""get","post""#, "header", "", Methods::GetOrPost, None),
        (r#""post""#, "query", "", Methods::Post, None),
        (r#""put""#, "query", "", Methods::Put, Some(by("PUT"))),
        (r#""put""#, "formData", "", Methods::Put, None),
        (r#""put""#, "header", "", Methods::Put, None),
        (r#""patch""#, "query", "", Methods::Patch, Some(by("PATCH"))),
        (
            r#""delete""#,
            "query",
            "",
            Methods::Delete,
            Some(by("DELETE")),
        ),
        (
            r#""delete""#,
            "formData",
            "",
            Methods::Delete,
            Some(by("DELETE")),
        ),
        (
            r#""post""#,
            "query",
            BODY,
            Methods::Post,
            Some(beside_body.clone()),
        ),
        (
            r#""post""#,
            "formData",
            BODY,
            Methods::Post,
            Some(beside_body.clone()),
        ),
        (
            r#""put""#,
            "formData",
            BODY,
            Methods::Put,
            Some(beside_body),
        ),
        (r#""put""#, "header", BODY, Methods::Put, None),
    ] {
        let found = lowered(methods, place, "Password", more);
        let wanted = (expected, warning.into_iter().collect());
        assert_eq!(found, wanted, "{methods} {place} {more}");
        let (_, lines) = lowered(methods, place, "Name", more);
        assert_eq!(lines, [""; 0], "{methods} {place} {more}");
    }
}

#[test]
fn requires_fields_of_received_components_only_by_correction() {
    let reference = |name: &str| format!(r##"{{"$ref":"#/components/schemas/{name}"}}"##);
    let reply = |properties: &str| {
        format!(
            r#""responses":{{"200":{{"schema":{{"type":"object","properties":{{{properties}}}}}}}}}"#
        )
    };
    let apis = format!(
        r#""Put":{{"parameters":[{{"name":"Both","in":"query","style":"json","schema":{both}}},
                                {{"name":"Sent","in":"query","style":"json","schema":{sent}}}]}},
           "Get":{{{get}}}"#,
        both = reference("Both"),
        sent = reference("Sent"),
        get = reply(&format!(
            r#""Both":{},"Got":{}"#,
            reference("Both"),
            reference("Got")
        )),
    );
    let component = |name: &str| {
        format!(
            r#""{name}":{{"type":"object","properties":{{
                "Id":{{"type":"string","required":true}},
                "Key":{{"type":"string","x-required":true}},
                "Name":{{"type":"string","required":true,"x-required":false}}}}}}"#
        )
    };
    let components = [component("Both"), component("Sent"), component("Got")].join(",");
    let (product, lines) = lowered(&apis, &components);
    assert_eq!(lines, [""; 0]);
    let required = |name: &str| {
        let origin = format!("component {name}");
        let mut records = product.records.iter();
        let record = records.find(|record| record.origin.to_string() == origin);
        let fields = &record.unwrap().fields;
        fields
            .iter()
            .map(|field| field.required)
            .collect::<Vec<_>>()
    };
    assert_eq!(required("Sent"), [true, true, false]);
    assert_eq!(required("Got"), [false, true, false]);
    assert_eq!(required("Both"), [false, true, false]);
}

#[test]
fn requires_fields_of_replies_only_by_correction() {
    let (product, lines) = lowered(
        r#""A":{"parameters":[{"name":"X","in":"query","schema":{"type":"string","required":true}},
                              {"name":"Y","in":"query","schema":{"type":"string","x-required":true}}],
            "responses":{"200":{"schema":{"type":"object","properties":{
                "NextToken":{"type":"string","required":true},
                "Data":{"type":"object","required":true,"properties":{
                    "Id":{"type":"string","required":true,"x-required":true}}}}}}}}"#,
        "",
    );
    assert_eq!(lines, [""; 0]);
    let text = product.to_string();
    let required: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_suffix(", required"))
        .map(str::trim_start)
        .collect();
    assert_eq!(required, ["X: text", "Y: text", "Id: text"]);
}

#[test]
fn resolves_recursion_through_a_list_component() {
    let reply = r##""A":{"responses":{"200":{"schema":{"type":"object","properties":{
        "Tree":{"$ref":"#/components/schemas/Nodes"}}}}}}"##;
    let nodes = r##""Nodes":{"type":"array","items":{"$ref":"#/components/schemas/Node"}}"##;
    let node = r##""Node":{"type":"object","properties":{"Children":{"$ref":"#/components/schemas/Nodes"}}}"##;
    for components in [format!("{nodes},{node}"), format!("{node},{nodes}")] {
        let (product, lines) = lowered(reply, &components);
        assert_eq!(lines, [""; 0]);
        let text = product.to_string();
        assert!(
            text.contains("  Tree: list of record component Node"),
            "{text}"
        );
        assert!(
            text.contains("  Children: list of record component Node"),
            "{text}"
        );
    }
}

/// Returns the pagination of an operation with these parameters and this reply.
fn paging(parameters: &str, reply: &str) -> Option<String> {
    let api = format!(
        r#""A":{{"parameters":[{parameters}],
            "responses":{{"200":{{"schema":{{"type":"object","properties":{{{reply}}}}}}}}}}}"#
    );
    let (product, lines) = lowered(&api, "");
    assert_eq!(lines, [""; 0]);
    product.operations[0].paging.as_ref()?;
    let text = product.to_string();
    let line = text.lines().find_map(|line| line.strip_prefix("  pages "));
    line.map(str::to_owned)
}

fn number(name: &str, notes: &str) -> String {
    format!(
        r#"{{"name":"{name}","in":"query","schema":{{"type":"integer","format":"int32"{notes}}}}},
            {{"name":"PageSize","in":"query","schema":{{"type":"integer","format":"int32"}}}}"#
    )
}

const TOTAL: &str = r#""TotalCount":{"type":"integer","format":"int32"}"#;
const LIST: &str = r#"{"type":"array","items":{"type":"string"}}"#;

#[test]
fn finds_the_items_only_if_there_is_one_list() {
    let reply = |fields: &str| paging(&number("PageNumber", ""), &format!("{TOTAL},{fields}"));
    let by_number = "by number PageNumber from 1 of PageSize, total TotalCount";
    assert_eq!(
        reply(&format!(r#""Names":{LIST}"#)).unwrap(),
        format!("{by_number}, items Names")
    );
    let data = format!(
        r#""Data":{{"type":"object","properties":{{"Rows":{LIST},"Kind":{{"type":"string"}}}}}}"#
    );
    assert_eq!(
        reply(&data).unwrap(),
        format!("{by_number}, items Data/Rows")
    );
    assert_eq!(
        reply(&format!(r#""Errors":{LIST},{data}"#)).unwrap(),
        by_number
    );
}

#[test]
fn makes_idempotency_tokens_of_writes_optional() {
    let lower = |name: &str, mark: &str| {
        let apis = format!(
            r#""{name}":{{"operationType":"{}","parameters":[{{"name":"ClientToken","in":"query",
                "schema":{{"type":"string","required":true{mark}}}}}]}}"#,
            if name == "RunA" { "write" } else { "read" }
        );
        let (product, lines) = lowered(&apis, "");
        assert_eq!(lines, [""; 0]);
        let operation = &product.operations[0];
        let field = &product.record(operation.request).unwrap().fields[0];
        (operation.token.clone(), field.required)
    };
    let token = Some("ClientToken".to_owned());
    assert_eq!(
        lower("RunA", r#","x-idempotent":true"#),
        (token.clone(), false)
    );
    assert_eq!(lower("RunA", ""), (None, true));
    // If the operation only reads, the token stays required, because clients do not fill in the
    // token.
    assert_eq!(lower("ListA", r#","x-idempotent":true"#), (token, true));
}

#[test]
fn does_not_guess_the_first_page() {
    let first = |notes: &str| {
        let text = paging(&number("PageIndex", notes), TOTAL)?;
        Some(text.contains("from 0"))
    };
    assert_eq!(first(""), Some(false));
    assert_eq!(first(r#","default":"0""#), Some(true));
    assert_eq!(first(r#","default":"1","minimum":"0""#), Some(false));
    assert_eq!(first(r#","minimum":"0""#), None);
    assert_eq!(first(r#","x-first-page":"unknown""#), None);
    assert_eq!(first(r#","x-first-page":"unknown","default":"1""#), None);
    assert_eq!(first(r#","x-first-page":0,"minimum":"1""#), Some(true));
    assert_eq!(first(r#","x-first-page":1"#), Some(false));
    // A default below the minimum is ignored.
    assert_eq!(first(r#","default":"0","minimum":"1""#), Some(false));
    assert_eq!(first(r#","default":"0","minimum":"0""#), Some(true));
    let above_zero = r#","minimum":"0","exclusiveMinimum":true"#;
    assert_eq!(first(above_zero), Some(false));
    assert_eq!(
        first(&format!(r#"{above_zero},"default":"0""#)),
        Some(false)
    );
}

/// Returns fields of one type with these names, as JSON.
fn fields<const N: usize>(names: [&str; N], kind: &str) -> [String; N] {
    names.map(|name| format!(r#""{name}":{{"type":"{kind}"}}"#))
}

fn query<const N: usize>(names: [&str; N], kind: &str) -> String {
    let parameter =
        |name| format!(r#"{{"name":"{name}","in":"query","schema":{{"type":"{kind}"}}}}"#);
    names.map(parameter).join(",")
}

#[test]
fn finds_number_pagination_by_all_names() {
    let seen = |page: &str, size: &str, total: &str| {
        let reply = fields([total], "integer").join(",");
        paging(&query([page, size], "integer"), &reply)
    };
    let pages = [
        "PageNumber",
        "CurrentPage",
        "PageNum",
        "PageNo",
        "PageIndex",
        "Page",
        "pageNumber",
    ];
    for page in pages {
        for size in ["PageSize", "ShowSize", "Size"] {
            let expected = format!("by number {page} from 1 of {size}, total Total");
            assert_eq!(seen(page, size, "Total"), Some(expected));
        }
    }
    let totals = [
        "TotalCount",
        "Total",
        "TotalRecordCount",
        "TotalItemCount",
        "TotalNum",
        "TotalNumber",
        "TotalRecords",
        "TotalSize",
        "TotalResults",
        "TotalItemNum",
        "TotalCnt",
    ];
    for total in totals {
        let expected = format!("by number PageNo from 1 of PageSize, total {total}");
        assert_eq!(seen("PageNo", "PageSize", total), Some(expected));
    }
    assert_eq!(seen("PageNo", "PageSize", "TotalPages"), None);
    assert_eq!(seen("Offset", "PageSize", "TotalCount"), None);
}

#[test]
fn prefers_totals_of_items_over_totals_of_bytes() {
    let inner = fields(["TotalCount"], "integer").join(",");
    let reply = format!(
        r#""TotalSize":{{"type":"integer"}},"Data":{{"type":"object","properties":{{{inner}}}}}"#
    );
    assert_eq!(
        paging(&query(["PageNo", "PageSize"], "integer"), &reply).unwrap(),
        "by number PageNo from 1 of PageSize, total Data/TotalCount"
    );
}

#[test]
fn reads_size_as_the_page_size_only_for_integer_parameters() {
    let reply = fields(["TotalCount", "Size", "PageNo"], "integer").join(",");
    let seen = |parameters: &str| paging(parameters, &reply);
    assert_eq!(
        seen(&query(["PageNo", "Size"], "integer")).unwrap(),
        "by number PageNo <- PageNo from 1 of Size, total TotalCount"
    );
    assert_eq!(seen(&query(["PageNo", "Size"], "string")), None);
    assert_eq!(seen(&query(["Size"], "integer")), None);
    assert_eq!(
        seen(&query(["PageNo", "Size", "PageSize"], "integer")).unwrap(),
        "by number PageNo <- PageNo from 1 of PageSize, total TotalCount"
    );
}

#[test]
fn finds_number_and_size_in_the_record_of_the_total() {
    let seen = |reply: &str| paging(&query(["CurrentPage", "pageSize"], "integer"), reply).unwrap();
    let data = |names: [&str; 3]| {
        let inner = fields(names, "string").join(",");
        format!(r#""Data":{{"type":"object","properties":{{{inner}}}}}"#)
    };
    assert_eq!(
        seen(&data(["PageNum", "PageSize", "Total"])),
        "by number CurrentPage <- Data/PageNum from 1 of pageSize <- Data/PageSize, total Data/Total"
    );
    // The reply's field with the same name as the parameter is preferred.
    assert_eq!(
        seen(&data(["Page", "CurrentPage", "Total"])),
        "by number CurrentPage <- Data/CurrentPage from 1 of pageSize, total Data/Total"
    );
    assert_eq!(
        seen(&format!(
            "{},{TOTAL}",
            data(["CurrentPage", "PageSize", "Kind"])
        )),
        "by number CurrentPage from 1 of pageSize, total TotalCount"
    );
}

#[test]
fn finds_token_pagination_by_both_names() {
    let seen = |parameter: &str, reply: &str| paging(&query([parameter], "string"), reply);
    let token = |name: &str| fields([name], "string").join(",");
    for name in ["NextToken", "nextToken", "NextPageToken"] {
        let expected = format!("by token {name} <- {name}");
        assert_eq!(seen(name, &token(name)), Some(expected));
    }
    assert_eq!(
        seen("NextToken", &token("NextPageToken")).unwrap(),
        "by token NextToken <- NextPageToken"
    );
    let both = fields(["NextToken", "NextPageToken"], "string").join(",");
    assert_eq!(
        seen("NextPageToken", &both).unwrap(),
        "by token NextPageToken <- NextPageToken"
    );
    assert_eq!(seen("PageToken", &token("NextPageToken")), None);
}

#[test]
fn assigns_a_shared_page_size_to_number_pagination() {
    let parameters = query(["NextToken", "PageNumber", "PageSize"], "integer");
    let reply = fields(["NextToken", "TotalCount"], "integer").join(",");
    assert_eq!(
        paging(&parameters, &reply).unwrap(),
        "by token NextToken <- NextToken, by number PageNumber from 1 of PageSize, total TotalCount"
    );
}

/// Each component has two fields of the next component, so the last one occurs in 2^60 places.
#[test]
fn searches_each_component_for_items_only_once() {
    let link = |from: usize| {
        let next = format!(r##"{{"$ref":"#/components/schemas/C{}"}}"##, from + 1);
        format!(r#""C{from}":{{"type":"object","properties":{{"L":{next},"R":{next}}}}}"#)
    };
    let links: Vec<String> = (0..60).map(link).collect();
    let api = r##""ListA":{"parameters":[{"name":"NextToken","in":"query","schema":{"type":"string"}}],
        "responses":{"200":{"schema":{"type":"object","properties":{"NextToken":{"type":"string"},
        "C":{"$ref":"#/components/schemas/C0"}}}}}}"##;
    for (last, items) in [
        (r#""type":"string""#, None),
        (r#""type":"array","items":{"type":"string"}"#, None),
    ] {
        let last = format!(r#""C60":{{"type":"object","properties":{{"Last":{{{last}}}}}}}"#);
        let (product, lines) = lowered(api, &format!("{},{last}", links.join(",")));
        assert_eq!(lines, [""; 0]);
        let paging = product.operations[0].paging.as_ref().unwrap();
        assert_eq!(paging.items, items);
    }
}

#[test]
fn refuses_components_in_too_many_objects() {
    let link = |from: usize| {
        let to = from + 1;
        format!(
            r##""C{from}":{{"type":"object","properties":{{"N":{{"$ref":"#/components/schemas/C{to}"}}}}}}"##
        )
    };
    for (count, problems) in [(100, 0), (10_000, 1)] {
        let links: Vec<String> = (0..count).map(link).collect();
        let (_, lines) = lowered(
            r##""A":{"responses":{"200":{"schema":{"$ref":"#/components/schemas/C0"}}}}"##,
            &format!(
                r#"{},"C{count}":{{"type":"object","properties":{{"A":{{"type":"any"}}}}}}"#,
                links.join(",")
            ),
        );
        assert_eq!(lines.len(), problems, "{lines:?}");
        for line in lines {
            assert!(
                line.contains("is nested in more than 128 objects; reduce the depth"),
                "{line}"
            );
        }
    }
}

/// `A` and `B` contain each other, `C` contains itself, and `D` contains `A`, `B` and `C`.
#[test]
fn marks_recursive_fields() {
    let object = |name: &str, held: &[&str]| {
        let fields = held
            .iter()
            .map(|held| format!(r##""{held}":{{"$ref":"#/components/schemas/{held}"}}"##));
        let fields = fields.collect::<Vec<_>>().join(",");
        format!(
            r#""{name}":{{"type":"object","properties":{{"Id":{{"type":"string"}},{fields}}}}}"#
        )
    };
    let components = [
        object("A", &["B", "C"]),
        object("B", &["E", "A"]),
        object("C", &["C"]),
        object("D", &["A", "B", "C"]),
        object("E", &["F"]),
        r#""F":{"type":"object","properties":{"Id":{"type":"string"}}}"#.to_owned(),
    ];
    let (product, lines) = lowered(
        r##""X":{"responses":{"200":{"schema":{"type":"object","properties":{
            "D":{"$ref":"#/components/schemas/D"}}}}}}"##,
        &components.join(","),
    );
    assert_eq!(lines, [""; 0]);
    let fields = product.records.iter().flat_map(|record| {
        let recursive = record.fields.iter().filter(|field| field.recursive);
        recursive.map(|field| format!("{} {}", record.origin, field.wire))
    });
    let mut fields: Vec<String> = fields.collect();
    fields.sort_unstable();
    assert_eq!(fields, ["component A B", "component B A", "component C C"]);
}
