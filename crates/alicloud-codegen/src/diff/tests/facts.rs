//! Tests that a change of every known fact is reported.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::changes;
use crate::product::{
    About, Endpoints, ErrorCode, Field, Group, Inner, Notes, NumberPaging, Operation, Paging,
    Product, Record, TokenPaging,
};

/// Expands to the names of all fields of a type, and fails to compile if a field is missing.
macro_rules! facts {
    ($name:ident { $($field:ident),* $(,)? }) => {{
        let _all = |it: &$name| {
            let $name { $($field: _),* } = it;
        };
        [$(concat!(stringify!($name), ".", stringify!($field))),*]
    }};
}

/// Returns the names of all facts about a product.
fn facts() -> BTreeSet<&'static str> {
    let product = facts!(Product {
        product,
        version,
        protocol,
        operations,
        records,
        shared,
        groups,
        default_features,
        endpoints,
        ram_prefix,
    });
    let endpoints = facts!(Endpoints {
        public,
        vpc,
        vpc_form,
    });
    let group = facts!(Group {
        ids,
        feature,
        operations
    });
    let operation = facts!(Operation {
        action,
        about,
        methods,
        listed,
        form_by_put,
        reads,
        anonymous,
        schemes,
        read_timeout_secs,
        central,
        token,
        ram_prefix,
        region,
        request,
        reply,
        records,
        errors,
        paging,
    });
    let about = facts!(About {
        title,
        summary,
        description,
        request_description,
        reply_description,
        extra_description,
        deprecated,
        substitutions,
        callback,
        asynchronous,
        paid,
        risky,
    });
    let paging = facts!(Paging {
        token,
        number,
        items,
    });
    let token = facts!(TokenPaging {
        parameter,
        size,
        next,
    });
    let number = facts!(NumberPaging {
        parameter,
        first,
        number_in_reply,
        size,
        default_size,
        size_in_reply,
        total,
    });
    let error = facts!(ErrorCode {
        code,
        cases,
        description,
    });
    let record = facts!(Record {
        origin,
        fields,
        notes,
    });
    let field = facts!(Field {
        wire,
        wrapper,
        kind,
        required,
        secret,
        recursive,
        place,
        style,
        notes,
        inner,
    });
    let inner = facts!(Inner { place, notes });
    let notes = facts!(Notes {
        title,
        description,
        example,
        default,
        format,
        minimum,
        maximum,
        exclusive_minimum,
        exclusive_maximum,
        min_length,
        max_length,
        min_items,
        max_items,
        pattern,
        doc_required,
        base64,
        first_page,
        may_be_empty,
        file_address,
        values,
        deprecated,
    });
    let mut all = BTreeSet::new();
    all.extend(product);
    all.extend(endpoints);
    all.extend(group);
    all.extend(operation);
    all.extend(about);
    all.extend(paging);
    all.extend(token);
    all.extend(number);
    all.extend(error);
    all.extend(record);
    all.extend(field);
    all.extend(inner);
    all.extend(notes);
    all
}

/// Facts without a row, because other facts cover them.
const PARTS: &[&str] = &[
    "Product.operations",
    "Product.records",
    "Product.shared",
    "Product.groups",
    "Product.endpoints",
    "Operation.about",
    // A change of `form_by_put` is reported as a change of the part of the request that carries the
    // parameters.
    "Operation.form_by_put",
    // A change of `region` is reported as a change of the parameter.
    "Operation.region",
    "Operation.request",
    "Operation.records",
    "Operation.errors",
    "Operation.paging",
    "Group.ids",
    "Group.operations",
    // The default features come from a file of texts, not from a specification.
    "Product.default_features",
    // A change of `first_page` is reported as a change of the pagination.
    "Notes.first_page",
    // A change of a group's feature is reported for each operation of the group.
    "Group.feature",
    "Record.origin",
    // A change of the wrapper is reported as a change of the field's place.
    "Field.wrapper",
    "Record.fields",
    "Field.notes",
    "Field.inner",
    "Inner.notes",
];

/// Descriptive texts, which are not compared.
const TEXTS: &[&str] = &[
    "About.title",
    "About.summary",
    "About.description",
    "About.request_description",
    "About.reply_description",
    "About.extra_description",
    "About.substitutions",
    "About.callback",
    "ErrorCode.description",
    "Record.notes",
    "Notes.title",
    "Notes.description",
    "Notes.example",
];

