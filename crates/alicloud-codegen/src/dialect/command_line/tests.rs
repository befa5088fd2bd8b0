use crate::{
    Diagnostics, Document, read,
    spec::{Kind, Place, Spec, Style},
};

const VERSION: &str = r#"{"version":"2014-05-26","style":"rpc","apis":{"A":{"title":"t","summary":"s","deprecated":true}}}"#;
const PRODUCTS: &str = r#"{"products":[{"code":"Slb","version":"1"},{"code":"Ecs","version":"2014-05-26",
    "name":{"en":"E"},"api_style":"rpc","regional_endpoints":{"r":"r.example"},"regional_vpc_endpoints":{"r":"r-vpc.example","s":""},"global_endpoint":"g.example",
    "apis":["A"]}]}"#;

fn assembled(files: &[(&str, &str)]) -> (Option<Spec>, Vec<String>) {
    let mut diagnostics = Diagnostics::new("f");
    let document = Document::assemble(files, &mut diagnostics);
    let spec = document.map(|document| read(&document, &mut diagnostics));
    let found = diagnostics.into_vec();
    (spec, found.iter().map(ToString::to_string).collect())
}

fn operation(parameters: &str) -> String {
    format!(
        r#"{{"name":"A","protocol":"HTTP|HTTPS","method":"GET|POST","pathPattern":"","parameters":[{parameters}],"example":{{}}}}"#
    )
}

#[test]
fn operations_get_the_rest_from_the_files_beside_them() {
    let operation = operation("");
    let (spec, lines) = assembled(&[
        ("metadatas/ecs/A.json", &operation),
        ("metadatas/ecs/version.json", VERSION),
        ("metadatas/products.json", PRODUCTS),
    ]);
    assert_eq!(lines, [""; 0]);
    let spec = spec.unwrap();
    assert_eq!((&*spec.product, &*spec.version), ("Ecs", "2014-05-26"));
    let api = &spec.apis[0];
    assert_eq!(
        (&*api.name, &*api.about.title, &*api.about.summary),
        ("A", "t", "s")
    );
    assert_eq!(api.methods, ["get", "post"]);
    assert!(api.about.deprecated && api.responses.is_empty());
    let endpoint = |region: &str, host: &str| (region.to_owned(), host.to_owned());
    assert_eq!(
        spec.endpoints.public,
        [endpoint("r", "r.example"), endpoint("public", "g.example")]
    );
    assert_eq!(spec.endpoints.vpc, [endpoint("r", "r-vpc.example")]);
    let (spec, _) = assembled(&[("ecs/A.json", &operation), ("ecs/version.json", VERSION)]);
    assert_eq!(spec.unwrap().product, "ecs");
}

#[test]
fn parameters_of_every_type() {
    let operation = operation(
        r#"{"name":"S","position":"Query","type":"String","required":true,"description":{"zh":"z","en":"d"},"example":"e"},
           {"name":"I","position":"Body","type":"Integer","required":false},
           {"name":"L","position":"Query","type":"Long"},
           {"name":"F","position":"Query","type":"Float"},
           {"name":"B","position":"Header","type":"Boolean","hidden":true},
           {"name":"R","position":"Query","type":"RepeatList"},
           {"name":"T","position":"Query","type":"RepeatList","sub_parameters":[
               {"name":"Key","position":"Query","type":"String","required":true},
               {"name":"N","type":"RepeatList"}]},
           {"name":"A","position":"Query","type":"Array"},
           {"name":"O","position":"Query","type":"Struct"},
           {"name":"J","position":"Query","type":"Json"},
           {"name":"U","position":"Query","type":"Binary"}"#,
    );
    let (spec, lines) = assembled(&[("ecs/A.json", &operation), ("ecs/version.json", VERSION)]);
    assert_eq!(
        lines,
        [
            "ecs/A.json: /parameters/10/type: warning: is `Binary`, which is not known; it is taken to be text"
        ]
    );
    let spec = spec.unwrap();
    let shown = |kind: &Kind| match kind {
        Kind::List(items) => match &items.kind {
            Kind::Object(fields) => {
                let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
                format!("list of {}", names.join(" "))
            }
            other => format!("list of {other:?}"),
        },
        other => format!("{other:?}"),
    };
    let found: Vec<(String, Place, Style)> = spec.apis[0]
        .parameters
        .iter()
        .map(|one| {
            (
                format!("{}: {}", one.name, shown(&one.schema.kind)),
                one.place,
                one.style,
            )
        })
        .collect();
    let query = |text: &str, style: Style| (text.to_owned(), Place::Query, style);
    assert_eq!(
        found,
        [
            query("S: Text", Style::Flat),
            ("I: Integer".to_owned(), Place::Form, Style::Flat),
            query("L: Integer", Style::Flat),
            query("F: Number", Style::Flat),
            ("B: Boolean".to_owned(), Place::Header, Style::Flat),
            query("R: list of Text", Style::Flat),
            query("T: list of Key N", Style::Flat),
            query("A: list of Any", Style::Flat),
            query("O: Any", Style::Flat),
            query("J: Any", Style::Json),
            query("U: Text", Style::Flat),
        ]
    );
    let first = &spec.apis[0].parameters[0].schema;
    assert!(first.required);
    assert_eq!(
        (&*first.notes.description, first.notes.example.as_deref()),
        ("d", Some("e"))
    );
}

