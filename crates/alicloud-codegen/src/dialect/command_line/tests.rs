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
fn combines_operations_with_the_version_and_product_files() {
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
fn reads_parameters_of_every_type() {
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
        ["ecs/A.json: /parameters/10/type: warning: the unknown type `Binary` is read as a string"]
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
fn reports_problems_with_the_file_and_the_place() {
    for (parameters, said) in [
        (
            r#"{"name":"X","position":"Path","type":"String"}"#,
            "ecs/A.json: /parameters/0: unknown place `Path`; expected query, formData, body or header",
        ),
        (
            r#"{"name":" ","position":"Query","type":"String"}"#,
            "ecs/A.json: /parameters/0: the name of a parameter must not be empty",
        ),
        (
            r#"{"name":1,"position":"Query","type":"String"}"#,
            "ecs/A.json: /parameters/0/name: expected a string, found a number",
        ),
        (
            "7",
            "ecs/A.json: /parameters/0: expected an object, found a number",
        ),
        (
            r#"{"name":"X","position":"Query","type":"Struct","sub_parameters":[{"name":"\u0001","type":"String"}]}"#,
            "ecs/A.json: /parameters/0: the name of a property must not contain control characters",
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
            r#"ecs/version.json: /style: unsupported style "restful" (supported: RPC, V3 without paths); use the vendor's command line `aliyun` or the vendor's SDK for this product"#
        ]
    );
    let host = PRODUCTS.replace("r.example", "https://r.example");
    let (_, lines) = assembled(&[("ecs/A.json", &operation), ("products.json", &host)]);
    assert_eq!(
        lines,
        [
            "products.json: /products/1/regional_endpoints/r: invalid host name `https://r.example`; expected a host name without scheme, port and path, such as `ecs.aliyuncs.com`"
        ]
    );
}

#[test]
fn reports_missing_and_contradicting_files() {
    let operation = operation("");
    let named = VERSION.replace("\"A\":", "\"B\":{},\"C\":{},\"A\":");
    for (files, said) in [
        (
            vec![("ecs/A.json", operation.as_str())],
            "ecs/A.json: the API version is missing; add `version.json` from the same folder, or `products.json`",
        ),
        (
            vec![("ecs/version.json", VERSION)],
            "ecs/version.json: no operations found; add the files of the operations",
        ),
        (
            vec![("ecs/A.json", &operation), ("ecs/version.json", &named)],
            "ecs/version.json: /apis: warning: the files of these operations are missing: B, C",
        ),
        (
            vec![("ecs/A.json", &operation), ("slb/A.json", &operation)],
            "slb/A.json: the folder is `slb`, but earlier files are in `ecs`; pass the files of one product",
        ),
        (
            vec![
                ("ecs/version.json", VERSION),
                ("ecs/A.json", &operation),
                ("ecs/a/../ecs/A.json", &operation),
            ],
            "ecs/a/../ecs/A.json: an earlier file has the same operation; remove one file",
        ),
        (
            vec![("A.json", operation.as_str())],
            "A.json: the path has no product; put the file into a folder that is named after the product, such as `ecs/DescribeRegions.json`",
        ),
    ] {
        assert_eq!(assembled(&files).1, [said]);
    }
}
