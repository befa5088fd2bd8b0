use super::*;
use crate::api::{Methods, Product};

static ECS: Product = Product::new("Ecs", "2014-05-26");
static API: Api = Api::new(&ECS, "Test", Methods::GetOrPost);

fn text_of(write: impl FnOnce(&mut Draft<'_>)) -> String {
    let endpoint = "https://example.com".parse().unwrap();
    let mut draft = Draft::new(&API, &endpoint, Format::Json, Method::GET);
    write(&mut draft);
    draft.finish().unwrap();
    draft.into_parts().0
}

#[test]
fn encodes_parameters_once_in_the_order_of_their_addition() {
    let text = text_of(|draft| {
        draft.parameter("b", "a b*~/%41+");
        draft.parameter("a&", "测");
        draft.parameter("c", "");
    });
    assert_eq!(text, "b=a%20b%2A~%2F%2541%2B&a%26=%E6%B5%8B&c=");
}

#[test]
fn sorts_by_unencoded_names() {
    let endpoint = "https://example.com".parse().unwrap();
    let mut draft = Draft::new(&API, &endpoint, Format::Json, Method::GET);
    // Unencoded, '-' (0x2D) sorts before '/' (0x2F). Encoded, '/' is "%2F", which sorts before '-'.
    for name in ["A", "x/", "x-", "x!", "Tag.2", "Tag.10", "é", "x"] {
        draft.parameter(name, "v");
    }
    let names: Vec<String> = draft
        .sorted()
        .map(|parameter| parameter.name.to_owned())
        .collect();
    assert_eq!(
        names,
        ["A", "Tag.10", "Tag.2", "x", "x%21", "x-", "x%2F", "%C3%A9"]
    );
}

#[test]
fn compares_whole_names_that_begin_alike() {
    let names = [
        "a",
        "a\0",
        "0123456789abcdef",
        "0123456789abcdef!",
        "0123456789abcdef-",
        "0123456789abcdef/",
        "0123456789abcdefA",
        "0123456789abcdefé",
        "0123456789abcde测",
        "测0123456789abcdef",
    ];
    let mut expected = names.to_vec();
    expected.sort_unstable();
    let endpoint = "https://example.com".parse().unwrap();
    for first in 0..names.len() {
        let mut draft = Draft::new(&API, &endpoint, Format::Json, Method::GET);
        for name in names.iter().cycle().skip(first).take(names.len()) {
            draft.parameter(name, "a value/");
        }
        let decoded = |parameter: Parameter<'_>| {
            let name = percent_decode_str(parameter.name).decode_utf8();
            name.unwrap().into_owned()
        };
        let sorted: Vec<String> = draft.sorted().map(decoded).collect();
        assert_eq!(sorted, expected, "from {first}");
        assert_eq!(draft.finish(), Ok(()));
    }
}

#[test]
fn refuses_repeated_names_before_and_after_sorting() {
    let endpoint = "https://example.com".parse().unwrap();
    for name in [
        "a",
        "0123456789abcdef",
        "0123456789abcdef0",
        "0123456789abcdef/é",
    ] {
        for is_late in [false, true] {
            let mut draft = Draft::new(&API, &endpoint, Format::Json, Method::GET);
            for other in [name, "b", "0123456789abcdef1", "0123456789abcdef%"] {
                draft.parameter(other, "1");
            }
            if is_late {
                assert_eq!(draft.sorted().count(), 4);
            }
            draft.parameter(name, "2");
            let refusal = RequestError::repeated_parameter(name);
            assert_eq!(draft.finish(), Err(refusal), "{name} {is_late}");
        }
    }
}

#[test]
fn hides_values_in_debug_output() {
    let endpoint = "https://example.com".parse().unwrap();
    let mut draft = Draft::new(&API, &endpoint, Format::Json, Method::GET);
    draft.parameter("Password", "hunter2");
    let debug = format!("{draft:?}");
    assert!(
        debug.contains("Password") && !debug.contains("hunter2"),
        "{debug}"
    );
}
