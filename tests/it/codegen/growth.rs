//! Tests that the cost of the generator grows linearly with the specification, by counting
//! allocations.

use alicloud_codegen::{
    Diagnostics, Document, Names, Published, diff, lower, name, product::Product, read,
};

/// A part of a specification whose size varies in these tests.
#[derive(Clone, Copy, Debug)]
enum Part {
    Operations,
    Directories,
    Parameters,
    Fields,
    Components,
    Values,
    Codes,
}

const PARTS: [Part; 7] = [
    Part::Operations,
    Part::Directories,
    Part::Parameters,
    Part::Fields,
    Part::Components,
    Part::Values,
    Part::Codes,
];

fn list(count: usize, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect::<Vec<_>>().join(",")
}

/// Creates a specification with `count` elements in `part` and one element in every other part.
fn specification(part: Part, count: usize, word: &str) -> String {
    let operations = match part {
        Part::Operations | Part::Directories => count,
        _ => 1,
    };
    let of = |wanted: fn(Part) -> bool| if wanted(part) { count } else { 1 };
    // All wire names lead to the same Rust name, because they differ only in punctuation.
    let same = |index: usize| -> String {
        let bits = (0..16).map(|bit| if index >> bit & 1 == 1 { '.' } else { '-' });
        format!("{word}{}end", bits.collect::<String>())
    };
    let parameters = list(of(|part| matches!(part, Part::Parameters)), |index| {
        format!(
            r#"{{"name":"{}","in":"query","schema":{{"type":"string","required":true}}}}"#,
            same(index)
        )
    });
    let values = list(of(|part| matches!(part, Part::Values)), |index| {
        format!(r#""{}""#, same(index))
    });
    let fields = list(of(|part| matches!(part, Part::Fields)), |index| {
        format!(
            r#""{}":{{"type":"object","properties":{{"A":{{"type":"string"}}}}}}"#,
            same(index)
        )
    });
    let codes = list(of(|part| matches!(part, Part::Codes)), |index| {
        format!(r#"{{"errorCode":"{}","errorMessage":"m"}}"#, same(index))
    });
    let components = of(|part| matches!(part, Part::Components));
    let used = list(components, |index| {
        format!(r##""U{index}":{{"$ref":"#/components/schemas/C{index}"}}"##)
    });
    let components = list(components, |index| {
        let next = (index + 1) % components;
        format!(
            r##""C{index}":{{"type":"object","properties":{{"Next":{{"type":"array","items":
                {{"$ref":"#/components/schemas/D{next}"}}}}}}}},"D{index}":{{"type":"string"}}"##
        )
    });
    let apis = list(operations, |index| {
        format!(
            r#""Describe{index}":{{"parameters":[{parameters},{{"name":"V","in":"query",
                "schema":{{"type":"string","enum":[{values}]}}}}],"errorCodes":{{"400":[{codes}]}},
                "responses":{{"200":{{"schema":{{"type":"object","properties":{{{fields},{used}}}}}}}}}}}"#
        )
    });
    let directories = match part {
        Part::Directories => list(count, |index| {
            format!(r#"{{"title":"t{index}","children":["Describe{index}"]}}"#)
        }),
        _ => String::new(),
    };
    format!(
        r#"{{"info":{{"style":"RPC","product":"P","version":"v"}},"directories":[{directories}],
            "components":{{"schemas":{{{components}}}}},"apis":{{{apis}}}}}"#
    )
}

fn named(specification: &str) -> (Product, Names) {
    let mut diagnostics = Diagnostics::new("f");
    let document = Document::parse(specification, &mut diagnostics).unwrap();
    let spec = read(&document, &mut diagnostics);
    let product = lower(&spec, &mut diagnostics);
    assert_eq!(diagnostics.into_vec(), []);
    let names = name(&product, &Published::default());
    (product, names)
}

/// Checks that the cost of 400 elements is at most 2.5 times the cost of 200 elements.
#[track_caller]
fn assert_proportional(part: Part, work: impl Fn(usize) -> usize) {
    let [small, large] = [200, 400].map(work);
    assert!(large * 2 <= small * 5, "{part:?}: {small}, then {large}");
}

#[test]
fn the_cost_of_reading_and_naming_is_linear() {
    for part in PARTS {
        assert_proportional(part, |count| {
            let specification = specification(part, count, "Word");
            let counted = allocation_counter::measure(|| drop(named(&specification)));
            usize::try_from(counted.count_total).unwrap()
        });
    }
}

#[test]
fn the_cost_of_comparing_is_linear() {
    for part in PARTS {
        assert_proportional(part, |count| {
            let [old, new] = ["Word", "Term"].map(|word| named(&specification(part, count, word)));
            let counted = allocation_counter::measure(|| {
                let changes = diff((&old.0, &old.1), (&new.0, &new.1));
                assert!(!changes.is_empty());
            });
            // Bytes are counted because a quadratic cost may hide in a few large allocations.
            usize::try_from(counted.bytes_total).unwrap()
        });
    }
}