#[test]
fn what_is_wrong_is_said_about_the_file_it_is_in() {
    for (parameters, said) in [
        (
            r#"{"name":"X","position":"Path","type":"String"}"#,
            "ecs/A.json: /parameters/0: is the unknown place `Path`; it must be query, formData, body or header",
        ),
        (
            r#"{"name":" ","position":"Query","type":"String"}"#,
            "ecs/A.json: /parameters/0: is empty, so it cannot be the name of a parameter",
        ),
        (
            r#"{"name":1,"position":"Query","type":"String"}"#,
            "ecs/A.json: /parameters/0/name: is a number; it must be a string",
        ),
        (
            "7",
            "ecs/A.json: /parameters/0: is a number; it must be an object",
        ),
        (
            r#"{"name":"X","position":"Query","type":"Struct","sub_parameters":[{"name":"\u0001","type":"String"}]}"#,
            "ecs/A.json: /parameters/0: has control characters, so it cannot be the name of a property",
        ),
    ] {
        let operation = operation(parameters);
        let (_, lines) = assembled(&[("ecs/A.json", &operation), ("ecs/version.json", VERSION)]);
        assert_eq!(lines[0], said);
    }
    let operation = operation("");
    let style = VERSION.replace("rpc", "restful");
    let (_, lines) = assembled(&[("ecs/A.json", &operation), ("ecs/version.json", &style)]);
    assert_eq!(
        lines,
        [
            r#"ecs/version.json: /style: has the unsupported style "restful" (supported: RPC, V3 without paths); call its operations with the vendor's command line, `aliyun`, or with the vendor's SDK of the product"#
        ]
    );
    let host = PRODUCTS.replace("r.example", "https://r.example");
    let (_, lines) = assembled(&[("ecs/A.json", &operation), ("products.json", &host)]);
    assert_eq!(
        lines,
        [
            "products.json: /products/1/regional_endpoints/r: is `https://r.example`, which is not a host name; it must be a bare host name, without scheme, port and path, such as `ecs.aliyuncs.com`"
        ]
    );
}

#[test]
fn files_that_are_missing_are_named() {
    let operation = operation("");
    let named = VERSION.replace("\"A\":", "\"B\":{},\"C\":{},\"A\":");
    for (files, said) in [
        (
            vec![("ecs/A.json", operation.as_str())],
            "ecs/A.json: has no version; give `version.json` of its folder or `products.json` as well",
        ),
        (
            vec![("ecs/version.json", VERSION)],
            "ecs/version.json: has no operations in it; give the files of the operations as well",
        ),
        (
            vec![("ecs/A.json", &operation), ("ecs/version.json", &named)],
            "ecs/version.json: /apis: warning: has operations whose files are not there: B, C",
        ),
        (
            vec![("ecs/A.json", &operation), ("slb/A.json", &operation)],
            "slb/A.json: is of slb, and the files before are of ecs",
        ),
        (
            vec![
                ("ecs/version.json", VERSION),
                ("ecs/A.json", &operation),
                ("ecs/a/../ecs/A.json", &operation),
            ],
            "ecs/a/../ecs/A.json: is an operation given before",
        ),
        (
            vec![("A.json", operation.as_str())],
            "A.json: is one operation without a product; the folder it is in must be called like the product, such as `ecs/DescribeRegions.json`",
        ),
    ] {
        assert_eq!(assembled(&files).1, [said]);
    }
}