/// Returns the fields of the reply, with a total of this name.
fn reply(total: &str) -> Value {
    let text = json!({ "type": "string" });
    let integer = json!({ "type": "integer" });
    json!({
        "NextToken": text, total: integer, "PageNumber": integer, "PageSize": integer,
        "Acts": { "type": "array", "items": text }, "Note": text,
        "Words": { "type": "object", "additionalProperties": {
            "type": "array", "items": { "$ref": "#/components/schemas/Word" },
        } },
        "Tree": { "$ref": "#/components/schemas/Tree" },
    })
}

/// Returns a specification with one operation, which has both kinds of pagination.
fn specification() -> Value {
    let text = json!({ "type": "string" });
    let integer = json!({ "type": "integer" });
    let parameter =
        |name: &str, schema: &Value| json!({ "name": name, "in": "query", "schema": schema });
    json!({
        "version": "1.0",
        "info": { "style": "RPC", "product": "P", "version": "1" },
        "directories": [{ "id": 1, "title": "d", "type": "directory", "children": ["ListActs"] }],
        "apis": { "ListActs": {
            "methods": ["post", "get"],
            "operationType": "read",
            "security": [{ "AK": [] }],
            "parameters": [
                parameter("Text", &text),
                parameter("Number", &integer),
                { "name": "Texts", "in": "query", "style": "repeatList",
                  "schema": { "type": "array", "items": text } },
                parameter("PageNumber", &integer),
                parameter("PageSize", &integer),
                parameter("NextToken", &text),
                parameter("MaxResults", &integer),
            ],
            "responses": { "200": { "schema": { "type": "object", "properties": reply("TotalCount") } } },
            "errorCodes": { "400": [{ "errorCode": "Bad", "errorMessage": "m" }] },
        } },
        "components": { "schemas": {
            "Tree": { "type": "object", "properties": {
                "Next": { "$ref": "#/components/schemas/Leaf" },
            } },
            "Leaf": { "type": "object", "properties": { "X": text } },
            "Word": text,
        } },
        "endpoints": [{ "regionId": "r", "endpoint": "a.example" }],
    })
}

const OPERATION: &str = "/apis/ListActs";
const TEXT: &str = "/apis/ListActs/parameters/0";
const NUMBER: &str = "/apis/ListActs/parameters/1/schema";
const TEXTS_SCHEMA: &str = "/apis/ListActs/parameters/2/schema";
const PAGE: &str = "/apis/ListActs/parameters/3";
const SIZE: &str = "/apis/ListActs/parameters/4";
const TOKEN: &str = "/apis/ListActs/parameters/5";
const TOKEN_SIZE: &str = "/apis/ListActs/parameters/6";
const REPLY: &str = "/apis/ListActs/responses/200/schema/properties";
const NOTE: &str = "/apis/ListActs/responses/200/schema/properties/Note";
const ENDPOINT: &str = "/endpoints/0";

/// Returns the specification with `value` at `key` in the object at `pointer`.
///
/// The value `null` removes the key.
fn with(pointer: &str, key: &str, value: &Value) -> Value {
    let mut spec = specification();
    let object = spec.pointer_mut(pointer).unwrap().as_object_mut().unwrap();
    match value {
        Value::Null => object.remove(key),
        value => object.insert(key.to_owned(), value.clone()),
    };
    spec
}

/// A fact, the pointer and the key of its value, the old and the new value, and the beginnings of
/// the lines about the change and about the reverse change.
struct Row(
    &'static str,
    &'static str,
    &'static str,
    [Value; 2],
    [&'static str; 2],
);

/// The description of the pagination in the unchanged specification.
const PAGES: &str = "by token NextToken <- NextToken of MaxResults, by number PageNumber <- PageNumber from 1 of PageSize <- PageSize, total TotalCount, items Acts";

fn rows() -> Vec<Row> {
    vec![
        Row(
            "Product.product",
            "/info",
            "product",
            [json!("P"), json!("p")],
            ["none p: called p, was P", "none P: called P, was p"],
        ),
        Row(
            "Product.version",
            "/info",
            "version",
            [json!("1"), json!("2")],
            ["wire P: version 2, was 1", "wire P: version 1, was 2"],
        ),
        Row(
            "Product.protocol",
            "/info",
            "style",
            [json!("RPC"), json!("V3")],
            [
                "wire P: signed with ACS3 only, was signed with signature 1.0 or ACS3",
                "none P: signed with signature 1.0 or ACS3, was signed with ACS3 only",
            ],
        ),
        Row(
            "Endpoints.public",
            ENDPOINT,
            "endpoint",
            [json!("a.example"), json!("b.example")],
            [
                "wire endpoint r: b.example, was a.example",
                "wire endpoint r: a.example, was b.example",
            ],
        ),
        Row(
            "Endpoints.vpc",
            ENDPOINT,
            "vpc",
            [json!("v.example"), json!("w.example")],
            [
                "wire VPC endpoint r: w.example, was v.example",
                "wire VPC endpoint r: v.example, was w.example",
            ],
        ),
        Row(
            "Endpoints.vpc",
            ENDPOINT,
            "vpc",
            [json!("v.example"), json!("")],
            [
                "wire VPC endpoint r: removed, was v.example",
                "none VPC endpoint r: added, v.example",
            ],
        ),
        Row(
            "Endpoints.vpc_form",
            "",
            "x-vpc-endpoint",
            [json!("{region}.example"), json!("x.{region}.example")],
            [
                "wire VPC endpoint of other regions: x.{region}.example, was {region}.example",
                "wire VPC endpoint of other regions: {region}.example, was x.{region}.example",
            ],
        ),
        Row(
            "Operation.action",
            "",
            "apis",
            [json!({ "A": {} }), json!({ "B": {} })],
            ["both A: removed, was A", "none A: added, A"],
        ),
        Row(
            "Operation.methods",
            OPERATION,
            "methods",
            [json!(["post", "get"]), json!(["post"])],
            [
                "wire ListActs: sent by POST, was GET or POST",
                "none ListActs: sent by GET or POST, was POST",
            ],
        ),
        Row(
            "Operation.listed",
            OPERATION,
            "methods",
            [json!(["post"]), json!(["head"])],
            [
                "wire ListActs: sent by POST (not listed), was POST",
                "none ListActs: sent by POST, was POST (not listed)",
            ],
        ),
        Row(
            "Operation.reads",
            OPERATION,
            "operationType",
            [json!("read"), json!("write")],
            [
                "behaviour ListActs: may write, was only reads",
                "behaviour ListActs: only reads, was may write",
            ],
        ),
        Row(
            "Operation.anonymous",
            OPERATION,
            "security",
            [json!([{ "Anonymous": [] }]), json!([{ "AK": [] }])],
            [
                "wire ListActs: signed, was unsigned",
                "behaviour ListActs: unsigned, was signed",
            ],
        ),
        Row(
            "Operation.schemes",
            OPERATION,
            "security",
            [json!([{ "AK": [] }]), json!([{ "BearerToken": [] }])],
            [
                "wire ListActs: security schemes BearerToken, was AK",
                "none ListActs: security schemes AK, was BearerToken",
            ],
        ),
        Row(
            "Operation.schemes",
            OPERATION,
            "security",
            [json!([{ "AK": [] }]), json!([])],
            [
                "none ListActs: security schemes not listed, was AK",
                "none ListActs: security schemes AK, was not listed",
            ],
        ),
        Row(
            "Operation.read_timeout_secs",
            OPERATION,
            "x-read-timeout-seconds",
            [Value::Null, json!(36)],
            [
                "behaviour ListActs: read timeout 36 s, was the default",
                "behaviour ListActs: read timeout the default, was 36 s",
            ],
        ),
        Row(
            "Product.ram_prefix",
            "",
            "x-ram-prefix",
            [Value::Null, json!("p")],
            [
                "none ListActs: RAM action p:ListActs, was unknown",
                "none ListActs: RAM action unknown, was p:ListActs",
            ],
        ),
        Row(
            "Operation.ram_prefix",
            "",
            "x-ram-exceptions",
            [json!({ "p": ["ListActs"] }), json!({ "q": ["ListActs"] })],
            [
                "none ListActs: RAM action q:ListActs, was p:ListActs",
                "none ListActs: RAM action p:ListActs, was q:ListActs",
            ],
        ),
        Row(
            "Operation.central",
            OPERATION,
            "x-central-endpoint",
            [Value::Null, json!("p.example")],
            [
                "behaviour ListActs: host for calls without a region: p.example, was the default",
                "behaviour ListActs: host for calls without a region: the default, was p.example",
            ],
        ),
        Row(
            "Operation.token",
            "/apis/ListActs/parameters/0/schema",
            "x-idempotent",
            [Value::Null, json!(true)],
            [
                "behaviour ListActs: idempotency token `Text`, was no idempotency token",
                "behaviour ListActs: no idempotency token, was idempotency token `Text`",
            ],
        ),
        Row(
            "Operation.reply",
            OPERATION,
            "responses",
            [
                json!({}),
                json!({ "200": { "schema": { "type": "object", "properties": { "A": { "type": "string" } } } } }),
            ],
            [
                "rust ListActs reply: list_acts::Response, was any value",
                "both ListActs reply: any value, was list_acts::Response",
            ],
        ),
        Row(
            "About.deprecated",
            OPERATION,
            "deprecated",
            [json!(false), json!(true)],
            [
                "none ListActs: deprecated, was not deprecated",
                "none ListActs: not deprecated, was deprecated",
            ],
        ),
        Row(
            "About.asynchronous",
            OPERATION,
            "staticInfo",
            [json!({}), json!({ "returnType": "asynchronous" })],
            [
                "behaviour ListActs: asynchronous, was not marked as asynchronous",
                "behaviour ListActs: not marked as asynchronous, was asynchronous",
            ],
        ),
        Row(
            "About.paid",
            OPERATION,
            "systemTags",
            [json!({}), json!({ "chargeType": "paid" })],
            [
                "none ListActs: paid, was not marked as paid",
                "none ListActs: not marked as paid, was paid",
            ],
        ),
        Row(
            "About.risky",
            OPERATION,
            "systemTags",
            [json!({}), json!({ "riskType": "high" })],
            [
                "none ListActs: high risk, was not marked as high risk",
                "none ListActs: not marked as high risk, was high risk",
            ],
        ),
        Row(
            "Paging.token",
            TOKEN,
            "name",
            [json!("NextToken"), json!("Other")],
            [
                "behaviour ListActs: paging by number PageNumber <- PageNumber from 1 of PageSize <- PageSize, total TotalCount, items Acts, was {PAGES}",
                "none ListActs: paging {PAGES}, was by number PageNumber <- PageNumber from 1 of PageSize <- PageSize, total TotalCount, items Acts",
            ],
        ),
        Row(
            "Paging.number",
            PAGE,
            "name",
            [json!("PageNumber"), json!("Other")],
            [
                "behaviour ListActs: paging by token NextToken <- NextToken of MaxResults, items Acts, was {PAGES}",
                "none ListActs: paging {PAGES}, was by token NextToken <- NextToken of MaxResults, items Acts",
            ],
        ),
        Row(
            "Paging.items",
            REPLY,
            "More",
            [
                Value::Null,
                json!({ "type": "array", "items": { "type": "string" } }),
            ],
            [
                "rust ListActs: paging by token NextToken <- NextToken of MaxResults, by number PageNumber <- PageNumber from 1 of PageSize <- PageSize, total TotalCount, was {PAGES}",
                "none ListActs: paging {PAGES}, was by token NextToken <- NextToken of MaxResults, by number PageNumber <- PageNumber from 1 of PageSize <- PageSize, total TotalCount",
            ],
        ),
        Row(
            "TokenPaging.parameter",
            TOKEN,
            "name",
            [json!("NextToken"), json!("NextPageToken")],
            [
                "behaviour ListActs: paging by token NextPageToken <- NextToken of MaxResults, ",
                "behaviour ListActs: paging by token NextToken <- ",
            ],
        ),
        Row(
            "TokenPaging.size",
            TOKEN_SIZE,
            "name",
            [json!("MaxResults"), json!("MaxResult")],
            [
                "behaviour ListActs: paging by token NextToken <- NextToken of MaxResult, ",
                "behaviour ListActs: paging by token NextToken <- NextToken of MaxResults, ",
            ],
        ),
        Row(
            "TokenPaging.next",
            REPLY,
            "NextToken",
            [
                json!({ "type": "string" }),
                json!({ "type": "object", "properties": { "NextToken": { "type": "string" } } }),
            ],
            [
                "behaviour ListActs: paging by token NextToken <- NextToken/NextToken of MaxResults, ",
                "behaviour ListActs: paging by token NextToken <- NextToken of MaxResults, ",
            ],
        ),
        Row(
            "NumberPaging.parameter",
            PAGE,
            "name",
            [json!("PageNumber"), json!("CurrentPage")],
            [
                "behaviour ListActs: paging by token NextToken <- NextToken of MaxResults, by number CurrentPage <- ",
                "behaviour ListActs: paging ",
            ],
        ),
        Row(
            "NumberPaging.first",
            "/apis/ListActs/parameters/3/schema",
            "default",
            [json!("1"), json!("0")],
            [
                "behaviour ListActs: paging by token NextToken <- NextToken of MaxResults, by number PageNumber <- PageNumber from 0 of ",
                "behaviour ListActs: paging by token NextToken <- NextToken of MaxResults, by number PageNumber <- PageNumber from 1 of ",
            ],
        ),
        Row(
            "NumberPaging.number_in_reply",
            REPLY,
            "PageNumber",
            [json!({ "type": "integer" }), Value::Null],
            [
                "behaviour ListActs: paging by token NextToken <- NextToken of MaxResults, by number PageNumber from 1 of ",
                "behaviour ListActs: paging ",
            ],
        ),
        Row(
            "NumberPaging.size",
            SIZE,
            "name",
            [json!("PageSize"), json!("ShowSize")],
            [
                "behaviour ListActs: paging by token NextToken <- NextToken of MaxResults, by number PageNumber <- PageNumber from 1 of ShowSize",
                "behaviour ListActs: paging ",
            ],
        ),
        Row(
            "NumberPaging.default_size",
            "/apis/ListActs/parameters/4/schema",
            "default",
            [json!("10"), json!("20")],
            ["behaviour ListActs: paging ", "behaviour ListActs: paging "],
        ),
        Row(
            "NumberPaging.size_in_reply",
            REPLY,
            "PageSize",
            [json!({ "type": "integer" }), Value::Null],
            ["behaviour ListActs: paging ", "behaviour ListActs: paging "],
        ),
        Row(
            "NumberPaging.total",
            "/apis/ListActs/responses/200/schema",
            "properties",
            ["TotalCount", "Total"].map(reply),
            [
                "behaviour ListActs: paging by token NextToken <- NextToken of MaxResults, by number PageNumber <- PageNumber from 1 of PageSize <- PageSize, total Total,",
                "behaviour ListActs: paging ",
            ],
        ),
        Row(
            "ErrorCode.code",
            OPERATION,
            "errorCodes",
            [json!({ "400": [{ "errorCode": "Bad" }] }), json!({})],
            [
                "rust ListActs error Bad: removed, was list_acts::ErrorCode::Bad",
                "none ListActs error Bad: added, list_acts::ErrorCode::Bad",
            ],
        ),
        Row(
            "ErrorCode.cases",
            OPERATION,
            "errorCodes",
            ["400", "403"].map(|status| json!({ status: [{ "errorCode": "Bad" }] })),
            [
                "none ListActs error Bad: status 403, was 400",
                "none ListActs error Bad: status 400, was 403",
            ],
        ),
        Row(
            "Field.wire",
            TEXT,
            "name",
            [json!("Text"), json!("Word")],
            [
                "both ListActs request Text: removed, was text",
                "none ListActs request Text: added, text",
            ],
        ),
        Row(
            "Field.kind",
            NUMBER,
            "type",
            [json!("string"), json!("integer")],
            [
                "both ListActs request Number: integer, was text",
                "rust ListActs request Number: text, was integer",
            ],
        ),
        Row(
            "Field.required",
            NUMBER,
            "required",
            [json!(false), json!(true)],
            [
                "wire ListActs request Number: required, was optional",
                "none ListActs request Number: optional, was required",
            ],
        ),
        Row(
            "Field.secret",
            NOTE,
            "x-secret",
            [json!(true), json!(false)],
            [
                "behaviour ListActs reply Note: not secret, was secret",
                "none ListActs reply Note: secret, was not secret",
            ],
        ),
        Row(
            "Field.secret",
            "/apis/ListActs/parameters/2/schema/items",
            "x-secret",
            [json!(true), json!(false)],
            [
                "behaviour ListActs request Texts: not secret, was secret",
                "none ListActs request Texts: secret, was not secret",
            ],
        ),
        Row(
            "Field.secret",
            "/components/schemas/Word",
            "x-secret",
            [json!(true), json!(false)],
            [
                "behaviour ListActs reply Words: not secret, was secret",
                "none ListActs reply Words: secret, was not secret",
            ],
        ),
        Row(
            "Field.recursive",
            "/components/schemas/Leaf/properties",
            "Back",
            [Value::Null, json!({ "$ref": "#/components/schemas/Tree" })],
            [
                "rust component Tree Next: types::Leaf in a `Box`, was types::Leaf",
                "rust component Tree Next: types::Leaf, was types::Leaf in a `Box`",
            ],
        ),
        Row(
            "Field.place",
            TEXT,
            "in",
            [json!("query"), json!("header")],
            [
                "wire ListActs request Text: in the header, was query",
                "wire ListActs request Text: in the query, was header",
            ],
        ),
        Row(
            "Field.style",
            "/apis/ListActs/parameters/2",
            "style",
            [json!("repeatList"), json!("json")],
            [
                "wire ListActs request Texts: written as JSON, was one parameter per nested value",
                "wire ListActs request Texts: written as one parameter per nested value, was JSON",
            ],
        ),
        Row(
            "Notes.default",
            NUMBER,
            "default",
            [json!("1"), json!("2")],
            [
                "behaviour ListActs request Number: default 2, was default 1",
                "behaviour ListActs request Number: default 1, was default 2",
            ],
        ),
        Row(
            "Notes.default",
            NUMBER,
            "default",
            [Value::Null, json!("2")],
            [
                "none ListActs request Number: default 2, was no default",
                "behaviour ListActs request Number: no default, was default 2",
            ],
        ),
        Row(
            "Notes.default",
            NOTE,
            "default",
            [json!("1"), json!("2")],
            [
                "none ListActs reply Note: default 2, was default 1",
                "none ListActs reply Note: default 1, was default 2",
            ],
        ),
        Row(
            "Notes.format",
            NUMBER,
            "format",
            [json!("int64"), json!("int32")],
            [
                "wire ListActs request Number: format int32, was format int64",
                "none ListActs request Number: format int64, was format int32",
            ],
        ),
        Row(
            "Notes.format",
            "/apis/ListActs/parameters/0/schema",
            "format",
            [Value::Null, json!("iso8601")],
            [
                "wire ListActs request Text: format iso8601, was no format",
                "none ListActs request Text: no format, was format iso8601",
            ],
        ),
        Row(
            "Notes.format",
            NOTE,
            "format",
            [Value::Null, json!("iso8601")],
            [
                "none ListActs reply Note: format iso8601, was no format",
                "wire ListActs reply Note: no format, was format iso8601",
            ],
        ),
        Row(
            "Notes.format",
            "/apis/ListActs/responses/200/schema/properties/TotalCount",
            "format",
            [json!("int32"), json!("int64")],
            [
                "none ListActs reply TotalCount: format int64, was format int32",
                "none ListActs reply TotalCount: format int32, was format int64",
            ],
        ),
        Row(
            "Notes.minimum",
            NUMBER,
            "minimum",
            [json!("1"), json!("2")],
            [
                "wire ListActs request Number: minimum 2, was minimum 1",
                "none ListActs request Number: minimum 1, was minimum 2",
            ],
        ),
        Row(
            "Notes.minimum",
            NUMBER,
            "minimum",
            [Value::Null, json!("-1")],
            [
                "wire ListActs request Number: minimum -1, was no minimum",
                "none ListActs request Number: no minimum, was minimum -1",
            ],
        ),
        Row(
            "Notes.maximum",
            NUMBER,
            "maximum",
            [json!("9223372036854775807"), json!("9223372036854775806")],
            [
                "wire ListActs request Number: maximum 9223372036854775806, was maximum 9223372036854775807",
                "none ListActs request Number: maximum 9223372036854775807, was maximum 9223372036854775806",
            ],
        ),
        Row(
            "Notes.maximum",
            NUMBER,
            "maximum",
            [json!("10.5"), json!("9.75")],
            [
                "wire ListActs request Number: maximum 9.75, was maximum 10.5",
                "none ListActs request Number: maximum 10.5, was maximum 9.75",
            ],
        ),
        Row(
            "Notes.maximum",
            NUMBER,
            "maximum",
            [json!("ten"), json!("many")],
            [
                "wire ListActs request Number: maximum many, was maximum ten",
                "wire ListActs request Number: maximum ten, was maximum many",
            ],
        ),
        Row(
            "Notes.maximum",
            NOTE,
            "maximum",
            [json!("2"), json!("1")],
            [
                "none ListActs reply Note: maximum 1, was maximum 2",
                "none ListActs reply Note: maximum 2, was maximum 1",
            ],
        ),
        Row(
            "Notes.exclusive_minimum",
            "/apis/ListActs/parameters/1",
            "schema",
            [
                json!({ "type": "integer", "minimum": "1" }),
                json!({ "type": "integer", "minimum": "1", "exclusiveMinimum": true }),
            ],
            [
                "wire ListActs request Number: minimum 1 excluded, was minimum 1",
                "none ListActs request Number: minimum 1, was minimum 1 excluded",
            ],
        ),
        Row(
            "Notes.exclusive_maximum",
            "/apis/ListActs/parameters/1",
            "schema",
            [
                json!({ "type": "integer", "maximum": "1" }),
                json!({ "type": "integer", "maximum": "1", "exclusiveMaximum": true }),
            ],
            [
                "wire ListActs request Number: maximum 1 excluded, was maximum 1",
                "none ListActs request Number: maximum 1, was maximum 1 excluded",
            ],
        ),
        Row(
            "Notes.min_length",
            "/apis/ListActs/parameters/0/schema",
            "minLength",
            [json!(1), json!(2)],
            [
                "wire ListActs request Text: minimum length 2, was minimum length 1",
                "none ListActs request Text: minimum length 1, was minimum length 2",
            ],
        ),
        Row(
            "Notes.max_length",
            "/apis/ListActs/parameters/0/schema",
            "maxLength",
            [json!(20), json!(3)],
            [
                "wire ListActs request Text: maximum length 3, was maximum length 20",
                "none ListActs request Text: maximum length 20, was maximum length 3",
            ],
        ),
        Row(
            "Notes.min_items",
            TEXTS_SCHEMA,
            "minItems",
            [json!(1), json!(2)],
            [
                "wire ListActs request Texts: minimum number of items 2, was minimum number of items 1",
                "none ListActs request Texts: minimum number of items 1, was minimum number of items 2",
            ],
        ),
        Row(
            "Notes.max_items",
            TEXTS_SCHEMA,
            "maxItems",
            [json!(20), json!(3)],
            [
                "wire ListActs request Texts: maximum number of items 3, was maximum number of items 20",
                "none ListActs request Texts: maximum number of items 20, was maximum number of items 3",
            ],
        ),
        Row(
            "Notes.pattern",
            "/apis/ListActs/parameters/0/schema",
            "pattern",
            [json!("^a"), json!("^ab")],
            [
                "wire ListActs request Text: pattern ^ab, was pattern ^a",
                "wire ListActs request Text: pattern ^a, was pattern ^ab",
            ],
        ),
        Row(
            "Notes.pattern",
            "/apis/ListActs/parameters/0/schema",
            "pattern",
            [json!("^a"), Value::Null],
            [
                "none ListActs request Text: no pattern, was pattern ^a",
                "wire ListActs request Text: pattern ^a, was no pattern",
            ],
        ),
        Row(
            "Notes.doc_required",
            NUMBER,
            "docRequired",
            [json!(false), json!(true)],
            [
                "wire ListActs request Number: optional (required by the documentation), was optional",
                "none ListActs request Number: optional, was optional (required by the documentation)",
            ],
        ),
        Row(
            "Notes.may_be_empty",
            TEXT,
            "allowEmptyValue",
            [json!(true), json!(false)],
            [
                "wire ListActs request Text: an empty string is refused, was allowed",
                "none ListActs request Text: an empty string is allowed, was refused",
            ],
        ),
        Row(
            "Notes.file_address",
            "/apis/ListActs/parameters/0/schema",
            "isFileTransferUrl",
            [json!(true), json!(false)],
            [
                "none ListActs request Text: not the URL of a file, was the URL of a file",
                "none ListActs request Text: the URL of a file, was not the URL of a file",
            ],
        ),
        Row(
            "Notes.base64",
            "/apis/ListActs/parameters/0/schema",
            "x-base64",
            [json!(true), json!(false)],
            [
                "rust ListActs request Text: text, was text in Base64",
                "rust ListActs request Text: text in Base64, was text",
            ],
        ),
        Row(
            "Notes.values",
            "/apis/ListActs/parameters/0/schema",
            "enum",
            [json!(["a", "b"]), json!(["a"])],
            [
                "both ListActs request Text = b: removed, was ListActs::TEXT_B",
                "none ListActs request Text = b: added, ListActs::TEXT_B",
            ],
        ),
        Row(
            "Notes.values",
            "/apis/ListActs/parameters/0/schema",
            "enum",
            [json!(["a", "<"]), json!(["a"])],
            [
                "wire ListActs request Text = <: removed, was without a constant",
                "none ListActs request Text = <: added, without a constant",
            ],
        ),
        Row(
            "Notes.values",
            NOTE,
            "enum",
            [json!(["a", "b"]), json!(["a"])],
            [
                "rust ListActs reply Note = b: removed, was list_acts::Response::NOTE_B",
                "none ListActs reply Note = b: added, list_acts::Response::NOTE_B",
            ],
        ),
        Row(
            "Notes.values",
            "/apis/ListActs/parameters/0/schema",
            "enum",
            [Value::Null, json!(["a"])],
            [
                "wire ListActs request Text: listed values only, was any value",
                "none ListActs request Text: any value, was listed values only",
            ],
        ),
        Row(
            "Notes.values",
            "/apis/ListActs/parameters/0/schema",
            "enum",
            [Value::Null, json!(["a"])],
            [
                "none ListActs request Text = a: added, ListActs::TEXT_A",
                "rust ListActs request Text = a: removed, was ListActs::TEXT_A",
            ],
        ),
        Row(
            "Notes.values",
            NOTE,
            "enum",
            [Value::Null, json!(["a"])],
            [
                "none ListActs reply Note: listed values only, was any value",
                "none ListActs reply Note: any value, was listed values only",
            ],
        ),
        Row(
            "Inner.place",
            "/apis/ListActs/parameters/2/schema/items",
            "enum",
            [json!(["a", "b"]), json!(["a"])],
            [
                "wire ListActs request Texts[] = b: removed, was without a constant",
                "none ListActs request Texts[] = b: added, without a constant",
            ],
        ),
        Row(
            "Inner.place",
            "/apis/ListActs/parameters/2/schema/items",
            "maxLength",
            [json!(20), json!(3)],
            [
                "wire ListActs request Texts[]: maximum length 3, was maximum length 20",
                "none ListActs request Texts[]: maximum length 20, was maximum length 3",
            ],
        ),
        Row(
            "Inner.place",
            "/apis/ListActs/parameters/2/schema/items",
            "pattern",
            [json!("^a"), json!("^ab")],
            [
                "wire ListActs request Texts[]: pattern ^ab, was pattern ^a",
                "wire ListActs request Texts[]: pattern ^a, was pattern ^ab",
            ],
        ),
        Row(
            "Inner.place",
            "/apis/ListActs/parameters/2/schema/items",
            "format",
            [Value::Null, json!("iso8601")],
            [
                "wire ListActs request Texts[]: format iso8601, was no format",
                "none ListActs request Texts[]: no format, was format iso8601",
            ],
        ),
        Row(
            "Inner.place",
            "/apis/ListActs/parameters/2/schema/items",
            "default",
            [json!("a"), json!("b")],
            [
                "behaviour ListActs request Texts[]: default b, was default a",
                "behaviour ListActs request Texts[]: default a, was default b",
            ],
        ),
        Row(
            "Inner.place",
            "/apis/ListActs/parameters/2/schema/items",
            "deprecated",
            [json!(false), json!(true)],
            [
                "none ListActs request Texts[]: deprecated, was not deprecated",
                "none ListActs request Texts[]: not deprecated, was deprecated",
            ],
        ),
        Row(
            "Inner.place",
            "/apis/ListActs/responses/200/schema/properties/Acts/items",
            "enum",
            [json!(["a", "b"]), json!(["a"])],
            [
                "none ListActs reply Acts[] = b: removed, was without a constant",
                "none ListActs reply Acts[] = b: added, without a constant",
            ],
        ),
        Row(
            "Inner.place",
            "/apis/ListActs/responses/200/schema/properties/Words/additionalProperties/items",
            "format",
            [json!("iso8601"), Value::Null],
            [
                "wire ListActs reply Words{}[]: no format, was format iso8601",
                "none ListActs reply Words{}[]: format iso8601, was no format",
            ],
        ),
        Row(
            "Inner.place",
            "/components/schemas/Word",
            "format",
            [json!("iso8601"), Value::Null],
            [
                "wire ListActs reply Words{}[] (component Word): no format, was format iso8601",
                "none ListActs reply Words{}[] (component Word): format iso8601, was no format",
            ],
        ),
        Row(
            "Notes.deprecated",
            NOTE,
            "deprecated",
            [json!(false), json!(true)],
            [
                "none ListActs reply Note: deprecated, was not deprecated",
                "none ListActs reply Note: not deprecated, was deprecated",
            ],
        ),
    ]
}

#[test]
fn reports_a_change_of_every_fact() {
    let mut missing = Vec::new();
    for Row(fact, pointer, key, values, expected) in rows() {
        let [old, new] = values.map(|value| with(pointer, key, &value));
        for (expected, found) in expected
            .into_iter()
            .zip([changes(&old, &new), changes(&new, &old)])
        {
            let expected = expected.replace("{PAGES}", PAGES);
            let is_told = found.iter().any(|change| change.starts_with(&expected));
            if !is_told {
                missing.push(format!("{fact}: {expected:?} is not in {found:#?}"));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn has_a_row_or_a_reason_for_every_fact() {
    let rows = rows();
    let mut listed: BTreeSet<&str> = rows.iter().map(|row| row.0).collect();
    listed.extend(PARTS);
    listed.extend(TEXTS);
    assert_eq!(listed, facts());
}
